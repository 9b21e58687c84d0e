"""The process that makes a background map: ``python -P -m estate.base_map.building_process``."""

from collections.abc import Callable
from pathlib import Path

from estate.late_imports import one_at_a_time
from estate.networks import other_process


def _builder() -> Callable[[other_process.OrderSent, other_process.Step], None]:
    with one_at_a_time:
        import pyogrio

        from estate.base_map import building

    def build(asked: other_process.OrderSent, step: other_process.Step) -> None:
        # GDAL keeps what it cannot hold in memory in files: in our folder, not in the current one.
        pyogrio.set_gdal_config_options({"CPL_TMPDIR": asked["room"]})
        box = asked["box"]
        order = building.Order(
            Path(asked["extract"]),
            None if box is None else (box[0], box[1], box[2], box[3]),
            asked["attribution"],
            asked["content_date"],
            Path(asked["into"]),
            Path(asked["room"]),
        )
        building.build(order, step)

    return build


if __name__ == "__main__":
    other_process.answer(_builder)
