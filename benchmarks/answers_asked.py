"""What is asked for a dump of all answers: addresses, filters, commands."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

#: Asked first: what readers ask adds to them.
RECORD = re.compile(r"^/(audit|record|people|api/v1/(audit|people))|/record(/|$)")
#: Not asked: they begin a journey elsewhere, say how the machine does, or are named by nothing
#: but links of pages, which are followed.
LEFT_OUT = re.compile(
    r"^/sign-in/(start|callback|once)|^/static|\{table\}|^/(?!towns/)[^{]*(\{property_id\}/)?\{name\}"
)
#: For a few things alone, of each of which there are many like it.
DEAR = re.compile(
    r"\.svg$|/schemes/.*\.|/try$|/transparency|/change$|/desk-split|/changes$|\.\{form\}$"
)

_FILTERS = [
    "limit=5", "organisation=SYN-POL&limit=20", "town=Evesham&limit=20", "q=library&limit=20",
    "use_class=office_admin&tenure=leasehold&limit=20", "bbox=-2.3,52.1,-2.1,52.3&limit=50",
    "availability=amber&sharing=green&limit=20", "holds_candidate=true&limit=20",
    "lease_ends_before=2028-01-01&limit=20", "lease_end_unknown=true&limit=20", "limit=0",
    "bbox=1,2,3", "use_class=none&limit=5",
]  # fmt: skip
_CANDIDATES = [
    "limit=20", "town=Evesham&limit=20", "organisation=SYN-CC&limit=15&sort=saving",
    "fit=fits&sort=act_by&limit=15", "moves=part&limit=15", "per_guest=true&limit=15",
    "exit=dated&act_by_from=2027-01-01&act_by_until=2029-01-01&limit=15",
    "min_saving_gbp_pa=20000&max_one_off_gbp=200000&limit=15", "max_minutes=5&min_score=0.6",
    "kind=office_office&order=descending&sort=one_off&limit=15", "sort=nothing", "limit=0",
    "host_organisation=SYN-CC&guest_organisation=SYN-POL&limit=10&sort=host",
]  # fmt: skip
_CALENDAR = ["from=2027-01-01&until=2028-12-31", "organisation=SYN-POL"]
_LEASES = [
    "act_by_from=2027-01-01&act_by_until=2028-12-31", "organisation=SYN-JOB&event=tenant_break",
    "town=Redditch", "unknown=end",
]  # fmt: skip
_PRINT = ["sort=area&lease=3", "organisation=SYN-POL&sort=candidates", "q=police&rating=red,amber"]
#: Questions put to a path besides the bare one.
QUERIES: Mapping[str, Sequence[str]] = {
    "/api/v1/properties": _FILTERS,
    "/api/v1/candidates": _CANDIDATES,
    "/candidates": _CANDIDATES,
    "/api/v1/exports/candidates.csv": _CANDIDATES[1:4],
    "/api/v1/exports/candidates.xlsx": _CANDIDATES[1:2],
    "/api/v1/properties/{property_id}/candidates": ["sort=saving&limit=5", "fit=could_fit"],
    "/api/v1/exports/properties.{form}": ["town=Evesham", "organisation=SYN-PST&q=post"],
    "/api/v1/leases": _LEASES,
    "/leases": [*_LEASES, *_CALENDAR],
    "/api/v1/leases.{form}": _LEASES[:2],
    "/api/v1/leases/calendar": _CALENDAR,
    "/api/v1/leases/calendar.csv": _CALENDAR,
    "/api/v1/leases/calendar.ics": _CALENDAR,
    "/api/v1/exports/lease-book.{form}": ["organisation=SYN-CC"],
    "/api/v1/exports/occupations.{form}": ["organisation=SYN-CC"],
    "/api/v1/exports/cost-lines.{form}": ["organisation=SYN-CC"],
    "/api/v1/sharing/similar-users": ["same=service_function&within_min=10", "organisation=SYN-CC"],
    "/api/v1/savings/portfolio": ["town=Redditch", "organisation=SYN-POL"],
    "/api/v1/ratings/reviews": ["organisation=SYN-CC"],
    "/api/v1/corrections": ["state=accepted"],
    "/api/v1/matches": ["state=accepted"],
    "/api/v1/merges": ["state=accepted"],
    "/api/v1/schemes/{guest_id}/{host_id}": ["assume=m2_per_fte:11", "assume=nothing:1"],
    "/schemes/{guest_id}/{host_id}": ["assume=price_index:1.2&assume=m2_per_desk:9.5"],
    "/print": _PRINT,
    "/print/sites.{form}": _PRINT[:2],
}
#: Forms of files, by the end of the path's template.
FORMS: Mapping[str, Sequence[str]] = {
    "/exports/properties.{form}": ["csv", "geojson", "gpkg", "xlsx", "shp.zip"],
    "/leases.{form}": ["csv", "xlsx", "ics"],
}
PLAIN_FORMS = ["csv", "xlsx"]

#: Commands that read; {…} are things of the register, ``OUT`` a folder for files.
COMMANDS = [
    "--help", "--version", "candidates --limit 15", "candidates --json --limit 15",
    "candidates --csv --town Evesham", "candidates --geojson --town Redditch",
    "candidates --sort saving --limit 10 --as-owner SYN-CC", "candidates --moves part --limit 10",
    "candidates --fit neither", "savings", "savings --json", "organisations list",
    "organisations list --json", "leases", "leases --json", "leases --csv --as-owner SYN-CC",
    "leases --ics", "quality", "quality SYN-CC", "quality SYN-POL --json", "quality SYN-CC --csv",
    "quality SYN-CC --as-owner", "quality SYN-PST", "levels list", "fields", "fields --json",
    "imports list", "imports list --json", "merges list", "matches list",
    "protected list", "protected list SYN-CC", "assumptions list", "assumptions list --json",
    "standards list", "standards list SYN-CC", "standards export OUT/standards.csv",
    "readings export OUT/readings.csv --organisation SYN-CC", "audit verify",
    "audit list --limit 20",
    "account list", "token list",
    "export OUT/club.csv", "export OUT/club.geojson --town Evesham", "export OUT/pub.csv --public",
    "export OUT/club.xlsx --organisation SYN-POL", "export OUT/own.csv --as-owner SYN-CC",
    "transparency SYN-CC OUT/transparency.csv", "transparency SYN-POL OUT/police.csv",
    "map OUT/map-public.html --edition public --town Evesham",
    "map OUT/map-club.html --edition club --town Evesham",
    "business-case {guest} {host}", "business-case {guest} {host} --json",
    "business-case {guest} {host} --csv OUT/case.csv --xlsx OUT/case.xlsx --as-owner SYN-CC",
    "business-case OUT/scheme.json", "import --help", "business-case --help", "export --help",
]  # fmt: skip

#: A scheme, sent to be reckoned.
SCHEME: dict[str, Any] = {
    "name": "Golden", "base_year": 2026, "horizon_years": 10, "optimism_bias": 0,
    "project_management": 0,
    "parties": [
        {"key": "job", "name": "Jobcentre"}, {"key": "district", "name": "District Council"},
        {"key": "private", "name": "A private landlord", "partner": False},
    ],
    "buildings": [
        {"key": "X", "name": "X House", "holder": "job", "occupations": ["counter"],
         "landlord": "private", "lease_ends_on": "2030-03-31", "dilapidations_gbp": 70_000,
         "costs": [{"kind": "rent", "amount_gbp_pa": 60_000},
                   {"kind": "energy", "amount_gbp_pa": 15_000}]},
        {"key": "H", "name": "Council House", "holder": "district"},
    ],
    "moves": [
        {"key": "M1", "occupation": "counter", "occupier": "job", "origin": "X", "host": "H",
         "arrives_on": "2030-04-01", "double_running_months": 0, "moving_gbp": 40_000,
         "ict_gbp": 0, "fit_out_gbp": 250_000, "fit_out_on": "2028-09-01",
         "marginal_host_gbp_pa": 24_000,
         "charges_begun": [{"kind": "rent", "payer": "job", "payee": "district",
                            "amount_gbp_pa": 45_000}]},
    ],
}  # fmt: skip


def scheme_text() -> str:
    """The scheme as a file."""
    return json.dumps(SCHEME)


def addresses(templates: Sequence[str], things: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Each template at each thing that it names, bare and with its questions."""
    for template in sorted(templates, key=lambda one: (not RECORD.search(one), one)):
        if LEFT_OUT.search(template):
            continue
        end = next((forms for name, forms in FORMS.items() if template.endswith(name)), PLAIN_FORMS)
        few = 3 if DEAR.search(template) else None
        held = {name: values[:few] for name, values in things.items()}
        for path, first in _filled(template, held | {"form": end}):
            yield path
            if first:
                yield from (f"{path}?{query}" for query in QUERIES.get(template, ()))


def _filled(template: str, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, bool]]:
    """A path with each of the values for each of its parts; a pair of a guest and a host
    together; whether it is the first of its things."""
    named = re.search(r"\{(\w+)(?::\w+)?\}", template)
    if named is None:
        yield template, True
    elif named[1] == "guest_id":
        for at, (guest, host) in enumerate(
            zip(values["guest_id"], values["host_id"], strict=False)
        ):
            filled = template.replace("{guest_id}", guest).replace("{host_id}", host)
            yield from ((path, first and at == 0) for path, first in _filled(filled, values))
    else:
        for at, value in enumerate(values.get(named[1], ["unknown"])):
            filled = template.replace(named[0], quote(value), 1)
            first_matters = named[1] != "form"
            for path, first in _filled(filled, values):
                yield path, first and (at == 0 or not first_matters)
