"""Is the process alive, and can it answer?

Neither takes a place among the questions: both are answered from the event loop, whoever waits.
"""

import asyncio
from dataclasses import asdict

from fastapi import APIRouter

from api.http.admission import Busy, Figures
from api.http.problems import responses
from api.http.service import ServiceIs
from api.system.schemas import Live, QueueRoom, Ready, Room
from estate.errors import NotInitialised, SetupError
from estate.register.queries import versions

router = APIRouter(prefix="/health", tags=["health"])

#: So long the register may take to say which version it has.
_WITHIN_S = 5


@router.get("/live", response_model=Live, responses=responses())
async def live() -> Live:
    """The process answers."""
    return Live(status="live")


@router.get("/ready", response_model=Ready, responses=responses())
async def ready(service: ServiceIs) -> Ready:
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
    return Ready(status="ready", county=county, version=version, room=_room(figures))


def _room(figures: Figures) -> Room:
    """As it stands, for anybody; what has been counted from the start is for its operator."""
    told = asdict(figures)
    told["queues"] = [
        {name: one[name] for name in QueueRoom.model_fields} for one in told["queues"]
    ]
    return Room.model_validate(told)
