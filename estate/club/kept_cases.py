"""A business case that is kept: sealed as one text with its hash, opened as it was. Pure: no SQL.

A sealed record holds the question, the assumption set with every value and price index, the
versions of register and product, and one view for each class of reader (``Audience``) that there
was for it. Its hash covers all of that. What a reader is shown of it is one view, the fullest that
was worked out for nobody who saw more than this reader sees today.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from estate.rows import NewRow
from estate.savings import BusinessCase
from estate.savings.business_case import unsure_sign
from estate.savings.figures import penny
from estate.savings.lenses import View

#: The form of a sealed record; a reader of later versions must go on reading it.
FORMAT = 1

_ALTERED = (
    "This record is not what was sealed: {what}. No figure of it is shown. A backup from before "
    "the change holds it as it was."
)
#: Columns beside a sealed text → where the text itself says the same; null where it says nothing.
_SAYS_TWICE = {
    "guest_occupation_id": ("question", "guest_occupation_id"),
    "guest_property_id": ("question", "guest_property_id"),
    "host_property_id": ("question", "host_property_id"),
    "town": ("question", "town"),
    "version": ("version",),
    "label": ("label",),
    "kept_on": ("kept_on",),
    "organisation_code": ("organisation",),
    "register_version": ("register_version",),
    "product_version": ("product_version",),
    "property_ids": ("properties",),
}


class State(StrEnum):
    """What a kept case is to whoever opens it."""

    SEALED = "sealed"
    WITHHELD = "withheld"
    ALTERED = "altered"


@dataclass(frozen=True)
class Audience:
    """A class of reader that a view is worked out for: the club, one body with its own figures
    whole, or one body with those of others that have let it see them (``parties``)."""

    kind: str
    organisation: str | None = None
    parties: tuple[str, ...] = ()

    def covers(self, other: "Audience") -> bool:
        """Whether what ``other`` was shown may be shown to this one as well.

        Examples
        --------
        >>> Audience("owner", "SYN-A").covers(Audience("club"))
        True
        >>> Audience("owner", "SYN-A").covers(Audience("party", "SYN-A", ("SYN-B",)))
        False
        """
        if other.organisation is None:
            return other.kind == "club"
        same = self.organisation == other.organisation
        return same and set(other.parties) <= set(self.parties)

    @property
    def fullness(self) -> tuple[bool, int]:
        """Of two that are covered, the greater one saw more."""
        return self.organisation is not None, len(self.parties)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What was asked: whose move into which building, with which assumptions changed for it."""

    changes: Mapping[str, float]
    guest_occupation_id: str
    guest_property_id: str
    host_property_id: str


@dataclass(frozen=True, kw_only=True)
class PlannedMove:
    """A move of a town's plan: whose, into which building (a property's id, or the key of a new hub
    or a venue that the question offers), the quarter of its first day there (as every reader may
    see it: the day may be that of a lease)."""

    arrives_in: str
    host_property_id: str
    occupation_id: str


@dataclass(frozen=True, kw_only=True)
class TownQuestionKept:
    """A plan of a town: the buildings it was looked for among, what it was asked to keep to, and
    its moves. ``asked`` is the question as an address has it. No figure stands here: whoever may
    open a kept case is shown the question, and each edition has its own figures."""

    asked: Sequence[tuple[str, str]]
    moves: Sequence[PlannedMove]
    properties: Sequence[str]
    town: str


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """One assumption as it was: its value, and where that comes from."""

    name: str
    note: str | None
    overridden: bool
    source: str
    unit: str
    value: Any
    year: str | None


@dataclass(frozen=True)
class SetKept:
    """An assumption set whole: every value, its price index among them."""

    id: str
    name: str
    price_base: str
    values: Sequence[Assumed]


@dataclass(frozen=True)
class NetworkKey:
    """What minutes rest on: ``key`` changes with the network's files, engine and speeds, not with
    assumptions, which are sealed themselves; ``words`` follow "on"."""

    key: str
    words: str


@dataclass(frozen=True)
class Kept:
    """What is sealed beside the views. ``properties``: ids of all that the case hangs on;
    ``network``: None in records sealed before it stood in them."""

    question: Question | TownQuestionKept
    version: int
    label: str
    kept_on: date
    organisation: str | None
    register_version: int
    product_version: str
    assumptions: SetKept
    properties: Sequence[str]
    network: NetworkKey | None = None


def canonical(record: Any) -> str:
    """One text for one content: JSON with sorted keys and no space between.

    Examples
    --------
    >>> canonical({"b": 1.5, "a": "£"})
    '{"a":"£","b":1.5}'
    """
    return json.dumps(
        record, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(kept: Kept, views: Sequence[tuple[Audience, NewRow]], salt: str | None = None) -> str:
    """The text that is kept. The salt, 32 random bytes, is shown to nobody: without it, whoever
    knows all figures but one could try values until the hash fits."""
    record = asdict(kept) | {
        "format": FORMAT,
        "salt": salt or secrets.token_hex(32),
        "kept_on": kept.kept_on.isoformat(),
        "views": [{"audience": asdict(audience), **view} for audience, view in views],
    }
    return canonical(record)


def what_is_wrong(row: Mapping[str, Any], recorded_sha256: str | None = None) -> str | None:
    """In what a row of the register (``sealed_text``, ``sha256`` and what stands beside them)
    differs from what was sealed, as a sentence; None where it does not.

    ``recorded_sha256``: the hash as the record of changes has it, where that is asked.
    """
    text, said = str(row["sealed_text"]), str(row["sha256"])
    if digest(text) != said:
        return _ALTERED.format(what="its text no longer has the hash that it was sealed with")
    if recorded_sha256 is not None and recorded_sha256 != said:
        return _ALTERED.format(what="its hash is not the one that the record of changes holds")
    record = json.loads(text)
    for name, path in _SAYS_TWICE.items():
        held: Any = record
        for part in path:
            held = held.get(part)
        if name in row and _plain(row[name]) != held:
            return _ALTERED.format(what=f"the {name} beside it is not the one within it")
    return None


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(map(str, value))
    return value if value is None or isinstance(value, int | str) else str(value)


def read(text: str) -> NewRow:
    """A sealed text as a record; only of one that ``what_is_wrong`` has found whole."""
    found: NewRow = json.loads(text)
    return found


def view_for(record: Mapping[str, Any], audience: Audience) -> tuple[Audience, NewRow] | None:
    """The fullest view that this audience covers, with the audience it was worked out for."""
    found = [(_audience(one["audience"]), one) for one in record["views"]]
    covered = [pair for pair in found if audience.covers(pair[0])]
    return max(covered, key=lambda pair: pair[0].fullness, default=None)


def _audience(said: Mapping[str, Any]) -> Audience:
    return Audience(said["kind"], said["organisation"], tuple(said["parties"]))


def figures(case: BusinessCase) -> list[NewRow]:
    """The figures of a case, each with key, label, unit and basis, to the penny; GBP at the case's
    price base. ``value`` is None where bands leave its sign open: then ``low`` and ``high`` tell
    its range (P10 to P90)."""
    price, years = case.price_base, case.cash.horizon_years
    whole = f"present value over {years} years, {price} prices"
    names = {party.key: party.name for party in case.scheme.parties}
    lenses = [("club", "Club", case.club), ("economic", "Public purse", case.economic)]
    lenses += [(f"partner:{one.party}", names[str(one.party)], one) for one in case.partners]
    rows = [row for key, label, one in lenses for row in _of_lens(case, key, label, one, whole)]
    npv, stay = case.range.npv, case.do_minimum
    for name in ("p10_gbp", "p50_gbp", "p90_gbp"):
        label = f"Club: net present value, {name[:3].upper()}"
        rows.append(_figure(f"club.{name}", label, getattr(npv, name), "GBP", whole))
    beside = (
        ("staying", "No change: cost to the club", stay.present_value_gbp),
        ("moving", "Moving: cost to the club", stay.option_present_value_gbp),
        ("backlog_avoided", "Backlog no longer due", stay.avoided_present_value_gbp),
    )
    rows += [_figure(key, label, value, "GBP", whole) for key, label, value in beside]
    share = None if case.imputed_share is None else round(float(case.imputed_share), 6)
    rows.append(
        _figure("imputed_share", "Estimated, of the pounds in this case", share, "share", "0 to 1")
    )
    return rows


#: What the keys of figures of energy begin with.
_ENERGY = "energy."


def figures_of_energy(energy: Mapping[str, Any]) -> list[NewRow]:
    """What moves change of energy, as figures beside those of money and never in their sums;
    ``energy``: as ``answers.energy.EnergyChange``, plain. Each with its range, how it is known and
    the year of the factors."""
    less = f"below nought less; at worst known from: {energy['tier_label']}"
    return [
        _figure(f"{_ENERGY}{key}", label, energy[f"change_{key}"]["middle"], unit, f"{less}{more}")
        | {end: _number(energy[f"change_{key}"][end]) for end in ("low", "high")}
        for key, label, unit, more in (
            ("kwh_pa", "Energy that the buildings use: change", "kWh a year", ""),
            (
                "tco2e_pa",
                "What that emits: change",
                "tCO2e a year",
                f"; {energy['factors']['words']}",
            ),
        )
    ]


def is_of_energy(key: str) -> bool:
    """Whether a figure of this key is one of ``figures_of_energy``."""
    return key.startswith(_ENERGY)


def _of_lens(case: BusinessCase, key: str, label: str, one: View, whole: str) -> list[NewRow]:
    unsure, price = unsure_sign(case, one), f"{case.price_base} prices"
    npv = _figure(f"{key}.npv", f"{label}: net present value", one.npv_gbp, "GBP", whole)
    if unsure is not None:
        npv |= {"value": None, "low": _number(unsure.p10_gbp), "high": _number(unsure.p90_gbp)}
    return [
        npv,
        _figure(
            f"{key}.run_rate",
            f"{label}: yearly gain",
            one.run_rate_gbp_pa,
            "GBP a year",
            f"at the end of the years counted, {price}",
        ),
        _figure(f"{key}.one_off", f"{label}: paid once", one.one_off_gbp, "GBP", price),
        _figure(f"{key}.peak_need", f"{label}: peak cash need", one.peak_need_gbp, "GBP", price),
        _figure(
            f"{key}.payback_year",
            f"{label}: paid back in year",
            one.payback_year,
            "year",
            "counted from year 0",
        ),
    ]


def _figure(key: str, label: str, value: Any, unit: str, basis: str) -> NewRow:
    return {"key": key, "label": label, "value": _number(value), "unit": unit, "basis": basis}


def _number(value: Any) -> float | int | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return float(penny(value))
    return round(float(value), 6) + 0.0  # no −0


def yearly(case: BusinessCase) -> list[NewRow]:
    """The club's cash by financial year: staying, moving, and the gain of the case, GBP at its
    price base, undiscounted; costs of staying and moving positive, a gain positive."""
    first, stay = case.scheme.base_year, case.do_minimum
    return [
        {
            "financial_year": f"{first + year}/{(first + year + 1) % 100:02d}",
            "club_gain_gbp": _number(case.club.yearly_gbp[year]),
            "staying_gbp": _number(stay.yearly_gbp[year]),
            "moving_gbp": _number(stay.option_gbp[year]),
        }
        for year in range(case.cash.horizon_years + 1)
    ]
