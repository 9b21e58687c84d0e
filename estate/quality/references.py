"""References that drift: the same property under a reference that is only partly the same.

``A-0012`` becomes ``A12`` or ``12``, a prefix or suffix is added, separators change. A likeness
of references alone says nothing; it counts only beside a second sign that it is one property.
"""

import re

_LEAST = 2


def bare(reference: str) -> str:
    """Without case, separators and the zeros that pad its numbers: ``A-0012`` → ``a12``.

    Two numbers in a row stay apart: ``12/01`` → ``12.1`` is not ``121``.
    """
    parts = [
        part.lstrip("0") or "0" if part.isdigit() else part
        for part in re.findall(r"\d+|[^\W\d_]+", reference.casefold())
    ]
    made = ""
    for part in parts:
        made += "." if made and made[-1].isdigit() and part[0].isdigit() else ""
        made += part
    return made


def partly_same(old: str, new: str) -> bool:
    """Whether one reference may be the other with a prefix, suffix or zeros changed."""
    a, b = bare(old), bare(new)
    if not a or not b:
        return False
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) >= _LEAST and (_ends(long, short) or _starts(long, short)):
        return True
    return _core(a) is not None and _core(a) == _core(b)


def _ends(long: str, short: str) -> bool:
    """``xa12`` ends with ``a12``; ``112`` does not end with ``12``: that is another number."""
    return long.endswith(short) and not (
        short[0].isdigit() and long[-len(short) - 1].isdigit()
    )  # fmt: skip


def _starts(long: str, short: str) -> bool:
    return long.startswith(short) and not (short[-1].isdigit() and long[len(short)].isdigit())


def _core(reference: str) -> str | None:
    """The longest number in a reference, if it has at least two digits."""
    numbers = re.findall(r"\d+", reference)
    longest = max(numbers, key=len, default="")
    return longest if len(longest) >= _LEAST else None
