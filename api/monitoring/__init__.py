"""What is measured of a running service, for whoever watches it."""
