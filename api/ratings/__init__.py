"""Ratings: given, listed for review."""
