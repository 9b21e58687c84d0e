"""What became of the cases of a list: right, clumsy or wrong, and why; as a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from tests.corpus import tried

RIGHT, CLUMSY, WRONG, ABSENT = "right", "clumsy", "wrong", "not had"
_LINE = "{:>5}  {:<62}  {:<7}  {:<7}  {}"
_GRAVEST = (WRONG, ABSENT, CLUMSY, RIGHT)


@dataclass(frozen=True)
class Verdict:
    """One case: what was said of it at first, what it is now, and why it is not right."""

    number: str
    what: str
    was: str
    now: str
    why: str = ""


def verdicts(
    connection: Connection, listed: Path, folder: Path, writers: tried.Writers
) -> Iterator[Verdict]:
    """Each case of a list in its order; files that it does not hold lie in ``folder``."""
    for case in tried.cases(listed):
        now, why = _judged(connection, case, folder, writers)
        yield Verdict(case["number"], case["what"], case.get("was", ""), now, why)


def _judged(
    connection: Connection, case: tried.Case, folder: Path, writers: tried.Writers
) -> tuple[str, str]:
    if "elsewhere" in case:
        return RIGHT, case["elsewhere"]
    if "shared" in case and not all(one["file"] in writers for one in case["steps"]):
        return ABSENT, f"{case['shared']} is not beside this clone"
    with TemporaryDirectory() as name:
        for file in folder.iterdir():
            Path(name, file.name).symlink_to(file)
        tried.write(Path(name), case, writers)
        found = tried.faults(connection, Path(name), case)
    if found:
        return WRONG, "; ".join(found)
    return (CLUMSY, case["clumsy"]) if "clumsy" in case else (RIGHT, "")


def by_number(found: Iterable[Verdict]) -> list[Verdict]:
    """One verdict a number, the gravest of its cases; in the order of the numbers."""
    groups: dict[str, list[Verdict]] = {}
    for one in found:
        groups.setdefault(one.number, []).append(one)
    joined = [min(ones, key=lambda one: _GRAVEST.index(one.now)) for ones in groups.values()]
    return sorted(joined, key=lambda one: (not one.number.isdigit(), one.number.zfill(4)))


def table(found: list[Verdict]) -> str:
    """As it is printed: case, what, was, is, why; and the sums."""
    lines = [_LINE.format("case", "what", "was", "is", "why")]
    lines += [_LINE.format(one.number, one.what[:62], one.was, one.now, one.why) for one in found]
    sums = ", ".join(f"{count} {now}" for now in _GRAVEST
                     if (count := sum(one.now == now for one in found)))  # fmt: skip
    return "\n".join([*lines, f"{len(found)} cases: {sums}"])
