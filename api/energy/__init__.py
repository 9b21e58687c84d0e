"""Energy and what it emits: a property, the county, and what moves change."""
