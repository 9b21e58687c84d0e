"""Every mean of a consultation file is worked out again from the lines that the file itself has."""

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import orjson
import pandas as pd
import pytest

from estate.access.journeys_before_and_after import AccessPoint, Service, change
from estate.access.travel import Mode, StraightLine
from estate.answers.opportunities import consultation_file
from estate.answers.residents import journeys

LINE = StraightLine(1.25, {Mode.WALK: 80.0, Mode.CAR: 500.0})
HERE, THERE = AccessPoint("a", "A", 0.0, 0.0), AccessPoint("b", "B", 3_000.0, 0.0)
#: Field of a line → kind and name of the group whose people it holds.
FIELDS = {
    "under_16": ("age", "under 16"),
    "aged_16_to_64": ("age", "16 to 64"),
    "aged_65_up": ("age", "65 and over"),
    "disabled": ("disability", "disabled"),
    "not_disabled": ("disability", "not disabled"),
}


def people_of(kind: str, group: str) -> Callable[[Mapping[str, Any]], float]:
    """How many people of a group a line has, as somebody with the file alone would count them."""
    if kind == "decile":
        wanted = None if group == "not known" else int(group)
        return lambda line: line["place"]["people"] if line["imd_decile"] == wanted else 0.0
    of_kind = [field for field, (one, _) in FIELDS.items() if one == kind]
    if group == "not known":
        return lambda line: line["place"]["people"] if line[of_kind[0]] is None else 0.0
    (field,) = (field for field in of_kind if FIELDS[field][1] == group)
    return lambda line: line[field] or 0.0


def reworked(lines: Sequence[Mapping[str, Any]], services: Sequence[Mapping[str, Any]]) -> int:
    """Works out every mean of every group again from the lines; how many there were."""
    done = 0
    for service in services:
        for mode in service["by_mode"]:
            how = journeys.MODE_WORDS[mode["basis"]["mode"]]
            mine = [one for one in lines if (one["service"], one["how"]) == (service["name"], how)]
            groups = [
                (people_of(one["kind"], one["group"]), one["summary"]) for one in mode["groups"]
            ]
            for count, told in [(lambda one: one["place"]["people"], mode["whole"]), *groups]:
                both = [(count(one), one["place"]["before_min"], one["place"]["after_min"])
                        for one in mine if one["place"]["longer_min"] is not None]  # fmt: skip
                people = sum(n for n, _, _ in both)
                assert people == pytest.approx(told["compared"], abs=0.1 + 0.05 * len(both))
                if told["compared"] < 1:
                    continue
                for at, when in ((1, "before"), (2, "after")):
                    mean = sum(one[0] * one[at] for one in both) / people
                    assert mean == pytest.approx(told[f"mean_{when}_min"], abs=0.05)
                    done += 1
    return done


@pytest.mark.parametrize("groups", [True, False], ids=["all loaded", "nothing loaded"])
def test_every_mean_is_worked_out_again_from_the_files_own_lines(groups: bool) -> None:
    draw, count = np.random.default_rng(18), 40
    people = draw.integers(200, 3_000, count).astype(float)
    zones = pd.DataFrame(
        {
            "name": [f"Area {at}" for at in range(count)],
            "easting": draw.uniform(-3_000, 6_000, count),
            "northing": draw.uniform(-2_000, 2_000, count),
            "point_basis": "mean of postcodes",
            "people": people,
            "imd_decile": draw.choice([1.0, 2.0, 7.0, 10.0, np.nan], count),
            # More than live there in some, as counts of another year are; and unknown in others.
            "under_16": np.where(draw.random(count) < 0.2, np.nan, people * 0.4),
            "aged_65_up": people * draw.uniform(0.1, 0.9, count),
            "disabled": np.where(
                draw.random(count) < 0.2, np.nan, people * 1.1 * draw.random(count)
            ),
        },
        index=[f"SYN-{at:03}" for at in range(count)],
    )
    if not groups:
        zones = zones.assign(imd_decile=np.nan, under_16=np.nan, disabled=np.nan)
    services = (Service("s", "Library", (HERE,), (THERE,)),)
    made = change(services, zones, LINE, (Mode.WALK, Mode.CAR))
    base = SimpleNamespace(residents=SimpleNamespace(zones=zones))
    found: Any = SimpleNamespace(base=base, changes=made)
    lines = orjson.loads(orjson.dumps(consultation_file.each_place(found)))
    told = [{"name": "Library", "by_mode": [
        {"basis": {"mode": one.mode},
         "whole": orjson.loads(orjson.dumps(journeys.summary_of(one.whole))),
         "groups": [{"kind": kind, "group": name,
                     "summary": orjson.loads(orjson.dumps(journeys.summary_of(part)))}
                    for kind, name, part in one.groups()]}
        for one in made]}]  # fmt: skip
    assert len(lines) == 2 * count
    assert lines[0]["area_code"] == "SYN-000" and lines[0]["easting"] == pytest.approx(
        zones["easting"].iloc[0], abs=0.05
    )
    fields = {"imd_decile", *FIELDS}
    if groups:
        assert reworked(lines, told) == 2 * 2 * (1 + 5 + 4 + 3)
        assert fields <= set(lines[0])
    else:
        assert not fields & set(lines[0]), "what is not loaded has no column"
        whole = [{**told[0], "by_mode": [one | {"groups": []} for one in told[0]["by_mode"]]}]
        assert reworked(lines, whole) == 4
