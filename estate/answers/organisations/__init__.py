"""Organisations: what they hold, what it costs them, how good their data are."""
