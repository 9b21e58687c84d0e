"""What differs between a record and the register, field by field."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from estate.intake.columns.conventions import ADDRESS_LINES, BACKLOG_PARTS
from estate.register.bulk.geometry_columns import as_array
from estate.register.column_values import GEOMETRY_FACTS, Facts

#: One millimetre: the register's geometry is compared, never re-derived.
_SAME_SHAPE_M = 0.001

#: A cell of a shapefile's table filled to its end: a letter of up to four bytes may not have fit.
_FULL_TEXT_BYTES = range(251, 255)

_LOCATION = frozenset({"geom", "rep_point", "geom_quality", "site_area_m2"})
_CLASS = frozenset(
    {
        "use_class",
        "use_class_imputed",
        "type_code",
        "type_code_imputed",
        "operational",
        "operational_imputed",
    }
)
#: Facts that a file may only guess; a guess never takes the place of what somebody has stated.
_GUESSED = ("type_code", "operational")
_COORDINATES = frozenset(
    {
        "geometry",
        "easting",
        "northing",
        "longitude",
        "latitude",
        "geo_x",
        "geo_y",
        "coordinate_text",
    }
)
#: Facts that are derived from other fields of a file than the one of their own name.
_DERIVED: dict[str, frozenset[str]] = {
    "street": frozenset({"street", "street_number"}),
    "address": frozenset({"address", *ADDRESS_LINES}),
    "backlog_gbp": frozenset({"backlog_gbp", *BACKLOG_PARTS}),
    "titles": frozenset({"title_number"}),
    "interests": frozenset({"tenure", "owner", "landlord", "manager"}),
    "status": frozenset({"status", "tenure_detail", "purpose"}),
    "site_area_m2": frozenset({"site_area_ha"}),
    "area_basis": frozenset({"area_basis", "gia_m2", "nia_m2"}),
    "protected_use": frozenset({"protected_use", "type_code"}),
    "pfi": frozenset({"pfi", "tenure"}),
    "events": frozenset(
        {
            "break_date",
            "break_by",
            "break_conditions",
            "break_text",
            "further_breaks",
            "tenant_break_date",
            "landlord_break_date",
            "review_date",
        }
    ),
    "inside_1954_act": frozenset({"inside_1954_act", "contracted_out"}),
    "start_date": frozenset({"start"}),
    "expiry_date": frozenset({"expiry", "term_years"}),
    "repairing_basis": frozenset({"repair"}),
    "kind": frozenset({"cost_kind"}),
    "transfer_class": frozenset({"cost_kind", "payee"}),
    "payee_organisation_code": frozenset({"payee"}),
    "payee_name": frozenset({"payee"}),
    "tenant_organisation_code": frozenset({"tenant"}),
    "tenant_name": frozenset({"tenant"}),
    "landlord_organisation_code": frozenset({"landlord"}),
    "landlord_name": frozenset({"landlord"}),
    "occupier_organisation_code": frozenset({"occupier"}),
    "occupier_name": frozenset({"occupier"}),
}


class Comparison:
    """What differs between records of one file and the register's rows of the same kind."""

    def __init__(self, fields: frozenset[str]) -> None:
        self.fields = fields
        self.spoken: frozenset[str] = frozenset()
        self._named: Callable[[Facts], Any] | None = None

    def changes(self, old: Facts, new: Facts) -> dict[str, tuple[Any, Any]]:
        """Changed facts with their old and new value."""
        if self._named is None:  # every record of a file has the same facts
            self.spoken = provided_fields(self.fields, new)
            self._named = itemgetter(*sorted(self.spoken))
        if self._named(old) == self._named(new):
            return {}
        skipped = _kept(old, new, typed_site_area="site_area_ha" in self.fields)
        return differences(old, new, self.spoken - skipped)


def share_shapes(pairs: Sequence[tuple[Facts, Facts]]) -> None:
    """Let new facts (second) hold the very shapes of the old where they are the same.

    Compared all at once; what is one object needs no further look.
    """
    for name in GEOMETRY_FACTS:
        both = [pair for pair in pairs if pair[1].get(name) and pair[0].get(name)]
        old, new = ([pair[side][name] for pair in both] for side in (0, 1))
        same = shapely.equals_exact(as_array(old), as_array(new), tolerance=_SAME_SHAPE_M)
        for pair, equal in zip(both, same.tolist(), strict=True):
            if equal or _same_shape(pair[0][name], pair[1][name]):
                pair[1][name] = pair[0][name]


def _same_shape(old: BaseGeometry, new: BaseGeometry) -> bool:
    """Whether two shapes are one, wherever their rings begin and whichever way they run: a
    shapefile turns the rings that GeoPackage and GeoJSON hold the other way about."""
    if shapely.equals_exact(old, new, tolerance=_SAME_SHAPE_M):
        return True
    alike = shapely.get_num_coordinates(old) == shapely.get_num_coordinates(new)
    boxes = np.abs(np.subtract(old.bounds, new.bounds))
    if not alike or new.is_empty or boxes.max() > _SAME_SHAPE_M or old.geom_type != new.geom_type:
        return False
    if old.boundary.hausdorff_distance(new.boundary) > _SAME_SHAPE_M:
        return False
    # That compares corners, and the same corners can be joined in another order.
    return bool(old.symmetric_difference(new).area <= _SAME_SHAPE_M * old.length)


def provided_fields(fields: frozenset[str], facts: Facts) -> frozenset[str]:
    """The facts that a file with these fields speaks of; the others it leaves alone."""
    spoken = {name for name in facts if not fields.isdisjoint(_DERIVED.get(name, {name}))}
    if not fields.isdisjoint(_COORDINATES):
        spoken |= _LOCATION & facts.keys()
    if not fields.isdisjoint({"use_class", "type_code", "name", "holding_type", "tenure_detail"}):
        spoken |= _CLASS & facts.keys()
    if "operational" in fields:
        spoken |= {"operational", "operational_imputed"} & facts.keys()
    return frozenset(spoken | ({"property_id"} & facts.keys()))


def differences(old: Facts, new: Facts, spoken: frozenset[str]) -> dict[str, tuple[Any, Any]]:
    """Changed facts with their old and new value."""
    return {
        name: (old.get(name), new[name])
        for name in sorted(spoken)
        if not _same(name, old.get(name), new[name], old)
    }


def _kept(old: Facts, new: Facts, *, typed_site_area: bool) -> frozenset[str]:
    """Facts that a poorer file must not overwrite: a place it lacks, an outline in which its
    point lies, a site area of which it does not speak, a class it only guesses."""
    kept: set[str] = set()
    if "rep_point" in new:
        kept |= _kept_of_place(old, new, typed_site_area)
    guessed = new.get("use_class_imputed") or new.get("use_class") == "unclassified"
    known = not old.get("use_class_imputed") and old.get("use_class") != "unclassified"
    if guessed and known:
        kept |= _CLASS
    for name in _GUESSED:
        imputed = f"{name}_imputed"
        if new.get(imputed) and not old.get(imputed) and old.get(name) is not None:
            kept |= {name, imputed}
    return frozenset(kept)


def _kept_of_place(old: Facts, new: Facts, typed_site_area: bool) -> frozenset[str]:
    point, outline = new["rep_point"], old.get("geom")
    if point is None:
        return _LOCATION if old.get("rep_point") is not None else frozenset()
    if new["geom"] is None and outline is not None:
        return _LOCATION if outline.covers(point) else frozenset()
    if outline is not None and _same_shape(outline, new["geom"]):
        same_sort = old.get("geom_quality") == new["geom_quality"]  # a buffer has a typed area
        return frozenset({"rep_point", "site_area_m2"} if same_sort else {"rep_point"})
    silent = new["geom"] is None and new["site_area_m2"] is None and not typed_site_area
    return frozenset({"site_area_m2"}) if silent else frozenset()


def _same(name: str, old: Any, new: Any, row: Facts) -> bool:
    if name == "interests":  # those that other organisations' rows are linked to stand anyhow
        linked = set(row.get("linked_interests", ()))
        return set(old or ()) - linked == set(new) - linked
    if old is new:
        return True
    if old is None or new is None:
        return old is None and new is None
    if name in GEOMETRY_FACTS:
        return _same_shape(old, new)
    return bool(old == new) or _is_cut(old, new)


def _is_cut(old: Any, new: Any) -> bool:
    """Whether a text is the register's own, as far as a shapefile holds it (254 bytes)."""
    texts = isinstance(old, str) and isinstance(new, str)
    return texts and old.startswith(new) and len(new.encode()) in _FULL_TEXT_BYTES
