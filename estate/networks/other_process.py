"""Building from an untrusted file in a process of its own, which has no internet and bounds on
memory, room on the disk and time.

The order goes to it as JSON on its standard input; it answers lines of JSON: steps, and at last
that it is done or why not.
"""

import json
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

from estate.errors import Refused
from estate.intake.readers import limits

OrderSent = dict[str, Any]
Step = Callable[[str], None]

#: What the process that builds is given of this one's environment.
_KEPT = ("PATH", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TZ", "HOME")
_MOST_SECONDS = 2 * 3_600
_MEMORY_MB, _ROOM_MB = 12_000, 8_000
_SECONDS = 3_600


def ask(module: str, order: OrderSent, step: Step) -> str | None:
    """Have the process ``python -m module`` build; what it says on the way are steps.

    None when it has built; else why it failed, as its library put it and perhaps empty. Raises
    ``Refused`` where it says itself what is wrong with the files.
    """
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    said: dict[str, Any] = {}
    timer = threading.Timer(_MOST_SECONDS, process.kill)
    timer.start()
    try:
        with process:
            assert process.stdin is not None and process.stdout is not None  # noqa: S101 - pipes
            process.stdin.write(json.dumps(order))
            process.stdin.close()
            for line in process.stdout:
                said = json.loads(line)
                if "step" in said:
                    step(str(said["step"]))
    finally:
        timer.cancel()
        process.kill()
    if "refused" in said:
        raise Refused(str(said["refused"]))
    return None if "built" in said else str(said.get("failed", ""))


def answer(load: Callable[[], Callable[[OrderSent, Step], None]]) -> None:
    """The other side: ``load`` the builder before the limits hold, build, and answer."""
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
    build = load()
    limits.no_internet()
    limits.bound(_MEMORY_MB, _ROOM_MB)
    limits.so_long(_SECONDS)
    try:
        build(asked, lambda words: say(step=words))
        say(built=True)
    except Refused as error:
        say(refused=str(error))
    except MemoryError:
        say(refused="The extract takes more memory than building may: cut it to the county.")
    except Exception as error:  # whatever a library says of a file that it cannot read
        say(failed=f"{type(error).__name__}: {error}"[:500])
    answers.close()
