"""``/residents``: small areas with their people, what they lack, and the files behind them."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html.tables import Column, Table, Withheld, chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.services.stops import stops_table
from estate import codes
from estate.answers.context import ReadContext
from estate.answers.residents.mobile import stops
from estate.answers.residents.small_areas import SmallAreas, small_areas

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/residents"
_NOT_KNOWN = Withheld("not known")
_MEASURES = ("people", "under_16", "aged_65_up", "disabled", "households")


def tables(context: ReadContext, found: SmallAreas) -> dict[str, Table]:
    """Areas, what they lack, stops of mobile services, and the files."""
    made = (_areas(found), _lacking(found), stops_table(stops(context)), _files(found))
    return {one.name: one for one in made}


def _areas(found: SmallAreas) -> Table:
    shown = [
        one for one in _MEASURES if any(getattr(area, one) is not None for area in found.areas)
    ]
    columns = [
        Column("name", "Area", small="code"),
        *(Column(one, _label(one), "number") for one in shown),
        Column("imd_decile", "Deprivation decile", "amount"),
        Column("point_basis", "Measured from"),
        Column("easting", "easting", "file"),
        Column("northing", "northing", "file"),
        Column("connectivity_score", "connectivity_score", "file"),
    ]
    rows = [
        {
            "name": one.name,
            "code": one.code,
            **{name: _rounded(getattr(one, name)) for name in shown},
            "imd_decile": _NOT_KNOWN if one.imd_decile is None else str(one.imd_decile),
            "point_basis": one.point_basis or _NOT_KNOWN,
            "easting": one.easting,
            "northing": one.northing,
            "connectivity_score": one.connectivity_score,
        }
        for one in found.areas
    ]
    note = (
        "Decile 1 is the most deprived tenth of England’s areas. Where no centroid is published, "
        "we measure journeys from the average of the area’s postcodes. A small area can reach "
        "beyond the town whose name it bears."
    )
    if found.synthetic:
        note += " Its people are made up apart from the town’s, so the two need not add up."
    empty = "No published areas are loaded yet: estate published import outlines …"
    return Table("areas", "Small areas", tuple(columns), rows, note, empty)


def _rounded(value: float | None) -> object:
    return _NOT_KNOWN if value is None else round(value)


def _label(measure: str) -> str:
    return "People" if measure == "people" else codes.label(measure)


def _lacking(found: SmallAreas) -> Table:
    columns = (
        Column("name", "Area", small="code"),
        Column("measure", "Has no"),
        Column("reason", "Because", "long"),
    )
    rows = [
        {
            "name": one.name,
            "code": one.code,
            "measure": codes.label(one.measure) if one.measure else "Place",
            "reason": one.reason,
        }
        for one in found.lacking
    ]
    return Table(
        "lacking", "Areas without a match", columns, rows, empty="None: every area has its figures."
    )


def _files(found: SmallAreas) -> Table:
    columns = (
        Column("edition", "File", small="kind"),
        Column("published_on", "Of", "day"),
        Column("source", "From", "long"),
        Column("licence", "Licence", "long"),
        Column("rows_kept", "Figures used", "number"),
        Column("rows_elsewhere", "Figures of other places, left out", "number"),
        Column("remarks", "Remarks", "number"),
        Column("sha256", "sha256", "file"),
    )
    rows = [
        {
            "edition": one.edition,
            "kind": codes.label(one.kind),
            "published_on": one.published_on,
            "source": one.source,
            "licence": one.licence,
            "rows_kept": one.rows_kept,
            "rows_elsewhere": one.rows_elsewhere,
            "remarks": len(one.remarks),
            "sha256": one.sha256,
        }
        for one in found.files
    ]
    return Table("files", "Published files", columns, rows, empty="None is loaded.")


@router.get(ADDRESS, response_class=HTMLResponse)
def residents_page(request: Request, context: ContextIs) -> HTMLResponse:
    """The page of what is published of residents, small area by small area."""
    found = small_areas(context)
    return framed(
        request,
        context,
        "residents.html",
        found=found,
        tables=tables(context, found),
        address=ADDRESS,
    )


@router.get(ADDRESS + "/{name}.{form}")
def residents_file(context: ContextIs, name: str, form: str) -> Response:
    """One of its tables as a file."""
    return download(context, chosen(tables(context, small_areas(context)), name), form)
