"""Gaps in the data, corrections, proposals, and requests for what is missing."""
