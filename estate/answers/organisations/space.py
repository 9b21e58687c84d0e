"""Space as the doors show it: an organisation's standards, what one would change, and its use."""

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from estate.answers.context import ReadContext
from estate.answers.estate_wide import whole_estate
from estate.errors import BadQuestion, NotFound
from estate.register.queries import organisations
from estate.register.queries import space_standards as query
from estate.register.writes.space_standards import StandardFacts, set_standards
from estate.space.worth_of_needs import Change, change, space_by_property


def by_property(
    context: ReadContext,
) -> pd.DataFrame:
    """``space/use.space_by_property`` of all that the reader sees, under the current set."""
    assumptions, estate = context.assumptions, whole_estate(context)
    key = ("space", estate.version, context.reader.edition, context.today, assumptions)
    return context.cache.once(key, lambda: space_by_property(estate, assumptions))


def preview(context: ReadContext, facts: StandardFacts) -> Change:
    """What a standard would change, on the day it begins to hold if that is still to come, else
    today, beside what else holds then. The question is its own organisation's.

    A standard that a later one of its own has replaced by then changes nothing.
    """
    code = facts.organisation_code
    day = max(facts.valid_from, context.today)
    estate = whole_estate(context.on(day), context.assumptions)
    since = estate.organisations["standard_from"].get(code)
    assumptions = context.assumptions
    # Asked under the standards of today's kind even where the county answers by those of 2007.
    if assumptions.text("space_standard") == "2007":
        assumptions = assumptions.with_overrides(
            assumptions.id, assumptions.name, {"space_standard": "2026"}
        )
    found = change(estate, code, facts.standard, facts.valid_from, assumptions)
    if since is not None and not pd.isna(since) and pd.Timestamp(since).date() > facts.valid_from:
        unchanged = found.places.assign(
            after_m2=found.places["before_m2"], spare_after_m2=found.places["spare_before_m2"]
        )
        return replace(found, after_m2=found.before_m2, places=unchanged)
    return found


def keep(
    connection: Connection, found: list[StandardFacts], *, by: str, own: str | None = None
) -> int:
    """Keep standards; ``BadQuestion`` where a row is of an organisation that the register does not
    know, or (``own``) of another one."""
    known = organisations.names(connection)
    for facts in found:
        if facts.organisation_code not in known:
            raise NotFound(f"There is no organisation {facts.organisation_code} in this register.")
        if own is not None and facts.organisation_code != own:
            raise BadQuestion(
                f"The file holds a standard of {facts.organisation_code}, not of {own}."
            )
    return set_standards(connection, found, by=by)


def of_each_day(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last word for each day, the oldest day first: what a file takes along, so that it
    changes nothing when it is read back."""
    last = {row["valid_from"]: row for row in reversed(rows)}
    return [last[day] for day in sorted(last)]


def standards(context: ReadContext, code: str) -> list[dict[str, Any]]:
    """All standards of an organisation that the reader sees, the newest first, each with whether
    it holds today (``holds``)."""
    rows = query.series(context.connection, context.reader, code)
    holding = next((row for row in rows if row["valid_from"] <= context.today), None)
    return [row | {"organisation_code": code, "holds": row is holding} for row in rows]
