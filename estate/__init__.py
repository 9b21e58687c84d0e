"""Common Estate: a register of a county's whole public estate, and what could be shared in it."""

__version__ = "0.1.0"
