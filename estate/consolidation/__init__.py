"""Which moves can all happen together, and what they save together."""
