"""Third stage: a file's table made into one row a record and one column a field."""
