"""The twenty organisations in scope and the five associates."""

from functools import cache

from sample_data.model import Organisation
from sample_data.tables import load


@cache
def organisations() -> tuple[Organisation, ...]:
    """All 25, in the order in which their files are imported."""
    return tuple(
        Organisation(**{**row, "aliases": tuple(row["aliases"])})
        for row in load("organisations")["organisation"]
    )


@cache
def by_code() -> dict[str, Organisation]:
    """Organisations by their SYN- code."""
    return {organisation.code: organisation for organisation in organisations()}
