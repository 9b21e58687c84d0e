"""Pages of a ranked list: a cursor that says where a page ended, and of which list.

A rank means something only within one register version, day and assumption set; after a change
the pages of two rankings would not fit together, so the old cursor is refused and says so.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import orjson
from starlette.datastructures import URL

from estate.answers.context import ReadContext
from estate.errors import BadQuestion, Conflict


def list_of(context: ReadContext) -> str:
    """The assumption set of a ranking, with the network that its minutes rest on."""
    network = context.cache.network
    own = context.assumptions.id
    return own if network is None else f"{own} {network.key}"


@dataclass(frozen=True)
class Ranked:
    """Which ranking a page is of."""

    version: int
    day: date
    assumption_set: str
    question: str  # a digest of what was asked

    @classmethod
    def of(cls, version: int, day: date, assumption_set: str, question: object) -> "Ranked":
        """``question`` is a value whose ``repr`` tells all that was asked."""
        return cls(version, day, assumption_set, sha256(repr(question).encode()).hexdigest()[:12])

    def cursor(self, start: int) -> str:
        """Opaque to the caller: the first ``start`` of this ranking have been shown."""
        told = [self.version, self.day.isoformat(), self.assumption_set, self.question, start]
        return base64.urlsafe_b64encode(orjson.dumps(told)).decode().rstrip("=")

    def start(self, cursor: str | None) -> int:
        """How many have been shown before; ``Conflict`` when the list is another by now."""
        if cursor is None:
            return 0
        *ranking, question, start = _read(cursor)
        if ranking != [self.version, self.day.isoformat(), self.assumption_set]:
            raise Conflict(
                "The list has changed since its first page, because the register, the day or the "
                "assumptions have changed. Start again without a cursor."
            )
        if question != self.question:
            raise BadQuestion("The cursor is of another question: start again without a cursor.")
        return int(start)

    def following(self, url: URL, start: int, matched: int) -> str | None:
        """Address of the page that begins after the first ``start``; None at the end."""
        if start >= matched:
            return None
        return str(url.include_query_params(cursor=self.cursor(start)))


def _read(cursor: str) -> tuple[int, str, str, str, int]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        version, day, assumption_set, question, start = orjson.loads(
            base64.urlsafe_b64decode(padded)
        )
        if not isinstance(start, int) or not 0 <= start < 2**31:
            raise ValueError("not a place in a list")
        return version, day, assumption_set, question, start
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadQuestion("The cursor is not one that this service gave out.") from error
