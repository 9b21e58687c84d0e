"""Charts as SVG: drawn by matplotlib, made accessible and fit for the pages' strict policy."""
