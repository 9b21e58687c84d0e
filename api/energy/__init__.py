"""Energy use and emissions: a property, the county, and what moves change."""
