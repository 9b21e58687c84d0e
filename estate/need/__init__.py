"""Need: what services cost where, which of them have a gap, and where a hub would serve most."""
