"""Open anything a GIS officer sends, lose nothing, guess nothing.

A file ends as a ``Source`` whose record count equals what the file itself claims, or it is
refused whole in one sentence that says how to mend it (DESIGN, "How the data travels").
"""

from estate.intake.sources.common import Source
from estate.intake.sources.opening import open_source

__all__ = ["Source", "open_source"]
