"""Which engine answers: the one on the county's network, else the straight line."""

from estate.access.travel import Mode, StraightLine, Travel
from estate.assumptions import AssumptionSet
from estate.frames import RoadNetwork


def travel_of(network: RoadNetwork | None, assumptions: AssumptionSet) -> Travel:
    """Minutes on a network, or, without one, on straight lines as the assumptions have them."""
    if network is None:
        return straight_line(assumptions)
    found: Travel = network.at(assumptions.value("walk_m_per_minute"))
    return found


def straight_line(assumptions: AssumptionSet) -> StraightLine:
    """The straight line × the detour factor, walked or driven."""
    speeds = {
        Mode.WALK: assumptions.value("walk_m_per_minute"),
        Mode.CAR: assumptions.value("drive_m_per_minute"),
    }
    return StraightLine(assumptions.value("detour_factor"), speeds)
