"""Where clusters and databases of tests lie: in memory where there is plenty, else in ``/tmp``.

A database is nine hundred files. Without a journal ext4 looks, for each new file, through all
that were removed in the last minutes: that was a sixth of the whole run's processor time.
"""

import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
#: Of a run with three workers at most 0.4 GB lie here at once.
_PLENTY_BYTES = 3 << 30


def rooms() -> list[Path]:
    """Every place where a run may have left something."""
    return [Path("/tmp"), _MEMORY]


def new_folder(prefix: str) -> Path:
    """A new folder that whoever asked for it removes."""
    in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _PLENTY_BYTES
    return Path(tempfile.mkdtemp(prefix=prefix, dir=_MEMORY if in_memory else "/tmp"))
