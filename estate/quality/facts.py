"""What the report is made of, beside ``frames.Estate``: one organisation's rows, as frames."""

from dataclasses import dataclass, field

import pandas as pd

FACT_COLUMNS: dict[str, str] = {
    # index: property_id (text); one row per property of the organisation that the reader sees.
    # Whether a value is there, never the value: presence may be told to the whole club.
    "has_uprn": "bool",
    "has_address": "bool: address or street",
    "has_postcode": "bool",
    "has_location": "bool: a point or an outline",
    "has_outline": "bool: a polygon",
    "has_title_number": "bool",
    "has_tenure": "bool",
    "has_use_class": "bool: stated, neither unclassified nor read from the name",
    "has_type_code": "bool",
    "has_availability": "bool: an effective availability rating",
    "has_sharing": "bool: an effective sharing rating",
    "has_lease_end": "bool: a lease with its expiry, or held over since a known day",
    "has_floor_area": "bool: gross or net internal area",
    "has_annual_cost": "bool: a cost line that is cashable",
    "has_occupation": "bool",
    "has_book_value": "bool",
    "has_book_value_date": "bool",
    "has_condition": "bool",
    "has_energy_rating": "bool",
    "as_of_date": "datetime64: of which day the organisation's facts are, or null",
    "postcode_whole": "bool or null: both parts of the postcode; null without one",
}

IMPORT_COLUMNS: dict[str, str] = {
    # index: arbitrary; the organisation's latest import of each kind of record
    "kind": "codes.RecordKind",
    "record_count": "records in the file",
    "refused": "records that may not enter",
    "flagged": "further records with a value that was left out or changed, with a warning",
    "green_without_decision": "records whose green rating had no decision reference",
}


def _no_imports() -> pd.DataFrame:
    return pd.DataFrame(columns=list(IMPORT_COLUMNS))


def _no_corrections() -> pd.DataFrame:
    return pd.DataFrame({"state": pd.Series(dtype=str), "raised_on": pd.Series(dtype=object)})


def _no_levels() -> pd.DataFrame:
    return pd.DataFrame(columns=["min_share", "weight", "agreed_on"])


@dataclass(frozen=True)
class QualityFacts:
    """One organisation's rows; ``levels`` are the acceptance levels that the club has agreed.

    ``properties`` has ``FACT_COLUMNS``, ``imports`` has ``IMPORT_COLUMNS``, ``corrections`` the
    columns ``state`` and ``raised_on`` (date), ``levels`` the index ``field`` with ``min_share``
    (0-1), ``weight`` and ``agreed_on``. ``shared_uprns`` counts properties that share a UPRN with
    another one of the same organisation, the two others proposals that wait for a person.
    """

    organisation: str
    properties: pd.DataFrame
    imports: pd.DataFrame = field(default_factory=_no_imports)
    corrections: pd.DataFrame = field(default_factory=_no_corrections)
    levels: pd.DataFrame = field(default_factory=_no_levels)
    shared_uprns: int = 0
    waiting_merges: int = 0
    waiting_matches: int = 0
