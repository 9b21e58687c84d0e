"""``estate demo``, ``estate serve`` and ``estate sample``."""

import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
import uvicorn

import sample_data
from api.app import create_app
from api.edge.metrics_endpoint import own_port
from api.edge.uvicorn_protocol import BoundedHeaders
from api.http import logs
from api.monitoring.workers import OfAllWorkers, shared_folder
from api.system.gc_control import spare_what_stays
from estate.cli import accounts, sample_club, sample_county
from estate.cli.console import progress_bar, say
from estate.cli.opening import open_url, whoever_types
from estate.codes import Role
from estate.db import grants
from estate.db.embedded import EmbeddedPostgres, for_its_owner_alone
from estate.db.engine import connections_allowed, make_engine
from estate.errors import SetupError
from estate.settings import Settings
from estate.settings import hosts as settings_hosts
from estate.settings import words as settings_words

_log = structlog.get_logger("estate.serve")
_DEMO_MINUTES = 24 * 60

Port = Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")]
Host = Annotated[str, typer.Option(help="Address to listen on; the default is this machine only.")]


def demo(
    port: Port = 8000,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Prepare, but do not serve.")
    ] = False,
) -> None:
    """The sample county on a map: prepare what is missing, print a summary, serve."""
    if not no_serve:
        require_free(port)
    settings = Settings(reader="club")
    private = None if settings.database_url else EmbeddedPostgres(settings.data_dir)
    was_running = private is not None and private.status().running
    try:
        url = open_url(settings)
        sample_county.load(url, settings.data_dir / "sample")
        sample_county.build_network(settings.data_dir / "sample", settings.data_dir, url)
        sample_club.bring(url)
        sample_county.summarise(url)
        if not no_serve:
            address = f"http://127.0.0.1:{port}"
            _say_links(url, address)
            say(f"\nThe map: {address}/   (Ctrl-C stops it)\n")
            with _log_in_a_file(settings.data_dir / "demo.log"):
                _run(settings, url, "127.0.0.1", port)
    except KeyboardInterrupt:
        say("Stopped; run it again to go on where it was.")
    finally:
        if private is not None and not was_running:
            private.stop()


@contextmanager
def _log_in_a_file(file: Path) -> Iterator[None]:
    """So that the links above stay on the screen; what goes wrong is told there as well."""
    with open(file, "w", encoding="utf-8", opener=for_its_owner_alone) as stream:
        logs.write_to(stream)
        logs.write_to(level=logging.ERROR)
        yield


#: Through whose eyes a newcomer can look: role, organisation, in words.
_EYES = (
    (Role.IMPORTER, "SYN-CC", "GIS staff of the county council, who bring files in"),
    (Role.EDITOR, "SYN-CC", "its estates team"),
    (Role.CRITIC, None, "a critical friend, who reads and never writes"),
    (Role.ADMINISTRATOR, None, "the club's administrator"),
)


def _say_links(url: str, address: str) -> None:
    """A one-time sign-in for each role; without one the demo reads as a member of the club."""
    engine = make_engine(url)
    with engine.begin() as connection:
        links = [
            (
                words,
                accounts.new_link(
                    connection, address, role, organisation, _DEMO_MINUTES, whoever_types()
                ),
            )
            for role, organisation, words in _EYES
        ]
    engine.dispose()
    say("\nYou look as a member of the club. To look through other eyes, once each:")
    for words, link in links:
        say(f"  {words}:\n    {link}")


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes.")] = 1,
) -> None:
    """Serve the register of this machine."""
    settings = Settings()
    logs.write_to()
    told = settings_words.unknown(os.environ) + _unnamed(settings, host)
    url = open_url(settings)
    if settings.database_url is not None and grants.owns_its_tables(url):
        told.append(
            "The service's role owns the tables, or is a superuser: it could switch the record "
            "off. 'estate db grants' makes one that cannot (docs/operators.md)."
        )
    if workers > 1:
        told += _too_many(settings, url, workers)
    for sentence in told:
        _log.warning(sentence)
    if workers == 1:
        _run(settings, url, host, port)
        return
    factory = "api.app:app_from_environment"
    with (
        shared_folder() as folder,
        own_port(settings, OfAllWorkers(folder).registry()),
        _light_beginning(),
    ):
        uvicorn.run(
            factory,
            factory=True,
            host=host,
            port=port,
            workers=workers,
            **_OWN_LOG,
            **LOOP,
            **_proxies(settings),
            **_ending(settings),
        )


def sample(
    out_dir: Annotated[Path, typer.Argument(help="Folder to write into.")],
    seed: Annotated[int, typer.Option(help="Another number gives another county.")] = 2010,
) -> None:
    """Write the sample county's files: each organisation's own, with their habits and faults."""
    with progress_bar() as advance:
        summary = sample_data.write_sample(out_dir, seed=seed, progress=advance, with_streets=True)
    say(f"{summary.properties:,} properties in {len(summary.files)} files under {out_dir}.")


def require_free(port: int) -> None:
    """Say so before the long work when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SetupError(
                f"Port {port} is in use on this machine: choose another, e.g. "
                f"'make demo PORT={port + 1}'."
            ) from error


def _run(settings: Settings, url: str, host: str, port: int) -> None:
    app = create_app(settings, url)
    spare_what_stays(app)
    with own_port(settings, app.state.registry):
        uvicorn.run(
            app,
            host=host,
            port=port,
            **_OWN_LOG,
            **LOOP,
            **_proxies(settings),
            **_ending(settings),
        )


#: uvicorn's lines go where ours go (``api.http.logs``), and requests are told by ``request_log``.
_OWN_LOG: dict[str, Any] = {"log_config": None, "access_log": False}
#: Python's own loop takes a whole crowd's connections at once. uvloop (libuv since 1.46) takes one
#: in each turn: whoever comes behind eighty others, were it only to ask whether the service lives,
#: waits for eighty turns.
LOOP: dict[str, Any] = {"loop": "asyncio"}


#: A worker that has not answered its supervisor for so long is taken for dead. To begin, and to
#: answer on a busy machine, take longer than uvicorn's own five seconds.
_DEAD_AFTER_S = 60
#: Connections to the server beside those of the workers: commands, backups.
_SPARE_CONNECTIONS = 5


def _ending(settings: Settings) -> dict[str, Any]:
    """When somebody is taken for dead, and how long what is under way may take at the end."""
    return {
        "timeout_worker_healthcheck": _DEAD_AFTER_S,
        "timeout_graceful_shutdown": settings.stop_seconds,
    }


@contextmanager
def _light_beginning() -> Iterator[None]:
    """A worker is a Python of its own, which would load this whole command line anew before it
    can tell its supervisor that it lives: on a busy machine too late. So it is not told of it."""
    command = sys.modules["__main__"]
    held = {name: vars(command).get(name) for name in ("__file__", "__spec__")}
    vars(command).pop("__file__", None)
    command.__spec__ = None
    try:
        yield
    finally:
        vars(command).update({name: value for name, value in held.items() if value is not None})


def _too_many(settings: Settings, url: str, workers: int) -> list[str]:
    """Whoever starts more workers than the server has connections for is told so."""
    wanted = workers * settings.connections + _SPARE_CONNECTIONS
    allowed = connections_allowed(url)
    if wanted <= allowed:
        return []
    return [
        f"{workers} workers may hold {workers * settings.connections} connections, but the "
        f"server allows {allowed}: start fewer, set ESTATE_CONNECTIONS lower, or raise its "
        "max_connections."
    ]


def _proxies(settings: Settings) -> dict[str, Any]:
    """Whose word is taken on where a request comes from: nobody's unless configured."""
    trusted = settings.trusted_proxies
    return {
        "proxy_headers": bool(trusted),
        "forwarded_allow_ips": trusted or None,
        "server_header": False,
        "http": BoundedHeaders,
    }


def _unnamed(settings: Settings, host: str) -> list[str]:
    """Who listens to a network without a name is told under which addresses it answers."""
    address = f"http://[{host}]" if ":" in host else f"http://{host}"
    if settings.host_names or settings_hosts.is_this_machine(address):
        return []
    return [
        "The service answers only on this machine's own addresses and localhost. To be reached "
        "by a name, set ESTATE_ALLOWED_HOSTS, or ESTATE_PUBLIC_URL behind a proxy."
    ]
