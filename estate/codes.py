"""Every code list of the register, once.

Each list is a ``StrEnum``: the value is what the database stores, files carry and the API
shows; ``LABELS`` holds the words a reader sees. Uses, users, services and ratings are those of
Worcestershire Total Place (2010), pp. 13 f. and appendix 4, pp. 49 f. (docs/methods/sources.md).
"""

from enum import StrEnum


class Tenure(StrEnum):
    """How an organisation holds a property."""

    FREEHOLD = "freehold"
    LONG_LEASEHOLD = "long_leasehold"
    LEASEHOLD = "leasehold"
    LICENCE = "licence"
    TENANCY_AT_WILL = "tenancy_at_will"
    HOLDING_OVER = "holding_over"
    PFI = "pfi"
    UNREGISTERED_UNKNOWN = "unregistered_unknown"


#: Tenures under which an end is to be expected (``maps/static/filters.js`` has the same).
RENTED = frozenset(
    {
        Tenure.LEASEHOLD,
        Tenure.LONG_LEASEHOLD,
        Tenure.LICENCE,
        Tenure.TENANCY_AT_WILL,
        Tenure.HOLDING_OVER,
    }
)


class InterestRole(StrEnum):
    """What an interest in a property makes of its holder."""

    OWNER = "owner"
    LEASEHOLDER = "leaseholder"
    LANDLORD = "landlord"
    MANAGER = "manager"
    OTHER = "other"


class UseClass(StrEnum):
    """The four classes that the county agreed in 2010, non-operational, and honest ignorance."""

    SPECIALIST = "specialist"
    OFFICE_ADMIN = "office_admin"
    PUBLIC_ACCESS = "public_access"
    WAREHOUSE_DEPOT = "warehouse_depot"
    NON_OPERATIONAL = "non_operational"
    UNCLASSIFIED = "unclassified"


class TypeCode(StrEnum):
    """What kind of place it is; finer than the use class."""

    SCHOOL_PRIMARY = "school_primary"
    SCHOOL_MIDDLE = "school_middle"
    SCHOOL_SECONDARY = "school_secondary"
    SCHOOL_SPECIAL = "school_special"
    NURSERY = "nursery"
    SCHOOL = "school"  # of which kind is not said
    OFFICE = "office"
    LIBRARY = "library"
    HUB = "hub"
    CHILDRENS_CENTRE = "childrens_centre"
    YOUTH_CENTRE = "youth_centre"
    DAY_CENTRE = "day_centre"
    REGISTRAR = "registrar"
    SOCIAL_CARE_RESOURCE = "social_care_resource"
    CARE_HOME = "care_home"
    HIGHWAY_DEPOT = "highway_depot"
    RECYCLING_CENTRE = "recycling_centre"
    RECORDS_STORE = "records_store"
    OUTDOOR_EDUCATION = "outdoor_education"
    DEPOT = "depot"
    LEISURE_CENTRE = "leisure_centre"
    COMMUNITY_HALL = "community_hall"
    CUSTOMER_CENTRE = "customer_centre"
    MUSEUM = "museum"
    HEALTH_CENTRE = "health_centre"
    MENTAL_HEALTH_CENTRE = "mental_health_centre"
    AMBULANCE_STATION = "ambulance_station"
    POLICE_STATION = "police_station"
    POLICE_OFFICE = "police_office"
    FIRE_STATION = "fire_station"
    PROBATION_OFFICE = "probation_office"
    COURT_OFFICE = "court_office"
    JOBCENTRE = "jobcentre"
    TAX_OFFICE = "tax_office"
    UNIVERSITY_BUILDING = "university_building"
    FE_OUTREACH = "fe_outreach"
    PARISH_HALL = "parish_hall"
    POST_OFFICE = "post_office"
    DELIVERY_OFFICE = "delivery_office"
    ENVIRONMENT_DEPOT = "environment_depot"
    ACUTE_HOSPITAL = "acute_hospital"
    COMMUNITY_HOSPITAL = "community_hospital"
    HOSPITAL = "hospital"  # of which kind is not said
    MENTAL_HEALTH_INPATIENT = "mental_health_inpatient"
    UNIVERSITY_CAMPUS = "university_campus"
    FE_COLLEGE = "fe_college"
    PRISON = "prison"
    COURT = "court"
    CREMATORIUM = "crematorium"
    HEADQUARTERS = "headquarters"
    CUSTODY_SUITE = "custody_suite"
    LAND = "land"
    INDUSTRIAL_UNIT = "industrial_unit"
    LET_PROPERTY = "let_property"
    VACANT_PROPERTY = "vacant_property"
    CAR_PARK = "car_park"
    OPEN_SPACE = "open_space"
    PUBLIC_CONVENIENCE = "public_convenience"
    GARAGE = "garage"
    OTHER = "other"


SCHOOL_TYPES = frozenset(
    {
        TypeCode.SCHOOL_PRIMARY,
        TypeCode.SCHOOL_MIDDLE,
        TypeCode.SCHOOL_SECONDARY,
        TypeCode.SCHOOL_SPECIAL,
        TypeCode.NURSERY,
        TypeCode.SCHOOL,
    }
)

#: Kept out of the extrapolation base beside schools: specialist campuses.
CAMPUS_TYPES = frozenset(
    {
        TypeCode.ACUTE_HOSPITAL,
        TypeCode.COMMUNITY_HOSPITAL,
        TypeCode.HOSPITAL,
        TypeCode.MENTAL_HEALTH_INPATIENT,
        TypeCode.UNIVERSITY_CAMPUS,
        TypeCode.FE_COLLEGE,
        TypeCode.PRISON,
        TypeCode.COURT,
        TypeCode.CREMATORIUM,
        TypeCode.HEADQUARTERS,
        TypeCode.CUSTODY_SUITE,
    }
)


class ProtectedUse(StrEnum):
    """Uses that exclude a property from every candidate, both ways."""

    CREMATORIUM = "crematorium"
    CUSTODY = "custody"
    PRISON = "prison"
    MORTUARY = "mortuary"
    REFUGE = "refuge"
    ACUTE_THEATRE = "acute_theatre"


class UserFunction(StrEnum):
    """What the occupier does there."""

    FRONT_OFFICE = "front_office"
    BACK_OFFICE = "back_office"
    DEPOT = "depot"
    SPECIALIST = "specialist"
    TOUCHDOWN = "touchdown"
    STORAGE = "storage"
    TRAINING = "training"
    MIXED = "mixed"


class ServiceFunction(StrEnum):
    """Which service the occupation gives."""

    REVS_BENS = "revs_bens"
    PLANNING_BC = "planning_bc"
    ECON_DEV = "econ_dev"
    TOURISM = "tourism"
    PUBLIC_HEALTH = "public_health"
    SOCIAL_CARE = "social_care"
    VEHICLE_WORKSHOP = "vehicle_workshop"
    ICT = "ict"
    CUSTOMER_CONTACT = "customer_contact"
    POLICING_NEIGHBOURHOOD = "policing_neighbourhood"
    POLICING_RESPONSE = "policing_response"
    PROBATION = "probation"
    EMPLOYMENT = "employment"
    REGISTRATION = "registration"
    LIBRARY = "library"
    YOUTH = "youth"
    CHILDREN_CENTRE = "children_centre"
    HEALTH_CLINIC = "health_clinic"
    MENTAL_HEALTH = "mental_health"
    AMBULANCE = "ambulance"
    FIRE = "fire"
    COURTS = "courts"
    EDUCATION = "education"
    LEISURE = "leisure"
    WASTE = "waste"
    HIGHWAYS = "highways"
    ARCHIVE = "archive"
    POSTAL_COUNTER = "postal_counter"
    CORPORATE = "corporate"
    OTHER = "other"


class LeaseEventKind(StrEnum):
    """Dated events of a lease."""

    EXPIRY = "expiry"
    TENANT_BREAK = "tenant_break"
    LANDLORD_BREAK = "landlord_break"
    RENT_REVIEW = "rent_review"
    NOTICE_DEADLINE = "notice_deadline"
    RENEWAL_OPTION = "renewal_option"
    HOLDING_OVER_SINCE = "holding_over_since"


class CostKind(StrEnum):
    """Lines of premises cost."""

    RENT = "rent"
    SERVICE_CHARGE = "service_charge"
    BUSINESS_RATES = "business_rates"
    INSURANCE = "insurance"
    ENERGY = "energy"
    WATER = "water"
    CLEANING = "cleaning"
    FM_HARD = "fm_hard"
    FM_SOFT = "fm_soft"
    MAINTENANCE_PLANNED = "maintenance_planned"
    MAINTENANCE_REACTIVE = "maintenance_reactive"
    SECURITY = "security"
    ICT_PREMISES = "ict_premises"
    CAPITAL_CHARGE = "capital_charge"
    PFI_UNITARY = "pfi_unitary"
    OTHER = "other"


#: Notice of a break, months, where none is stated.
BREAK_NOTICE_MONTHS = 6
#: Due under a lease or contract until it ends, whether the building is used or not.
DUE_UNDER_CONTRACT = frozenset({CostKind.RENT, CostKind.SERVICE_CHARGE, CostKind.PFI_UNITARY})


class TransferClass(StrEnum):
    """To whom a cost goes; drives the money lenses of a business case."""

    EXTERNAL = "external"
    INTER_PARTNER = "inter_partner"
    TAX = "tax"


class RatingScheme(StrEnum):
    """The two RAG questions, never mixed (docs/methods/ratings.md)."""

    SHARING = "sharing"
    AVAILABILITY = "availability"


class Rating(StrEnum):
    """Red, amber or green; a property without one is *unrated*."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class RatingBasis(StrEnum):
    """Who judged: human outranks imported outranks suggested."""

    HUMAN = "human"
    IMPORTED = "imported"
    SUGGESTED = "suggested"


class RatingReason(StrEnum):
    """Why a property is rated as it is; any other reason stands in the note."""

    LEASE_EVENT = "LEASE_EVENT"
    SERVICE_CHANGE = "SERVICE_CHANGE"
    ADJOINING = "ADJOINING"
    ADJOINING_REDEVELOPMENT = "ADJOINING_REDEVELOPMENT"
    UNDERUSE = "UNDERUSE"
    MEASURED_UNDERUSE = "MEASURED_UNDERUSE"
    CONDITION = "CONDITION"
    ENERGY = "ENERGY"
    SCHOOL_ZONED_HOST = "SCHOOL_ZONED_HOST"
    PROTECTED_USE = "PROTECTED_USE"
    OTHER = "OTHER"


class GeometryQuality(StrEnum):
    """Where the outline comes from; ``point`` has none and stays out of land assembly."""

    SURVEYED = "surveyed"
    TITLE_EXTENT = "title_extent"
    FOOTPRINT = "footprint"
    DIGITISED = "digitised"
    POINT_BUFFER = "point_buffer"
    POINT = "point"


class AreaBasis(StrEnum):
    """On what basis a floor area was measured."""

    NIA = "NIA"
    GIA = "GIA"
    GEA = "GEA"
    IPMS3 = "IPMS3"
    UNKNOWN = "unknown"


class Sensitivity(StrEnum):
    """How far a property's very presence may be shown."""

    OPEN = "open"
    CLUB = "club"
    OWNER_ONLY = "owner_only"
    HIDDEN = "hidden"


class Status(StrEnum):
    """State of use. ``declared_surplus`` needs the owner's decision reference; what is
    ``in_redevelopment`` is being built anew, so that nobody moves in or out."""

    IN_USE = "in_use"
    PART_VACANT = "part_vacant"
    VACANT = "vacant"
    DECLARED_SURPLUS = "declared_surplus"
    IN_REDEVELOPMENT = "in_redevelopment"
    LET_OUT = "let_out"
    DISPOSED = "disposed"


class ListedGrade(StrEnum):
    """Listed buildings of England by grade; ``listed`` where the grade is not stated."""

    NOT_LISTED = "not_listed"
    LOCALLY_LISTED = "locally_listed"
    GRADE_II = "grade_ii"
    GRADE_II_STAR = "grade_ii_star"
    GRADE_I = "grade_i"
    LISTED = "listed"


class FloodZone(StrEnum):
    """The Environment Agency's zones; ``zone_3`` where a and b are not told apart."""

    ZONE_1 = "zone_1"
    ZONE_2 = "zone_2"
    ZONE_3 = "zone_3"
    ZONE_3A = "zone_3a"
    ZONE_3B = "zone_3b"


class VenueKind(StrEnum):
    """What a venue is that is no public property."""

    SHOP = "shop"
    SUPERMARKET = "supermarket"
    CHURCH_HALL = "church_hall"
    VILLAGE_HALL = "village_hall"
    CLUB_HOUSE = "club_house"
    OFFICE = "office"
    OTHER = "other"


class ValueBasis(StrEnum):
    """Basis of a book value."""

    EUV = "EUV"
    DRC = "DRC"
    FV = "FV"
    HISTORIC = "historic"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """A measured, B body's estimate, C imputed, D unknown."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Condition(StrEnum):
    """A good, B satisfactory, C poor, D bad."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class EnergyRating(StrEnum):
    """Display energy certificate or EPC grade."""

    A_PLUS = "A+"
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
    G = "G"


class EnergyCertificate(StrEnum):
    """Which certificate an energy rating stands on."""

    DEC = "dec"
    EPC = "epc"


class OtherFuel(StrEnum):
    """What a building is heated with besides electricity and gas."""

    BURNING_OIL = "burning_oil"
    GAS_OIL = "gas_oil"
    LPG = "lpg"
    WOOD_PELLETS = "wood_pellets"
    DISTRICT_HEAT = "district_heat"


class OrganisationKind(StrEnum):
    """What sort of public body it is."""

    COUNTY = "county"
    DISTRICT = "district"
    UNITARY = "unitary"
    METROPOLITAN = "metropolitan"
    LONDON_BOROUGH = "london_borough"
    COMBINED_AUTHORITY = "combined_authority"
    JOINT_AUTHORITY = "joint_authority"  # waste, transport, civil protection
    NATIONAL_PARK = "national_park"
    DRAINAGE = "drainage"
    PARISH = "parish"
    HEALTH = "health"
    NHS_TRUST = "nhs_trust"
    ICB = "icb"
    AMBULANCE = "ambulance"
    POLICE = "police"
    FIRE = "fire"
    PROBATION = "probation"
    COURTS = "courts"
    PRISONS = "prisons"
    EMPLOYMENT = "employment"
    TAX = "tax"
    UNIVERSITY = "university"
    COLLEGE = "college"
    ACADEMY_TRUST = "academy_trust"
    CENTRAL_GOVERNMENT = "central_government"
    DEFENCE = "defence"
    HOUSING_ASSOCIATION = "housing_association"
    POSTAL = "postal"
    HIGHWAYS = "highways"
    HERITAGE = "heritage"
    ENVIRONMENT = "environment"
    OTHER = "other"


class AreaKind(StrEnum):
    """Overlays of the county."""

    TOWN = "town"
    DISTRICT = "district"
    NEED_AREA = "need_area"
    BOUNDARY = "boundary"
    OTHER = "other"


class PublishedKind(StrEnum):
    """What a published file brings."""

    OUTLINES = "outlines"
    LOOKUP = "lookup"
    FIGURES = "figures"
    POSTCODES = "postcodes"
    SPENDING = "spending"
    STOPS = "stops"
    NAMES = "names"


class PlaceNameKind(StrEnum):
    """What a published name is the name of."""

    PLACE = "place"
    STREET = "street"
    STATION = "station"


class Weekday(StrEnum):
    """Days of the week, as a mobile service has them."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class AreaMeasure(StrEnum):
    """What published files tell of a small area."""

    POPULATION = "population"
    HOUSEHOLDS = "households"
    UNDER_16 = "under_16"
    AGED_65_UP = "aged_65_up"
    DISABLED = "disabled"
    IMD_DECILE = "imd_decile"
    IMD_RANK = "imd_rank"
    IMD_SCORE = "imd_score"
    CONNECTIVITY_SCORE = "connectivity_score"
    EASTING = "easting"
    NORTHING = "northing"


class CandidateKind(StrEnum):
    """Patterns of sharing."""

    OFFICE_OFFICE = "office_office"
    ACCESS_ACCESS = "access_access"
    OFFICE_ACCESS = "office_access"
    DEPOT_DEPOT = "depot_depot"
    HOST_SCHOOL = "host_school"
    HOST_LIBRARY_COUNTER = "host_library_counter"
    TOUCHDOWN = "touchdown"


class RecordKind(StrEnum):
    """The five kinds of record that files bring."""

    PROPERTY = "property"
    LEASE = "lease"
    OCCUPATION = "occupation"
    COST = "cost"
    RATING = "rating"


class Origin(StrEnum):
    """How an import came in."""

    FILE = "file"
    BY_HAND = "by_hand"  # one row, typed by a person, who says why


class RowOutcome(StrEnum):
    """How a row of an imported file ended."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LINKED = "linked"  # an interest in a property that another organisation reports
    PART = "part"  # a further shape or element of a property that an earlier row of the file is
    REFUSED = "refused"


class PlanState(StrEnum):
    """What became of an import plan that waits for a person's word."""

    WAITING = "waiting"
    COMMITTED = "committed"
    DISCARDED = "discarded"


class JobTask(StrEnum):
    """What a job does: read an uploaded file into a plan, commit that plan, or take an import
    back."""

    READ = "read"
    COMMIT = "commit"
    REVERT = "revert"


class JobState(StrEnum):
    """How far a job is: it waits, works (what it does), or has ended with a plan, an import, a
    sentence that says why not, or because somebody cancelled it."""

    RECEIVED = "received"
    READING = "reading"
    COMPARING = "comparing"
    COMMITTING = "committing"
    REVERTING = "reverting"
    READY = "ready"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ProposalState(StrEnum):
    """A merge or a match of references is proposed; a person accepts, declines or undoes it."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    UNDONE = "undone"


class CorrectionState(StrEnum):
    """A partner's correction of somebody's figure, answered by its owner."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class RequestState(StrEnum):
    """How a request for what is missing stands; answered is what its rows say, not a person."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


#: How a remark begins that speaks of many rows at once (``intake.gathering`` writes them).
MANY_ROWS = "^([0-9,]+) rows: "


class Severity(StrEnum):
    """An error refuses the row; a warning loads it with a remark; a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class IssueCode(StrEnum):
    """What can be said of one row of an imported file."""

    MISSING_REFERENCE = "MISSING_REFERENCE"
    DUPLICATE_REFERENCE = "DUPLICATE_REFERENCE"
    MISSING_NAME = "MISSING_NAME"
    UNKNOWN_CODE = "UNKNOWN_CODE"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NOT_A_DATE = "NOT_A_DATE"
    BAD_UPRN = "BAD_UPRN"
    BAD_POSTCODE = "BAD_POSTCODE"
    LIKELY_WGS84 = "LIKELY_WGS84"
    AXES_SWAPPED = "AXES_SWAPPED"
    OUTSIDE_AREA = "OUTSIDE_AREA"
    NO_LOCATION = "NO_LOCATION"
    BAD_GEOMETRY = "BAD_GEOMETRY"
    GEOMETRY_REPAIRED = "GEOMETRY_REPAIRED"
    GEOMETRY_AREA_CHANGED = "GEOMETRY_AREA_CHANGED"
    DOMESTIC = "DOMESTIC"
    GREEN_WITHOUT_DECISION = "GREEN_WITHOUT_DECISION"
    SURPLUS_WITHOUT_DECISION = "SURPLUS_WITHOUT_DECISION"
    RATING_WITHOUT_SCHEME = "RATING_WITHOUT_SCHEME"
    UNKNOWN_PROPERTY = "UNKNOWN_PROPERTY"
    AMBIGUOUS_PROPERTY = "AMBIGUOUS_PROPERTY"
    UNKNOWN_ORGANISATION = "UNKNOWN_ORGANISATION"
    DATES_OUT_OF_ORDER = "DATES_OUT_OF_ORDER"
    OLDER_THAN_REGISTER = "OLDER_THAN_REGISTER"
    POSSIBLE_DUPLICATE = "POSSIBLE_DUPLICATE"
    FAR_FROM_POSTCODE = "FAR_FROM_POSTCODE"
    SHARED_POINT = "SHARED_POINT"
    SHARED_UPRN = "SHARED_UPRN"
    CORRECTION_KEPT = "CORRECTION_KEPT"
    CORRECTION_REPLACED = "CORRECTION_REPLACED"
    CLASS_IMPUTED = "CLASS_IMPUTED"
    TEXT_TOO_LONG = "TEXT_TOO_LONG"
    DATE_IN_FUTURE = "DATE_IN_FUTURE"
    OTHER_ORGANISATION = "OTHER_ORGANISATION"
    PROTECTED_PLACE = "PROTECTED_PLACE"


class Role(StrEnum):
    """What a bearer token may do; sign-in and the full roles come later."""

    MEMBER = "member"
    IMPORTER = "importer"
    EDITOR = "editor"
    CRITIC = "critic"
    ADMINISTRATOR = "administrator"


class AuditAction(StrEnum):
    """What a line of the record says was done."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    READ = "read"
    REFUSED = "refused"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"


def label(code: StrEnum | str) -> str:
    """Words for a code: ``office_admin`` → ``Office admin``; exceptions are in ``LABELS``."""
    text = str(code)
    return LABELS.get(text, text.replace("_", " ").capitalize())


LABELS: dict[str, str] = {
    "act_notice_from": "1954 Act: notice to end or renew may be served",
    "act_notice_until": "1954 Act: last day for notice that ends it at expiry",
    "office_admin": "Office (administration)",
    "public_access": "Public access point",
    "warehouse_depot": "Warehouse or depot",
    "non_operational": "Non-operational",
    "pfi": "PFI",
    "metropolitan": "Metropolitan borough",
    "parish": "Parish or town council",
    "london_borough": "London borough",
    "dec": "Display energy certificate",
    "epc": "Energy performance certificate",
    "lpg": "LPG",
    "icb": "Integrated care board",
    "nhs_trust": "NHS trust",
    "drainage": "Internal drainage board",
    "unregistered_unknown": "Unregistered or unknown",
    "long_leasehold": "Long leasehold",
    "fe_outreach": "FE outreach centre",
    "fe_college": "FE college",
    "jobcentre": "Jobcentre",
    "childrens_centre": "Children's centre",
    "fm_hard": "Hard FM",
    "fm_soft": "Soft FM",
    "ict": "ICT",
    "stops": "Stops of mobile services",
    "names": "Names of places and streets",
    "ict_premises": "Premises ICT",
    "revs_bens": "Revenues and benefits",
    "planning_bc": "Planning and building control",
    "econ_dev": "Economic development",
    "office_office": "Office with office",
    "access_access": "Access point with access point",
    "office_access": "Office with access point",
    "depot_depot": "Depot with depot",
    "host_school": "Into a school",
    "host_library_counter": "A counter in a library",
    "touchdown": "Touch-down",
    "lease_event": "A lease can end soon",
    "service_change": "The service will change",
    "adjoining": "Next to land that its owner has declared surplus",
    "grade_i": "Grade I",
    "grade_ii": "Grade II",
    "grade_ii_star": "Grade II*",
    "listed": "Listed, grade not stated",
    "under_16": "Aged under 16",
    "aged_65_up": "Aged 65 and over",
    "disabled": "Disabled under the Equality Act 2010",
    "imd_decile": "Decile of the Index of Multiple Deprivation",
    "imd_rank": "Rank of the Index of Multiple Deprivation",
    "imd_score": "Score of the Index of Multiple Deprivation",
    "connectivity_score": "Connectivity score of the Department for Transport",
    "adjoining_redevelopment": "Next to a site in redevelopment",
    "underuse": "Under-used",
    "school_zoned_host": "School with space that can be kept separate",
}

#: No site has more; a larger number is a slip.
MOST_PARKING_SPACES = 20_000

#: Club members see a property's annual cost as one of these bands (£ a year, lower bounds);
#: the second figure stands for the band where a calculation at club level needs one value.
COST_BANDS: tuple[tuple[int, int, str], ...] = (
    (0, 2_500, "under £5k"),
    (5_000, 7_500, "£5k–£10k"),
    (10_000, 17_500, "£10k–£25k"),
    (25_000, 37_500, "£25k–£50k"),
    (50_000, 75_000, "£50k–£100k"),
    (100_000, 175_000, "£100k–£250k"),
    (250_000, 375_000, "£250k–£500k"),
    (500_000, 750_000, "£500k–£1m"),
    (1_000_000, 1_500_000, "£1m and over"),
)


def cost_band_ends(band: int) -> tuple[int, int | None]:
    """The ends of a band, £ a year; None at the end of the highest, which has none."""
    following = COST_BANDS[band + 1 : band + 2]
    return COST_BANDS[band][0], following[0][0] if following else None


DISCLAIMER = (
    "Ratings are judgements about potential for discussion. No plan to change or dispose of "
    "any property is implied; any proposal would need the owning body's own decision process "
    "and consultation."
)
#: How every explanation ends that stands by itself, in a file or an answer; a page says it once.
UNDECIDED = "This is for discussion; no decision has been taken."
