"""The parts of a plan, each by itself: no database is asked.

What differs, whose row it is, what a file is silent about, and what is said of it. Each bound
stands here with a case on either side.
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from shapely import MultiPolygon, Point, box

from estate.codes import (
    AreaBasis,
    IssueCode,
    RowOutcome,
    Severity,
    Tenure,
)
from estate.intake.issues import Issue
from estate.intake.plans.accepted_corrections import Corrections
from estate.intake.plans.compare import Comparison, differences, provided_fields, share_shapes
from estate.intake.plans.duplicates import Duplicates, left_out
from estate.intake.plans.linking import Linker
from estate.intake.plans.outcomes import Outcomes, outcomes_of
from estate.intake.plans.own_references import as_stored
from estate.intake.plans.partial_facts import keep_silent, parts_said
from estate.intake.plans.parties import with_parties
from estate.intake.plans.remarks import older
from estate.intake.plans.unmentioned_rows import hushed
from estate.intake.plans.unread import unread, without_unread
from estate.quality.same_place import Whereabouts
from estate.register.column_values import EventFact, InterestFact
from estate.register.known_rows import Held, KnownProperty, PropertyIndex
from estate.register.queries.corrections import Corrected
from estate.register.records import LeaseRecord, Location, Party, PropertyLink, PropertyRecord

EAST, NORTH = 385_000.0, 254_000.0
SQUARE = MultiPolygon([box(EAST, NORTH, EAST + 20, NORTH + 20)])


def remark(
    row: int | None, field: str | None, code: IssueCode, severity: Severity = Severity.WARNING
) -> Issue:
    return Issue(row, field, code, severity, "x", "")


# What differs


@pytest.mark.parametrize(("field", "spoken"), [
    ("street_number", {"street"}),
    ("address_line_3", {"address"}),
    ("backlog_low_gbp", {"backlog_gbp"}),
    ("title_number", {"titles"}),
    ("landlord", {"interests"}),
    ("tenure", {"interests", "pfi"}),
    ("purpose", {"status"}),
    ("nia_m2", {"nia_m2", "area_basis"}),
    ("operational", {"operational", "operational_imputed"}),
    ("latitude", {"geom", "rep_point"}),
    ("geometry", {"geom", "rep_point"}),
    ("holding_type", {"operational", "operational_imputed"}),
    ("name", {"name", "operational", "operational_imputed"}),
    ("condition", set()),
])  # fmt: skip
def test_a_field_speaks_of_the_facts_that_come_from_it_and_of_no_others(
    field: str, spoken: set[str]
) -> None:
    facts = dict.fromkeys(("street", "address", "backlog_gbp", "titles", "interests", "status",
                           "nia_m2", "area_basis", "pfi", "geom", "rep_point", "operational",
                           "operational_imputed", "name"))  # fmt: skip
    assert provided_fields(frozenset({field}), facts) == spoken
    assert provided_fields(frozenset({field}), {**facts, "property_id": 1}) == {
        *spoken, "property_id"
    }  # fmt: skip


@pytest.mark.parametrize(("old", "new", "differs"), [
    (None, None, False), (None, 1, True), (1, None, True), (1, 2, True), (2, 2, False),
    ("a" * 300, "a" * 254, False), ("a" * 300, "a" * 251, False),  # cut where a shapefile cuts
    ("a" * 300, "a" * 250, True), ("a" * 300, "a" * 255, True), ("b" * 300, "a" * 254, True),
    ("é" * 200, "é" * 127, False), ("é" * 200, "é" * 125, True),  # 254 and 250 bytes
    (254, "a" * 254, True),
])  # fmt: skip
def test_two_values_differ_unless_one_is_the_other_cut_by_a_shapefile(
    old: Any, new: Any, differs: bool
) -> None:
    found = differences({"note": old}, {"note": new}, frozenset({"note"}))
    assert found == ({"note": (old, new)} if differs else {})


def test_interests_that_others_are_linked_to_are_no_difference() -> None:
    own = InterestFact("SYN-A", None, "owner", "freehold")
    linked = InterestFact("SYN-B", None, "tenant", "leasehold")
    old = {"interests": (own, linked), "linked_interests": (linked,)}
    spoken = frozenset({"interests"})
    assert differences(old, {"interests": (own,)}, spoken) == {}
    assert differences({"interests": (own, linked)}, {"interests": (own,)}, spoken)
    assert differences(old, {"interests": ()}, spoken)
    assert differences({}, {"interests": ()}, spoken) == {}


PLACED = {"geom": SQUARE, "rep_point": Point(EAST + 10, NORTH + 10), "geom_quality": "outline",
          "site_area_m2": 400}  # fmt: skip
INSIDE, OUTSIDE = Point(EAST + 5, NORTH + 5), Point(EAST + 50, NORTH)
WIDER = MultiPolygon([box(EAST, NORTH, EAST + 21, NORTH + 20)])


@pytest.mark.parametrize(("old", "new", "changed"), [
    # A place that the file lacks stays; where there was none, nothing comes.
    (PLACED, {"geom": None, "rep_point": None, "geom_quality": "none", "site_area_m2": None}, ""),
    ({**PLACED, "geom": None, "rep_point": None},
     {"geom": None, "rep_point": None, "geom_quality": "none", "site_area_m2": None},
     "geom_quality site_area_m2"),
    # A point in the outline says no more than the outline; outside of it it is news.
    (PLACED, {"geom": None, "rep_point": INSIDE, "geom_quality": "point", "site_area_m2": None},
     ""),
    (PLACED, {"geom": None, "rep_point": OUTSIDE, "geom_quality": "point", "site_area_m2": None},
     "geom geom_quality rep_point site_area_m2"),
    # The same outline keeps its point, and its area if it is of the same sort.
    (PLACED, {**PLACED, "rep_point": INSIDE, "site_area_m2": 399}, ""),
    (PLACED, {**PLACED, "rep_point": INSIDE, "geom_quality": "buffer", "site_area_m2": 399},
     "geom_quality site_area_m2"),
    (PLACED, {**PLACED, "geom": WIDER, "rep_point": INSIDE, "site_area_m2": 420},
     "geom rep_point site_area_m2"),
    # A point without any area leaves an area on record, unless the file has a column of areas.
    ({**PLACED, "geom": None}, {**PLACED, "geom": None, "rep_point": OUTSIDE,
                                "site_area_m2": None}, "rep_point"),
    ({**PLACED, "geom": None}, {**PLACED, "geom": None, "rep_point": OUTSIDE,
                                "site_area_m2": 500}, "rep_point site_area_m2"),
])  # fmt: skip
def test_a_poorer_place_takes_nothing_of_a_better_one(
    old: dict[str, Any], new: dict[str, Any], changed: str
) -> None:
    found = Comparison(frozenset({"geometry"})).changes(old, dict(new))
    assert sorted(found) == changed.split()


def test_a_column_of_site_areas_speaks_of_them() -> None:
    old = {**PLACED, "geom": None}
    new = {**old, "rep_point": OUTSIDE, "site_area_m2": None}
    found = Comparison(frozenset({"geo_x", "site_area_ha"})).changes(old, new)
    assert sorted(found) == ["rep_point", "site_area_m2"]


STATED = {"use_class": "office_admin", "type_code": "office", "operational": True,
          "use_class_imputed": False, "type_code_imputed": False,
          "operational_imputed": False}  # fmt: skip
GUESSED = {"use_class": "retail", "type_code": "depot", "operational": False,
           "use_class_imputed": True, "type_code_imputed": True,
           "operational_imputed": True}  # fmt: skip


def test_a_guess_never_takes_the_place_of_what_somebody_has_stated() -> None:
    compare = Comparison(frozenset({"name"}))
    assert compare.changes(STATED, GUESSED) == {}
    assert set(compare.changes(GUESSED, STATED)) == set(STATED)
    other = {**GUESSED, "use_class": "specialist", "type_code": "land", "operational": True}
    changed = compare.changes(GUESSED, other)
    assert set(changed) == {"use_class", "type_code", "operational"}
    unclassified = {**STATED, "use_class": "unclassified"}
    assert compare.changes(STATED, unclassified) == {}
    assert set(compare.changes(unclassified, {**STATED, "use_class": "retail"})) == {"use_class"}
    nothing = {**STATED, "type_code": None}  # not known: a guess is better than nothing
    guess = {**STATED, "type_code": "depot", "type_code_imputed": True}
    assert set(compare.changes(nothing, guess)) == {"type_code", "type_code_imputed"}
    assert compare.changes(STATED, guess) == {}


def test_the_same_shape_is_one_object_afterwards_however_its_ring_runs() -> None:
    turned = MultiPolygon([SQUARE.geoms[0].reverse()])
    moved = MultiPolygon([box(EAST + 0.0009, NORTH, EAST + 20, NORTH + 20)])
    both = MultiPolygon([moved.geoms[0].reverse()])
    for other, same in ((turned, True), (moved, True), (both, True), (WIDER, False)):
        old = {"geom": SQUARE, "rep_point": None}
        new = {"geom": other, "rep_point": INSIDE}
        share_shapes([({"geom": None}, {"geom": other}), (old, new)])
        assert (new["geom"] is SQUARE) == same
        assert new["rep_point"] is INSIDE
        assert bool(differences(old, {"geom": other}, frozenset({"geom"}))) != same
    whole = box(EAST, NORTH, EAST + 20, NORTH + 20)
    notch, other_notch = (  # as many corners, and the same box
        MultiPolygon([whole - box(EAST + at, NORTH + at, EAST + at + 9, NORTH + at + 9)])
        for at in (0, 11)
    )
    assert differences({"geom": notch}, {"geom": other_notch}, frozenset({"geom"}))


# Cells that could not be read


def test_a_cell_that_could_not_be_read_changes_nothing_that_comes_from_it() -> None:
    issues = [
        remark(2, "gia_m2", IssueCode.NOT_A_NUMBER),
        remark(2, "tenure", IssueCode.UNKNOWN_CODE),
        remark(3, "sensitivity", IssueCode.UNKNOWN_CODE),  # hides, whatever stood before
        remark(3, "uprn", IssueCode.BAD_UPRN, Severity.NOTE),  # it was taken
        remark(3, "name", IssueCode.MISSING_NAME),
        remark(None, "uprn", IssueCode.BAD_UPRN),
        remark(4, None, IssueCode.BAD_UPRN),
    ]
    found = unread(issues)
    assert found == {2: {"gia_m2", "tenure"}}
    pair = (1, None)
    changes = dict.fromkeys(("gia_m2", "area_basis", "interests", "name", "property_id"), pair)
    kept = without_unread(changes, found[2], dict.fromkeys(changes))
    assert kept == {"name": pair, "property_id": pair}


def test_older_facts_change_nothing_and_it_is_said() -> None:
    day, before = date(2026, 3, 2), date(2026, 3, 1)
    issues: list[Issue] = []
    for theirs, ours in ((None, day), (day, None), (day, day), (day, before)):
        assert older(theirs, ours, 7, issues) is False
    assert issues == []
    assert older(before, day, 7, issues) is True
    (said,) = issues
    assert (said.row_number, said.field, said.value) == (7, "as_of_date", "2026-03-01")
    assert (said.code, said.severity) == (IssueCode.OLDER_THAN_REGISTER, Severity.WARNING)
    assert "of 2026-03-01, the register's of 2026-03-02" in said.message


def test_of_a_known_row_a_missing_column_is_no_news_and_a_blank_cell_a_note() -> None:
    issues = [
        remark(1, None, IssueCode.NO_LOCATION),
        remark(1, None, IssueCode.MISSING_NAME),
        remark(2, None, IssueCode.NO_LOCATION),
        remark(None, None, IssueCode.NO_LOCATION),
        remark(1, None, IssueCode.BAD_UPRN),
    ]
    stays = [issues[2], issues[3], issues[4]]

    def known(row: int) -> bool:
        return row == 1

    assert hushed(issues, frozenset(), known) == stays
    for field, code in (("geo_x", 0), ("geometry", 0), ("name", 1)):
        found = hushed(issues, frozenset({field}), known)
        assert found[1:] == stays
        assert found[0].code == issues[code].code
        assert found[0].severity is Severity.NOTE
        assert "stays" in found[0].message


# Whose row it is


def known(ref: str, organisation: str = "SYN-A", uprn: int | None = None) -> KnownProperty:
    return KnownProperty(uuid4(), organisation, ref, uprn, f"House {ref}")


def index_of(*found: KnownProperty, **interests: KnownProperty) -> PropertyIndex:
    index = PropertyIndex()
    for one in found:
        index.by_reference[one.organisation_code, one.local_ref] = one
        index.by_local_ref[one.local_ref].append(one)
        if one.uprn is not None:
            index.by_uprn[one.uprn].append(one)
    index.interests = {("SYN-A", ref): one for ref, one in interests.items()}
    return index


OURS, THEIRS = known("A1", uprn=11), known("B1", "SYN-B", uprn=22)
TWIN = known("A2", uprn=33)
OTHER_TWIN = known("B2", "SYN-B", uprn=33)
ALIKE, ALIKE_TOO = known("C 1"), known("c1")
SHARED, SHARED_TOO = known("S1", "SYN-B"), known("S1", "SYN-C")
FAR, FAR_TOO = known("F1", "SYN-B", uprn=44), known("F2", "SYN-C", uprn=44)
INDEX = index_of(OURS, THEIRS, TWIN, OTHER_TWIN, ALIKE, ALIKE_TOO, SHARED, SHARED_TOO, FAR,
                 FAR_TOO, L1=THEIRS)  # fmt: skip

#: Reference and UPRN of a row → the property it speaks of, and what is doubted.
LINKS = [
    ("A1", None, OURS, None),
    ("A1", 11, OURS, None),
    (" a 1", None, OURS, None),  # case and blanks
    ("A1", 99, OURS, "uprn"),  # the reference was followed
    ("L1", None, THEIRS, None),  # known as a row of ours
    ("L1", 22, THEIRS, None),
    (None, 11, OURS, None),
    (None, 22, THEIRS, "uprn"),  # another's, by its UPRN alone
    ("B1", None, THEIRS, "property_ref"),
    ("X", 33, TWIN, None),  # of two the own one
    ("c 1", None, None, "ambiguous"),
    ("S1", None, None, "ambiguous"),
    (None, 44, None, "ambiguous"),
    ("X", None, None, "unknown"),
    (None, 12, None, "unknown"),
]


@pytest.mark.parametrize(("ref", "uprn", "found", "said"), LINKS)
def test_a_row_hangs_on_the_one_property_it_can_mean_or_on_none(
    ref: str | None, uprn: int | None, found: KnownProperty | None, said: str | None
) -> None:
    issues: list[Issue] = []
    got = Linker(INDEX, "SYN-A").resolve(PropertyLink(ref, uprn), 5, issues)
    if ref == "c 1":  # two read alike without case and blanks, so neither is taken
        said = "unknown"
    assert got == (None if found is None else found.property_id)
    if said is None:
        assert issues == []
        return
    (one,) = issues
    assert (one.row_number, one.value) == (5, str(uprn) if ref == "A1" else ref or f"UPRN {uprn}")
    if found is None:
        field = "uprn" if ref is None else "property_ref"
        code = {"unknown": IssueCode.UNKNOWN_PROPERTY, "ambiguous": IssueCode.AMBIGUOUS_PROPERTY}
        assert (one.field, one.severity, one.code) == (field, Severity.ERROR, code[said])
        assert ("fits 2 properties" in one.message) == (said == "ambiguous")
    else:
        assert (one.field, one.severity) == (said, Severity.WARNING)
        assert one.code is IssueCode.AMBIGUOUS_PROPERTY
        assert found.name in one.message


def test_nobody_rates_what_another_reports() -> None:
    for ref, uprn, found, code in (
        ("A1", None, OURS, None),
        (None, 33, TWIN, None),
        ("B1", None, None, IssueCode.UNKNOWN_PROPERTY),
        ("L1", None, None, IssueCode.UNKNOWN_PROPERTY),
        ("X", None, None, IssueCode.UNKNOWN_PROPERTY),
    ):
        issues: list[Issue] = []
        got = Linker(INDEX, "SYN-A").resolve_own(PropertyLink(ref, uprn), 5, issues)
        assert got == (None if found is None else found.property_id), ref
        assert [one.code for one in issues] == ([] if code is None else [code])
        assert all(one.severity is Severity.ERROR and one.value == ref for one in issues)
        if issues:
            assert ("only that organisation may rate it" in issues[0].message) == (ref != "X")


def property_row(**more: Any) -> PropertyRecord:
    return PropertyRecord(4, "R4", "Town Hall", uprn=22, **more)


def duplicates(where: Whereabouts, repeated: int = 1, index: PropertyIndex = INDEX) -> Duplicates:
    places = dict.fromkeys((THEIRS.property_id, TWIN.property_id), where)
    return Duplicates(index, "SYN-A", Counter({22: repeated, 33: 1}), places,
                      frozenset({"name", "uprn"}))  # fmt: skip


def test_a_row_is_anothers_property_where_uprn_and_place_agree() -> None:
    here = Whereabouts(Point(EAST, NORTH), None)
    row = property_row(location=Location(Point(EAST + 90, NORTH)), tenure=Tenure.LEASEHOLD)
    issues: list[Issue] = []
    link = duplicates(here).link(row, issues)
    assert link is not None and link.changed
    assert (link.property_id, link.row_number, link.reference) == (THEIRS.property_id, 4, "R4")
    assert (link.interest.organisation_code, link.interest.tenure) == ("SYN-A", "leasehold")
    assert "Not taken from the row, since SYN-B describes the property: " in issues[0].message
    assert "“Town Hall”" in issues[0].message
    again = index_of(THEIRS, R4=THEIRS)
    again.interest_facts["SYN-A", "R4"] = link.interest
    second = duplicates(here, index=again).link(row, [])
    assert second is not None and not second.changed
    freehold = duplicates(here, index=again).link(replace(row, tenure=Tenure.FREEHOLD), [])
    assert freehold is not None and freehold.changed
    moved = index_of(THEIRS, R4=OURS)
    moved.interest_facts["SYN-A", "R4"] = link.interest
    third = duplicates(here, index=moved).link(row, [])
    assert third is not None and third.changed


def test_a_row_is_its_own_property_where_the_place_disagrees_or_several_could_be_meant() -> None:
    here = Whereabouts(Point(EAST, NORTH), None)
    far = property_row(location=Location(Point(EAST + 640, NORTH)))
    for made, row, words in (
        (duplicates(here), far, "same UPRN, 640 m apart"),
        (duplicates(here), property_row(), "neither places nor postcodes"),
        (duplicates(here, repeated=2), far, "shared by several"),
        (duplicates(here), replace(far, uprn=33), "shared by several"),
    ):
        issues: list[Issue] = []
        assert made.link(row, issues) is None
        (said,) = issues
        assert words in said.message
        assert (said.row_number, said.field, said.value) == (4, "uprn", str(row.uprn))
        assert (said.code, said.severity) == (IssueCode.POSSIBLE_DUPLICATE, Severity.WARNING)
    issues = []
    assert duplicates(here).link(replace(far, uprn=None), issues) is None
    assert duplicates(here).link(replace(far, uprn=98), issues) is None
    assert issues == []


def test_what_a_link_does_not_take_is_said_value_by_value() -> None:
    place = Location(Point(EAST, NORTH), SQUARE)
    row = property_row(location=place, tenure=Tenure.FREEHOLD, gia_m2=Decimal(120), note="n" * 61,
                       manager=Party(code="SYN-C"), owner=Party(name="A Trust"), pfi=True,
                       title_numbers=("WR1", "WR2"), reuse_offered=False)  # fmt: skip
    fields = frozenset({"name", "tenure", "gia_m2", "note", "manager", "owner", "pfi", "geometry",
                        "title_number", "reuse_offered", "nia_m2", "local_ref"})  # fmt: skip
    said = left_out(row, fields).split("; ")
    assert said[-1] == "outline at 385000, 254000"
    assert [part.partition("“")[2].rstrip("”") for part in said[:-1]] == [
        "120", "SYN-C", "Town Hall", "n" * 60 + "…", "A Trust", "yes", "WR1, WR2",
    ]  # fmt: skip
    point = replace(row, location=Location(Point(EAST, NORTH)), name="R4", note="n" * 60)
    assert left_out(point, frozenset({"geo_x", "name", "note"})).split("; ") == [
        f"note “{'n' * 60}”", "point 385000, 254000",
    ]  # fmt: skip
    assert left_out(replace(point, location=None), frozenset({"geo_x"})) == ""
    assert left_out(point, frozenset({"tenure"})) == ""


# References written otherwise, parties, outcomes


def lease(ref: str, **more: Any) -> LeaseRecord:
    return LeaseRecord(3, ref, PropertyLink("A1"), **more)


def test_a_reference_in_another_case_is_the_one_on_record_unless_two_could_be_meant() -> None:
    rows: list[Any] = [lease("l 1"), lease("L2"), lease("L3"), lease("l3")]
    found, said = as_stored(rows, {"L1", "L2", "L 3"})
    assert [one.own_ref for one in found] == ["L1", "L2", "L3", "l3"]
    (words,) = said
    assert words.startswith("1 reference differs") and "“l 1” for “L1”" in words
    assert as_stored(rows[:1], {"L1", "L 1"}) == (rows[:1], [])
    assert as_stored(rows[1:2], {"L2", "l2"}) == (rows[1:2], [])  # it is there as it stands
    assert as_stored(rows[:1], {"M1"}) == (rows[:1], [])


US, THEM, SHOP = Party(code="SYN-A"), Party(code="SYN-B"), Party(name="A Shop")
#: Tenant and landlord of the row, who is on record as holding it, a column of tenants → both.
PARTIES = [
    ((None, None), Held(), False, (US, None)),  # a book without tenants is our own
    ((None, None), Held(), True, (None, None)),
    ((None, None), Held(on_lease=True), True, (US, None)),
    ((None, US), Held(on_lease=True), False, (None, US)),  # who lets does not hold
    ((None, None), Held(owner=US), False, (None, US)),
    ((None, THEM), Held(owner=US), False, (US, THEM)),
    ((None, None), Held(owner=THEM), False, (US, THEM)),
    ((SHOP, None), Held(owner=US), True, (SHOP, US)),
    ((SHOP, None), Held(owner=SHOP), True, (SHOP, None)),  # nobody lets to themselves
    ((SHOP, THEM), Held(owner=US), True, (SHOP, THEM)),
]


@pytest.mark.parametrize(("named", "held", "has_column", "become"), PARTIES)
def test_who_lets_and_who_holds_is_taken_from_what_is_on_record(
    named: Any, held: Held, has_column: bool, become: Any
) -> None:
    issues: list[Issue] = []
    fields = frozenset({"tenant"} if has_column else ())
    row = lease("L1", tenant=named[0], landlord=named[1])
    found = with_parties(row, "SYN-A", held, fields, issues)
    assert (found.tenant, found.landlord) == become
    told = [(one.row_number, one.field, one.value, one.code, one.severity) for one in issues]
    unknown = (3, "tenant", None, IssueCode.UNKNOWN_ORGANISATION, Severity.NOTE)
    assert told == ([unknown] if become[0] is None else [])


def test_each_row_has_its_outcome_and_counts_name_all_but_parts() -> None:
    noted = [(9, RowOutcome.NEW), (2, RowOutcome.REFUSED), (5, RowOutcome.NEW)]
    found = outcomes_of(noted)
    assert dict(found) == dict(noted) and list(found) == [2, 5, 9] and len(found) == 3
    for absent in (1, 3, 10):
        assert absent not in found
    assert found == outcomes_of(noted[::-1]) and found != outcomes_of(noted[:2])
    assert found != outcomes_of([*noted[:2], (5, RowOutcome.CHANGED)])
    assert found != {9: RowOutcome.NEW}
    assert found.counts()["new"] == 2 and found.counts()["refused"] == 1
    assert found.counts()["changed"] == 0 and "part" not in found.counts()
    assert outcomes_of([(1, RowOutcome.PART)]).counts()["part"] == 1
    assert isinstance(found, Outcomes) and found.numbers.dtype == np.intp


# A correction stands against older files


def corrected(**more: Any) -> Corrections:
    one = Corrected("1200.50", date(2026, 3, 1), "SYN-B", "SYN-A", **more)
    return Corrections({UUID(int=1): {"gia_m2": one, "use_class": one}})


@pytest.mark.parametrize(("value", "as_of", "is_kept"), [
    (1300, date(2026, 2, 28), True), (1300, date(2026, 3, 1), True),
    (1300, date(2026, 3, 2), False), ("1200.50", None, True), (None, None, True),
    ((), None, True), (1300, None, False),
    (None, date(2026, 3, 2), False),
])  # fmt: skip
def test_a_correction_stands_until_newer_facts_come(
    value: Any, as_of: date | None, is_kept: bool
) -> None:
    issues: list[Issue] = []
    changes = {"gia_m2": (1250, value), "name": ("Hall", "Old Hall")}
    left = corrected().left(changes, UUID(int=1), 6, as_of, issues)
    assert ("gia_m2" in left) is not is_kept and "name" in left
    (said,) = issues
    code = IssueCode.CORRECTION_KEPT if is_kept else IssueCode.CORRECTION_REPLACED
    assert (said.code, said.row_number, said.field) == (code, 6, "gia_m2")
    assert said.message.startswith(
        "The gross internal area (m²) was corrected to “1250” on 01 March 2026 by SYN-A, as SYN-B "
        "proposed"
    )
    assert ("stays so" in said.message) is is_kept
    if not is_kept:
        told = "gives a new value" if as_of is None else f"is of {as_of:%d %B %Y}"
        new = "nothing" if value is None else f"“{value}”"
        assert said.message.endswith(f"; the file {told} and replaces it by {new}.")
    assert corrected().left(changes, UUID(int=2), 6, as_of, []) == changes


def test_a_class_that_was_corrected_stays_with_the_word_that_it_is_no_guess() -> None:
    changes = {"use_class": ("retail", "office"), "use_class_imputed": (False, True)}
    issues: list[Issue] = []
    left = corrected(by_hand=True).left(changes, UUID(int=1), 6, date(2026, 1, 1), issues)
    assert left == {} and "was changed by hand to “retail”" in issues[0].message
    assert [one.code for one in issues] == [IssueCode.CORRECTION_KEPT]


# What a file has some parts of


OLD: dict[str, Any] = {
    "interests": (), "pfi": False, "area_basis": "GIA", "gia_m2": 100, "nia_m2": None,
    "protected_use": None, "type_code": None, "address": "Flat 2, 7 High Street, Easton",
    "street": "7 High Street", "backlog_gbp": Decimal(900),
}  # fmt: skip


def silent(fields: str, old: dict[str, Any] | None = None, **new: Any) -> dict[str, Any]:
    made = {**OLD, "address": None, "street": None, "backlog_gbp": None, **new}
    keep_silent({**OLD, **(old or {})}, made, frozenset(fields.split()), "SYN-A")
    return made


@pytest.mark.parametrize(("fields", "fact", "new", "becomes"), [
    ("street_number", "street", "9", "9 High Street"),
    ("street", "street", "high street", "7 High Street"),
    ("street", "street", "Low Street", "Low Street"),
    ("street street_number", "street", "High Street", "High Street"),
    ("street", "street", None, None),
    ("address", "address", "Flat 2", "Flat 2"),
    ("address_line_1", "address", "Flat 2, 7 High Street", OLD["address"]),
    ("address_line_1", "address", "Flat 2, 7 Low Street", "Flat 2, 7 Low Street"),
    ("address_line_2", "address", "7 High Street", OLD["address"]),  # without its first line
    ("address_line_1 address_line_5", "address", "Flat 2", "Flat 2"),
    ("postcode", "address", "Flat 2", "Flat 2"),
    ("backlog_high_gbp", "backlog_gbp", Decimal(5), Decimal(900)),
    ("backlog_high_gbp backlog_gbp", "backlog_gbp", Decimal(5), Decimal(5)),
    ("backlog_high_gbp backlog_significant_gbp backlog_moderate_gbp backlog_low_gbp",
     "backlog_gbp", Decimal(5), Decimal(5)),
    ("name", "backlog_gbp", Decimal(5), Decimal(5)),
])  # fmt: skip
def test_the_part_that_a_file_has_no_column_for_stays(
    fields: str, fact: str, new: Any, becomes: Any
) -> None:
    assert silent(fields, **{fact: new})[fact] == becomes
    assert silent(fields, {fact: None}, **{fact: new})[fact] == new  # nothing was there to stay


def test_an_area_keeps_its_stated_basis_and_an_inferred_one_follows_the_areas() -> None:
    gia, nia = AreaBasis.GIA.value, AreaBasis.NIA.value
    for fields, old, new, becomes in (
        ("nia_m2", {}, {"nia_m2": 80, "gia_m2": None, "area_basis": nia}, gia),
        ("gia_m2 nia_m2", {}, {"nia_m2": 80, "gia_m2": None, "area_basis": nia}, nia),
        ("gia_m2", {"area_basis": nia}, {"gia_m2": 90, "area_basis": gia}, nia),
        ("gia_m2 area_basis", {"area_basis": nia}, {"gia_m2": 90, "area_basis": gia}, gia),
        ("gia_m2", {"area_basis": None}, {"gia_m2": 90, "area_basis": gia}, gia),
    ):
        assert silent(fields, old, **new)["area_basis"] == becomes, fields


def held(code: str, role: str, tenure: str | None = None) -> InterestFact:
    return InterestFact(code, None, role, tenure)


def test_who_is_on_record_stays_where_the_file_has_no_column_for_them() -> None:
    own, new_own = held("SYN-A", "tenant", "pfi"), held("SYN-A", "owner", "freehold")
    landlord, manager = held("SYN-B", "landlord"), held("SYN-C", "manager")
    said = held("SYN-D", "landlord")
    old = {"interests": (own, landlord, manager), "pfi": True}
    found = silent("tenure landlord", old, interests=(new_own, said), pfi=False)
    assert set(found["interests"]) == {new_own, said, manager}
    assert found["pfi"] is False  # the tenure was what told of it
    found = silent("name", old, interests=(new_own, said), pfi=False)
    assert set(found["interests"]) == {own, said, landlord, manager}
    other = {"interests": (new_own,), "pfi": True}
    assert silent("tenure", other, interests=(new_own,), pfi=False)["pfi"] is True
    assert silent("tenure pfi", other, interests=(new_own,), pfi=False)["pfi"] is False
    assert silent("tenure", {"pfi": False}, interests=(own,), pfi=True)["pfi"] is True


def test_a_protected_use_goes_with_the_type_that_told_of_it() -> None:
    typed = {"protected_use": "prison", "type_code": "prison"}
    stated = {"protected_use": "prison", "type_code": "office"}
    for fields, old, new, becomes in (
        ("type_code", typed, None, None),
        ("type_code", stated, None, "prison"),
        ("type_code", {"protected_use": "prison"}, None, "prison"),
        ("protected_use", stated, None, None),
        ("type_code", stated, "court", "court"),
    ):
        assert silent(fields, old, protected_use=new)["protected_use"] == becomes, (fields, old)


def test_of_a_break_what_the_file_has_no_column_for_stays() -> None:
    day, later = date(2030, 3, 25), date(2031, 3, 25)
    old_break = EventFact("tenant_break", day, 6, Decimal(500), "vacant")
    review, renewal = (EventFact(kind, later, None, None) for kind in ("rent_review", "renewal"))
    old = {"events": (old_break, review, renewal)}
    bare = EventFact("tenant_break", day, None, None)
    for fields, given, becomes in (
        ("break_date", (bare,), {old_break, review}),
        ("break_date review_date", (bare,), {old_break}),
        ("tenant_break_date notice_months", (bare,), {old_break._replace(notice_months=None),
                                                      review}),
        ("break_date break_penalty_gbp break_conditions", (bare,),
         {bare._replace(notice_months=6), review}),
        ("break_date", (bare._replace(event_date=later),),
         {bare._replace(event_date=later), review}),
        ("review_date", (review,), {old_break, review}),
        ("landlord_break_date", (), {old_break, review}),
        ("further_breaks", (bare,), {bare, review}),
    ):  # fmt: skip
        new: dict[str, Any] = {"events": given}
        keep_silent(old, new, frozenset(fields.split()), "SYN-A")
        assert set(new["events"]) == becomes, fields


def test_it_is_said_of_which_facts_a_file_has_some_parts() -> None:
    for fields, words in (
        ("address_line_2", "the address without its first line"),
        ("street_number", "the number of a street without the street"),
        ("backlog_high_gbp", "the backlog of some risks or priorities and not of all"),
    ):
        assert parts_said(frozenset({fields})) == [
            f"The file has {words}: where the register holds more, that stays."
        ]
    for whole in (
        "name", "address_line_1 address_line_2", "street address_line_2", "street street_number",
        "backlog_gbp backlog_high_gbp",
        "backlog_high_gbp backlog_significant_gbp backlog_moderate_gbp backlog_low_gbp",
    ):  # fmt: skip
        assert parts_said(frozenset(whole.split())) == [], whole
