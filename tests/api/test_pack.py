"""The pack of a meeting of the sample county's club: its figures, and its three forms."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import page
import pypdf
import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from api.html import format as words
from api.meetings import pack_files, pack_model
from api.pdf import make_pdf
from api.pdf.parts import PackShown, Part
from estate.answers import estate_wide, leases
from estate.answers.club import meetings
from estate.answers.club.pack import Pack, pack
from estate.answers.context import ReadContext
from estate.answers.opportunities import schedule
from estate.answers.opportunities.opening import opening_of_candidate
from estate.club.codes import ActionState, EntryKind, Stage
from estate.club.decisions import Person
from estate.codes import Role
from estate.db import tables as t
from estate.leases.work_list import Wanted
from estate.register import visibility as v
from estate.register.queries import outlines_to_draw
from estate.register.writes import meetings as writes
from estate.register.writes.opportunities import open_opportunity
from tests.api.conftest import TODAY
from tests.asking import question

HOSTILE = "<script>alert(1)</script> #[evil] $x^2$ *a* _b_ `c` @ref <label> \\ // {{ 7*7 }} ŵ Ω"
ADMINISTRATOR = Person(Role.ADMINISTRATOR, None)
OWNER = "SYN-CC"


@pytest.fixture(scope="module")
def connection(sample_engine: Engine) -> Iterator[Connection]:
    """Nothing of this file stays."""
    with sample_engine.connect() as made:
        transaction = made.begin()
        yield made
        transaction.rollback()


@pytest.fixture(scope="module")
def context(connection: Connection) -> ReadContext:
    return question(connection, v.CLUB, TODAY)


@pytest.fixture(scope="module")
def made(context: ReadContext, connection: Connection) -> Pack:
    """A pack after a meeting that knew all fitting candidates but the last three: an
    opportunity, a rating, a correction and two actions."""
    row = estate_wide.candidates(context).found.iloc[0]
    opening = opening_of_candidate(
        context, UUID(row["guest_occupation_id"]), UUID(row["host_property_id"]), OWNER
    )
    first = open_opportunity(connection, opening, by="test")
    before = meetings.moment_now(context)
    known = sorted(before.fitting_candidates)[:-3]
    old = writes.call(connection, ADMINISTRATOR, "Club, May", TODAY - timedelta(days=30), None,
                      moment=writes.Moment(before.register_version, known), by="test")  # fmt: skip
    x = t.meeting_snapshot.c
    then = select(x.taken_at).where(x.meeting_id == old).scalar_subquery()
    _a_rating_and_a_correction(connection, then + timedelta(seconds=1))
    meeting = writes.call(connection, ADMINISTRATOR, HOSTILE, TODAY, "Room <2>",
                          moment=before, by="test")  # fmt: skip
    for kind, text, more in (
        (EntryKind.AGENDA, HOSTILE, {}),
        (EntryKind.ACTION, "Measure it", {"organisation": OWNER, "due_on": TODAY}),
        (EntryKind.ACTION, HOSTILE, {"organisation": OWNER, "due_on": date(2026, 9, 1),
                                     "opportunity_id": first}),
    ):  # fmt: skip
        writes.write(connection, meeting, ADMINISTRATOR, writes.Entry(kind, text, **more),
                     today=TODAY, by="test")  # fmt: skip
    return pack(context, meeting)


def _a_rating_and_a_correction(connection: Connection, at: Any) -> None:
    p = t.property_.c
    place = connection.execute(
        select(p.property_id).where(p.organisation_code == OWNER, p.sensitivity == "open")
        .order_by(p.property_id).limit(1)
    ).scalar_one()  # fmt: skip
    connection.execute(insert(t.rating).values(
        property_id=place, scheme="sharing", rating="red", basis="human", reason_codes=["OTHER"],
        assessor="A. Person", organisation_code=OWNER, assessed_on=TODAY, recorded_at=at,
        review_by=date(2027, 6, 1)))  # fmt: skip
    connection.execute(insert(t.correction).values(
        property_id=place, field="condition", proposed_value="B", note="Seen",
        raised_by="test", raised_by_organisation_code=OWNER))  # fmt: skip


@pytest.fixture(scope="module")
def shown(context: ReadContext, made: Pack, connection: Connection) -> PackShown:
    return pack_model.shown(made, context.county, outlines_to_draw.areas(connection, v.CLUB))


@pytest.fixture(scope="module")
def printed(shown: PackShown) -> bytes:
    return make_pdf.pdf(shown)


def test_its_figures_are_those_of_the_answers_that_the_pages_show(
    context: ReadContext, made: Pack
) -> None:
    candidates = estate_wide.candidates(context)
    assert (made.candidates.matched, made.candidates.fitting) == (
        candidates.matched, candidates.fitting)  # fmt: skip
    assert made.candidates.new == 3 == len(made.candidates.best)
    assert {one.fit for one in made.candidates.best} == {"fits"}
    assert made.register_version == context.version
    due = leases.leases(context, Wanted(act_by_until=date(2027, 6, 1))).lines()
    late = [one for one in due if one.exit and one.exit.act_by_passed]
    assert made.leases[: len(late)] == late, "too late to act by the day, and still to leave"
    assert made.leases[len(late) :] == [one for one in due if one not in late]
    assert 0 < len(late) < len(due)
    asked = schedule.schedule(context).schedule
    assert made.schedule == asked
    assert [one.opportunity for one in made.opportunities] == [
        one for one in asked.opportunities if one.rank is not None]  # fmt: skip
    (wanted,) = made.opportunities
    assert (wanted.next_stage, wanted.asked_for) == (Stage.TRIAGE, [])
    assert made.actions == meetings.actions(context, states=[ActionState.OPEN]).actions
    assert [one.text for one in made.actions] == ["Measure it", HOSTILE]
    (rating,) = made.ratings or ()
    assert (rating.rating, rating.organisation.code) == ("red", OWNER)
    assert rating.was != "red"
    assert [(one.organisation.code, one.open) for one in made.corrections] == [(OWNER, 1)]
    assert len(made.places) == 2


def test_all_parts_say_the_same_numbers_in_words(made: Pack, shown: PackShown) -> None:
    parts = {part.name: part for part in shown.parts}
    said = " ".join(sentence for part in shown.parts for sentence in part.said)
    for count, what in (
        (made.candidates.matched, "sharing options on the list"), (3, "new options known to fit"),
        (len(made.leases), "leases to act on"), (1, "proposed correction without"),
        (2, "open actions"), (1, "open opportunity"),
    ):  # fmt: skip
        assert f"{count:,} {what}" in said
    rows = parts["leases"].tables[0].rows
    assert len(rows) == len(made.leases)
    assert "(has passed)" in str(rows[0]["act_by"])
    assert f"Register version {made.register_version}, 1 June 2026" in shown.made


def test_the_pdf_is_accessible_by_a_checker_and_by_what_it_holds(
    printed: bytes, shown: PackShown
) -> None:
    report = page.validate_pdf_bytes(printed, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(one.rule_id, one.message) for one in report.failures]
    assert report.rules.total > 100
    pdf = pypdf.PdfReader(io.BytesIO(printed))
    root = pdf.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == HOSTILE
    titles = [part.title for part in shown.parts]
    assert [one.title for one in pdf.outline if not isinstance(one, list)] == ["Contents", *titles]
    texts = [sheet.extract_text() for sheet in pdf.pages]
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
    headings = [_first_page(texts, title) for title in titles]
    assert headings == sorted(headings), "the order in which it is read"
    assert make_pdf.pdf(shown) == printed, "the same pack gives the same bytes"


def _first_page(texts: list[str], title: str) -> int:
    return next(at for at, text in enumerate(texts) if at and text.strip().startswith(title[:24]))


def _tagged(printed: bytes) -> Iterator[tuple[str, Any]]:
    """Each element of the structure by its type, in reading order."""
    pdf = pypdf.PdfReader(io.BytesIO(printed))

    def walk(node: Any) -> Iterator[tuple[str, Any]]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                yield from walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"]), node
            if "/K" in node:
                yield from walk(node["/K"])

    yield from walk(pdf.trailer["/Root"]["/StructTreeRoot"])


def test_headings_tables_and_the_map_are_tagged(printed: bytes, shown: PackShown) -> None:
    found = list(_tagged(printed))
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == 1 + len(shown.parts)
    rows = [table for part in shown.parts for table in part.tables if table.rows]
    assert kinds.count("/Table") == len(rows)
    assert kinds.count("/TH") == sum(len(table.on_page) for table in rows)
    (alt,) = [node["/Alt"] for kind, node in found if kind == "/Figure"]
    assert alt.startswith("Map of the county, north upwards, with the 2 places of 1 open")


def test_hostile_texts_stand_as_written_in_both_files(printed: bytes, shown: PackShown) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(printed))
    text = re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in pdf.pages))
    assert text.count(re.sub(r"\s+", "", HOSTILE)) >= 3
    file = pack_files.in_one_file(shown)
    assert "<script" not in file
    assert "&lt;script&gt;alert(1)&lt;/script&gt; #[evil]" in file
    assert "{{ 7*7 }}" in file


def test_the_file_needs_no_network_and_says_what_the_pdf_says(
    printed: bytes, shown: PackShown
) -> None:
    file = pack_files.in_one_file(shown)
    assert not re.search(r'(?:src|href)="(?!#)', file)
    assert not re.search(r"url\((?!\"data:)", file)
    addresses = set(re.findall(r"https?://[^\"'\s<]+", file))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    pdf = pypdf.PdfReader(io.BytesIO(printed))
    text = re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in pdf.pages))
    plain = re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", file.replace("&#39;", "'")))
    for part in shown.parts:
        for sentence in part.said:
            assert re.sub(r"\s+", "", sentence) in text
            assert re.sub(r"\s+", "", sentence) in plain
    for year in next((one.tables[0].rows for one in shown.parts if one.name == "plan"), ()):
        assert words.pounds(year["cumulative_gbp"]) in text
        assert words.pounds(year["cumulative_gbp"]) in plain


def test_letters_that_no_face_has_do_not_end_in_an_error(shown: PackShown) -> None:
    more = Part("more", "漢字 \N{OK HAND SIGN}", ("Nothing",))
    odd = make_pdf.pdf(replace(shown, title="漢", parts=(more,)))
    assert page.is_pdf_compliant_bytes(odd, profile=page.ValidationProfile.PDF_UA_1)


def test_before_the_first_meeting_there_is_nothing_to_compare_with(
    context: ReadContext, connection: Connection, made: Pack
) -> None:
    first = writes.call(connection, ADMINISTRATOR, "The first", date(2020, 1, 2), None,
                        moment=writes.Moment(0, []), by="test")  # fmt: skip
    alone = pack(context, first)
    assert (alone.since, alone.ratings, alone.candidates.new) == (None, None, None)
    told = pack_model.shown(alone, context.county, [])
    *_, quiet = told.parts
    assert all(not part.is_quiet for part in told.parts[1:])
    (told_of_changes,) = [one for one in quiet.tables[0].rows if one["part"] == "What changed"]
    assert "nothing to compare with" in told_of_changes["said"]


def test_what_its_owner_keeps_to_itself_is_in_no_pack_whoever_asks(
    context: ReadContext, connection: Connection, made: Pack
) -> None:
    place = made.places[0]
    p = t.property_.c
    kept = connection.begin_nested()
    connection.execute(
        update(t.property_).where(p.name == place.name).values(sensitivity="owner_only")
    )
    for reader in (v.CLUB, v.owner(OWNER)):
        again = pack(context.seen_by(reader), made.meeting.id)
        assert again.reader == "club"
        assert (again.opportunities, again.places) == ([], [])
        assert HOSTILE not in [one.text for one in again.actions], "about the opportunity"
    kept.rollback()
