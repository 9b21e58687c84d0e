"""One search for everything that has a name: over HTTP, as a page, and in the masthead."""
