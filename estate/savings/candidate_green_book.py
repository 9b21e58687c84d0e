"""What a candidate's case tells of optimism bias, of what follows the void and of staying."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from estate.assumptions import AssumptionSet
from estate.assumptions.optimism_and_funding import EVIDENCE
from estate.assumptions.prices import financial_year
from estate.frames import Estate, is_null
from estate.savings import candidate_facts as facts
from estate.savings import optimism
from estate.savings.candidate_inputs import Input, Known
from estate.savings.estimates import Estimate, per_unit
from estate.savings.figures import penny
from estate.savings.scheme import Building, Cost, Move, Scheme

_CLASS_WORDS = {
    optimism.BiasClass.STANDARD: "standard building",
    optimism.BiasClass.NON_STANDARD: "building out of the ordinary",
    None: "class not known, taken as out of the ordinary",
}


@dataclass(frozen=True)
class OnRecord:
    """Of a building, as far as the reader sees it: its class, its backlog of repairs."""

    bias_class: optimism.BiasClass | None
    backlog_gbp: Estimate | None


def register_facts(
    property_id: str, estate: Estate, assumptions: AssumptionSet, today: date
) -> OnRecord:
    """Read from the frames; a backlog is taken in the money of the day on which is asked."""
    places = estate.properties
    of = optimism.class_of(places.at[property_id, "use_class"])
    found = places.at[property_id, "backlog_gbp"]
    if is_null(found):
        return OnRecord(of, None)
    year = financial_year(today)
    factor = assumptions.to_base(year) if assumptions.price_index.covers(year) else Decimal(1)
    backlog = Estimate(*(facts.number(found) * factor,) * 3, prices=assumptions.price_base)
    return OnRecord(of, backlog)


def told_of_works(scheme: Scheme, assumptions: AssumptionSet) -> tuple[Input, ...]:
    """What is put on top of one-off costs, in per cent of them, and the evidence that lowers it."""
    hundred = Decimal(100)

    def triple(name: str) -> tuple[str, ...]:
        return (f"{name}_low", name, f"{name}_high")

    managed = per_unit(assumptions, "project_management").times(hundred)
    found = [
        Input(
            "Project management",
            managed,
            "% of works and ICT",
            Known.ASSUMED,
            "on top of it",
            triple("project_management"),
        )
    ]
    rates = {optimism.rate_of(one.bias_class, assumptions): one for one in scheme.buildings}
    for name, place in rates.items():
        rate = optimism.bias(name, assumptions).times(hundred)
        if name == optimism.ONE_RATE:
            found.append(
                Input(
                    "Optimism bias",
                    rate,
                    "% of one-off cost",
                    Known.ASSUMED,
                    "on top of it",
                    triple(name),
                )
            )
            continue
        upper = 100 * assumptions.money(name)
        kind = place.bias_class or optimism.BiasClass.NON_STANDARD
        where = [
            f"{one.name}: {_CLASS_WORDS[one.bias_class]}"
            for one in scheme.buildings
            if (one.bias_class or optimism.BiasClass.NON_STANDARD) is kind
        ]
        parts = tuple(f"bias_part_{one}_{kind}" for one in EVIDENCE)
        found.append(
            Input(
                f"Optimism bias, {_CLASS_WORDS[kind]}",
                rate,
                "% of one-off cost",
                Known.ASSUMED,
                f"upper bound of {upper:.0f}%, less what the evidence takes off ("
                + "; ".join(where)
                + ")",
                (name, f"{name}_lower", "optimism_bias_rule", *parts),
            )
        )
    return (*found, *(_evidence(assumptions) if optimism.ONE_RATE not in rates else ()))


def _evidence(assumptions: AssumptionSet) -> list[Input]:
    found = []
    for name, (called, sentence, _) in EVIDENCE.items():
        share = assumptions.money(f"bias_evidence_{name}")
        value = 100 * share if share else "none on record"
        found.append(
            Input(
                f"Evidence: {called.lower()}",
                value,
                "% of it" if share else "",
                Known.ASSUMED,
                f"there is some where {sentence}",
                (f"bias_evidence_{name}",),
            )
        )
    return found


def after_the_void(
    place: Building, lease: facts.Lease, lines: Sequence[Cost], assumptions: AssumptionSet
) -> tuple[Input, ...]:
    """What an owner pays, or a landlord that is a partner takes, once the building was empty."""
    if len(place.occupations) != 1:
        return ()
    if not place.rented:
        rate = per_unit(assumptions, "passing_on", "gbp_per_m2")
        if place.area_m2 is None or not rate.high:
            return ()
        named = tuple(f"passing_on{end}_gbp_per_m2" for end in ("_low", "", "_high"))
        return (
            Input(
                "Agents and solicitors after the void",
                rate.times(place.area_m2),
                "£ once",
                Known.ASSUMED,
                f"area × {rate.central:,.0f} £/m², whatever becomes of the "
                "building; no receipt and no rent is assumed",
                named,
            ),
        )
    share = per_unit(assumptions, "relet_rent")
    rent = sum(
        (line.amount_gbp_pa.central for line in lines if line.payee == lease.landlord), Decimal(0)
    )
    if lease.landlord is None or not share.high or not rent:
        return ()
    months = int(assumptions.value("relet_incentive_months"))
    told = share.times(rent)
    return (
        Input(
            "The landlord's rent from its next tenant",
            Estimate(penny(told.central), penny(told.low), penny(told.high)),
            "GBP a year",
            Known.ASSUMED,
            f"{100 * share.central:.0f}% of what this tenant pays, after the void and "
            f"{months} months free of rent",
            (
                "relet_rent_low",
                "relet_rent",
                "relet_rent_high",
                "relet_incentive_months",
                "relet_cost_share",
            ),
        ),
    )


def told_of_staying(place: Building, move: Move, assumptions: AssumptionSet) -> tuple[Input, ...]:
    """What staying would bring, and a market rent where one was entered."""
    years = int(assumptions.value("backlog_years"))
    known = Known.UNKNOWN if place.backlog_gbp is None else Known.ACTUAL
    source = f"on record; falls due over {years} years where the guest stays"
    if place.backlog_gbp is None:
        source = "none on record that you see: staying is shown without one"
    value = None if place.backlog_gbp is None else place.backlog_gbp.central
    told = [Input("Backlog of repairs", value, "£ once", known, source, ("backlog_years",))]
    if move.market_rent_gbp_pa is not None:
        told.append(
            Input(
                "Market rent for the guest's space",
                move.market_rent_gbp_pa,
                "GBP a year",
                Known.ASSUMED,
                "as entered × the need; beside what the host charges",
                ("market_rent_gbp_per_m2",),
            )
        )
    return tuple(told)
