"""References written anew by a rule: ``Land and Building`` became ``BLDG`` in all of a list.

Where an office changes how it writes its references, each row alone is a guess; many rows that
follow one rule are none. A rule is learnt from pairs that are known to be one property by a
second sign (``references.drifted``) and then applied to every reference that is gone.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from estate.quality.references import bare

#: So many pairs with a second sign make a rule.
LEAST_PAIRS = 3
_SEPARATORS = re.compile(r"([/\\|_.:;,–-]+)")
_LETTERS = re.compile(r"([^\W\d_]+)")


def folded(reference: str) -> str:
    """A reference without case and blanks: what differs in nothing else is the same."""
    return "".join(reference.casefold().split())


@dataclass(frozen=True)
class Rule:
    """One way in which references changed, in words, and how many follow it."""

    words: str
    rows: int
    example: tuple[str, str]


@dataclass(frozen=True)
class Renamed:
    """Old reference → new, for all that follow a rule, and the rules."""

    pairs: Mapping[str, str]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class _Change:
    """A change of references: ``apply`` makes out of an old one the ``key`` of the new one."""

    words: str
    apply: Callable[[str], str | None]
    key: Callable[[str], str] = folded


def renamed(pairs: Iterable[tuple[str, str]], gone: Sequence[str], new: Sequence[str]) -> Renamed:
    """Which of the ``gone`` references are ``new`` ones by a rule that at least ``LEAST_PAIRS``
    of the known ``pairs`` (old, new) follow; each is used once, and nothing ambiguous."""
    counted: Counter[str] = Counter()
    changes: dict[str, _Change] = {}
    for old, fresh in pairs:
        for change in _changes(old, fresh):
            counted[change.words] += 1
            changes.setdefault(change.words, change)
    old_left, new_left = list(gone), list(new)
    found: dict[str, str] = {}
    rules = []
    for words, count in counted.most_common():
        if count < LEAST_PAIRS:
            break
        followed = _followed(changes[words], old_left, new_left)
        if len(followed) >= LEAST_PAIRS:
            rules.append(Rule(words, len(followed), next(iter(followed.items()))))
            found |= followed
            taken = set(followed.values())
            old_left = [one for one in old_left if one not in followed]
            new_left = [one for one in new_left if one not in taken]
    return Renamed(found, tuple(rules))


def _followed(change: _Change, gone: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """Old reference → new, for those that the change leads from one to one other."""
    there = _unambiguous(new, change.key)
    pairs = {old: there[made] for old in gone if (made := change.apply(old)) in there}
    targets = Counter(pairs.values())
    return {old: target for old, target in pairs.items() if targets[target] == 1}


def _unambiguous(references: Sequence[str], key: Callable[[str], str]) -> dict[str, str]:
    """Key to reference, of those that share their key with no other."""
    counted = Counter(map(key, references))
    return {key(one): one for one in references if counted[key(one)] == 1}


def _changes(old: str, new: str) -> list[_Change]:
    """Every simple change by which the one becomes the other."""
    a, b = folded(old), folded(new)
    if a == b:
        return []
    found = [*_replaced(old, new, _SEPARATORS), *_replaced(old, new, _LETTERS)]
    more, less = b.removesuffix(a), a.removesuffix(b)
    if more and more != b:
        found.append(_Change(f"“{more.upper()}” stands before", partial(_before, more)))
    if less and less != a:
        words = f"“{less.upper()}” no longer stands before"
        found.append(_Change(words, partial(_without_before, less)))
    more, less = b.removeprefix(a), a.removeprefix(b)
    if more and more != b:
        found.append(_Change(f"“{more.upper()}” stands after", partial(_after, more)))
    if less and less != a:
        words = f"“{less.upper()}” no longer stands after"
        found.append(_Change(words, partial(_without_after, less)))
    if bare(old) == bare(new):
        words = "separators and noughts that pad a number are rewritten"
        found.append(_Change(words, bare, bare))
    return found


def _replaced(old: str, new: str, between: re.Pattern[str]) -> list[_Change]:
    """Parts (between separators, or runs of letters) of which some are written otherwise."""
    a, b = between.split(old.strip()), between.split(new.strip())
    if len(a) != len(b):
        return []
    pairs = {
        (folded(x), folded(y)): (x.strip(), y.strip())
        for x, y in zip(a, b, strict=True)
        if folded(x) != folded(y)
    }
    if not pairs or len(pairs) * 2 > len(a) + 1:
        return []
    words = ", ".join(f"“{x}” is written “{y}”" for x, y in sorted(pairs.values()))
    return [_Change(words, partial(_with_parts, dict(pairs.keys()), between))]


def _with_parts(parts: Mapping[str, str], between: re.Pattern[str], old: str) -> str | None:
    split = [folded(part) for part in between.split(old)]
    return "".join(parts.get(part, part) for part in split) if parts.keys() <= set(split) else None


def _before(text: str, old: str) -> str:
    return text + folded(old)


def _after(text: str, old: str) -> str:
    return folded(old) + text


def _without_before(text: str, old: str) -> str | None:
    key = folded(old)
    return key[len(text) :] if key.startswith(text) else None


def _without_after(text: str, old: str) -> str | None:
    key = folded(old)
    return key[: -len(text)] if key.endswith(text) else None
