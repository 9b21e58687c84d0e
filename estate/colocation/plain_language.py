"""Words that generated text may not use, and names made fit to stand in it."""

import re

from estate.codes import DISCLAIMER

_BANNED = (
    r"will\s+be\s+(?:sold|closed|disposed)",
    r"planned\s+disposals?",
    r"to\s+be\s+(?:closed|sold|disposed)",
    r"\bsurplus\b",
    r"\brecommend(?:s|ed|ation|ations)?\b",
    r"should\s+(?:be\s+)?(?:closed?|sell|sold|disposed?)",
    r"savings?\s+of\s+£\S*\s+will",
)
_BANNED_PATTERN = re.compile("|".join(_BANNED), re.IGNORECASE)
_LONGEST_NAME = 120


def lint(text: str) -> list[str]:
    """The banned phrases that a text contains; empty when it is fit to print."""
    return [found.group(0) for found in _BANNED_PATTERN.finditer(text)]


def fit_name(name: object, reference: object) -> str:
    """An imported name as it may stand in a sentence of ours.

    White space is tidied and length bounded. A name that itself uses a banned phrase is
    replaced by the property's reference: the sentence would seem to say it.
    """
    text = " ".join(str(name).split()) if isinstance(name, str) else ""
    if not text or lint(text):
        text = f"property {' '.join(str(reference).split())}"
    if lint(text):
        text = "a property"
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1].rstrip() + "…"


__all__ = ["DISCLAIMER", "fit_name", "lint"]
