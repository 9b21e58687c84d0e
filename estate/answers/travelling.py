"""What minutes between properties rest on: a network, with what lies off it, or straight lines."""

from collections.abc import Sequence
from datetime import date

from estate.access.engine_choice import travel_of
from estate.access.network_store import StoredNetwork
from estate.access.travel import Basis, Mode
from estate.answers.answer import Answer, answer
from estate.answers.context import ReadContext
from estate.assumptions import AssumptionSet
from estate.club.kept_cases import NetworkKey
from estate.colocation.guest_and_host_facts import Facts
from estate.frames import RoadNetwork

_MODES = (Mode.WALK, Mode.CAR)


@answer
class TravelBasis(Answer):
    """One way of travelling: engine with its version, profile, speed, days and licence of the data;
    ``synthetic``: the streets are made up."""

    mode: str
    engine: str
    profile: str
    speed: str
    network_date: date | None
    licence: str | None
    synthetic: bool


@answer
class OffNetwork(Answer):
    """A property farther from any street than ``metres`` allow: it is in no pair."""

    property_id: str
    metres: float


@answer
class Travelling(Answer):
    """What minutes rest on; ``network`` is its key, or "straight line". ``detour_assumed``: by how
    much a way is taken to be longer than its straight line where there is no network;
    ``detour_measured``: by how much ways on foot are on this one, the median, and what one in ten
    is above; null where it is too small to say."""

    words: str
    network: str
    by: list[TravelBasis]
    detour_assumed: float
    detour_measured: float | None
    detour_one_in_ten_above: float | None
    off_network: list[OffNetwork]

    @property
    def short(self) -> str:
        """The same for a page, in short: engine, days and detours stand in its files and JSON."""
        on_foot = next((one for one in self.by if one.mode == Mode.WALK.value), None)
        if self.network == "straight line" or on_foot is None:
            return self.words
        roads = "made-up streets" if on_foot.synthetic else "the streets of OpenStreetMap"
        said = f"Walking times use {roads} at {on_foot.speed}."
        return said if not self.off_network else f"{said} {_off_words(len(self.off_network))}"


def network_of(context: ReadContext) -> NetworkKey:
    """Of the network in use; without one, that minutes are straight lines."""
    network, travel = context.cache.network, context.travel
    if network is None:
        return NetworkKey("straight line", "straight lines × a detour factor")
    walk = travel.basis(Mode.WALK)
    bus = travel.basis(Mode.BUS) if Mode.BUS in travel.modes else None
    roads = "made-up streets" if walk.synthetic else "streets"
    parts = [f"{roads}{_of_day(walk.network_date)} ({walk.engine})"]
    if bus is not None:
        parts.append(f"a timetable{_of_day(bus.timetable_date)}")
    return NetworkKey(network.key, f"{' and '.join(parts)}, network {network.key}")


def _of_day(day: date | None) -> str:
    return "" if day is None else f" of {day.day} {day:%B %Y}"


def travelling(facts: Facts) -> Travelling | None:
    """Of candidates; None where their minutes are straight lines × the detour factor."""
    network = facts.estate.network
    if facts.ways is None or network is None:
        return None
    ids = facts.estate.properties.index
    off = [
        OffNetwork(property_id=str(ids[at]), metres=round(metres))
        for at, metres in facts.off_network_m.items()
    ]
    return _told(network, facts.assumptions, _MODES, off)


def resting_on(
    network: RoadNetwork | None, assumptions: AssumptionSet, modes: Sequence[Mode] = _MODES
) -> Travelling:
    """Of any answer with minutes, be they by network or by straight lines."""
    return _told(network, assumptions, modes, [])


def _told(
    network: RoadNetwork | None,
    assumptions: AssumptionSet,
    modes: Sequence[Mode],
    off: list[OffNetwork],
) -> Travelling:
    travel = travel_of(network, assumptions)
    bases = {mode: travel.basis(mode) for mode in modes}
    detour = network.manifest.detour if isinstance(network, StoredNetwork) else None
    assumed = assumptions.value("detour_factor")
    words = (
        _line_words(bases, assumed)
        if network is None
        else _words(bases, assumed, detour.median if detour else None, len(off))
    )
    return Travelling(
        words=words,
        network="straight line" if network is None else network.key,
        by=[_basis(mode, one) for mode, one in bases.items()],
        detour_assumed=assumed,
        detour_measured=round(detour.median, 3) if detour else None,
        detour_one_in_ten_above=round(detour.one_in_ten_above, 3) if detour else None,
        off_network=off,
    )


def _basis(mode: Mode, found: Basis) -> TravelBasis:
    return TravelBasis(
        mode=mode.value,
        engine=found.engine,
        profile=found.profile,
        speed=found.speed,
        network_date=found.network_date,
        licence=found.licence,
        synthetic=found.synthetic,
    )


_HOW = {Mode.WALK: "on foot", Mode.CAR: "by car"}


def _line_words(bases: dict[Mode, Basis], assumed: float) -> str:
    """Where there is no network."""
    how = ", ".join(f"{_HOW[mode]} at {one.speed}" for mode, one in bases.items())
    return f"Minutes are straight lines × {assumed:g}: {how}."


def _words(bases: dict[Mode, Basis], assumed: float, measured: float | None, off: int) -> str:
    """Short sentences: a page shows them below its table, a file in a cell."""
    walk = bases[Mode.WALK]
    roads = "made-up streets" if walk.synthetic else "the streets of OpenStreetMap"
    car = ", by car at speeds by class of road" if Mode.CAR in bases else ""
    said = [
        f"Minutes follow {roads}{_of_day(walk.network_date)} "
        f"({walk.engine}): on foot at {walk.speed}{car}."
    ]
    if measured is not None:
        said.append(
            f"Half of all ways on foot are at least {measured:.2f} times their straight line; "
            f"without streets {assumed:g} times is assumed."
        )
    if off:
        said.append(_off_words(off))
    return " ".join(said)


def _off_words(off: int) -> str:
    is_or_are = "property is" if off == 1 else "properties are"
    return f"{off} {is_or_are} too far from any street to be in a pair."
