"""Made-up towns for the plans, by seed: buildings, leases, occupiers, zones, prices.

As in the research of November 2026: log-normal buildings, some that have to stay, 35 % leased with
exits in years 1 to 8, offices, public services and depots, 8 m² for a post (a quarter more where
the public comes), adaptation of £60,000 a host, moves at £400 for a post and £350 for a m², thirty
zones with need areas that count twice; a public service moves only where its clients' weighted
walk grows by at most a tenth and no need zone's by more than ten minutes.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.consolidation.town.problem import Amounts, Problem

Floats = NDArray[np.float64]
Dates = Literal["one", "two", "yearly"]

YEARS, RATE, READY = 20, 0.035, 1
OFFICE, PUBLIC, DEPOT = 0, 1, 2
_FTE_GBP, _FIT_OUT_GBP_PER_M2, _ADAPTATION_GBP, _HOST_GBP_PER_M2 = 400.0, 350.0, 60_000.0, 15.0
_AVOIDABLE, _WALK_M_PER_MINUTE = 0.25, 75.0
ORGANISATIONS = 6


def town(
    seed: int,
    buildings: int,
    occupations: int,
    dates: Dates = "one",
    width_m: float = 2_500.0,
    reach_m: float = np.inf,
    hosts: int | None = None,
    leavings: bool = True,
    towns: int = 0,
) -> Problem:
    """A town of a seed. ``dates``: each building's best single date, ready and exit, or every year
    up to the ninth. ``reach_m`` and ``hosts`` (the nearest so many) bound where somebody may go;
    without ``leavings`` buildings are left whole or not at all. With ``towns`` the buildings lie in
    so many towns of 1 km, the larger ones with more of them."""
    made = _Town.made(seed, buildings, occupations, width_m)
    if towns:
        made = _in_towns(made, seed, towns, width_m)
    return _problem(made, dates, reach_m, hosts, leavings)


@dataclass(frozen=True)
class _Town:
    """The facts of a made-up town, by position."""

    spot: Floats
    area_m2: Floats
    rent_gbp: Floats
    other_gbp: Floats
    exit_year: NDArray[np.int64]
    stays: NDArray[np.bool_]
    hosts: NDArray[np.bool_]
    home: NDArray[np.int64]
    need_m2: Floats
    kind: NDArray[np.int64]
    organisation: NDArray[np.int64]
    zones: Floats
    people: Floats
    probation: NDArray[np.bool_]
    children: NDArray[np.bool_]

    @classmethod
    def made(cls, seed: int, buildings: int, occupations: int, width_m: float) -> "_Town":
        rng = np.random.default_rng([17, seed, buildings, occupations])
        home = np.concatenate(
            [np.arange(buildings), rng.integers(0, buildings, max(0, occupations - buildings))]
        )[:occupations]
        kind = rng.choice([OFFICE, PUBLIC, DEPOT], occupations, p=[0.55, 0.35, 0.10])
        fte = np.round(rng.lognormal(2.8, 0.6, occupations)).clip(2, 150)
        need = fte * 8.0 * np.where(kind == PUBLIC, 1.25, 1.0)
        used = np.bincount(home, need, minlength=buildings)
        area = np.maximum(
            used / rng.uniform(0.35, 0.95, buildings), rng.lognormal(6.2, 0.6, buildings)
        )
        leased = rng.random(buildings) < 0.35
        cost = area * rng.lognormal(np.log(65), 0.25, buildings)
        stays = rng.random(buildings) < 0.2
        organisation = rng.integers(0, ORGANISATIONS, occupations)
        weight = rng.lognormal(7, 0.4, 30) * np.where(rng.random(30) < 0.3, 2.0, 1.0)
        special = rng.permutation(np.flatnonzero(kind == PUBLIC))
        probation, children = (
            np.isin(np.arange(occupations), special[at]) for at in (slice(0, 1), slice(1, 3))
        )
        return cls(
            spot=rng.uniform(0, width_m, (buildings, 2)),
            area_m2=area,
            rent_gbp=np.where(leased, cost * 0.45, 0.0),
            other_gbp=np.where(leased, cost * 0.55, cost),
            exit_year=np.where(leased, rng.integers(1, 9, buildings), READY),
            stays=stays,
            hosts=rng.random(buildings) < 0.85,
            home=home,
            need_m2=need,
            kind=kind,
            organisation=organisation,
            zones=rng.uniform(0, width_m, (30, 2)),
            people=weight,
            probation=probation,
            children=children,
        )


def _in_towns(made: _Town, seed: int, towns: int, width_m: float) -> _Town:
    """So many towns on a grid, the largest with some ninety of 645 buildings."""
    rng = np.random.default_rng([17, seed, 7])
    across = int(np.ceil(np.sqrt(towns)))
    grid = np.stack(np.divmod(rng.permutation(across**2)[:towns], across), axis=1)
    share = 1.0 / np.arange(1, towns + 1) ** 0.6
    of_building = rng.choice(towns, len(made.area_m2), p=share / share.sum())
    spot = (grid[of_building] + 0.5) * width_m / across
    return replace(made, spot=spot + rng.normal(0, 450, spot.shape))


def _factor(year: NDArray[np.int64] | int) -> Floats:
    return np.asarray((1 + RATE) ** -np.asarray(year, dtype=np.float64))


def _annuity(first: NDArray[np.int64] | int) -> Floats:
    """Present value of £1 a year from a year on to the end of the years counted."""
    years = np.arange(YEARS + 1)
    tail = np.append(np.cumsum(_factor(years)[::-1])[::-1], 0.0)
    return np.asarray(tail[np.clip(first, 0, YEARS + 1)])


def _problem(
    made: _Town, dates: Dates, reach_m: float, nearest: int | None, leavings: bool
) -> Problem:
    allowed = _allowed(made, reach_m, nearest)
    who, into = np.nonzero(allowed)
    calendar = np.arange(READY, 10)
    closing = {
        "one": [(b, max(READY, e)) for b, e in enumerate(made.exit_year)],
        "two": [
            (b, y)
            for b, e in enumerate(made.exit_year)
            for y in sorted({READY, max(READY, int(e))})
        ],
        "yearly": [(b, y) for b in range(len(made.area_m2)) for y in calendar],
    }[dates]
    able = np.ones(len(made.area_m2), dtype=bool)
    able[made.home[~allowed.any(axis=1)]] = False
    able &= ~made.stays & (np.bincount(made.home, minlength=len(able)) > 0)
    closures = pd.DataFrame(
        [(b, int(y)) for b, y in closing if able[b]], columns=["building", "year"], dtype="int64"
    )
    shared = np.bincount(made.home)[made.home] > 1
    going = shared & allowed.any(axis=1) & leavings & ~made.stays[made.home]
    when_left = calendar if dates == "yearly" else np.array([READY])
    left = pd.DataFrame(
        [(o, int(y)) for o in np.flatnonzero(going) for y in when_left],
        columns=["occupation", "year"],
        dtype="int64",
    )
    days = {o: set() for o in range(len(made.home))}
    for b, y in closures.itertuples(index=False):
        for o in np.flatnonzero(made.home == b):
            days[o].add(y)
    for o, y in left.itertuples(index=False):
        days[o].add(y)
    rows = [(o, b, y) for o, b in zip(who, into, strict=True) for y in sorted(days[o])]
    moves = pd.DataFrame(rows, columns=["occupation", "host", "year"], dtype="int64")
    return _priced(made, moves, left, closures)


def _allowed(made: _Town, reach_m: float, nearest: int | None) -> NDArray[np.bool_]:
    apart = np.hypot(*(made.spot[made.home][:, None, :] - made.spot[None, :, :]).transpose(2, 0, 1))
    # The public is asked to walk half as far as staff.
    reach = np.where(made.kind == PUBLIC, reach_m / 2, reach_m)
    allowed = made.hosts[None, :] & (apart <= reach[:, None])
    depots = np.zeros(len(made.area_m2), dtype=bool)
    depots[made.home[made.kind == DEPOT]] = True
    allowed &= (made.kind[:, None] == DEPOT) <= depots[None, :]
    allowed[np.arange(len(made.home)), made.home] = False
    allowed &= ~made.stays[made.home][:, None]
    if nearest is not None:
        order = np.where(allowed, apart, np.inf).argsort(axis=1).argsort(axis=1)
        allowed &= order < nearest
    walk = _walks(made)
    before = walk[made.home]
    weight = made.people / made.people.sum()
    grown = walk @ weight
    far = grown[None, :] > 1.1 * grown[made.home][:, None]
    need = made.people > np.median(made.people)
    worst = (walk[None, :, :] - before[:, None, :])[:, :, need].max(axis=2) > 10
    public = made.kind == PUBLIC
    allowed &= ~(public[:, None] & (far | worst))
    return allowed


def _walks(made: _Town) -> Floats:
    """Minutes from each zone to each building: buildings × zones."""
    gap = made.spot[:, None, :] - made.zones[None, :, :]
    return np.asarray(np.hypot(gap[..., 0], gap[..., 1]) * 1.25 / _WALK_M_PER_MINUTE)


def _priced(
    made: _Town, moves: pd.DataFrame, left: pd.DataFrame, closures: pd.DataFrame
) -> Problem:
    years = sorted({*moves["year"], *left["year"], *closures["year"], READY})
    position = {year: at for at, year in enumerate(years)}
    who, year = moves["occupation"].to_numpy(), moves["year"].to_numpy()
    fte = made.need_m2[who] / np.where(made.kind[who] == PUBLIC, 10.0, 8.0)
    once = fte * _FTE_GBP + made.need_m2[who] * _FIT_OUT_GBP_PER_M2
    running = made.need_m2[who] * _HOST_GBP_PER_M2
    share = (
        made.need_m2 / np.bincount(made.home, made.need_m2, minlength=len(made.area_m2))[made.home]
    )
    gone, gone_year = left["occupation"].to_numpy(), left["year"].to_numpy()
    part = made.other_gbp[made.home[gone]] * _AVOIDABLE * share[gone]
    b, close_year = closures["building"].to_numpy(), closures["year"].to_numpy()
    give_back = np.where(made.rent_gbp[b] > 0, made.area_m2[b] * 60.0, made.area_m2[b] * 10.0)
    rent_ends = np.maximum(close_year, made.exit_year[b])
    # Works are paid in the year of the move, savings begin with the next.
    of_moves = -once * _factor(year) - running * _annuity(year + 1)
    of_leavings = part * _annuity(gone_year + 1)
    of_closures = (
        made.other_gbp[b] * _annuity(close_year + 1)
        + made.rent_gbp[b] * _annuity(rent_ends + 1)
        - give_back * _factor(rent_ends)
    )
    used = np.bincount(made.home, made.need_m2, minlength=len(made.area_m2))
    vacant = np.flatnonzero(used == 0)
    steps = len(moves) + len(left) + len(closures) + len(vacant)
    value = np.concatenate([of_moves, of_leavings, of_closures, np.zeros(len(vacant))])
    capital = np.zeros((steps, YEARS + 1))
    capital[np.arange(len(moves)), year] = once
    capital[len(moves) + len(left) + np.arange(len(closures)), rent_ends] += give_back
    partners = np.zeros((steps, ORGANISATIONS))
    owner = np.arange(len(made.area_m2)) % ORGANISATIONS
    partners[np.arange(len(moves)), made.organisation[who]] -= once * _factor(year)
    partners[np.arange(len(moves)), owner[moves["host"]]] -= running * _annuity(year + 1)
    partners[len(moves) + np.arange(len(left)), owner[made.home[gone]]] += of_leavings
    partners[len(moves) + len(left) + np.arange(len(closures)), owner[b]] += of_closures
    by_source = np.zeros((steps, len(made.area_m2) + 2))
    at = np.arange(len(moves))
    by_source[at, -2] = -once * _factor(year)
    by_source[at, -1] = -running * _annuity(year + 1)
    by_source[len(moves) + np.arange(len(left)), made.home[gone]] = of_leavings
    by_source[len(moves) + len(left) + np.arange(len(closures)), b] = of_closures
    walk = _walks(made) @ made.people / made.people.sum()
    longer = np.where(made.kind[who] == PUBLIC, walk[moves["host"]] - walk[made.home[who]], 0.0)
    clash = [(p, c) for p in np.flatnonzero(made.probation) for c in np.flatnonzero(made.children)]
    return Problem(
        buildings=pd.DataFrame(
            {"room_m2": np.maximum(made.area_m2, used), "stays": made.stays, "opens": used == 0}
        ),
        occupations=pd.DataFrame(
            {"home": made.home, "need_m2": made.need_m2, "desk": np.full(len(made.home), -1)}
        ),
        dates=tuple(date(2026 + int(y), 4, 1) for y in years),
        moves=pd.DataFrame(
            {
                "occupation": who,
                "host": moves["host"].to_numpy(),
                "when": [position[y] for y in year],
                "minutes": longer,
            }
        ).astype({"when": "int64"}),
        leavings=pd.DataFrame(
            {"occupation": gone, "when": [position[y] for y in gone_year]}, dtype="int64"
        ),
        closures=pd.DataFrame(
            {"building": b, "when": [position[y] for y in close_year]}, dtype="int64"
        ),
        openings=pd.DataFrame({"building": vacant}),
        conflicts=np.array(clash, dtype=np.int64).reshape(-1, 2),
        amounts=Amounts(value, capital, partners, by_source),
        partners=tuple(f"SYN-{number}" for number in range(ORGANISATIONS)),
        sources=(*(f"building {at}" for at in range(len(made.area_m2))), "moving", "host running"),
    )


def with_desks(problem: Problem, seed: int) -> Problem:
    """The same with two occupations of one building at one front desk, where there are two."""
    homes = problem.occupations["home"]
    several = homes[homes.duplicated(keep=False)]
    if several.empty:
        return problem
    rng = np.random.default_rng([17, seed, 9])
    chosen = np.flatnonzero((homes == rng.choice(several)).to_numpy())[:2]
    desk = np.full(len(homes), -1)
    desk[chosen] = 0
    return replace(problem, occupations=problem.occupations.assign(desk=desk))


def with_hub(problem: Problem, seed: int) -> Problem:
    """The same with a new building as one more host, open to everybody from the first date on."""
    rng = np.random.default_rng([17, seed, 8])
    hub = len(problem.buildings)
    room = 0.6 * float(problem.occupations["need_m2"].sum())
    days = problem.moves[["occupation", "when"]].drop_duplicates()
    moves = pd.concat(
        [problem.moves, days.assign(host=hub, minutes=0.0)[problem.moves.columns]],
        ignore_index=True,
    )
    cost = -float(rng.uniform(100_000, 900_000))
    before, old = problem.amounts, len(problem.moves)
    # What a move costs hangs on who moves and when, not on the host.
    first = problem.moves.drop_duplicates(["occupation", "when"]).index.to_numpy()

    def longer(rows: Floats, last: Floats) -> Floats:
        return np.concatenate([rows[:old], rows[first], rows[old:], last])

    steps = [
        longer(rows, np.zeros((1, *rows.shape[1:])))
        for rows in (before.value_gbp, before.capital_gbp, before.partners_gbp, before.by_source)
    ]
    steps[0][-1] = steps[3][-1, -2] = cost
    steps[1][-1, 0] = -cost
    steps[2][-1, 0] = cost
    return replace(
        problem,
        buildings=pd.concat(
            [problem.buildings, pd.DataFrame([{"room_m2": room, "stays": False, "opens": True}])],
            ignore_index=True,
        ),
        moves=moves,
        openings=pd.DataFrame({"building": [hub]}),
        amounts=Amounts(*steps),
    )
