"""Second stage: which column of a file fills which field."""
