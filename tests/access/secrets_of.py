"""What each attacker may not know: every confidential value, and which others it may have.

A secret is one value, or a few that hang together, and a draw of what else could stand in the
register for all the attacker is told: another day of the same quarter, another cost in the same
band, a need that rounds alike; anything at all where nothing is published. Of hidden rows, and
of organisations that have not signed, everything but their location is a secret.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from estate import codes
from estate.club.codes import DifferenceReason
from estate.db import tables as t
from tests.access.draws import Draw, boolean, day, days, pick, pounds, same_quarter, whole, words
from tests.access.twin_county import (
    BIG,
    COUNTY,
    M2_PER_FTE,
    ON_RECORD,
    STANDARDS,
    UNSIGNED,
    TwinCounty,
)

Row = dict[str, Any]
#: Table → its key, of those whose rows are changed.
KEYS = {
    "property": "property_id", "interest": "interest_id", "lease": "lease_id",
    "lease_event": "lease_event_id", "occupation": "occupation_id", "cost_line": "cost_line_id",
    "rating": "rating_id", "correction": "correction_id", "information_request": "request_id",
    "import_batch": "import_batch_id",
    "space_standard": "space_standard_id", "use_reading": "use_reading_id",
    "desk_split": "desk_split_id", "host_condition": "host_condition_id",
    "protection_notice": "property_id", "protection_answer": "protection_answer_id",
    "note": "note_id", "document": "document_id",
    "opportunity": "opportunity_id", "opportunity_body": "opportunity_id",
    "opportunity_share": "opportunity_case_id", "decision_step": "decision_step_id",
    "offer": "offer_id", "offer_interest": "offer_interest_id",
    "venue": "venue_record_id", "town_wish": "town_wish_id",
    "fund": "fund_id", "fund_contribution": "fund_contribution_id",
    "opportunity_position": "opportunity_position_id", "meeting": "meeting_id",
    "meeting_snapshot": "meeting_snapshot_id", "meeting_entry": "meeting_entry_id",
    "meeting_action": "meeting_entry_id",
    **{table: f"{table}_id" for table in ON_RECORD},
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """Other values for one row."""

    table: str
    key: Any
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Secret:
    """Something that ``owners`` alone may know; ``others`` draws what else it could be."""

    name: str
    owners: frozenset[str]
    others: Callable[[Random], tuple[Change, ...]]


def secrets(made: TwinCounty) -> list[Secret]:
    """All of them."""
    found = [*_of_properties(made), *_of_leases(made), *_of_occupations(made), *_of_costs(made),
             *_said(made), *_asked(made), *_planned(made), *_by_hand(made), *_protected(made),
             *_sealed(made), *_of_opportunities(made), *_noted(made)]  # fmt: skip
    return found


def _secret(row: Row, table: str, owners: set[str | None], **columns: Draw) -> Secret:
    key = row[KEYS[table]]
    named = frozenset(code for code in owners if code is not None)

    def others(r: Random) -> tuple[Change, ...]:
        return (Change(table, key, tuple((name, draw(r)) for name, draw in columns.items())),)

    return Secret(f"{table}: {', '.join(columns)} of {'/'.join(sorted(named))}", named, others)


def sealed(site: Row) -> bool:
    """Whether others are shown nothing of it, or its location alone."""
    return site["sensitivity"] != "open" or site["organisation_code"] == UNSIGNED


def _of_properties(made: TwinCounty) -> Iterator[Secret]:
    free = {"pfi_end_date": days, "book_value_date": days, "note": words, "backlog_gbp": pounds,
            "energy_works_gbp": pounds,
            "value_basis": pick([one.value for one in codes.ValueBasis])}  # fmt: skip
    for site in made.rows["property"]:
        own = {site["organisation_code"]}
        for name, others in free.items():
            yield _secret(site, "property", own, **{name: others})
    yield from _swapped_values(made)
    for row in made.rows["interest"]:
        yield _secret(row, "interest", {row["organisation_code"]}, own_ref=_reference(row))


def _swapped_values(made: TwinCounty) -> Iterator[Secret]:
    """Book values of two sites of one organisation, their sum as it was: the county's is told."""
    for code in (COUNTY, BIG):
        sites = [s for s in made.of("property", organisation_code=code) if not sealed(s)]
        for one, other in zip(sites[::2], sites[1::2], strict=False):
            lines = [(s, "property_id", "property", "book_value_gbp") for s in (one, other)]
            moved = whole(-400_000, 400_000)
            yield Secret(
                f"property: book value of {code}", frozenset({code}), _moving(lines, moved)
            )


def _moving(lines: list[tuple[Row, str, str, str]], amount: Draw) -> Draw:
    """An amount taken from one row and given to another: their sum stays."""

    def others(r: Random) -> tuple[Change, ...]:
        moved = amount(r)
        return tuple(
            Change(table, row[key], ((column, row[column] + by),))
            for (row, key, table, column), by in zip(lines, (moved, -moved), strict=True)
        )

    return others


def _reference(row: Row) -> Draw:
    """Another reference that no other row has; it may sort before or after them."""
    return lambda r: f"{r.choice('!az')}{row['own_ref']}"


def _of_leases(made: TwinCounty) -> Iterator[Secret]:
    for lease in made.rows["lease"]:
        parties = {lease["organisation_code"], lease["landlord_organisation_code"]}
        free = {"start_date": day(date(2001, 1, 1), date(2015, 12, 31)),
                "term_years": whole(1, 99), "passing_rent_gbp_pa": pounds,
                "repairing_basis": words, "own_ref": _reference(lease)}  # fmt: skip
        for name, others in free.items():
            owners = {lease["organisation_code"]} if name == "own_ref" else parties
            yield _secret(lease, "lease", owners, **{name: others})
        for name in ("expiry_date", "holding_over_since"):
            if lease[name] is not None:
                yield _secret(lease, "lease", parties, **{name: same_quarter(lease[name])})
        for event in made.of("lease_event", lease_id=lease["lease_id"]):
            deadline = event["kind"] == "notice_deadline"
            others = days if deadline else same_quarter(event["event_date"])
            yield _secret(event, "lease_event", parties, event_date=others)
            if event["penalty_gbp"] is not None:
                yield _secret(event, "lease_event", parties, penalty_gbp=pounds)
                yield _secret(event, "lease_event", parties, conditions=words)


def _of_occupations(made: TwinCounty) -> Iterator[Secret]:
    for row in made.rows["occupation"]:
        site = made.site(row["property_id"])
        owners = {site["organisation_code"], row["organisation_code"],
                  row["occupier_organisation_code"]}  # fmt: skip
        each = _m2_each(row)
        basis = next(name for name in each if row[name] is not None)
        named = frozenset(code for code in owners if code is not None)
        if basis == "fte":  # posts and how many of them are mobile hang together
            yield Secret(f"occupation: posts of {row['own_ref']}", named, _posts_alike(row))
        else:
            yield _secret(row, "occupation", owners, mobile_percent=whole(0, 100))
        for name in each:
            if row[name] is None or name == basis == "fte":
                continue
            others = (
                _rounding_alike(
                    row[name], each[name], _counter_m2(row, basis), in_whole=name == "desks"
                )
                if name == basis
                else whole(1, 900)
            )
            yield _secret(row, "occupation", owners, **{name: others})
        yield _secret(row, "occupation", {row["organisation_code"]}, own_ref=_reference(row))


def _m2_each(row: Row) -> dict[str, Decimal]:
    """What each post, desk or m² counts for in a need: by its occupier's own dated standard, its
    own flat one, or the county's default of 2026."""
    code, away = row["occupier_organisation_code"], Decimal(row["mobile_percent"] or 0) / 100
    desk, post = Decimal(10), Decimal("0.8") * (1 - away * Decimal("0.4")) * 10
    if code in STANDARDS:
        post = STANDARDS[code]["desks_per_post"] * (1 - away * Decimal("0.5")) * 10
    elif code == BIG:
        post = M2_PER_FTE
    return {"fte": post, "desks": desk, "nia_m2": Decimal(1)}


def _counter_m2(row: Row, basis: str) -> Decimal:
    """A front office's counter, where the county's default stands in."""
    own = row["occupier_organisation_code"] in (BIG, *STANDARDS)
    counted = row["user_function"] == "front_office" and basis != "nia_m2" and not own
    return Decimal(15) if counted else Decimal(0)


def _posts_alike(row: Row) -> Callable[[Random], tuple[Change, ...]]:
    """Posts, and shares of them that are mobile, whose need rounds to the same 100 m²."""
    more = _counter_m2(row, "fte")
    need = row["fte"] * _m2_each(row)["fte"]

    def others(r: Random) -> tuple[Change, ...]:
        percent = r.randint(0, 100)
        each = _m2_each(row | {"mobile_percent": percent})["fte"]
        posts = _rounding_alike(need / each, each, more, in_whole=False)(r)
        values = (("fte", posts), ("mobile_percent", percent))
        return (Change("occupation", row["occupation_id"], values),)

    return others


def _rounding_alike(amount: Any, each_m2: Decimal, more_m2: Decimal, *, in_whole: bool) -> Draw:
    """Amounts whose need (``more_m2`` with a counter) rounds to the same 100 m², which is never
    less than 100."""
    need = amount * each_m2 + more_m2
    rounded = max(100, int((need / 100).quantize(Decimal(1))) * 100)
    lowest = Decimal(0) if rounded == 100 else (rounded - 49 - more_m2) / each_m2
    highest = (rounded + 49 - more_m2) / each_m2
    if in_whole:
        return whole(int(lowest) + 1, int(highest))
    hundredths = whole(int(lowest * 100) + 1, int(highest * 100))
    return lambda r: hundredths(r) / 100


def _ends(amount: Decimal) -> tuple[int, int]:
    """Whole pounds within the published band; nought is nought."""
    if amount == 0:
        return 0, 0
    lows = [low for low, _, _ in codes.COST_BANDS]
    number = max(n for n, low in enumerate(lows) if amount >= low)
    return max(1, lows[number]), lows[number + 1] - 1 if number + 1 < len(lows) else 9_000_000


def _of_costs(made: TwinCounty) -> Iterator[Secret]:
    sites = [site for site in made.rows["property"] if not sealed(site)]
    for site in sites:
        lines = {row["kind"]: row for row in made.of("cost_line", property_id=site["property_id"])}
        own = {site["organisation_code"]}
        for line in lines.values():
            own = {line["organisation_code"]}
            yield _secret(line, "cost_line", own, payee_name=words)
            if line["kind"] == "energy":  # both kinds and both classes count alike
                others = pick(["cleaning", "water"])
                yield _secret(line, "cost_line", own, kind=others, transfer_class=pick(["tax"]))
            yield _secret(line, "cost_line", own, own_ref=_reference(line))
        if not lines or site["organisation_code"] == COUNTY:
            continue
        if "water" in lines:  # a partner's, of which the property's owner sees no more than others
            payer = {lines["water"]["organisation_code"]}
            room = _room_of_water(lines)
            yield _secret(lines["water"], "cost_line", payer, amount_gbp_pa=whole(*room))
        else:
            name, own = f"cost_line: amounts of {site['local_ref']}", {site["organisation_code"]}
            yield Secret(name, frozenset(own), _same_bands(lines))
    yield from _swapped_costs(made, sites)


def _same_bands(lines: dict[str, Row]) -> Draw:
    """Rent and energy with all three published sums in the bands they were in."""
    rent, energy = (lines[kind]["amount_gbp_pa"] for kind in ("rent", "energy"))
    low, high = _ends(rent + energy)
    least, most = _ends(energy)

    def others(r: Random) -> tuple[Change, ...]:
        running = whole(least, min(most, high - 1))(r)
        total = whole(max(low, int(running) + 1), high)(r)
        made = {"rent": total - running, "energy": running}
        return tuple(
            Change("cost_line", lines[kind]["cost_line_id"], (("amount_gbp_pa", amount),))
            for kind, amount in made.items()
        )

    return others


def _room_of_water(lines: dict[str, Row]) -> tuple[int, int]:
    """Between which amounts a partner's line leaves both sums in their bands."""
    rent, energy, water = (lines[kind]["amount_gbp_pa"] for kind in ("rent", "energy", "water"))
    rest = (rent + energy, energy)
    ends = [_ends(one + water) for one in rest]
    low = max([1, *(low - one for one, (low, _) in zip(rest, ends, strict=True))])
    return int(low), int(min(high - one for one, (_, high) in zip(rest, ends, strict=True)))


def _swapped_costs(made: TwinCounty, sites: list[Row]) -> Iterator[Secret]:
    """Rents of two of the county council's sites, their sum as it was: its table is told."""
    rents = [
        made.of("cost_line", property_id=site["property_id"], kind="rent")
        for site in sites if site["organisation_code"] == COUNTY
    ]  # fmt: skip
    known = [(found[0], _room(made, found[0])) for found in rents if found]
    for (one, (down, up)), (other, (down_2, up_2)) in zip(known[::2], known[1::2], strict=False):
        lines = [(rent, "cost_line_id", "cost_line", "amount_gbp_pa") for rent in (one, other)]
        moved = whole(-min(down, up_2), min(up, down_2))
        yield Secret("cost_line: two county sites", frozenset({COUNTY}), _moving(lines, moved))


def _room(made: TwinCounty, rent: Row) -> tuple[int, int]:
    """By how much a rent may fall and rise within the bands of its property's sums."""
    lines = made.of("cost_line", property_id=rent["property_id"])
    total = sum((line["amount_gbp_pa"] for line in lines), Decimal(0))
    low, high = _ends(total)
    return int(min(total - low, rent["amount_gbp_pa"] - 1)), int(high - total)


def _said(made: TwinCounty) -> Iterator[Secret]:
    for rating in made.rows["rating"]:
        own = {rating["organisation_code"]}
        yield _secret(rating, "rating", own, note=words)
        yield _secret(rating, "rating", own, own_ref=_reference(rating))
    for row in made.rows["correction"]:
        owner = made.site(row["property_id"])["organisation_code"]
        parties = {owner, row["raised_by_organisation_code"]}
        for name in ("proposed_value", "note", "raised_by", "replaced_value", "answer",
                     "answered_by"):  # fmt: skip
            yield _secret(row, "correction", parties, **{name: words})


def _planned(made: TwinCounty) -> Iterator[Secret]:
    """Who has set a space standard; of who has not signed, all of it; and counts of people;
    who has asked that a desk may be split; by what paper a school's condition is on record."""
    for row in made.rows["space_standard"]:
        own = {row["organisation_code"]}
        yield _secret(row, "space_standard", own, set_by=words)
        yield _secret(row, "space_standard", own, recorded_at=_moments)
        if row["organisation_code"] == UNSIGNED:
            yield _secret(row, "space_standard", own, source=words, counter_m2=whole(0, 90))
    for row in made.rows["desk_split"]:
        own = {row["organisation_code"]}
        for name, others in (("recorded_by", words), ("recorded_at", _moments)):
            yield _secret(row, "desk_split", own, **{name: others})
        if row["organisation_code"] == UNSIGNED:
            yield _secret(row, "desk_split", own, withdrawn=boolean, said_on=days)
    for row in made.rows["host_condition"]:
        own = {row["organisation_code"]}
        for name, others in (("recorded_by", words), ("recorded_at", _moments), ("note", words)):
            yield _secret(row, "host_condition", own, **{name: others})
        if row["organisation_code"] == UNSIGNED:
            answers = pick(["met", "not_met"])
            yield _secret(row, "host_condition", own, answer=answers, said_on=days)
    counted = {"people": whole(0, 90), "workplaces": whole(1, 90), "occupation_ref": words,
               "counted_on": day(date(2020, 1, 1), date(2026, 5, 1)), "source": words,
               "withdrawn": boolean, "recorded_by": words, "recorded_at": _moments}  # fmt: skip
    for row in made.rows["use_reading"]:
        for name, others in counted.items():
            yield _secret(row, "use_reading", {row["organisation_code"]}, **{name: others})


def _asked(made: TwinCounty) -> Iterator[Secret]:
    """Which person of an organisation has asked for something."""
    for row in made.rows["information_request"]:
        own = {row["asked_by_organisation_code"]}
        for name in ("asked_by", "withdrawn_by"):
            yield _secret(row, "information_request", own, **{name: words})
        # Rows that nobody is shown count for nobody.
        unseen = [row["property_id"], UUID(int=row["request_id"].int ^ 1)]
        yield _secret(row, "information_request", own,
                      property_ids=pick([unseen, unseen[::-1]]))  # fmt: skip


def _of_opportunities(made: TwinCounty) -> Iterator[Secret]:
    """Figures and working notes of the parties, and who has written what."""
    told = ("note", "service_lead", "statement", "document_ref", "person", "lead_name", "answer")
    written = dict.fromkeys(told, words)
    written["name"] = words
    by = dict.fromkeys(("recorded_by", "opened_by", "decided_by", "added_by"), words)
    amounts = ("saving_gbp", "saving_gbp_pa", "one_off_gbp", "receipt_gbp", "amount_gbp")
    money = dict.fromkeys(amounts, pounds)
    why = pick([one.value for one in DifferenceReason])
    said = dict.fromkeys(("saving_reason", "one_off_reason", "receipt_reason"), why)
    said["receipt_year"] = pick(["2024/25", "2031/32"])
    club = {("opportunity_consultation", "document_ref"), ("opportunity", "one_off_gbp"),
            ("venue", "name"), ("fund", "name"), ("fund_contribution", "amount_gbp"),
            ("fund_contribution", "note")}  # fmt: skip
    for table in ("opportunity", "opportunity_body", "opportunity_share", "decision_step",
                  "offer", "offer_interest", "venue", "town_wish", "fund", "fund_contribution",
                  *ON_RECORD):  # fmt: skip
        for row in made.rows[table]:
            for name, others in (written | by | money | said).items():
                if name in t.metadata.tables[table].c and (table, name) not in club:
                    yield _secret(row, table, {row["organisation_code"]}, **{name: others})
    for row in made.rows["opportunity_position"]:
        yield _secret(row, "opportunity_position", set(), recorded_by=words)
    for table, name in (("meeting", "called_by"), ("meeting_entry", "recorded_by"),
                        ("meeting_action", "decided_by")):  # fmt: skip
        for row in made.rows[table]:
            yield _secret(row, table, {row["organisation_code"]}, **{name: words})


def _noted(made: TwinCounty) -> Iterator[Secret]:
    """Notes for the parties: what they say, who wrote them, of which day."""
    for row in made.rows["note"]:
        for name, others in (("text", words), ("person", words), ("noted_on", days)):
            yield _secret(row, "note", {row["organisation_code"]}, **{name: others})
    for row in made.rows["document"]:
        for name, others in (("title", words), ("person", words), ("sha256", words)):
            yield _secret(row, "document", {row["organisation_code"]}, **{name: others})


def _by_hand(made: TwinCounty) -> Iterator[Secret]:
    """Why a person has changed a row by hand, and which."""
    some = pick([site["property_id"] for site in made.rows["property"]])
    for row in made.rows["import_batch"]:
        own = {row["organisation_code"]}
        yield _secret(row, "import_batch", own, reason=words)
        yield _secret(row, "import_batch", own, property_id=some)


def _protected(made: TwinCounty) -> Iterator[Secret]:
    """What a file or its owner said of a place that looks protected."""
    kinds, sensitivities = pick([["hostel"], ["custody"]]), pick(["owner_only", "hidden"])
    told = {"kinds": kinds, "heading": words, "words": words, "noticed_at": _moments}
    answered = {
        "kinds": kinds, "sensitivity": sensitivities, "replaced": pick(["open", "hidden"]),
        "answered_by": words, "answered_at": _moments, "undone_by": words, "undone_at": _moments,
    }  # fmt: skip
    for table, columns in (("protection_notice", told), ("protection_answer", answered)):
        for row in made.rows[table]:
            own = {made.site(row["property_id"])["organisation_code"]}
            for name, others in columns.items():
                yield _secret(row, table, own, **{name: others})


def _moments(r: Random) -> datetime:
    return datetime.combine(days(r), time(12), UTC)


def _sealed(made: TwinCounty) -> Iterator[Secret]:
    """Hidden sites, and those of whoever has not signed: all that is not their location."""
    hidden_too = {"name": words, "address": words, "postcode": pick(["ZZ9 9ZZ"])}
    plain = {
        "gia_m2": pounds, "nia_m2": pounds, "book_value_gbp": pounds,
        "uprn": whole(1, 10**11),
        "condition": pick("ABCD"), "energy_rating": pick("ABCDEFG"),
        "electricity_kwh": pounds, "gas_kwh": pounds,
        "use_class": pick(["office_admin", "public_access", "warehouse_depot"]),
        "type_code": pick(["office", "library", "crematorium", "school_primary"]),
        "operational": boolean, "local_ref": words, "as_of_date": days,
        "decision_ref": words, "reuse_offered": boolean,
        "status": pick(["in_use", "vacant", "disposed"]),
    }  # fmt: skip
    for site in filter(sealed, made.rows["property"]):
        own = {site["organisation_code"]}
        hidden = site["sensitivity"] != "open"
        for name, others in (plain | (hidden_too if hidden else {})).items():
            yield _secret(site, "property", own, **{name: others})
        yield from _on_sealed(made, site, own)


def _on_sealed(made: TwinCounty, site: Row, own: set[str | None]) -> Iterator[Secret]:
    where = {"property_id": site["property_id"]}
    for row in made.of("rating", **where):
        if row["scheme"] == "sharing":
            yield _secret(row, "rating", own, rating=pick(["red", "amber", "green"]))
        yield _secret(row, "rating", own, assessed_on=days, review_by=days)
    for row in made.of("interest", **where):
        yield _secret(row, "interest", own, tenure=pick(["freehold", "licence", "pfi"]))
    for row in made.of("occupation", **where):
        others = pick(["back_office", "front_office", "storage"])
        yield _secret(row, "occupation", own, user_function=others)
        yield _secret(row, "occupation", own, shared_front_desk=boolean)
        yield _secret(row, "occupation", own, fte=whole(1, 900))
        yield _secret(row, "occupation", own, occupier_organisation_code=pick([None]),
                      occupier_name=words)  # fmt: skip
    for row in made.of("cost_line", **where):
        yield _secret(row, "cost_line", own, amount_gbp_pa=pounds)
        yield _secret(row, "cost_line", own, cost_year=pick(["2019/20"]))
    for row in made.of("lease", **where):
        yield _secret(row, "lease", own, expiry_date=days)
        yield _secret(row, "lease", own, inside_1954_act=boolean)
