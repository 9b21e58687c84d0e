"""Residents: where they live, how far they travel, which services they find."""
