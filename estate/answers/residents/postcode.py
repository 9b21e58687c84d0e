"""Where a postcode that a resident types is. It is looked up and forgotten."""

import re

from estate.answers.context import ReadContext
from estate.errors import BadQuestion
from estate.intake.rows import postcode_positions
from estate.register.queries import postcode_positions as query

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}")


def spot_of(context: ReadContext, postcode: str) -> tuple[float, float]:
    """Easting and northing, m: as loaded, as the package has it, else as public places have it.
    ``BadQuestion``, which does not repeat it, where it is none or is not known."""
    plain = "".join(postcode.upper().split())
    if not _POSTCODE.fullmatch(plain):
        raise BadQuestion("Type a whole postcode, such as WR1 1AA.")
    known = query.loaded(context.connection, plain)
    known = known or postcode_positions.places([plain]).get(plain)
    known = known or query.of_places(context.connection, plain)
    if known is None:
        raise BadQuestion("This postcode is not known here. Try one nearby.")
    return known
