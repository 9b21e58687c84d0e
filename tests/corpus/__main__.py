"""A folder of files and a list of what each must show, held against a register of its own.

Usage: python -m tests.corpus FOLDER LIST.toml (tests/corpus/tried.py says what a list holds);
prints the table, and ends with 1 where a case is wrong.
"""

import sys
import tempfile
from pathlib import Path

from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import make_engine, migrate
from tests.corpus.tried_table import WRONG, table, verdicts


def main(folder: Path, listed: Path) -> int:
    """Run the list; 1 where a case is wrong."""
    with tempfile.TemporaryDirectory(prefix="estate-tried-", dir="/tmp") as name:
        Path(name).chmod(0o755)  # the database's user must be able to enter
        cluster = EmbeddedPostgres(Path(name))
        url = cluster.start()
        try:
            migrate(url)
            engine = make_engine(url)
            with engine.connect() as connection:
                found = list(verdicts(connection, listed, folder, {}))
            engine.dispose()
        finally:
            cluster.stop()
    print(table(found))
    return int(any(one.now == WRONG for one in found))


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3])))
