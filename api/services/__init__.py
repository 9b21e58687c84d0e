"""Services for residents: what is where, when it is open, and what is near a postcode."""
