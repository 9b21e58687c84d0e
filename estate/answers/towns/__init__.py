"""A town: what is there, what could happen, and what bodies wish of its plan."""
