"""What rests on a clock, a zone, an order or a font, once more on machines unlike this one."""

import importlib.util
import math
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: None of them brings a file over HTTP: a file keeps its true age, so that on another day it looks
#: like one left behind.
DAYS = (
    "tests/db/test_clock.py",
    "tests/core/test_leases.py",
    "tests/core/test_calendar.py",
    "tests/core/test_prices.py",
    "tests/intake/test_kept_corrections.py",
    "tests/api/test_requests.py",
    "tests/sign_in/test_people.py",
)
PAPER = ("tests/maps/test_pages.py", "-k", "printed or paper")
#: Whatever is asked for, a browser of that machine has this one alone.
ONE_FONT = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <selectfont>
    <acceptfont><pattern>
      <patelt name="family"><string>DejaVu Sans Mono</string></patelt>
    </pattern></acceptfont>
    <rejectfont><pattern/></rejectfont>
  </selectfont>
</fontconfig>
"""


@dataclass(frozen=True)
class Elsewhere:
    """A machine unlike this one: ``day`` is an instant in UTC at which it is switched on."""

    day: str
    zone: str
    locale: str
    order: str


MACHINES = (
    Elsewhere("2026-12-31T23:40:00+00:00", "America/Los_Angeles", "C", "1"),
    Elsewhere("2028-02-29T12:00:00+00:00", "Pacific/Kiritimati", "C.UTF-8", "2"),
    Elsewhere("2027-10-31T00:58:00+00:00", "Europe/London", "POSIX", "3"),  # two ones o'clock
)


def setting(elsewhere: Elsewhere) -> dict[str, str]:
    """The environment of a process there. The database is started by it, and has its day too."""
    found = importlib.util.find_spec("libfaketime")
    assert found is not None and found.origin is not None
    library = Path(found.origin).parent / "vendor/libfaketime/src/libfaketime.so.1"
    ahead = datetime.fromisoformat(elsewhere.day).timestamp() - time.time()
    return os.environ | {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"+{math.ceil(ahead)}s",  # rounded down it would begin a second too early
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": elsewhere.zone,
        "LC_ALL": elsewhere.locale,
        "PYTHONHASHSEED": elsewhere.order,
    }


def outcome(environment: dict[str, str], *tests: str) -> str:
    """The last lines of a run of its own."""
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-m", "not long", *tests],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-500:]
    return done.stdout


@pytest.mark.long
@pytest.mark.parametrize("elsewhere", MACHINES, ids=lambda one: one.day[:10])
def test_on_another_day_in_another_zone_language_and_order(elsewhere: Elsewhere) -> None:
    environment = setting(elsewhere)
    told = [sys.executable, "-c", "import time; print(int(time.time()))"]
    now = int(subprocess.run(told, env=environment, capture_output=True, check=True).stdout)
    assert 0 <= now - datetime.fromisoformat(elsewhere.day).timestamp() < 60
    assert " passed" in outcome(environment, *DAYS)


@pytest.mark.long
@pytest.mark.browser
def test_paper_on_a_machine_with_one_other_font(tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(ONE_FONT.format(cache=tmp_path / "cache"), encoding="utf-8")
    environment = os.environ | {"FONTCONFIG_FILE": str(config)}
    seen = subprocess.run(
        ["fc-list", ":", "family"], env=environment, capture_output=True, text=True, check=True
    )
    assert set(seen.stdout.split("\n")) <= {"DejaVu Sans Mono", ""}
    assert "3 passed" in outcome(environment, *PAPER)
