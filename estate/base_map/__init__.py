"""A background map from an OpenStreetMap extract: one file of vector tiles (PMTiles)."""
