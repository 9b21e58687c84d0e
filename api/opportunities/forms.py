"""The forms of an opportunity's page: their fields, who is shown them, what they send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from api.http.bodies import Sent
from api.http.form_errors import Where, amount_of, to_mend
from api.opportunities import schemas
from estate.answers.opportunities.opening import OpportunityAnswer
from estate.club.codes import (
    Barrier,
    BidFigure,
    BodyReason,
    DifferenceReason,
    FundingSource,
    Movement,
    Outcome,
    Track,
)
from estate.club.decisions import Person
from estate.club.licence import LicenceItem, LicenceState
from estate.club.opportunities import may_lead, may_take_part
from estate.errors import BadQuestion

Options = tuple[tuple[str, str], ...]
_YES_NO: Options = (("", "Not said"), ("true", "Yes"), ("false", "No"))
_WHY: Options = (
    ("", "As estimated, or not said"),
    *((one.value, one.words) for one in DifferenceReason),
)


@dataclass(frozen=True)
class Field:
    """One box: ``kind`` is text, area, day, money or select (then with ``options``)."""

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    options: Options = ()
    value: str = ""


@dataclass(frozen=True)
class Form:
    """A form: its name in the address, its heading, what it keeps, and its button."""

    name: str
    title: str
    fields: tuple[Field, ...]
    button: str = "Put it on record"
    note: str = ""


_PARTIES = "Shown to the bodies under agreement; day and body to the club."
_ON_RECORD = (
    Form(
        "statements",
        "What a service needs",
        (
            Field("service", "Service"),
            Field("service_lead", "Who leads the service"),
            Field("said_on", "Date", "day"),
            Field("statement", "Statement", "area"),
        ),
        note=_PARTIES,
    ),
    Form(
        "decisions",
        "What your body has decided",
        (
            Field(
                "outcome",
                "Decision",
                "select",
                options=tuple((one.value, one.value.capitalize()) for one in Outcome),
            ),
            Field("forum", "Forum"),
            Field("decided_on", "Date", "day"),
            Field("minute_ref", "Minute reference"),
            Field("note", "Note", "area", required=False),
        ),
    ),
    Form(
        "decisions_to_consult",
        "A decision to consult the public",
        (
            Field("forum", "Forum"),
            Field("decided_on", "Date of the decision", "day"),
            Field("minute_ref", "Minute reference"),
            Field("begins_on", "Consultation from", "day"),
            Field("ends_on", "To", "day"),
            Field(
                "alternatives",
                "Alternatives looked at, and why this is proposed, without figures",
                "area",
            ),
            Field(
                "withdrawn",
                "Taken back?",
                "select",
                options=(("false", "No"), ("true", "Yes: no longer to be consulted on")),
            ),
        ),
        note="Public once the owners of both places and the occupier have each put one on record. "
        "Then everybody may read who would move where, these days, and what you write here.",
    ),
    Form(
        "consultations",
        "A consultation",
        (
            Field("with_whom", "With whom"),
            Field("began_on", "From", "day"),
            Field("ended_on", "To", "day"),
            Field("document_ref", "Document", required=False),
            Field("what_came_of_it", "What came of it", "area"),
        ),
    ),
    Form(
        "licence_answers",
        "Licence to share: what you say of an item",
        (
            Field(
                "item",
                "Item",
                "select",
                options=tuple((one.value, one.words) for one in LicenceItem),
            ),
            Field(
                "state",
                "State",
                "select",
                options=tuple((one.value, one.words.capitalize()) for one in LicenceState),
            ),
            Field("answer", "What is agreed, or still to be settled", "area"),
        ),
        note="The checklist says what each item settles. Of a body and an item the latest counts. "
        f"{_PARTIES}",
    ),
    Form(
        "barriers",
        "A barrier",
        (
            Field(
                "barrier",
                "Barrier",
                "select",
                options=tuple((one.value, one.words) for one in Barrier),
            ),
            Field("is_solved", "Solved?", "select", options=(("false", "No"), ("true", "Yes"))),
            Field("note", "Note", "area"),
        ),
        note=_PARTIES,
    ),
    Form(
        "actuals",
        "Actual figures",
        (
            Field("financial_year", "Financial year (2026/27)"),
            Field("saving_gbp", "Saved in that year (£)", "money", required=False),
            Field("saving_reason", "Why other than estimated: saved", "select", False, _WHY),
            Field("one_off_gbp", "Paid once (£)", "money", required=False),
            Field("one_off_reason", "Why other than estimated: paid once", "select", False, _WHY),
            Field("receipt_gbp", "Capital receipt (£)", "money", required=False),
            Field("receipt_reason", "Why other than estimated: receipt", "select", False, _WHY),
            Field("note", "The reason in words, and what else to note", "area", required=False),
        ),
        note="In the money of that year. Of each kind the latest figure of a year counts; what is "
        f"left blank stays as it was. {_PARTIES}",
    ),
    Form(
        "funding",
        "Funding",
        (
            Field(
                "source",
                "Source",
                "select",
                options=tuple((one.value, one.words.capitalize()) for one in FundingSource),
            ),
            Field("fund_id", "Fund, of those of the club", "select", False),
            Field("name", "Which grant, programme or budget", required=False),
            Field(
                "movement",
                "Is it paid or paid back?",
                "select",
                options=(
                    (Movement.FUNDING.value, "Paid for this opportunity"),
                    (Movement.REPAYMENT.value, "Paid back"),
                ),
            ),
            Field("financial_year", "Financial year (2027/28)"),
            Field("amount_gbp", "Cash in that year (£)", "money"),
            Field("repayable", "To be paid back?", "select", False, _YES_NO),
            Field("note", "Note", "area", required=False),
        ),
        note="Of one source, fund, name, movement and year the latest figure counts; 0 takes it "
        f"back. {_PARTIES}",
    ),
    Form(
        "agreements",
        "Let the other bodies see your figures",
        (
            Field("agreed_on", "From", "day"),
            Field("ends_on", "Until", "day"),
            Field("document_ref", "Document"),
            Field(
                "withdrawn",
                "State",
                "select",
                options=(("false", "In force"), ("true", "Withdrawn")),
            ),
        ),
        note="Bodies that give the same agreement will see your notes and your properties' exact "
        "lease ends, rents, book values and costs.",
    ),
)
_BID_FIGURES = Form(
    "bid_figures",
    "A figure that a bid is asked for",
    (
        Field(
            "figure",
            "Figure",
            "select",
            options=tuple((one.value, one.words) for one in BidFigure),
        ),
        Field("amount", "Amount, in the unit of the figure", "money"),
        Field("source", "Where it comes from"),
    ),
    note="Shown to the club. Of each figure the latest counts.",
)
_SET = Field(
    "assumption_set",
    "Assumption set (the kept case's or the published one, if left)",
    required=False,
)
_KEEP_FIRST = (
    "A business case is kept on its own page, under “Keep this version”; it brings its assumption "
    "set and its prices with it."
)
_OF_A_SET = "A kept case brings its assumption set and its prices with it."
_SHAPES: dict[str, type[Sent]] = {
    "statements": schemas.StatementSaid,
    "decisions": schemas.DecisionSaid,
    "decisions_to_consult": schemas.ConsultDecisionSaid,
    "consultations": schemas.ConsultationSaid,
    "barriers": schemas.BarrierSaid,
    "licence_answers": schemas.LicenceAnswerSaid,
    "actuals": schemas.ActualSaid,
    "funding": schemas.FundingSaid,
    "bid_figures": schemas.BidFigureSaid,
    "agreements": schemas.AgreementSaid,
    "details": schemas.Details,
    "cases": schemas.CaseSaid,
    "add_body": schemas.PartnerSaid,
    "remove_body": schemas.PartnerSaid,
}
NAMES = frozenset(_SHAPES)


@dataclass(frozen=True)
class Choices:
    """What the club has to choose from: its funds by key and name, its members by code and name,
    and the kept cases of this opportunity's properties by id and words."""

    funds: Options = ()
    members: Options = ()
    kept_cases: Options = ()


def of_page(answer: OpportunityAnswer, person: Person | None, choices: Choices) -> list[Form]:
    """The forms that this person may send, in the order of the work."""
    if person is None:
        return []
    leads = may_lead(person, answer.record) is None
    found = [
        _details(answer),
        *_bodies(answer, choices),
        _case(answer, choices.kept_cases),
        _BID_FIGURES,
    ]
    found = found if leads else []
    if may_take_part(person, answer.record) is None:
        speaks = person.organisation in answer.record.bodies
        found += [one if speaks else _for_a_body(one, answer) for one in _ON_RECORD]
    return [_with_funds(one, choices.funds) if one.name == "funding" else one for one in found]


def _bodies(answer: OpportunityAnswer, choices: Choices) -> list[Form]:
    """One more body takes part, or one that was added no more; each where there is any."""
    others = tuple(one for one in choices.members if one[0] not in answer.record.bodies)
    added = tuple(
        (one["organisation_code"], one["name"])
        for one in answer.bodies
        if one["reason"] == BodyReason.PARTNER
    )
    forms = (
        ("add_body", "Another body takes part", "Add it", "Its decision is asked for.", others),
        ("remove_body", "A body that was added takes part no more", "Take it out", "", added),
    )
    return [
        Form(
            name,
            title,
            (Field("organisation", "Body", "select", options=options),),
            button,
            note,
        )
        for name, title, button, note, options in forms
        if options
    ]


def _with_funds(form: Form, funds: Options) -> Form:
    options = (("", "None"), *funds)
    fields = tuple(
        replace(one, options=options) if one.name == "fund_id" else one for one in form.fields
    )
    return replace(form, fields=fields)


def _for_a_body(form: Form, answer: OpportunityAnswer) -> Form:
    """An administrator names the body."""
    bodies = tuple((one["organisation_code"], one["name"]) for one in answer.bodies)
    which = Field("organisation", "Body", "select", options=bodies)
    return Form(form.name, form.title, (which, *form.fields), form.button, form.note)


def _details(answer: OpportunityAnswer) -> Form:
    row = answer.row
    tracks = (("", "Not decided"), *((one.value, one.words.capitalize()) for one in Track))
    bodies = (
        ("", "Nobody yet"),
        *((one["organisation_code"], one["name"]) for one in answer.bodies),
    )

    def box(name: str, label: str, kind: str = "text", options: Options = ()) -> Field:
        value = row.get(name)
        if name == "next_step_organisation":
            value = row["next_step_organisation_code"]
        text = "" if value is None else _pounds(value) if kind == "money" else str(value)
        return Field(
            name,
            label,
            kind,
            False,
            options,
            text.lower() if kind == "select" and isinstance(value, bool) else text,
        )

    fields = (
        Field("revision", "", "hidden", value=str(row["revision"])),
        box("title", "Title"),
        box("track", "Track", "select", tracks),
        # Whoever is not shown the name is not asked for it: an empty box would take it away.
        *([box("lead_name", "Who leads it")] if answer.shows_lead_name else []),
        box("next_step", "Next step"),
        box("next_step_organisation", "Body that takes it", "select", bodies),
        box("next_step_by", "Next step due by", "day"),
        box("first_saving_on", "Date of first saving", "day"),
        box(
            "one_off_gbp", "One-off cost (£, before project management and optimism bias)", "money"
        ),
        box("needs_construction", "Construction needed?", "select", _YES_NO),
        box("changes_public_access", "Does public access change?", "select", _YES_NO),
        box("facilities_dependency", "Depends on facilities management", "area"),
        box("ict_dependency", "Depends on ICT", "area"),
    )
    return Form("details", "Change the details", fields, "Keep the details")


def _pounds(value: Any) -> str:
    """An amount as people write it: 318,456, and pence where there are any."""
    return f"{value:,.2f}".removesuffix(".00")


def _case(answer: OpportunityAnswer, kept: Options = ()) -> Form:
    saved = {one["organisation_code"]: one for one in answer.shares}
    is_pair = answer.record.is_pair
    chosen = (("", "None is kept yet" if is_pair and not kept else "None"), *kept)
    fields = [
        Field("kept_case_id", "Kept case that the figures rest on", "select", False, chosen),
        *([] if is_pair else [_SET]),
        Field("first_saving_on", "Date of first saving (the details', if left)", "day", False),
        Field("saving_gbp_pa", "Would be saved by all bodies (£ a year)", "money"),
    ]
    for one in answer.bodies:
        share = saved.get(one["organisation_code"], {})
        for name, label in (
            ("saving_gbp_pa", "would save (£ a year)"),
            ("one_off_gbp", "would pay once (£)"),
            ("receipt_gbp", "would receive once (£)"),
            ("receipt_year", "financial year of that receipt (2027/28)"),
        ):
            value = share.get(name)
            is_money = name != "receipt_year"
            fields.append(
                Field(
                    f"{name}:{one['organisation_code']}",
                    f"{one['name']}, {label}",
                    "money" if is_money else "text",
                    value="" if value is None else _pounds(value) if is_money else str(value),
                    required=name == "saving_gbp_pa",
                )
            )
    return Form(
        "cases",
        "Business case: what it rests on, and the partner split",
        tuple(fields),
        note=f"{_KEEP_FIRST if is_pair else _OF_A_SET} Decisions that were recorded before are "
        "asked for again.",
    )


def read(name: str, typed: Mapping[str, str], answer: Callable[[], OpportunityAnswer]) -> Any:
    """What a form of this name has sent; ``BadQuestion`` says which boxes to mend, and how.

    ``answer`` is asked for the boxes' labels, only where something is wrong.
    """
    values: dict[str, Any] = {
        key: amount_of(value) if "gbp" in key or key == "amount" else value
        for key, value in typed.items()
        if value != "" or name == "details"
    }
    if name == "details":
        values = {key: value or None for key, value in values.items()}
    if name == "cases":
        values = _with_shares(values)
    known = _SHAPES[name].model_fields
    try:
        return _SHAPES[name].as_typed({key: value for key, value in values.items() if key in known})
    except ValidationError as error:
        labels = _labels(name, answer())
        raise BadQuestion(
            to_mend(error, lambda where: labels.get(_box(where, values), "the form"))
        ) from error


def _with_shares(values: dict[str, Any]) -> dict[str, Any]:
    codes = dict.fromkeys(key.partition(":")[2] for key in values if ":" in key)
    shares = [
        {"organisation": code}
        | {
            name: values[f"{name}:{code}"]
            for name in ("saving_gbp_pa", "one_off_gbp", "receipt_gbp", "receipt_year")
            if f"{name}:{code}" in values
        }
        for code in codes
    ]
    return {key: value for key, value in values.items() if ":" not in key} | {"shares": shares}


def _labels(name: str, answer: OpportunityAnswer) -> dict[str, str]:
    """The boxes of a form by name, as the page calls them."""
    forms = (
        _details(answer),
        _case(answer),
        _BID_FIGURES,
        *(_for_a_body(one, answer) for one in _ON_RECORD),
    )
    return {field.name: field.label for form in forms if form.name == name for field in form.fields}


def _box(where: Where, values: Mapping[str, Any]) -> str:
    """The name of the box from which the value at this place of the model has come."""
    if len(where) == 3 and where[0] == "shares":
        return f"{where[2]}:{values['shares'][where[1]]['organisation']}"
    return str(where[0]) if where else ""
