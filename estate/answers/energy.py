"""Energy use and emissions, from what a reader may see: a property, the county, and what moves
change (docs/methods/energy.md). It stands beside the money and is netted into none.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pandas as pd
from pydantic import Field

from estate import codes
from estate.answers import estate_wide
from estate.answers.answer import ABSENT, Answer, Named, answer
from estate.answers.cases.business_case import SchemeAnswer
from estate.answers.context import ReadContext
from estate.answers.energy_words import KG_PER_TONNE, TIER_WORDS, Amount, factor_set, rounded
from estate.answers.towns.question import TownQuestion
from estate.assumptions import AssumptionSet
from estate.capacity import needs
from estate.club.statements import shares
from estate.consolidation.town.plan import PlanSteps
from estate.energy import consumption as used
from estate.energy.carbon import carbon_kg, kg_per_kwh
from estate.energy.change import Changed, Moved, changed
from estate.energy.factors import FactorSet, years
from estate.energy.standards import FLAGS, SOURCES, flags
from estate.errors import NotFound
from estate.frames import Estate, as_number, is_null
from estate.register import visibility as v
from estate.rounding import about_number
from estate.tiers import Summed, summed

FUEL_WORDS = {"electricity": "Electricity", "gas": "Gas", "other_fuel": "Other fuel"}
BESIDE = "Not included in the money figures. This is an estimate. Nothing has been decided."


@answer
class FuelUse(Answer):
    """What is used of one fuel, and how that is known."""

    fuel: str
    label: str
    kwh_pa: float
    tco2e_pa: float
    tier: str
    tier_label: str


@answer
class Factors(Answer):
    """Which conversion factors were taken."""

    year: int
    words: str
    kg_per_kwh: dict[str, float]
    sources: list[str]


@answer
class StandardFlag(Answer):
    """Something to look at, with the rule it comes from; no advice."""

    key: str
    words: str
    source: str


@answer
class OccupierEnergy(Answer):
    """One user's part of a building's energy; null where a need there is not known."""

    organisation: Named | None
    share: float | None
    kwh_pa: float | None
    tco2e_pa: float | None


@answer
class PropertyEnergy(Answer):
    """What one building uses in a year and what that emits."""

    property_id: str
    name: str
    kwh_pa: Amount
    tco2e_pa: Amount
    kwh_per_m2: float | None
    fuels: list[FuelUse]
    tier: str
    tier_label: str
    imputed_share: float
    year: Annotated[str | None, Field(description="of what is on record; null where nothing is")]
    benchmark: str
    area_m2: float | None
    occupiers: list[OccupierEnergy]
    flags: list[StandardFlag]
    energy_works_gbp: float | None = ABSENT
    factors: Factors
    basis: str


@answer
class EnergyOfGroup(Answer):
    """Some buildings together."""

    key: str
    name: str
    properties: int
    on_record: Annotated[int, Field(description="buildings with electricity or heat on record")]
    kwh_pa: Amount
    tco2e_pa: Amount
    imputed_share: float


@answer
class FlagCount(Answer):
    """How many properties have a flag."""

    key: str
    words: str
    source: str
    properties: int


@answer
class CountyEnergy(Answer):
    """All buildings that the reader sees, and by organisation."""

    whole: EnergyOfGroup
    by_fuel: list[FuelUse]
    organisations: list[EnergyOfGroup]
    flags: list[FlagCount]
    without_building: int
    factors: Factors
    years: list[int]
    basis: str
    reader: str
    disclaimer: str


@answer
class BuildingEnergy(Answer):
    """One building before and after: kWh by fuel, all fuels together with their range, and what
    that emits."""

    property_id: str
    name: str
    role: str
    before_kwh_pa: dict[str, float]
    after_kwh_pa: dict[str, float]
    before_all_fuels_kwh_pa: Amount
    after_all_fuels_kwh_pa: Amount
    before_tco2e_pa: Amount
    after_tco2e_pa: Amount
    tier: str
    tier_label: str
    flags: list[StandardFlag]
    energy_works_gbp: float | None


@answer
class FuelChange(Answer):
    """kWh a year of one fuel, before and after; how it is known, at worst."""

    fuel: str
    label: str
    before_kwh_pa: Amount
    after_kwh_pa: Amount
    change_kwh_pa: Amount
    tier: str
    tier_label: str


@answer
class EnergyChange(Answer):
    """Energy before and after some moves: each building, and their sum."""

    before_kwh_pa: Amount
    after_kwh_pa: Amount
    change_kwh_pa: Amount
    before_tco2e_pa: Amount
    after_tco2e_pa: Amount
    change_tco2e_pa: Amount
    by_fuel: list[FuelChange]
    buildings: list[BuildingEnergy]
    tier: Annotated[str, Field(description="the least known of any fuel of any building")]
    tier_label: str
    imputed_share: float
    sentence: str
    factors: Factors
    basis: str


def property_energy(
    context: ReadContext, property_id: str, year: int | None = None
) -> PropertyEnergy:
    """One building; ``NotFound`` where the reader sees none of its figures."""
    v.demand(context.reader, v.Level.CLUB, "energy", of_own=True)
    estate, found = estate_wide.whole_estate(context), estate_wide.energy_used(context)
    if property_id not in found.index:
        raise NotFound("There is no such property whose energy you see.")
    rows, factors = found.loc[[property_id]], factor_set(year)
    kwh, kg = used.kwh(rows), carbon_kg(rows, factors)
    whole = used.total(rows, kwh, context.assumptions)
    emitted = used.total(rows, kg, context.assumptions)
    row, place = rows.iloc[0], estate.properties.loc[property_id]
    tier = str(used.worst_tier(rows).iloc[0])
    works = place["energy_works_gbp"]
    return PropertyEnergy(
        property_id=property_id,
        name=str(place["name"]),
        kwh_pa=_amount(whole, 1),
        tco2e_pa=_amount(emitted, KG_PER_TONNE),
        kwh_per_m2=round(whole.central / float(row["area_m2"]), 1) if row["building"] else None,
        fuels=_fuels(rows, kwh, kg),
        tier=tier,
        tier_label=TIER_WORDS[tier],
        imputed_share=round(whole.imputed_share, 4),
        year=None if is_null(row["year"]) else str(row["year"]),
        benchmark=str(row["benchmark"]),
        area_m2=round(float(row["area_m2"]), 1) if row["building"] else None,
        occupiers=_occupiers(context, estate, property_id, whole, emitted),
        flags=_flags(_flagged(context).loc[[property_id]].iloc[0]),
        factors=_factors(factors),
        basis=BESIDE,
        **({} if not place["exact"] else {"energy_works_gbp": as_number(works)}),
    )


def county_energy(context: ReadContext, year: int | None = None) -> CountyEnergy:
    """All buildings that the reader sees, for members."""
    v.demand(context.reader, v.Level.CLUB, "energy")
    factors = factor_set(year)
    key = (context.version, context.reader.edition, context.today, context.assumptions, year)
    return context.cache.part("county energy", key, lambda: _county(context, factors))


def _county(context: ReadContext, factors: FactorSet) -> CountyEnergy:
    estate, found = estate_wide.whole_estate(context), estate_wide.energy_used(context)
    with_one = found[found["building"].eq(True)]
    names = estate.organisations["name"]
    by = estate.properties["organisation"].reindex(with_one.index)
    groups = [
        _group(context, str(code), str(names[code]), rows, factors)
        for code, rows in with_one.groupby(by, sort=True)
    ]
    flagged = _flagged(context)
    kwh, kg = used.kwh(with_one), carbon_kg(with_one, factors)
    return CountyEnergy(
        whole=_group(context, "all", "All buildings", with_one, factors),
        by_fuel=_fuels(with_one, kwh, kg),
        organisations=sorted(groups, key=lambda one: -one.kwh_pa.middle),
        flags=[
            FlagCount(
                key=key,
                words=FLAGS[key],
                source=SOURCES[key],
                properties=int(flagged.map(lambda one, key=key: key in one).sum()),
            )
            for key in FLAGS
        ],
        without_building=len(found) - len(with_one),
        factors=_factors(factors),
        years=list(years()),
        basis=BESIDE,
        reader=context.reader.kind.value,
        disclaimer=codes.DISCLAIMER,
    )


def _group(
    context: ReadContext, key: str, name: str, rows: pd.DataFrame, factors: FactorSet
) -> EnergyOfGroup:
    whole = used.total(rows, used.kwh(rows), context.assumptions)
    emitted = used.total(rows, carbon_kg(rows, factors), context.assumptions)
    known = ~(rows["electricity_imputed"].eq(True) & rows["heat_imputed"].eq(True))
    return EnergyOfGroup(
        key=key,
        name=name,
        properties=len(rows),
        on_record=int(known.sum()),
        kwh_pa=_amount(whole, 1),
        tco2e_pa=_amount(emitted, KG_PER_TONNE),
        imputed_share=round(whole.imputed_share, 4),
    )


def energy_of_scheme(
    context: ReadContext, found: SchemeAnswer, year: int | None = None
) -> EnergyChange:
    """What a candidate's move changes, in the building that is left and in its host; kept."""
    case = (found.case.assumptions, found.candidate["candidate_id"], year)
    key = (context.version, context.reader.edition, context.today, *case)
    return context.cache.part("energy of case", key, lambda: _of_scheme(context, found, year))


def _of_scheme(context: ReadContext, found: SchemeAnswer, year: int | None) -> EnergyChange:
    row, scheme = found.candidate, found.case.scheme
    move = scheme.moves[0]
    origin = scheme.building[move.origin]
    guest, host = (str(row[f"{side}_property_id"]) for side in ("guest", "host"))
    users = origin.occupations
    share = move.share_of_origin
    part = 1 / max(1, len(users)) if share is None else float(share)
    need = None if move.need_m2 is None else float(move.need_m2)
    ended = {guest} if users and set(users) <= {one.occupation for one in scheme.moves} else set()
    assumptions = found.case.assumptions
    told = changed(
        estate_wide.energy_used(context, assumptions),
        [guest, host],
        [Moved(guest, host, part, need)],
        ended,
        assumptions,
    )
    about = _About(found.estate, context.today, assumptions, found.names)
    return _told(about, told, {guest: ended, host: set()}, year)


def energy_of_plan(
    question: TownQuestion, plan: PlanSteps, year: int | None = None
) -> EnergyChange:
    """What a town's plan changes in each of its buildings, and in all of them together."""
    town, problem = question.town, question.town.problem
    keys = town.property_ids
    opens = problem.buildings["opens"].to_numpy(dtype=bool)
    homes = problem.occupations["home"].to_numpy()
    needs_m2 = problem.occupations["need_m2"].astype(float)
    whole = needs_m2.groupby(homes).transform("sum")
    count = needs_m2.groupby(homes).transform("size")
    part = (needs_m2 / whole.where(whole > 0)).fillna(1 / count).to_numpy()
    rows = problem.moves.iloc[plan.moves]
    moves = [
        Moved(keys[homes[who]], keys[host], float(part[who]), float(needs_m2.iloc[who]))
        for who, host in zip(rows["occupation"], rows["host"], strict=True)
    ]
    left = {key for at, key in enumerate(keys) if not plan.kept[at] and not opens[at]}
    found = question.basis.energy_used
    new = {key for key in keys if key not in found.index}
    into = {one.host for one in moves}
    shown = [key for key in keys if key in found.index or key in into]
    told = changed(found, shown, moves, left, town.assumptions, new & into)
    ended = {key: {key} & left for key in shown}
    about = _About(question.estate, town.today, town.assumptions, town.names)
    return _told(about, told, ended, year)


@dataclass(frozen=True)
class _About:
    """What a change is told of: the facts, the day, what is assumed, names fit for print."""

    estate: Estate
    today: date
    assumptions: AssumptionSet
    names: Mapping[str, str]


def _told(
    about: _About, told: Changed, ended: Mapping[str, Collection[str]], year: int | None
) -> EnergyChange:
    assumptions = about.assumptions
    factors = factor_set(year)
    kg = kg_per_kwh(told.rows, factors)
    sums = {
        "before": used.total(told.rows, told.before, assumptions),
        "after": used.total(told.rows, told.after, assumptions),
        "change": used.total(told.rows_of_change(), told.change, assumptions, signed=True),
    }
    emitted = {
        "before": used.total(told.rows, told.before * kg, assumptions),
        "after": used.total(told.rows, told.after * kg, assumptions),
        "change": used.total(told.rows_of_change(), told.change * kg, assumptions, signed=True),
    }
    return EnergyChange(
        **{f"{name}_kwh_pa": _amount(one, 1) for name, one in sums.items()},
        **{f"{name}_tco2e_pa": _amount(one, KG_PER_TONNE) for name, one in emitted.items()},
        by_fuel=list(_fuels_changed(told, assumptions)),
        buildings=list(_buildings(about, told, kg, ended)),
        tier=(tier := _least_known(used.worst_tier(told.rows))),
        tier_label=TIER_WORDS[tier],
        imputed_share=round(sums["before"].imputed_share, 4),
        sentence=_sentence(sums["change"], emitted["change"]),
        factors=_factors(factors),
        basis=BESIDE,
    )


def _fuels_changed(told: Changed, assumptions: AssumptionSet) -> Iterable[FuelChange]:
    """Each fuel that is used before or after, with its own ranges."""
    rows_of_change = told.rows_of_change()
    for fuel in used.FUELS:
        if not told.before[fuel].any() and not told.after[fuel].any():
            continue
        rows = used.rows_of(told.rows, fuel)
        tier = _least_known(rows["tier"].where(told.rows["building"].eq(True), "none"))
        changes = used.rows_of(rows_of_change, fuel)
        yield FuelChange(
            fuel=fuel,
            label=FUEL_WORDS[fuel],
            before_kwh_pa=_amount(summed(told.before[fuel], rows, assumptions), 1),
            after_kwh_pa=_amount(summed(told.after[fuel], rows, assumptions), 1),
            change_kwh_pa=_amount(summed(told.change[fuel], changes, assumptions, signed=True), 1),
            tier=tier,
            tier_label=TIER_WORDS[tier],
        )


def _least_known(tiers: pd.Series) -> str:
    """The least known of some tiers; land without a building says nothing."""
    there = [str(one) for one in tiers.unique() if one != "none"]
    return max(there, key=list(TIER_WORDS).index, default="none")


def _buildings(
    about: _About, told: Changed, kg: pd.DataFrame, ended: Mapping[str, Collection[str]]
) -> Iterable[BuildingEnergy]:
    flagged, tier = flags_of(about.estate, about.today), used.worst_tier(told.rows)
    works = about.estate.properties["energy_works_gbp"]
    ranges = {
        name: _ranges(told, amounts, about, by)
        for name, amounts, by in (
            ("before_all_fuels_kwh_pa", told.before, 1.0),
            ("after_all_fuels_kwh_pa", told.after, 1.0),
            ("before_tco2e_pa", told.before * kg, KG_PER_TONNE),
            ("after_tco2e_pa", told.after * kg, KG_PER_TONNE),
        )
    }
    changes = told.change.sum(axis=1).astype(float)
    before, after = _by_fuel(told.before), _by_fuel(told.after)
    for key in map(str, told.rows.index):
        change = float(changes.loc[key])
        role = "left" if ended[key] else "more" if change > 0 else "less" if change < 0 else "same"
        yield BuildingEnergy(
            property_id=key,
            name=about.names.get(key, key),
            role=role,
            before_kwh_pa=before[key],
            after_kwh_pa=after[key],
            **{name: found[key] for name, found in ranges.items()},
            tier=str(tier[key]),
            tier_label=TIER_WORDS[str(tier[key])],
            flags=_flags(flagged.get(key, ())),
            energy_works_gbp=as_number(works.get(key)),
        )


def _ranges(told: Changed, amounts: pd.DataFrame, about: _About, by: float) -> dict[str, Amount]:
    """All fuels of each building together, with the range of it alone."""
    found = used.each(told.rows, amounts, about.assumptions)
    ends = zip(found["low"], found["central"], found["high"], strict=True)
    return {str(key): rounded(*one, by) for key, one in zip(found.index, ends, strict=True)}


def _by_fuel(amounts: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Of each building what it uses of each fuel; what is not known counts as nought."""
    rows = amounts[list(used.FUELS)].fillna(0.0).to_numpy(dtype=float).tolist()
    return {
        str(key): {fuel: round(one, 1) for fuel, one in zip(used.FUELS, row, strict=True)}
        for key, row in zip(amounts.index, rows, strict=True)
    }


def _sentence(kwh: Summed, kg: Summed) -> str:
    """The change in a sentence."""
    if kwh.central == 0:
        return "These moves would change nothing of what the buildings use."
    less = "less" if kwh.central < 0 else "more"
    low, high = about_number(abs(kwh.low)), about_number(abs(kwh.high))
    if kwh.low * kwh.high > 0:
        first, last = (low, high) if abs(kwh.low) <= abs(kwh.high) else (high, low)
        between = f"between {first} and {last} kWh {less}"
    else:
        between = f"between {low} kWh less and {high} kWh more"
    tonnes = about_number(abs(kg.central) / KG_PER_TONNE)
    return (
        f"The buildings would use about {about_number(abs(kwh.central))} kWh a year {less} "
        f"({between}), and emit about {tonnes} tCO₂e {'less' if kg.central < 0 else 'more'}."
    )


def _fuels(rows: pd.DataFrame, kwh: pd.DataFrame, kg: pd.DataFrame) -> list[FuelUse]:
    """Of each fuel: of several buildings the least known tier among them."""
    found = []
    for fuel in used.FUELS:
        amount = float(kwh[fuel].sum())
        if fuel == "other_fuel" and amount == 0:
            continue
        there = used.rows_of(rows, fuel)["tier"].where(rows["building"].eq(True), "none")
        tier = _least_known(there)
        found.append(
            FuelUse(
                fuel=fuel,
                label=FUEL_WORDS[fuel],
                kwh_pa=round(amount, 1),
                tco2e_pa=round(float(kg[fuel].sum()) / KG_PER_TONNE, 3),
                tier=tier,
                tier_label=TIER_WORDS[tier],
            )
        )
    return found


def _occupiers(
    context: ReadContext, estate: Estate, property_id: str, whole: Summed, emitted: Summed
) -> list[OccupierEnergy]:
    users = estate.occupations[estate.occupations["property_id"].eq(property_id)]
    if users.empty:
        return []
    parts = shares(users, needs(users, estate.organisations, context.assumptions))
    names = estate.organisations["name"]
    found = []
    codes_ = parts.index.get_level_values("organisation")
    for code, given in zip(codes_, parts["share"], strict=True):
        share = as_number(given)
        named = Named(str(code), str(names[code])) if code in names.index else None
        found.append(
            OccupierEnergy(
                organisation=named,
                share=None if share is None else round(share, 4),
                kwh_pa=None if share is None else round(whole.central * share, 1),
                tco2e_pa=None
                if share is None
                else round(emitted.central * share / KG_PER_TONNE, 3),
            )
        )
    return found


def _flagged(context: ReadContext) -> pd.Series:
    """The flags of every property that the reader sees."""
    estate = estate_wide.whole_estate(context)
    key = ("energy flags", estate.version, context.reader.edition, context.today)

    return context.cache.once(key, lambda: flags_of(estate, context.today))


def flags_of(estate: Estate, today: date) -> pd.Series:
    """The flags of every property of an estate. Let is what somebody has a lease of, be it a
    partner or somebody outside the register."""
    places = estate.properties
    let = pd.Series(places.index.isin(estate.leases["property_id"]), places.index)
    return flags(places, let, today)


def _flags(keys: Iterable[str]) -> list[StandardFlag]:
    return [StandardFlag(key=key, words=FLAGS[key], source=SOURCES[key]) for key in keys]


def _factors(found: FactorSet) -> Factors:
    return Factors(
        year=found.year,
        words=found.in_words(),
        kg_per_kwh={fuel: one.kg_per_kwh for fuel, one in found.factors.items()},
        sources=sorted({one.source for one in found.factors.values()}),
    )


def _amount(found: Summed, by: float) -> Amount:
    return rounded(found.low, found.central, found.high, by)
