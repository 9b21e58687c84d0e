"""What an assumption is: a named figure with unit, source, year and the values it may take."""

from dataclasses import dataclass

Value = float | str | tuple[float | str, ...]
NO_LIMIT = 1_000_000_000.0


@dataclass(frozen=True)
class Assumption:
    """One named figure: its value, unit, source, year and what to know about it.

    ``low`` and ``high`` bound the values that an override may take; ``NO_LIMIT`` and above is
    there to keep sums finite and says nothing about what is likely.
    """

    name: str
    value: Value
    unit: str
    source: str
    year: str = ""
    note: str = ""
    low: float = 0.0
    high: float = NO_LIMIT
    choices: tuple[str, ...] = ()
    #: The financial year whose prices an amount of money is in; "" for what is none. Read from a
    #: set (``value``, ``money``) such an amount comes in the set's own price base.
    prices: str = ""


#: The year of the county's table of 2010; of our own working rates; the current one.
COUNTY_PRICES, WORKING_PRICES, CURRENT = "2009/10", "2026/27", "current"
