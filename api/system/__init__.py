"""The service itself: health, its description, what it tidies."""
