"""Properties: search, lists, one property, its page, exports."""
