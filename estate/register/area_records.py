"""The description of a county that may enter: one ``area.toml`` = one register."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, model_validator

from estate.codes import OrganisationKind


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EnvelopeDescription(_Strict):
    """The box that coordinates must lie in, metres on the National Grid."""

    min_easting: float = Field(ge=0, le=700_000)
    min_northing: float = Field(ge=0, le=1_300_000)
    max_easting: float = Field(ge=0, le=700_000)
    max_northing: float = Field(ge=0, le=1_300_000)

    @model_validator(mode="after")
    def _in_order(self) -> "EnvelopeDescription":
        if self.min_easting >= self.max_easting or self.min_northing >= self.max_northing:
            raise ValueError("the envelope's minimum must lie south-west of its maximum")
        return self


class TownDescription(_Strict):
    """A town: centre on the National Grid, radius in metres, population with its source."""

    name: str = Field(min_length=1, max_length=200)
    easting: float
    northing: float
    radius_m: float = Field(gt=0, le=30_000)
    population: int | None = Field(default=None, ge=0)
    population_source: str | None = None


class OrganisationDescription(_Strict):
    """A public body of the county; ``signed_on`` absent = it has not signed the protocol.

    ``signed_for`` says in words what the signature covers, such as "properties, occupations and
    costs"; it is shown with the signature.
    """

    code: str = Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,19}$")
    name: str = Field(min_length=1, max_length=200)
    kind: OrganisationKind
    in_scope: bool = True
    signed_on: date | None = None
    signatory: str | None = Field(default=None, max_length=200)
    signed_for: str | None = Field(default=None, max_length=500)
    m2_per_fte: float | None = Field(default=None, ge=4, le=40)
    aliases: tuple[str, ...] = ()


class AreaDescription(_Strict):
    """A whole county: name, envelope, towns, organisations."""

    code: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=200)
    synthetic: bool = False
    source: str | None = None
    population: int | None = Field(default=None, ge=0)
    population_source: str | None = None
    area_ha: float | None = Field(default=None, gt=0)
    envelope: EnvelopeDescription
    towns: tuple[TownDescription, ...] = ()
    organisations: tuple[OrganisationDescription, ...] = ()
