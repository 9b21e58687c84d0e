"""The parts of which every plan of a town is made, as schemes have them: buildings and movers.

Read from the register by the same functions as a pair's business case (``savings.from_register``),
so that a plan of one move is that case to the penny.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from estate.assumptions import AssumptionSet
from estate.capacity import needs
from estate.codes import ServiceFunction, UserFunction, label
from estate.colocation.guest_and_host_facts import Facts
from estate.consolidation.town.what_is_considered import Choice, Hub
from estate.frames import is_null
from estate.savings import candidate_facts as known
from estate.savings.candidate_green_book import register_facts
from estate.savings.candidate_inputs import CostLine, Input
from estate.savings.estimates import estimate
from estate.savings.from_register import building_left, costs_of, days_of, move_of, parties_of
from estate.savings.optimism import BiasClass
from estate.savings.scheme import Building, Move, Party

#: Who is named in a building that is not left wholly, so that its cost never ends as a whole.
KEPT = "the building is kept"


@dataclass(frozen=True)
class Parts:
    """Buildings by property id, the leases of their holders, movers by occupation id, parties in
    a fixed order, and what all this rests on, by property and occupation id."""

    buildings: Mapping[str, Building]
    leases: Mapping[str, known.Lease]
    movers: Mapping[str, known.Occupant]
    parties: tuple[Party, ...]
    inputs: Mapping[str, tuple[Input, ...]]
    notes: tuple[str, ...]
    names: Mapping[str, str]
    assumptions: AssumptionSet
    today: date

    def kept(self, stays: Container[str]) -> "Parts":
        """The same where some buildings are not left wholly, whoever leaves them."""
        buildings = {
            key: replace(place, occupations=(*place.occupations, KEPT)) if key in stays else place
            for key, place in self.buildings.items()
        }
        return replace(self, buildings=buildings)

    def move(self, occupation: str, host: Building, arrives_on: date) -> Move:
        """An occupation's move into a host, keyed by the occupation."""
        mover = self.movers[occupation]
        return move_of(
            mover,
            occupation,
            mover.home,
            host.key,
            host.holder,
            occupation,
            days_of(arrives_on, self.assumptions, self.today),
            self.assumptions,
            self.names[occupation],
        )


def parts_of(
    facts: Facts,
    movers: Sequence[str],
    choice: Choice,
    names: Mapping[str, str],
    lines: Mapping[str, Sequence[CostLine]],
) -> Parts:
    """``movers``: occupations that have at least one possible move."""
    estate, assumptions, today = facts.estate, facts.assumptions, facts.today
    guests = _guests(facts, movers)
    needs_m2 = needs(estate.occupations, estate.organisations, assumptions)
    posts = known.posts_of(estate, facts.guests.loc[list(movers), "need_m2"], assumptions)
    found = {
        str(one): known.Occupant(guests[one], estate, assumptions, names, needs_m2, posts)
        for one in movers
    }
    left = {mover.home for mover in found.values()}
    hubs = {hub.key: _hub(hub) for hub in choice.hubs}
    buildings: dict[str, Building] = {}
    leases: dict[str, known.Lease] = {}
    inputs: dict[str, tuple[Input, ...]] = {}
    notes: dict[str, None] = {}
    users = estate.occupations.groupby("property_id", sort=False).groups
    for key, code in estate.properties["organisation"].items():
        place, holder = str(key), str(code)
        if place not in left:
            buildings[place] = hubs.get(place) or _only_host(place, holder, facts, names)
            continue
        let = bool(facts.costs.at[place, "let"])
        lease = known.lease_of_holder(place, holder, estate, let, assumptions, today)
        seen = lines.get(place, ())
        told = costs_of(place, place, holder, lease, facts.costs, seen, assumptions)
        there = tuple(str(one) for one in users.get(key, ()))
        buildings[place] = building_left(
            place,
            place,
            names[place],
            holder,
            there,
            lease,
            told.lines,
            facts.costs,
            register_facts(place, estate, assumptions, today),
        )
        leases[place], inputs[place] = lease, told.inputs
        notes |= dict.fromkeys(f"{names[place]}: {note}" for note in told.notes)
    for name, mover in found.items():
        inputs[name] = known.told_of_guest(mover, leases[mover.home])
    return Parts(
        buildings,
        leases,
        found,
        _parties(buildings, found, facts, names),
        inputs,
        tuple(notes),
        {**names, **{name: _words(mover, facts) for name, mover in found.items()}},
        assumptions,
        today,
    )


def _guests(facts: Facts, movers: Sequence[str]) -> dict[str, dict[str, object]]:
    """What is known of each as a guest, as a candidate's row has it."""
    rows = facts.guests.loc[list(movers)]
    homes = facts.estate.properties.index.take(rows["home"].to_numpy())
    return {
        str(name): {
            "guest_occupation_id": name,
            "guest_property_id": home,
            "guest_organisation": organisation,
            "exit_date": exit_on,
            "exit_kind": None if is_null(kind) else kind,
            "act_by": act_by,
            "need_m2": need,
        }
        for name, home, organisation, exit_on, kind, act_by, need in zip(
            rows.index,
            homes,
            rows["organisation"],
            rows["exit_date"],
            rows["exit_kind"],
            rows["act_by"],
            rows["need_m2"],
            strict=True,
        )
    }


def _only_host(place: str, holder: str, facts: Facts, names: Mapping[str, str]) -> Building:
    """A building that nobody may leave."""
    known_of = register_facts(place, facts.estate, facts.assumptions, facts.today)
    return Building(place, names[place], holder, bias_class=known_of.bias_class)


def _hub(hub: Hub) -> Building:
    """New and as ordinary as an office; its cost is as sure as whoever offers it."""
    return Building(
        key=hub.key,
        name=hub.name,
        holder=hub.holder,
        adaptation_gbp=estimate(hub.capital_gbp),
        bias_class=BiasClass.STANDARD,
        opens_on=hub.ready_on,
        opened_running_gbp_pa=estimate(hub.running_gbp_pa),
    )


def _parties(
    buildings: Mapping[str, Building],
    movers: Mapping[str, known.Occupant],
    facts: Facts,
    names: Mapping[str, str],
) -> tuple[Party, ...]:
    """All who could pay or be paid, by code."""
    named = {mover.occupier for mover in movers.values()}
    for place in buildings.values():
        named |= {place.holder, *([place.landlord] if place.landlord is not None else [])}
    lines = [line for place in buildings.values() for line in place.costs]
    found = parties_of(sorted(named), lines, facts.estate, names)
    return tuple(sorted(found, key=lambda party: party.key))


#: Services that are office work wherever they are given.
_OF_OFFICES = frozenset({ServiceFunction.CORPORATE, ServiceFunction.ICT, ServiceFunction.OTHER})


def _words(mover: known.Occupant, facts: Facts) -> str:
    """An occupation in words: its organisation and what it does there.

    The back office of a service is called so: it may sit where the service itself could not.
    """
    users = facts.estate.occupations
    service = users.at[mover.occupation, "service_function"]
    use = users.at[mover.occupation, "user_function"]
    done = label(str(use if is_null(service) else service)).lower()
    named = not is_null(service) and service not in _OF_OFFICES
    behind = named and use == UserFunction.BACK_OFFICE
    return f"{mover.occupier_name} ({done}{', back office' if behind else ''})"
