"""The form "Try other assumptions" of a business case's page, and what was changed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from api.html.format import DASH, Shown
from api.html.tables import Column, Table
from api.methods import defaults as methods_defaults
from estate.answers.cases.business_case import SchemeAnswer, sees_staff
from estate.assumptions import DEFAULTS, AssumptionSet, words
from estate.assumptions.groups import TRIPLES
from estate.assumptions.optimism_and_funding import EVIDENCE
from estate.assumptions.space import BEHIND_NEEDS
from estate.capacity import is_flat, terms
from estate.savings import BusinessCase
from estate.savings.cash_flow import Driver

#: What moves a case (``uncertainty.tornado``) → the assumptions behind it.
_BEHIND = {
    Driver.AVOIDABLE_SHARE: ("avoidable_share",),
    Driver.VOID: ("void_share", "void_months"),
    Driver.DILAPIDATIONS: ("dilapidations_gbp_per_m2",),
    Driver.RELETTING: ("relet_rent", "relet_incentive_months", "relet_cost_share"),
    Driver.PASSING_ON: ("passing_on_gbp_per_m2",),
    Driver.WORKS: ("fit_out_gbp_per_m2",),
    Driver.MOVING: ("moves_gbp_per_fte",),
    Driver.ICT: ("ict_gbp_per_fte",),
    Driver.PROJECT_MANAGEMENT: ("project_management",),
    Driver.OPTIMISM_BIAS: (
        "optimism_bias",
        "optimism_bias_standard",
        "optimism_bias_non_standard",
        *(f"bias_evidence_{name}" for name in EVIDENCE),
    ),
    Driver.HOST_RUNNING: ("marginal_host_gbp_per_m2",),
    Driver.CHARGES: ("host_charge_share",),
}
_ENDS = ("low", "middle", "high")
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,10})?")


@dataclass(frozen=True)
class Box:
    """One number to type: its name, the text in it, and what is wrong with that."""

    name: str
    label: str
    text: str
    changed: bool
    problem: str = ""


@dataclass(frozen=True)
class Line:
    """One assumption, or the low, middle and high of one."""

    key: str
    label: str
    before: str
    after: str
    boxes: tuple[Box, ...]
    published: str
    allowed: str
    source: str
    method: str

    @property
    def changed(self) -> bool:
        """Whether any of its numbers differs from the published set."""
        return any(box.changed for box in self.boxes)


@dataclass(frozen=True)
class Form:
    """The assumptions that move a case most, then all others that it rests on."""

    most: tuple[Line, ...]
    others: tuple[Line, ...]
    own_figures: bool
    less_space: tuple[str, str] | None
    changes: Mapping[str, float] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def others_open(self) -> bool:
        """Whether something is wrong among the others, which are folded away otherwise."""
        return any(box.problem for line in self.others for box in line.boxes)

    @property
    def labels(self) -> dict[str, str]:
        """What each number that is wrong is called."""
        return {name: words.label(name) for name in self.problems}


def changes(assumptions: AssumptionSet) -> list[str]:
    """What differs from the published set, each with the published value."""
    published = assumptions.published
    if published is None:
        return []
    return [
        words.change(name, published.get(name), assumptions.get(name))
        for name in assumptions.changes
    ]


def form(answer: SchemeAnswer, typed: Mapping[str, str] | None = None) -> Form:
    """The form under the answer's assumptions; or as it was sent in, with what is wrong."""
    assumptions = answer.case.assumptions
    staff = sees_staff(answer.estate, answer.candidate)
    offered = _offered(answer.case.used, staff)
    sent, wrong = _sent(typed or {}, offered)
    problems = wrong | assumptions.problems(sent, words.allowed)
    most = _moving_most(answer, offered)
    most += [name for name in _rows(assumptions.changes) if name not in most and name in offered]

    def lines(names: Iterable[str]) -> tuple[Line, ...]:
        return tuple(_line(name, assumptions, typed or {}, problems) for name in names)

    return Form(
        most=lines(most),
        others=lines(name for name in _rows(offered) if name not in most),
        own_figures=_drivers(answer)[:1] == [Driver.ENDED_COSTS],
        less_space=None if staff else _less_space(answer),
        changes=sent,
        problems=problems,
    )


def _less_space(answer: SchemeAnswer) -> tuple[str, str]:
    """Somebody who is not shown the posts sees a case at two square metres less for each, by the
    standard that this guest is taken to need: the words of a link, and what it tries."""
    estate, key = answer.estate, str(answer.candidate["guest_occupation_id"])
    found = terms(estate.occupations.loc[[key]], estate.organisations, answer.case.assumptions)
    each = float(found["m2_per_post"].iloc[0])
    less = each - 2
    return (
        f"Try {less:.4g} m² for each post instead of {each:.4g}",
        f"mobility_factor={less / each:.2f}",
    )


def called(names: Iterable[str]) -> str:
    """Assumptions by what they are called; low, middle and high once."""
    return ", ".join(words.label(name) for name in _rows(names))


def assumptions_table(case: BusinessCase) -> Table:
    """Every assumption that a case rests on, in words; its key in small and in the files."""
    assumptions = case.assumptions
    published = assumptions.published or assumptions
    rows = []
    for row in assumptions.echo(case.used):
        name, value = str(row["name"]), assumptions.get(str(row["name"]))
        was = published.get(name)
        rows.append(
            {
                "name": name,
                "called": words.label(name),
                "value": Shown(words.value(name, value), value),
                "published": Shown(DASH if was == value else words.value(name, was), was),
                "unit": row["unit"],
                "source": Shown(words.source(DEFAULTS[name]), row["source"]),
                "method": methods_defaults.address(name),
                "year": row["year"],
                "note": Shown(str(row["note"] or DASH), row["note"]),
            }
        )
    columns: tuple[Column, ...] = (
        Column("called", "Assumption", small="name"),
        Column("value", "Value"),
        Column("published", "Published, where changed"),
        Column("unit", "Unit", "file"),
        Column("source", "Source", link="method"),
        Column("year", "Year", "file"),
        Column("note", "Note", "long"),
    )
    if not assumptions.changes:
        columns = tuple(one for one in columns if one.key != "published")
    return Table("assumptions", f"Assumptions of the set '{assumptions.id}'", columns, rows)


def _offered(used: Iterable[str], staff: bool) -> list[str]:
    """Numbers that a business case rests on and the reader may move."""
    return [
        name
        for name in used
        if not isinstance(DEFAULTS[name].value, str) and (staff or name not in BEHIND_NEEDS)
    ]


def _rows(names: Iterable[str]) -> list[str]:
    """Low, middle and high as one row, under the name of the middle."""
    middle_of = {name: middle for middle, names in TRIPLES.items() for name in names}
    return list(dict.fromkeys(middle_of.get(name, name) for name in names))


def _drivers(answer: SchemeAnswer) -> list[str]:
    return [one.driver for one in answer.case.range.tornado]


def _moving_most(answer: SchemeAnswer, offered: list[str]) -> list[str]:
    """Behind the five drivers, largest first; then rate, years and space, which move any case."""
    named = {name for one in answer.inputs for name in one.assumptions}
    found: list[str] = []
    for driver in _drivers(answer):
        if driver in _BEHIND:
            found += [
                name
                for name in _BEHIND[Driver(driver)]
                if name in named or driver != Driver.OPTIMISM_BIAS
            ]
        elif driver != Driver.ENDED_COSTS:  # delay, or works that take longer
            found.append("host_ready_months" if driver.startswith("delay") else "works_months")
    years = [name for name in ("scheme_horizon_years", "lease_led_horizon_years") if name in named]
    standard = "m2_per_fte" if is_flat(answer.case.assumptions) else "space_desks_per_post"
    space = [name for name in (standard, "mobility_factor") if name in offered][:1]
    return list(dict.fromkeys([*found, "discount_rate", *years, *space]))


def _sent(typed: Mapping[str, str], offered: list[str]) -> tuple[dict[str, float], dict[str, str]]:
    """The numbers that were typed, by name, and what is no number. Blank: as published."""
    found, wrong = {}, {}
    for name in offered:
        text = re.sub(r"[£%\s]", "", typed.get(name, ""))
        if not text:
            continue
        if not _NUMBER.fullmatch(text):
            wrong[name] = f"needs a number, such as {words.number(name, DEFAULTS[name].value)}"
            continue
        amount = Decimal(text.replace(",", ""))
        found[name] = float(amount / 100 if words.is_share(name) else amount)
    return found, wrong


def _line(
    key: str,
    assumptions: AssumptionSet,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> Line:
    names = TRIPLES.get(key, (key,))
    before, after = words.around(key)
    published = assumptions.published or assumptions
    values = [published.get(name) for name in names]
    return Line(
        key=key,
        label=words.label(key),
        before=before,
        after=after.strip(),
        boxes=tuple(
            _box(name, _ENDS[at] if len(names) > 1 else "value", assumptions, typed, problems)
            for at, name in enumerate(names)
        ),
        published=words.value(key, published.get(key), (values[0], values[-1])),
        allowed=words.allowed(DEFAULTS[key]),
        source=words.source(DEFAULTS[key]),
        method=methods_defaults.address(key),
    )


def _box(
    name: str,
    end: str,
    assumptions: AssumptionSet,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> Box:
    return Box(
        name=name,
        label=end,
        text=typed.get(name, words.number(name, assumptions.get(name)))[:40],
        changed=name in assumptions.changes,
        problem=problems.get(name, ""),
    )
