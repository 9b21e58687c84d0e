"""What somebody has chosen: sums for the map, sites side by side, the list to take home."""
