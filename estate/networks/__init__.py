"""Road networks and timetables from published files, checked, built once and kept on disk."""
