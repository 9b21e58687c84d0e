"""Files and plans that wait for a person's word."""
