"""What a plan would show and take away, and the word that it takes: no database is asked.

Where too much is shown or lost without a word, it is lost; so each bound stands here as a number.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from estate.codes import IssueCode, Sensitivity, Severity
from estate.errors import Conflict
from estate.intake.plans.losses import Losses, demand_word, is_cleared, losses_of
from estate.intake.plans.publication import (
    HeldPlace,
    Publication,
    PublicPlace,
    Said,
    becomes_public,
    demand_answer,
    held_rows,
    is_public,
    issue_of,
    sentences,
    settled,
)
from estate.protection import kind_label
from estate.register.column_values import InterestFact
from estate.register.import_actions import Action, Actions
from estate.register.queries.protection import Told

OPEN, CLUB, OWNER, HIDDEN = Sensitivity
TOLD = Told(frozenset({"refuge"}), "NAME", "Refuge")

#: Stored, said by the file, confirmed by the owner → what it becomes, what the file asks for.
#: A place that looks protected never becomes more open than it stands, but by a person's word.
SETTLED = [
    # Nobody has confirmed anything: what is open or club by now goes back to its owner.
    (OPEN, None, False, OWNER, None),
    (OPEN, OPEN, False, OWNER, OPEN),
    (OPEN, CLUB, False, OWNER, CLUB),
    (CLUB, None, False, OWNER, None),
    (CLUB, CLUB, False, OWNER, CLUB),
    # What is confirmed stands, and may be closed further; opened further it is asked about.
    (OPEN, None, True, OPEN, None),
    (OPEN, OPEN, True, OPEN, None),
    (OPEN, CLUB, True, CLUB, None),
    (CLUB, None, True, CLUB, None),
    (CLUB, OPEN, True, CLUB, OPEN),
    (CLUB, CLUB, True, CLUB, None),
    # What is closed stays closed, confirmed or not.
    (OWNER, None, False, OWNER, None),
    (OWNER, OPEN, False, OWNER, OPEN),
    (OWNER, CLUB, True, OWNER, CLUB),
    (HIDDEN, None, False, HIDDEN, None),
    (HIDDEN, OPEN, True, HIDDEN, OPEN),
    (HIDDEN, CLUB, False, HIDDEN, CLUB),
]


def test_a_protected_place_is_opened_by_a_persons_word_alone() -> None:
    for stored, said, confirmed, becomes, asks in SETTLED:
        found = settled(stored, said, is_confirmed=confirmed)
        assert found == (becomes, asks), (stored, said, confirmed)
    for stored in Sensitivity:  # who closes a place is always followed
        for said in (OWNER, HIDDEN):
            for confirmed in (False, True):
                assert settled(stored, said, is_confirmed=confirmed) == (said, None)


def test_rows_that_look_protected_stay_with_their_owner_unless_shown_by_word() -> None:
    said = {1: None, 2: OPEN, 3: CLUB, 4: OWNER, 5: HIDDEN, 6: OPEN}
    noticed = dict.fromkeys((1, 2, 3, 4, 5), TOLD)  # the sixth looks like any other
    assert held_rows(noticed, said, show=False) == {1: OWNER, 2: OWNER, 3: OWNER}
    assert held_rows(noticed, said, show=True) == {1: OWNER}


SEEN = {"operational": True, "public_access": True, "sensitivity": "open", "status": "in_use",
        "name": "Hall"}  # fmt: skip
HIDES = {"operational": (False, None), "public_access": (False, None),
         "sensitivity": ("club", "owner_only", "hidden", None),
         "status": ("vacant", "disposed", None)}  # fmt: skip


def test_anybody_sees_a_place_when_four_facts_agree() -> None:
    assert is_public(SEEN)
    assert is_public({**SEEN, "status": "part_vacant"})
    for name, values in HIDES.items():
        for value in values:
            assert is_public({**SEEN, name: value}) is False, (name, value)
            before: Mapping[str, Any] = {**SEEN, name: value}
            assert becomes_public(before, {name: (value, SEEN[name])}), name
            assert not becomes_public(SEEN, {name: (SEEN[name], value)}), name
    assert not becomes_public(SEEN, {"name": ("Hall", "Old Hall")})
    assert not becomes_public(SEEN, {"status": ("in_use", "part_vacant")})  # it was before
    assert not becomes_public({**SEEN, "operational": False}, {"name": ("Hall", "Old Hall")})


def public(number: int) -> PublicPlace:
    return PublicPlace(number, f"R{number}", f"Place {number}")


def held(number: int, asked: Sensitivity | None = None, **more: Any) -> HeldPlace:
    return HeldPlace(number, f"R{number}", f"Place {number}", TOLD, asked, uuid4(), **more)


def test_what_it_would_show_is_told_in_sentences() -> None:
    assert sentences(Publication()) == []
    one = Publication(public=[public(1)], held=[held(2)])
    assert sentences(one) == [
        "1 place would be public to anybody: Place 1 (R1).",
        "1 place looks protected and stays with its owner until confirmed: Place 2 (R2).",
    ]
    more = Publication(public=[public(n) for n in range(1, 23)], held=[held(1), held(2, OPEN)])
    said, stays, asked = sentences(more)
    assert said.startswith("22 places would be public to anybody: Place 1 (R1); Place 2 (R2);")
    assert said.endswith("Place 20 (R20); and 2 more.")
    assert stays.startswith("2 places look protected and stay with their owner until confirmed:")
    assert asked.startswith("The file itself would show 1 of these: Place 2 (R2). Unless")
    for number, end in ((20, "Place 20 (R20)."), (21, "Place 20 (R20); and 1 more.")):
        some = Publication(public=[public(n) for n in range(1, number + 1)])
        assert sentences(some)[0].endswith(end)
    assert sentences(Publication(held=[held(1, is_linked=True)])) == []  # another's to hide


def test_a_plan_is_kept_with_each_place_and_what_tells_of_it() -> None:
    told = Publication(public=[public(1)], held=[held(2, OPEN), held(3)]).to_dict()
    assert list(told) == ["sentences", "public", "protected"] and len(told["sentences"]) == 3
    assert told["public"] == [{"row_number": 1, "reference": "R1", "name": "Place 1"}]
    asked, stays = told["protected"]
    assert asked == {
        "row_number": 2, "reference": "R2", "name": "Place 2", "kinds": ["refuge"],
        "looks_like": kind_label("refuge"), "heading": "NAME", "words": "Refuge", "asked": "open",
    }  # fmt: skip
    assert (stays["row_number"], stays["asked"]) == (3, None)


def test_each_place_that_stays_has_a_remark_that_says_why() -> None:
    remarks = [issue_of(one) for one in (held(1), held(2, OPEN), held(3, is_linked=True))]
    for number, remark in enumerate(remarks, 1):
        assert (remark.row_number, remark.field, remark.value) == (number, None, "Refuge")
        assert (remark.code, remark.severity) == (IssueCode.PROTECTED_PLACE, Severity.WARNING)
        assert "(“Refuge” in “NAME”)" in remark.message
    assert "until the owner confirms" in remarks[0].message
    assert "the file calls it open" in remarks[1].message
    assert "Ask that organisation to hide it" in remarks[2].message


def test_nothing_becomes_public_or_is_shown_without_its_number() -> None:
    plan = Publication(public=[public(1), public(2)], held=[held(3, OPEN), held(4)])
    for wrong in (None, 0, 1, 3):
        with pytest.raises(Conflict, match=r"2 places would be public.*Say publish=2 if") as said:
            demand_answer(plan, Said(publish=wrong))
        assert ("(you said" in str(said.value)) == (wrong is not None)
    with pytest.raises(Conflict) as refused:
        demand_answer(plan, Said())
    assert str(refused.value).endswith(
        "Say publish=2 if you mean it; give those that nobody should see a sensitivity in the file "
        "(SENSITIV: club, owner_only or hidden). Nothing has been changed."
    )
    assert demand_answer(plan, Said(publish=2)) is False
    assert demand_answer(plan, Said(publish=2, show=0)) is False
    assert demand_answer(plan, Said(publish=2, show=1)) is True
    with pytest.raises(Conflict, match=r"would show 1 of these.*show_protected=1.*you said 2"):
        demand_answer(plan, Said(publish=2, show=2))
    with pytest.raises(Conflict, match=r"No place would become public\. Say publish=0"):
        demand_answer(Publication(), Said(publish=1))
    with pytest.raises(Conflict, match="The file shows no place that looks protected"):
        demand_answer(Publication(), Said(show=1))
    assert demand_answer(Publication(), Said()) is False
    with pytest.raises(Conflict, match="Say Tick 2 if"):
        demand_answer(plan, Said(publish_as="Tick {}"))


LEASED = InterestFact("SYN-A", None, "leaseholder", "leasehold")
BARE = LEASED._replace(tenure=None)


def test_a_value_is_cleared_when_it_goes_and_none_comes() -> None:
    assert is_cleared("gia_m2", (12, None)) and is_cleared("aliases", (("a",), ()))
    assert is_cleared("public_access", (False, None))  # no is an answer too
    assert not is_cleared("gia_m2", (None, None)) and not is_cleared("aliases", ((), None))
    assert not is_cleared("gia_m2", (12, 0)) and not is_cleared("gia_m2", (None, 12))
    for name in ("not_in_latest", "as_of_date", "geom_quality", "use_class_imputed"):
        assert not is_cleared(name, (1, None)), name
    assert is_cleared("interests", ((LEASED,), (BARE,)))
    assert is_cleared("interests", ((BARE, LEASED), ()))
    assert not is_cleared("interests", ((BARE,), ()))
    assert not is_cleared("interests", ((LEASED,), (LEASED, BARE)))


def change(number: int, **changes: tuple[Any, Any]) -> Action:
    return Action(UUID(int=number), number, f"R{number}", {}, changes)


def test_losses_are_counted_by_row_and_by_field() -> None:
    actions = Actions(
        changed=[
            change(1, gia_m2=(9, None), condition=("B", None)),
            change(2, gia_m2=(7, None), name=("Hall", "Old Hall")),
            change(3, name=("Depot", "Old Depot"), as_of_date=("2026-01-01", None)),
        ],
        absent=[uuid4(), uuid4()],
    )
    found = losses_of(actions, 8, lambda name: name != "condition")
    assert (found.known, found.missing, found.cleared) == (10, 2, 2)
    assert found.fields == {"gia_m2": 2, "condition": 1}
    assert found.empty == ("condition",)
    told = found.to_dict()
    assert list(told["cleared"]) == ["gia_m2", "condition"]
    assert (told["missing"], told["known"], told["cleared_rows"]) == (2, 10, 2)
    assert (told["asks_missing"], told["asks_clear"]) == (2, 2)
    text = " ".join(told["sentences"])
    assert (
        "2 of 10 known rows are not in this file and would be marked as missing. Is the file"
        in text
    )
    assert "Blank cells would clear values in 2 rows:" in text
    assert "Empty in every row of the file, though the register knows it: condition." in text


def test_a_word_is_asked_for_above_a_tenth_missing_and_above_three_rows_cleared() -> None:
    assert Losses(known=100, missing=10).asks_missing == 0
    assert Losses(known=100, missing=11).asks_missing == 11
    assert Losses(known=1, missing=1).asks_missing == 1
    assert Losses(cleared=3).asks_clear == 0
    assert Losses(cleared=4).asks_clear == 4
    assert Losses(cleared=1, empty=("gia_m2",)).asks_clear == 1
    assert Losses().sentences() == []
    assert "--partial" not in " ".join(Losses(known=100, missing=10).sentences())
    assert "--partial" in " ".join(Losses(known=100, missing=11).sentences())


def test_many_fields_are_named_by_the_first_six() -> None:
    fields = {f"field_{letter}": 9 - n for n, letter in enumerate("abcdefgh")}
    for number, end in ((6, "field f in 4."), (7, "field f in 4 and 1 more field."),
                        (8, "field f in 4 and 2 more fields.")):  # fmt: skip
        some = Counter(dict(list(fields.items())[:number]))
        (said,) = Losses(known=9, cleared=9, fields=some).sentences()
        assert said.startswith("Blank cells would clear values in 9 rows: field a in 9, field b in")
        assert said.endswith(end), said


def test_every_word_that_is_lacking_is_named_at_once() -> None:
    losses = Losses(known=100, missing=40, cleared=5)
    with pytest.raises(Conflict, match=r"Say missing=40 and clear=5 if you mean it\. Nothing"):
        demand_word(losses, Said())
    with pytest.raises(Conflict, match=r"Say clear=5 \(you said 4\) if you mean it"):
        demand_word(losses, Said(missing=40, clear=4))
    with pytest.raises(Conflict) as said:
        demand_word(losses, Said(clear=5))
    assert str(said.value) == (
        f"{' '.join(losses.sentences())} Say missing=40 if you mean it. Nothing has been changed."
    )
    demand_word(losses, Said(missing=40, clear=5))
    demand_word(Losses(), Said())
    demand_word(Losses(), Said(missing=0, clear=0))
    with pytest.raises(Conflict, match=r"takes nothing away\. Say missing=0 \(you said 2\)"):
        demand_word(Losses(), Said(missing=2))
