"""Coroutines, and commands that start a loop, run in a thread of their own.

Playwright's loop goes on running in the tests' thread once any test of a page has been there.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def apart(asked: Callable[..., T], *given: Any) -> T:
    """What the call returns, made in a thread where no loop runs yet."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asked, *given).result()


def run(asked: Coroutine[Any, Any, Any], within_s: float = 30) -> Any:
    """What the coroutine returns; nothing here may take longer than ``within_s``."""

    def alone() -> Any:
        with asyncio.Runner() as runner:
            return runner.run(asyncio.wait_for(asked, within_s))

    return apart(alone)
