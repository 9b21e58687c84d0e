"""Finding PostgreSQL's programs and running them as the right user.

PostgreSQL refuses to run as root, so a root caller runs every program as the user who owns
the cluster (``postgres`` for a new one).
"""

import os
import pwd
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from estate.errors import PostgresMissing


@dataclass(frozen=True)
class Binaries:
    """One installed PostgreSQL that has PostGIS."""

    bin_dir: Path
    major: int

    def program(self, name: str) -> str:
        """Full path of one of its programs."""
        return str(self.bin_dir / name)


def find_binaries(major: int | None = None) -> Binaries:
    """The newest PostgreSQL with PostGIS on this machine, or the one of the given major version.

    Raises PostgresMissing, with the line that installs it.
    """
    found = sorted(_installed(), key=lambda binaries: binaries.major, reverse=True)
    for binaries in found:
        if major in (None, binaries.major) and _has_postgis(binaries):
            return binaries
    raise PostgresMissing(_missing_sentence(found, major))


def _installed() -> list[Binaries]:
    """Every PostgreSQL server found in the usual places and on the PATH."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    places.append(Path("/usr/local/pgsql/bin"))
    places += [Path(folder) for folder in os.get_exec_path()]
    found: dict[Path, Binaries] = {}
    for place in places:
        if all((place / name).exists() for name in ("initdb", "pg_ctl", "postgres", "pg_dump")):
            major = _major(place)
            if major is not None:
                found.setdefault(place.resolve(), Binaries(place.resolve(), major))
    return list(found.values())


def _major(bin_dir: Path) -> int | None:
    answer = subprocess.run(
        [str(bin_dir / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    match = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(match[1]) if match else None


def _has_postgis(binaries: Binaries) -> bool:
    config = binaries.bin_dir / "pg_config"
    share = binaries.bin_dir.parent / "share"
    if config.exists():
        answer = subprocess.run(
            [str(config), "--sharedir"], capture_output=True, text=True, check=False
        )
        share = Path(answer.stdout.strip() or share)
    debian = Path("/usr/share/postgresql") / str(binaries.major)
    return any((place / "extension/postgis.control").exists() for place in (share, debian))


def _missing_sentence(found: list[Binaries], major: int | None) -> str:
    if major is not None:
        return (
            f"This register was made by PostgreSQL {major}, which is not (or no longer) installed "
            f"with PostGIS. Install it again: sudo apt-get install --yes postgresql-{major} "
            f"postgresql-{major}-postgis-3"
        )
    if found:
        return (
            f"PostgreSQL {found[0].major} is installed, but not PostGIS. Install it: "
            f"sudo apt-get install --yes postgresql-{found[0].major}-postgis-3"
        )
    return (
        "PostgreSQL with PostGIS is not installed. Install it: sudo apt-get install --yes "
        "postgresql postgis postgresql-postgis"
    )


def server_user(cluster: Path) -> int | None:
    """The user id to run the server as: None for an ordinary caller (himself).

    Root runs a cluster as its owner, and a new one as ``postgres``.
    """
    if os.geteuid() != 0:
        return None
    if cluster.exists() and cluster.stat().st_uid != 0:
        return cluster.stat().st_uid
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError:
        raise PostgresMissing(
            "PostgreSQL may not run as root and there is no user named postgres. Make one "
            "(useradd --system postgres) or run this command as an ordinary user."
        ) from None


def run(
    command: list[str], user: int | None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs with a clean environment, as the given user."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    identity: dict[str, int | list[int]] = {}
    if user is not None:
        account = pwd.getpwuid(user)
        clean |= {"HOME": account.pw_dir, "USER": account.pw_name, "LOGNAME": account.pw_name}
        identity = {"user": user, "group": account.pw_gid, "extra_groups": []}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command,
        cwd="/",  # the caller's folder may be closed to the server's user
        env=clean | {"LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout,
        check=False,
        **identity,
    )


def can_enter(folder: Path, user: int | None) -> bool:
    """Whether the given user can reach things inside this folder."""
    return run(["test", "-x", str(folder)], user).returncode == 0
