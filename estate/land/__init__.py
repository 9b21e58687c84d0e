"""Land: parcels of several owners that lie together."""
