"""A command that is told to end cleans up after itself: a private server is not left running."""

import os
import signal
from collections.abc import Iterator

import pytest

from estate import cli

TOLD = (signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def usual_handlers() -> Iterator[None]:
    before = {one: signal.getsignal(one) for one in TOLD}
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.usefixtures("usual_handlers")
def test_it_cleans_up_however_it_is_told(monkeypatch: pytest.MonkeyPatch, told: int) -> None:
    done: list[str] = []

    def command() -> None:
        try:
            os.kill(os.getpid(), told)
            done.append("went on")
        finally:
            done.append("cleaned up")

    monkeypatch.setattr(cli, "app", command)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code, done) == (128 + told, ["cleaned up"])
