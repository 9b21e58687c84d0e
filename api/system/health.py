"""Is the process alive, and can it answer?

Neither takes a place among the questions: both are answered from the event loop, whoever waits.
"""

import asyncio
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from api.http.admission import Busy, Figures
from api.http.problems import answers
from api.http.service import ServiceIs
from api.system.schemas import Live, QueueRoom, Ready
from estate.errors import NotInitialised, SetupError
from estate.register.queries import versions

router = APIRouter(prefix="/health", tags=["health"])

#: So long the register may take to say which version it has.
_WITHIN_S = 5


@router.get("/live", responses=answers(Live))
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/ready", responses=answers(Ready))
async def ready(service: ServiceIs) -> dict[str, Any]:
    """The register answers and holds a county; how full this worker is. 503 when the register
    does not answer, or when the next question would be sent away."""
    try:
        found = await asyncio.wait_for(service.quick.state(), _WITHIN_S)
    except TimeoutError:
        found = None
    if found is None:
        raise SetupError("The register does not answer: look whether its server runs.")
    version, county = found
    if not county:
        raise NotInitialised(versions.NO_COUNTY)
    figures = service.room.figures()
    if figures.is_saturated:
        raise Busy("Every place is taken, and so is every place in the queue.")
    return {"status": "ready", "county": county, "version": version, "room": _room(figures)}


def _room(figures: Figures) -> dict[str, Any]:
    """As it stands, for anybody; what has been counted from the start is for its operator."""
    told = asdict(figures)
    told["queues"] = [
        {name: one[name] for name in QueueRoom.model_fields} for one in told["queues"]
    ]
    return told
