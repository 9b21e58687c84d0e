"""Why no plan of a town keeps fewer buildings than the fewest that was found."""

from collections import Counter

from estate.answers.towns.question import TownQuestion
from estate.consolidation.town.possible_moves import STAYS

_ASKED = "asked for to stay"
#: Why a building stays, in few words, as part of a list; of the others as ``STAYS`` has it.
_SHORT = STAYS | {
    "rated_core": "rated red for availability",
    "unrated": "not rated",
    "somebody_stays": "used by somebody who stays",
    "users_unknown": "with users that are not known",
    "closed_use": "protected, hidden or not in operation",
    "pfi": "under a private finance contract",
    "no_day": "with leases or dates that let nobody leave",
}


def why_no_fewer(question: TownQuestion) -> str | None:
    """In one or two sentences; null before the fewest was looked for."""
    found = question.found
    if not found.by_number or "by_number" not in found.done:
        return None
    fewest = min(int(one.kept.sum()) for one in found.by_number)
    if not found.fewest_proved:
        return f"Whether a plan could keep fewer than {fewest} was not settled in the time given."
    fixed = _that_stay(question)
    within = " within what was asked for" if question.limits.given() else ""
    return f"No plan keeps fewer than {fewest}{within}, because {_because(fewest, fixed)}."


def _because(fewest: int, fixed: Counter[str]) -> str:
    count = fixed.total()
    rest = max(0, fewest - count)
    room = (
        "those who use the others would find no place that is near enough, suits them and has room"
    )
    if not count:
        return room
    listed = "; ".join(f"{number} {words}" for words, number in fixed.most_common())
    stay = f"{count} {'stays' if count == 1 else 'stay'} whatever is moved ({listed})"
    return stay if not rest else f"{stay}. With fewer than {rest} more, {room}"


def _that_stay(question: TownQuestion) -> Counter[str]:
    """How many of the buildings in use stay in every plan, by reason."""
    town = question.town
    opens = town.problem.buildings["opens"].to_numpy(dtype=bool).tolist()
    wished = {one.about[0] for one in question.wishes if one.kind == "stays"}
    found: Counter[str] = Counter()
    for key, new in zip(town.property_ids, opens, strict=True):
        if new:
            continue
        if key in town.stays:
            found[_SHORT[town.stays[key]]] += 1
        elif key in wished:
            found[_ASKED] += 1
    return found
