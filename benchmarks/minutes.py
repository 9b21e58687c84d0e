"""The sample county's sharing options and Bromsgrove's plan, by straight lines and by its streets.

Usage: python -m benchmarks minutes      (a data folder of its own under /tmp)

Everything is worked out twice from one register, as the club sees it: with no network, when minutes
are straight lines × the detour factor, and on the sample county's made-up network. Printed are the
pairs that only one of the two has, each with the cause, and both plans of Bromsgrove with what they
have in common. Of every town's plan, both ways, it is then counted whether the journeys of its own
page keep to the limit of each service. The streets are made up, so the table says how much the
basis of minutes matters to a list and a plan, not how far it is in any real county.
"""

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from benchmarks.sample_service import TODAY, sample_register
from estate.access.engine_choice import travel_of
from estate.access.travel import Mode
from estate.answers import estate_wide
from estate.answers.cache import AnswerCache
from estate.answers.candidates.ranked import Candidates
from estate.answers.context import ReadContext
from estate.answers.residents.journeys import told
from estate.answers.towns.journeys import journeys_of_plan
from estate.answers.towns.plan import town_plan
from estate.answers.towns.question import TownAsked, TownQuestion, solve, town_question
from estate.colocation.guest_and_host_facts import Facts
from estate.db.engine import make_engine
from estate.errors import BadQuestion, NotFound
from estate.frames import RoadNetwork
from estate.networks import instance_network
from estate.register.queries import areas
from estate.register.visibility import CLUB

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOWN, SECONDS, SHORT_S, BEST = "Bromsgrove", 30.0, 4.0, 100
_PAIR = ["guest_occupation_id", "host_property_id"]


def main(_: list[str]) -> int:
    """Print both lists and both plans beside one another."""
    with tempfile.TemporaryDirectory(prefix="estate-minutes-", dir="/tmp") as made:
        folder = Path(made)
        with sample_register(folder) as url:
            network = instance_network.current(folder)
            if network is None:
                raise SystemExit("The sample county has no network: what made it has failed.")
            engine = make_engine(url, read_only=True)
            with engine.connect() as connection:
                straight, streets = (_asking(connection, one) for one in (None, network))
                _lists(straight, streets)
                _plans(straight, streets)
                for words, one in (("straight lines", straight), ("street", streets)):
                    _limits(words, one)
            engine.dispose()
    return 0


def _asking(connection: Connection, network: RoadNetwork | None) -> ReadContext:
    return ReadContext(connection, CLUB, TODAY, AnswerCache(network=network))


def _lists(straight: ReadContext, streets: ReadContext) -> None:
    """Which pairs only one of the lists has, and why; how the best of them have changed."""
    line, street = (estate_wide.candidates(one) for one in (straight, streets))
    print(f"\nSharing options, {TODAY}, as the club sees them")
    print(f"  by straight lines {len(line.found):,}, by street {len(street.found):,}")
    by_line, by_street = (one.found.set_index(_PAIR) for one in (line, street))
    both = by_line.index.intersection(by_street.index)
    print(f"  in both {len(both):,}")
    for words, mine, others, causes in (
        ("only by straight lines", by_line, by_street, _Causes(street, line, is_gained=False)),
        ("only by street", by_street, by_line, _Causes(street, line, is_gained=True)),
    ):
        alone = mine.index.difference(others.index)
        print(f"  {words} {len(alone):,}")
        for cause, count in Counter(causes.of(alone)).most_common():
            print(f"    {count:6,}  {cause}")
    longer = by_street.loc[both, "minutes"] - by_line.loc[both, "minutes"]
    low, middle, high = longer.quantile([0.1, 0.5, 0.9])
    print(f"  of those in both, minutes by street less by line: median {middle:+.1f}, "
          f"10th {low:+.1f}, 90th percentile {high:+.1f}")  # fmt: skip
    for many in (10, BEST):
        same = len(by_line.index[:many].intersection(by_street.index[:many]))
        print(f"  of the best {many} by straight lines {same} are among the best {many} by street")


@dataclass(frozen=True)
class _Causes:
    """Why a pair is in one of the lists only; ``is_gained``: in that by street."""

    street: Candidates
    line: Candidates
    is_gained: bool

    def of(self, pairs: pd.MultiIndex) -> list[str]:
        """A cause for each pair of occupation and host."""
        if not len(pairs):
            return []
        facts = self.street.ranking.facts
        at = facts.guests.index.get_indexer(pairs.get_level_values(0))
        host = facts.estate.properties.index.get_indexer(pairs.get_level_values(1))
        took, by_points = self._minutes(facts, at, host)
        limit = facts.columns.guests.limit_min[at]
        drives = facts.columns.guests.drives[at]
        by = np.where(drives, "by car", "on foot")
        causes = self._gained(by_points, limit) if self.is_gained else (
            self._lost(took, by_points, limit)
        )  # fmt: skip
        return [f"{one}, {how}" for one, how in zip(causes, by, strict=True)]

    def _minutes(self, facts: Facts, at: Ints, host: Ints) -> tuple[Floats, Floats]:
        """By street without a limit, and by straight lines between the points."""
        guests, points = facts.columns.guests, facts.places.points
        home = guests.home[at]
        travel = travel_of(facts.estate.network, facts.assumptions)
        took = np.full(len(at), np.nan)
        for mode, chosen in ((Mode.WALK, ~guests.drives[at]), (Mode.CAR, guests.drives[at])):
            took[chosen] = travel.of_pairs(points[home[chosen]], points[host[chosen]], mode)
        apart = np.hypot(*(points[home] - points[host]).T)
        detour = facts.assumptions.value("detour_factor")
        return took, apart * detour / guests.m_per_minute[at]

    @staticmethod
    def _lost(took: Floats, by_points: Floats, limit: Floats) -> list[str]:
        return np.select(
            [np.isnan(took), np.isinf(took), (took > limit) & (by_points > limit), took > limit],
            [
                "an end is more than 1,000 m from a street",
                "no way within three hours",
                "near by outline, too far between the points that streets are asked for",
                "the way takes longer than straight line × 1.25",
            ],
            "another reason than minutes",
        ).tolist()

    @staticmethod
    def _gained(by_points: Floats, limit: Floats) -> list[str]:
        return np.select(
            [by_points > limit],
            ["the way takes less than straight line × 1.25"],
            "another reason than minutes",
        ).tolist()


def _plans(straight: ReadContext, streets: ReadContext) -> None:
    """Bromsgrove's plan both ways."""
    found = {}
    for words, context in (("straight lines", straight), ("street", streets)):
        question = town_question(context, TownAsked(TOWN))
        solve(question, SECONDS)
        found[words] = question
        _told(words, question)
    line, street = found.values()
    for what, sets in (
        ("pairs that could move", [_possible(one) for one in (line, street)]),
        ("moves", [_moved(one) for one in (line, street)]),
        ("buildings that could be left", [_left(one) for one in (line, street)]),
    ):
        mine, theirs = sets
        print(f"  {what}: in both {len(mine & theirs)}, only by straight lines "
              f"{len(mine - theirs)}, only by street {len(theirs - mine)}")  # fmt: skip
    reasons = [Counter(one.town.does_not_move.values()) for one in (line, street)]
    for reason in sorted(set(reasons[0]) | set(reasons[1])):
        print(f"  does not move, {reason}: {reasons[0][reason]} and {reasons[1][reason]}")


def _limits(words: str, context: ReadContext) -> None:
    """Services that a plan changes, of all towns, and those beyond the limit by its own page."""
    services, beyond = 0, list[str]()
    for town in sorted(areas.town_names(context.connection)):
        try:
            question = town_question(context, TownAsked(town))
        except (BadQuestion, NotFound):
            continue
        solve(question, SHORT_S)
        plan = question.found.plan
        found = None if plan is None else journeys_of_plan(question, plan)
        if found is None:
            continue
        for one in told(found).services:
            services += 1
            if one.within_limit is False:
                walk = one.by_mode[0].whole
                beyond.append(
                    f"{town}: {one.name}, mean on foot {walk.mean_before_min} to "
                    f"{walk.mean_after_min} min"
                )
    print(f"\nPlans of all towns by {words}: {services} services change, {len(beyond)} beyond the "
          "limit by their own page")  # fmt: skip
    for line in beyond:
        print(f"  {line}")


def _told(words: str, question: TownQuestion) -> None:
    answer = town_plan(question)
    left = sum(one.role == "left" for one in answer.buildings)
    print(f"\n{TOWN} by {words}: {answer.standing.status}")
    print(f"  buildings {answer.buildings_today}, kept {answer.buildings_kept}, left {left}; "
          f"{len(answer.moves)} moves")  # fmt: skip
    print(f"  worth £{answer.worth_gbp or 0:,.0f}, once £{answer.one_off_gbp or 0:,.0f}, "
          f"£{answer.yearly_saving_gbp_pa or 0:,.0f} a year")  # fmt: skip
    print(f"  residents' minutes {answer.residents_minutes or 0:+,.0f}")


def _possible(question: TownQuestion) -> set[tuple[str, str]]:
    town = question.town
    rows = town.problem.moves[["occupation", "host"]].drop_duplicates()
    return {(town.occupation_ids[a], town.property_ids[b]) for a, b in rows.itertuples(index=False)}


def _moved(question: TownQuestion) -> set[tuple[str, str]]:
    town, plan = question.town, question.found.plan
    if plan is None:
        return set()
    rows = town.problem.moves.iloc[plan.moves][["occupation", "host"]]
    return {(town.occupation_ids[a], town.property_ids[b]) for a, b in rows.itertuples(index=False)}


def _left(question: TownQuestion) -> set[str]:
    town, plan = question.town, question.found.plan
    if plan is None:
        return set()
    return {
        key
        for key, kept, opens in zip(
            town.property_ids, plan.kept, town.problem.buildings["opens"], strict=True
        )
        if not kept and not opens
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
