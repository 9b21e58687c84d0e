"""The property club's work: what is proposed, and how named people decide it. Pure: no SQL."""
