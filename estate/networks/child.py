"""The process that builds a network: ``python -P -m estate.networks.child``, its order as JSON on
standard input. It answers lines of JSON: steps, and at last what was built or why not."""

import json
import os
import sys
import warnings
from datetime import date
from pathlib import Path
from typing import Any

from estate.access.network_store import Source
from estate.errors import Refused
from estate.intake.readers import limits

_MEMORY_MB, _ROOM_MB = 12_000, 8_000
_SECONDS = 3_600


def main() -> None:
    """Limit this process, build, and answer."""
    asked = json.loads(sys.stdin.buffer.read())
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with open(os.devnull, "wb") as nowhere:
        for number in (1, 2):
            os.dup2(nowhere.fileno(), number)

    def say(**told: Any) -> None:
        answers.write(json.dumps(told) + "\n")
        answers.flush()

    warnings.simplefilter("ignore")
    say(step="loading the engine")
    # Loaded before the limits hold.
    from estate.networks import building

    limits.no_internet()
    limits.bound(_MEMORY_MB, _ROOM_MB)
    limits.so_long(_SECONDS)
    try:
        building.build(_order(asked), lambda words: say(step=words))
        say(built=True)
    except Refused as error:
        say(refused=str(error))
    except MemoryError:
        say(refused="The extract takes more memory than building may: cut it to the county.")
    except Exception as error:  # whatever a library says of a file that it cannot read
        say(failed=f"{type(error).__name__}: {error}"[:500])
    answers.close()


def _order(asked: dict[str, Any]) -> Any:
    from estate.networks.building import Order

    timetable = asked["timetable"]
    return Order(
        Path(asked["extract"]),
        _source(asked["roads"]),
        None if asked["tables"] is None else Path(asked["tables"]),
        None if timetable is None else _source(timetable),
        Path(asked["into"]),
        date.fromisoformat(asked["built_on"]),
        bool(asked["synthetic"]),
    )


def _source(told: dict[str, Any]) -> Source:
    day = told["content_date"]
    return Source(**{**told, "content_date": day and date.fromisoformat(day)})


if __name__ == "__main__":
    main()
