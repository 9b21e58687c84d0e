"""The real service at an address of this machine, for a browser."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import uvicorn

from api.app import create_app
from estate.settings import Settings


@contextmanager
def serving(url: str, reader: Literal["public", "club"]) -> Iterator[str]:
    """The real service on a free port of this machine."""
    app = create_app(Settings(reader=reader), url)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()
