"""The portfolio in the shape that the doors show, beside the naive sum and the top-down range."""

from typing import Any

import pandas as pd

from api.savings.serialise import figure, share
from estate.answers.portfolio import ASSUMPTIONS_USED, PortfolioAnswer, properties_considered
from estate.codes import DISCLAIMER
from estate.consolidation import words
from estate.consolidation.money import LEFT_OUT
from estate.frames import is_null
from estate.quarters import seen
from estate.savings import Reconciliation

Row = dict[str, Any]


def portfolio(answer: PortfolioAnswer) -> Row:
    """Net saving with range and proof, the moves, the emptied buildings, and what it rests on."""
    found, assumptions = answer.found, answer.assumptions
    considered = properties_considered(answer.estate, assumptions)
    statement = words.statement(found, assumptions, considered, answer.today.isoformat())
    return {
        "organisation": answer.organisation,
        "town": answer.town,
        "method": words.METHOD,
        "net": _net(answer),
        "solver": {
            "name": "HiGHS",
            "proved": found.proved,
            "bound_gbp_pa": _pounds(found.bound_gbp_pa),
            "gap": round(found.gap, 6),
            "time_limit_s": found.time_limit_s,
            "words": words.standing(found),
        },
        "naive": _naive(answer),
        "candidates": found.candidates,
        "left_out": [
            {"reason": reason, "text": text, "candidates": found.left_out[reason]}
            for reason, text in LEFT_OUT.items()
        ],
        "moves": [_move(row, answer) for row in _records(found.moves)],
        "emptied": [_emptied(row, answer) for row in _records(found.emptied)],
        "top_down": _beside(answer.beside),
        "statement": [{"name": name, "text": text} for name, text in statement],
        "years": f"each year, one-off costs spread over "
        f"{assumptions.value('portfolio_horizon_years'):g} years",
        "assumption_set": assumptions.id,
        "assumptions": assumptions.echo(ASSUMPTIONS_USED),
        "reader": answer.estate.reader,
        "disclaimer": DISCLAIMER,
    }


def _records(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _text(value: Any) -> str | None:
    return None if is_null(value) else str(value)


def _net(answer: PortfolioAnswer) -> Row:
    """Gross less what hosts pay more is recurrent; less the yearly share of one-off cost it is the
    central annual equivalent; to the pound."""
    found = answer.found
    gross, central = _pounds(found.gross_gbp_pa), _pounds(found.net_central_gbp_pa)
    low, recurrent, high = (_pounds(amount) for amount in found.recurrent_gbp_pa)
    return {
        "low": _pounds(found.net_low_gbp_pa),
        "central": central,
        "high": _pounds(found.net_high_gbp_pa),
        "gross": gross,
        "hosts": gross - recurrent,
        "recurrent": {"low": low, "central": recurrent, "high": high, "basis": "run_rate_pa"},
        "one_off_share": recurrent - central,
        "costs": gross - central,
        "one_off_gbp": _pounds(found.one_off_gbp),
        "imputed_share": round(found.imputed_share, 4),
        "unit": "GBP a year",
        "basis": "annual_equivalent",
        "price_base": answer.assumptions.text("price_base"),
    }


def _naive(answer: PortfolioAnswer) -> Row:
    found = answer.found.naive
    return {
        "every_pair_gbp_pa": _pounds(found.every_pair_gbp_pa),
        "pairs": found.pairs,
        "best_of_each_guest_gbp_pa": _pounds(found.best_of_each_guest_gbp_pa),
        "guests": found.guests,
        "note": words.NAIVE_NOTE,
    }


def _move(row: Row, answer: PortfolioAnswer) -> Row:
    exact = bool(row["exact"])
    return {
        "candidate_id": row["candidate_id"],
        "guest": _side(row, "guest", answer),
        "host": _side(row, "host", answer),
        "need_m2": round(float(row["need_m2"])),
        "score": round(float(row["score"]), 4),
        "exit_kind": _text(row["exit_kind"]),
        **_when("exit_date", row["exit_date"], exact),
        "one_off_gbp": _rounded(row["one_off_gbp"], exact),
        "empties_building": bool(row["empties_building"]),
        "exact": exact,
    }


def _side(row: Row, side: str, answer: PortfolioAnswer) -> Row:
    property_id, organisation = row[f"{side}_property_id"], row[f"{side}_organisation"]
    place = answer.estate.properties.loc[property_id]
    names = answer.estate.organisations["name"]
    return {
        "property_id": property_id,
        "name": place["name"],
        "ref": place["local_ref"],
        "town": _text(place["town"]),
        "organisation": {"code": organisation, "name": names.get(organisation, organisation)},
    }


def _emptied(row: Row, answer: PortfolioAnswer) -> Row:
    exact = bool(row["exact"])
    place = answer.estate.properties.loc[row["property_id"]]
    return {
        "property_id": row["property_id"],
        "name": place["name"],
        "moves": int(row["moves"]),
        "organisations": int(row["organisations"]),
        "joint": bool(row["joint"]),
        "saving_gbp_pa": _rounded(row["saving_gbp_pa"], exact),
        "net_gbp_pa": _rounded(row["net_gbp_pa"], exact),
        "give_back_gbp": _rounded(row["give_back_gbp"], exact),
        **_when("from_date", row["from_date"], exact),
        "imputed": bool(row["imputed"]),
        "explanation": words.emptied_text(row, answer.estate, exact),
        "exact": exact,
    }


def _beside(found: Reconciliation | None) -> Row | None:
    """Top-down and bottom-up side by side; None for a part of the county."""
    if found is None:
        return None
    return {
        "low": figure(found.top_down_low),
        "high": figure(found.top_down_high),
        "bottom_up": {
            "low": figure(found.bottom_up.low),
            "central": figure(found.bottom_up.central),
            "high": figure(found.bottom_up.high),
            "moves": found.bottom_up.moves,
            "properties_considered": found.bottom_up.properties_considered,
            "imputed_share": share(found.bottom_up.imputed_share),
            **_one_off(found),
        },
        "gap": {"to_low": figure(found.gap_low), "to_high": figure(found.gap_high)},
        "steps": [
            {
                "name": step.name,
                "text": step.text,
                "low": figure(step.low),
                "high": figure(step.high),
            }
            for step in found.steps
        ],
        "statement": found.statement,
    }


def _one_off(found: Reconciliation) -> Row:
    """One-off cost as a step of its own, and the annual equivalent that it leads to."""
    plan, left = found.bottom_up, found.bottom_up.annual_equivalent
    if plan.one_off is None or left is None:
        return {"one_off_share": None, "annual_equivalent": None}
    return {"one_off_share": figure(plan.one_off.times(-1)), "annual_equivalent": figure(left)}


def _when(name: str, day: Any, exact: bool) -> Row:
    """A day where the reader sees days, else its quarter."""
    known = None if pd.isna(day) else pd.Timestamp(day).date()
    return {name if exact else f"{name}_quarter": seen(known, exact)}


def _pounds(amount_gbp: float) -> float:
    return round(float(amount_gbp), 0) + 0.0  # no −0


def _rounded(amount_gbp: float, exact: bool) -> float:
    """To the pound; to £1,000 where it rests on published bands."""
    return round(float(amount_gbp), 0 if exact else -3) + 0.0
