"""Open anything a GIS officer sends, lose nothing, guess nothing.

A file ends as a ``Source`` whose record count equals what the file itself claims, or it is
refused whole in one sentence that says how to mend it.
"""

from typing import TYPE_CHECKING, Any

from estate.intake.sources.common import Source
from estate.late_imports import one_at_a_time

if TYPE_CHECKING:
    from estate.intake.sources.opening import open_source

__all__ = ["Source", "open_source"]


def __getattr__(name: str) -> Any:
    """The libraries that read files (GDAL among them) are loaded with the first file."""
    if name == "open_source":
        with one_at_a_time:
            from estate.intake.sources.opening import open_source

        return open_source
    raise AttributeError(name)
