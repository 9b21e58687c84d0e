"""Energy use and emissions, over HTTP: the county, a property."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.energy.page_model import county_tables
from api.html.tables import chosen, download
from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import files, responses
from api.http.values import sent
from estate.answers import energy
from estate.answers.energy import CountyEnergy, PropertyEnergy

router = APIRouter(tags=["energy"])


class FactorsQuery(parameters.Query):
    """Which conversion factors are taken."""

    factors: int | None = Field(
        default=None, ge=1990, le=2100, description="their year; the latest unless given"
    )


FactorsQueryIs = Annotated[FactorsQuery, Query()]


@router.get("/energy", response_model=CountyEnergy, responses=responses(403))
def county(context: ContextIs, query: FactorsQueryIs) -> Response:
    """What all buildings that you see use in a year (kWh) and what that emits (tCO₂e), with ranges
    and how much is worked out, by fuel and organisation; how many have a flag of a minimum
    standard. Beside the money, netted into none of it."""
    return sent(energy.county_energy(context, query.factors))


@router.get(
    "/energy/organisations.csv",
    response_class=Response,
    responses=files("text/csv", problems=(403,)),
)
def organisations_csv(context: ContextIs, query: FactorsQueryIs) -> Response:
    """The same by organisation, as a file."""
    found = energy.county_energy(context, query.factors)
    return download(context, chosen(county_tables(found), "organisations"), "csv")


@router.get(
    "/properties/{property_id}/energy", response_model=PropertyEnergy, responses=responses(403, 404)
)
def one(context: ContextIs, property_id: UUID, query: FactorsQueryIs) -> Response:
    """What a property uses in a year, by fuel, on record or worked out (its tier says which), with
    its range; what that emits; each user's part; flags of minimum standards, with their rule."""
    return sent(energy.property_energy(context, str(property_id), query.factors))
