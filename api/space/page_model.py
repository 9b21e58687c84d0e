"""An organisation's space as its page shows it: what its properties need, hold and spare."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from api.html.addresses import property_address
from api.html.tables import Column, Table
from estate.frames import is_null


@dataclass(frozen=True)
class SpaceInShort:
    """Sums over the properties whose area and needs are known, m² NIA."""

    known: int
    properties: int
    area_m2: float
    need_m2: float
    need_low_m2: float
    need_high_m2: float
    spare_m2: float
    other_need_m2: float

    @property
    def utilisation(self) -> float:
        """Need over area of those: 1 is full."""
        return self.need_m2 / self.area_m2 if self.area_m2 else 0.0


def in_short(space: pd.DataFrame, ids: Sequence[str]) -> SpaceInShort:
    """Of ``space/use.space_by_property``, these properties."""
    mine = space[space.index.isin(ids)]
    known = mine[mine["utilisation"].notna()]
    names = ("need_m2", "need_low_m2", "need_high_m2", "spare_m2", "other_need_m2")
    sums = {name: float(known[name].sum()) for name in names}
    return SpaceInShort(len(known), len(mine), float(known["nia_m2"].sum()), **sums)


def table(space: pd.DataFrame, names: dict[str, str], other_standard: str) -> Table:
    """Property by property, the emptiest first; those of which something is not known come last."""
    columns = (
        Column("name", "Property", link="page"),
        Column("area_m2", "Area", "square_metres"),
        Column("area_estimated", "Area estimated", "file"),
        Column("need_m2", "Need", "square_metres"),
        Column("need_low_m2", "Need, low", "square_metres"),
        Column("need_high_m2", "Need, high", "square_metres"),
        Column("spare_m2", "Spare", "square_metres"),
        Column("utilisation", "Needed of its area", "per_cent"),
        Column("other_need_m2", f"Need by the standard of {other_standard}", "square_metres"),
        Column("other_spare_m2", f"Spare by the standard of {other_standard}", "square_metres"),
    )
    mine = space[space.index.isin(list(names))].sort_values("utilisation", kind="stable")
    lines = [
        {
            "name": names[str(key)],
            "page": property_address(str(key)),
            "area_m2": _whole(row["nia_m2"]),
            "area_estimated": "yes" if row["imputed"] else "no",
            **{
                name: _whole(row[name])
                for name in (
                    "need_m2",
                    "need_low_m2",
                    "need_high_m2",
                    "spare_m2",
                    "other_need_m2",
                    "other_spare_m2",
                )
            },
            "utilisation": None if is_null(row["utilisation"]) else round(row["utilisation"], 2),
        }
        for key, row in mine.iterrows()
    ]
    return Table(
        "space",
        "Space, property by property",
        columns,
        lines,
        "Net internal areas. The need is worked out from posts, desks or the area used today; "
        "it is not how many people were counted.",
    )


def _whole(value: Any) -> int | None:
    return None if is_null(value) else round(float(value))
