"""How Python looks for unused memory in a process that serves.

Python's collector of cycles stops every thread while it looks. What the program loads at its start
is some hundred thousand objects that are never let go: looked through again and again, they cost
a quarter of a second each time, in which nobody was told even that the service lives.
"""

import gc

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from estate.intake.gc_control import set_aside

#: So many new objects are looked through at a time, and ten such lots now and then: milliseconds.
_NEW, _LOTS = 5_000, 10
#: All that was made since the start, once in so many of those.
_ALL = 1_000


def spare_what_stays(app: FastAPI) -> None:
    """Once, when the program is loaded and before it answers: what is there is never looked
    through again, and what comes is looked through in small lots."""
    for _ in iter_route_contexts(app.routes):  # FastAPI would make them at the first request
        pass
    gc.collect()
    set_aside()
    gc.set_threshold(_NEW, _LOTS, _ALL)
