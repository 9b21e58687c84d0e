"""Every column of ranked candidates: what is looked up, what it would mean, how it scores."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.arrays import Bools
from estate.colocation import distances, known_to_fit, score
from estate.colocation.candidate_name import candidate_id
from estate.colocation.components import access_change, components, distance, minutes, way_m
from estate.colocation.distances import Indices
from estate.colocation.filtering import kinds
from estate.colocation.guest_and_host_facts import Facts
from estate.colocation.network_ways import basis_of
from estate.colocation.part_money import of_parts
from estate.colocation.possible_pairs import pending
from estate.colocation.question import COULD_FIT, FITS
from estate.colocation.ranking import Ranking

#: What a reader is told when a component cannot be known.
UNKNOWN_WORDS = {
    "capacity": "need and spare space",
    "lease": "lease dates",
    "rag": "ratings",
    "saving": "premises effect",
    "access": "journeys to the place",
    "condition": "condition and energy rating",
}
#: The same of those that need a fact of each side, where the other side's is known.
GUEST_WORDS = {
    "capacity": "how much space it needs",
    "lease": "the lease dates of its building today",
}
HOST_WORDS = {
    "capacity": "how much space there is to spare",
    "lease": "how long the other building's lease runs",
}

COLUMNS = (
    "rank",
    "candidate_id",
    "guest_occupation_id",
    "guest_property_id",
    "guest_organisation",
    "host_property_id",
    "host_organisation",
    "kind",
    "guest_row",
    "host_column",
    "front_desk",
    "score",
    "score_spread",
    "evidence",
    "low_evidence",
    "fit",
    "ask_for",
    "minutes",
    "limit_min",
    "distance_m",
    "distance_basis",
    "measured_between",
    "need_m2",
    "spare_m2",
    "area_imputed",
    "exit_date",
    "exit_kind",
    "act_by",
    "act_by_passed",
    "saving_gbp_pa",
    "saving_low_gbp_pa",
    "saving_high_gbp_pa",
    "imputed_share",
    "one_off_gbp",
    "whole_building",
    "rent_runs_on",
    "break_penalty_gbp",
    "cost_tier",
    "access_change_min",
    "access_worse",
    "complexity",
    "organisations_involved",
    "protocol_pending",
    "rated",
    "unknowns",
    "exact",
    "dates_exact",
    "is_part",
    "goes_m2",
    "stays_m2",
    "posts_go",
    "posts_stay",
    *(f"component_{name}" for name in score.COMPONENTS),
    *(f"expected_{name}" for name in score.COMPONENTS),
)

_OF_A_PART = ("goes_m2", "stays_m2", "posts_go", "posts_stay")

Arrays = dict[str, NDArray[Any]]


def table(ranking: Ranking, first: int = 0, last: int | None = None) -> pd.DataFrame:
    """Candidates ``first`` to ``last`` of a ranking as a frame with ``COLUMNS``."""
    found = _arrays(ranking, first, last)
    columns: dict[str, Any] = {name: found[name] for name in COLUMNS}
    # Kept as objects: an inferred text column would turn the missing kind into a NaN.
    columns["exit_kind"] = pd.Series(found["exit_kind"], dtype=object)
    return pd.DataFrame(columns)


def rows(ranking: Ranking, first: int = 0, last: int | None = None) -> list[dict[str, Any]]:
    """The same, one mapping each: many times faster than rows of a frame."""
    found = _arrays(ranking, first, last)
    cells = [_listed(found[name]) for name in COLUMNS]
    return [dict(zip(COLUMNS, row, strict=True)) for row in zip(*cells, strict=True)]


def other_hosts(ranking: Ranking, some: slice) -> list[list[dict[str, Any]]]:
    """Of guests that stand once: their next hosts, each with its score and whether it fits."""
    if ranking.others is None:
        return [[] for _ in range(len(ranking.at[some]))]
    facts = ranking.facts
    hosts, marks = ranking.others[0][some], ranking.others[1][some]
    row, column = np.nonzero(hosts >= 0)
    host = hosts[row, column]
    fitting = known_to_fit.fits(facts, ranking.at[some][row], host)
    ids = facts.estate.properties.index.take(host)
    bodies = facts.cells.properties.take("organisation", host)
    found: list[list[dict[str, Any]]] = [[] for _ in range(len(hosts))]
    for place, key, body, mark, fits in zip(
        row.tolist(), ids, bodies, marks[row, column].tolist(), fitting.tolist(), strict=True
    ):
        found[place].append(
            {
                "property_id": key,
                "organisation": body,
                "score": mark,
                "fit": FITS if fits else COULD_FIT,
            }
        )
    return found


def _listed(values: NDArray[Any]) -> list[Any]:
    return list(pd.DatetimeIndex(values)) if values.dtype.kind == "M" else values.tolist()


def _arrays(ranking: Ranking, first: int, last: int | None) -> Arrays:
    facts, some = ranking.facts, slice(first, last)
    at, host, marks = ranking.at[some], ranking.host[some], ranking.score[some]
    home = facts.columns.guests.home[at]
    values = components(facts, at, host, score.COMPONENTS)
    points = facts.places.points
    apart = np.sqrt(((points[home] - points[host]) ** 2).sum(axis=1))
    metres = distances.exact(facts.places, home, host, apart)
    ways = way_m(facts, at, host, metres)
    values["distance"] = distance(facts, at, ways)
    weights = score.weights(facts.assumptions)
    evidence = score.known(values, weights).evidence()
    return {
        "rank": ranking.ranks()[some],
        **_words(facts, at, home, host),
        "score": marks,
        **_expected(facts, values, weights),
        **_fit(ranking, at, host),
        "evidence": evidence,
        "low_evidence": evidence < facts.assumptions.value("low_evidence_below"),
        "minutes": minutes(facts, at, ways),
        "distance_m": metres,
        "measured_between": _measured_between(facts, home, host),
        **_guest_side(facts, at),
        "spare_m2": facts.columns.properties.spare_m2[host],
        "area_imputed": facts.own_cells.hosts.take("area_imputed", host),
        **_journeys(facts, at, host),
        **_involved(facts, at, host),
        "protocol_pending": pending(facts, at, host),
        **_certainty(facts, at, home, host),
        "unknowns": _unknowns(values, *_known_sides(facts, at, host)),
        **{f"component_{name}": values[name] for name in score.COMPONENTS},
        **_part(ranking, at, host),
    }


def _part(ranking: Ranking, at: Indices, host: Indices) -> Arrays:
    """What goes and what stays, where only a part of each need moves: then no building empties,
    no lease ends, and money is that of the part."""
    no, nothing = np.zeros(len(at), dtype=bool), np.full(len(at), np.nan)
    if not ranking.is_part:
        return {"is_part": no} | dict.fromkeys(_OF_A_PART, nothing)
    unbound = {"whole_building": no, "rent_runs_on": no, "break_penalty_gbp": np.zeros(len(at))}
    return {"is_part": ~no} | unbound | of_parts(ranking.facts, at, host)


def _expected(
    facts: Facts, values: Mapping[str, NDArray[np.float64]], weights: Mapping[str, float]
) -> Arrays:
    """What stands for each unknown component, and how far the score may yet move with it."""
    known = facts.expected
    if known is None:
        nothing = np.full(len(values["use"]), np.nan)
        return {"score_spread": nothing} | {f"expected_{n}": nothing for n in score.COMPONENTS}
    stands = {
        f"expected_{name}": np.where(np.isnan(values[name]), known.mean.get(name, np.nan), np.nan)
        for name in score.COMPONENTS
    }
    return {"score_spread": score.spread(values, weights, known.spread)} | stands


def _fit(ranking: Ranking, at: Indices, host: Indices) -> Arrays:
    points = known_to_fit.open_points(ranking.facts, at, host)
    return {
        "fit": np.where(points.any(axis=1), COULD_FIT, FITS).astype(object),
        "ask_for": known_to_fit.in_words(
            points, known_to_fit.ASKS_OF_PARTS if ranking.is_part else known_to_fit.ASKS
        ),
    }


def _words(facts: Facts, at: Indices, home: Indices, host: Indices) -> Arrays:
    properties, guests = facts.estate.properties, facts.guests
    own, places = facts.own_cells, facts.cells.properties
    guest_ids = np.asarray(guests.index.take(at), dtype=object)
    host_ids = np.asarray(properties.index.take(host), dtype=object)
    ids = [candidate_id(*pair) for pair in zip(guest_ids, host_ids, strict=True)]
    return {
        "candidate_id": np.array(ids, dtype=object),
        "guest_occupation_id": guest_ids,
        "guest_property_id": np.asarray(properties.index.take(home), dtype=object),
        "guest_organisation": own.guests.take("organisation", at),
        "host_property_id": host_ids,
        "host_organisation": places.take("organisation", host),
        "kind": kinds(facts, at, host),
        "guest_row": own.guests.take("row", at),
        "host_column": own.hosts.take("column", host),
        "front_desk": facts.columns.guests.front_desk[at],
        "distance_basis": np.full(len(at), basis_of(facts.ways), dtype=object),
        "cost_tier": own.costs.take("tier", home),
    }


def _guest_side(facts: Facts, at: Indices) -> Arrays:
    guests = facts.own_cells.guests
    ways = guests.take("exit_kind", at)
    named = ("limit_min", "need_m2", "exit_date", "act_by", "act_by_passed")
    money = {name: facts.own_cells.money.take(name, at) for name in facts.money.columns}
    return {
        **{name: guests.take(name, at) for name in named},
        "dates_exact": np.asarray(guests.take("dates_exact", at) == np.True_, dtype=bool),
        "exit_kind": np.array([way if isinstance(way, str) else None for way in ways], object),
        **money,
    }


def _measured_between(facts: Facts, home: Indices, host: Indices) -> NDArray[np.object_]:
    outlined = facts.places.outlined
    return np.where(outlined[home] & outlined[host], "outlines", "points").astype(object)


def _journeys(facts: Facts, at: Indices, host: Indices) -> Arrays:
    change = np.where(facts.columns.guests.public[at], access_change(facts, at, host), np.nan)
    worse = change > facts.assumptions.value("access_tolerance_min")
    return {"access_change_min": change, "access_worse": worse}


def _involved(facts: Facts, at: Indices, host: Indices) -> Arrays:
    """How many organisations would share: guest, host and whoever is in the host already."""
    columns = facts.columns
    count = columns.occupiers_at[host]
    for who in (columns.properties.organisation[host], columns.guests.organisation[at]):
        key = host * len(columns.organisations) + who
        place = np.searchsorted(columns.occupiers, key).clip(max=len(columns.occupiers) - 1)
        count = count + (columns.occupiers[place] != key)
    return {"organisations_involved": count, "complexity": count**2}


def _certainty(facts: Facts, at: Indices, home: Indices, host: Indices) -> Arrays:
    """Whether both places are rated, and whether all figures are exact for this reader."""
    sides, places = facts.columns.properties, facts.cells.properties
    both = ((facts.own_cells.guests, at), (places, home), (places, host))
    exact = [cells.take("exact", positions) == np.True_ for cells, positions in both]
    return {
        "rated": np.isfinite(sides.out[home]) & np.isfinite(sides.into[host]),
        "exact": np.logical_and.reduce(exact).astype(bool),
    }


def _known_sides(facts: Facts, at: Indices, host: Indices) -> tuple[Bools, Bools]:
    """Of ``GUEST_WORDS``, which facts are known of the guest; and which of the host."""
    guests, hosts = facts.columns.guests, facts.columns.properties
    of_guest = (guests.need_m2[at], guests.leave_value[at])
    of_host = (hosts.spare_m2[host], hosts.secure_days[host])
    return ~np.isnan(np.column_stack(of_guest)), ~np.isnan(np.column_stack(of_host))


def _unknowns(
    values: Mapping[str, NDArray[np.float64]], guest_known: Bools, host_known: Bools
) -> NDArray[np.object_]:
    """What is not known, row by row: the missing fact, and whose it is."""
    missing = np.isnan(np.column_stack([values[name] for name in score.COMPONENTS]))
    flags = np.column_stack([missing, guest_known, host_known])
    bits = flags @ (1 << np.arange(flags.shape[1]))
    words = {number: _unknown_words(number) for number in np.unique(bits).tolist()}
    found = np.empty(len(bits), dtype=object)
    found[:] = [words[number] for number in bits.tolist()]
    return found


def _unknown_words(number: int) -> tuple[str, ...]:
    """Words for one pattern of ``_unknowns``: components, then both sides, a bit each."""
    flags = [bool(number >> bit & 1) for bit in range(len(score.COMPONENTS) + 2 * len(GUEST_WORDS))]
    missing = [name for name, gone in zip(score.COMPONENTS, flags, strict=False) if gone]
    sides = flags[len(score.COMPONENTS) :]
    guest = dict(zip(GUEST_WORDS, sides, strict=False))
    host = dict(zip(HOST_WORDS, sides[len(GUEST_WORDS) :], strict=True))
    words = {(False, True): GUEST_WORDS, (True, False): HOST_WORDS}
    return tuple(
        words.get((guest.get(name, False), host.get(name, False)), UNKNOWN_WORDS).get(name, name)
        for name in missing
    )
