"""What routes and forms do with opportunities, once they know who asks."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from api.http.writing import Doing
from api.opportunities import schemas as sent
from estate.answers import estate_wide
from estate.answers.candidates import rejected_pairs
from estate.answers.cases import kept_cases
from estate.answers.opportunities import opening as answers
from estate.answers.opportunities.opportunity import address
from estate.assumptions.prices import financial_year, is_financial_year
from estate.club.codes import BidFigure, FundingSource, Movement, Stage
from estate.club.opportunities import REJECTED_FOR_MONTHS
from estate.club.tracks import months_later
from estate.errors import BadQuestion, Conflict, ThereAlready
from estate.register.queries import funding, naming
from estate.register.queries import kept_cases as kept_query
from estate.register.queries import opportunities as query
from estate.register.queries.organisations import has_signed
from estate.register.visibility import CLUB
from estate.register.writes import funding as write_funding
from estate.register.writes import opportunities as writes

#: An agreement lasts no longer without being made anew.
_LONGEST_AGREEMENT = timedelta(days=5 * 366)


def property_ids(do: Doing, named: Sequence[str]) -> list[str]:
    """Properties by id or by ``ORGANISATION/REFERENCE``, as the club sees them; ``BadQuestion``
    names one that it does not."""
    places = estate_wide.whole_estate(do.context.seen_by(CLUB)).properties if named else None
    return [
        naming.property_id(do.connection, CLUB, places, one) for one in named if places is not None
    ]


def open_one(do: Doing, opened: sent.Opened) -> UUID:
    """A candidate or a set becomes an opportunity."""
    lead = opened.lead or do.bearer.organisation
    answers.demand_opening(do.bearer.person, do.reader, lead or "")
    if lead is None:
        raise BadQuestion("Say which organisation leads it: `lead` is missing.")
    if opened.guest_id is not None and opened.host_id is not None:
        opening = answers.opening_of_candidate(
            do.context, opened.guest_id, opened.host_id, lead, opened.title
        )
    else:
        opening = answers.opening_of_set(do.context, opened.property_ids, lead, opened.title)
    try:
        return writes.open_opportunity(do.connection, opening, by=do.bearer.by)
    except ThereAlready as error:
        row = query.numbered(do.connection, do.reader, error.number)
        page = None if row is None else address(row)
        raise ThereAlready(str(error), error.number, page) from error


def move(do: Doing, opportunity_id: UUID, step: sent.StageMove) -> None:
    """Lead it to another stage."""
    query.one(do.connection, do.reader, opportunity_id)
    other = None
    if step.superseded_by is not None and step.to is Stage.SUPERSEDED:
        other = query.by_number(do.connection, do.reader, step.superseded_by)
    facts = _facts_of(do, opportunity_id) if step.to is Stage.REJECTED else []
    writes.move(
        do.connection,
        opportunity_id,
        do.bearer.person,
        step.to,
        expected=step.expected,
        reason=step.reason or None,
        superseded_by=other,
        today=do.today,
        by=do.bearer.by,
    )
    until = months_later(do.today, REJECTED_FOR_MONTHS)
    writes.keep_out(do.connection, opportunity_id, facts, rejected_on=do.today, until=until)


def _facts_of(do: Doing, opportunity_id: UUID) -> list[writes.PairFacts]:
    """What is to be seen of a candidate's pair now, before it is rejected; of a set, nothing."""
    row = query.one(do.connection, do.reader, opportunity_id)
    guest, host = row["guest_occupation_id"], query.host_of(do.connection, opportunity_id)
    if guest is None or host is None:
        return []
    bodies = [one["organisation_code"] for one in query.bodies(do.connection, opportunity_id)]
    return rejected_pairs.facts_of(do.context, estate_wide.whole_estate, guest, host, bodies)


def change(do: Doing, opportunity_id: UUID, details: sent.Details) -> None:
    """Change what its lead says of it."""
    row = query.one(do.connection, do.reader, opportunity_id)
    values = details.model_dump(exclude_unset=True, exclude={"revision"})
    due_on = values.get("next_step_by")
    if due_on is not None and due_on < do.today and due_on != row["next_step_by"]:
        raise BadQuestion("The next step would be overdue from the start: give a later day.")
    if "next_step_organisation" in values:
        code = values.pop("next_step_organisation") or None
        if code is not None and not has_signed(do.connection, code):
            raise BadQuestion(f"{code} is no member of the club: nobody can be given a step there.")
        values["next_step_organisation_code"] = code
    answers.demand_sayable(values.get("title"))
    plain = {
        name: value or None if isinstance(value, str) else value for name, value in values.items()
    }
    writes.change_details(
        do.connection,
        opportunity_id,
        do.bearer.person,
        plain,
        revision=details.revision,
        today=do.today,
    )


def put(do: Doing, opportunity_id: UUID, name: str, said: sent.SaidBy) -> UUID:
    """What one body says goes on record."""
    query.one(do.connection, do.reader, opportunity_id)
    values = said.model_dump(exclude={"organisation"})
    _check(name, values, do.today)
    if name == "funding":
        _check_fund(do, values)
        _check_repayment(do, opportunity_id, values)
    return writes.put_on_record(
        do.connection,
        name,
        opportunity_id,
        do.bearer.person,
        {key: value if value != "" else None for key, value in values.items()},
        organisation=do.whose(said.organisation),
        today=do.today,
        by=do.bearer.by,
    )


def _check(name: str, values: dict[str, Any], today: date) -> None:
    """Days that cannot be."""
    past = {
        "statements": "said_on",
        "decisions": "decided_on",
        "decisions_to_consult": "decided_on",
    }.get(name)
    if past is not None and values[past] > today:
        raise BadQuestion("The day lies ahead: put on record what has been said or decided.")
    if name == "consultations" and values["ended_on"] < values["began_on"]:
        raise BadQuestion("The consultation ends before it begins: look at the two days.")
    if name == "decisions_to_consult" and values["ends_on"] < values["begins_on"]:
        raise BadQuestion("The consultation ends before it begins: look at the two days.")
    if name == "actuals":
        _check_year(values["financial_year"])
        if values["financial_year"] > financial_year(today):
            raise BadQuestion("The year lies ahead: actual figures are of years that have begun.")
    if name == "funding":
        _check_year(values["financial_year"])
    if name == "agreements":
        if values["ends_on"] < values["agreed_on"]:
            raise BadQuestion("The agreement ends before it begins: look at the two days.")
        if values["ends_on"] - values["agreed_on"] > _LONGEST_AGREEMENT:
            raise BadQuestion("An agreement lasts five years at the most: give an earlier end.")


def _check_fund(do: Doing, values: dict[str, Any]) -> None:
    """Whether the fund that is named is one of that kind, and one is named where it must be."""
    source, fund_id = values["source"], values["fund_id"]
    if fund_id is None and source is FundingSource.REVOLVING_FUND:
        raise BadQuestion("Name the revolving fund: /opportunities/funding lists those there are.")
    if fund_id is not None and funding.kind_of(do.connection, fund_id).value != source.value:
        raise BadQuestion("The fund that you name is of another kind than the source.")


def _check_repayment(do: Doing, opportunity_id: UUID, values: dict[str, Any]) -> None:
    """Whether what is paid back was paid for this opportunity before; nought takes a line back."""
    if values["movement"] is not Movement.REPAYMENT or not values["amount_gbp"]:
        return
    source = values["source"]
    since = funding.lent_since(
        do.connection, opportunity_id, source, values["fund_id"], values["name"] or None
    )
    if since is None:
        raise BadQuestion(
            f"Nothing is on record that this source ({source.words}, with the same fund and name) "
            "has paid for this opportunity. Record that first, or check the source, fund and "
            "name."
        )
    if values["financial_year"] < since:
        raise BadQuestion(
            f"It would be paid back before it was paid: this source pays from {since} on."
        )


def open_fund(do: Doing, said: sent.FundOpened) -> UUID:
    """A fund that bodies pay into together."""
    return write_funding.open_fund(
        do.connection,
        do.bearer.person,
        said.name,
        said.kind,
        organisation=do.whose(said.organisation),
        by=do.bearer.by,
    )


def contribute(do: Doing, fund_id: UUID, said: sent.ContributionSaid) -> None:
    """What a body pays into a fund."""
    _check_year(said.financial_year)
    write_funding.contribute(
        do.connection,
        fund_id,
        do.bearer.person,
        organisation=do.whose(said.organisation),
        financial_year=said.financial_year,
        amount_gbp=said.amount_gbp,
        note=said.note or None,
        by=do.bearer.by,
    )


def _check_year(year: str) -> None:
    if not is_financial_year(year):
        raise BadQuestion(f"{year} is no financial year: write 2026/27.")


def put_bid_figure(do: Doing, opportunity_id: UUID, said: sent.BidFigureSaid) -> None:
    """A figure that a bid is asked for; ``BadQuestion`` for half a home or a half job."""
    row = query.one(do.connection, do.reader, opportunity_id)
    if said.figure in (BidFigure.JOBS, BidFigure.HOMES) and said.amount != int(said.amount):
        raise BadQuestion(f"{said.figure.words}: give a whole number.")
    writes.put_on_record(
        do.connection,
        "bid_figures",
        opportunity_id,
        do.bearer.person,
        said.model_dump(),
        organisation=row["organisation_code"],
        today=do.today,
        by=do.bearer.by,
    )


def put_case(do: Doing, opportunity_id: UUID, said: sent.CaseSaid) -> UUID:
    """What the case rests on and its split, which adds up, go on record together."""
    row = query.one(do.connection, do.reader, opportunity_id)
    assumption_set, prices = _rests_on(do, opportunity_id, said)
    do.context.assumptions.to_base(prices)  # a year that cannot be restated would be in no sum
    case_id = writes.put_on_record(
        do.connection,
        "cases",
        opportunity_id,
        do.bearer.person,
        {
            "kept_case_id": said.kept_case_id,
            "assumption_set": assumption_set,
            "price_base": prices,
            "first_saving_on": said.first_saving_on or row["first_saving_on"],
            "note": said.note or None,
        },
        organisation=row["organisation_code"],
        today=do.today,
        by=do.bearer.by,
    )
    shares = {one.organisation: _share(one) for one in said.shares}
    if len(shares) < len(said.shares):
        raise BadQuestion("A body stands twice in the split: give each its one share.")
    total = sum(one.saving_gbp_pa for one in shares.values())
    if shares and abs(total - said.saving_gbp_pa) > 1:
        raise BadQuestion(
            f"The shares add up to £{total:,.0f} a year and the case to "
            f"£{said.saving_gbp_pa:,.0f}: they must agree to £1."
        )
    writes.split_case(do.connection, opportunity_id, case_id, shares)
    return case_id


def _rests_on(do: Doing, opportunity_id: UUID, said: sent.CaseSaid) -> tuple[str, str]:
    """The assumption set and the price base: of the kept case that is named, or as is said.

    ``BadQuestion`` where it is none of this opportunity's that whoever asks may open, or says
    otherwise than is said beside it; ``Conflict`` where its record is not what was sealed.
    """
    if said.kept_case_id is None:
        own = do.context.assumptions
        return said.assumption_set or own.id, said.price_base or own.price_base
    fitting = kept_query.listing(do.connection, do.reader, opportunity_id)
    if said.kept_case_id not in {one["kept_case_id"] for one in fitting}:
        raise BadQuestion(
            "This kept case is not about the properties of this opportunity, or you may not open "
            "it. Choose one from /cases, or keep a new one on the page of the business case."
        )
    found = kept_cases.opened(do.context, said.kept_case_id)
    if found.shown is None:
        raise Conflict(found.sentence)
    kept_set, kept_base = found.shown.known.assumptions.id, found.shown.edition.price_base
    if said.assumption_set not in (None, kept_set):
        raise BadQuestion(
            f"The kept case rests on assumption set {kept_set}: leave the set out, or name another "
            "kept case."
        )
    return kept_set, said.price_base or kept_base  # shares may be told in another year's money


def _share(said: sent.ShareSaid) -> writes.Share:
    """As it is kept; ``BadQuestion`` for a receipt without its year, or a year without one."""
    if bool(said.receipt_gbp) != (said.receipt_year is not None):
        raise BadQuestion(
            f"{said.organisation}: give a receipt together with the year in which it would come."
        )
    if said.receipt_year is not None:
        _check_year(said.receipt_year)
    return writes.Share(said.saving_gbp_pa, said.one_off_gbp, said.receipt_gbp, said.receipt_year)


def add_body(do: Doing, opportunity_id: UUID, code: str) -> None:
    """One more body takes part, and its decision is asked for."""
    query.one(do.connection, do.reader, opportunity_id)
    writes.add_partner(
        do.connection, opportunity_id, do.bearer.person, code, today=do.today, by=do.bearer.by
    )


def remove_body(do: Doing, opportunity_id: UUID, code: str) -> None:
    """A body that was added takes part no more."""
    query.one(do.connection, do.reader, opportunity_id)
    writes.remove_partner(do.connection, opportunity_id, do.bearer.person, code, today=do.today)


def give_position(do: Doing, opportunity_id: UUID, said: sent.PositionSaid) -> None:
    """Give it a place in the programme, or take that back."""
    query.one(do.connection, do.reader, opportunity_id)
    writes.give_position(
        do.connection,
        opportunity_id,
        do.bearer.person,
        said.position,
        reason=said.reason,
        by=do.bearer.by,
    )
