"""The consultation file: what would change for residents, as page, PDF, JSON and tables."""
