"""Notes on properties, opportunities and kept cases: read, written, withdrawn."""
