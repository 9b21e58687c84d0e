"""How words of a search are compared, and how a slip in their spelling is mended.

Words are compared without case and accents. A word that begins none of those that there are is
taken for the nearest one that does ("libary" for "library"): nearest among the words of what this
reader sees, so that a slip tells of nothing hidden.
"""

import difflib
import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")
_NEAR = 0.72


def words_of(text: str) -> tuple[str, ...]:
    """Words in small letters, without accents and points."""
    bare = "".join(
        one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)
    )
    return tuple(_WORD.findall(bare.casefold().replace("'", "").replace("’", "")))


def nearest(vocabulary: Sequence[str], word: str) -> str:
    """The word itself where something begins with it, else the nearest of all words."""
    if len(word) < 3 or any(one.startswith(word) for one in vocabulary):
        return word
    near = difflib.get_close_matches(word, vocabulary, 1, _NEAR)
    return near[0] if near else word
