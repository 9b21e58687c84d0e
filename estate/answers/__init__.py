"""What the command line and HTTP ask: facts of the register led through the pure core."""
