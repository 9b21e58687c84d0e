"""The county in figures, and who shares with whom in it."""
