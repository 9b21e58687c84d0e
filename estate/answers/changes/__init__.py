"""What changes the register: imports, corrections, changes by hand, merges."""
