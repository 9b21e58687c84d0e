"""The sample county's numbers and words, as TOML with their sources."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """One of the tables: geography, organisations, composition, types, names."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
