"""A round of mails that stops once the server has taken one, to be killed there.

``python -m tests.club.killed_mailer URL PORT``, at the moment ESTATE_TEST_NOW.
"""

import os
import sys
import time
from datetime import datetime
from typing import Any

from estate.answers.cache import AnswerCache
from estate.db.engine import make_engine
from estate.mail import rounds
from estate.register.writes import reminders as writes
from estate.settings import Settings

if __name__ == "__main__":
    url, port = sys.argv[1:]

    def waits(*_: Any, **__: Any) -> None:
        print("taken", flush=True)
        time.sleep(600)

    writes.end = waits
    settings = Settings(
        mail_host="127.0.0.1", mail_port=int(port), mail_security="none",
        mail_from="estate@council.example", public_url="https://estate.example",
    )  # fmt: skip
    now = datetime.fromisoformat(os.environ["ESTATE_TEST_NOW"])
    rounds.run(make_engine(url), settings, now, AnswerCache())
