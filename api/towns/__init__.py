"""The page of one town."""
