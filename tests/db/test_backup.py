"""A backup brings the register back; a wrong file changes nothing."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from estate.command_notes import SEAL_BYTES
from estate.db.backup import backup, restore
from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import current_revision, migrate
from estate.errors import Refused, SetupError
from tests.throw_away import new_folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[EmbeddedPostgres]:
    folder = new_folder("estate-backup-")
    folder.chmod(0o755)
    cluster = EmbeddedPostgres(folder, options={"fsync": "off"})
    migrate(cluster.start())
    with cluster.connect() as connection:
        connection.execute("CREATE TABLE said (word text)")
        connection.execute("INSERT INTO said VALUES ('before')")
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


def _say(cluster: EmbeddedPostgres, word: str) -> None:
    with cluster.connect() as connection:
        connection.execute("UPDATE said SET word = %s", [word])


def _said(cluster: EmbeddedPostgres) -> str:
    with cluster.connect() as connection:
        row = connection.execute("SELECT word FROM said").fetchone()
    assert row is not None
    return str(row[0])


def test_a_backup_brings_the_register_back(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    file = tmp_path / "register.backup"
    _say(cluster, "kept")
    assert backup(cluster, file) == file.stat().st_size > 1000
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    revision = current_revision(cluster.url())
    _say(cluster, "lost")
    restore(cluster, file)
    assert _said(cluster) == "kept"
    assert current_revision(cluster.url()) == revision


@pytest.mark.parametrize("content", [b"", b"name,address\n", b"PGDMP and then nothing of the kind"])
def test_a_file_that_is_no_backup_is_refused_and_changes_nothing(
    cluster: EmbeddedPostgres, tmp_path: Path, content: bytes
) -> None:
    _say(cluster, "as it was")
    file = tmp_path / "something.backup"
    file.write_bytes(content)
    with pytest.raises(Refused):
        restore(cluster, file)
    assert _said(cluster) == "as it was"


def test_a_cut_backup_is_refused_and_changes_nothing(
    cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    file = tmp_path / "register.backup"
    _say(cluster, "as it was")
    size = backup(cluster, file)
    os.truncate(file, size * 2 // 3)
    with pytest.raises(Refused):
        restore(cluster, file)
    assert _said(cluster) == "as it was"


def test_a_backup_from_before_seals_comes_back_where_that_is_asked_for(
    cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    file = tmp_path / "register.backup"
    _say(cluster, "long ago")
    size = backup(cluster, file)
    os.truncate(file, size - SEAL_BYTES)
    _say(cluster, "now")
    with pytest.raises(Refused, match="--unsealed"):
        restore(cluster, file)
    assert _said(cluster) == "now"
    restore(cluster, file, unsealed=True)
    assert _said(cluster) == "long ago"


def test_a_changed_byte_is_refused_whatever_is_asked_for(
    cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    file = tmp_path / "register.backup"
    _say(cluster, "as it was")
    size = backup(cluster, file)
    with file.open("r+b") as whole:
        whole.seek(size // 2)
        byte = whole.read(1)[0]
        whole.seek(size // 2)
        whole.write(bytes([byte ^ 0xFF]))
    with pytest.raises(Refused, match="not as it was written"):
        restore(cluster, file, unsealed=True)
    assert _said(cluster) == "as it was"


def test_a_place_that_cannot_be_written_leaves_no_part_behind(
    cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    with pytest.raises(SetupError, match="cannot be written"):
        backup(cluster, tmp_path / "no such folder" / "register.backup")
    assert not list(tmp_path.iterdir())
