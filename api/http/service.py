"""One running instance of the service: its settings, its connections, what it keeps."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine

from api.http.admission import Room, Sizes, stop_for_those_who_have_gone
from estate.answers.cache import AnswerCache
from estate.answers.context import ReadContext
from estate.answers.process_cache import KeptAnswers
from estate.db.engine import Bounds, make_engine
from estate.late_imports import one_at_a_time
from estate.register.queries.version_watch import QuickReads
from estate.register.visibility import Reader
from estate.settings import Settings

if TYPE_CHECKING:
    from api.http.oidc import Provider


@dataclass(frozen=True)
class Service:
    """What one running instance holds; made in ``api.app.create_app``."""

    settings: Settings
    read_engine: Engine
    write_engine: Engine
    note_engine: Engine
    quick: QuickReads
    kept: KeptAnswers
    room: Room
    provider: "Provider | None" = None

    @classmethod
    def over(cls, settings: Settings, url: str) -> "Service":
        """Over the register at this address, with no more connections than the settings allow."""
        room = Room(
            Sizes.of(settings.connections),
            patience_s=settings.queue_seconds,
            slow_may_wait=settings.slow_queue,
        )
        lock_s, idle_s, sizes = settings.lock_seconds, settings.write_seconds, room.sizes
        question = Bounds(settings.question_seconds, lock_s, idle_s)
        write = Bounds(settings.write_seconds, lock_s, idle_s)

        def engine(connections: int, bounds: Bounds, *, read_only: bool = False) -> Engine:
            return make_engine(
                url,
                read_only=read_only,
                bounds=bounds,
                connections=connections,
                patience_s=settings.queue_seconds,
            )

        reading = engine(sizes.reading, question, read_only=True)
        reading = reading.execution_options(isolation_level="REPEATABLE READ")
        stop_for_those_who_have_gone(reading)
        writing, notes = engine(sizes.writing, write), engine(sizes.notes, question)
        gate = engine(sizes.gate, question, read_only=True)
        room.counts(reading=reading, writing=writing, notes=notes, gate=gate)
        provider = _provider(settings) if settings.oidc_issuer else None
        quick, kept = QuickReads(gate), KeptAnswers(settings.data_dir)
        return cls(settings, reading, writing, notes, quick, kept, room, provider)

    def context(self, connection: Connection, reader: Reader, today: date) -> ReadContext:
        """A question to this instance's register; the dependency ``ContextIs`` for what reads."""
        return ReadContext(connection, reader, today, self.cache)

    @property
    def cache(self) -> AnswerCache:
        """Answers over the network in use."""
        return self.kept.cache()

    def close(self) -> None:
        """Let all connections go."""
        self.quick.close()
        for engine in (self.read_engine, self.write_engine, self.note_engine):
            engine.dispose()


def _provider(settings: Settings) -> "Provider":
    with one_at_a_time:
        from api.http.oidc import Provider  # cryptography and all: only where somebody signs in

    return Provider(settings)


async def service(request: Request) -> Service:
    """The instance this request reached. (Asynchronous, like ``today``: nothing is waited for,
    and a thread would take longer than the answer.)"""
    return cast(Service, request.app.state.service)


ServiceIs = Annotated[Service, Depends(service)]


def base_of(request: Request, service: Service) -> str:
    """The service's own address as people have it."""
    return service.settings.public_url or str(request.base_url).rstrip("/")
