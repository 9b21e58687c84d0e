"""The moves of a town's plan, and what becomes of each building."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from estate.answers.answer import ABSENT, Answer, Named, QuarterText, answer
from estate.answers.towns.plan_asked import kind_of
from estate.answers.towns.plan_leases import LeaseEnd, LeaseTerms, by_day, day_words
from estate.answers.towns.plan_words import count_of, some
from estate.answers.towns.question import TownQuestion
from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.possible_moves import (
    RECEIVES_NOBODY,
    STAYS,
)
from estate.consolidation.town.problem_from_register import TownProblem
from estate.quarters import Quarter, seen
from estate.savings.from_register import arrival_for
from estate.savings.scheme import months_later

#: Roles of a building in a plan → words.
ROLES = {
    "receives": "kept, and takes others in",
    "kept": "kept as it is",
    "left": "could be left",
    "opened": "would come into use",
    "unused": "stays empty",
}
#: The same of a host that was offered.
_OFFERED_ROLES = {
    "hub": {"opened": "would be opened", "unused": "would not be needed"},
    "venue": {"opened": "would take some in", "unused": "would not be needed"},
}
#: Why a building takes nobody in → words.
NOT_RECEIVING = RECEIVES_NOBODY | {
    "surplus": "its owner needs it no longer and does not offer it for re-use"
}
#: Why a building stays → words.
_REASONS = STAYS | {"surplus": "its owner needs it no longer and does not offer it for re-use"}


@answer
class Place(Answer):
    """A building by id and name; of a new hub or a venue its ``host_id`` in place of the property's
    id."""

    property_id: str | None
    host_id: str | None = ABSENT
    name: str

    @property
    def key(self) -> str:
        """Its own among all buildings of the plan."""
        return str(self.property_id or self.host_id)


@answer
class PlanBuilding(Answer):
    """A building of the set: ``role`` is receives, kept, left, opened or unused; ``kind`` is
    property, hub (a new one that was offered, ``host_id`` its place among them) or venue
    (``host_id`` its id on the register); ``property_id`` is null of these two."""

    property_id: str | None
    host_id: str | None = ABSENT
    kind: str
    name: str
    organisation: Named
    role: str
    role_words: str
    reason: str
    moves_in: int
    moves_out: int
    lease: Annotated[LeaseEnd, Field(description="until when its holder's own term is safe")]
    easting: float | None
    northing: float | None

    @property
    def key(self) -> str:
        """Its own among all buildings of the plan."""
        return str(self.property_id or self.host_id)


@answer
class PlanMove(Answer):
    """One occupier's move. ``first_day`` is its first day in the host, ``act_by`` the last day on
    which somebody must begin (notice of the lease, works in the host, time to decide); by quarter
    where the reader sees the lease's dates by quarters."""

    occupation_id: str
    occupier: str
    organisation: Named
    leaves: Place
    host: Place
    need_m2: int | None
    year: str
    first_day: date | None = ABSENT
    first_day_quarter: QuarterText | None = ABSENT
    act_by: date | None = ABSENT
    act_by_quarter: QuarterText | None = ABSENT
    act_by_passed: bool
    leaves_lease: Annotated[
        LeaseEnd, Field(description="when its holder's lease can end for who leaves then")
    ]
    host_lease: Annotated[LeaseEnd, Field(description="as of ``buildings``")]
    empties_building: bool
    residents_minutes: float
    words: str

    @property
    def first(self) -> date | Quarter | None:
        """Its first day as the reader sees it."""
        return self.first_day or self.first_day_quarter

    @property
    def begins(self) -> date | Quarter | None:
        """By when somebody must begin, as the reader sees it."""
        return self.act_by or self.act_by_quarter


def place_of(town: TownProblem, key: str) -> Place:
    """A building of a plan by its key, be it a property or a host that was offered."""
    name = town.names[key]
    if key in town.hosts_offered:
        return Place(property_id=None, host_id=key, name=name)
    return Place(property_id=key, name=name)


class MovesTold:
    """The moves of a plan, and what becomes of each building; nothing of either without a plan."""

    def __init__(self, question: TownQuestion, plan: PlanSteps | None) -> None:
        self.question, self.town, self.plan = question, question.town, plan
        self.terms = LeaseTerms(question)
        self.moves = [] if plan is None else self._moves(plan)
        self.buildings = [] if plan is None else self._buildings(plan)

    def _moves(self, plan: PlanSteps) -> list[PlanMove]:
        problem = self.town.problem
        rows = problem.moves.iloc[plan.moves]
        home = problem.occupations["home"].to_numpy()
        emptied = ~plan.kept[home]
        found = [
            (
                problem.dates[int(when)],
                self._move(int(who), int(host), int(when), minutes, bool(emptied[who])),
            )
            for who, host, when, minutes in zip(
                rows["occupation"], rows["host"], rows["when"], rows["minutes"], strict=True
            )
        ]
        return [one for _, one in sorted(found, key=lambda two: (two[0], two[1].leaves.name))]

    def _move(self, who: int, host: int, when: int, minutes: float, empties: bool) -> PlanMove:
        town = self.town
        name, day = town.occupation_ids[who], town.problem.dates[when]
        mover = town.parts.movers[name]
        exact = self.terms.exact(mover.home)
        begin = self._act_by(name, day)
        leaves, into = place_of(self.town, mover.home), place_of(self.town, town.property_ids[host])
        need = None if mover.need_m2 is None else round(mover.need_m2)
        first, by = seen(day, exact), seen(begin, exact)
        passed = begin <= town.today
        return PlanMove(
            occupation_id=name,
            occupier=town.names[name],
            organisation=Named(mover.occupier, mover.occupier_name),
            leaves=leaves,
            host=into,
            need_m2=need,
            year=self._year(day),
            **by_day("first_day", day, exact),
            **by_day("act_by", begin, exact),
            act_by_passed=passed,
            leaves_lease=self.terms.left(mover.home, day, exact),
            host_lease=self.terms.of(town.property_ids[host]),
            empties_building=empties,
            residents_minutes=round(minutes) + 0.0,
            words=(
                f"{town.names[name]} could move from {leaves.name} to {into.name}"
                f"{'' if need is None else f' ({need:,} m²)'}, there from {day_words(first)}; "
                f"somebody would have to begin {'now' if passed else f'by {day_words(by)}'}."
            ),
        )

    def _act_by(self, occupation: str, day: date) -> date:
        """Of a lease's end its own act-by date; else the time to decide and to make ready."""
        town = self.town
        mover, values = town.parts.movers[occupation], town.assumptions
        leaves = None if mover.exit_on is None else arrival_for(mover.exit_on, values)
        if mover.act_by is not None and leaves == day:
            return max(mover.act_by, town.today)
        months = values.value("host_ready_months") + values.value("decision_lead_months")
        return max(town.today, months_later(day, -int(months)))

    def _year(self, day: date) -> str:
        first = day.year - (day < date(day.year, 4, 1))
        return f"{first}/{(first + 1) % 100:02d}"

    def _buildings(self, plan: PlanSteps) -> list[PlanBuilding]:
        into = Counter(one.host.key for one in self.moves)
        out = Counter(one.leaves.key for one in self.moves)
        kept = dict(zip(self.town.property_ids, plan.kept.tolist(), strict=True))
        opens = self.town.problem.buildings["opens"].to_numpy(dtype=bool)
        # Of the chosen buildings and of whatever was offered besides, in one table.
        places, offered = self.town.facts.estate.properties, self.town.hosts_offered
        found = []
        for at, key in enumerate(self.town.property_ids):
            role = _role(bool(opens[at]), bool(kept[key]), into[key])
            code = str(places.at[key, "organisation"])
            kind = kind_of(self.town, key)
            known = {} if key not in offered else {"host_id": key}
            found.append(
                PlanBuilding(
                    property_id=None if known else key,
                    **known,
                    kind=kind,
                    name=self.town.names[key],
                    organisation=Named(code, self.town.names.get(code, code)),
                    role=role,
                    role_words=_OFFERED_ROLES.get(kind, {}).get(role, ROLES[role]),
                    reason=self._reason(role, key, into[key], out[key]),
                    moves_in=into[key],
                    moves_out=out[key],
                    lease=self.terms.of(key),
                    easting=_metres(places.at[key, "easting"]),
                    northing=_metres(places.at[key, "northing"]),
                )
            )
        order = list(ROLES)
        return sorted(found, key=lambda one: (order.index(one.role), one.name))

    def _reason(self, role: str, key: str, into: int, out: int) -> str:
        if role == "left":
            return (
                f"{count_of(out, 'occupier')} could be housed elsewhere, and nobody would be left"
            )
        if role in ("receives", "opened"):
            return f"{count_of(into, 'occupier')} could move in"
        if role == "unused":
            shut = self.town.receives_nobody.get(key)
            return "nobody would gain by moving in" if shut is None else NOT_RECEIVING[shut]
        known = self.town.stays.get(key)
        if known is not None:
            return _REASONS[known]
        wished = {one.about[0] for one in self.question.wishes if one.kind == "stays"}
        if key in wished:
            return "it was asked for that it stays"
        return "leaving it would gain less, or there is no room elsewhere within what was asked"


def lease_warnings(
    town: TownProblem, buildings: Sequence[PlanBuilding], until: Mapping[str, date | None]
) -> list[str]:
    """One line each of the hosts whose own lease can end before the gain is counted to its end,
    and of buildings that stay as they are although their lease can end soon."""
    end = date(town.base_year + town.horizon_years + 1, 3, 31)
    years = int(town.assumptions.value("host_secure_years"))
    soon = months_later(town.today, 12 * years)

    def ending(roles: tuple[str, ...], last: date) -> list[str]:
        return [
            f"{one.name} ({one.lease.words})"
            for one in buildings
            if one.role in roles and (until[one.key] or date.max) < last
        ]

    hosts, kept = ending(("receives", "opened"), end), ending(("kept",), soon)
    found = []
    if hosts:
        found.append(
            f"The gain is counted to {end:%B %Y}. The lease of a building that others would move "
            f"into can end sooner: {some(hosts)}."
        )
    if kept:
        found.append(f"Kept, although the lease can end within {years} years: {some(kept)}.")
    return found


def _role(opens: bool, kept: bool, into: int) -> str:
    if opens:
        return "opened" if kept else "unused"
    if not kept:
        return "left"
    return "receives" if into else "kept"


def _metres(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
