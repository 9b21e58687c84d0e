"""What leaves the register as files."""
