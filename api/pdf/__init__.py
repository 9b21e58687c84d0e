"""PDF files: how their pages look (``page_layout.typ``), and how they are made."""
