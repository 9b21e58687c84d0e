"""The fields of each table, and who may see them."""
