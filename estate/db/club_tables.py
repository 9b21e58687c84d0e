"""Tables of the club's work; part of ``estate.db.tables``."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    Uuid,
    false,
    text,
)

from estate.club.codes import (
    Barrier,
    BidFigure,
    BodyReason,
    DifferenceReason,
    FundingSource,
    FundKind,
    Movement,
    OfferState,
    Outcome,
    Part,
    Stage,
    Track,
)
from estate.club.decisions import DecisionKind
from estate.club.licence import LicenceItem, LicenceState
from estate.codes import Role
from estate.db.columns import code, gbp, key, metadata, moment, reference

#: Each step of what is proposed and decided: which thing, from which state to which, by whom, for
#: which organisation, in which role and why. Append-only (a trigger): it outlives its subject.
decision_step = Table(
    "decision_step",
    metadata,
    key("decision_step_id"),
    code("kind", DecisionKind),
    Column("subject_id", Uuid, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("organisation_code", Text),
    code("role", Role, nullable=True),
    Column("reason", Text),
    moment("taken_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    Index("ix_decision_step_subject_id", "subject_id", "sequence"),
)

#: Something that the club may do. ``organisation_code`` leads it; ``number`` is what people call
#: it by; ``revision`` counts the changes of its details.
opportunity = Table(
    "opportunity",
    metadata,
    key("opportunity_id"),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    reference("organisation_code", "organisation.code"),
    Column("title", Text),
    code("stage", Stage, server_default="idea"),
    code("stage_before", Stage, nullable=True),
    code("track", Track, nullable=True),
    Column("lead_name", Text),
    Column("next_step", Text),
    reference("next_step_organisation_code", "organisation.code", nullable=True),
    Column("next_step_by", Date),
    Column("facilities_dependency", Text),
    Column("ict_dependency", Text),
    Column("first_saving_on", Date),
    gbp("one_off_gbp"),
    Column("needs_construction", Boolean),
    Column("changes_public_access", Boolean),
    Column("guest_occupation_id", Uuid),
    Column("superseded_by", ForeignKey("opportunity.opportunity_id")),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("opened_by", Text, nullable=False),
    moment("opened_at"),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
)

#: The properties it is about; no reference, since a property may go when its import is reverted.
opportunity_property = Table(
    "opportunity_property",
    metadata,
    Column("opportunity_id", ForeignKey("opportunity.opportunity_id"), primary_key=True),
    Column("property_id", Uuid, primary_key=True, index=True),
    code("part", Part),
)

#: The bodies that it affects, each of which decides for itself.
opportunity_body = Table(
    "opportunity_body",
    metadata,
    Column("opportunity_id", ForeignKey("opportunity.opportunity_id"), primary_key=True),
    Column("organisation_code", ForeignKey("organisation.code"), primary_key=True, index=True),
    code("reason", BodyReason),
    Column("added_by", Text, nullable=False),
    moment("added_at"),
)


def _on_record(name: str, *columns: Any) -> Table:
    """A table of what is put on record of an opportunity: by which body, by whom, when.
    Append-only (a trigger); where one replaces another, the latest counts."""
    return Table(
        name,
        metadata,
        key(f"{name}_id"),
        reference("opportunity_id", "opportunity.opportunity_id"),
        reference("organisation_code", "organisation.code"),
        *columns,
        Column("recorded_by", Text, nullable=False),
        moment("recorded_at"),
        Column("sequence", BigInteger, Identity(always=True), nullable=False),
    )


opportunity_statement = _on_record(
    "opportunity_statement",
    Column("service", Text, nullable=False),
    Column("service_lead", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("said_on", Date, nullable=False),
)


def _year(name: str, *, nullable: bool = False) -> Column[Any]:
    """A financial year, such as 2027/28."""
    return Column(
        name,
        Text,
        CheckConstraint(f"{name} ~ '^20[0-9]{{2}}/[0-9]{{2}}$'", name=name),
        nullable=nullable,
    )


#: The figures on which it rests: which kept case, if there is one, and which assumption set, as
#: whoever leads it has put on record, and from which day it was to save.
opportunity_case = _on_record(
    "opportunity_case",
    reference("kept_case_id", "kept_case.kept_case_id", nullable=True),
    Column("assumption_set", Text, nullable=False),
    Column("price_base", Text, nullable=False),
    Column("first_saving_on", Date),
    Column("note", Text),
)

#: What a case brings and costs one body. A saving below nothing is a cost; a receipt comes once.
opportunity_share = Table(
    "opportunity_share",
    metadata,
    Column(
        "opportunity_case_id",
        ForeignKey("opportunity_case.opportunity_case_id"),
        primary_key=True,
    ),
    Column("organisation_code", ForeignKey("organisation.code"), primary_key=True),
    gbp("saving_gbp_pa", low=None),
    gbp("one_off_gbp"),
    gbp("receipt_gbp"),
    _year("receipt_year", nullable=True),
)

opportunity_decision = _on_record(
    "opportunity_decision",
    code("outcome", Outcome),
    Column("forum", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("minute_ref", Text, nullable=False),
    Column("note", Text),
)

opportunity_consultation = _on_record(
    "opportunity_consultation",
    Column("with_whom", Text, nullable=False),
    Column("began_on", Date, nullable=False),
    Column("ended_on", Date, nullable=False),
    Column("what_came_of_it", Text, nullable=False),
    Column("document_ref", Text),
    CheckConstraint("began_on <= ended_on", name="days"),
)

#: That a body has decided to consult the public on it: on whose decision, from when to when, and
#: what it says of the alternatives, for all to read. Of a body the latest counts; once every owner
#: has one that stands, the move is public (``estate.club.consulting``).
opportunity_decision_to_consult = _on_record(
    "opportunity_decision_to_consult",
    Column("forum", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("minute_ref", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("alternatives", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    CheckConstraint("begins_on <= ends_on", name="days"),
)

#: What came of it for one body in one financial year, in the money of that year, and why it is
#: another sum than had been estimated; never reckoned into estimates. Of each kind the latest
#: figure of a body and year counts.
opportunity_actual = _on_record(
    "opportunity_actual",
    _year("financial_year"),
    gbp("saving_gbp", low=None),
    gbp("one_off_gbp"),
    gbp("receipt_gbp"),
    code("saving_reason", DifferenceReason, nullable=True),
    code("one_off_reason", DifferenceReason, nullable=True),
    code("receipt_reason", DifferenceReason, nullable=True),
    Column("note", Text),
)


def _amount() -> Column[Any]:
    """Cash of one year, GBP."""
    return Column(
        "amount_gbp",
        Numeric(14, 2),
        CheckConstraint("amount_gbp >= 0", name="amount_gbp"),
        nullable=False,
    )


#: A pot that bodies pay into together, and who holds it. Append-only (a trigger).
fund = Table(
    "fund",
    metadata,
    key("fund_id"),
    code("kind", FundKind),
    Column("name", Text, nullable=False, unique=True),
    reference("organisation_code", "organisation.code"),
    Column("opened_by", Text, nullable=False),
    moment("opened_at"),
)

#: What a body pays into a fund in one financial year, in cash; the latest of a body and year
#: counts, nought takes it back. Append-only (a trigger).
fund_contribution = Table(
    "fund_contribution",
    metadata,
    key("fund_contribution_id"),
    reference("fund_id", "fund.fund_id"),
    reference("organisation_code", "organisation.code"),
    _year("financial_year"),
    _amount(),
    Column("note", Text),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
)

#: What a body finances of an opportunity in one financial year, or what it pays back, in cash. It
#: need neither own nor occupy. Of a body, source, fund, name, movement and year the latest counts;
#: nought takes it back.
opportunity_funding = _on_record(
    "opportunity_funding",
    code("source", FundingSource),
    reference("fund_id", "fund.fund_id", nullable=True),
    Column("name", Text),
    code("movement", Movement),
    _year("financial_year"),
    _amount(),
    Column("repayable", Boolean),
    Column("note", Text),
    CheckConstraint("source <> 'revolving_fund' OR fund_id IS NOT NULL", name="fund"),
)

#: A figure that a bid is asked for and no case holds, as whoever leads the opportunity has typed it
#: with its source; of each the latest counts.
opportunity_bid_figure = _on_record(
    "opportunity_bid_figure",
    code("figure", BidFigure),
    Column(
        "amount",
        Numeric(14, 2),
        CheckConstraint("amount >= 0", name="amount"),
        nullable=False,
    ),
    Column("source", Text, nullable=False),
)

#: What a body says of an item of the checklist of a licence to share; of a body and an item the
#: latest counts.
opportunity_licence_answer = _on_record(
    "opportunity_licence_answer",
    code("item", LicenceItem),
    code("state", LicenceState),
    Column("answer", Text, nullable=False),
)

opportunity_barrier = _on_record(
    "opportunity_barrier",
    code("barrier", Barrier),
    Column("is_solved", Boolean, nullable=False, server_default=false()),
    Column("note", Text, nullable=False),
)

#: A body lets the other bodies of this opportunity that have agreed likewise see the L2 figures
#: of its properties in it, from a day until a day (both included).
opportunity_agreement = _on_record(
    "opportunity_agreement",
    Column("agreed_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("document_ref", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    CheckConstraint("agreed_on <= ends_on", name="days"),
)

#: Which place in the programme the club's administrators have given an opportunity, and why; null:
#: the one that stage and date put it in. Append-only (a trigger); the latest counts.
opportunity_position = Table(
    "opportunity_position",
    metadata,
    key("opportunity_position_id"),
    reference("opportunity_id", "opportunity.opportunity_id"),
    Column("position", Integer, CheckConstraint("position >= 1", name="position")),
    Column("reason", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
)

#: A pair that a rejection keeps out of the lists of candidates: ``organisation_code`` says as whom
#: it is looked at (null: as the club), ``facts_sha256`` what of it was to be seen then.
rejected_pair = Table(
    "rejected_pair",
    metadata,
    key("rejected_pair_id"),
    reference("opportunity_id", "opportunity.opportunity_id"),
    Column("guest_occupation_id", Uuid, nullable=False),
    Column("host_property_id", Uuid, nullable=False),
    reference("organisation_code", "organisation.code", nullable=True),
    Column("facts_sha256", Text, nullable=False),
    Column("rejected_on", Date, nullable=False),
    Column("until", Date, nullable=False),
)

#: A property that its owner offers to the other bodies, on a decision of its own that is on record.
#: ``closes_on`` is kept as the bodies were told it; ``number`` is what people call it by.
offer = Table(
    "offer",
    metadata,
    key("offer_id"),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("property_id", Uuid, nullable=False, index=True),
    reference("organisation_code", "organisation.code"),
    code("state", OfferState, server_default="open"),
    Column("forum", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("minute_ref", Text, nullable=False),
    Column("terms", Text),
    Column("opened_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("opened_by", Text, nullable=False),
    moment("opened_at"),
    Column("closed_on", Date),
    reference("taken_up_by_organisation_code", "organisation.code", nullable=True),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    CheckConstraint("decided_on <= opened_on AND opened_on < closes_on", name="days"),
    Index(
        "uq_offer_running",
        "property_id",
        unique=True,
        postgresql_where=text("state IN ('open', 'interest')"),
    ),
)

#: The interest of a body in an offer, or that it is taken back; the latest counts. Append-only (a
#: trigger). ``post``: who is to be spoken to, by post and not by name.
offer_interest = Table(
    "offer_interest",
    metadata,
    key("offer_interest_id"),
    reference("offer_id", "offer.offer_id"),
    reference("organisation_code", "organisation.code"),
    Column("post", Text),
    Column("what_for", Text),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("said_on", Date, nullable=False),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    CheckConstraint("withdrawn OR (post IS NOT NULL AND what_for IS NOT NULL)", name="said"),
)
