"""What a candidate's move changes of energy and emissions: JSON and files."""

from fastapi import APIRouter, Response

from api.business_case.candidate_routes import AskedIs, SchemeIs
from api.energy.page_model import buildings_table
from api.html.tables import download
from api.http.dependencies import Slow
from api.http.problems import files, responses
from api.http.values import sent
from estate.answers.energy import EnergyChange, energy_of_scheme
from estate.exports import property_files

router = APIRouter(prefix="/schemes/{guest_id}/{host_id}", tags=["energy"], dependencies=[Slow])
_XLSX = property_files.FORMATS["xlsx"]


@router.get("/energy", response_model=EnergyChange, responses=responses(403, 404))
def scheme_energy(asked: AskedIs, answer: SchemeIs) -> Response:
    """kWh and tCO₂e of the building that is left and of the host, before and after, by fuel, with
    ranges; flags of minimum standards; what bringing the host up would cost where known. Beside
    the case's money, netted into none of it."""
    return sent(energy_of_scheme(asked.context, answer))


@router.get(
    "/energy.csv", response_class=Response, responses=files("text/csv", problems=(403, 404))
)
def scheme_energy_csv(asked: AskedIs, answer: SchemeIs) -> Response:
    """The same by building, as CSV."""
    return _file(asked, answer, "csv")


@router.get("/energy.xlsx", response_class=Response, responses=files(_XLSX, problems=(403, 404)))
def scheme_energy_xlsx(asked: AskedIs, answer: SchemeIs) -> Response:
    """The same by building, as a workbook."""
    return _file(asked, answer, "xlsx")


def _file(asked: AskedIs, answer: SchemeIs, form: str) -> Response:
    found = energy_of_scheme(asked.context, answer)
    what = f"Energy: {answer.case.scheme.name}"
    return download(asked.context, buildings_table(found), form, what, Factors=found.factors.words)
