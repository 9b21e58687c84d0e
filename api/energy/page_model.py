"""What is shown of energy: figures, tables and a section, alike on every page."""

from collections.abc import Callable
from typing import Any

from api.html.addresses import organisation_address, property_address
from api.html.format import Shown, number, per_cent
from api.html.tables import Column, Table
from estate.answers.energy import (
    FUEL_WORDS,
    CountyEnergy,
    EnergyChange,
    PropertyEnergy,
)
from estate.answers.energy_words import Amount
from estate.codes import label
from estate.rounding import about_number

ROLES = {
    "left": "all leave: uses nothing afterwards",
    "more": "uses more",
    "less": "uses less",
    "same": "as before",
}


def kwh(value: float) -> Shown:
    """To three figures on the page, and no finer than 100 kWh; the file has what was reckoned."""
    return Shown(number(round(float(f"{value:.3g}"), -2)), value)


def tonnes(value: float) -> Shown:
    """To three figures, as kWh are, and no finer than a tenth; the file has what was reckoned."""
    shown = round(float(f"{value:.3g}"), 1)
    return Shown(f"{shown:,.0f}" if abs(shown) >= 100 else f"{shown:.1f}", value)


def signed(shown: Shown, value: float) -> Shown:
    """A change with its sign; what is nought has none."""
    text = str(shown).lstrip("-−")
    sign = "" if not text.strip("0.,") else "+" if value > 0 else "−"
    return Shown(sign + text, value)


def rough(amount: float, unit: str, by: float = 1.0) -> str:
    """A sum of estimates to two significant figures, which is all it is good for; of so many
    ``by`` which the unit stands for: ``73562`` → ``74,000 tCO₂e``."""
    return f"{about_number(amount / by)} {unit}"


def between(amount: Amount, unit: str, by: float = 1.0) -> str:
    """The range in words, as ``rough`` says each end."""
    return f"{about_number(amount.low / by)} to {rough(amount.high, unit, by)}"


def part(found: EnergyChange, api: str, query: str = "") -> dict[str, Any]:
    """The section of a page: ``energy_part.html`` takes it as ``energy``. It shows the buildings
    that change; the files have all."""
    touched = [one for one in found.buildings if one.role != "same"]
    return {
        "answer": found,
        "tables": {one.name: one for one in (_sums(found), buildings_table(found, changing=True))},
        "api": api,
        "query": query,
        "unchanged": len(found.buildings) - len(touched),
        "flags": {
            flag.key: (flag, [one.name for one in touched if flag in one.flags])
            for building in touched
            for flag in building.flags
        },
        "works": [one for one in touched if one.energy_works_gbp is not None],
    }


def _sums(found: EnergyChange) -> Table:
    columns = (
        Column("what", "A year"),
        Column("before", "Before", "amount"),
        Column("after", "After", "amount"),
        Column("change", "Change", "amount"),
        Column("low", "Change from", "amount"),
        Column("high", "to", "amount"),
    )
    rows: list[dict[str, Any]] = []
    for words, shown, before, after, change in (
        *(
            (
                f"{one.label}, kWh",
                kwh,
                one.before_kwh_pa,
                one.after_kwh_pa,
                one.change_kwh_pa,
            )
            for one in found.by_fuel
        ),
        (
            "Energy, kWh",
            kwh,
            found.before_kwh_pa,
            found.after_kwh_pa,
            found.change_kwh_pa,
        ),
        (
            "Emissions, tCO₂e",
            tonnes,
            found.before_tco2e_pa,
            found.after_tco2e_pa,
            found.change_tco2e_pa,
        ),
    ):
        rows.append(
            {
                "what": words,
                "before": shown(before.middle),
                "after": shown(after.middle),
                "change": signed(shown(change.middle), change.middle),
                "low": signed(shown(change.low), change.low),
                "high": signed(shown(change.high), change.high),
            }
        )
    return Table("energy", "Energy, before and after", columns, rows, _note(found))


def _note(found: EnergyChange) -> str:
    return (
        f"{found.basis} {found.factors.words}. {per_cent(found.imputed_share)} of today’s energy "
        "is our estimate, from other buildings or a benchmark."
    )


def buildings_table(found: EnergyChange, *, changing: bool = False) -> Table:
    """Each building before and after, those that are left first; or those that change alone."""
    order = list(ROLES)
    shown = sorted(found.buildings, key=lambda one: order.index(one.role))
    columns = (
        Column("name", "Building", link="page", small="role"),
        *(
            Column(f"{when}_{unit}", f"{words} {when}", "amount", small=f"{when}_{unit}_range")
            for unit, words in (("kwh", "kWh"), ("t", "tCO₂e"))
            for when in ("before", "after")
        ),
        Column("tier", "How known"),
        *(
            Column(f"{fuel}_{when}_kwh", f"{words}, kWh {when}", "file")
            for fuel, words in FUEL_WORDS.items()
            for when in ("before", "after")
        ),
        *(
            Column(f"{when}_{unit}_{end}", f"{words} {when}, {end}", "file")
            for unit, words in (("kwh", "kWh"), ("t", "tCO₂e"))
            for when in ("before", "after")
            for end in ("low", "high")
        ),
    )
    rows = [
        {
            "name": one.name,
            "page": property_address(one.property_id),
            "role": ROLES[one.role],
            **_with_range("before_kwh", one.before_all_fuels_kwh_pa, kwh),
            **_with_range("after_kwh", one.after_all_fuels_kwh_pa, kwh),
            **_with_range("before_t", one.before_tco2e_pa, tonnes),
            **_with_range("after_t", one.after_tco2e_pa, tonnes),
            "tier": one.tier_label,
            **{f"{fuel}_before_kwh": used for fuel, used in one.before_kwh_pa.items()},
            **{f"{fuel}_after_kwh": used for fuel, used in one.after_kwh_pa.items()},
        }
        for one in shown
        if not changing or one.role != "same"
    ]
    empty = "No building would use more or less."
    return Table("energy-buildings", "Energy of each building", columns, rows, "", empty)


def _with_range(name: str, amount: Amount, shown: Callable[[float], Shown]) -> dict[str, Any]:
    """A figure of one building with its range beneath, and the two ends for files; nothing
    beneath where both ends read as the figure does."""
    low, middle, high = (shown(end) for end in (amount.low, amount.middle, amount.high))
    return {
        name: middle,
        f"{name}_range": "" if low == middle == high else f"{low} to {high}",
        f"{name}_low": amount.low,
        f"{name}_high": amount.high,
    }


def county_tables(found: CountyEnergy) -> dict[str, Table]:
    """The tables of the county's page."""
    made = (_organisations(found), _fuels(found), _flags(found), _factors(found))
    return {one.name: one for one in made}


def _organisations(found: CountyEnergy) -> Table:
    columns = (
        Column("name", "Organisation", link="page"),
        Column("properties", "Buildings", "number"),
        Column("on_record", "With kWh on record", "number"),
        Column("kwh_pa", "kWh a year", "amount"),
        Column("kwh_low_pa", "From", "amount"),
        Column("kwh_high_pa", "To", "amount"),
        Column("tco2e_pa", "tCO₂e a year", "amount"),
        Column("imputed_share", "Worked out", "per_cent"),
    )
    rows = [
        {
            "name": one.name,
            "page": organisation_address(one.key) if one.key != "all" else None,
            "properties": one.properties,
            "on_record": one.on_record,
            "kwh_pa": kwh(one.kwh_pa.middle),
            "kwh_low_pa": kwh(one.kwh_pa.low),
            "kwh_high_pa": kwh(one.kwh_pa.high),
            "tco2e_pa": tonnes(one.tco2e_pa.middle),
            "imputed_share": one.imputed_share,
        }
        for one in (*found.organisations, found.whole)
    ]
    note = (
        "Ranges do not add up: errors of buildings partly cancel. "
        f"{found.without_building:,} sites without a building are left out."
    )
    return Table("organisations", "By organisation", columns, rows, note)


def _fuels(found: CountyEnergy) -> Table:
    columns = (
        Column("label", "Fuel"),
        Column("kwh_pa", "kWh a year", "amount"),
        Column("tco2e_pa", "tCO₂e a year", "amount"),
    )
    rows = [
        {"label": one.label, "kwh_pa": kwh(one.kwh_pa), "tco2e_pa": tonnes(one.tco2e_pa)}
        for one in found.by_fuel
    ]
    note = "Heat that is not on record is taken to be gas."
    return Table("fuels", "By fuel", columns, rows, note)


def _flags(found: CountyEnergy) -> Table:
    columns = (
        Column("words", "What to look at", "long", small="source"),
        Column("properties", "Properties", "number"),
    )
    rows = [
        {"words": one.words, "source": one.source, "properties": one.properties}
        for one in found.flags
    ]
    note = "Based on what is on record. This is not legal advice, and an exemption may apply."
    return Table("flags", "Minimum standards", columns, rows, note)


def _factors(found: CountyEnergy) -> Table:
    columns = (
        Column("fuel", "Fuel"),
        Column("kg_per_kwh", "kgCO₂e for each kWh", "amount"),
    )
    rows = [
        {"fuel": label(fuel), "kg_per_kwh": Shown(f"{kg:.5f}", kg)}
        for fuel, kg in found.factors.kg_per_kwh.items()
    ]
    note = f"{found.factors.words}. " + ". ".join(found.factors.sources) + "."
    return Table("factors", "Conversion factors", columns, rows, note)


def property_tables(found: PropertyEnergy) -> list[Table]:
    """The tables of a property's page: by fuel, and whose use it is."""
    fuels = Table(
        "energy",
        "Energy by fuel",
        (
            Column("label", "Fuel"),
            Column("kwh_pa", "kWh a year", "amount"),
            Column("tco2e_pa", "tCO₂e a year", "amount"),
            Column("tier", "How known"),
        ),
        [
            {
                "label": one.label,
                "kwh_pa": kwh(one.kwh_pa),
                "tco2e_pa": tonnes(one.tco2e_pa),
                "tier": one.tier_label,
            }
            for one in found.fuels
        ],
        f"{found.factors.words}. {found.basis}",
    )
    users = Table(
        "energy-users",
        "Whose use it is",
        (
            Column("name", "User"),
            Column("share", "Share of the space needed", "per_cent"),
            Column("kwh_pa", "kWh a year", "amount"),
            Column("tco2e_pa", "tCO₂e a year", "amount"),
        ),
        [
            {
                "name": one.organisation.name if one.organisation else "Somebody else",
                "share": one.share,
                "kwh_pa": None if one.kwh_pa is None else kwh(one.kwh_pa),
                "tco2e_pa": None if one.tco2e_pa is None else tonnes(one.tco2e_pa),
            }
            for one in found.occupiers
        ],
        "A share is not known where somebody’s need of space is not.",
    )
    return [fuels, users] if len(found.occupiers) > 1 else [fuels]
