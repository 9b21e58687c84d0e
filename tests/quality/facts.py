"""Facts for the report over the small frames of the core's factories."""

from typing import Any

import pandas as pd

from estate.frames import Estate
from estate.quality import FACT_COLUMNS, QualityFacts
from tests.core import factories

TODAY = factories.TODAY


def presence(*rows: dict[str, object]) -> pd.DataFrame:
    """Everything known as of last month, unless a row says otherwise."""
    default: dict[str, object] = dict.fromkeys(
        (name for name in FACT_COLUMNS if name.startswith("has_")), True
    )
    default |= {"as_of_date": "2026-03-01", "postcode_whole": True}
    filled = [{"id": f"P{n}", **default, **row} for n, row in enumerate(rows, 1)]
    frame = pd.DataFrame(filled, columns=["id", *FACT_COLUMNS]).set_index("id")
    frame["as_of_date"] = pd.to_datetime(frame["as_of_date"])
    return frame


def facts(*rows: dict[str, object], **more: Any) -> QualityFacts:
    imports = pd.DataFrame(
        [{"kind": "property", "record_count": 10, "refused": 0, "flagged": 0,
          "green_without_decision": 0}]
    )  # fmt: skip
    return QualityFacts("SYN-A", presence(*rows), **{"imports": imports, **more})


def estate(*rows: dict[str, object], **frames: object) -> Estate:
    return factories.estate(properties=factories.properties(*rows), **frames)
