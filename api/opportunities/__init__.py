"""The club's opportunities: opened, led from stage to stage, and what is on record of them."""
