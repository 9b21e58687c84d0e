"""Where names and mail addresses of people stand, table by table (ADR 41).

A column that holds a person stands in ``PERSONS``: what stands there can be replaced when a name is
removed. Any other text may name somebody in a sentence; it is looked through, never rewritten.
"""

#: Table → columns that hold one person each: an address, a typed name, or whose token it was.
PERSONS: dict[str, tuple[str, ...]] = {
    "api_token": ("label",),
    "audit_record": ("actor",),
    "case_sign_off": ("person",),
    "correction": ("raised_by", "answered_by"),
    "decision_step": ("person",),
    "desk_split": ("recorded_by",),
    "document": ("person",),
    "history": ("changed_by",),
    "host_condition": ("recorded_by",),
    "import_batch": ("imported_by", "reverted_by"),
    "import_job": ("created_by",),
    "import_plan": ("created_by",),
    "information_request": ("asked_by", "withdrawn_by"),
    "meeting": ("called_by",),
    "meeting_action": ("decided_by",),
    "meeting_entry": ("recorded_by",),
    "note": ("person",),
    "offer": ("opened_by", "decided_by"),
    "offer_interest": ("recorded_by",),
    "opportunity": ("lead_name", "opened_by", "decided_by"),
    "opportunity_actual": ("recorded_by",),
    "opportunity_agreement": ("recorded_by",),
    "opportunity_barrier": ("recorded_by",),
    "opportunity_body": ("added_by",),
    "opportunity_case": ("recorded_by",),
    "opportunity_consultation": ("recorded_by",),
    "opportunity_decision": ("recorded_by",),
    "opportunity_position": ("recorded_by",),
    "opportunity_statement": ("service_lead", "recorded_by"),
    "organisation": ("signatory",),
    "property_merge": ("decided_by",),
    "protection_answer": ("answered_by", "undone_by"),
    "rating": ("assessor",),
    "reference_match": ("decided_by",),
    "sign_in_link": ("actor",),
    "space_standard": ("set_by",),
    "use_reading": ("recorded_by",),
    "web_session": ("actor",),
}
#: Table → columns of JSON in which a person stands as a value by itself.
PERSONS_IN_JSON: dict[str, tuple[str, ...]] = {
    "audit_record": ("details",),
    "history": ("changes",),
    "import_job": ("actor",),
}
#: The account goes whole, and with it what hangs on it.
ACCOUNT = "account"
#: Named alike, and no person: a worker of the service, an organisation, days and a reference.
NO_PERSON = frozenset(
    {
        ("import_job", "taken_by"),
        ("information_request", "wanted_by"),
        ("interest", "reported_by"),
        ("opportunity", "next_step_by"),
        ("opportunity", "superseded_by"),
        ("rating", "review_by"),
    }
)
#: Never looked through: copies that are made anew, and hashes.
MADE_ANEW = frozenset({"rendered_edition", "rendered_feature"})
