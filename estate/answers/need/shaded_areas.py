"""Small areas as the map shades them: by deprivation, or by minutes to the nearest place of a
service; the same as a list.

Deprivation is published, and so for everybody. Minutes rest on who uses which building, and so are
for members.
"""

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from estate.access.travel import Mode
from estate.answers.answer import Answer, Coded, answer
from estate.answers.context import ReadContext
from estate.answers.need.gaps_and_hubs import Need
from estate.answers.residents.journeys import MODE_WORDS, basis_of
from estate.answers.residents.small_areas import residents
from estate.codes import DISCLAIMER, label
from estate.errors import BadQuestion
from estate.frames import is_null
from estate.register import visibility as v
from estate.register.queries import published as query

#: What is asked for deprivation; anything else is the code of a service.
DECILE = "decile"
#: Ends of the classes of minutes: up to 10, 20, 30, 60, and more or no way.
MINUTES = (10, 20, 30, 60)


@answer
class ShadedArea(Answer):
    """A small area; ``minutes`` are null where there is no way, and where it is shaded by
    deprivation; ``slow_minutes`` are those of a bad day by bus, and null by other ways."""

    code: str
    name: str
    people: float | None
    imd_decile: int | None
    minutes: float | None
    slow_minutes: float | None


@answer
class ShadedAreas(Answer):
    """The county's small areas as they are shaded; ``choices`` are what can be asked for, and
    ``modes`` the ways of travelling; ``mode`` that of the minutes, null without any."""

    numberReturned: int
    shade: Annotated[str, Field(description="decile, or the code of a service")]
    words: str
    basis: Annotated[str | None, Field(description="what minutes rest on")]
    choices: list[Coded]
    mode: Mode | None
    modes: list[Coded]
    areas: list[ShadedArea]
    synthetic: bool
    reader: str
    disclaimer: str


def shaded_areas(context: ReadContext, shade: str = DECILE, mode: Mode = Mode.WALK) -> ShadedAreas:
    """The areas with what they are shaded by. ``NotAllowed`` for minutes and who is not of the
    club, ``BadQuestion`` for a service that is given nowhere."""
    areas, minutes, slow, basis = residents(context).areas, None, None, None
    choices = [Coded(DECILE, "Deprivation (deciles)")]
    if shade != DECILE or context.reader.level >= v.Level.CLUB:
        need = Need(context, mode, MINUTES[1])
        given = need.services
        choices += [Coded.of(name) for name in sorted(given, key=label) if given[name]]
        if shade != DECILE:
            if not given.get(shade):
                raise BadQuestion(f"No place here gives the service “{shade[:60]}”.")
            at = {place: position for position, place in enumerate(need.places)}
            ours = need.minutes[:, [at[one] for one in given[shade]]]
            minutes = np.where(np.isnan(ours), np.inf, ours).min(axis=1)
            slow = need.slow_to(given[shade])
            basis = basis_of(mode, context.travel.basis(mode)).words
    words = "Deprivation decile (1 = the most deprived tenth of England’s areas)"
    if basis is not None:
        words = f"Minutes to the nearest place of: {label(shade)}, {basis}"
    rows = zip(areas.index, areas.to_dict("records"), strict=True)
    found = [
        ShadedArea(
            code=str(code),
            name=str(row["name"]),
            people=_or_none(row["people"]),
            imd_decile=None if is_null(row["imd_decile"]) else int(row["imd_decile"]),
            minutes=None if minutes is None else _or_none(minutes[at]),
            slow_minutes=None if slow is None else _or_none(slow[at]),
        )
        for at, (code, row) in enumerate(rows)
    ]
    return ShadedAreas(
        numberReturned=len(found),
        shade=shade,
        words=words,
        basis=basis,
        choices=choices,
        mode=None if minutes is None else mode,
        modes=[Coded(one.value, MODE_WORDS[one]) for one in sorted(context.travel.modes)],
        areas=found,
        synthetic=bool(areas["synthetic"].eq(True).any()),
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def outlines(context: ReadContext) -> dict[str, Any]:
    """Code of each small area → its outline, longitude and latitude, as fine as a map needs."""
    key = ("outlines of small areas", context.version)
    return context.cache.once(key, lambda: query.outlines(context.connection))


def _or_none(value: Any) -> float | None:
    return round(float(value), 1) if not is_null(value) and np.isfinite(value) else None
