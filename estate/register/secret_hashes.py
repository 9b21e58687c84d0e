"""How a secret is kept: its SHA-256 alone, and the letters of it by which a person names it."""

import hashlib

#: So many hexadecimal digits name a session or a link.
NUMBER_LETTERS = 12


def sha256(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
