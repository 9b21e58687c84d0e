"""Is the process alive, and can it answer?"""

from typing import Any

from fastapi import APIRouter

from api.answer_schemas import Live, Ready
from api.dependencies import ReadOnly
from api.problems import answers
from estate.register.queries import versions

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", responses=answers(Live))
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/ready", responses=answers(Ready))
def ready(connection: ReadOnly) -> dict[str, Any]:
    """The register answers and holds a county."""
    county = versions.county(connection)
    return {
        "status": "ready",
        "county": county["name"],
        "version": versions.current_version(connection),
    }
