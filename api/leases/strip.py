"""Lease events as a strip of quarters: how many of each kind, and where their leases are listed."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from api.html import format as words
from api.http.values import quarter
from estate import codes
from estate.answers.leases import Leases
from estate.leases import work_list as leases_work_list

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
    days = [pd.Timestamp(day).date() for day in counted.index]
    present = [kind for kind in KINDS if kind in counted and counted[kind].any()]
    listed = found.listed
    return {
        "address": _address(base),
        "leases": len(listed),
        "years": _years(days),
        "quarters": [_months(day) for day in days],
        "rows": [
            {
                "label": KINDS[kind],
                "cells": [
                    _cell(int(count), kind, day, base)
                    for day, count in zip(days, counted[kind], strict=True)
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


def _cell(count: int, kind: str, ends: date, base: dict[str, str]) -> dict[str, Any]:
    begins = date(ends.year, ends.month - 2, 1)
    told = {"event": kind, "from": begins.isoformat(), "until": ends.isoformat()}
    return {
        "count": count,
        "shade": sum(count >= step for step in _SHADES),
        "words": f"{codes.label(kind)}, {words.day(quarter(ends))}: {count}",
        "address": _address(base, **told),
    }


def _years(days: list[date]) -> list[tuple[int, int]]:
    """Each year with how many of its quarters there are."""
    years = [day.year for day in days]
    return [(year, years.count(year)) for year in dict.fromkeys(years)]


def _months(ends: date) -> str:
    """``Jan–Mar``, for a heading under its year."""
    return words.day(quarter(ends)).split()[0]


def _address(base: dict[str, str], **more: str) -> str:
    asked = urlencode(base | more)
    return f"/leases?{asked}" if asked else "/leases"
