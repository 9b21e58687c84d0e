"""One module per noun; a route is short: parse, ask, answer."""
