"""Rules by which a list's references are written anew."""

import pytest

from estate.quality.renaming import Renamed, folded, renamed

OLD = [f"TMBC0001/T{n:07d}/Land and Building" for n in range(12)]
NEW = [one.replace("Land and Building", "BLDG") for one in OLD]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (OLD, NEW, "“Land and Building” is written “BLDG”"),
        ([f"{n}" for n in range(90, 99)], [f"P{n}" for n in range(90, 99)], "“P” stands before"),
        ([f"A{n}" for n in range(9)], [f"A{n}/01" for n in range(9)], "“/01” stands after"),
        ([f"EST-A{n}" for n in range(9)], [f"A{n}" for n in range(9)],
         "“EST-” no longer stands before"),
        ([f"A{n}/OLD" for n in range(9)], [f"A{n}" for n in range(9)],
         "“/OLD” no longer stands after"),
        ([f"A-{n:04d}" for n in range(9)], [f"A{n}" for n in range(9)],
         "separators and noughts that pad a number are rewritten"),
        ([f"TMBC{n:04d}/T{n}" for n in range(9)], [f"TRAF{n:04d}/T{n}" for n in range(9)],
         "“TMBC” is written “TRAF”"),
        ([f"A/{n}/x" for n in range(9)], [f"A-{n}-x" for n in range(9)], "“/” is written “-”"),
    ],
)  # fmt: skip
def test_three_pairs_with_a_second_sign_make_a_rule_for_all(
    old: list[str], new: list[str], words: str
) -> None:
    found = renamed(list(zip(old, new, strict=True))[:3], old, new)
    assert found.pairs == dict(zip(old, new, strict=True))
    [rule] = found.rules
    assert (rule.words, rule.rows) == (words, len(old))


def test_two_pairs_are_no_rule() -> None:
    assert renamed(list(zip(OLD, NEW, strict=True))[:2], OLD, NEW) == Renamed({}, ())


def test_pairs_that_share_no_change_are_no_rule() -> None:
    pairs = [("A1", "K77"), ("A2", "Q3"), ("A3", "Z9")]
    assert renamed(pairs, [a for a, _ in pairs], [b for _, b in pairs]) == Renamed({}, ())


def test_what_is_ambiguous_follows_no_rule() -> None:
    """Two old references that would become one, and one that is not there."""
    old = [*OLD, OLD[0].upper(), "TMBC0001/T0000099/Land and Building"]
    found = renamed(list(zip(OLD, NEW, strict=True))[3:8], old, NEW)
    assert OLD[0] not in found.pairs and len(found.pairs) == len(OLD) - 1


def test_two_rules_of_one_list() -> None:
    land = [f"TMBC0001/T{n:07d}/Land" for n in range(20, 25)]
    to = [one.replace("/Land", "/L") for one in land]
    pairs = [*zip(OLD, NEW, strict=True), *zip(land, to, strict=True)]
    found = renamed(pairs, [*OLD, *land], [*NEW, *to])
    assert [(rule.rows, rule.words) for rule in found.rules] == [
        (12, "“Land and Building” is written “BLDG”"), (5, "“Land” is written “L”")
    ]  # fmt: skip


def test_case_and_blanks_are_no_difference() -> None:
    assert folded(" TMBC 0001/t1 ") == folded("tmbc0001/T1")
    assert folded("A-1") != folded("A1")
