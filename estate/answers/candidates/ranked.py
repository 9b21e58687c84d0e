"""Candidates as the doors take them: ranked, a page at a time, with words and points."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from estate import colocation
from estate.answers.candidates.rejected_pairs import KeptOut
from estate.answers.energy_words import factor_set
from estate.assumptions import AssumptionSet
from estate.colocation import CandidateFilter, Explanation, NameLookup, Ranking
from estate.energy.of_pairs import of_pairs
from estate.frames import Estate
from estate.geometry import to_lonlat
from estate.register import visibility as v
from estate.register.queries import naming

EVERYTHING = CandidateFilter()
_SIDES = ("guest", "host")


@dataclass(frozen=True)
class Page:
    """Some candidates, their explanations and the names of those who take part."""

    rows: list[dict[str, Any]]
    explanations: list[Explanation]
    words: NameLookup
    points: dict[str, list[float]]  # longitude and latitude of each property


@dataclass(frozen=True)
class Candidates:
    """Ranked candidates with the facts and assumptions they were computed from."""

    ranking: Ranking
    assumptions: AssumptionSet
    question: CandidateFilter
    lonlat: NDArray[np.float64]  # of every property of the estate, NaN without a location
    rejected: tuple[KeptOut, ...] = ()  # pairs that are kept out of it, whatever was asked
    #: What each building uses, by property id; None where the reader may not see energy.
    consumption: Callable[[], pd.DataFrame] | None = None

    @property
    def estate(self) -> Estate:
        """What the reader may see, and the ranking was made from."""
        return self.ranking.facts.estate

    @property
    def fitting(self) -> int:
        """How many of them are known to fit."""
        return self.ranking.fitting

    @property
    def matched(self) -> int:
        """How many candidates there are, shown or not."""
        return self.ranking.matched

    @property
    def kept_out(self) -> tuple[KeptOut, ...]:
        """Pairs that are kept out, of those properties that the question names."""
        asked = self.question
        return tuple(
            one
            for one in self.rejected
            if asked.property_id in (None, one.guest_property_id, one.host_property_id)
            and asked.guest_property_id in (None, one.guest_property_id)
            and asked.host_property_id in (None, one.host_property_id)
        )

    @cached_property
    def found(self) -> pd.DataFrame:
        """All of them as a frame (``colocation.find``), for whoever needs every column."""
        return colocation.table(self.ranking)

    def page(self, limit: int | None = None, start: int = 0) -> Page:
        """``limit`` rows (None: all) after the first ``start``, with their explanations."""
        facts = self.ranking.facts
        some = slice(start, None if limit is None else start + limit)
        shown = colocation.rows(self.ranking, start, some.stop)
        if self.ranking.others is not None:
            others = colocation.other_hosts(self.ranking, some)
            shown = [row | {"other_hosts": hosts} for row, hosts in zip(shown, others, strict=True)]
        energy = self._energy(shown, some)
        shown = [row | {"energy": one} for row, one in zip(shown, energy, strict=True)]
        shown = colocation.with_ends(shown, facts.estate, self.assumptions)
        words = NameLookup.of(shown, facts.cells, facts.estate.reader, self.assumptions)
        told = [colocation.explain_row(row, words) for row in shown]
        return Page(shown, told, words, self._points(shown, some))

    def _energy(self, shown: list[dict[str, Any]], some: slice) -> list[dict[str, Any] | None]:
        """What each move changes of energy (``energy.of_pairs``); None where its need is unknown,
        or the reader may not see it."""
        if self.consumption is None or not shown:
            return [None] * len(shown)
        ranking, guests = self.ranking, self.ranking.facts.own_cells.guests
        at = ranking.at[some]
        users, sole = (guests.take(name, at) for name in ("users", "sole"))
        share = np.nan_to_num(guests.take("need_share", at).astype(float))
        share = np.where(share > 0, share, 1.0 / users.astype(float))
        goes, need = ([row[name] for row in shown] for name in ("goes_m2", "need_m2"))
        area = np.array(goes if ranking.is_part else need, dtype=float)
        part = area / np.array(need, dtype=float) if ranking.is_part else 1.0
        pairs = pd.DataFrame(
            {
                **{side: [row[f"{side}_property_id"] for row in shown] for side in _SIDES},
                "share": share * part,
                "ended": sole.astype(bool) & (not ranking.is_part),
                "need_m2": area,
            }
        )
        found = of_pairs(self.consumption(), pairs, self.assumptions, factor_set(None))
        known = found["kwh"].notna().tolist()
        rows = found.to_dict("records")
        return [
            {str(key): value for key, value in row.items()} if there else None
            for row, there in zip(rows, known, strict=True)
        ]

    def _points(self, shown: list[dict[str, Any]], some: slice) -> dict[str, list[float]]:
        hosts = self.ranking.host[some]
        homes = self.ranking.facts.columns.guests.home[self.ranking.at[some]]
        points: dict[str, list[float]] = {}
        for side, positions in (("guest", homes), ("host", hosts)):
            ids = (row[f"{side}_property_id"] for row in shown)
            points |= zip(ids, self.lonlat[positions].tolist(), strict=True)
        return points

    def by_property(self) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
        """Properties that take part, as guest or host, and in how many candidates each."""
        facts = self.ranking.facts
        homes = facts.columns.guests.home[self.ranking.at]
        both = np.concatenate([homes, self.ranking.host])
        places, counts = np.unique(both, return_counts=True)
        names = facts.estate.properties.index.take(places)
        return np.asarray(names, dtype=object), counts


def named(
    connection: Connection, reader: v.Reader, estate: Estate, question: CandidateFilter
) -> CandidateFilter:
    """The question with towns, organisations and properties as the register spells them.

    Properties are named by id or by their organisation's reference. ``BadQuestion`` names what
    this reader is shown nothing of, and a reference that several organisations use.
    """
    if question.conditions == EVERYTHING:
        return question
    found: dict[str, Any] = {}
    if question.town is not None:
        found["town"] = naming.town(connection, question.town)
    for name in ("organisation", "guest_organisation", "host_organisation"):
        if (asked := getattr(question, name)) is not None:
            found[name] = naming.organisation(connection, reader, asked)
    for name in ("property_id", "guest_property_id", "host_property_id"):
        if (asked := getattr(question, name)) is not None:
            found[name] = naming.property_id(connection, reader, estate.properties, asked)
    return replace(question, **found)


def lonlat(estate: Estate) -> NDArray[np.float64]:
    """Longitude and latitude of every property, rounded to some 10 cm."""
    places = estate.properties[["easting", "northing"]].to_numpy(dtype=float)
    located = np.isfinite(places).all(axis=1)
    found = np.full((len(places), 2), np.nan)
    found[located] = np.column_stack(to_lonlat(*places[located].T)).round(6)
    return found
