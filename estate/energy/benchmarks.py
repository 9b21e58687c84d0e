"""What buildings of a kind typically use (``benchmarks.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from estate.codes import TypeCode


@dataclass(frozen=True)
class Benchmark:
    """Typical use of a category of buildings, kWh a year for each m² GIA."""

    key: str
    words: str
    electricity_kwh_per_m2: float
    heat_kwh_per_m2: float


@dataclass(frozen=True)
class Benchmarks:
    """All of them: ``of_type`` by type of place; the types that have no building."""

    title: str
    address: str
    otherwise: Benchmark
    of_type: Mapping[TypeCode, Benchmark]
    without_building: frozenset[TypeCode]


@lru_cache(1)
def benchmarks() -> Benchmarks:
    """As they are published; every type of place that has a building is in one of them or takes
    the one of general offices."""
    text = resources.files("estate.energy").joinpath("benchmarks.toml").read_text("utf-8")
    told = tomllib.loads(text)
    found = {
        key: Benchmark(key, one["words"], float(one["electricity"]), float(one["heat"]))
        for key, one in told["categories"].items()
    }
    of_type = {
        TypeCode(kind): found[key]
        for key, one in told["categories"].items()
        for kind in one["types"]
    }
    return Benchmarks(
        title=told["title"],
        address=told["address"],
        otherwise=found[told["otherwise"]],
        of_type=of_type,
        without_building=frozenset(TypeCode(kind) for kind in told["no_building"]["types"]),
    )
