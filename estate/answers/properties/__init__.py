"""Properties as a reader may see them: one, some together, those that are chosen."""
