"""Backing the private cluster's register up to one file, and bringing it back.

The file is PostgreSQL's custom format with its own SHA-256 as the last line: ``pg_restore`` does
not read that far, and it would bring back a file with a changed byte without a word. A restore
builds a database of its own and takes the old one's place only when it is whole.
"""

import hashlib
import os
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from estate.command_notes import SEAL_BYTES, SEAL_MARK
from estate.db.embedded import DATABASE, PORT, ROLE, EmbeddedPostgres
from estate.errors import Refused, SetupError

_INCOMING = "estate_incoming"
_OUTGOING = "estate_outgoing"
_READ_BYTES = 1_048_576


def backup(cluster: EmbeddedPostgres, file: Path) -> int:
    """Write the register to a file in PostgreSQL's custom format; its size in bytes.

    The file appears only when it is whole. Raises SetupError when it cannot be written.
    """
    cluster.start()
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as out:
            os.fchmod(out.fileno(), 0o600)  # a register holds what only some may see
            _pg_program(cluster, "pg_dump", DATABASE, "-Fc", "--no-owner", "--no-acl", stdout=out)
        with part.open("ab") as out:
            out.write(_seal(part))
        part.replace(file)
        return file.stat().st_size
    except OSError as error:
        raise SetupError(f"The backup cannot be written to {file}: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def restore(cluster: EmbeddedPostgres, file: Path, *, unsealed: bool = False) -> None:
    """Replace the register by the one in the file, or leave it as it was.

    ``unsealed``: also a backup without SHA-256, from before they had one. Raises Refused when the
    file is not a backup of a register, whole and as it was written.
    """
    _check(file, unsealed)
    cluster.start()
    with cluster.connect("postgres") as connection:
        _drop(connection, _INCOMING)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(_INCOMING))
        )
    try:
        with file.open("rb") as source:
            _pg_program(
                cluster, "pg_restore", _INCOMING, "--exit-on-error", "--no-owner", stdin=source
            )
        _be_sure_it_is_a_register(cluster)
    except BaseException:
        with cluster.connect("postgres") as connection:
            _drop(connection, _INCOMING)
        raise
    _take_the_place(cluster)


def _check(file: Path, unsealed: bool) -> None:
    """Refused unless the file is what ``backup`` wrote, to the last byte where it has a seal."""
    try:
        with file.open("rb") as source:
            head = source.read(5)
            size = source.seek(0, os.SEEK_END)
            source.seek(max(0, size - SEAL_BYTES))
            end = source.read()
        whole = end == _seal(file, size - SEAL_BYTES)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error
    if head != b"PGDMP":
        raise Refused(f"{file} is not a backup made by `estate db backup`.")
    is_sealed = end.startswith(SEAL_MARK)
    if not is_sealed and not unsealed:
        raise Refused(
            f"{file} is not whole: its end is missing. Copy it anew, or take another. If an older "
            "version wrote it, before backups had a SHA-256 at their end: restore --unsealed."
        )
    if is_sealed and not whole:
        raise Refused(f"{file} is not as it was written: take another backup, or copy it anew.")


def _seal(file: Path, size: int | None = None) -> bytes:
    """The last line of a backup: the SHA-256 of its first so many bytes, or of all."""
    digest = hashlib.sha256()
    left = file.stat().st_size if size is None else size
    with file.open("rb") as source:
        while left > 0 and (read := source.read(min(left, _READ_BYTES))):
            digest.update(read)
            left -= len(read)
    return SEAL_MARK + digest.hexdigest().encode() + b"\n"


def _be_sure_it_is_a_register(cluster: EmbeddedPostgres) -> None:
    with cluster.connect(_INCOMING) as connection:
        row = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
    if row is None or row[0] is None:
        raise Refused("That backup holds no register: it has no alembic_version table.")


def _take_the_place(cluster: EmbeddedPostgres) -> None:
    """Swap the two databases in one transaction; the old one goes when the new one stands."""
    with cluster.connect("postgres") as connection:
        _drop(connection, _OUTGOING)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DATABASE]
        )
        with connection.transaction():
            for old, new in ((DATABASE, _OUTGOING), (_INCOMING, DATABASE)):
                connection.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        sql.Identifier(old), sql.Identifier(new)
                    )
                )
        _drop(connection, _OUTGOING)


def _drop(connection: psycopg.Connection, database: str) -> None:
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
    )


def _pg_program(
    cluster: EmbeddedPostgres, program: str, database: str, *arguments: str, **streams: object
) -> None:
    """Run pg_dump or pg_restore as the caller, so that files are read and written as his."""
    command = [cluster.binaries().program(program), "-h", str(cluster.places.socket_dir)]
    command += ["-p", str(PORT), "-U", ROLE, "-d", database, *arguments]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    answer = subprocess.run(  # type: ignore[call-overload]
        command, env=clean, stderr=subprocess.PIPE, check=False, **streams
    )
    if answer.returncode != 0:
        reason = answer.stderr.decode(errors="replace").strip().splitlines()
        raise Refused(f"{program} failed: {reason[-1] if reason else 'no reason given'}")
