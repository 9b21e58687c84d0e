"""``estate business-case``: of a candidate in the register, or of a scheme in a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import ValidationError

from api.business_case import exports
from api.business_case import workbook as business_case_workbook
from api.business_case.scheme_request import SchemeIn
from api.business_case.scheme_sent import case_of
from api.html.charts.schemes import driver_words, figure_words
from api.html.format import per_cent, pounds
from estate.answers.cases.business_case import SchemeAnswer, business_case_of
from estate.answers.cases.business_case_answer import candidate_case, case_answer
from estate.answers.context import ReadContext
from estate.answers.estate_wide import whole_estate
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say, write_csv, write_private
from estate.codes import DISCLAIMER
from estate.errors import BadQuestion, NotFound
from estate.frames import Estate
from estate.register.visibility import CLUB, owner
from estate.savings import BusinessCase
from estate.savings.business_case import unsure_sign
from estate.savings.lenses import View

MAX_BYTES = 500_000


def business_case(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="GUEST HOST | SCHEME.json",
            help="Guest and host, each as ORGANISATION/REFERENCE or by its id; or one scheme file.",
        ),
    ],
    as_owner: Annotated[
        str | None, typer.Option(help="Look with the eyes of this organisation's estates team.")
    ] = None,
    as_json: Json = False,
    csv: Annotated[Path | None, typer.Option(help="Write every payment to this CSV.")] = None,
    xlsx: Annotated[
        Path | None, typer.Option(help="Write the cash flow with its formulas to this workbook.")
    ] = None,
) -> None:
    """What sharing would cost and save, and for whom, with a range and a fair split."""
    answer = None
    with asking(CLUB if as_owner is None else owner(as_owner)) as context:
        if len(what) == 1:
            sent = _scheme_file(Path(what[0]))
            case = case_of(sent, context.assumptions, context.today)
        elif len(what) == 2:
            answer = _of_candidate(context, what[0], what[1])
            case = answer.case
        else:
            raise BadQuestion("Name a guest and a host, or one scheme file.")
    _write(case, answer, csv, xlsx)
    if as_json:
        print_json(case_answer(case) if answer is None else candidate_case(answer))
    else:
        _print(case, answer)


def _scheme_file(path: Path) -> SchemeIn:
    """A scheme as ``POST /api/v1/savings/business-case`` takes it."""
    if not path.is_file():
        raise BadQuestion(
            f"There is no file {path.name}. Name a scheme file, or a guest and a host."
        )
    if path.stat().st_size > MAX_BYTES:
        raise BadQuestion(f"A scheme may weigh {MAX_BYTES:,} bytes at most.")
    try:
        return SchemeIn.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        problem = str(first["msg"]).removeprefix("Value error, ")
        raise BadQuestion(f"{path.name}, {place}: {problem}.") from None


def _of_candidate(context: ReadContext, guest: str, host: str) -> SchemeAnswer:
    estate = whole_estate(context)
    ids = [_identifier(estate, one) for one in (guest, host)]
    return business_case_of(context, ids[0], ids[1])


def _identifier(estate: Estate, words: str) -> UUID:
    """An id as it stands, else the property of ``ORGANISATION/REFERENCE``."""
    try:
        return UUID(words)
    except ValueError:
        organisation, _, reference = words.partition("/")
    places = estate.properties
    mine = places["organisation"].eq(organisation) & places["local_ref"].eq(reference)
    if not mine.any():
        raise NotFound(
            f"You see no property {words}. Write ORGANISATION/REFERENCE, such as SYN-CC/O-001."
        )
    return UUID(str(places.index[mine.to_numpy()][0]))


def _write(
    case: BusinessCase, answer: SchemeAnswer | None, csv: Path | None, xlsx: Path | None
) -> None:
    if csv is not None:
        write_csv(csv, exports.csv_rows(case), exports.CSV_HEADINGS)
        say(f"Every payment is in {csv}.")
    if xlsx is not None:
        inputs: Sequence[Sequence[Any]] = ()
        if answer is not None:
            inputs = exports.input_rows(answer)
        write_private(xlsx, business_case_workbook.workbook(case, inputs))
        say(f"The cash flow with its formulas is in {xlsx}.")


def _npv(case: BusinessCase, found: View) -> str:
    """The net present value, or that bands do not tell its sign."""
    unsure = unsure_sign(case, found)
    if unsure is None:
        return pounds(found.npv_gbp)
    return f"not known: {pounds(round(unsure.p10_gbp, -3))} to {pounds(round(unsure.p90_gbp, -3))}"


def _print(case: BusinessCase, answer: SchemeAnswer | None) -> None:
    names = {party.key: party.name for party in case.scheme.parties}
    if answer is not None:
        say(answer.explanation.text)
    views = [
        *((names[str(one.party)], one) for one in case.partners),
        ("Club", case.club),
        ("Public purse", case.economic),
    ]
    rows = [
        (
            name,
            _npv(case, one),
            pounds(one.run_rate_gbp_pa),
            pounds(one.one_off_gbp),
            "–" if one.payback_year is None else f"year {one.payback_year}",
            pounds(one.peak_need_gbp),
        )
        for name, one in views
    ]
    headings = ("Counted for", "NPV", "Gain a year", "One-off cost", "Paid back", "Peak need")
    print_table(case.scheme.name, headings, rows, numbers=5)
    npv = case.range.npv
    say(
        f"Club NPV: 8 in 10 chance of {pounds(npv.p10_gbp)} to {pounds(npv.p90_gbp)}, middle "
        f"{pounds(npv.p50_gbp)} ({npv.draws:,} draws, seed {npv.seed})."
    )
    drivers = [
        (driver_words(one.driver), pounds(one.worst_gbp), pounds(one.best_gbp))
        for one in case.range.tornado
    ]
    print_table("What moves the club's NPV most", ("Driver", "Worst", "Best"), drivers, numbers=2)
    asked = [
        (figure_words(one.figure), pounds(one.narrowing_gbp), per_cent(one.narrowing_share))
        for one in case.range.information[:5]
    ]
    if asked:
        headings_ = ("If this figure were supplied", "The range would shrink by", "")
        print_table("What to ask for first", headings_, asked, numbers=2)
    say(case.division.statement)
    _print_beside(case, names)
    for text in case.warnings:
        say(f"Note: {text}")
    print_table("", ("", ""), case.statement)
    say(DISCLAIMER)


def _print_beside(case: BusinessCase, names: dict[str, str]) -> None:
    """What stands beside the figures: both budgets, and no change."""
    budgets = [
        (
            names[one.party],
            pounds(one.capital_gbp),
            pounds(one.revenue_gbp),
            pounds(one.borrowable_gbp),
        )
        for one in case.budgets
    ]
    headings = ("Paid once", "Capital", "Revenue", "Could be borrowed")
    print_table("Capital and revenue", headings, budgets, numbers=3)
    beside = case.do_minimum
    say(
        "For the same buildings, no change would cost the club "
        f"{pounds(beside.present_value_gbp)} in present value, and the move "
        f"{pounds(beside.option_present_value_gbp)}. {pounds(beside.avoided_present_value_gbp)} "
        "of the difference is backlog no longer due, which no other figure holds."
    )
    for text in beside.notes:
        say(f"Note: {text}")
