"""A small register in which every confidential value occurs once, so that it can be looked for."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2 import WKTElement
from sqlalchemy import Connection

from estate.codes import IssueCode
from estate.register.writes.area import init_area
from tests.access.marks import ORGANISATIONS, OTHER, SIGNED, UNSIGNED, Mark, MarkedCounty, Site
from tests.intake import county

NAMES = {SIGNED: "Synthetic Alpha", OTHER: "Synthetic Beta", UNSIGNED: "Synthetic Gamma"}
EAST, NORTH = county.EAST, county.NORTH


def build(connection: Connection) -> MarkedCounty:
    """Three organisations, one of them unsigned, with properties of every sensitivity."""
    made = MarkedCounty()
    init_area(connection, county.describe())
    for code in ORGANISATIONS:
        signed = None if code == UNSIGNED else date(2026, 1, 1)
        made.row(
            connection,
            "organisation",
            None,
            {code},
            code=code,
            name=NAMES[code],
            kind="district",
            signed_on=signed,
            m2_per_fte=Decimal("11.37"),
            signatory=None,
        )
    made.ids["batch"] = {code: _batch(connection, made, code) for code in ORGANISATIONS}
    place = 0
    for code in ORGANISATIONS:
        for sensitivity in ("open", "club", "owner_only", "hidden"):
            for tenure in ("freehold", "leasehold"):
                place += 1
                _site(connection, made, code, sensitivity, tenure, place)
    made.ids["fund"] = _fund(connection, made)
    made.ids["venue"] = _venue(connection, made)
    made.ids["wish"] = _wish(connection, made)
    made.ids["opportunities"] = [
        _opportunity(connection, made, under_agreement=agreed) for agreed in (False, True)
    ]
    made.ids["offer"] = _offer(connection, made)
    made.ids["meeting"], made.ids["action"] = _meeting(connection, made)
    return made


def _offer(connection: Connection, made: MarkedCounty) -> UUID:
    """A place that one member offers, and the interest of the other."""
    key = uuid4()
    site = next(one for one in made.sites.values()
                if (one.organisation, one.sensitivity) == (SIGNED, "open"))  # fmt: skip
    made.row(connection, "offer", site.property_id, {SIGNED}, offer_id=key, number=...,
             property_id=site.property_id, organisation_code=SIGNED, state="interest",
             decided_on=date(2026, 1, 2), opened_on=date(2026, 1, 28), closes_on=date(2026, 3, 25),
             opened_at=date(2026, 1, 28), decided_at=None, closed_on=None)  # fmt: skip
    made.row(connection, "offer_interest", site.property_id, {OTHER}, offer_id=key,
             organisation_code=OTHER, withdrawn=False, said_on=date(2026, 2, 2),
             recorded_at=date(2026, 2, 2), sequence=...)  # fmt: skip
    return key


def _meeting(connection: Connection, made: MarkedCounty) -> tuple[UUID, UUID]:
    """A meeting with an action of each kind of place: one that all are shown, and one that its
    owner keeps to itself."""
    key, action = uuid4(), uuid4()
    made.row(connection, "meeting", None, {SIGNED}, meeting_id=key, number=...,
             organisation_code=SIGNED, held_on=date(2026, 1, 28),
             called_at=date(2026, 1, 2))  # fmt: skip
    for number, sensitivity in enumerate(("open", "owner_only"), start=1):
        site = next(one for one in made.sites.values()
                    if (one.organisation, one.sensitivity) == (SIGNED, sensitivity))  # fmt: skip
        named = {"meeting_entry_id": action if number == 1 else uuid4(),
                 "organisation_code": SIGNED, "due_on": date(2026, 2, 2)}  # fmt: skip
        made.row(connection, "meeting_entry", site.property_id, {SIGNED}, **named,
                 meeting_id=key, position=number, kind="action", property_id=site.property_id,
                 opportunity_id=None, corrects_id=None, recorded_at=date(2026, 1, 28),
                 sequence=...)  # fmt: skip
        made.row(connection, "meeting_action", site.property_id, {SIGNED}, **named, state="open",
                 decided_at=None)  # fmt: skip
    return key, action


def _venue(connection: Connection, made: MarkedCounty) -> UUID:
    """A venue that one member offers."""
    key = uuid4()
    made.row(connection, "venue", None, {SIGNED}, venue_id=key, organisation_code=SIGNED,
             kind="shop", easting=None, northing=None, available_from=date(2026, 1, 2),
             available_until=None, recorded_at=date(2026, 1, 2), sequence=...)  # fmt: skip
    return key


def _wish(connection: Connection, made: MarkedCounty) -> UUID:
    """A wish of one member about a town's plan."""
    key = uuid4()
    made.row(connection, "town_wish", None, {SIGNED}, wish_id=key, organisation_code=SIGNED,
             town="Easton", wish="not-before:2030-04-01", recorded_at=date(2026, 1, 2),
             sequence=...)  # fmt: skip
    return key


def _fund(connection: Connection, made: MarkedCounty) -> UUID:
    """A fund that one member holds and pays into."""
    key = uuid4()
    made.row(connection, "fund", None, {SIGNED}, fund_id=key, kind="revolving_fund",
             organisation_code=SIGNED, opened_at=date(2026, 1, 2))  # fmt: skip
    made.row(connection, "fund_contribution", None, {SIGNED}, fund_id=key, sequence=...,
             organisation_code=SIGNED, financial_year="2025/26",
             recorded_at=date(2026, 1, 2))  # fmt: skip
    return key


def _opportunity(connection: Connection, made: MarkedCounty, *, under_agreement: bool) -> UUID:
    """One of two members, each with all that can be on record; they have agreed, or have not."""
    key, members = uuid4(), (SIGNED, OTHER)
    made.row(connection, "opportunity", None, {SIGNED}, opportunity_id=key, number=...,
             organisation_code=SIGNED, stage="idea", opened_at=date(2026, 1, 28),
             decided_at=None)  # fmt: skip
    made.row(connection, "opportunity_position", None, {SIGNED}, opportunity_id=key,
             recorded_at=date(2026, 1, 28), sequence=...)  # fmt: skip
    for code in members:
        parties = frozenset(members) if under_agreement else frozenset()
        site = next(one for one in made.sites.values()
                    if (one.organisation, one.sensitivity) == (code, "open"))  # fmt: skip
        made.row(connection, "opportunity_property", None, {code}, opportunity_id=key,
                 property_id=site.property_id, part="member")  # fmt: skip
        named = {"opportunity_id": key, "organisation_code": code}
        made.row(connection, "opportunity_body", None, {code}, **named, reason="owner",
                 added_at=date(2026, 1, 2))  # fmt: skip
        case = uuid4()
        given: dict[str, dict[str, Any]] = {
            "statement": {}, "case": {"opportunity_case_id": case, "kept_case_id": None,
                                      "price_base": "2025/26",
                                      "first_saving_on": date(2025, 7, 1)},
            "decision": {"outcome": "agreed"},
            "consultation": {"began_on": date(2026, 1, 1), "ended_on": date(2026, 1, 2)},
            "actual": {"financial_year": "2025/26"}, "barrier": {"barrier": "vat"},
            "bid_figure": {"figure": "jobs"},
            "licence_answer": {"item": "fee", "state": "settled"},
            "funding": {"source": "revolving_fund", "fund_id": made.ids["fund"],
                        "movement": "funding", "financial_year": "2025/26", "repayable": True},
            "agreement": {"agreed_on": date(2026, 1, 1), "withdrawn": not under_agreement},
        }  # fmt: skip
        for name, values in given.items():
            made.row(connection, f"opportunity_{name}", None, {code}, parties, **named, **values,
                     recorded_at=date(2026, 1, 2), sequence=...)  # fmt: skip
        made.row(connection, "opportunity_share", None, {code}, parties, opportunity_case_id=case,
                 organisation_code=code, receipt_year="2025/26")  # fmt: skip
        made.row(connection, "note", None, {code}, parties, subject="opportunity", subject_id=key,
                 organisation_code=code, role="editor", audience="parties",
                 noted_on=date(2026, 1, 2), withdrawn_on=None, sequence=...)  # fmt: skip
        document_id = uuid4()
        made.ids.setdefault("documents", []).append(document_id)
        made.row(connection, "document", None, {code}, parties, document_id=document_id,
                 subject="opportunity", subject_id=key, organisation_code=code, role="editor",
                 audience="parties", type="pdf", pages=1, size_bytes=1, added_on=date(2026, 1, 2),
                 added_at=date(2026, 1, 2), withdrawn_on=None, sequence=...)  # fmt: skip
        made.row(connection, "decision_step", None, {code}, parties, kind="opportunity",
                 subject_id=key, from_state="idea", to_state="approved", organisation_code=code,
                 role="editor", taken_at=date(2026, 1, 2), sequence=...)  # fmt: skip
    return key


def _batch(connection: Connection, made: MarkedCounty, code: str) -> UUID:
    batch = uuid4()
    made.row(
        connection,
        "import_batch",
        None,
        {code},
        import_batch_id=batch,
        kind="property",
        organisation_code=code,
        counts={},
        changed=True,
        record_count=1,
        imported_at=date(2026, 1, 2),
        reverted_at=None,
        reverted_by=None,
    )
    made.row(
        connection,
        "row_issue",
        None,
        {code},
        import_batch_id=batch,
        code=next(iter(IssueCode)).value,
        severity="warning",
        row_number=1,
    )
    return batch


def _site(
    connection: Connection, made: MarkedCounty, code: str, sensitivity: str, tenure: str, place: int
) -> None:
    property_id, batch = uuid4(), made.ids["batch"][code]
    east, north = EAST + 60 * (place % 6), NORTH + 60 * (place // 6)
    square = (
        f"MULTIPOLYGON((({east} {north},{east + 20} {north},{east + 20} {north + 20},"
        f"{east} {north + 20},{east} {north})))"
    )
    made.sites[property_id] = Site(property_id, code, sensitivity)
    latitude, longitude = 52.18 + place / 2_000, -2.22 + (place % 6) / 1_000
    made.row(
        connection,
        "property",
        property_id,
        {code},
        property_id=property_id,
        organisation_code=code,
        sensitivity=sensitivity,
        public_access=True,
        operational=True,
        use_class="office_admin",
        type_code="office",
        status="in_use",
        import_batch_id=batch,
        postcode="ZZ1 1AA",
        area_basis="NIA",
        energy_year="2025/26",
        decision_ref=None,
        row_number=place,
        geom=WKTElement(square, 27700),
        rep_point=WKTElement(f"POINT({east + 10} {north + 10})", 27700),
        rep_point_4326=WKTElement(f"POINT({longitude} {latitude})", 4326),
        geom_4326=None,
        nia_m2=Decimal("900.37"),
        gia_m2=None,
        site_area_m2=None,
        created_at=date(2026, 1, 2),
        updated_at=date(2026, 1, 2),
        merged_into_property_id=None,
    )
    _what_looks_protected(connection, made, code, property_id, sensitivity)
    arrival = {"import_batch_id": batch, "row_number": place}
    role = "owner" if tenure == "freehold" else "leaseholder"
    made.row(
        connection,
        "interest",
        property_id,
        {code},
        property_id=property_id,
        role=role,
        organisation_code=code,
        holder_name=None,
        tenure=tenure,
        reported_by=code,
        **arrival,
    )
    made.row(
        connection,
        "title",
        property_id,
        {code},
        property_id=property_id,
        tenure=tenure,
        title_number=f"ZQ{place:06d}",
        import_batch_id=batch,
    )
    made.marks.append(
        Mark("title", "title_number", f"ZQ{place:06d}", property_id, frozenset({code}))
    )
    _what_hangs_on_it(connection, made, code, property_id, place, arrival, leased=role != "owner")


def _what_looks_protected(
    connection: Connection, made: MarkedCounty, code: str, property_id: UUID, sensitivity: str
) -> None:
    kinds = ["refuge"]
    made.row(
        connection, "protection_notice", property_id, {code},
        property_id=property_id, kinds=kinds, noticed_at=date(2026, 1, 2),
    )  # fmt: skip
    made.row(
        connection, "protection_answer", property_id, {code},
        property_id=property_id, kinds=kinds, sensitivity=sensitivity, replaced="open",
        answered_at=date(2026, 1, 2), undone_by=None, undone_at=None, sequence=...,
        import_batch_id=None,
    )  # fmt: skip


def _what_hangs_on_it(
    connection: Connection,
    made: MarkedCounty,
    code: str,
    property_id: UUID,
    place: int,
    arrival: dict[str, Any],
    *,
    leased: bool,
) -> None:
    if leased:
        lease_id = uuid4()
        made.row(
            connection,
            "lease",
            property_id,
            {code},
            lease_id=lease_id,
            property_id=property_id,
            organisation_code=code,
            tenant_organisation_code=code,
            tenant_name=None,
            holding_over_since=None,
            start_date=date(2019, 2, 3) + timedelta(days=place),
            term_years=Decimal("15.00"),
            **arrival,
        )
        made.row(
            connection,
            "lease_event",
            property_id,
            {code},
            lease_id=lease_id,
            kind="tenant_break",
            notice_months=6,
        )
    made.row(
        connection,
        "occupation",
        property_id,
        {code},
        property_id=property_id,
        organisation_code=code,
        occupier_organisation_code=code,
        user_function="back_office",
        fte=Decimal("21.37") + place,
        mobile_percent=Decimal("61.07") + place,
        **arrival,
    )
    made.marks.append(
        Mark("occupation", "fte", Decimal("21.37") + place, property_id, frozenset({code}))
    )
    mobile = Decimal("61.07") + place
    made.marks.append(Mark("occupation", "mobile_percent", mobile, property_id, frozenset({code})))
    for kind in ("rent", "energy"):
        made.row(
            connection,
            "cost_line",
            property_id,
            {code},
            property_id=property_id,
            kind=kind,
            organisation_code=code,
            cost_year="2025/26",
            transfer_class="external",
            **arrival,
        )
    for scheme in ("availability", "sharing"):
        made.row(
            connection,
            "rating",
            property_id,
            {code},
            property_id=property_id,
            scheme=scheme,
            rating="amber",
            basis="imported",
            organisation_code=code,
            recorded_at=date(2026, 1, 2),
            supersedes=None,
            sequence=...,
            **arrival,
        )
    made.row(
        connection,
        "history",
        property_id,
        {code},
        entity_kind="property",
        action="created",
        entity_id=property_id,
        import_batch_id=arrival["import_batch_id"],
        changes={},
        changed_at=date(2026, 1, 2),
    )
    correction_id = uuid4()
    made.ids.setdefault("corrections", []).append(correction_id)
    made.row(
        connection,
        "correction",
        property_id,
        {code},
        correction_id=correction_id,
        property_id=property_id,
        field="gia_m2",
        raised_at=date(2026, 1, 2),
        answer=None,
        answered_by=None,
        answered_at=None,
    )
