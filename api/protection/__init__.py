"""Places that look protected, and their owners' answers."""
