"""Land assembly: parcels of different owners that lie together."""
