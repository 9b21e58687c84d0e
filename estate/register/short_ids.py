"""Identities as a short address carries them: eight letters for each of many properties, seven
for a case.

The last 48 bits of an identity are drawn by chance (``bulk/uuid7.py``), so they tell one property
of a register from all others: among 20,000, two share them once in a million registers.
"""

import base64
import re
from uuid import UUID

_SHORT = re.compile(r"[A-Za-z0-9_-]{8}")
_TAIL_BYTES = 6
#: Crockford's alphabet: nothing that reads like something else.
_READ_OUT = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 35 bits: of 20,000 identities two share them once in 170 registers, and a link that fits two
#: leads to neither.
CASE_LETTERS = 7
#: So many properties at most are chosen together.
MOST_CHOSEN = 200
#: What an address may be long: every one of them written out, with its comma.
MOST_LETTERS = MOST_CHOSEN * 37


def short_id(property_id: UUID | str) -> str:
    """Eight letters, figures, hyphens and underscores."""
    tail = UUID(str(property_id)).bytes[-_TAIL_BYTES:]
    return base64.urlsafe_b64encode(tail).decode()


def tail_of(short: str) -> str | None:
    """The last twelve hexadecimal digits behind a short id; None where it is none."""
    if not _SHORT.fullmatch(short):
        return None
    return base64.urlsafe_b64decode(short).hex()


def case_letters(identity: UUID | str) -> str:
    """Seven letters and figures for an address that people read out: no I, L, O and U."""
    tail = UUID(str(identity)).int & (1 << 5 * CASE_LETTERS) - 1
    fives = (tail >> 5 * place & 31 for place in reversed(range(CASE_LETTERS)))
    return "".join(_READ_OUT[five] for five in fives)


def spelt(letters: str) -> str:
    """What somebody has typed, as ``case_letters`` writes it."""
    return letters.upper().translate(str.maketrans("OIL", "011"))


def read_ids(text: str) -> list[str]:
    """A list of ids, whole or short, with commas or full stops between, each once.

    Whole ones come in small letters. ``ValueError`` names the first that is neither, or that there
    are too many.
    """
    found: dict[str, None] = {}
    for one in filter(None, (part.strip() for part in re.split(r"[,.]", text))):
        found[one if _SHORT.fullmatch(one) else _whole(one)] = None
    if len(found) > MOST_CHOSEN:
        raise ValueError(f"names {len(found)} properties: choose {MOST_CHOSEN} at most")
    return list(found)


def _whole(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        said = f"holds “{text[:40]}”, which is no id of a property: copy the link again"
        raise ValueError(said) from None
