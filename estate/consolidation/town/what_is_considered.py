"""What a town's plan may consider, beside the register: unrated buildings, dates, new hubs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from estate.codes import TypeCode, UseClass
from estate.errors import BadQuestion

#: How many dates a step is offered: each building's one best, that and as soon as possible, or
#: besides these one a year.
ONE, TWO, YEARLY = "one", "two", "yearly"
DATES = (ONE, TWO, YEARLY)
#: So many dates a year apart where dates are yearly.
YEARS = 9


@dataclass(frozen=True)
class Hub:
    """A host that is no property of the register: a building that is not there yet, or a venue.

    Parameters
    ----------
    key : str
        Its name in the plan, unlike any property's id.
    name, holder : str
        Its name in print; code of the organisation that would hold it.
    capacity_m2 : Decimal
        Room, m² NIA.
    capital_gbp, running_gbp_pa : Decimal
        What it costs once, before management and optimism bias, paid on the eve of ``ready_on``;
        and each year from that day on, besides what each occupier adds.
    ready_on : date
        The first day on which anybody may be in it.
    easting, northing : float
        Where, EPSG:27700.
    until : date, optional
        The last day on which it is to be had; null where no end is known.
    is_venue : bool
        Whether it is there already, and no public property.
    use_class, type_code : UseClass, TypeCode
        What it is like as a host.
    """

    key: str
    name: str
    holder: str
    capacity_m2: Decimal
    capital_gbp: Decimal
    running_gbp_pa: Decimal
    ready_on: date
    easting: float
    northing: float
    until: date | None = None
    is_venue: bool = False
    use_class: UseClass = UseClass.PUBLIC_ACCESS
    type_code: TypeCode = TypeCode.HUB

    def __post_init__(self) -> None:
        """Refuse amounts that mean nothing."""
        if self.capacity_m2 <= 0 or min(self.capital_gbp, self.running_gbp_pa) < 0:
            raise BadQuestion(f"{self.name}: a hub has some room, and its costs are not below £0.")


@dataclass(frozen=True)
class Choice:
    """What may be considered. ``dates`` is one of ``DATES``; unrated buildings take part only
    where they are asked for."""

    include_unrated: bool = False
    dates: str = TWO
    hubs: tuple[Hub, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what there is not."""
        if self.dates not in DATES:
            raise BadQuestion(f"dates is one of {', '.join(DATES)}, not {self.dates[:40]!r}.")
        keys = [hub.key for hub in self.hubs]
        if len(set(keys)) < len(keys):
            raise BadQuestion("Two new hubs have one key.")


#: Rated buildings alone, as soon as possible or when leases can end, and nothing new.
AS_RATED = Choice()
