"""What may become of an offer: every state by every move, who may, and its words."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from estate.club.codes import OfferState
from estate.club.decisions import Person
from estate.club.offers import (
    OFFER,
    RUNNING,
    OfferOnRecord,
    days_left,
    demand_end,
    demand_interest,
    last_day,
    reminder,
)
from estate.codes import Role
from estate.errors import BadQuestion, Conflict, EstateError, NotAllowed

OPENED = date(2026, 11, 30)
LAST = last_day(OPENED)
AFTER = LAST + timedelta(days=1)
OWNER, OTHER = Person(Role.EDITOR, "SYN-A"), Person(Role.EDITOR, "SYN-B")
NEW = OfferOnRecord("SYN-A", "Alpha", OfferState.OPEN, LAST, OPENED)
WANTED = replace(NEW, state=OfferState.INTEREST, interested=frozenset({"SYN-B"}), speaking="SYN-B")


def ends(record: OfferOnRecord, end: OfferState, person: Person = OWNER, why: str = "So") -> bool:
    try:
        return demand_end(person, record, end, why).ends is end
    except EstateError:
        return False


def test_from_every_state_only_what_is_in_place_can_follow():
    over = replace(WANTED, today=AFTER, taken_up_by="SYN-B")
    ended = set(OfferState) - RUNNING
    for state, end, day in product(OfferState, ended, (LAST, AFTER)):
        record = replace(over, state=state, today=day)
        can = state in RUNNING and (
            end is OfferState.WITHDRAWN
            or (day == AFTER and (end, state) != (OfferState.TAKEN_UP, OfferState.OPEN))
        )
        assert ends(record, end) is can, (state, end, day)
    for state in ended:
        assert OFFER.onward(state) == ()
        with pytest.raises(Conflict, match="has ended"):
            demand_interest(OTHER, replace(WANTED, state=state), withdrawn=False)
    assert not ends(replace(over, taken_up_by="SYN-C"), OfferState.TAKEN_UP)
    assert not ends(over, OfferState.OPEN)


def test_interest_comes_and_goes():
    said = replace(NEW, speaking="SYN-B")
    assert demand_interest(OTHER, said, withdrawn=False).ends is OfferState.INTEREST
    assert demand_interest(OTHER, replace(said, today=LAST), withdrawn=False)
    with pytest.raises(Conflict, match="The round was over on 28 January 2027"):
        demand_interest(OTHER, replace(said, today=AFTER), withdrawn=False)
    with pytest.raises(Conflict, match="Alpha offers it itself"):
        demand_interest(OWNER, replace(NEW, speaking="SYN-A"), withdrawn=False)
    with pytest.raises(Conflict, match="No body has expressed"):
        demand_interest(OTHER, said, withdrawn=True)
    assert demand_interest(OTHER, WANTED, withdrawn=True).ends is OfferState.OPEN
    two = replace(WANTED, interested=frozenset({"SYN-B", "SYN-C"}), today=AFTER)
    assert demand_interest(OTHER, two, withdrawn=True).ends is OfferState.INTEREST
    with pytest.raises(Conflict, match="nothing to withdraw"):
        demand_interest(Person(Role.EDITOR, "SYN-D"), replace(two, speaking="SYN-D"),
                        withdrawn=True)  # fmt: skip


def test_who_may():
    for role, code in product(Role, (None, "SYN-A", "SYN-B")):
        person = Person(role, code)
        admin = role is Role.ADMINISTRATOR
        may = admin or (role, code) == (Role.EDITOR, "SYN-A")
        assert ends(NEW, OfferState.WITHDRAWN, person) is may, (role, code)
        if not may:
            with pytest.raises(NotAllowed, match="Only an editor of Alpha"):
                demand_end(person, NEW, OfferState.TAKEN_UP, None)
        if not (admin or (role, code) == (Role.EDITOR, "SYN-B")):
            with pytest.raises(NotAllowed, match="Only an editor of the body itself"):
                demand_interest(person, WANTED, withdrawn=True)


def test_reasons():
    with pytest.raises(BadQuestion, match="withdraw needs a reason"):
        demand_end(OWNER, NEW, OfferState.WITHDRAWN, "")
    over = replace(WANTED, today=AFTER)
    with pytest.raises(BadQuestion, match="expression of interest stands needs a reason"):
        demand_end(OWNER, over, OfferState.NOT_TAKEN_UP, None)
    assert ends(replace(NEW, today=AFTER), OfferState.NOT_TAKEN_UP, why="")
    with pytest.raises(Conflict, match="until 28 January 2027 to express"):
        demand_end(OWNER, NEW, OfferState.NOT_TAKEN_UP, None)
    with pytest.raises(Conflict, match="which of the bodies"):
        demand_end(OWNER, over, OfferState.TAKEN_UP, None)


def test_what_is_to_be_remembered():
    said = [reminder(OfferState.OPEN, day, LAST) for day in (
        OPENED, date(2027, 1, 21), LAST - timedelta(days=1), LAST, AFTER)]  # fmt: skip
    assert said == [
        "closes in 40 working days", "closes in 5 working days", "closes in 1 working day",
        "closes today", "its round is over; its owner has yet to say what came of it",
    ]  # fmt: skip
    assert days_left(AFTER, LAST) is None
    words = [*said, *(reminder(state, AFTER, LAST) for state in OfferState),
             *(state.words for state in OfferState)]  # fmt: skip
    assert not [one for one in words if "sold" in one or "disposal" in one or "closed" in one]
