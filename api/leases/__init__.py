"""Leases: the calendar of events and the list to work on."""
