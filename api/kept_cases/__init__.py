"""Business cases that are kept: saved as versions, opened as they were, signed off, compared."""
