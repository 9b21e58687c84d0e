"""Properties that their owners offer to the other bodies."""
