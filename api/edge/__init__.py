"""In front of every route: headers, limits, compression, assets, pages of errors."""
