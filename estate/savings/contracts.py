"""Smarter procurement and shared contracts: an estimate of its own, after Lewisham (2010).

Lewisham put smarter, more collaborative procurement and rationalisation of assets *together* at
10 to 15 % of the yearly running cost of its public assets. So the estimate holds some of the space
that others hold as well: it stands beside them and is never added, which its strand sees to.
"""

from dataclasses import dataclass
from decimal import Decimal

from estate.assumptions import AssumptionSet
from estate.assumptions.assumption import COUNTY_PRICES
from estate.assumptions.origins import LEWISHAM
from estate.savings.figures import Basis, Figure, Strand

NOTE = (
    "Smarter procurement and rationalisation together: shared facilities management, maintenance "
    "and depots, and buildings given up. Part of it is space that the other estimates count too, "
    "so it stands beside them and is never added to them."
)


@dataclass(frozen=True)
class SharedContracts:
    """The shares (0–1), what they came to of Lewisham's own cost (at the prices of 2009/10, low of
    low and high of high), and what they come to of this register's premises cost, where known."""

    share_low: Decimal
    share_high: Decimal
    published_cost_gbp_pa: tuple[Decimal, Decimal]
    published: tuple[Figure, Figure]
    own_cost_gbp_pa: Decimal | None
    own: tuple[Figure, Figure] | None
    source: str = LEWISHAM
    note: str = NOTE


def shared_contracts(
    premises_cost_gbp_pa: Decimal | None, assumptions: AssumptionSet
) -> SharedContracts:
    """The published arithmetic, and the same shares of a premises cost at the set's price base, to
    the pound."""
    low, high = (Decimal(str(assumptions.value(f"contracts_share_{end}"))) for end in _ENDS)
    least, most = (assumptions.money(f"contracts_published_cost_{end}_gbp") for end in _ENDS)
    own = None
    if premises_cost_gbp_pa is not None:
        base = assumptions.price_base
        own = (
            _run_rate(premises_cost_gbp_pa * low, base),
            _run_rate(premises_cost_gbp_pa * high, base),
        )
    return SharedContracts(
        low,
        high,
        (least, most),
        (_run_rate(least * low, COUNTY_PRICES), _run_rate(most * high, COUNTY_PRICES)),
        premises_cost_gbp_pa,
        own,
    )


_ENDS = ("low", "high")


def _run_rate(amount_gbp: Decimal, prices: str) -> Figure:
    figure = Figure(amount_gbp, Basis.RUN_RATE_PA, prices, None, Strand.CONTRACTS)
    return Figure(Decimal(figure.pounds), Basis.RUN_RATE_PA, prices, None, Strand.CONTRACTS)
