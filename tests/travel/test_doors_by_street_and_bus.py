"""Plans, journeys, consultation files and "my postcode" where there are streets and a timetable.

One walk through the service over a small county in which the small town's streets lie.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from sqlalchemy import select, update

from estate.access.network_store import StoredNetwork
from estate.access.travel import Mode
from estate.codes import AreaKind
from estate.db import tables as t
from estate.networks import making
from tests.api.imports_office import make_token, signed_office
from tests.club.club_office import GUEST, HOST, LANDLORD, NAMES, TODAY, Club, let_and_host
from tests.intake.county import EAST, NORTH, row
from tests.travel import small_town

pytestmark = pytest.mark.long

MODES = ["walk", "wheelchair", "bus", "car"]
FILE, API = "/consultations/file", "/api/v1/consultations/file"


@pytest.fixture(scope="module")
def network_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Club, StoredNetwork]]:
    """A counter that could move 250 m along the streets; another lies off them."""
    folder = tmp_path_factory.mktemp("streets")
    public = {"USE_CLASS": "public_access", "TYPE_CODE": "customer_centre", "PUB_ACCESS": "Yes"}
    files = {
        "property": [
            row("CC-1", NAME="Corn Exchange", TENURE="Leasehold", GIA_M2="600",
                EASTING=EAST + 300, **public),
            row("CC-2", NAME="Weston Counter", EASTING=EAST - 2500, **public),
        ],
        "occupation": [
            {"OCC_REF": f"O{n}", "PROP_REF": f"CC-{n}", "USER_FUNC": "front_office",
             "SERVICE_FN": "customer_contact", "FTE": 10}
            for n in (1, 2)
        ],
        "cost": [{"COST_REF": "C1", "PROP_REF": "CC-1", "COST_KIND": "energy",
                  "COST_PA": 43_000, "COST_YEAR": "2025/26"}],
    }  # fmt: skip
    west, south = EAST - 900, NORTH - 900
    made = making.make(
        folder / "data",
        small_town.extract(folder / "town.osm.pbf", west, south),
        small_town.timetable(folder / "buses.zip", west, south),
        TODAY,
        envelope=None,
        licence="made up",
        timetable_licence="made up too",
        synthetic=True,
    )
    with signed_office(folder, TODAY, files) as office:
        with office.engine.begin() as connection:
            hub = public | {"TYPE_CODE": "hub"}
            let_and_host(connection, folder, hub, apart_m=550, rent_gbp_pa=61_000)
            people = update(t.area).where(t.area.c.kind == AreaKind.TOWN.value)
            connection.execute(people.values(population=12_000))
            p, x = t.property_.c, t.occupation.c
            places = dict(connection.execute(select(p.local_ref, p.property_id)).all())
            at = select(x.occupation_id).where(x.property_id == places["CC-1"])
            occupation = connection.execute(at).scalar_one()
        office.tokens["police"] = make_token(office.engine, "editor", LANDLORD)
        club = Club(office, {ref: str(key) for ref, key in places.items()}, str(occupation))
        yield club, made


def asked(club: Club, address: str) -> Any:
    return club.at(GUEST, "GET", address).raise_for_status()


def said(services: list[dict[str, Any]], network: StoredNetwork) -> None:
    """By each way: engine, speed, day of roads, and of the bus its timetable."""
    (service,) = services
    assert [one["basis"]["mode"] for one in service["by_mode"]] == MODES
    for one in service["by_mode"]:
        basis = one["basis"]
        assert basis["engine"].startswith("cafein") and basis["speed"] and basis["synthetic"]
        assert basis["network_date"] == small_town.DAY.isoformat()
        assert (basis["timetable_date"] is not None) == (basis["mode"] == "bus")
        assert (one["whole"]["bad_day"] is not None) == (basis["mode"] == "bus")
    walked = service["by_mode"][0]["whole"]
    ends = np.array([[EAST + 300, NORTH], [EAST + 550, NORTH]])
    by_engine = network.at(80.0).minutes(np.array([[EAST, NORTH]]), ends, Mode.WALK)[0]
    told = [walked["mean_before_min"], walked["mean_after_min"]]
    assert told == pytest.approx(by_engine.tolist(), abs=0.01)
    # Weston lies off the streets, and so does the counter there: said, and in no mean.
    assert walked["compared"] == walked["not_known"] == 12_000


def test_journeys_plans_consultation_files_and_my_postcode_by_street_and_bus(
    network_of: tuple[Club, StoredNetwork],
) -> None:
    club, network = network_of
    move = f"{club.occupation}:{club.places['DC-1']}"
    told = asked(club, f"/api/v1/journeys?move={move}").json()
    said(told["services"], network)
    assert "timetable of" in asked(club, f"/journeys?move={move}").text
    drawn = asked(club, f"/api/v1/journeys.geojson?move={move}&mode=bus").json()
    assert "timetable of" in drawn["basis"]

    assert told["services"][0]["within_limit"] is False

    def plan_with(hub_east: float) -> str:
        hub = (f"at={hub_east:.0f},{NORTH:.0f}; area_m2=2000; capital_gbp=1000; ready=2028 Q2; "
               "running_gbp_pa=100; by=T-DC; name=Made-up hub")  # fmt: skip
        return f"unrated=true&property={club.places['CC-1']}&hub={quote(hub)}"

    nearer, farther = plan_with(EAST + 100), plan_with(EAST + 800)
    plan = asked(club, f"/api/v1/towns/Easton/options?{nearer}").json()
    assert plan["travel"]["network"] == network.key
    assert "made-up streets of 1 September 2026" in plan["travel"]["words"]
    assert [one["host"]["name"] for one in plan["moves"]] == ["Made-up hub"]
    page = asked(club, f"/towns/Easton/options?{nearer}").text
    assert "Walking times use made-up streets at" in page and "timetable of" in page
    assert "Within the limit of town plans on foot" in page
    none = asked(club, f"/api/v1/towns/Easton/options?{farther}").json()
    assert none["moves"] == []
    assert "journeys" in {one["code"] for one in none["unknown"]["takes_no_part"]}

    key = str(club.promote().json()["id"])
    for who in (GUEST, HOST, LANDLORD):
        decision = {"forum": "Cabinet", "decided_on": "2026-11-02", "minute_ref": "M/7",
                    "begins_on": "2026-11-20", "ends_on": "2027-02-01",
                    "alternatives": f"{NAMES[who]} looked at staying"}  # fmt: skip
        club.ask(who, "POST", f"/{key}/decisions-to-consult", **decision).raise_for_status()
    number = club.get(GUEST, key)["number"]
    made = club.at(None, "GET", f"{API}?opportunity={number}").raise_for_status().json()
    said(made["services"], network)
    shown = club.at(None, "GET", f"{FILE}?opportunity={number}").raise_for_status().text
    action = re.search(r'<form class="form" method="post" action="([^"]+)"', shown)
    assert action and "timetable of" in shown
    answer = club.office.client.post(action[1].split("#")[0], data={"postcode": "zz1 1aa"})
    assert answer.status_code == 200, answer.text
    assert "by bus" in answer.text and "timetable of" in answer.text
