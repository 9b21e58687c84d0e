"""Need: services with a gap, what services cost, and areas as the map shades them."""
