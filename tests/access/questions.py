"""Questions that an attacker may put: every door, and every parameter that a door takes."""

import re
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from api.properties.paging import write_cursor
from estate import codes
from estate.register.short_ids import case_letters
from tests.access.doors import filled, templates
from tests.access.twin_county import (
    ACTION,
    BIG,
    COUNTY,
    KINDS,
    MEETING,
    OFFER,
    OPPORTUNITY,
    POLICE,
    SITES,
    SMALL,
    UNSIGNED,
    VENUE,
    key,
)
from tests.access.twins import Request

#: Files and charts that say what the page or list beside them says.
FILES = re.compile(r"\.(xlsx|gpkg|shp\.zip|svg|geojson|ics)$")
#: What every reader's own questions add to.
RECORD = re.compile(
    r"^/(static|tiles|audit|record|people|api/v1/(openapi|audit|people))|/record(\.|$)"
)
TABLES = {
    "county": ["segments", "county", "leases", "candidates", "savings", "steps", "towns",
               "parts"],
    "towns": ["properties", "candidates", "leases", "sharing", "moves", "buildings", "partners"],
    "organisations": ["properties", "leases", "uses"],
    "energy": ["organisations", "fuels", "flags"],
    "properties": ["energy", "energy-users", "occupations", "interests", "leases", "history",
                   "candidates"],
    "schemes": ["inputs", "cases"], "offers": ["interests", "steps"],
    "opportunities": ["bodies", "years", "programme"], "meetings": ["agenda", "actions"],
    "actions": ["actions"], "land": ["assemblies", "parcels", "leases", "overlaps"],
    "services": ["services", "stops"], "need": ["areas"],
}  # fmt: skip
#: Tables whose part of the address is called a name.
NAMED = {"need": ["services", "channels", "hubs"], "ratings": ["service-changes"]}
CHARTS = {"county": ["availability", "leases", "cost", "savings"], "properties": []}
#: Words of hidden rows and of columns that nobody else sees, and harmless ones.
SEARCHES = [
    "note", "note 17", "zz", "SYN-CC-016", "SYN-CC-017", "SYN-BB-006", "Site SYN-CC 17", "said",
    "A company", "FRI", "EUV", "21041", "410000", "Site", "High St", "ZZ9", "Easton", "i4",
    "%", "_",
]  # fmt: skip
#: What a list of candidates can be sorted by.
SORTED = ["rank", "fit", "act_by", "exit", "saving", "saving_low", "one_off", "guest", "host"]
DAYS = [
    date(2026, 4, 1), date(2026, 4, 9), date(2026, 4, 10), date(2026, 5, 20), date(2026, 5, 21),
    date(2026, 6, 11), date(2026, 6, 12), date(2026, 6, 30), date(2026, 7, 1), date(2027, 2, 14),
    date(2027, 2, 15), date(2027, 4, 1), date(2029, 8, 3), date(2029, 8, 4), date(2032, 1, 1),
]  # fmt: skip

#: Assumptions moved in a business case; the first two are behind needs shown to 100 m².
TRIED = [
    "m2_per_fte:11", "m2_per_desk:9.5", "mobility_factor:0.83", "price_index:1.2",
    "host_ready_months:30", "nia_per_gia:0.7", "break_notice_months:12", "avoidable_share:0.25",
]  # fmt: skip


def doors(app: Any, sites: list[UUID], organisations: list[str]) -> list[str]:
    """Every GET of the service at these sites and organisations."""
    values: dict[str, Any] = {
        "property_id": sites, "id": [*sites[:1], key("batch", BIG)], "name": ["Easton"],
        "guest_id": [key("property", BIG, 1)], "host_id": [key("property", COUNTY, 0)],
        "code": organisations, "opportunity_id": [OPPORTUNITY],
        "offer_id": [OFFER], "meeting_id": [MEETING], "action_id": [ACTION],
        "venue_id": [VENUE],
        "letters": [f"{case_letters(key('property', BIG, 1))}-"
                    f"{case_letters(key('property', COUNTY, 0))}"],
    }  # fmt: skip
    found: set[str] = set()
    for template in templates(app):
        if RECORD.search(template):
            continue
        page = template.strip("/").split("/")[0]
        named = {"table": TABLES.get(page, []), "form": ["csv", "xlsx"]}
        if page in NAMED:
            named["name"] = NAMED[page]
        if page in CHARTS:
            named["name"] = TABLES["properties"] if page == "properties" else CHARTS[page]
        if template.endswith("/exports/properties.{form}"):
            named["form"] = ["geojson", "csv", "gpkg", "xlsx", "shp.zip"]
        found |= set(filled(template, values | named))
    return sorted(found)


def question(who: str, r: Random) -> Request:
    """One question, drawn with all that it asks for."""
    path, parameters = r.choice(_KINDS)(r)
    return Request(who, path, tuple((name, str(value)) for name, value in parameters))


Asked = tuple[str, list[tuple[str, Any]]]


def _some(r: Random, **choices: Any) -> list[tuple[str, Any]]:
    """Some of the parameters, each with one of its values."""
    return [(name, r.choice(values)) for name, values in choices.items() if r.random() < 0.3]


def _filters(r: Random) -> list[tuple[str, Any]]:
    west, south = -2.225 + r.random() / 50, 52.17 + r.random() / 50
    box = f"{west:.5f},{south:.5f},{west + r.random() / 50:.5f},{south + r.random() / 50:.5f}"
    return _some(
        r, bbox=[box], organisation=list(KINDS), use_class=["office_admin", "unclassified", "none"],
        tenure=["freehold", "leasehold", "none"], availability=["amber", "red", "unrated"],
        sharing=["green", "amber", "red", "unrated"], town=["Easton", "none"],
        holds_candidate=["true", "false"], lease_ends_before=DAYS, q=SEARCHES,
        lease_end_unknown=["true"],
    )  # fmt: skip


def _list(r: Random) -> Asked:
    name = f"Site {r.choice(list(KINDS))} {r.randint(0, 17)}"
    cursor = write_cursor(name, _property(r))
    return "/api/v1/properties", _filters(r) + _some(r, limit=[1, 3, 10], cursor=[cursor])


def _export(r: Random) -> Asked:
    return f"/api/v1/exports/properties.{r.choice(['csv', 'geojson', 'xlsx'])}", _filters(r)


def _candidates(r: Random) -> Asked:
    path = r.choice(["/api/v1/candidates", "/api/v1/exports/candidates.csv", "/candidates",
                     "/candidates"])  # fmt: skip
    first, last = sorted(r.sample(DAYS, 2))
    name = r.choice(["act_by", "exit"])
    dated = [(f"{name}_from", first), (f"{name}_until", last)] if r.random() < 0.4 else []
    sums = [-20_000, 0, 2_000, 12_500, 60_000, 250_000]
    return path, dated + _some(
        r, organisation=list(KINDS), town=["Easton"], guest_organisation=list(KINDS),
        host_organisation=list(KINDS), guest=[_property(r)], host=[_property(r)],
        property=[_property(r), f"{BIG}-002"], fit=["fits", "could_fit"],
        exit=["dated", "owned", "unknown"] if not dated else ["dated"],
        min_saving_gbp_pa=sums, min_saving_low_gbp_pa=sums, max_one_off_gbp=sums,
        kind=[one.value for one in codes.CandidateKind], max_minutes=[1, 3, 7.5, 20],
        min_score=[0.2, 0.5, 0.61, 0.7, 0.85], min_evidence=[0.3, 0.6, 0.9], limit=[1, 5, 40],
        per_guest=["true"], moves=["part"], order=["ascending", "descending"],
    ) + [("sort", r.choice(SORTED))]  # fmt: skip


def _calendar(r: Random) -> Asked:
    first, last = sorted(r.sample(DAYS, 2))
    given = [("from", first), ("until", last)] if r.random() < 0.7 else []
    form = r.choice(["", ".csv", ".ics"])
    return f"/api/v1/leases/calendar{form}", given + _some(r, organisation=list(KINDS))


def _leases(r: Random) -> Asked:
    first, last = sorted(r.sample(DAYS, 2))
    name = r.choice([("act_by_from", "act_by_until"), ("from", "until")])
    given = [(name[0], first), (name[1], last)] if r.random() < 0.7 else []
    path = r.choice(["/api/v1/leases", "/api/v1/leases.csv", "/leases", "/api/v1/leases.ics"])
    return path, given + _some(
        r, organisation=list(KINDS), town=["Easton"], event=["expiry", "tenant_break", "act_by"],
        unknown=["end", "rent", "landlord", "act_1954", "break_notice"],
    )  # fmt: skip


def _printed(r: Random) -> Asked:
    sorts = ["name", "organisation", "area", "lease", "candidates"]
    return r.choice(["/print", "/print/sites.csv"]), [("sort", r.choice(sorts)), *_some(
        r, lease=[0, 1, 3, 5], q=SEARCHES, holds=["yes", "no"], organisation=list(KINDS),
        use_class=["office_admin"], tenure=["leasehold"], rating=["red", "amber,unrated"],
        colour=["availability", "sharing"],
    )]  # fmt: skip


def _chosen(r: Random) -> Asked:
    path = r.choice(["/api/v1/chosen", "/api/v1/chosen", "/api/v1/compare", "/compare",
                     "/compare/compared.csv", "/api/v1/exports/properties.csv"])  # fmt: skip
    sites = sorted({str(_property(r)) for _ in range(r.choice([2, 3, 6, 14]))})
    return path, [("ids", ",".join(sites))]


def _searched(r: Random) -> Asked:
    path = r.choice(["/api/v1/search", "/search"])
    return path, [("q", r.choice([*SEARCHES, "Sitee", "Estaon", "companyy"]))]


def _similar(r: Random) -> Asked:
    return "/api/v1/sharing/similar-users", _some(
        r, same=["user_function", "service_function"], within_min=[1, 4, 10, 30],
        organisation=list(KINDS),
    )  # fmt: skip


def _portfolio(r: Random) -> Asked:
    asked = _some(r, organisation=list(KINDS), town=["Easton", "Weston"])
    return "/api/v1/savings/portfolio", asked


def _town(r: Random) -> Asked:
    wishes = [f"stays:{_property(r)}", f"left:{_property(r)}", "not-before:2028-04-01",
              f"apart:{COUNTY}:{POLICE}", f"partner:{r.choice(list(KINDS))}:0"]  # fmt: skip
    sites = [("property", _property(r)) for _ in range(r.choice([0, 0, 3, 6]))]
    hub = (f"at={r.choice([_property(r), 'Easton'])}; area_m2={r.choice([100, 9_000])}; "
           f"capital_gbp=1; ready=2029 Q2; running_gbp_pa=0; by={COUNTY}")  # fmt: skip
    return "/api/v1/towns/Easton/options", sites + _some(
        r, keep=[1, 4, 9, 20], unrated=["true"], dates=["one", "yearly"], wish=wishes,
        capital_gbp=[0, 100_000], capital_gbp_pa=[50_000], hub=[hub], venue=[str(VENUE)],
    )  # fmt: skip


def _need(r: Random) -> Asked:
    path = r.choice(["/api/v1/need", "/api/v1/need/hubs", "/need", "/need/channels.csv"])
    return path, [("count", r.choice([1, 2]))] * (path != "/api/v1/need") + _some(
        r, within=[1, 5, 20, 60], mode=["walk", "car"], area=["Easton", "W", "E"],
        service=["library", "police"],
    )  # fmt: skip


def _plain(r: Random) -> Asked:
    code = r.choice([COUNTY, BIG, POLICE, SMALL, UNSIGNED])
    return r.choice([
        "/api/v1/stats", "/api/v1/savings/top-down", "/api/v1/savings/cost-range", "/county",
        "/map/properties.geojson", "/map/clusters.json", "/api/v1/organisations",
        f"/api/v1/organisations/{code}/quality", f"/organisations/{code}",
        f"/organisations/{code}/leases.csv", "/towns/Easton", "/towns/Easton/sharing.csv",
        "/api/v1/sharing/matrix", "/api/v1/ratings/reviews", "/county/segments.csv",
        "/api/v1/services", "/services",
        "/county/county.csv", "/county/savings.csv",
    ]), []  # fmt: skip


def _one(r: Random) -> Asked:
    tail = r.choice(["", "/candidates", "/ratings"])
    pages = ["", "/leases.csv", "/occupations.csv", "/candidates.csv", "/leases.svg", "/cost.svg"]
    if r.random() < 0.5:
        return f"/api/v1/properties/{_property(r)}{tail}", []
    return f"/properties/{_property(r)}{r.choice(pages)}", []


def _scheme(r: Random) -> Asked:
    path = f"/schemes/{_property(r)}/{_property(r)}"
    tail = r.choice(["", "/cash-flow.csv", "/tornado.svg", "/range.svg"])
    tried = _some(r, assume=TRIED) + _some(r, assume=TRIED[:3])
    return (f"/api/v1{path}{tail}", tried) if r.random() < 0.7 else (path, tried)


def _property(r: Random) -> UUID:
    code = r.choice(list(SITES))
    return key("property", code, r.randrange(SITES[code]))


_KINDS = (_list, _list, _export, _candidates, _candidates, _calendar, _leases, _printed,
          _similar, _portfolio, _chosen, _searched, _town, _need, _plain, _one,
          _scheme)  # fmt: skip
