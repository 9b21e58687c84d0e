"""What leases say: exits and notices, events by date, the list to work on."""
