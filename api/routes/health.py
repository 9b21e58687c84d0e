"""Is the process alive, and can it answer?"""

from typing import Any

from fastapi import APIRouter

from api.dependencies import ReadOnly
from api.problems import responses
from estate.register.queries import versions

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", responses=responses())
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/ready", responses=responses())
def ready(connection: ReadOnly) -> dict[str, Any]:
    """The register answers and holds a county."""
    county = versions.county(connection)
    return {
        "status": "ready",
        "county": county["name"],
        "version": versions.current_version(connection),
    }
