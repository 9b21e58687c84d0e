"""What is sent about venues; what is answered stands in ``estate.answers.club.venues``."""

from typing import Annotated

from pydantic import Field

from api.http.bodies import Sent
from api.http.text_types import Day, Line, Words
from estate.codes import VenueKind


class VenueSaid(Sent):
    """A venue: what it is, where, how much of it is on offer, and by what source."""

    name: Words
    kind: VenueKind
    address: Words | None = Field(default=None, description="or easting and northing, or both")
    easting: float | None = Field(
        default=None, ge=0, le=700_000, description="m, British National Grid"
    )
    northing: float | None = Field(default=None, ge=0, le=1_300_000, description="likewise")
    nia_m2: float = Field(ge=1, le=1_000_000, description="net internal area on offer, m²")
    available_from: Day
    available_until: Day | None = None
    charge_gbp_pa: float | None = Field(
        default=None, ge=0, le=100_000_000, description="£ a year, if known"
    )
    source: Words = Field(description="who says so: a letter, an agent's particulars, a visit")


class VenueOffered(VenueSaid):
    """The same, and which body offers it."""

    organisation: Annotated[Line, Field(max_length=20)] | None = Field(
        default=None, description="code of the body; whoever sends it, if left"
    )
