"""The operator's background map beneath a drawn map: as paths, with whom it is owed to."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from api.html.charts import site_map
from api.map import vector_tiles
from api.map.tile_routes import vector_map
from estate.late_imports import one_at_a_time
from estate.settings import Settings

_log = logging.getLogger(__name__)
#: No line of the picture is finer, in its own units.
_FINEST = 0.12


def with_ground(
    drawn: site_map.Picture | None, sites: Sequence[Mapping[str, Any]], settings: Settings
) -> tuple[site_map.Picture | None, str]:
    """The picture with the ground beneath it, and the credit to print. As it was, with no credit,
    where there is no such map; tiles of other hosts are not drawn."""
    if drawn is None or settings.basemap != "pmtiles":
        return drawn, ""
    found = vector_tiles.here(settings.base_map_file)
    if found is None:
        return drawn, ""
    with one_at_a_time:
        from estate.base_map.drawing import ground

    frame = site_map.frame_of(sites, (drawn.width, drawn.height))
    east, south = frame.west + frame.width / frame.scale, frame.north - frame.height / frame.scale
    try:
        parts = ground(found, (frame.west, south, east, frame.north), _FINEST / frame.scale)
    except (OSError, ValueError, RuntimeError) as error:
        _log.warning("the background map cannot be drawn: %s", type(error).__name__)
        return drawn, ""
    if not parts:
        return drawn, ""
    credit = " ".join(one["text"] for one in vector_map(settings)["attribution"])
    return site_map.on_ground(drawn, frame, parts), credit
