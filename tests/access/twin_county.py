"""A county for attacks: organisations that share, rent from and stand beside each other.

Two registers built from it are alike to the byte, so that one may be changed and compared with
the other. Dates lie on both sides of ``TODAY`` within its quarter.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from geoalchemy2 import WKTElement
from sqlalchemy import Connection, insert, select, update

from estate.db import tables as t
from estate.geometry import to_lonlat
from estate.register.writes.area import init_area
from estate.space.host_conditions import HostCondition
from tests.intake import county

TODAY = date(2026, 5, 20)
WHEN = datetime(2026, 1, 2, tzinfo=UTC)
COUNTY, BIG, SMALL, POLICE, UNSIGNED = "SYN-CC", "SYN-BB", "SYN-SM", "SYN-PP", "SYN-UU"
KINDS = {COUNTY: "county", BIG: "district", SMALL: "district", POLICE: "police", UNSIGNED: "health"}
SITES = {COUNTY: 18, BIG: 7, SMALL: 3, POLICE: 4, UNSIGNED: 3}
#: Sensitivity of the last two sites of the two largest.
HIDDEN = ("owner_only", "hidden")
M2_PER_FTE = Decimal("11.50")
#: Those with dated space standards of their own.
STANDARDS = {
    code: {"m2_per_desk": Decimal(7), "desks_per_post": desks, "mobile_attendance": Decimal("0.5"),
           "meeting_m2_per_desk": Decimal(2), "storage_m2_per_desk": Decimal(1),
           "counter_m2": Decimal(0)}
    for code, desks in ((POLICE, Decimal("0.75")), (UNSIGNED, Decimal("0.9")))
}  # fmt: skip

_SPACE = UUID("6b3d2a64-6a1f-4c63-9d0e-5c1f6f0b7a10")
_TYPES = [("office", "office_admin"), ("library", "public_access"), ("office", "office_admin"),
          ("depot", "warehouse_depot"), ("hub", "public_access")]  # fmt: skip
#: Two of the district, one of the police and one of who has not signed: the county council's own
#: would be a segment of too few to be told.
_SCHOOLS, _SCHOOL = (18, 19, 28, 33), ("school_primary", "specialist")
_USES = [("back_office", "ict"), ("front_office", "customer_contact"),
         ("back_office", "planning_bc"), ("depot", "highways"),
         ("front_office", "library")]  # fmt: skip
#: Around today, within its quarter on either side, and years ahead.
_ENDS = [date(2026, 6, 11), date(2026, 4, 9), date(2027, 2, 14), date(2029, 8, 3),
         date(2025, 11, 30), date(2031, 5, 21)]  # fmt: skip
_RENTS = [3_100, 16_400, 31_000, 58_200, 127_000, 84_000]
_ENERGY = [1_200, 6_300, 14_500, 26_100, 71_000]


def key(kind: str, *parts: object) -> UUID:
    """The same identity for the same row in every register."""
    return uuid5(_SPACE, ":".join([kind, *map(str, parts)]))


@dataclass
class TwinCounty:
    """All rows as they were written, by table."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def put(self, connection: Connection, table: str, **row: Any) -> None:
        """Insert a row and remember it."""
        self.rows.setdefault(table, []).append(row)
        connection.execute(insert(t.metadata.tables[table]).values(**row))

    def of(self, table: str, **where: Any) -> list[dict[str, Any]]:
        """Rows of a table with these values."""
        return [
            row for row in self.rows.get(table, [])
            if all(row.get(name) == value for name, value in where.items())
        ]  # fmt: skip

    def site(self, property_id: UUID) -> dict[str, Any]:
        """One property."""
        (found,) = self.of("property", property_id=property_id)
        return found


def build(connection: Connection) -> TwinCounty:
    """Write the county; every identity and every moment is given."""
    made = TwinCounty()
    init_area(connection, county.describe())
    for code, kind in KINDS.items():
        signed = None if code == UNSIGNED else date(2026, 1, 1)
        standard = M2_PER_FTE if code == BIG else None
        made.put(connection, "organisation", code=code, name=f"Synthetic {code}", kind=kind,
                 signed_on=signed, m2_per_fte=standard, created_at=WHEN)  # fmt: skip
        made.put(connection, "import_batch", import_batch_id=key("batch", code), kind="property",
                 organisation_code=code, counts={}, changed=True, record_count=SITES[code],
                 imported_at=WHEN, file_name="sites.csv", file_sha256="0" * 64,
                 imported_by="tests")  # fmt: skip
        for day in (date(2026, 4, 1), date(2027, 4, 1)) if code in STANDARDS else ():
            made.put(connection, "space_standard", space_standard_id=key("standard", code, day),
                     organisation_code=code, valid_from=day, source="a paper", set_by="somebody",
                     recorded_at=WHEN, **STANDARDS[code])  # fmt: skip
    town = _same_towns(connection)
    place = 0
    for code, count in SITES.items():
        for number in range(count):
            place += 1
            _site(connection, made, code, number, place, town)
    _between_partners(connection, made)
    _opportunity(connection, made)
    _published(connection, made)
    _offer(connection, made)
    _meeting(connection, made)
    return made


#: What is on record of the district's opportunity, by table.
ON_RECORD: dict[str, dict[str, Any]] = {
    "opportunity_statement": {"service": "Planning", "service_lead": "A. Person",
                              "statement": "Stays open", "said_on": date(2026, 3, 2)},
    "opportunity_case": {"assumption_set": "2026-11", "price_base": "2025/26", "note": "why",
                         "first_saving_on": date(2025, 7, 1)},
    "opportunity_decision": {"outcome": "agreed", "forum": "Cabinet", "minute_ref": "7",
                             "decided_on": date(2026, 3, 2), "note": "why"},
    "opportunity_decision_to_consult": {"forum": "Cabinet", "minute_ref": "9",
                                        "alternatives": "why", "decided_on": date(2026, 3, 2),
                                        "begins_on": date(2026, 4, 2),
                                        "ends_on": date(2026, 5, 2), "withdrawn": False},
    "opportunity_consultation": {"with_whom": "all", "began_on": date(2026, 1, 2),
                                 "ended_on": date(2026, 3, 2), "what_came_of_it": "Little"},
    "opportunity_actual": {"financial_year": "2025/26", "saving_gbp": 1_000,
                           "one_off_gbp": 2_000, "receipt_gbp": 3_000, "saving_reason": "later",
                           "one_off_reason": "prices", "receipt_reason": "market", "note": "why"},
    "opportunity_funding": {"source": "own_capital", "name": "Budget", "movement": "funding",
                            "financial_year": "2025/26", "amount_gbp": 1_000, "note": "why"},
    "opportunity_bid_figure": {"figure": "jobs", "amount": 5, "source": "A study"},
    "opportunity_licence_answer": {"item": "fee", "state": "settled", "answer": "why"},
    "opportunity_barrier": {"barrier": "vat", "note": "why"},
    "opportunity_agreement": {"agreed_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1),
                              "document_ref": "Deed"},
}  # fmt: skip
OPPORTUNITY, FUND = key("opportunity", 0), key("fund", 0)
VENUE = key("venue", 0)
WISH = key("wish", 0)


def _published(connection: Connection, made: TwinCounty) -> None:
    """Two small areas with their people that halve the county, and what three bodies spend."""

    def file(kind: str) -> UUID:
        made.put(
            connection,
            "published_file",
            published_file_id=key("published", kind),
            kind=kind,
            edition=kind,
            published_on=date(2026, 1, 2),
            source="tests",
            licence="none",
            file_name="x.csv",
            file_sha256="0" * 64,
            rows_read=1,
            rows_kept=1,
            rows_elsewhere=0,
            remarks=[],
            recorded_by="somebody",
            recorded_at=WHEN,
        )
        return key("published", kind)  # fmt: skip

    outlines, figures, spending, stops = (
        file(one) for one in ("outlines", "figures", "spending", "stops")
    )
    for name, west, east, decile in (("W", 383_200, 385_200, 2), ("E", 385_200, 387_200, 8)):
        south, north = 252_000, 256_000  # near enough that their people can walk to the places
        ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
        made.put(connection, "small_area", published_file_id=outlines, code=name, name=name,
                 geom=f"SRID=27700;MULTIPOLYGON((({ring})))")  # fmt: skip
        for measure, value in (("population", 900), ("imd_decile", decile)):
            made.put(connection, "small_area_figure", published_file_id=figures, code=name,
                     measure=measure, value=value)  # fmt: skip
    made.put(connection, "mobile_stop", published_file_id=stops, line=1, service="Mobile library",
             service_function="library", body=COUNTY, organisation_code=COUNTY, stop="The green",
             easting=385_000, northing=254_000, longitude=-2.2, latitude=52.18, day="tuesday",
             starts="10:00", ends="12:00")  # fmt: skip
    for line, code in enumerate((COUNTY, BIG, UNSIGNED), start=1):
        made.put(connection, "public_spending", published_file_id=spending, line=line, body=code,
                 organisation_code=code, financial_year="2025/26",
                 amount_gbp=9_000_000)  # fmt: skip


def _opportunity(connection: Connection, made: TwinCounty) -> None:
    """One that a district leads, about a site of its own."""
    named = {"opportunity_id": OPPORTUNITY, "organisation_code": BIG}
    made.put(connection, "opportunity", **named, title="A set", opened_by="somebody",
             opened_at=WHEN, decided_by="somebody", lead_name="A. Person")  # fmt: skip
    made.put(connection, "opportunity_property", opportunity_id=OPPORTUNITY,
             property_id=key("property", BIG, 2), part="member")  # fmt: skip
    made.put(connection, "opportunity_body", **named, reason="owner", added_by="somebody",
             added_at=WHEN)  # fmt: skip
    made.put(connection, "fund", fund_id=FUND, kind="revolving_fund", name="A fund",
             organisation_code=BIG, opened_by="somebody", opened_at=WHEN)  # fmt: skip
    made.put(connection, "venue", venue_record_id=key("venue word"), venue_id=VENUE,
             organisation_code=BIG, name="A hall", kind="church_hall", address="1 High St",
             nia_m2=120, available_from=date(2026, 1, 2), source="a letter",
             recorded_by="somebody", recorded_at=WHEN)  # fmt: skip
    made.put(connection, "town_wish", town_wish_id=key("wish word"), wish_id=WISH,
             organisation_code=BIG, town="Easton", wish=f"apart:{BIG}:{COUNTY}", reason="why",
             recorded_by="somebody", recorded_at=WHEN)  # fmt: skip
    made.put(connection, "fund_contribution", fund_contribution_id=key("contribution"),
             fund_id=FUND, organisation_code=BIG, financial_year="2025/26", amount_gbp=5,
             recorded_by="somebody", recorded_at=WHEN)  # fmt: skip
    for table, says in ON_RECORD.items():
        made.put(connection, table, **{f"{table}_id": key(table)}, **named, **says,
                 recorded_by="somebody", recorded_at=WHEN)  # fmt: skip
    made.put(connection, "opportunity_share", opportunity_case_id=key("opportunity_case"),
             organisation_code=BIG, saving_gbp_pa=1_000, one_off_gbp=2_000, receipt_gbp=3_000,
             receipt_year="2025/26")  # fmt: skip
    for subject, thing in (("property", key("property", BIG, 2)), ("opportunity", OPPORTUNITY)):
        made.put(connection, "note", note_id=key(f"note {subject}"), subject=subject,
                 subject_id=thing, organisation_code=BIG, role="editor", person="somebody",
                 audience="parties", noted_on=date(2026, 3, 2), text="why",
                 written_at=WHEN)  # fmt: skip
        made.put(connection, "document", document_id=key(f"document {subject}"), subject=subject,
                 subject_id=thing, organisation_code=BIG, role="editor", person="somebody",
                 audience="parties", title="why", type="pdf", sha256="0" * 64, size_bytes=1,
                 pages=1, added_on=date(2026, 3, 2), added_at=WHEN)  # fmt: skip
    made.put(connection, "opportunity_position", opportunity_position_id=key("position"),
             opportunity_id=OPPORTUNITY, position=1, reason="First", recorded_by="somebody",
             recorded_at=WHEN)  # fmt: skip
    made.put(connection, "decision_step", decision_step_id=key("step"), kind="opportunity",
             subject_id=OPPORTUNITY, to_state="approved", person="somebody", role="editor",
             organisation_code=BIG, taken_at=WHEN)  # fmt: skip


OFFER = key("offer", 0)


def _offer(connection: Connection, made: TwinCounty) -> None:
    """A site that the district offers to the other bodies, one of which is interested."""
    made.put(connection, "offer", offer_id=OFFER, property_id=key("property", BIG, 2),
             organisation_code=BIG, state="interest", forum="Cabinet", minute_ref="8",
             decided_on=date(2026, 3, 2), opened_on=date(2026, 5, 20), closes_on=date(2026, 7, 16),
             opened_by="somebody", opened_at=WHEN, decided_by="somebody")  # fmt: skip
    made.put(connection, "offer_interest", offer_interest_id=key("offer_interest"),
             offer_id=OFFER, organisation_code=POLICE, post="Head of estates",
             what_for="A post in the town", said_on=date(2026, 5, 21), recorded_by="somebody",
             recorded_at=WHEN)  # fmt: skip


MEETING, ACTION = key("meeting", 0), key("meeting_entry", 0)


def _meeting(connection: Connection, made: TwinCounty) -> None:
    """One that the district called, with an action of the police."""
    made.put(connection, "meeting", meeting_id=MEETING, organisation_code=BIG, title="The club",
             held_on=date(2026, 5, 1), called_by="somebody", called_at=WHEN)  # fmt: skip
    made.put(connection, "meeting_snapshot", meeting_snapshot_id=key("snapshot"),
             meeting_id=MEETING, register_version=1, fitting_candidates=[],
             taken_at=WHEN)  # fmt: skip
    named = {"meeting_entry_id": ACTION, "organisation_code": POLICE, "due_on": date(2026, 6, 1),
             "text": "Measure it"}  # fmt: skip
    made.put(connection, "meeting_entry", **named, meeting_id=MEETING, position=1, kind="action",
             opportunity_id=OPPORTUNITY, recorded_by="somebody", recorded_at=WHEN)  # fmt: skip
    made.put(connection, "meeting_action", **named, decided_by="somebody")  # fmt: skip


def _same_towns(connection: Connection) -> UUID:
    """Give the towns the same identities in every register; the first one's."""
    for name in connection.execute(select(t.area.c.name)).scalars().all():
        same = {"area_id": key("town", name)}
        connection.execute(update(t.area).where(t.area.c.name == name).values(same))
    return key("town", "Easton")


def _site(
    connection: Connection, made: TwinCounty, code: str, number: int, place: int, town: UUID
) -> None:
    east = county.EAST + 70 * (place % 7)
    north = county.NORTH + 70 * (place // 7)
    (longitude,), (latitude,) = (list(axis) for axis in to_lonlat([east], [north]))
    left = SITES[code] - number
    sensitivity = HIDDEN[left - 1] if code in (COUNTY, BIG) and left <= 2 else "open"
    type_code, use_class = _SCHOOL if place in _SCHOOLS else _TYPES[place % 5]
    property_id = key("property", code, number)
    made.put(
        connection, "property", property_id=property_id, organisation_code=code,
        local_ref=f"{code}-{number:03d}", name=f"Site {code} {number}", address=f"{place} High St",
        postcode="ZZ1 1AA", town_id=town, sensitivity=sensitivity, public_access=place % 3 == 0,
        operational=True, use_class=use_class, type_code=type_code, status="in_use",
        nia_m2=Decimal(900 + 130 * (place % 6)), gia_m2=Decimal(1100 + 170 * (place % 6)),
        condition="ABC"[place % 3], energy_rating="BCD"[place % 3], pfi=place % 9 == 0,
        pfi_end_date=date(2033, 3, 4), book_value_gbp=Decimal(410_000 + 77_000 * place),
        book_value_date=date(2024, 3, 31), value_basis="EUV", backlog_gbp=Decimal(9_000 * place),
        electricity_kwh=Decimal(61_000 + 900 * place) if place % 2 else None,
        gas_kwh=Decimal(83_000 + 700 * place) if place % 2 else None, energy_year="2024/25",
        energy_works_gbp=Decimal(7_000 * place), energy_certificate="dec",
        note=f"note {place}", as_of_date=date(2026, 1, 1), row_number=number + 1,
        import_batch_id=key("batch", code), created_at=WHEN, updated_at=WHEN,
        rep_point=WKTElement(f"POINT({east} {north})", 27700),
        rep_point_4326=WKTElement(f"POINT({longitude} {latitude})", 4326),
    )  # fmt: skip
    leased = place % 2 == 0
    made.put(connection, "interest", interest_id=key("interest", place), property_id=property_id,
             organisation_code=code, role="leaseholder" if leased else "owner",
             tenure="leasehold" if leased else "freehold", own_ref=f"i{place}",
             reported_by=code, row_number=number, import_batch_id=key("batch", code))  # fmt: skip
    if leased:
        _lease(connection, made, code, property_id, place, None)
    if place % 4:
        _cost(connection, made, code, property_id, place)
    _occupation(connection, made, code, code, property_id, place)
    _said_of_it(connection, made, code, property_id, place)


def _lease(
    connection: Connection,
    made: TwinCounty,
    tenant: str,
    property_id: UUID,
    place: int,
    landlord: str | None,
) -> None:
    lease_id = key("lease", tenant, property_id)
    ends = _ENDS[place % 6]
    over = date(2026, 4, 30) if place % 12 == 10 else None
    made.put(connection, "lease", lease_id=lease_id, organisation_code=tenant,
             own_ref=f"l{place}", property_id=property_id, tenant_organisation_code=tenant,
             landlord_organisation_code=landlord,
             landlord_name=None if landlord else "A company",
             start_date=date(2014, 1, 1) + timedelta(days=place), term_years=Decimal(15),
             expiry_date=ends, passing_rent_gbp_pa=Decimal(21_000 + place),
             repairing_basis="FRI", holding_over_since=over, row_number=place,
             import_batch_id=key("batch", tenant))  # fmt: skip
    events = [("tenant_break", _ENDS[(place + 2) % 6], 6, 4_000), ("rent_review", ends, None, None),
              ("landlord_break", _ENDS[(place + 3) % 6], 6, None),
              ("notice_deadline", date(2026, 6, 2), None, None)]  # fmt: skip
    for kind, day, notice, penalty in events[: 2 + place % 3]:
        made.put(connection, "lease_event", lease_event_id=key("event", lease_id, kind),
                 lease_id=lease_id, kind=kind, event_date=day, notice_months=notice,
                 penalty_gbp=penalty, conditions=penalty and "Rent paid up")  # fmt: skip


def _cost(
    connection: Connection, made: TwinCounty, code: str, property_id: UUID, place: int
) -> None:
    lines = [("rent", _RENTS[place % 6], "inter_partner" if place % 5 == 0 else "external"),
             ("energy", _ENERGY[place % 5], "external")]  # fmt: skip
    for kind, amount, transfer in lines:
        made.put(connection, "cost_line", cost_line_id=key("cost", place, kind),
                 organisation_code=code, own_ref=f"c{place}{kind}", property_id=property_id,
                 kind=kind, amount_gbp_pa=Decimal(amount), cost_year="2025/26",
                 transfer_class=transfer, payee_name="A company", row_number=place,
                 import_batch_id=key("batch", code))  # fmt: skip


def _occupation(
    connection: Connection,
    made: TwinCounty,
    code: str,
    occupier: str,
    property_id: UUID,
    place: int,
) -> None:
    user, service = _USES[place % 5]
    fte = Decimal(11 + 7 * (place % 5)) if place % 3 else None
    made.put(connection, "occupation", occupation_id=key("occupation", occupier, property_id),
             organisation_code=code, own_ref=f"o{occupier}{place}", property_id=property_id,
             occupier_organisation_code=occupier, user_function=user, service_function=service,
             fte=fte, desks=17 + place if place % 2 else None, nia_m2=Decimal(330 + 9 * place),
             mobile_percent=0 if place % 2 else None,
             touchdown_desks=2, row_number=place, import_batch_id=key("batch", code))  # fmt: skip


def _said_of_it(
    connection: Connection, made: TwinCounty, code: str, property_id: UUID, place: int
) -> None:
    ratings = [("availability", "amber" if place % 4 else "red"), ("sharing", "green")]
    for scheme, rating in ratings:
        made.put(connection, "rating", rating_id=key("rating", place, scheme),
                 property_id=property_id, scheme=scheme, rating=rating, basis="imported",
                 organisation_code=code, note=f"said {place}", own_ref=f"r{place}{scheme}",
                 reason_codes=["SCHOOL_ZONED_HOST"] * (scheme == "sharing" and place in _SCHOOLS),
                 assessor="A. Person", assessed_on=date(2025, 1, 1),
                 review_by=date(2026, 1, 1) + timedelta(days=20 * place), recorded_at=WHEN,
                 import_batch_id=key("batch", code), row_number=place)  # fmt: skip
    made.put(connection, "row_issue", import_batch_id=key("batch", code), row_number=place,
             field="gia_m2", code="OUT_OF_RANGE", severity="warning", value=f"v{place}",
             message=f"message {place}")  # fmt: skip
    made.put(connection, "history", entity_kind="property", entity_id=property_id,
             import_batch_id=key("batch", code), action="changed",
             changes={"note": ["before", f"after {place}"]}, changed_by="tests",
             changed_at=WHEN)  # fmt: skip
    if place % 5 == 0:
        made.put(connection, "correction", correction_id=key("correction", place),
                 property_id=property_id, field="book_value_gbp", proposed_value=f"{place},000",
                 replaced_value="1.00", note="why", raised_by_organisation_code=POLICE,
                 raised_by="somebody", raised_at=WHEN, state="open")  # fmt: skip
        made.put(connection, "information_request", request_id=key("request", place),
                 organisation_code=code, kind="costs", property_id=property_id,
                 property_ids=[property_id], wanted_by=date(2026, 9, 30), sentence="why",
                 asked_by_organisation_code=POLICE, asked_by="somebody", asked_at=WHEN)  # fmt: skip
    if place % 3 == 0:
        for day, people in ((date(2023, 5, 2), 20), (date(2025, 9, 2), 22)):
            made.put(connection, "use_reading", use_reading_id=key("reading", place, day),
                     organisation_code=code, property_id=property_id, counted_on=day,
                     people=people, workplaces=60, source="a count", recorded_by="somebody",
                     recorded_at=WHEN)  # fmt: skip
    for condition in HostCondition if place in _SCHOOLS else ():
        made.put(connection, "host_condition", organisation_code=code, property_id=property_id,
                 host_condition_id=key("condition", place, condition), condition=condition.value,
                 answer="not_met" if place == 18 else "met",
                 room_m2=300 if (place, condition) == (19, HostCondition.ZONING) else None,
                 said_on=date(2026, 3, 2), note=f"minute {place}", recorded_by="somebody",
                 recorded_at=WHEN)  # fmt: skip
    for asker in dict.fromkeys((code, POLICE)) if place % 5 in (1, 4) else ():
        made.put(connection, "desk_split", desk_split_id=key("desk", place, asker),
                 organisation_code=asker, property_id=property_id, said_on=date(2026, 3, 2),
                 withdrawn=False, recorded_by="somebody", recorded_at=WHEN)  # fmt: skip
    if place % 4 == 3:
        made.put(connection, "protection_notice", property_id=property_id, kinds=["refuge"],
                 heading="Remarks", words=f"refuge {place}", noticed_at=WHEN)  # fmt: skip
        made.put(connection, "protection_answer", protection_answer_id=key("answer", place),
                 property_id=property_id, sensitivity="open", replaced="owner_only",
                 kinds=["refuge"], answered_by="somebody", answered_at=WHEN)  # fmt: skip


def _between_partners(connection: Connection, made: TwinCounty) -> None:
    """The police rent from the county council, sit in the district's offices, and so on."""
    host = key("property", COUNTY, 0)
    _lease(connection, made, POLICE, host, 41, COUNTY)
    _occupation(connection, made, POLICE, POLICE, host, 42)
    _occupation(connection, made, BIG, POLICE, key("property", BIG, 1), 44)
    # The police pay for energy in the county council's first site, and a partner in another's.
    for code, reporter in ((COUNTY, POLICE), (SMALL, BIG)):
        _paid_by(connection, made, reporter, key("property", code, 0))
    # A lease that its tenant reports on somebody else's property, from a company: not the
    # property's owner's business.
    _lease(connection, made, POLICE, key("property", BIG, 2), 46, None)
    _lease(connection, made, SMALL, key("property", BIG, 2), 52, None)  # of the same quarter
    _lease(connection, made, COUNTY, key("property", BIG, 2), 58, None)
    _lease(connection, made, BIG, key("property", SMALL, 0), 47, None)


def _paid_by(connection: Connection, made: TwinCounty, code: str, property_id: UUID) -> None:
    """A cost that one organisation reports of another's property."""
    made.put(connection, "cost_line", cost_line_id=key("cost", code, property_id),
             organisation_code=code, own_ref=f"p{code}", property_id=property_id, kind="water",
             amount_gbp_pa=Decimal(2_300), cost_year="2025/26", transfer_class="external",
             row_number=90, import_batch_id=key("batch", code))  # fmt: skip
