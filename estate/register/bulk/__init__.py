"""Many rows at once, by PostgreSQL's binary COPY."""
