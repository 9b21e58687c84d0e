"""Lease events as a strip of quarters: how many of each kind, and where their leases are listed."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from estate import codes
from estate.answers.leases import Leases
from estate.leases import work_list as leases_work_list
from estate.quarters import Quarter

#: Kinds of events from the first that somebody acts on, with short words for the head of a row;
#: those that do not occur have none.
KINDS = {
    "act_by": "Act by",
    "notice_deadline": "Notice by",
    "tenant_break": "Tenant's break",
    "expiry": "Lease ends",
    "act_notice_from": "1954 Act notice, from",
    "act_notice_until": "1954 Act notice, until",
    "rent_review": "Rent review",
    "landlord_break": "Landlord's break",
    "renewal_option": "Renewal option",
    "holding_over_since": "Held over since",
}
#: From so many leases on a cell is one shade darker.
_SHADES = (1, 2, 5)


def strip(found: Leases, today: date, **base: str) -> dict[str, Any]:
    """Five years of quarters for ``leases/strip`` of ``parts.html``; ``base`` is the filter of
    ``/leases`` that every cell's address keeps."""
    counted = leases_work_list.quarters(found.dated, today)
    quarters = [Quarter.of(day) for day in counted.index]
    present = [kind for kind in KINDS if kind in counted and counted[kind].any()]
    listed = found.listed
    return {
        "address": _address(base),
        "leases": len(listed),
        "years": _years([one.year for one in quarters]),
        "quarters": [one.months for one in quarters],
        "rows": [
            {
                "label": KINDS[kind],
                "cells": [
                    _cell(int(count), kind, one, base)
                    for one, count in zip(quarters, counted[kind], strict=True)
                ],
            }
            for kind in present
        ],
        "no_end": int(leases_work_list.lacks(listed, "end").sum()),
        "no_end_address": _address(base, unknown="end"),
        "overdue": int(listed["act_by_passed"].eq(True).sum()),
        "overdue_address": _address(base, act_by_until=str(today - timedelta(days=1))),
        "query": urlencode(base),
    }


def _cell(count: int, kind: str, quarter: Quarter, base: dict[str, str]) -> dict[str, Any]:
    told = {"event": kind, "from": str(quarter.start), "until": str(quarter.end)}
    return {
        "count": count,
        "shade": sum(count >= step for step in _SHADES),
        "words": f"{codes.label(kind)}, {quarter.words}: {count}",
        "address": _address(base, **told),
    }


def _years(years: list[int]) -> list[tuple[int, int]]:
    """Each year with how many of its quarters there are."""
    return [(year, years.count(year)) for year in dict.fromkeys(years)]


def _address(base: dict[str, str], **more: str) -> str:
    asked = urlencode(base | more)
    return f"/leases?{asked}" if asked else "/leases"
