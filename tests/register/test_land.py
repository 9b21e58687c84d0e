"""Land assembly on real PostGIS: what lies together, what does not, and who is shown what."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from geoalchemy2 import WKTElement
from shapely import MultiPolygon, Polygon, affinity, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, update

from estate import geometry
from estate.answers.land import Land, LandAssembly, land
from estate.db import tables as t
from estate.errors import NotAllowed
from estate.register import visibility as v
from tests.asking import question
from tests.intake import county

EAST, NORTH = county.EAST, county.NORTH
SIDE = 40.0


def square(x: float = 0.0, y: float = 0.0, side: float = SIDE) -> Polygon:
    return box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + side)


class Ground:
    """A county of two bodies that have signed, a third that has, and a fourth that has not."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        county.start(connection)
        for code, signed in (("T-FF", date(2026, 1, 1)), ("T-XX", None)):
            connection.execute(
                t.organisation.insert().values(
                    code=code, name=f"Body {code}", kind="other", signed_on=signed
                )
            )
        connection.execute(
            update(t.organisation)
            .where(t.organisation.c.code.in_(["T-CC", "T-DC"]))
            .values(signed_on=date(2026, 1, 1))
        )

    def lay(self, organisation: str, shape: BaseGeometry | None, **more: Any) -> UUID:
        """A parcel of an organisation that owns it, unless ``owner`` is somebody else's name."""
        key, owner = uuid4(), more.pop("owner", None)
        values: dict[str, Any] = {
            "property_id": key, "organisation_code": organisation, "local_ref": str(key)[:8],
            "name": f"Plot {str(key)[:4]}", "operational": False, "geom_quality": "surveyed",
            "sensitivity": "open",
        }  # fmt: skip
        if shape is not None:
            values["geom"] = WKTElement(geometry.repair_polygon(shape).geometry.wkt, 27700)
        self.connection.execute(t.property_.insert().values(**values | more))
        if owner is not None:
            self.connection.execute(
                t.interest.insert().values(
                    interest_id=uuid4(), property_id=key, holder_name=owner, role="owner",
                    reported_by=organisation,
                )
            )  # fmt: skip
        return key

    def found(self, reader: v.Reader = v.CLUB, **asked: Any) -> Land:
        return land(question(self.connection, reader), **asked)

    def only(self, **asked: Any) -> LandAssembly:
        (one,) = self.found(**asked).assemblies
        return one


@pytest.fixture
def ground(connection: Connection) -> Ground:
    return Ground(connection)


def keys(one: LandAssembly) -> set[UUID]:
    return {each.property_id for each in one.parcels}


def test_two_touching_squares_of_different_owners_are_one_piece(ground: Ground) -> None:
    a = ground.lay("T-CC", square())
    b = ground.lay("T-DC", square(SIDE))
    one = ground.only()
    assert keys(one) == {a, b}
    assert one.area_m2 == pytest.approx(2 * SIDE**2, abs=0.1)
    assert one.shared_boundary_m == pytest.approx(SIDE, abs=0.1)
    assert one.perimeter_m == pytest.approx(6 * SIDE, abs=0.1)
    assert one.compactness == pytest.approx(3.14159 * 2 / 9, abs=0.001)
    assert {body.code for body in one.owners} == {"T-CC", "T-DC"}
    assert one.availability == {"red": 0, "amber": 0, "green": 0, "unrated": 2}


def test_what_is_no_assembly(ground: Ground) -> None:
    """The same owner, a gap of 3 m, a corner, too little land, a park, a protected use, a point,
    what is disposed of, an owner outside the register: a neighbour in each, far from the rest."""
    pairs: list[tuple[tuple[str, Any, dict[str, Any]], tuple[str, Any, dict[str, Any]]]] = [
        (("T-CC", square(), {}), ("T-CC", square(SIDE), {})),
        (("T-CC", square(), {}), ("T-DC", square(SIDE + 3), {})),
        (("T-CC", square(), {}), ("T-DC", square(SIDE, SIDE), {})),
        (("T-CC", square(), {}), ("T-DC", square(SIDE, SIDE - 4), {})),
        (("T-CC", square(side=30), {}), ("T-DC", square(30, side=30), {})),
        (("T-CC", square(), {}), ("T-DC", square(SIDE), {"type_code": "open_space"})),
        (("T-CC", square(), {}), ("T-DC", square(SIDE), {"protected_use": "crematorium"})),
        (("T-CC", square(), {}), ("T-DC", square(SIDE), {"geom_quality": "point_buffer"})),
        (("T-CC", square(), {}), ("T-DC", None, {"geom_quality": "point"})),
        (("T-CC", square(), {}), ("T-DC", square(SIDE), {"status": "disposed"})),
        (("T-CC", square(), {}), ("T-DC", square(SIDE), {"owner": "A private landlord"})),
        (("T-CC", square(), {}), ("T-DC", square(SIDE), {"merged": True})),
    ]  # fmt: skip
    for number, pair in enumerate(pairs):
        first = None
        for organisation, shape, more in pair:
            moved = None if shape is None else affinity.translate(shape, 0, 500 * number)
            if more.pop("merged", False):
                more["merged_into_property_id"] = first
            first = ground.lay(organisation, moved, **more)
    found = ground.found()
    assert (found.assemblies, found.overlaps) == ([], [])
    assert (found.without_outline, found.left_out) == (2, 3)
    assert found.parcels_considered == 2 * len(pairs) - 2 - 3 - 1  # one is merged away
    across = ground.found(across_road=True)
    gaps = [round(each.gap_m) for one in across.assemblies for each in one.boundaries]
    assert gaps == [3]
    assert across.basis == "across_road"


def test_an_overlap_is_a_fault_of_the_data_and_no_assembly(ground: Ground) -> None:
    a = ground.lay("T-CC", square())
    b = ground.lay("T-DC", square(SIDE - 10))
    found = ground.found()
    assert found.assemblies == []
    (overlap,) = found.overlaps
    assert set(overlap.parcels) == {a, b}
    assert overlap.overlap_m2 == pytest.approx(10 * SIDE, abs=0.1)
    assert overlap.share_of_smaller == pytest.approx(0.25)
    # A third parcel touches one of them: they are a piece without the other.
    c = ground.lay("T-FF", square(-SIDE))
    found = ground.found()
    assert [keys(one) for one in found.assemblies] == [{a, c}]
    assert len(found.overlaps) == 1


def test_a_sliver_touches_and_its_ground_counts_once(ground: Ground) -> None:
    ground.lay("T-CC", square())
    ground.lay("T-DC", square(SIDE - 0.5))
    ground.lay("T-CC", square(0, 500))
    ground.lay("T-DC", square(SIDE + 1.5, 500))
    over, apart = sorted(ground.found().assemblies, key=lambda one: one.area_m2)
    assert over.area_m2 == pytest.approx(2 * SIDE**2 - 0.5 * SIDE, abs=0.1)
    assert apart.area_m2 == pytest.approx(2 * SIDE**2, abs=0.1)
    assert apart.boundaries[0].gap_m == 1.5
    assert apart.shared_boundary_m == pytest.approx(SIDE, abs=0.5)
    assert apart.perimeter_m == pytest.approx(6 * SIDE + 3, abs=0.1)  # the gap is no edge


def test_chains_holes_and_several_parts(ground: Ground) -> None:
    """Three owners in a row; land inside a hole of other land; an outline of two parts, of which
    one touches; an outline that crossed itself and has been mended."""
    row = {ground.lay(code, square(n * SIDE)) for n, code in enumerate(("T-CC", "T-DC", "T-FF"))}
    frame = square(0, 500, side=90) - square(30, 530, side=30)
    filled = {ground.lay("T-CC", frame), ground.lay("T-DC", square(30, 530, side=30))}
    parts = MultiPolygon([square(0, 1000), square(200, 1000)])
    parted = {ground.lay("T-CC", parts), ground.lay("T-DC", square(SIDE, 1000))}
    x, y = EAST, NORTH + 1500
    bow = Polygon([(x, y), (x + 80, y + 80), (x + 80, y), (x, y + 80)])
    mended = {ground.lay("T-CC", bow), ground.lay("T-DC", square(80, 1500, side=80))}
    found = {frozenset(keys(one)): one for one in ground.found().assemblies}
    assert set(found) == {frozenset(each) for each in (row, filled, parted, mended)}
    chain = found[frozenset(row)]
    assert chain.shared_boundary_m == pytest.approx(2 * SIDE, abs=0.1)
    assert len(chain.boundaries) == 2 and len(chain.owners) == 3
    assert found[frozenset(filled)].area_m2 == pytest.approx(8100, abs=0.1)
    assert found[frozenset(filled)].shared_boundary_m == pytest.approx(120, abs=0.1)
    assert found[frozenset(parted)].area_m2 == pytest.approx(3 * SIDE**2, abs=0.1)
    assert found[frozenset(mended)].area_m2 == pytest.approx(3200 + 6400, abs=0.1)


def test_owners_outside_the_register_are_named_and_make_no_second_owner(ground: Ground) -> None:
    ground.lay("T-CC", square())
    ground.lay("T-DC", square(SIDE))
    ground.lay("T-FF", square(2 * SIDE), owner="A private landlord")
    one = ground.only()
    assert {body.code for body in one.owners} == {"T-CC", "T-DC"}
    assert one.outside_owners == ["A private landlord"] and one.unknown_owners == 0
    assert len(one.parcels) == 3


def test_nobody_learns_of_parcels_that_he_is_not_shown(ground: Ground) -> None:
    """A hidden parcel, one for its owner alone, one of a body that has not signed."""
    a = ground.lay("T-CC", square())
    for number, more in enumerate(
        ({"sensitivity": "hidden"}, {"sensitivity": "owner_only"}, {"organisation_code": "T-XX"})
    ):
        ground.lay("T-DC", square(SIDE * (1 - number), SIDE * number % (2 * SIDE)), **more)
    assert ground.found().assemblies == []
    assert ground.found().parcels_considered == 1
    owner = ground.found(v.owner("T-DC"))
    assert [a in keys(one) for one in owner.assemblies] == [True]
    with pytest.raises(NotAllowed):
        ground.found(v.PUBLIC)
    stranger = ground.found(v.owner("T-XX", is_signatory=False))
    assert stranger.parcels_considered == 1 and stranger.assemblies == []


def test_leases_are_told_by_quarter_to_others_and_by_day_to_their_parties(ground: Ground) -> None:
    a = ground.lay("T-CC", square())
    ground.lay("T-DC", square(SIDE), pfi=True, listed_grade="grade_ii", flood_zone="zone_3a")
    ground.lay("T-FF", square(-SIDE), listed_grade="not_listed", flood_zone="zone_1",
               conservation_area=True)  # fmt: skip
    ground.connection.execute(
        t.lease.insert().values(
            lease_id=uuid4(), organisation_code="T-CC", own_ref="L1", property_id=a,
            tenant_organisation_code="T-CC", landlord_name="A company",
            expiry_date=date(2029, 5, 17),
        )
    )  # fmt: skip
    (told,) = ground.only().leases
    assert (told.precision, told.ends) == ("quarter", date(2029, 6, 30))
    (own,) = ground.found(v.owner("T-CC")).assemblies[0].leases
    assert (own.precision, own.ends) == ("day", date(2029, 5, 17))
    assert told.act_by is not None and own.act_by is not None and told.act_by >= own.act_by
    bound = ["Conservation area", "Flood zone 3a", "Grade II", "PFI contract"]
    assert ground.only().constraints == bound
