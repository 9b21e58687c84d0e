"""Business cases: as they are worked out, and as they are kept."""
