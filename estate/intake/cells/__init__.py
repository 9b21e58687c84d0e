"""What one cell says: values, units, codes, dates."""
