"""Space standards, shared desks and counts of people in buildings."""
