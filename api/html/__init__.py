"""The page kit: templates, tables, formats and charts that all pages share."""
