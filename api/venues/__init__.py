"""Venues that are no public property, offered by members as possible hosts."""
