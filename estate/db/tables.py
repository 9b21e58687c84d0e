"""Every table of the register, as SQLAlchemy Core tables.

Units stand in the names; code lists come from ``estate.codes`` and are CHECKed. Which reader
may see which column is decided in ``register/visibility.py``, where each column named here
must have a level.
"""

from sqlalchemy import (
    ARRAY,
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
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import BYTEA, JSONB

from estate import codes
from estate.db.club_tables import (
    decision_step,
    fund,
    fund_contribution,
    offer,
    offer_interest,
    opportunity,
    opportunity_actual,
    opportunity_agreement,
    opportunity_barrier,
    opportunity_bid_figure,
    opportunity_body,
    opportunity_case,
    opportunity_consultation,
    opportunity_decision,
    opportunity_decision_to_consult,
    opportunity_funding,
    opportunity_licence_answer,
    opportunity_position,
    opportunity_property,
    opportunity_share,
    opportunity_statement,
    rejected_pair,
)
from estate.db.columns import (
    arrival,
    code,
    gbp,
    geometry,
    index_where_given,
    key,
    kwh,
    leave_to_triggers,
    m2,
    metadata,
    moment,
    reference,
    role,
    watched,
)
from estate.db.document_tables import document, document_content
from estate.db.kept_case_tables import case_sign_off, kept_case
from estate.db.meeting_tables import meeting, meeting_action, meeting_entry, meeting_snapshot
from estate.db.note_tables import note
from estate.db.protocol_tables import protocol_signature, protocol_version
from estate.db.published_tables import (
    mobile_stop,
    place_name,
    postcode_point,
    public_spending,
    published_file,
    small_area,
    small_area_figure,
    small_area_lookup,
)
from estate.db.reminder_tables import reminder_choice, reminder_mail
from estate.db.sharing_tables import desk_split, host_condition
from estate.db.space_tables import space_standard, use_reading
from estate.db.venue_tables import venue
from estate.db.wish_tables import town_wish

__all__ = [
    "case_sign_off",
    "decision_step",
    "desk_split",
    "document",
    "document_content",
    "fund",
    "fund_contribution",
    "host_condition",
    "kept_case",
    "meeting",
    "meeting_action",
    "meeting_entry",
    "meeting_snapshot",
    "metadata",
    "mobile_stop",
    "note",
    "offer",
    "offer_interest",
    "opportunity",
    "opportunity_actual",
    "opportunity_agreement",
    "opportunity_barrier",
    "opportunity_bid_figure",
    "opportunity_body",
    "opportunity_case",
    "opportunity_consultation",
    "opportunity_decision",
    "opportunity_decision_to_consult",
    "opportunity_funding",
    "opportunity_licence_answer",
    "opportunity_position",
    "opportunity_property",
    "opportunity_share",
    "opportunity_statement",
    "place_name",
    "postcode_point",
    "protocol_signature",
    "protocol_version",
    "public_spending",
    "published_file",
    "rejected_pair",
    "reminder_choice",
    "reminder_mail",
    "small_area",
    "small_area_figure",
    "small_area_lookup",
    "space_standard",
    "town_wish",
    "use_reading",
    "venue",
]

county = Table(
    "county",
    metadata,
    Column(
        "county_id",
        SmallInteger,
        CheckConstraint("county_id = 1", name="only_one"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("source", Text),
    Column("population", Integer),
    Column("population_source", Text),
    Column("area_ha", Numeric(12, 2)),
    Column("min_easting", Numeric(10, 2), nullable=False),
    Column("min_northing", Numeric(10, 2), nullable=False),
    Column("max_easting", Numeric(10, 2), nullable=False),
    Column("max_northing", Numeric(10, 2), nullable=False),
    moment("created_at"),
    CheckConstraint("min_easting < max_easting AND min_northing < max_northing", name="envelope"),
)

organisation = Table(
    "organisation",
    metadata,
    Column(
        "code",
        Text,
        CheckConstraint("code ~ '^[A-Z0-9][A-Z0-9-]{0,19}$'", name="code"),
        primary_key=True,
    ),
    Column("name", Text, nullable=False, unique=True),
    code("kind", codes.OrganisationKind),
    Column("in_scope", Boolean, nullable=False, server_default=true()),
    Column("signed_on", Date),
    Column("signatory", Text),
    Column("signed_for", Text),
    Column("signed_version", Integer),
    Column("signed_until", Date),
    Column(
        "m2_per_fte",
        Numeric(6, 2),
        CheckConstraint("m2_per_fte BETWEEN 4 AND 40", name="m2_per_fte"),
    ),
    Column("synthetic", Boolean, nullable=False, server_default=false()),
    moment("created_at"),
)

organisation_alias = Table(
    "organisation_alias",
    metadata,
    Column("alias_key", Text, primary_key=True),
    Column("alias", Text, nullable=False),
    reference("organisation_code", "organisation.code"),
)

import_batch = Table(
    "import_batch",
    metadata,
    key("import_batch_id"),
    reference("organisation_code", "organisation.code", nullable=True),
    Column("kind", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("layer", Text),
    Column("encoding", Text),
    Column("crs", Text),
    Column("schema_name", Text),
    Column("record_count", Integer, nullable=False),
    Column("counts", JSONB, nullable=False, server_default=text("'{}'")),
    Column("changed", Boolean, nullable=False),
    Column("imported_by", Text, nullable=False),
    moment("imported_at"),
    Column("reverted_at", DateTime(timezone=True)),
    Column("reverted_by", Text),
    code("origin", codes.Origin, server_default="file"),
    Column("reason", Text),
    # Of a change by hand; no reference, since the property may go when its own import is reverted.
    Column("property_id", Uuid, index=True),
    CheckConstraint(
        "origin = 'file' OR (reason IS NOT NULL AND property_id IS NOT NULL)", name="by_hand"
    ),
)

row_issue = Table(
    "row_issue",
    metadata,
    Column("row_issue_id", BigInteger, Identity(always=True), primary_key=True),
    reference("import_batch_id", "import_batch.import_batch_id"),
    Column("row_number", Integer),
    Column("field", Text),
    Column("heading", Text),
    code("code", codes.IssueCode),
    code("severity", codes.Severity),
    Column("value", Text),
    Column("message", Text, nullable=False),
)

area = Table(
    "area",
    metadata,
    key("area_id"),
    code("kind", codes.AreaKind),
    Column("name", Text, nullable=False),
    geometry("geom", "MULTIPOLYGON", 27700),
    geometry("geom_4326", "MULTIPOLYGON", 4326, index=False),
    geometry("centre", "POINT", 27700, index=False),
    Column(
        "basis", Text, CheckConstraint("basis IN ('circle', 'file')", name="basis"), nullable=False
    ),
    Column("population", Integer),
    Column("population_source", Text),
    Column("households", Integer),
    Column("source", Text),
    Column("synthetic", Boolean, nullable=False, server_default=false()),
    reference("import_batch_id", "import_batch.import_batch_id", nullable=True),
    UniqueConstraint("kind", "name"),
)

property_ = Table(
    "property",
    metadata,
    key("property_id"),
    watched("organisation_code", "organisation.code", index=False),
    Column("local_ref", Text, CheckConstraint("local_ref <> ''", name="local_ref"), nullable=False),
    Column(
        "uprn",
        BigInteger,
        CheckConstraint("uprn BETWEEN 1 AND 999999999999", name="uprn"),
        index=True,
    ),
    Column("name", Text, nullable=False),
    Column("address", Text),
    Column("street", Text),
    Column("post_town", Text),
    Column("postcode", Text),
    watched("town_id", "area.area_id", nullable=True, index=False),
    watched("district_id", "area.area_id", nullable=True, index=False),
    geometry("geom", "MULTIPOLYGON", 27700, index=False),
    geometry("geom_4326", "MULTIPOLYGON", 4326, index=False, checked=False),
    geometry("rep_point", "POINT", 27700, index=False),
    geometry("rep_point_4326", "POINT", 4326, index=False),
    code("geom_quality", codes.GeometryQuality, nullable=True),
    m2("site_area_m2"),
    m2("gia_m2"),
    m2("nia_m2"),
    code("area_basis", codes.AreaBasis, server_default="unknown"),
    code("use_class", codes.UseClass, server_default="unclassified"),
    Column("use_class_imputed", Boolean, nullable=False, server_default=false()),
    code("type_code", codes.TypeCode, nullable=True),
    Column("type_code_imputed", Boolean, nullable=False, server_default=false()),
    Column("operational", Boolean, nullable=False),
    Column("operational_imputed", Boolean, nullable=False, server_default=false()),
    Column("public_access", Boolean),
    code("sensitivity", codes.Sensitivity, server_default="open"),
    code("protected_use", codes.ProtectedUse, nullable=True),
    Column("pfi", Boolean, nullable=False, server_default=false()),
    Column("pfi_end_date", Date),
    code("status", codes.Status, server_default="in_use"),
    Column("decision_ref", Text),
    Column("reuse_offered", Boolean, nullable=False, server_default=false()),
    gbp("book_value_gbp"),
    Column("book_value_date", Date),
    code("value_basis", codes.ValueBasis, nullable=True),
    code("condition", codes.Condition, nullable=True),
    gbp("backlog_gbp"),
    code("energy_rating", codes.EnergyRating, nullable=True),
    code("energy_certificate", codes.EnergyCertificate, nullable=True),
    Column("energy_rating_date", Date),
    code("further_epc_rating", codes.EnergyRating, nullable=True),
    Column("further_epc_date", Date),
    kwh("electricity_kwh"),
    kwh("gas_kwh"),
    kwh("other_fuel_kwh"),
    code("other_fuel", codes.OtherFuel, nullable=True),
    Column(
        "energy_year",
        Text,
        CheckConstraint("energy_year ~ '^[0-9]{4}/[0-9]{2}$'", name="energy_year"),
    ),
    Column("energy_source", Text),
    gbp("energy_works_gbp"),
    Column("year_built", SmallInteger),
    code("listed_grade", codes.ListedGrade, nullable=True),
    Column("conservation_area", Boolean),
    code("flood_zone", codes.FloodZone, nullable=True),
    Column("step_free", Boolean),
    Column("parking_spaces", Integer),
    Column("opening_hours", Text),
    Column("services", Text),
    Column("note", Text),
    Column("data_source", Text),
    code("confidence", codes.Confidence, nullable=True),
    Column("synthetic", Boolean, nullable=False, server_default=false()),
    *arrival(watched("import_batch_id", "import_batch.import_batch_id", nullable=True)),
    moment("created_at"),
    moment("updated_at"),
    Column("merged_into_property_id", ForeignKey("property.property_id")),
    CheckConstraint("merged_into_property_id <> property_id", name="merged_elsewhere"),
    CheckConstraint("parking_spaces BETWEEN 0 AND 20000", name="parking_spaces"),
    CheckConstraint("year_built BETWEEN 1000 AND 2100", name="year_built"),
    UniqueConstraint("organisation_code", "local_ref"),
    CheckConstraint(
        "status <> 'declared_surplus' OR decision_ref IS NOT NULL", name="surplus_needs_decision"
    ),
)

interest = Table(
    "interest",
    metadata,
    key("interest_id"),
    watched("property_id", "property.property_id", index=False),
    watched("organisation_code", "organisation.code", nullable=True, index=False),
    Column("holder_name", Text),
    code("role", codes.InterestRole),
    code("tenure", codes.Tenure, nullable=True),
    Column("own_ref", Text),
    watched("reported_by", "organisation.code", index=False),
    *arrival(
        watched("import_batch_id", "import_batch.import_batch_id", nullable=True, index=False)
    ),
    CheckConstraint("organisation_code IS NOT NULL OR holder_name IS NOT NULL", name="holder"),
    UniqueConstraint(
        "property_id",
        "organisation_code",
        "holder_name",
        "role",
        postgresql_nulls_not_distinct=True,
    ),
    Index(
        "ix_interest_own_ref",
        "reported_by",
        "own_ref",
        postgresql_where=text("own_ref IS NOT NULL"),
    ),
)

index_where_given(property_, "town_id", "district_id", "merged_into_property_id")
for _bulk in (property_, interest):
    leave_to_triggers(_bulk)
#: Where a property is drawn: its outline, else its point (``queries.nearby``).
Index(
    "idx_property_place",
    func.coalesce(property_.c.geom_4326, property_.c.rep_point_4326),
    postgresql_using="gist",
)

title = Table(
    "title",
    metadata,
    Column("title_number", Text, primary_key=True),
    Column("property_id", ForeignKey("property.property_id"), primary_key=True, index=True),
    code("tenure", codes.Tenure, nullable=True),
    reference("import_batch_id", "import_batch.import_batch_id", nullable=True),
)

lease = Table(
    "lease",
    metadata,
    key("lease_id"),
    reference("organisation_code", "organisation.code"),
    Column("own_ref", Text, nullable=False),
    reference("property_id", "property.property_id"),
    reference("tenant_organisation_code", "organisation.code", nullable=True),
    Column("tenant_name", Text),
    reference("landlord_organisation_code", "organisation.code", nullable=True),
    Column("landlord_name", Text),
    Column("start_date", Date),
    Column("term_years", Numeric(6, 2)),
    Column("expiry_date", Date, index=True),
    gbp("passing_rent_gbp_pa"),
    Column("inside_1954_act", Boolean),
    Column("repairing_basis", Text),
    Column("holding_over_since", Date),
    *arrival(),
    UniqueConstraint("organisation_code", "own_ref"),
    CheckConstraint("expiry_date > start_date", name="dates"),
)

lease_event = Table(
    "lease_event",
    metadata,
    key("lease_event_id"),
    reference("lease_id", "lease.lease_id", ondelete="CASCADE"),
    code("kind", codes.LeaseEventKind),
    Column("event_date", Date, nullable=False),
    Column(
        "notice_months",
        SmallInteger,
        CheckConstraint("notice_months BETWEEN 0 AND 60", name="notice_months"),
    ),
    gbp("penalty_gbp"),
    Column("conditions", Text),
    UniqueConstraint("lease_id", "kind", "event_date"),
)

occupation = Table(
    "occupation",
    metadata,
    key("occupation_id"),
    reference("organisation_code", "organisation.code"),
    Column("own_ref", Text, nullable=False),
    reference("property_id", "property.property_id"),
    reference("occupier_organisation_code", "organisation.code", nullable=True),
    Column("occupier_name", Text),
    code("user_function", codes.UserFunction),
    code("service_function", codes.ServiceFunction, nullable=True),
    Column("fte", Numeric(10, 2), CheckConstraint("fte >= 0", name="fte")),
    Column("desks", Integer, CheckConstraint("desks >= 0", name="desks")),
    Column(
        "mobile_percent",
        Numeric(5, 2),
        CheckConstraint("mobile_percent BETWEEN 0 AND 100", name="mobile_percent"),
    ),
    m2("nia_m2"),
    Column(
        "touchdown_desks", Integer, CheckConstraint("touchdown_desks >= 0", name="touchdown_desks")
    ),
    Column("shared_front_desk", Boolean, nullable=False, server_default=false()),
    *arrival(),
    UniqueConstraint("organisation_code", "own_ref"),
)

cost_line = Table(
    "cost_line",
    metadata,
    key("cost_line_id"),
    reference("organisation_code", "organisation.code"),
    Column("own_ref", Text, nullable=False),
    reference("property_id", "property.property_id"),
    code("kind", codes.CostKind),
    Column("amount_gbp_pa", Numeric(14, 2), nullable=False),
    Column(
        "cost_year",
        Text,
        CheckConstraint("cost_year ~ '^[0-9]{4}/[0-9]{2}$'", name="year"),
        nullable=False,
    ),
    code("transfer_class", codes.TransferClass),
    reference("payee_organisation_code", "organisation.code", nullable=True),
    Column("payee_name", Text),
    *arrival(),
    UniqueConstraint("organisation_code", "own_ref"),
)

#: Append-only: a trigger in the first migration refuses UPDATE and DELETE. A rating outlives its
#: property when the import that brought both is reverted (ADR 11), so triggers of the third
#: migration stand where a foreign key would.
rating = Table(
    "rating",
    metadata,
    key("rating_id"),
    Column("property_id", Uuid, nullable=False, index=True),
    code("scheme", codes.RatingScheme),
    code("rating", codes.Rating, nullable=True),
    code("basis", codes.RatingBasis),
    Column("reason_codes", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("note", Text),
    Column("evidence_ref", Text),
    Column("assessor", Text),
    Column("organisation_code", ForeignKey("organisation.code")),
    Column("assessed_on", Date, nullable=False),
    Column("review_by", Date),
    Column("supersedes", ForeignKey("rating.rating_id")),
    Column("own_ref", Text),
    reference("import_batch_id", "import_batch.import_batch_id", nullable=True),
    Column("row_number", Integer),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    moment("recorded_at"),
    Index("ix_rating_series", "property_id", "scheme", "basis", "sequence"),
    CheckConstraint(
        "NOT (scheme = 'availability' AND rating = 'green') OR evidence_ref IS NOT NULL",
        name="green_needs_decision",
    ),
)

field_provenance = Table(
    "field_provenance",
    metadata,
    Column("entity_id", Uuid, primary_key=True),
    Column("field", Text, primary_key=True),
    code("entity_kind", codes.RecordKind),
    reference("import_batch_id", "import_batch.import_batch_id", nullable=True),
    Column("row_number", Integer),
    reference("correction_id", "correction.correction_id", nullable=True),
    CheckConstraint("num_nonnulls(import_batch_id, correction_id) = 1", name="one_source"),
)

history = Table(
    "history",
    metadata,
    Column("history_id", BigInteger, Identity(always=True), primary_key=True),
    code("entity_kind", codes.RecordKind),
    Column("entity_id", Uuid, nullable=False, index=True),
    reference("import_batch_id", "import_batch.import_batch_id", nullable=True),
    Column("action", Text, nullable=False),
    Column("changes", JSONB, nullable=False),
    Column("changed_by", Text, nullable=False),
    moment("changed_at"),
)

#: Rows as they stood before an import changed or replaced them, so that it can be reverted:
#: whole rows of ``table_name``, geometry as hexadecimal EWKB.
import_undo = Table(
    "import_undo",
    metadata,
    Column("import_undo_id", BigInteger, Identity(always=True), primary_key=True),
    Column("import_batch_id", ForeignKey("import_batch.import_batch_id"), nullable=False),
    Column("table_name", Text, nullable=False),
    Column("entity_id", Uuid, nullable=False),
    Column("before", JSONB, nullable=False),
    Index("ix_import_undo_entity", "import_batch_id", "table_name", "entity_id"),
)

#: An import that waits for a person's word; the uploaded file lies in the data folder under
#: ``stored_file``, a name of our own making.
import_plan = Table(
    "import_plan",
    metadata,
    key("import_plan_id"),
    reference("organisation_code", "organisation.code"),
    code("kind", codes.RecordKind),
    Column("file_name", Text, nullable=False),
    Column("stored_file", Text, nullable=False, unique=True),
    Column("options", JSONB, nullable=False, server_default=text("'{}'")),
    Column("summary", JSONB, nullable=False),
    Column("register_version", BigInteger, nullable=False),
    code("state", codes.PlanState, server_default="waiting"),
    reference("import_batch_id", "import_batch.import_batch_id", nullable=True),
    Column("created_by", Text, nullable=False),
    moment("created_at"),
)

#: A long upload or commit, done by whichever worker takes it: ``taken_by`` until ``taken_until``,
#: then anybody's again. Its file lies among the uploads as that of its plan.
import_job = Table(
    "import_job",
    metadata,
    key("import_job_id"),
    reference("organisation_code", "organisation.code"),
    Column("import_plan_id", Uuid, index=True),
    Column("import_batch_id", Uuid, index=True),
    code("task", codes.JobTask),
    code("state", codes.JobState, server_default="received"),
    Column("file_name", Text, nullable=False),
    Column("stored_file", Text),
    Column("asked", JSONB, nullable=False, server_default=text("'{}'")),
    Column("actor", JSONB, nullable=False),
    Column("doing", Text, nullable=False, server_default=text("''")),
    Column("rows_done", Integer, nullable=False, server_default=text("0")),
    Column("rows_total", Integer, nullable=False, server_default=text("0")),
    Column("answer", JSONB),
    Column("created_by", Text, nullable=False),
    moment("created_at"),
    Column("ended_at", DateTime(timezone=True)),
    Column("taken_by", Text),
    Column("taken_until", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    CheckConstraint(
        "CASE WHEN task = 'revert' THEN import_batch_id IS NOT NULL "
        "ELSE import_plan_id IS NOT NULL AND stored_file IS NOT NULL END",
        name="of_what",
    ),
)

#: A drifted reference: a row of a file that is probably a property known by another reference.
reference_match = Table(
    "reference_match",
    metadata,
    key("reference_match_id"),
    reference("organisation_code", "organisation.code"),
    reference("property_id", "property.property_id"),
    Column("new_reference", Text, nullable=False),
    Column("why", Text, nullable=False),
    code("state", codes.ProposalState, server_default="proposed"),
    moment("proposed_at"),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    UniqueConstraint("organisation_code", "property_id", "new_reference"),
)

#: Two rows that are probably one property; undone by clearing ``merged_into``.
property_merge = Table(
    "property_merge",
    metadata,
    key("property_merge_id"),
    reference("kept_property_id", "property.property_id"),
    reference("merged_property_id", "property.property_id"),
    Column("why", Text, nullable=False),
    code("state", codes.ProposalState, server_default="proposed"),
    moment("proposed_at"),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    CheckConstraint("kept_property_id <> merged_property_id", name="two_properties"),
    UniqueConstraint("kept_property_id", "merged_property_id"),
)

#: The loop of corrections: any partner may flag a value, its owner answers.
correction = Table(
    "correction",
    metadata,
    key("correction_id"),
    reference("property_id", "property.property_id"),
    Column("field", Text, nullable=False),
    Column("proposed_value", Text),
    Column("replaced_value", JSONB),
    Column("note", Text, nullable=False),
    reference("raised_by_organisation_code", "organisation.code", nullable=True),
    Column("raised_by", Text, nullable=False),
    moment("raised_at"),
    code("state", codes.CorrectionState, server_default="open"),
    Column("answer", Text),
    Column("answered_by", Text),
    Column("answered_at", DateTime(timezone=True)),
)

#: An organisation is asked for what is missing in its rows; ``property_ids`` are those in which it
#: was missing then. What is answered is seen from the rows themselves.
information_request = Table(
    "information_request",
    metadata,
    key("request_id"),
    reference("organisation_code", "organisation.code"),
    Column("kind", Text, nullable=False),
    reference("property_id", "property.property_id", nullable=True, ondelete="CASCADE"),
    Column("property_ids", ARRAY(Uuid), nullable=False),
    Column("wanted_by", Date, nullable=False),
    Column("sentence", Text, nullable=False),
    reference("asked_by_organisation_code", "organisation.code", nullable=True),
    Column("asked_by", Text, nullable=False),
    moment("asked_at"),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", DateTime(timezone=True)),
)

#: An owner's word on a place that looks protected: how far it may be shown, said by somebody who
#: knew which kinds of place it looks like. The latest that is not undone stands.
protection_answer = Table(
    "protection_answer",
    metadata,
    key("protection_answer_id"),
    reference("property_id", "property.property_id", ondelete="CASCADE"),
    code("sensitivity", codes.Sensitivity),
    code("replaced", codes.Sensitivity),
    Column("kinds", ARRAY(Text), nullable=False),
    Column("answered_by", Text, nullable=False),
    moment("answered_at"),
    reference("import_batch_id", "import_batch.import_batch_id", nullable=True),
    Column("undone_by", Text),
    Column("undone_at", DateTime(timezone=True)),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
)

#: What the latest file that told so said of a place that looks protected, by whatever column.
protection_notice = Table(
    "protection_notice",
    metadata,
    Column("property_id", ForeignKey("property.property_id", ondelete="CASCADE"), primary_key=True),
    Column("kinds", ARRAY(Text), nullable=False),
    Column("heading", Text, nullable=False),
    Column("words", Text, nullable=False),
    moment("noticed_at"),
)

#: Which completeness per field the club has agreed to accept.
acceptance_level = Table(
    "acceptance_level",
    metadata,
    Column("field", Text, primary_key=True),
    Column(
        "min_share",
        Numeric(5, 4),
        CheckConstraint("min_share BETWEEN 0 AND 1", name="min_share"),
        nullable=False,
    ),
    Column("weight", Numeric(6, 3), CheckConstraint("weight >= 0", name="weight"), nullable=False),
    Column("agreed_on", Date),
)

assumption_set = Table(
    "assumption_set",
    metadata,
    key("assumption_set_id"),
    Column("name", Text, nullable=False, unique=True),
    Column("is_current", Boolean, nullable=False, server_default=false()),
    Column("overrides", JSONB, nullable=False, server_default=text("'{}'")),
    moment("created_at"),
    Index(
        "uq_assumption_set_current", "is_current", unique=True, postgresql_where=text("is_current")
    ),
)

register_version = Table(
    "register_version",
    metadata,
    Column("version", BigInteger, Identity(always=True), primary_key=True),
    Column("reason", Text, nullable=False),
    reference("import_batch_id", "import_batch.import_batch_id", nullable=True),
    moment("changed_at"),
)

#: Properties as text for one edition, made once per version of the register and day: what a
#: feed joins. Made anew whenever it is missing, so nothing of it is logged or backed up for.
rendered_edition = Table(
    "rendered_edition",
    metadata,
    Column("edition", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("shape", Text, nullable=False),
    Column("head", Text, nullable=False),
    Column("etag", Text, nullable=False),
    prefixes=["UNLOGGED"],
)

rendered_feature = Table(
    "rendered_feature",
    metadata,
    Column("edition", Text, primary_key=True),
    Column("property_id", Uuid, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("on_map", Text, nullable=False),
    Column("listed", Text, nullable=False),
    prefixes=["UNLOGGED"],
)

api_token = Table(
    "api_token",
    metadata,
    key("token_id"),
    Column("prefix", Text, nullable=False),
    Column("token_sha256", Text, nullable=False, unique=True),
    *role(),
    Column("label", Text),
    moment("created_at"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)

#: Who did what and when. The database fills position, time and hashes, and refuses to change or
#: delete (triggers of the fifth migration); ``about`` is the organisation concerned.
audit_record = Table(
    "audit_record",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False, server_default=text("0")),
    moment("recorded_at"),
    Column("actor", Text, nullable=False),
    Column("role", Text),
    Column("organisation_code", Text),
    Column("request_id", Text),
    code("action", codes.AuditAction),
    Column("about", Text),
    Column("subject", Text, nullable=False),
    Column("subject_key", Text),
    Column("details", JSONB, nullable=False),
    Column("previous_hash", BYTEA, nullable=False),
    Column("hash", BYTEA, nullable=False),
    Index("ix_audit_record_about", "about", "position"),
)

#: People who may sign in. The identity provider says who somebody is, this table what they may
#: do; ``issuer`` and ``subject`` are bound at the first sign-in.
account = Table(
    "account",
    metadata,
    key("account_id"),
    Column(
        "email",
        Text,
        CheckConstraint("email = lower(email) AND email LIKE '%@%'", name="email"),
        nullable=False,
        unique=True,
    ),
    Column("name", Text),
    Column("issuer", Text),
    Column("subject", Text),
    *role(),
    moment("created_at"),
    Column("disabled_at", DateTime(timezone=True)),
    UniqueConstraint("issuer", "subject"),
)

#: Somebody signed in: only the SHA-256 of what the cookie holds.
web_session = Table(
    "web_session",
    metadata,
    Column("session_sha256", Text, primary_key=True),
    reference("account_id", "account.account_id", nullable=True, ondelete="CASCADE"),
    Column("actor", Text, nullable=False),
    *role(),
    moment("created_at"),
    moment("last_seen_at"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

#: On the way to the identity provider and back.
sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("state_sha256", Text, primary_key=True),
    Column("nonce", Text, nullable=False),
    Column("code_verifier", Text, nullable=False),
    Column("return_to", Text, nullable=False),
    moment("created_at"),
)

#: Links that sign somebody in once, for newcomers looking at the sample county.
sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("link_sha256", Text, primary_key=True),
    Column("actor", Text, nullable=False),
    *role(),
    moment("created_at"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_at", DateTime(timezone=True)),
)
