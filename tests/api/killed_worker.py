"""A worker that does one job up to a step's end and waits there, to be killed.

``python -m tests.api.killed_worker URL FOLDER STEP``: STEP is a function of ``stored_plans``.
"""

import sys
import time
from pathlib import Path
from typing import Any

from api.app import create_app
from estate.intake.uploads import stored_plans
from estate.settings import Settings
from tests.loops import run

if __name__ == "__main__":
    url, folder, step = sys.argv[1:]
    does = getattr(stored_plans, step)

    def told(*given: Any, **more: Any) -> Any:
        """All is done but the job's end."""
        does(*given, **more)
        print("done", flush=True)
        time.sleep(600)

    setattr(stored_plans, step, told)
    app = create_app(Settings(reader="club", data_dir=Path(folder)), url)
    run(app.state.jobs.take_one(), within_s=600)
