"""What reading one file may take; kept apart from the readers, whose libraries are heavy."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estate.settings import Settings


@dataclass(frozen=True)
class Limits:
    """What reading one file may take: seconds of the processor, and as many as five times that
    by the clock; memory beyond what an idle reader has; room in the folder for temporary files;
    and how many files are read at a time, the others waiting."""

    seconds: int = 120
    memory_mb: int = 1_500
    room_mb: int = 4_000
    readers: int = 2

    @classmethod
    def of(cls, settings: "Settings") -> "Limits":
        """Those that the operator has set."""
        return cls(
            settings.read_seconds, settings.read_memory_mb, settings.read_room_mb, settings.readers
        )


class _Set:
    """The limits of this process."""

    def __init__(self) -> None:
        self.limits = Limits()


_SET = _Set()


def use(limits: Limits) -> None:
    """Limits of all files from now on."""
    _SET.limits = limits


def current() -> Limits:
    """The limits that hold now."""
    return _SET.limits
