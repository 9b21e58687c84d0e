"""The background map's file, handed on piece by piece: which one is the operator's choice alone."""

import logging
import re
from functools import lru_cache
from pathlib import Path

from estate.base_map import archive
from estate.errors import Refused

MEDIA_TYPE = "application/vnd.pmtiles"
#: A request may ask for one piece of at most so many bytes; a reader asks for 16 KiB, then tiles.
MOST_BYTES = 4 * 1024 * 1024
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})")
_log = logging.getLogger(__name__)


class WrongRange(Exception):
    """Not one piece of the file, or too large a one."""


def here(file: Path) -> archive.Archive | None:
    """The file as it is now; None, with a line in the log, where it cannot be used."""
    try:
        return _looked(file, archive.key_of(file))
    except OSError:
        _say(file, f"There is no background map at {file}: `estate basemap build` makes one.")
    except Refused as error:
        _say(file, str(error))
    return None


def piece(file: Path, wanted: str | None) -> tuple[bytes, str]:
    """The bytes that a Range header names, and what Content-Range says of them.

    Raises ``WrongRange`` and ``OSError``.
    """
    found = _RANGE.fullmatch(wanted or "")
    if found is None:
        raise WrongRange
    first, last = int(found[1]), int(found[2])
    with file.open("rb") as source:
        size = source.seek(0, 2)
        last = min(last, size - 1)
        if not first <= last < first + MOST_BYTES:
            raise WrongRange
        source.seek(first)
        return source.read(last + 1 - first), f"bytes {first}-{last}/{size}"


@lru_cache(maxsize=4)
def _looked(file: Path, _key: str) -> archive.Archive:
    return archive.look(file)


@lru_cache(maxsize=16)
def _say(_file: Path, words: str) -> None:
    """Once, however many ask."""
    _log.warning(words)
