"""Names compared without case, accents, spaces and punctuation."""

import unicodedata


def name_key(text: str) -> str:
    """The form under which headings, names and aliases are compared; ``m²`` becomes ``m2``."""
    bare = text if text.isascii() else "".join(filter(_counts, text))
    folded = unicodedata.normalize("NFKD", bare).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _counts(letter: str) -> bool:
    """Marks above and below letters do not; a long run of them, which normalising puts in order,
    would cost the square of its length. (The iota below Greek letters is a letter.)"""
    return letter == "\u0345" or unicodedata.category(letter)[0] != "M"
