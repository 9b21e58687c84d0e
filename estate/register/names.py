"""Names compared without case, accents, spaces and punctuation."""

import unicodedata


def name_key(text: str) -> str:
    """The form under which headings, names and aliases are compared; ``m²`` becomes ``m2``."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
