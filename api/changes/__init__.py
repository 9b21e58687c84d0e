"""One row changed by hand."""
