"""What stays is not looked through again for unused memory."""

import subprocess
import sys

_TOLD = """
import gc
from fastapi.routing import iter_route_contexts
from api.app import create_app
from api.system.gc_control import spare_what_stays
from estate.intake.gc_control import gc_paused
from estate.settings import Settings
app = create_app(Settings(), "postgresql+psycopg://nobody@127.0.0.1:1/none")
with gc_paused():  # an import where nothing was set aside
    pass
print(gc.get_freeze_count())
spare_what_stays(app)
with gc_paused():  # an import of a service that has begun
    pass
print(gc.get_freeze_count(), len(gc.get_objects()), gc.get_threshold()[0])
for _ in iter_route_contexts(app.routes):  # FastAPI made each when it was first looked for
    pass
print(len(gc.get_objects()))
"""


def test_a_service_that_has_begun_leaves_little_to_look_through() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _TOLD], capture_output=True, text=True, check=True
    ).stdout.split()
    before, spared, left, new, after_a_request = map(int, told)
    assert before == 0
    assert spared > 100_000
    assert left < 5_000
    assert after_a_request < 5_000
    assert new > 700  # Python's own
