"""Tables, engines and the private PostGIS that the tool starts itself."""
