"""Reminders: what waits for a person, as JSON, page, feed and mail."""
