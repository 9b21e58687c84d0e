"""Who may see which field: one table, applied where columns are selected (docs/visibility.md).

``LEVELS`` names a level for every column of every table; a test fails when one is missing.
Queries ask ``visible`` for the expression to select: a column the reader may not see is not
selected at all (``None``), and one that only owners or parties may see comes as a CASE over
the row's owner. Where the club sees a rounded value instead (a lease's quarter, a cost band,
a need to 100 m2) the query selects the rounded expression, never the exact one.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Table,
    and_,
    bindparam,
    case,
    false,
    null,
    or_,
    select,
    true,
)

from estate import clock
from estate.db import tables as t
from estate.errors import NotAllowed
from estate.property_fields import FIELDS
from estate.property_fields import Level as Level


class ReaderKind(StrEnum):
    """Through whose eyes a query looks."""

    PUBLIC = "public"
    CLUB = "club"
    PARTY = "party"
    OWNER = "owner"


@dataclass(frozen=True)
class Reader:
    """Who asks. ``organisation`` sees its own rows whole; a party, under agreement, also sees
    the L2 fields of the organisations in ``parties``. Who has not signed the protocol
    (``is_signatory``) sees no more of others than the public does: the club's level is for
    those who show theirs."""

    kind: ReaderKind
    organisation: str | None = None
    parties: frozenset[str] = field(default_factory=frozenset)
    is_signatory: bool = True

    @property
    def level(self) -> Level:
        """The level this reader has on everybody's rows."""
        public = self.kind is ReaderKind.PUBLIC or not self.is_signatory
        return Level.PUBLIC if public else Level.CLUB

    @property
    def is_public(self) -> bool:
        """Whether it is nobody's: not of the club, and without rows of its own."""
        return self.level < Level.CLUB and self.organisation is None

    @property
    def edition(self) -> str:
        """A key under which answers for this reader may be cached."""
        parts = [self.kind, self.organisation or "", ",".join(sorted(self.parties))]
        return ":".join(parts if self.is_signatory else [*parts, "not signed"])


PUBLIC = Reader(ReaderKind.PUBLIC)
CLUB = Reader(ReaderKind.CLUB)


def owner(organisation: str, *, is_signatory: bool = True) -> Reader:
    """The estates team of one organisation."""
    return Reader(ReaderKind.OWNER, organisation, is_signatory=is_signatory)


def party(organisation: str, parties: frozenset[str]) -> Reader:
    """An organisation that others have let see their L2 figures."""
    return Reader(ReaderKind.PARTY, organisation, parties)


def _levels(level: Level, *names: str) -> dict[str, Level]:
    return dict.fromkeys(names, level)


_ARRIVAL = _levels(Level.CLUB, "import_batch_id", "row_number", "as_of_date", "not_in_latest")

LEVELS: dict[str, dict[str, Level]] = {
    "property": {
        **_levels(
            Level.PUBLIC,
            "property_id",
            "organisation_code",
            "town_id",
            "district_id",
            "geom",
            "geom_4326",
            "rep_point",
            "rep_point_4326",
            "synthetic",
        ),
        **_levels(Level.CLUB, "data_source", "created_at", "updated_at", "merged_into_property_id"),
        **{one.name: one.level for one in FIELDS},
        **_ARRIVAL,
    },
    "interest": {
        **_levels(
            Level.CLUB,
            "interest_id",
            "property_id",
            "organisation_code",
            "holder_name",
            "role",
            "tenure",
            "reported_by",
        ),
        **_levels(Level.OWNER, "own_ref"),
        **_ARRIVAL,
    },
    "title": _levels(Level.CLUB, "title_number", "property_id", "tenure", "import_batch_id"),
    "lease": {
        **_levels(
            Level.CLUB,
            "lease_id",
            "organisation_code",
            "property_id",
            "tenant_organisation_code",
            "tenant_name",
            "landlord_organisation_code",
            "landlord_name",
            "inside_1954_act",
        ),
        **_levels(
            Level.PARTIES,
            "start_date",
            "term_years",
            "expiry_date",
            "passing_rent_gbp_pa",
            "repairing_basis",
            "holding_over_since",
        ),
        **_levels(Level.OWNER, "own_ref"),
        **_ARRIVAL,
    },
    "lease_event": {
        **_levels(Level.CLUB, "lease_event_id", "lease_id", "kind", "notice_months"),
        **_levels(Level.PARTIES, "event_date", "penalty_gbp", "conditions"),
    },
    "occupation": {
        **_levels(
            Level.PUBLIC,
            "occupation_id",
            "property_id",
            "occupier_organisation_code",
            "occupier_name",
            "shared_front_desk",
        ),
        **_levels(
            Level.CLUB, "organisation_code", "user_function", "service_function", "touchdown_desks"
        ),
        **_levels(Level.PARTIES, "nia_m2"),
        **_levels(Level.OWNER, "own_ref", "fte", "desks", "mobile_percent"),
        **_ARRIVAL,
    },
    "cost_line": {
        **_levels(Level.CLUB, "cost_year"),  # of the band that the club sees
        **_levels(
            Level.PARTIES,
            "cost_line_id",
            "organisation_code",
            "property_id",
            "kind",
            "amount_gbp_pa",
            "transfer_class",
            "payee_organisation_code",
            "payee_name",
        ),
        **_levels(Level.OWNER, "own_ref"),
        **_ARRIVAL,
    },
    "rating": {
        **_levels(
            Level.CLUB,
            "rating_id",
            "property_id",
            "scheme",
            "rating",
            "basis",
            "reason_codes",
            "evidence_ref",
            "assessor",
            "organisation_code",
            "assessed_on",
            "review_by",
            "supersedes",
            "sequence",
            "recorded_at",
            "import_batch_id",
            "row_number",
        ),
        **_levels(Level.OWNER, "note", "own_ref"),
    },
    "organisation": {
        **_levels(Level.PUBLIC, "code", "name", "kind", "synthetic"),
        **_levels(
            Level.CLUB,
            "in_scope",
            "signed_on",
            "signatory",
            "signed_for",
            "signed_version",
            "signed_until",
            "m2_per_fte",
            "created_at",
        ),
    },
    "space_standard": {
        **_levels(Level.CLUB, *t.space_standard.c.keys()),
        **_levels(Level.OWNER, "set_by", "recorded_at"),
    },
    "desk_split": {
        **_levels(Level.CLUB, *t.desk_split.c.keys()),
        **_levels(Level.OWNER, "recorded_by", "recorded_at"),
    },
    "host_condition": {
        **_levels(Level.CLUB, *t.host_condition.c.keys()),
        **_levels(Level.OWNER, "note", "recorded_by", "recorded_at"),
    },
    # Of a case that is kept the club is told which there are where it sees all that they hang on;
    # what stands in one is cut to each reader's view (``queries.kept_cases``).
    "kept_case": {
        **_levels(Level.CLUB, *t.kept_case.c.keys()),
        **_levels(Level.NEVER, "property_ids", "sealed_text"),
    },
    "case_sign_off": _levels(Level.CLUB, *t.case_sign_off.c.keys()),
    # Of a note for the club its readers are told the text as well (``queries.notes``).
    "note": {
        **_levels(Level.CLUB, *t.note.c.keys()),
        **_levels(Level.PARTIES, "person", "text"),
    },
    # Of one for the club its readers are told the title too (``queries.documents``).
    "document": {
        **_levels(Level.CLUB, *t.document.c.keys()),
        **_levels(Level.PARTIES, "person", "title"),
        **_levels(Level.OWNER, "sha256"),  # in the record of the body that added it
    },
    "document_content": _levels(Level.NEVER, *t.document_content.c.keys()),
    "protocol_version": {
        **_levels(Level.PUBLIC, *t.protocol_version.c.keys()),
        **_levels(Level.NEVER, "adopted_by"),
    },
    "protocol_signature": _levels(Level.CLUB, *t.protocol_signature.c.keys()),
    "use_reading": _levels(Level.OWNER, *t.use_reading.c.keys()),
    "organisation_alias": _levels(Level.CLUB, "alias_key", "alias", "organisation_code"),
    "county": _levels(Level.PUBLIC, *t.county.c.keys()),
    "area": _levels(Level.PUBLIC, *t.area.c.keys()),
    # Published by others, and so for everybody; but not who has loaded it.
    "published_file": {
        **_levels(Level.PUBLIC, *t.published_file.c.keys()),
        **_levels(Level.NEVER, "recorded_by", "withdrawn_by"),
    },
    "small_area": _levels(Level.PUBLIC, *t.small_area.c.keys()),
    "small_area_figure": _levels(Level.PUBLIC, *t.small_area_figure.c.keys()),
    "small_area_lookup": _levels(Level.PUBLIC, *t.small_area_lookup.c.keys()),
    "postcode_point": _levels(Level.PUBLIC, *t.postcode_point.c.keys()),
    "public_spending": _levels(Level.PUBLIC, *t.public_spending.c.keys()),
    "register_version": _levels(Level.PUBLIC, *t.register_version.c.keys()),
    # Whole texts made for one edition: read only under that edition's own name.
    "rendered_edition": _levels(Level.CLUB, *t.rendered_edition.c.keys()),
    "rendered_feature": _levels(Level.CLUB, *t.rendered_feature.c.keys()),
    "assumption_set": _levels(Level.CLUB, *t.assumption_set.c.keys()),
    "field_provenance": _levels(Level.CLUB, *t.field_provenance.c.keys()),
    "import_batch": {
        **_levels(Level.CLUB, *t.import_batch.c.keys()),
        **_levels(Level.OWNER, "reason", "property_id"),
    },
    "row_issue": _levels(Level.OWNER, *t.row_issue.c.keys()),
    "history": _levels(Level.OWNER, *t.history.c.keys()),
    "import_undo": _levels(Level.NEVER, *t.import_undo.c.keys()),
    "import_plan": _levels(Level.OWNER, *t.import_plan.c.keys()),
    "import_job": _levels(Level.OWNER, *t.import_job.c.keys()),
    "reference_match": _levels(Level.OWNER, *t.reference_match.c.keys()),
    "decision_step": {
        **_levels(Level.CLUB, *t.decision_step.c.keys()),
        **_levels(Level.PARTIES, "person"),
    },
    "opportunity": {
        **_levels(Level.CLUB, *t.opportunity.c.keys()),
        **_levels(Level.PARTIES, "lead_name"),
        **_levels(Level.OWNER, "opened_by", "decided_by"),
    },
    "opportunity_property": _levels(Level.CLUB, *t.opportunity_property.c.keys()),
    "opportunity_body": {
        **_levels(Level.CLUB, *t.opportunity_body.c.keys()),
        **_levels(Level.OWNER, "added_by"),
    },
    **{
        name: {
            **_levels(Level.CLUB, *t.metadata.tables[name].c.keys()),
            **_levels(Level.PARTIES, *among_parties),
            **_levels(Level.OWNER, "recorded_by"),
        }
        for name, among_parties in {
            "opportunity_statement": ("service_lead", "statement"),
            "opportunity_case": ("note",),
            "opportunity_decision": ("note",),
            "opportunity_consultation": (),
            # Public once every owner has one that stands (``queries.consulting``).
            "opportunity_decision_to_consult": (),
            "opportunity_actual": (
                "saving_gbp",
                "one_off_gbp",
                "receipt_gbp",
                "saving_reason",
                "one_off_reason",
                "receipt_reason",
                "note",
            ),
            "opportunity_funding": ("name", "amount_gbp", "note"),
            "opportunity_bid_figure": (),
            "opportunity_licence_answer": ("answer",),
            "opportunity_barrier": ("note",),
            "opportunity_agreement": ("document_ref",),
        }.items()
    },
    "opportunity_share": {
        **_levels(Level.CLUB, "opportunity_case_id", "organisation_code"),
        **_levels(Level.PARTIES, "saving_gbp_pa", "one_off_gbp", "receipt_gbp", "receipt_year"),
    },
    # What bodies pay into a fund they tell the club, whose fund it is.
    "fund": {
        **_levels(Level.CLUB, *t.fund.c.keys()),
        **_levels(Level.OWNER, "opened_by"),
    },
    "fund_contribution": {
        **_levels(Level.CLUB, *t.fund_contribution.c.keys()),
        **_levels(Level.OWNER, "recorded_by"),
    },
    "offer": {
        **_levels(Level.CLUB, *t.offer.c.keys()),
        **_levels(Level.OWNER, "opened_by", "decided_by"),
    },
    "venue": {
        **_levels(Level.CLUB, *t.venue.c.keys()),
        **_levels(Level.OWNER, "recorded_by"),
    },
    "town_wish": {
        **_levels(Level.CLUB, *t.town_wish.c.keys()),
        **_levels(Level.OWNER, "recorded_by"),
    },
    "offer_interest": {
        **_levels(Level.CLUB, *t.offer_interest.c.keys()),
        **_levels(Level.OWNER, "recorded_by"),
    },
    "meeting": {
        **_levels(Level.CLUB, *t.meeting.c.keys()),
        **_levels(Level.OWNER, "called_by"),
    },
    # What a meeting's pack compares with; the club is told how many are new, and which.
    "meeting_snapshot": {
        **_levels(Level.CLUB, *t.meeting_snapshot.c.keys()),
        **_levels(Level.NEVER, "fitting_candidates"),
    },
    "meeting_entry": {
        **_levels(Level.CLUB, *t.meeting_entry.c.keys()),
        **_levels(Level.OWNER, "recorded_by"),
    },
    "meeting_action": {
        **_levels(Level.CLUB, *t.meeting_action.c.keys()),
        **_levels(Level.OWNER, "decided_by"),
    },
    "opportunity_position": {
        **_levels(Level.CLUB, *t.opportunity_position.c.keys()),
        **_levels(Level.NEVER, "recorded_by"),
    },
    "rejected_pair": {
        **_levels(Level.CLUB, *t.rejected_pair.c.keys()),
        **_levels(Level.NEVER, "organisation_code", "facts_sha256"),
    },
    "property_merge": _levels(Level.CLUB, *t.property_merge.c.keys()),
    "correction": {
        **_levels(
            Level.CLUB,
            "correction_id",
            "property_id",
            "field",
            "raised_by_organisation_code",
            "raised_at",
            "state",
            "answered_at",
        ),
        **_levels(
            Level.OWNER,
            "proposed_value",
            "replaced_value",
            "note",
            "raised_by",
            "answer",
            "answered_by",
        ),
    },
    "information_request": {
        **_levels(
            Level.CLUB,
            "request_id",
            "organisation_code",
            "kind",
            "property_id",
            "wanted_by",
            "sentence",
            "asked_by_organisation_code",
            "asked_at",
            "withdrawn_at",
        ),
        **_levels(Level.OWNER, "property_ids", "asked_by", "withdrawn_by"),
    },
    "protection_notice": _levels(Level.OWNER, *t.protection_notice.c.keys()),
    "protection_answer": _levels(Level.OWNER, *t.protection_answer.c.keys()),
    "acceptance_level": _levels(Level.CLUB, *t.acceptance_level.c.keys()),
    "api_token": _levels(Level.NEVER, *t.api_token.c.keys()),
    **{
        name: _levels(Level.NEVER, *t.metadata.tables[name].c.keys())
        for name in (
            "account",
            "web_session",
            "sign_in_attempt",
            "sign_in_link",
            "reminder_choice",
            "reminder_mail",
        )
    },
    "audit_record": {
        **_levels(
            Level.OWNER,
            "position",
            "recorded_at",
            "actor",
            "role",
            "organisation_code",
            "request_id",
            "action",
            "about",
            "subject",
            "subject_key",
            "details",
        ),
        **_levels(Level.NEVER, "previous_hash", "hash"),
    },
}

#: All that the club sees of an organisation that has not signed the protocol.
LOCATION_FIELDS = frozenset(
    {
        "property_id",
        "organisation_code",
        "name",
        "address",
        "street",
        "post_town",
        "postcode",
        "town_id",
        "district_id",
        "geom",
        "geom_4326",
        "rep_point",
        "rep_point_4326",
        "synthetic",
    }
)

#: Premises cost is shown to the club as a total only for groups of at least this many
#: properties; book value only for at least three organisations, none above 80 %.
MIN_PROPERTIES_IN_COST_TOTAL = 10
MIN_ORGANISATIONS_IN_VALUE_TOTAL = 3
MAX_SHARE_IN_VALUE_TOTAL = 0.80


_signatory = t.organisation.alias("signatory").c
#: As of when an end has passed: the day by the clock, asked for with each question.
_TODAY = bindparam("clock_today", type_=Date, callable_=lambda: clock.today())


def in_force(organisation: Any) -> ColumnElement[bool]:
    """Whether an organisation (its columns) has signed the protocol and its signature has not
    ended: the last day is the earlier of its own and of its version's, as ``signed_until``."""
    until = organisation.signed_until
    return and_(organisation.signed_on.is_not(None), or_(until.is_(None), until >= _TODAY))


_SIGNATORIES = select(_signatory.code).where(in_force(_signatory))


def rows(reader: Reader) -> ColumnElement[bool]:
    """Which properties exist at all for this reader; one merged into another does not."""
    p = t.property_.c
    alone = p.merged_into_property_id.is_(None)
    shared: ColumnElement[bool] = p.sensitivity.in_(["open", "club"])
    if reader.level is Level.PUBLIC:
        shared = and_(
            p.operational.is_(True),
            p.public_access.is_(True),
            p.sensitivity == "open",
            p.status.in_(["in_use", "part_vacant"]),
            signed(p.organisation_code),
        )
    if reader.organisation is None:
        return and_(alone, shared)
    return and_(alone, or_(shared, owned(reader, p.organisation_code)))


def owned(reader: Reader, *owners: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the row is this reader's own."""
    if reader.organisation is None:
        return false()
    return or_(false(), *(code == reader.organisation for code in owners))


def signed(organisation_code: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the row's organisation has signed the protocol."""
    return organisation_code.in_(_SIGNATORIES)


def may_see(reader: Reader, level: Level, *owners: ColumnElement[Any]) -> ColumnElement[bool]:
    """Row condition under which this reader sees fields of ``level``; FALSE where never."""
    if level is Level.NEVER:
        return false()
    if level is Level.PUBLIC:
        return true()
    own = owned(reader, *owners)
    if level is Level.CLUB and reader.level >= Level.CLUB:
        return or_(own, signed(owners[0])) if owners else true()
    if level is Level.PARTIES and reader.parties:
        return or_(own, *(code.in_(sorted(reader.parties)) for code in owners))
    return own


def visible(
    reader: Reader, column: ColumnElement[Any], table: Table, *owners: ColumnElement[Any]
) -> ColumnElement[Any] | None:
    """The expression to select for a column, or None where this reader never sees it."""
    name = str(getattr(column, "name", ""))
    level = level_of(reader, table.name, name) if owners else LEVELS[table.name][name]
    if level is Level.PUBLIC:
        return column
    condition = may_see(reader, level, *owners)
    if never(condition):
        return None
    return case((condition, column), else_=null()).label(name)


def level_of(reader: Reader, table: str, name: str) -> Level:
    """The level at which this reader is shown a column: of an organisation that has not signed,
    the club sees the location alone."""
    level = LEVELS[table][name]
    located = table == t.property_.name and name in LOCATION_FIELDS
    if level is Level.PUBLIC and reader.level >= Level.CLUB and not located:
        return Level.CLUB
    return level


@dataclass(frozen=True)
class RowAccess:
    """How much of one property's row, of ``organisation``, this reader sees; ``signed``: whether
    that organisation has signed the protocol."""

    reader: Reader
    organisation: str
    signed: bool

    @property
    def level(self) -> Level:
        """The highest level that is shown of this row."""
        if self.reader.organisation == self.organisation:
            return Level.OWNER
        if self.organisation in self.reader.parties:
            return Level.PARTIES
        return Level.CLUB if self.reader.level >= Level.CLUB and self.signed else Level.PUBLIC

    def withheld(self, name: str) -> Level | None:
        """The level for want of which a column of the property is not shown; None when it is."""
        level = level_of(self.reader, t.property_.name, name)
        return level if level > self.level else None


def never(condition: ColumnElement[bool]) -> bool:
    """Whether a condition is the constant FALSE."""
    return condition.compare(false())


def select_list(
    reader: Reader, table: Table, names: list[str], *owners: ColumnElement[Any]
) -> list[ColumnElement[Any]]:
    """The visible ones of some columns of a table, in order."""
    found = (visible(reader, table.c[name], table, *owners) for name in names)
    return [column for column in found if column is not None]


def demand(reader: Reader, level: Level, what: str, *, of_own: bool = False) -> None:
    """Refuse a question about fields below the reader's level.

    ``of_own``: the answer holds nothing of others that the reader may not see, so that an
    organisation which has not signed may ask about its own.
    """
    if reader.level >= level or (of_own and reader.organisation is not None):
        return
    if reader.organisation is None:
        raise NotAllowed(f"The public edition holds no {what}.")
    raise NotAllowed(
        f"{reader.organisation} has not signed the protocol: of others it sees what is public, "
        f"and no {what}. An administrator records a signature with 'estate organisations sign'."
    )
