"""The best set as it is told, beside the naive sum and the top-down range."""

from datetime import date
from typing import Annotated

import pandas as pd
from pydantic import Field

from estate.answers.answer import (
    ABSENT,
    Answer,
    AssumptionUsed,
    Line,
    Named,
    QuarterText,
    answer,
    day_or_quarter,
)
from estate.answers.county.portfolio import ASSUMPTIONS_USED, BestSet, properties_considered
from estate.answers.county.top_down import Figure, figure, share
from estate.codes import DISCLAIMER
from estate.consolidation import words
from estate.consolidation.money import LEFT_OUT
from estate.frames import is_null
from estate.rows import Row
from estate.savings import Reconciliation


@answer
class Recurrent(Answer):
    """What a full year comes to before one-off cost."""

    low: float
    central: float
    high: float
    basis: str


@answer
class Net(Answer):
    """What the set leaves a year, one-off cost spread over years: an annual equivalent, with its
    range and what it is made of. Gross less hosts is recurrent; less the share of one-off cost it
    is central."""

    low: float
    central: float
    high: float
    gross: float
    hosts: float
    recurrent: Recurrent
    one_off_share: float
    costs: float
    one_off_gbp: float
    imputed_share: float
    unit: str
    basis: str
    price_base: str


@answer
class Solver(Answer):
    """What was proved of the set: no better one is worth more than the bound."""

    name: str
    proved: bool
    bound_gbp_pa: float
    gap: float
    time_limit_s: float
    words: str


@answer
class Naive(Answer):
    """What adding up would say, counting buildings more than once."""

    every_pair_gbp_pa: float
    pairs: int
    best_of_each_guest_gbp_pa: float
    guests: int
    note: str


@answer
class LeftOut(Answer):
    """How many candidates were not considered, and why."""

    reason: str
    text: str
    candidates: int


@answer
class MoveSide(Answer):
    """The property that a move leaves, or goes to."""

    property_id: str
    name: str
    ref: str | None
    town: str | None
    organisation: Named


@answer
class Move(Answer):
    """One candidate of the set; days where ``exact``, else quarters."""

    candidate_id: str
    guest: MoveSide
    host: MoveSide
    need_m2: int
    score: float
    exit_kind: str | None
    exit_date: date | None = ABSENT
    exit_date_quarter: QuarterText | None = ABSENT
    one_off_gbp: float
    empties_building: bool
    exact: bool


@answer
class Emptied(Answer):
    """A building that the set's moves would leave empty, and what that could save."""

    property_id: str
    name: str
    moves: int
    organisations: int
    joint: bool
    saving_gbp_pa: float
    net_gbp_pa: float
    give_back_gbp: float
    from_date: date | None = ABSENT
    from_date_quarter: QuarterText | None = ABSENT
    imputed: bool
    explanation: str
    exact: bool


@answer
class BottomUp(Answer):
    """The set's own estimate."""

    low: Figure
    central: Figure
    high: Figure
    moves: int
    properties_considered: int
    imputed_share: float | None
    one_off_share: Annotated[
        Figure | None, Field(description="one-off cost spread over years, a year")
    ]
    annual_equivalent: Figure | None


@answer
class GapEnds(Answer):
    """How far the bottom-up estimate lies from each end of the top-down range."""

    to_low: Figure
    to_high: Figure


@answer
class Step(Answer):
    """One named part of the gap."""

    name: str
    text: str
    low: Figure
    high: Figure


@answer
class Beside(Answer):
    """The top-down range beside the set; the steps add up to the gap."""

    low: Figure
    high: Figure
    bottom_up: BottomUp
    gap: GapEnds
    steps: list[Step]
    statement: str


@answer
class Portfolio(Answer):
    """The best set of candidates that can all happen together, with the bound it proves."""

    organisation: str | None
    town: str | None
    method: str
    net: Net
    solver: Solver
    naive: Naive
    candidates: int
    left_out: list[LeftOut]
    moves: list[Move]
    emptied: list[Emptied]
    top_down: Beside | None
    statement: list[Line]
    years: str
    assumption_set: str
    assumptions: list[AssumptionUsed]
    reader: str
    disclaimer: str


def portfolio(best: BestSet) -> Portfolio:
    """Net saving with range and proof, the moves, the emptied buildings, and what it rests on."""
    found, assumptions = best.found, best.assumptions
    considered = properties_considered(best.estate, assumptions)
    statement = words.statement(found, assumptions, considered, best.today.isoformat())
    return Portfolio(
        organisation=best.organisation,
        town=best.town,
        method=words.METHOD,
        net=_net(best),
        solver=Solver(
            name="HiGHS",
            proved=found.proved,
            bound_gbp_pa=_pounds(found.bound_gbp_pa),
            gap=round(found.gap, 6),
            time_limit_s=found.time_limit_s,
            words=words.standing(found),
        ),
        naive=Naive.made_of(
            found.naive,
            every_pair_gbp_pa=_pounds(found.naive.every_pair_gbp_pa),
            best_of_each_guest_gbp_pa=_pounds(found.naive.best_of_each_guest_gbp_pa),
            note=words.NAIVE_NOTE,
        ),
        candidates=found.candidates,
        left_out=[
            LeftOut(reason=reason, text=text, candidates=found.left_out[reason])
            for reason, text in LEFT_OUT.items()
        ],
        moves=[_move(row, best) for row in _records(found.moves)],
        emptied=[_emptied(row, best) for row in _records(found.emptied)],
        top_down=None if best.beside is None else _beside(best.beside),
        statement=[Line(name=name, text=text) for name, text in statement],
        years=f"each year, one-off costs spread over "
        f"{assumptions.value('portfolio_horizon_years'):g} years",
        assumption_set=assumptions.id,
        assumptions=AssumptionUsed.all_of(assumptions.echo(ASSUMPTIONS_USED)),
        reader=best.estate.reader,
        disclaimer=DISCLAIMER,
    )


def _records(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _net(best: BestSet) -> Net:
    """Gross less what hosts pay more is recurrent; less the yearly share of one-off cost it is the
    central annual equivalent; to the pound."""
    found = best.found
    gross, central = _pounds(found.gross_gbp_pa), _pounds(found.net_central_gbp_pa)
    low, recurrent, high = (_pounds(amount) for amount in found.recurrent_gbp_pa)
    return Net(
        low=_pounds(found.net_low_gbp_pa),
        central=central,
        high=_pounds(found.net_high_gbp_pa),
        gross=gross,
        hosts=gross - recurrent,
        recurrent=Recurrent(low=low, central=recurrent, high=high, basis="run_rate_pa"),
        one_off_share=recurrent - central,
        costs=gross - central,
        one_off_gbp=_pounds(found.one_off_gbp),
        imputed_share=round(found.imputed_share, 4),
        unit="GBP a year",
        basis="annual_equivalent",
        price_base=best.assumptions.text("price_base"),
    )


def _move(row: Row, best: BestSet) -> Move:
    exact = bool(row["exact"])
    return Move.made_of(
        row,
        guest=_side(row, "guest", best),
        host=_side(row, "host", best),
        need_m2=round(float(row["need_m2"])),
        score=round(float(row["score"]), 4),
        **day_or_quarter("exit_date", row["exit_date"], exact),
        one_off_gbp=_rounded(row["one_off_gbp"], exact),
        exact=exact,
    )


def _side(row: Row, side: str, best: BestSet) -> MoveSide:
    property_id, code = row[f"{side}_property_id"], row[f"{side}_organisation"]
    place = best.estate.properties.loc[property_id]
    return MoveSide(
        property_id=property_id,
        name=place["name"],
        ref=place["local_ref"],
        town=None if is_null(place["town"]) else str(place["town"]),
        organisation=Named(code, str(best.estate.organisations["name"].get(code, code))),
    )


def _emptied(row: Row, best: BestSet) -> Emptied:
    exact = bool(row["exact"])
    money = ("saving_gbp_pa", "net_gbp_pa", "give_back_gbp")
    return Emptied.made_of(
        row,
        name=best.estate.properties.loc[row["property_id"]]["name"],
        **{name: _rounded(row[name], exact) for name in money},
        **day_or_quarter("from_date", row["from_date"], exact),
        explanation=words.emptied_text(row, best.estate, exact),
        exact=exact,
    )


def _beside(found: Reconciliation) -> Beside:
    """Top-down and bottom-up side by side, of the whole county."""
    plan = found.bottom_up
    left = None if plan.one_off is None else plan.annual_equivalent
    return Beside(
        low=figure(found.top_down_low),
        high=figure(found.top_down_high),
        bottom_up=BottomUp(
            low=figure(plan.low),
            central=figure(plan.central),
            high=figure(plan.high),
            moves=plan.moves,
            properties_considered=plan.properties_considered,
            imputed_share=share(plan.imputed_share),
            one_off_share=None
            if plan.one_off is None or left is None
            else figure(plan.one_off.times(-1)),
            annual_equivalent=None if left is None else figure(left),
        ),
        gap=GapEnds(to_low=figure(found.gap_low), to_high=figure(found.gap_high)),
        steps=[
            Step.made_of(one, low=figure(one.low), high=figure(one.high)) for one in found.steps
        ],
        statement=found.statement,
    )


def _pounds(amount_gbp: float) -> float:
    return round(float(amount_gbp), 0) + 0.0  # no −0


def _rounded(amount_gbp: float, exact: bool) -> float:
    """To the pound; to £1,000 where it rests on published bands."""
    return round(float(amount_gbp), 0 if exact else -3) + 0.0
