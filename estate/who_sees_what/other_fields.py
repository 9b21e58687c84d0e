"""Who may see which field: of leases, costs, ratings, occupations and every other table.

``LEVELS`` names a level for every column of every table; a test fails when one is missing, and a
column without one is shown to nobody. The fields of a property itself are declared in
``property_fields``.
"""

from estate.db import tables as t
from estate.who_sees_what.property_fields import FIELDS, Level


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
    "mobile_stop": _levels(Level.PUBLIC, *t.mobile_stop.c.keys()),
    "place_name": _levels(Level.PUBLIC, *t.place_name.c.keys()),
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
