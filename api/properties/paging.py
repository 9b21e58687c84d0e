"""Pages of properties: how the answer looks, and the whole county's list held in memory.

``/api/v1/properties`` makes its pages from the register; readers without a name, whose list many
read, get theirs from ``Listing`` once that is loaded. Both go through ``body``.
"""

import base64
import binascii
import threading
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import numpy as np
import orjson
import shapely
from pydantic import ValidationError
from starlette.datastructures import URL
from starlette.types import Scope

from api.http import parameters
from api.http.values import collection
from api.properties import feature_cache
from estate import codes
from estate.errors import BadQuestion
from estate.geometry import Box
from estate.register import visibility as v
from estate.register.queries.feature_cache import WholeList
from estate.register.queries.version_watch import QuickReads

PATH = "/api/v1/properties"
#: (name, id) of a property, as lists are ordered.
PlaceInList = tuple[str, UUID]
#: Questions that ``Listing`` can answer; all others look into the register.
_ASKED = {"bbox", "limit", "cursor"}


def body(url: URL, matched: int, features: list[bytes], last: PlaceInList | None) -> bytes:
    """A page as GeoJSON; ``last`` is where it ended, None when nothing comes after it."""
    links = [{"rel": "self", "href": str(url.include_query_params())}]
    if last is not None:
        following = url.include_query_params(cursor=write_cursor(*last))
        links.append({"rel": "next", "href": str(following)})
    about: dict[str, Any] = {
        "numberMatched": matched,
        "numberReturned": len(features),
        "links": links,
        "disclaimer": codes.DISCLAIMER,
    }
    return collection(features, about)


def write_cursor(name: str, property_id: UUID) -> str:
    """Where a page ended, opaque to the caller."""
    return base64.urlsafe_b64encode(orjson.dumps([name, str(property_id)])).decode().rstrip("=")


def read_cursor(cursor: str) -> PlaceInList:
    """The reverse; BadQuestion when it is not one of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, property_id = orjson.loads(base64.urlsafe_b64decode(padded))
        if not isinstance(name, str) or "\x00" in name:
            raise ValueError("not a name")
        return name, UUID(property_id)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise BadQuestion("The cursor is not one that this service gave out.") from error


@dataclass(frozen=True)
class Question:
    """Which page of which box (WGS 84 degrees; None: of the whole county)."""

    box: Box | None
    limit: int
    after: PlaceInList | None


def question_of(scope: Scope) -> Question | None:
    """What a request for ``PATH`` asks, when box, limit and cursor are all it says; None for
    every other, a wrong one among them: the route answers it, and says what is wrong."""
    given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    asked = dict(given)
    if len(asked) < len(given) or not asked.keys() <= _ASKED:
        return None
    try:
        query = parameters.PropertyQuery.model_validate(asked)
        after = None if query.cursor is None else read_cursor(query.cursor)
    except (ValidationError, BadQuestion):
        return None
    return Question(query.box(), query.limit, after)


class Listing:
    """A county's list of one register version and day, with an index of where each lies."""

    def __init__(self, held: WholeList, day: date) -> None:
        """``held``: by name, as the register orders."""
        self.version, self.day = held.version, day
        self._held = held
        self._places = {place: n for n, place in enumerate(zip(held.names, held.ids, strict=True))}
        self._drawn = shapely.STRtree(shapely.from_wkb(np.array(held.wkb, dtype=object)))

    def page(self, asked: Question, url: URL) -> bytes | None:
        """The answer's body; None when the cursor names a place that is not in the list."""
        start = -1
        if asked.after is not None:
            found = self._places.get(asked.after)
            if found is None:
                return None
            start = found
        matching = self._matching(asked.box)
        first = int(np.searchsorted(matching, start, side="right"))
        shown = matching[first : first + asked.limit].tolist()
        more = first + asked.limit < len(matching)
        last = (self._held.names[shown[-1]], self._held.ids[shown[-1]]) if more else None
        return body(url, len(matching), [self._held.texts[n] for n in shown], last)

    def _matching(self, box: Box | None) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Positions in the list, in order: of what is drawn in the box or touches it."""
        if box is None:
            return np.arange(len(self._held.ids))
        return np.sort(self._drawn.query(shapely.box(*box), predicate="intersects"))


class Listings:
    """The present list of one edition, loaded again after the register has changed.

    Nobody waits for it: until it is there, the route answers.
    """

    def __init__(self, quick: QuickReads, reader: v.Reader, max_bytes: int) -> None:
        """``max_bytes``: a county whose texts weigh more is not held; 0 holds none."""
        self._quick, self.reader, self._max_bytes = quick, reader, max_bytes
        self._newest: Listing | None = None
        self._too_heavy: int | None = None
        self._loading = threading.Lock()

    @property
    def may_hold(self) -> bool:
        """Whether there is room for any list, and this one is read by many."""
        return self._max_bytes > 0 and feature_cache.is_shared(self.reader)

    def of(self, version: int, day: date) -> Listing | None:
        """The list of this version and day, when it is loaded."""
        held = self._newest
        return held if held is not None and (held.version, held.day) == (version, day) else None

    def load(self, version: int, day: date) -> None:
        """Read the present list, unless somebody does so already or it is known not to fit."""
        if version == self._too_heavy or not self._loading.acquire(blocking=False):
            return
        try:
            shape = feature_cache.rendering()
            weighed = self._quick.list_weight(self.reader, day=day, shape=shape)
            if weighed is None:
                return
            if weighed[1] > self._max_bytes:
                self._too_heavy = weighed[0]
                return
            found = self._quick.whole_list(self.reader, day=day, shape=shape)
            if found is not None and found.version is not None:
                self._newest = Listing(found, day)
        finally:
            self._loading.release()
