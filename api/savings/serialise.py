"""The top-down estimate in the shape that the doors show; every figure says what it is."""

from decimal import Decimal
from typing import Any

from estate.codes import DISCLAIMER
from estate.savings import Figure, TopDown

Row = dict[str, Any]


def top_down(found: TopDown) -> Row:
    """Bases, range, phasing and readings, each apart."""
    return {
        "bases": [
            {
                "key": base.key,
                "label": base.label,
                "formula": base.formula,
                **figure(base.figure),
                "source": base.source,
                "implied_share_low": share(base.implied_share_low),
                "implied_share_high": share(base.implied_share_high),
                "imputed_share": share(base.imputed_share),
                "extrapolated_share": share(base.extrapolated_share),
            }
            for base in found.bases
        ],
        "saving": {"low": figure(found.saving_low), "high": figure(found.saving_high)},
        "todays_money": {
            "price_base": found.today,
            "times": float(round(found.times_today, 6)),
            "saving": _range(
                (found.in_todays_money(found.saving_low), found.in_todays_money(found.saving_high))
            ),
            "own_saving": None
            if found.own_saving is None
            else _range(
                (
                    found.in_todays_money(found.own_saving[0]),
                    found.in_todays_money(found.own_saving[1]),
                )
            ),
        },
        "own_saving": None if found.own_saving is None else _range(found.own_saving),
        "phased": [
            {
                "profile": phased.profile,
                "shares": [float(one) for one in phased.shares],
                "years": phased.years,
                "cumulative": _range(phased.cumulative),
                "present_value": _range(phased.present_value),
            }
            for phased in found.phased
        ],
        "integration": {
            "included": found.integration_included,
            "default_reading": found.default_reading,
            "note": found.integration_note,
            "readings": [
                {
                    "key": reading.key,
                    "label": reading.label,
                    "formula": reading.formula,
                    "low": figure(reading.low),
                    "high": figure(reading.high),
                    "support": reading.support,
                    "included": reading.included,
                }
                for reading in found.readings
            ],
        },
        "ambiguities": list(found.ambiguities),
        "statement": [{"name": name, "text": text} for name, text in found.statement],
        "assumption_set": found.assumption_set,
        "assumptions": list(found.assumptions),
        "disclaimer": DISCLAIMER,
    }


def figure(found: Figure) -> Row:
    """An amount with its basis, years and price base."""
    return {
        "amount_gbp": float(round(found.amount_gbp, 2)) + 0.0,  # no −0
        "basis": found.basis.value,
        "years": found.years,
        "price_base": found.price_base,
        "strand": found.strand.value,
    }


def _range(pair: tuple[Figure, Figure]) -> Row:
    return {"low": figure(pair[0]), "high": figure(pair[1])}


def share(value: Decimal | None) -> float | None:
    """A fraction to six places."""
    return None if value is None else float(round(value, 6))
