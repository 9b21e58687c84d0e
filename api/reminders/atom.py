"""What waits for one person as an Atom feed (RFC 4287): dates and names, never a figure."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from estate.club.reminders import Reminder
from estate.codes import DISCLAIMER
from estate.mail.plain import due_words, one_line

_ATOM = "http://www.w3.org/2005/Atom"
#: Names of our entries are made in this space, so that an entry keeps its own.
_OURS = UUID("6ad1d1a2-7a4b-5d5e-9c0f-3f6f1f0d7e11")


def feed(found: Sequence[Reminder], today: date, base: str) -> bytes:
    """The feed as a file: an entry each, with the address of its page under ``base``."""
    whole = Element("feed", {"xmlns": _ATOM, "xml:lang": "en-GB"})
    _put(whole, "id", uuid5(_OURS, base).urn)
    _put(whole, "title", "Common Estate: reminders")
    _put(whole, "subtitle", DISCLAIMER)
    _put(whole, "updated", _moment(max((_changed(one, today) for one in found), default=today)))
    _put(SubElement(whole, "author"), "name", "Common Estate")
    SubElement(whole, "link", {"href": f"{base}/reminders"})
    for one in found:
        entry = SubElement(whole, "entry")
        _put(entry, "id", uuid5(_OURS, f"{base}|{one.key}").urn)
        _put(entry, "title", one_line(f"{one.about}: {one.what}"))
        _put(entry, "updated", _moment(_changed(one, today)))
        _put(entry, "summary", f"{one.kind.words}. {due_words(one, today)}".strip())
        SubElement(entry, "category", {"term": one.kind.value, "label": one.kind.words})
        SubElement(entry, "link", {"href": f"{base}{one.page}"})
    text: bytes = tostring(whole, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text


def _changed(one: Reminder, today: date) -> date:
    """An entry is new on the day from which it is told, and changes once it is overdue."""
    if one.due_on is not None and one.is_overdue(today):
        return one.due_on + timedelta(days=1)
    return min(one.since, today)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
