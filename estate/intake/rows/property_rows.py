"""A row of a property file becomes a ``PropertyRecord``, or issues say why not."""

from decimal import Decimal

from shapely.geometry.base import BaseGeometry

from estate import codes
from estate.codes import IssueCode, RatingScheme, Severity, Status
from estate.intake.cells import placeholders, values
from estate.intake.cells.classes import protected_use
from estate.intake.columns.conventions import ADDRESS_LINES, BACKLOG_PARTS
from estate.intake.rows.locations import locate, site_area_m2
from estate.intake.rows.plain_fields import PLAIN
from estate.intake.rows.property_classes import class_of, operational_of
from estate.intake.rows.row import MAX_AREA_M2, Row, parts_of
from estate.register.records import PropertyRecord, RatingRecord

_REASONS = frozenset(
    {
        "LEASE_EVENT",
        "SERVICE_CHANGE",
        "ADJOINING",
        "UNDERUSE",
        "MEASURED_UNDERUSE",
        "CONDITION",
        "ENERGY",
        "SCHOOL_ZONED_HOST",
        "PROTECTED_USE",
        "OTHER",
    }
)
HUNDREDTH_OF_M2_IN_HA = Decimal("0.000001")
#: From so many recognised columns on, a row of which one cell is filled is no property.
_TABLE = 3
_LET = frozenset({"let", "ground", "lease", "licence"})
_OWNED = frozenset({codes.Tenure.FREEHOLD, codes.Tenure.LONG_LEASEHOLD})


def property_record(
    row: Row, shape: BaseGeometry | None, epsg: int | None
) -> PropertyRecord | None:
    """The record of one row, or None when it is refused."""
    if is_of_another(row):
        return None
    local_ref = row.reference("local_ref")
    if local_ref is None and not row.issues:
        row.say(
            IssueCode.MISSING_REFERENCE,
            Severity.ERROR,
            "local_ref",
            "The row has no local reference, so it could not be found again.",
        )
    if local_ref is None or not _is_property(row, shape):
        return None
    if row.flag("domestic"):
        row.say(
            IssueCode.DOMESTIC, Severity.ERROR, "domestic", "Homes are not part of this register."
        )
        return None
    location = locate(row, shape, epsg)
    name = _name(row, local_ref)
    tenure = row.code("tenure", codes.Tenure)
    status, decision = _status(row, tenure)
    use_class, imputed, type_code, type_imputed = class_of(row, status, name)
    operational, operational_imputed = operational_of(row, use_class)
    gia, nia = row.area("gia_m2"), row.area("nia_m2")
    # A word that is not known shows the property to nobody else until somebody says what it means.
    said = row.code("sensitivity", codes.Sensitivity, otherwise=codes.Sensitivity.OWNER_ONLY)
    plain = {name: one.of_row(row) for name, one in PLAIN.items()}
    record = PropertyRecord(
        row_number=row.number,
        local_ref=local_ref,
        name=name,
        address=_address(row),
        street=_street(row),
        location=location,
        site_area_m2=site_area_m2(
            location, row.decimal("site_area_ha", high=MAX_AREA_M2, places=HUNDREDTH_OF_M2_IN_HA)
        ),
        gia_m2=gia,
        nia_m2=nia,
        area_basis=row.code("area_basis", codes.AreaBasis) or basis(gia, nia),
        use_class=use_class,
        use_class_imputed=imputed,
        type_code=type_code,
        type_code_imputed=type_imputed,
        operational=operational,
        operational_imputed=operational_imputed,
        sensitivity=said or codes.Sensitivity.OPEN,
        sensitivity_said=said,
        protected_use=row.code("protected_use", codes.ProtectedUse) or protected_use(type_code),
        pfi=row.flag("pfi") or tenure is codes.Tenure.PFI,
        status=status,
        decision_ref=decision,
        reuse_offered=row.flag("reuse_offered") or False,
        backlog_gbp=_backlog(row),
        tenure=tenure,
        ratings=_ratings(row, decision),
        **plain,
    )
    return None if row.refused else record


def _is_property(row: Row, shape: BaseGeometry | None) -> bool:
    """Sums and remarks below a table stand in its first column as references do."""
    if values.is_sum(row.cells["local_ref"]):
        row.say(
            IssueCode.MISSING_REFERENCE,
            Severity.ERROR,
            "local_ref",
            "The row is the sum of others, not a property; delete it.",
        )
        return False
    others = any(row.has(field) for field in row.cells if field != "local_ref")
    if len(row.cells) < _TABLE or others or shape is not None:
        return True
    row.say(
        IssueCode.MISSING_REFERENCE,
        Severity.ERROR,
        "local_ref",
        "Nothing but the reference is filled, as in a remark below the table: delete the row, "
        "or fill in what is known of the property.",
    )
    return False


def is_of_another(row: Row) -> bool:
    """Whether the row says that another organisation of the register reports it, as in a file
    taken home from here that holds the properties of several."""
    name = row.text("reported_by")
    own = row.context.organisation
    code = None if name is None else row.context.party(name).code
    if code is None or code == own:
        return False
    row.say(
        IssueCode.OTHER_ORGANISATION,
        Severity.ERROR,
        "reported_by",
        f"The row is another organisation's property, not one of {own}; it comes in with that "
        "organisation's own file.",
    )
    return True


def reason_codes(row: Row, field: str) -> tuple[str, ...]:
    """Reason codes, ';' between; unknown words become OTHER with a note."""
    given = parts_of(row, field, ";")
    found = [part.upper().replace(" ", "_") for part in given]
    for part, code in zip(given, found, strict=True):
        if code not in _REASONS:
            row.say(
                IssueCode.UNKNOWN_CODE,
                Severity.NOTE,
                field,
                f"“{part}” is not a known reason; recorded as OTHER.",
                part,
            )
    return tuple(sorted({code if code in _REASONS else "OTHER" for code in found}))


def judged(row: Row, field: str, scheme: RatingScheme, evidence: str | None) -> codes.Rating | None:
    """The rating; a green availability without a decision becomes amber, and is said so."""
    rating = row.code(field, codes.Rating)
    if rating is codes.Rating.GREEN and scheme is RatingScheme.AVAILABILITY and not evidence:
        row.say(
            IssueCode.GREEN_WITHOUT_DECISION,
            Severity.WARNING,
            field,
            "Green needs the reference of the owner's decision; recorded as amber.",
        )
        return codes.Rating.AMBER
    return rating


def scheme_of(row: Row) -> RatingScheme | None:
    """Which question the rating answers: the row's word, else the caller's; never guessed."""
    scheme = row.code("rating_scheme", RatingScheme) or row.context.rating_scheme
    if scheme is None:
        row.say(
            IssueCode.RATING_WITHOUT_SCHEME,
            Severity.WARNING,
            "rating",
            "The rating does not say its scheme (availability or sharing); it was left out.",
        )
    return scheme


def _ratings(row: Row, decision: str | None) -> tuple[RatingRecord, ...]:
    if not row.has("rating"):
        return ()
    scheme = scheme_of(row)
    if scheme is None:
        return ()
    evidence = decision if scheme is RatingScheme.AVAILABILITY else None
    rating = judged(row, "rating", scheme, evidence)
    if rating is None:
        return ()
    record = RatingRecord(
        row_number=row.number,
        scheme=scheme,
        rating=rating,
        reason_codes=reason_codes(row, "rating_reason"),
        evidence_ref=evidence,
        assessed_on=row.day("rating_date"),
    )
    return (record,)


def _name(row: Row, local_ref: str) -> str:
    name = row.text("name", 300)
    if name is not None and not placeholders.is_no_name(name):
        return name
    street = _street(row) or row.text("address", 300)
    row.say(
        IssueCode.MISSING_NAME,
        Severity.NOTE if street else Severity.WARNING,
        "name",
        "The row has no name; its street is shown instead."
        if street
        else "The row has no name; its reference is shown instead.",
    )
    return street or local_ref


def _street(row: Row) -> str | None:
    parts = [row.text("street_number", 50), row.text("street", 300)]
    return " ".join(part for part in parts if part) or None


def _address(row: Row) -> str | None:
    return address_of(row.text("address"), _street(row), *address_lines(row))


def address_lines(row: Row) -> list[str | None]:
    """The lines of an address that the file has columns for; the street stands for a first one."""
    lines = [row.text(line, 300) for line in ADDRESS_LINES if line in row.cells]
    return [_street(row), *lines] if lines and ADDRESS_LINES[0] not in row.cells else lines


def address_of(whole: str | None, street: str | None, *lines: str | None) -> str | None:
    """The address: as given whole, else its lines in their order; the street alone is none."""
    parts = list(dict.fromkeys(line for line in lines if line))
    return whole or (None if parts in ([], [street]) else ", ".join(parts))


def _backlog(row: Row) -> Decimal | None:
    return backlog_of(row.decimal("backlog_gbp"), *(row.decimal(part) for part in BACKLOG_PARTS))


def backlog_of(whole: Decimal | None, *parts: Decimal | None) -> Decimal | None:
    """The backlog in pounds: as given whole, else the sum of what is given by risk."""
    given = [part for part in parts if part is not None]
    return whole if whole is not None or not given else sum(given, Decimal(0))


def _status(row: Row, tenure: codes.Tenure | None) -> tuple[Status, str | None]:
    """State of use; declared surplus only with the owner's decision."""
    decision = row.text("decision_ref", 300)
    status = row.code("status", Status)
    if status is None:
        status = _status_by_code(row, tenure)
    if status is Status.DECLARED_SURPLUS and decision is None:
        field = "status" if row.has("status") else "purpose"
        row.say(
            IssueCode.SURPLUS_WITHOUT_DECISION,
            Severity.WARNING,
            field,
            "Surplus needs the reference of the owner's decision; recorded as vacant.",
        )
        return Status.VACANT, None
    return status, decision


def _status_by_code(row: Row, tenure: codes.Tenure | None) -> Status:
    """State of use by the Transparency Code's tenure detail and purpose."""
    if "surplus" in (row.text("purpose") or "").casefold():
        return Status.DECLARED_SURPLUS
    details = _details(row)
    if "vacant" in details:
        return Status.VACANT if len(details) == 1 else Status.PART_VACANT
    wholly_let = bool(details) and details <= _LET and tenure in _OWNED
    return Status.LET_OUT if wholly_let or details == {"let"} else Status.IN_USE


def _details(row: Row) -> set[str]:
    """Tenure details; "/" separates several of them."""
    words = row.context.values.get("tenure_detail", {})
    found = set()
    for part in parts_of(row, "tenure_detail", "/"):
        meant = values.word(part, "tenure_detail", words)
        if meant is None:
            row.say(
                IssueCode.UNKNOWN_CODE,
                Severity.NOTE,
                "tenure_detail",
                f"“{part}” is not a tenure detail of the Code; it was not used.",
                part,
            )
        else:
            found.add(meant)
    return found


def basis(gia: object, nia: object) -> codes.AreaBasis:
    """The measure that the area given is of."""
    if gia is not None:
        return codes.AreaBasis.GIA
    return codes.AreaBasis.NIA if nia is not None else codes.AreaBasis.UNKNOWN
