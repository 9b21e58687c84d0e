"""Every default figure of the product, by name, with unit, source and year.

An assumption set is data: the defaults of :mod:`estate.assumptions.defaults` with some of them
overridden. Whatever is computed from a set can echo it, so that no figure is quoted without
what it rests on.
"""

from estate.assumptions.assumption import Assumption, Value
from estate.assumptions.defaults import DEFAULTS
from estate.assumptions.sets import AssumptionSet, named

__all__ = ["DEFAULTS", "Assumption", "AssumptionSet", "Value", "named"]
