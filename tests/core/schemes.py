"""Schemes for tests: the golden case and its variant."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from estate.codes import CostKind as K
from estate.savings.estimates import estimate
from estate.savings.scheme import Building, Charge, Cost, Move, Party, Scheme

HOUSE_COSTS = {
    K.RENT: 60_000, K.BUSINESS_RATES: 28_000, K.ENERGY: 15_000, K.FM_HARD: 22_000,
    K.MAINTENANCE_PLANNED: 8_000,
}  # fmt: skip


def golden() -> Scheme:
    """A jobcentre leaves a private landlord's house for a district's building (years 1-10)."""
    house = Building(
        key="X",
        name="X House",
        holder="job",
        costs=tuple(Cost(kind, estimate(sum_)) for kind, sum_ in HOUSE_COSTS.items()),
        occupations=("counter",),
        landlord="private",
        lease_ends_on=date(2030, 3, 31),
        dilapidations_gbp=estimate(70_000),
    )
    host = Building(key="H", name="Council House", holder="district")
    move = Move(
        key="M1",
        occupation="counter",
        occupier="job",
        origin="X",
        host="H",
        arrives_on=date(2030, 4, 1),
        double_running_months=0,
        moving_gbp=estimate(40_000),
        ict_gbp=estimate(0),
        fit_out_gbp=estimate(250_000),
        fit_out_on=date(2028, 9, 1),
        marginal_host_gbp_pa=estimate(24_000),
        charges_begun=(
            Charge(K.RENT, "job", "district", estimate(45_000)),
            Charge(K.SERVICE_CHARGE, "job", "district", estimate(30_000)),
        ),
    )
    return Scheme(
        name="Golden",
        base_year=2026,
        parties=(
            Party("job", "Jobcentre"),
            Party("district", "District Council"),
            Party("private", "A private landlord", partner=False),
        ),
        buildings=(house, host),
        moves=(move,),
        horizon_years=10,
        optimism_bias=Decimal(0),
        project_management=Decimal(0),
    )


def county_as_landlord() -> Scheme:
    """The variant: the rent that is saved was the county's income."""
    scheme = golden()
    house = replace(
        scheme.buildings[0], landlord="county", void_gbp_pa=estimate(12_000), void_months=84
    )
    parties = (*scheme.parties, Party("county", "County Council"))
    return replace(scheme, parties=parties, buildings=(house, scheme.buildings[1]))
