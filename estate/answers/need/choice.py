"""One service, some areas: what a question about need is narrowed to.

Small areas are named by code or name, or by a town, district or area of need: then they are those
whose people stand in its outline. What names nothing is refused, since an answer about nothing
reads like a finding.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import pandas as pd
import shapely
from pydantic import Field

from estate.answers.answer import Answer, Coded, answer
from estate.answers.context import ReadContext
from estate.answers.residents.small_areas import residents
from estate.codes import label
from estate.register.queries import areas as query
from estate.register.queries import naming

_SEVERAL = re.compile(r"[,;]")
#: What a small area is called beside towns, districts and areas of need.
SMALL_AREA = "small area"
_KIND_WORDS = {"town": "town", "district": "district", "need_area": "area of need"}


@answer
class ChosenArea(Answer):
    """An area as it was asked for, with the small areas that it stands for."""

    name: str
    kind: Annotated[str, Field(description="small area, town, district or area of need")]
    codes: Annotated[list[str], Field(description="of the small areas whose people stand in it")]


@answer
class NeedChoice(Answer):
    """What an answer is about alone: one service, some areas; both null where it is about all."""

    service: Coded | None
    areas: list[ChosenArea] | None
    words: Annotated[str, Field(description="the same in words; empty where it is about all")]


@dataclass(frozen=True)
class Narrowed:
    """What somebody asks about alone, as they name it: a service, areas."""

    service: str | None = None
    areas: tuple[str, ...] = ()


def chosen(context: ReadContext, asked: Narrowed, given: Sequence[str]) -> NeedChoice:
    """What ``asked`` names. ``given``: codes of the services that the reader sees given anywhere.
    ``BadQuestion`` for a name that there is not, with the nearest that there are."""
    service = None
    if asked.service:
        words = {label(one): one for one in given}
        names = {name: name for name in words} | {one: label(one) for one in given}
        service = Coded.of(words[naming.known_name("service", asked.service, names)])
    areas = _areas(context, asked.areas) if asked.areas else None
    told = [] if service is None else [service.label]
    told += [_words(one) for one in areas or ()]
    return NeedChoice(service=service, areas=areas, words="; ".join(told))


def _words(one: ChosenArea) -> str:
    if one.kind == SMALL_AREA:
        return f"{one.name} ({one.codes[0]})" if one.name != one.codes[0] else one.name
    count = len(one.codes)
    return f"{one.name} ({one.kind}, {count} small area{'' if count == 1 else 's'})"


def _areas(context: ReadContext, asked: Sequence[str]) -> list[ChosenArea]:
    """Each once, in the order in which they were asked for."""
    known = nameable(context)
    names = {name: name for name in known}
    found: dict[str, ChosenArea] = {}
    for text in asked:
        # “Bournemouth, Christchurch and Poole” is one name.
        for part in [text] if text.strip() in known else _SEVERAL.split(text):
            if part.strip():
                one = known[naming.known_name("area", part.strip(), names)]
                found[f"{one.kind} {one.codes}"] = one
    return list(found.values())


def nameable(context: ReadContext) -> dict[str, ChosenArea]:
    """What an area may be asked for as. Of one name for several, the first of small area, town,
    district and area of need has it; the others are named with what they are: “Ashby (district)”.
    """
    key = ("areas by name", context.version)
    return context.cache.once(key, lambda: _nameable(context))


def _nameable(context: ReadContext) -> dict[str, ChosenArea]:
    areas = residents(context).areas
    small = [
        ChosenArea(name=str(name), kind=SMALL_AREA, codes=[str(code)])
        for code, name in areas["name"].items()
    ]
    found = {one.codes[0]: one for one in small}
    for one in [*small, *_outlined(context, areas)]:
        if found.setdefault(one.name, one) is not one:
            found.setdefault(f"{one.name} ({one.kind})", one)
    return found


def _outlined(context: ReadContext, areas: pd.DataFrame) -> list[ChosenArea]:
    """Towns, districts and areas of need with the small areas whose people stand in them; one that
    holds none is left out."""
    located = areas[areas["easting"].notna()]
    points = shapely.points(located[["easting", "northing"]].to_numpy(dtype=float))
    found = []
    for kind, name, shape in query.outlined(context.connection):
        inside = located.index[shapely.covers(shape, points)].astype(str).tolist()
        if inside:
            found.append(ChosenArea(name=name, kind=_KIND_WORDS[kind], codes=inside))
    return found
