"""What stands beside the organisations' files: area.toml, imports.toml, overlays, README."""

import json
from datetime import date
from pathlib import Path

import geopandas as gpd
from shapely import MultiPolygon, Polygon

from estate.geometry import BNG, WGS84, geometry_to_lonlat
from sample_data import geography
from sample_data.habits import ImportEntry
from sample_data.organisations import organisations
from sample_data.tables import load

_LABEL = "synthetic: drawn for the sample county, follows no real boundary"

README = """\
Synthetic sample data
=====================

Everything in this folder is invented for trying out Common Estate: the county of Severnshire,
its organisations, properties, leases, costs, ratings and every outline. Town centres and their
populations are real (GeoNames, CC BY 4.0); nothing else is. No rating, lease or figure here
says anything about a real organisation or a real place.

How to tell: local references and organisation codes begin with SYN-, title numbers with SYN,
property reference numbers with 999000, and postcodes have the area ZZ, which exists nowhere.

- area.toml       describes the county: envelope, towns, organisations (estate init)
- imports.toml    which file is imported how, and in which order (estate demo)
- overlays/       outlines of county, districts and one need area
- published/      small areas with invented people and postcodes, and what bodies spend
- streets/        made-up streets and buses (estate network build); no street of it is real
- space/          space standards of some organisations, and counts of people in some offices
- other folders   each organisation's own files, written in its own habits

Floor area. gia_m2 is the area that the totals speak of: gross internal area in m². nia_m2, the
net internal area, is 0.80 of it and is given for buildings whose capacity can be compared.
Costs are at 2009/10 prices, as in the county table that they reproduce.

Faults. Some rows are wrong on purpose, as real files are: rows that repeat another
organisation's building, outlines that cross themselves, degrees under a National Grid header,
words that no code list knows, green ratings without a decision. `faults` in imports.toml counts
such rows, file by file.
Everything in segments A to C (the county council's) is complete; elsewhere values are missing.
"""

#: What every signature of the sample covers.
SIGNED_FOR = "properties, leases, occupations, costs and ratings"


def write_area(path: Path, reference_date: date) -> Path:
    """The county as `estate init` reads it; dates of signature precede the reference date."""
    county = load("geography")["county"]
    keys = ("code", "name", "source", "population", "population_source", "area_ha")
    lines = ["# Synthetic sample data: an invented county.", "[area]"]
    lines += [f"{key} = {_toml(county[key])}" for key in keys]
    lines += ["synthetic = true", "", "[area.envelope]"]
    sides = ("min_easting", "min_northing", "max_easting", "max_northing")
    lines += [f"{k} = {v}" for k, v in zip(sides, county["envelope"], strict=True)]
    for town in geography.towns():
        lines += ["", "[[town]]"]
        keys = ("name", "easting", "northing", "population", "population_source", "radius_m")
        lines += [f"{key} = {_toml(getattr(town, key))}" for key in keys]
    for number, organisation in enumerate(organisations()):
        lines += ["", "[[organisation]]"]
        lines += [f"{k} = {_toml(getattr(organisation, k))}" for k in ("code", "name", "kind")]
        lines.append(f"in_scope = {_toml(organisation.in_scope)}")
        if organisation.signed:
            signed = date(reference_date.year - 1, 1 + number % 12, 1 + number)
            lines.append(f"signed_on = {signed.isoformat()}")
            lines.append(f"signed_for = {_toml(SIGNED_FOR)}")
        if organisation.m2_per_fte is not None:
            lines.append(f"m2_per_fte = {organisation.m2_per_fte}")
        lines.append(f"aliases = {_toml(list(organisation.aliases))}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_imports(path: Path, overlays: list[ImportEntry], imports: list[ImportEntry]) -> Path:
    """What to import, in order."""
    lines = ["# Synthetic sample data. In this order: a landlord's file precedes its tenants'."]
    for heading, entries in (("areas", overlays), ("import", imports)):
        for entry in entries:
            lines += ["", f"[[{heading}]]", *(f"{k} = {_toml(v)}" for k, v in entry.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_overlays(folder: Path) -> list[ImportEntry]:
    """Boundary and districts as GeoJSON, the need area as GeoPackage."""
    folder.mkdir(parents=True, exist_ok=True)
    county, need = load("geography")["county"], load("geography")["need_area"]
    shapes = geography.districts()
    _geojson(folder / "boundary.geojson", [county["name"]], [geography.boundary()])
    _geojson(folder / "districts.geojson", list(shapes), list(shapes.values()))
    gpd.GeoDataFrame(
        {
            "name": [need["name"]],
            "population": [need["population"]],
            "households": [need["households"]],
            "source": [_LABEL],
        },
        geometry=[geography.need_area()],
        crs=BNG,
    ).to_file(folder / "need_areas.gpkg", driver="GPKG", layer="need_areas", engine="pyogrio")
    return [
        {"file": "overlays/boundary.geojson", "kind": "boundary"},
        {"file": "overlays/districts.geojson", "kind": "district"},
        {"file": "overlays/need_areas.gpkg", "kind": "need_area"},
    ]


def _geojson(path: Path, names: list[str], shapes: list[Polygon | MultiPolygon]) -> None:
    frame = {"name": names, "source": [_LABEL] * len(names)}
    geometry = gpd.GeoSeries([geometry_to_lonlat(shape) for shape in shapes], crs=WGS84)
    gpd.GeoDataFrame(frame, geometry=geometry).to_file(
        path, driver="GeoJSON", engine="pyogrio", COORDINATE_PRECISION=7
    )


def _toml(value: object) -> str:
    """A string, number, truth or list of strings; JSON's forms of these are TOML's too."""
    return json.dumps(value, ensure_ascii=False)
