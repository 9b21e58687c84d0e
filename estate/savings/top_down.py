"""The source's own arithmetic, reproduced and labelled (docs/methods/the-estimate-of-2010.md).

All of it stands at the prices of the plan of 2010 (2009/10); today's money is said beside it.

Three bases stand side by side and are never averaged. The readings of the "factor of five" are
money in services, not in premises: off by default and never added to a premises saving.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.assumptions.assumption import COUNTY_PRICES
from estate.assumptions.origins import TABLE_OF_2010
from estate.capacity import standard_words
from estate.savings.build_up_of_savings import PhaseProfile, profiles
from estate.savings.contracts import SharedContracts, shared_contracts
from estate.savings.figures import Basis, Figure, Strand
from estate.savings.integration import EVIDENCE_NOTE, Reading, readings

_HORIZONS = (5, 10)


@dataclass(frozen=True)
class RegisterBase:
    """What the register itself gives as the base of the extrapolation.

    ``comparator`` = the county council's other operational properties with actual cost;
    ``imputed_share`` = properties without actual cost, as a share of the extrapolation (0–1).
    """

    extrapolation_count: int
    comparator_count: int
    comparator_cost_gbp_pa: Decimal
    imputed_share: Decimal | None = None

    @property
    def extrapolated_share(self) -> Decimal:
        """Part of the properties whose cost is not looked at, but taken to be the comparators'
        mean (0-1)."""
        if not self.extrapolation_count:
            return Decimal(0)
        return 1 - Decimal(self.comparator_count) / self.extrapolation_count


@dataclass(frozen=True)
class Base:
    """One labelled premises-cost base: count (of properties) × mean cost."""

    key: str
    label: str
    count: int
    formula: str
    figure: Figure
    source: str
    implied_share_low: Decimal
    implied_share_high: Decimal
    imputed_share: Decimal | None = None
    extrapolated_share: Decimal | None = None


@dataclass(frozen=True)
class PhasedSaving:
    """The premises saving under one phase profile, over one horizon; low and high."""

    profile: str
    shares: tuple[Decimal, ...]
    years: int
    cumulative: tuple[Figure, Figure]
    present_value: tuple[Figure, Figure]


@dataclass(frozen=True)
class TopDown:
    """The top-down estimate: bases, saving range, phasing, readings, and what must be said."""

    bases: tuple[Base, ...]
    saving_low: Figure
    saving_high: Figure
    phased: tuple[PhasedSaving, ...]
    readings: tuple[Reading, ...]
    default_reading: str
    integration_included: bool
    integration_note: str
    contracts: SharedContracts
    ambiguities: tuple[str, ...]
    statement: tuple[tuple[str, str], ...]
    assumptions: tuple[dict[str, object], ...]
    assumption_set: str
    today: str
    times_today: Decimal

    def in_todays_money(self, figure: Figure) -> Figure:
        """A figure of the plan of 2010, or at its prices, in today's money; to the pound."""
        found = replace(figure, amount_gbp=figure.amount_gbp * self.times_today)
        return replace(found, amount_gbp=Decimal(found.pounds), price_base=self.today)

    def base(self, key: str) -> Base | None:
        """The base of this key, where there is one."""
        return next((one for one in self.bases if one.key == key), None)

    def at_published_shares(self, cost_gbp: Decimal) -> tuple[Figure, Figure]:
        """A premises cost (GBP a year) as a saving, low and high: at the shares that the
        published range is of its own base. In whole pounds, so that parts add up as shown."""
        published = self.bases[0]
        ends = (
            (self.saving_low, published.implied_share_low),
            (self.saving_high, published.implied_share_high),
        )
        low, high = (_in_pounds(like, cost_gbp * share) for like, share in ends)
        return low, high

    @property
    def own_saving(self) -> tuple[Figure, Figure] | None:
        """What those shares come to of this register's own premises cost, low and high: the
        published range was reckoned for another county. None without a base of its own."""
        own = self.base("register")
        if own is None:
            return None
        more = self.at_published_shares(own.figure.amount_gbp - self.bases[0].figure.amount_gbp)
        return self.saving_low + more[0], self.saving_high + more[1]


AMBIGUITIES: tuple[str, ...] = (
    "The published average leaves schools out, so the 645 must too. If 294 of them were schools, "
    "the base would be £50.4m and the saving 6.0–11.9% of it.",
    "645 operational properties and more than 1,300 in total leave at least 296 that are "
    "non-operational or unclassified.",
    "The scope and price base of the £ per m² are not stated; 2009/10 is taken.",
    "The average is of council buildings; other partners may be dearer or leased "
    "(the submission of 2010, p. 54), so it is likely to be low.",
    "The workings behind £3m–£6m are not published: the range is given, not derived.",
)

_USED = (
    "top_down_property_count",
    "top_down_cost_per_property_gbp",
    "top_down_comparator_cost_gbp",
    "top_down_comparator_count",
    "top_down_saving_low_gbp",
    "top_down_saving_high_gbp",
    "contracts_share_low",
    "contracts_share_high",
    "contracts_published_cost_low_gbp",
    "contracts_published_cost_high_gbp",
    "integration_factor",
    "integration_reading",
    "discount_rate",
    "price_index_edition",
    "m2_per_fte",
    "space_standard",
    "phase_profile_default",
    "phase_profile_full_in_year_5",
    "phase_profile_slow",
)


def top_down(
    register: RegisterBase | None,
    assumptions: AssumptionSet,
    today: date | None = None,
    premises_cost_gbp_pa: Decimal | None = None,
) -> TopDown:
    """The estimate from published figures and, when given, from the register's own base.

    All sums are exact decimals in GBP; implied shares are fractions (0.0846 = 8.46 %) of each
    base. ``today`` is only printed as the run date. ``premises_cost_gbp_pa``: of the whole
    register at the set's price base, for what contracts might save (``savings.contracts``).
    """
    low, high = (
        _run_rate(assumptions.money(f"top_down_saving_{end}_gbp"), assumptions)
        for end in ("low", "high")
    )
    bases = _bases(register, assumptions, low, high)
    return TopDown(
        bases=bases,
        saving_low=low,
        saving_high=high,
        phased=tuple(
            _phased(one, years, low, high, assumptions)
            for one in profiles(assumptions)
            for years in _HORIZONS
        ),
        readings=readings(low, high, assumptions),
        default_reading=assumptions.text("integration_reading"),
        integration_included=False,
        integration_note=EVIDENCE_NOTE,
        contracts=shared_contracts(premises_cost_gbp_pa, assumptions),
        ambiguities=AMBIGUITIES,
        statement=_statement(register, assumptions, today),
        assumptions=tuple(assumptions.echo(_USED)),
        assumption_set=assumptions.id,
        today=assumptions.price_base,
        times_today=assumptions.to_base(COUNTY_PRICES),
    )


def register_base(
    properties: pd.DataFrame,
    costs: pd.DataFrame,
    assumptions: AssumptionSet,
    comparator_organisations: frozenset[str],
) -> RegisterBase:
    """The register's own base, from property and actual-cost frames.

    Extrapolation = operational properties less the type codes that the assumption set lists.
    Exact only where the reader sees exact costs.
    """
    excluded = assumptions.names("extrapolation_excluded_types")
    counted = properties["operational"].eq(True) & ~properties["type_code"].isin(excluded)
    costed = properties.index.isin(costs.index[costs["total_gbp_pa"].notna()])
    compared = counted & costed & properties["organisation"].isin(comparator_organisations)
    amounts = costs["total_gbp_pa"].reindex(properties.index[compared])
    count = int(counted.sum())
    return RegisterBase(
        extrapolation_count=count,
        comparator_count=int(compared.sum()),
        comparator_cost_gbp_pa=sum((Decimal(str(amount)) for amount in amounts), Decimal(0)),
        imputed_share=Decimal(int((counted & ~costed).sum())) / count if count else None,
    )


def _bases(
    register: RegisterBase | None, assumptions: AssumptionSet, low: Figure, high: Figure
) -> tuple[Base, ...]:
    count = int(assumptions.value("top_down_property_count"))
    published = assumptions.money("top_down_cost_per_property_gbp")
    cost = assumptions.money("top_down_comparator_cost_gbp")
    compared = int(assumptions.value("top_down_comparator_count"))
    bases = [
        _base(
            "as_published",
            "As published",
            count,
            f"{count:,} × £{published:,.0f}",
            count * published,
            TABLE_OF_2010,
            low,
            high,
            assumptions,
        ),
        _base(
            "before_rounding",
            "Published, before rounding the average",
            count,
            f"{count:,} × £{cost:,.0f} / {compared:,}",
            count * cost / compared,
            TABLE_OF_2010,
            low,
            high,
            assumptions,
        ),
    ]
    if register is not None and register.comparator_count > 0:
        bases.append(_own_base(register, low, high, assumptions))
    return tuple(bases)


def _own_base(
    register: RegisterBase, low: Figure, high: Figure, assumptions: AssumptionSet
) -> Base:
    count, compared = register.extrapolation_count, register.comparator_count
    amount = count * register.comparator_cost_gbp_pa / compared
    formula = f"{count:,} × £{register.comparator_cost_gbp_pa:,.0f} / {compared:,}"
    base = _base(
        "register",
        "This register's own figures",
        count,
        formula,
        amount,
        "register",
        low,
        high,
        assumptions,
        register.imputed_share,
    )
    return replace(base, extrapolated_share=register.extrapolated_share)


def _base(
    key: str,
    label: str,
    count: int,
    formula: str,
    amount: Decimal,
    source: str,
    low: Figure,
    high: Figure,
    assumptions: AssumptionSet,
    imputed_share: Decimal | None = None,
) -> Base:
    figure = Figure(amount, Basis.RUN_RATE_PA, COUNTY_PRICES, None, Strand.PREMISES_COST)
    shares = [saving.amount_gbp / amount if amount else Decimal(0) for saving in (low, high)]
    return Base(key, label, count, formula, figure, source, shares[0], shares[1], imputed_share)


def _in_pounds(like: Figure, amount: Decimal) -> Figure:
    found = replace(like, amount_gbp=amount)
    return replace(found, amount_gbp=Decimal(found.pounds))


def _run_rate(amount: Decimal, assumptions: AssumptionSet) -> Figure:
    return Figure(amount, Basis.RUN_RATE_PA, COUNTY_PRICES)


def _phased(
    shape: PhaseProfile, years: int, low: Figure, high: Figure, assumptions: AssumptionSet
) -> PhasedSaving:
    rate = assumptions.money("discount_rate")
    return PhasedSaving(
        profile=shape.name,
        shares=tuple(shape.share(year) for year in range(1, years + 1)),
        years=years,
        cumulative=(shape.cumulative(low, years), shape.cumulative(high, years)),
        present_value=(
            shape.present_value(low, years, rate),
            shape.present_value(high, years, rate),
        ),
    )


def _prices_told(assumptions: AssumptionSet) -> str:
    """The prices of then, and what a pound of then is today."""
    factor = assumptions.to_base(COUNTY_PRICES)
    told = f"{COUNTY_PRICES}, as the plan of 2010 has it"
    if factor == 1:
        return told
    return (
        f"{told}; a pound of then is £{factor:.3f} of {assumptions.price_base} "
        f"({assumptions.text('price_index_edition')})"
    )


def _imputed(register: RegisterBase | None) -> str:
    """How much of the register's own base is not looked at."""
    if register is None or register.imputed_share is None:
        return "not known"
    return (
        f"{100 * register.imputed_share:.0f}% of properties have no cost lines; "
        f"{100 * register.extrapolated_share:.0f}% are extrapolated: each is taken to cost the "
        f"mean of the county council's own {register.comparator_count:,}"
    )


def _statement(
    register: RegisterBase | None, assumptions: AssumptionSet, today: date | None
) -> tuple[tuple[str, str], ...]:
    """What every estimate must print."""
    count = int(assumptions.value("top_down_property_count"))
    own = f", {register.extrapolation_count:,} in this register" if register is not None else ""
    return (
        (
            "Base",
            f"{count:,} operational properties as published{own}, not counting schools and "
            "specialist campuses",
        ),
        ("Price base", _prices_told(assumptions)),
        ("Estimated", _imputed(register)),
        ("Space standard", standard_words(assumptions)),
        ("Phase profile", "default: nothing in year 1, minimal in year 2, full after year 5"),
        ("Counted for", "club"),
        ("Receipts", "off"),
        ("Service integration", "off (k = 0)"),
        ("Discounting", f"{100 * assumptions.value('discount_rate'):g}% real, 5 and 10 years"),
        ("Assumption set", f"{assumptions.id} ({assumptions.name})"),
        ("Run date", "not stated" if today is None else today.isoformat()),
        ("Status", "indicative — not a decision"),
    )
