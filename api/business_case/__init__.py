"""The business case of a scheme, or of one candidate."""
