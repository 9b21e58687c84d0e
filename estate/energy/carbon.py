"""What energy emits: kWh by fuel times the factors of a named year; never netted into money."""

import pandas as pd

from estate.energy.consumption import FUELS, kwh
from estate.energy.factors import UNNAMED, FactorSet


def kg_per_kwh(found: pd.DataFrame, factors: FactorSet) -> pd.DataFrame:
    """kgCO2e for each kWh of each of ``consumption.FUELS``, by property id."""
    other = found["other_fuel"].where(found["other_fuel"].notna(), UNNAMED)
    by_fuel = {
        "electricity": factors.kg_per_kwh("electricity"),
        "gas": factors.kg_per_kwh("gas"),
        "other_fuel": other.astype(str).map(factors.kg_per_kwh).astype(float),
    }
    return pd.DataFrame({fuel: by_fuel[fuel] for fuel in FUELS}, index=found.index)


def carbon_kg(
    found: pd.DataFrame, factors: FactorSet, amounts: pd.DataFrame | None = None
) -> pd.DataFrame:
    """kgCO2e a year by fuel, of what each property uses or of other ``amounts`` of kWh."""
    return (kwh(found) if amounts is None else amounts) * kg_per_kwh(found, factors)
