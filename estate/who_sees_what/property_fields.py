"""The fields of a property, each declared once: its words, who may see it, what it holds, its unit,
its short name, and how a person types it.

What shows or reads many fields names sections, not fields: a field that joins a section is in the
register's facts, in files in and out, on forms and pages at once. Beside the line here it needs a
column (``db/tables.py`` and a migration) and a type where typed values are held
(``register/records.py``, ``answers/properties/property.py``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

from estate import codes


class Level(IntEnum):
    """How confidential a field is."""

    PUBLIC = 0
    CLUB = 1
    PARTIES = 2
    OWNER = 3
    NEVER = 9


class Holds(Enum):
    """What a field holds."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    CODE = "code"
    FLAG = "flag"
    DAY = "day"
    POUNDS = "pounds"
    SQUARE_METRES = "square metres"
    KILOWATT_HOURS = "kilowatt-hours a year"
    FINANCIAL_YEAR = "financial year"
    YEAR = "year"
    COUNT = "count"
    UPRN = "uprn"
    POSTCODE = "postcode"


class Section(Enum):
    """Fields that are read and shown together, in the order in which they are declared."""

    NAME = "name"
    USE = "use"
    OPERATION = "operation"
    SERVICE = "service"
    SIZE = "size"
    STATE = "state"
    ENERGY = "energy"
    SITE = "site"
    VALUE = "value"
    PFI = "pfi"


@dataclass(frozen=True)
class PropertyField:
    """One field, by the name of its column.

    ``short`` is its name in a shapefile (ten letters). ``disputed``: others may propose another
    value. ``if_known``: a page is silent where it is not known, as of most properties. Of the form:
    ``needed`` cannot be left empty; ``beside`` and ``follows`` as ``intake.by_hand.fields`` says.
    """

    name: str
    label: str
    level: Level
    holds: Holds
    short: str
    section: Section | None = None
    codes_of: type[StrEnum] | None = None
    disputed: bool = True
    if_known: bool = False
    hint: str = ""
    needed: bool = False
    beside: tuple[str, ...] = ()
    follows: frozenset[str] = frozenset()


_f = PropertyField
_PUBLIC, _CLUB, _PARTIES, _OWNER = Level.PUBLIC, Level.CLUB, Level.PARTIES, Level.OWNER
_USE = frozenset({"use_class", "use_class_imputed", "operational", "operational_imputed"})

FIELDS: tuple[PropertyField, ...] = (
    _f("local_ref", "Reference", _CLUB, Holds.TEXT, "LOCAL_REF", disputed=False),
    _f("uprn", "UPRN", _CLUB, Holds.UPRN, "UPRN", hint="1 to 12 digits"),
    _f("name", "Name", _PUBLIC, Holds.TEXT, "NAME", Section.NAME, needed=True),
    _f("address", "Address", _PUBLIC, Holds.TEXT, "ADDRESS", Section.NAME),
    _f("street", "Street", _PUBLIC, Holds.TEXT, "STREET", Section.NAME),
    _f("post_town", "Post town", _PUBLIC, Holds.TEXT, "POST_TOWN", Section.NAME),
    _f("postcode", "Postcode", _PUBLIC, Holds.POSTCODE, "POSTCODE", Section.NAME),
    _f(
        "use_class",
        "Use",
        _CLUB,
        Holds.CODE,
        "USE_CLASS",
        Section.USE,
        codes_of=codes.UseClass,
        needed=True,
        follows=_USE,
    ),
    _f("use_class_imputed", "Use is a proposal", _CLUB, Holds.FLAG, "USE_IMPUTD", disputed=False),
    _f(
        "type_code",
        "Type",
        _CLUB,
        Holds.CODE,
        "TYPE_CODE",
        Section.USE,
        codes_of=codes.TypeCode,
        beside=("status",),
        follows=_USE | {"type_code_imputed", "protected_use"},
    ),
    _f("type_code_imputed", "Type is a proposal", _CLUB, Holds.FLAG, "TYPE_IMPTD", disputed=False),
    _f(
        "status",
        "Status",
        _CLUB,
        Holds.CODE,
        "STATUS",
        codes_of=codes.Status,
        needed=True,
        beside=("decision_ref",),
    ),
    _f(
        "decision_ref",
        "Owner's decision",
        _CLUB,
        Holds.TEXT,
        "DECISION",
        if_known=True,
        hint="its reference; a status of surplus needs it",
        beside=("status",),
    ),
    _f(
        "operational",
        "In operation",
        _CLUB,
        Holds.FLAG,
        "OPERATNL",
        Section.OPERATION,
        needed=True,
        follows=frozenset({"operational_imputed"}),
    ),
    _f(
        "operational_imputed",
        "In operation is a proposal",
        _CLUB,
        Holds.FLAG,
        "OPER_IMPTD",
        disputed=False,
    ),
    _f("public_access", "Open to the public", _PUBLIC, Holds.FLAG, "PUB_ACCESS", Section.OPERATION),
    _f(
        "opening_hours",
        "Opening hours",
        _PUBLIC,
        Holds.TEXT,
        "OPEN_HOURS",
        Section.SERVICE,
        if_known=True,
    ),
    _f("services", "Services", _PUBLIC, Holds.TEXT, "SERVICES", Section.SERVICE, if_known=True),
    _f(
        "gia_m2",
        "Gross internal area",
        _CLUB,
        Holds.SQUARE_METRES,
        "GIA_M2",
        Section.SIZE,
        beside=("nia_m2",),
    ),
    _f(
        "nia_m2",
        "Net internal area",
        _CLUB,
        Holds.SQUARE_METRES,
        "NIA_M2",
        Section.SIZE,
        beside=("gia_m2",),
    ),
    _f("site_area_m2", "Site", _CLUB, Holds.SQUARE_METRES, "SITE_M2", Section.SIZE, disputed=False),
    _f(
        "area_basis",
        "Measured as",
        _CLUB,
        Holds.CODE,
        "AREA_BASIS",
        Section.SIZE,
        codes_of=codes.AreaBasis,
        needed=True,
    ),
    _f(
        "condition",
        "Condition",
        _CLUB,
        Holds.CODE,
        "CONDITION",
        Section.STATE,
        codes_of=codes.Condition,
        hint="A good, B satisfactory, C poor, D bad",
    ),
    _f("backlog_gbp", "Maintenance backlog", _PARTIES, Holds.POUNDS, "BACKLOG", Section.STATE),
    _f(
        "energy_rating",
        "Energy rating",
        _CLUB,
        Holds.CODE,
        "DEC_RATE",
        Section.STATE,
        codes_of=codes.EnergyRating,
    ),
    _f(
        "year_built",
        "Year built",
        _CLUB,
        Holds.YEAR,
        "YEAR_BUILT",
        Section.STATE,
        if_known=True,
        hint="such as 1965",
    ),
    _f(
        "energy_certificate",
        "Energy rating is from",
        _CLUB,
        Holds.CODE,
        "EN_CERT",
        Section.ENERGY,
        codes_of=codes.EnergyCertificate,
        if_known=True,
        hint="which certificate the energy rating stands on",
    ),
    _f(
        "energy_rating_date",
        "Energy rating of",
        _CLUB,
        Holds.DAY,
        "EN_DATE",
        Section.ENERGY,
        if_known=True,
        hint="the day from which its certificate holds",
    ),
    _f(
        "further_epc_rating",
        "Further EPC",
        _CLUB,
        Holds.CODE,
        "FURTH_EPC",
        Section.ENERGY,
        codes_of=codes.EnergyRating,
        if_known=True,
        hint="where it has an energy performance certificate besides",
    ),
    _f(
        "further_epc_date",
        "Further EPC of",
        _CLUB,
        Holds.DAY,
        "FURTH_EPCD",
        Section.ENERGY,
        if_known=True,
    ),
    _f(
        "electricity_kwh",
        "Electricity",
        _CLUB,
        Holds.KILOWATT_HOURS,
        "ELEC_KWH",
        Section.ENERGY,
        if_known=True,
        hint="of the whole building; 0 for none",
    ),
    _f(
        "gas_kwh",
        "Gas",
        _CLUB,
        Holds.KILOWATT_HOURS,
        "GAS_KWH",
        Section.ENERGY,
        if_known=True,
        hint="of the whole building; 0 for none",
    ),
    _f(
        "other_fuel_kwh",
        "Other fuel",
        _CLUB,
        Holds.KILOWATT_HOURS,
        "FUEL_KWH",
        Section.ENERGY,
        if_known=True,
        hint="oil, LPG, wood or heat from outside",
        beside=("other_fuel",),
    ),
    _f(
        "other_fuel",
        "Which other fuel",
        _CLUB,
        Holds.CODE,
        "FUEL",
        Section.ENERGY,
        codes_of=codes.OtherFuel,
        if_known=True,
    ),
    _f(
        "energy_year",
        "Energy used in",
        _CLUB,
        Holds.FINANCIAL_YEAR,
        "ENERGY_YR",
        Section.ENERGY,
        if_known=True,
        hint="the financial year, such as 2024/25",
    ),
    _f(
        "energy_source",
        "Energy known from",
        _CLUB,
        Holds.TEXT,
        "EN_SOURCE",
        Section.ENERGY,
        if_known=True,
        hint="such as half-hourly meters or bills",
    ),
    _f(
        "energy_works_gbp",
        "Cost of energy works",
        _PARTIES,
        Holds.POUNDS,
        "EN_WORKS",
        Section.ENERGY,
        if_known=True,
        hint="what it would cost to bring it up to its energy standard",
    ),
    _f(
        "listed_grade",
        "Listed",
        _CLUB,
        Holds.CODE,
        "LISTED",
        Section.SITE,
        codes_of=codes.ListedGrade,
        if_known=True,
    ),
    _f(
        "conservation_area",
        "In a conservation area",
        _CLUB,
        Holds.FLAG,
        "CONS_AREA",
        Section.SITE,
        if_known=True,
    ),
    _f(
        "flood_zone",
        "Flood zone",
        _CLUB,
        Holds.CODE,
        "FLOOD_ZONE",
        Section.SITE,
        codes_of=codes.FloodZone,
        if_known=True,
        hint="as on the flood map for planning",
    ),
    _f(
        "step_free",
        "Step-free access",
        _CLUB,
        Holds.FLAG,
        "STEP_FREE",
        Section.SITE,
        hint="from the street to every floor that is used",
    ),
    _f(
        "parking_spaces",
        "Parking spaces",
        _CLUB,
        Holds.COUNT,
        "PARKING",
        Section.SITE,
        if_known=True,
        hint="on the site; 0 for none",
    ),
    _f("book_value_gbp", "Book value", _PARTIES, Holds.POUNDS, "BOOK_VAL", Section.VALUE),
    _f("book_value_date", "Day of the valuation", _PARTIES, Holds.DAY, "BV_DATE", Section.VALUE),
    _f(
        "value_basis",
        "Basis of the value",
        _PARTIES,
        Holds.CODE,
        "VAL_BASIS",
        Section.VALUE,
        codes_of=codes.ValueBasis,
    ),
    _f(
        "pfi",
        "PFI contract",
        _CLUB,
        Holds.FLAG,
        "PFI",
        Section.PFI,
        disputed=False,
        needed=True,
        beside=("tenure",),
    ),
    _f(
        "pfi_end_date",
        "PFI contract ends",
        _PARTIES,
        Holds.DAY,
        "PFI_END",
        Section.PFI,
        if_known=True,
    ),
    _f(
        "protected_use",
        "Protected use",
        _CLUB,
        Holds.CODE,
        "PROTECTED",
        codes_of=codes.ProtectedUse,
        disputed=False,
        if_known=True,
        beside=("type_code",),
    ),
    _f("reuse_offered", "Offered for re-use", _CLUB, Holds.FLAG, "REUSE_OFFR", needed=True),
    _f(
        "sensitivity",
        "Shown to",
        _CLUB,
        Holds.CODE,
        "SENSITIV",
        codes_of=codes.Sensitivity,
        disputed=False,
        hint="open: anybody, where the public may enter; club: members of the property club",
        needed=True,
    ),
    _f(
        "confidence",
        "Confidence",
        _CLUB,
        Holds.CODE,
        "CONFIDENCE",
        codes_of=codes.Confidence,
        disputed=False,
        hint="A measured, B estimated, C worked out, D unknown",
    ),
    _f(
        "note",
        "Note",
        _OWNER,
        Holds.PARAGRAPH,
        "NOTE",
        disputed=False,
        if_known=True,
        hint="for your organisation alone",
    ),
    _f(
        "as_of_date",
        "These facts are as of",
        _CLUB,
        Holds.DAY,
        "AS_OF",
        disputed=False,
        hint="The day of which the whole row is true. Rows of an earlier day will not replace it.",
    ),
    _f(
        "geom_quality",
        "Outline from",
        _CLUB,
        Holds.CODE,
        "GEOM_QUAL",
        codes_of=codes.GeometryQuality,
        disputed=False,
    ),
)
FIELD = {one.name: one for one in FIELDS}


def fields(*wanted: Section | str) -> list[PropertyField]:
    """Fields by name, and all those of a section, in the order in which they are asked for."""
    return [
        one
        for part in wanted
        for one in ([FIELD[part]] if isinstance(part, str) else FIELDS)
        if isinstance(part, str) or one.section is part
    ]


def names(wanted: Iterable[PropertyField] = FIELDS) -> list[str]:
    """The names of these fields of a property."""
    return [one.name for one in wanted]


def holding(*kinds: Holds) -> list[str]:
    """Names of the fields that hold such values."""
    return [one.name for one in FIELDS if one.holds in kinds]
