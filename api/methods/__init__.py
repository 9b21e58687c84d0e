"""How each figure is worked out, as pages."""
