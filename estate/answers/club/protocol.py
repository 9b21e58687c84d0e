"""The protocol as it is shown: its versions, who has signed which, and until when."""

from datetime import date
from typing import Annotated

from pydantic import Field

from estate.answers.answer import ABSENT, Answer, Named, answer
from estate.answers.context import ReadContext
from estate.club.protocol import ProtocolText
from estate.register import visibility as v
from estate.register.queries import protocol as query
from estate.rows import Row


@answer
class ProtocolVersion(Answer):
    """One version of the text."""

    version: int
    title: str
    introduction: str
    principles: list[str]
    source: str
    adopted_on: Annotated[date | None, Field(description="none for the first, which is ours")]
    ends_on: Annotated[date | None, Field(description="last day on which signatures under it hold")]


@answer
class SignatureNow(Answer):
    """What holds today of one organisation; ``signed_on`` is none for who has not signed."""

    organisation: Named
    in_scope: bool
    version: int | None
    signed_on: date | None
    signatory: str | None
    signed_for: str | None
    signed_until: date | None
    asked_for: Annotated[int | None, Field(description="the version that it is asked to sign")]


@answer
class SignatureOnRecord(Answer):
    """A signature or a withdrawal, as it was recorded."""

    organisation: Named
    version: int
    day: date
    withdrawn: bool
    signatory: str | None
    signed_for: str | None
    signed_until: date | None


@answer
class Protocol(Answer):
    """All versions, the newest first; to members of the club also who has signed."""

    versions: list[ProtocolVersion]
    standing: list[SignatureNow] | None = ABSENT
    signatures: list[SignatureOnRecord] | None = ABSENT


def protocol(context: ReadContext) -> Protocol:
    """The protocol as the reader may see it."""
    texts = query.texts(context.connection)
    versions = [_version(one) for one in reversed(texts)]
    if context.reader.level < v.Level.CLUB:
        return Protocol(versions=versions)
    newest = texts[-1].version
    return Protocol(
        versions=versions,
        standing=[_now(row, newest) for row in query.standing(context.connection, context.reader)],
        signatures=[
            _on_record(row) for row in query.signatures(context.connection, context.reader)
        ],
    )


def _version(one: ProtocolText) -> ProtocolVersion:
    return ProtocolVersion.made_of(one, principles=list(one.principles))


def _now(row: Row, newest: int) -> SignatureNow:
    """A signature from before there were versions is one under the first."""
    holds = bool(row["in_force"])
    version = (row["signed_version"] or 1) if holds else None
    names = ("signed_on", "signatory", "signed_for", "signed_until")
    return SignatureNow(
        organisation=Named(row["code"], row["name"]),
        in_scope=row["in_scope"],
        version=version,
        asked_for=None if version == newest else newest,
        **{name: row[name] if holds else None for name in names},
    )


def _on_record(row: Row) -> SignatureOnRecord:
    return SignatureOnRecord.made_of(
        row,
        organisation=Named(row["organisation_code"], row["organisation"]),
        day=row["signed_on"],
    )
