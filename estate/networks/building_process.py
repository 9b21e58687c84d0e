"""The process that builds a network: ``python -P -m estate.networks.building_process``."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from estate.access.network_store import Source
from estate.late_imports import one_at_a_time
from estate.networks import other_process


def _builder() -> Callable[[other_process.OrderSent, other_process.Step], None]:
    with one_at_a_time:
        from estate.networks import building

    def build(asked: other_process.OrderSent, step: other_process.Step) -> None:
        building.build(_order(asked), step)

    return build


def _order(asked: dict[str, Any]) -> Any:
    with one_at_a_time:
        from estate.networks.building import Order

    timetable = asked["timetable"]
    return Order(
        Path(asked["extract"]),
        _source(asked["roads"]),
        None if asked["tables"] is None else Path(asked["tables"]),
        None if timetable is None else _source(timetable),
        Path(asked["into"]),
        date.fromisoformat(asked["built_on"]),
        bool(asked["synthetic"]),
    )


def _source(told: dict[str, Any]) -> Source:
    day = told["content_date"]
    return Source(**{**told, "content_date": day and date.fromisoformat(day)})


if __name__ == "__main__":
    other_process.answer(_builder)
