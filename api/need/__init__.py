"""Need: where residents live, which services have a gap, and where a hub would serve most."""
