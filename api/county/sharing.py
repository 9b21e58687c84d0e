"""Sharing as it is: who sits in whose buildings, and who of one trade sits nearby."""

import math
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from api.county.schemas import SharingMatrix, SimilarUsers
from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import answers
from api.http.text_types import Line
from estate import codes
from estate.answers import core
from estate.colocation import sharing_matrix
from estate.frames import Estate
from estate.register.queries import naming

router = APIRouter(prefix="/sharing", tags=["sharing"])


class SimilarQuery(parameters.Query):
    """What makes users alike, and how near is near."""

    same: Literal["user_function", "service_function"] = "user_function"
    within_min: float = Field(default=10, gt=0, le=60, description="minutes on foot")
    organisation: Line | None = Field(default=None, max_length=60)


@router.get("/matrix", responses=answers(SharingMatrix, 403))
def shared_occupation(
    context: ContextIs,
    _: Annotated[parameters.NoQuery, Query()],
) -> dict[str, Any]:
    """Buildings by managing and occupying organisation; staff where the reader may see them."""
    estate = core.whole_estate(context)
    rows = sharing_matrix.shared_occupation(estate)
    cells = [
        {
            "managing": _named(estate, row["managing"]),
            "occupying": _named(estate, row["occupying"]),
            "buildings": int(row["buildings"]),
            "staff": row["staff_shown"],
        }
        for _, row in rows.iterrows()
    ]
    return {
        "shared_buildings": sharing_matrix.shared_buildings(estate),
        "cells": cells,
        "note": "Staff are full-time equivalents, shown to their owner only; fewer than 5 as <5.",
        "reader": context.reader.kind.value,
        "disclaimer": codes.DISCLAIMER,
    }


@router.get("/similar-users", responses=answers(SimilarUsers, 403))
def similar_users(
    context: ContextIs,
    query: Annotated[SimilarQuery, Query()],
) -> dict[str, Any]:
    """Groups of like users of two or more organisations, each within a walk of another."""
    estate = core.whole_estate(context)
    assumptions = context.assumptions
    found = sharing_matrix.similar_users(
        estate, assumptions, same=query.same, within_min=query.within_min
    )
    groups = [_group(dict(row), estate) for _, row in found.iterrows()]
    if query.organisation is not None:
        code = naming.organisation(context.connection, context.reader, query.organisation)
        groups = [g for g in groups if code in {o["code"] for o in g["organisations"]}]
    return {
        "numberReturned": len(groups),
        "groups": groups,
        "distance_basis": "crowfly_x1.25",
        "assumption_set": assumptions.id,
        "run_date": context.today.isoformat(),
        "disclaimer": codes.DISCLAIMER,
    }


def _group(row: dict[str, Any], estate: Estate) -> dict[str, Any]:
    places = estate.properties.loc[list(row["property_ids"])]
    need = float(row["need_m2"])
    return {
        "same": {"code": row["same"], "label": codes.label(row["same"])},
        "organisations": [_named(estate, code) for code in row["organisations"]],
        "properties": [
            {"id": str(name), "name": place["name"], "organisation": place["organisation"]}
            for name, place in places.iterrows()
        ],
        "occupations": int(row["occupations"]),
        "span_min": round(float(row["span_min"]), 1),
        "need_m2": None if math.isnan(need) else round(need),
    }


def _named(estate: Estate, code: str) -> dict[str, str]:
    return {"code": code, "name": str(estate.organisations["name"].get(code, code))}
