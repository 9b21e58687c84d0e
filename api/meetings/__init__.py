"""Meetings of the club: agenda, minutes, actions, and the pack."""
