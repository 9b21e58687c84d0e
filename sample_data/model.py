"""The shapes in which the sample county stands before it is written to files."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import shapely
from shapely import Polygon

from estate.codes import RecordKind, TypeCode, UseClass
from estate.rows import NewRow


@dataclass(frozen=True)
class Organisation:
    """One of the twenty in scope or five associates; all are invented."""

    code: str
    name: str
    kind: str
    in_scope: bool
    signed: bool
    aliases: tuple[str, ...]
    folder: str
    habit: str
    missing: float
    extract_age_days: int
    m2_per_fte: float | None = None


@dataclass
class SampleProperty:
    """A property as its organisation knows it; gaps are cut from a copy before writing.

    Areas in m² to one decimal, money in £ to the penny, coordinates in National Grid metres.
    """

    organisation: str
    local_ref: str
    segment: str
    type_code: TypeCode
    use_class: UseClass
    town: str = ""
    name: str = ""
    number: str = ""
    street: str = ""
    postcode: str = ""
    easting: float = 0.0
    northing: float = 0.0
    outline: Polygon | None = None
    gia_m2: Decimal | None = None
    nia_m2: Decimal | None = None
    cost_gbp_pa: Decimal | None = None
    tenure: str = "freehold"
    landlord: str = ""
    landlord_organisation: str = ""
    book_value_gbp: Decimal | None = None
    value_basis: str = "EUV"
    uprn: int | None = None
    title_number: str = ""
    condition: str = ""
    backlog_gbp: Decimal | None = None
    energy_rating: str = ""
    energy_certificate: str = ""
    energy_rating_date: date | None = None
    further_epc_rating: str = ""
    electricity_kwh: int | None = None
    gas_kwh: int | None = None
    energy_year: str = ""
    energy_works_gbp: Decimal | None = None
    listed_grade: str = ""
    conservation_area: bool | None = None
    flood_zone: str = ""
    step_free: bool | None = None
    parking_spaces: int | None = None
    status: str = "in_use"
    decision_ref: str = ""
    availability: str = ""
    availability_reason: str = ""
    rated_on: date | None = None
    sharing: str = ""
    sensitivity: str = "open"
    protected_use: str = ""
    pfi: bool = False
    pfi_end: date | None = None
    reuse_offered: bool = False
    opening_hours: str = ""
    services: str = ""
    as_of: date | None = None
    in_cluster: bool = False  # one of the sixteen in Bromsgrove's centre
    hub: bool = False  # the building that several organisations share
    complete: bool = False  # a showpiece of the recipe: nothing is cut from it
    self_crossing: bool = False  # one of the eight outlines that cross themselves on purpose

    @property
    def operational(self) -> bool:
        """Everything but segments C and F."""
        return self.use_class is not UseClass.NON_OPERATIONAL

    @property
    def public_access(self) -> bool:
        """Whether the public comes here for a service."""
        return self.use_class is UseClass.PUBLIC_ACCESS

    @property
    def address(self) -> str:
        """Number, street and town in one line."""
        return ", ".join(p for p in (f"{self.number} {self.street}".strip(), self.town) if p)


@dataclass
class County:
    """Everything that the files will say, before anything is cut or spoilt."""

    reference_date: date
    organisations: list[Organisation]
    properties: list[SampleProperty]
    leases: list[NewRow] = field(default_factory=list)
    occupations: list[NewRow] = field(default_factory=list)
    costs: list[NewRow] = field(default_factory=list)
    ratings: list[NewRow] = field(default_factory=list)
    duplicates: list[SampleProperty] = field(default_factory=list)
    refused: list[SampleProperty] = field(default_factory=list)

    def rows(self, kind: RecordKind) -> list[NewRow]:
        """Records of one of the four kinds that hang on properties."""
        return {
            RecordKind.LEASE: self.leases,
            RecordKind.OCCUPATION: self.occupations,
            RecordKind.COST: self.costs,
            RecordKind.RATING: self.ratings,
        }[kind]


@dataclass(frozen=True)
class SampleSummary:
    """What `write_sample` wrote: records per segment and kind, files, expected faults per file.

    ``faults`` holds, by path relative to the folder, how many issues of which code the file's
    rows bring on purpose.
    """

    out_dir: Path
    seed: int
    reference_date: date
    properties: int
    segments: dict[str, int]
    records: dict[str, int]
    files: tuple[Path, ...]
    faults: dict[str, dict[str, int]]
    content_hash: str


def stream(seed: int, part: str) -> np.random.Generator:
    """A generator of its own for each part, so that one part's change leaves the rest alone."""
    key = int.from_bytes(hashlib.sha256(part.encode()).digest()[:4], "big")
    return np.random.default_rng([seed, key])


def content_hash(records: Iterable[SampleProperty | NewRow]) -> str:
    """SHA-256 over the records in their order: equal for equal (seed, reference date)."""
    digest = hashlib.sha256()
    for record in records:
        row = record if isinstance(record, dict) else asdict(record)
        digest.update(json.dumps(row, sort_keys=True, default=_plain).encode())
    return digest.hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, shapely.Geometry):
        return str(shapely.to_wkt(value, rounding_precision=2))
    return str(value)
