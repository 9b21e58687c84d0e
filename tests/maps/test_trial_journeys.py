"""The journeys of the users' trial, walked again: at its four window sizes and in forced colours.

Each asks at every stop for what the person came for. What must be so of any page is in
``journeys_walked.py``; with ``ESTATE_TEST_PICTURES=1`` each stop is kept as a picture.
"""

import csv
import os
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from typer.testing import CliRunner

from estate.cli import app
from estate.codes import Role
from estate.db.engine import make_engine
from estate.register.writes.sign_in import Person, create_link
from tests.conftest import sample_copy
from tests.loops import apart
from tests.maps.journeys_walked import WINDOWS, Walker, Window, walker
from tests.maps.serving import serving
from tests.maps.test_pages import violations

pytestmark = [pytest.mark.browser, pytest.mark.long]

#: From the map to a printed plan of sixteen offices; it could not be done in November 2026.
MOST_STEPS = 9
COUNCIL = "SYN-CC"
TOWN = "Bromsgrove"
MAP_LINK = f"#town={TOWN}&use_class=office_admin&rating=amber"
_TEN_WORDS_NOBODY_SAYS = re.compile(r"imputed|candidate|crow-fly|p\.a\.|P[159]0\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def register() -> Iterator[str]:
    """The sample county in a database of these journeys' own."""
    with sample_copy() as url:
        yield url


@pytest.fixture(scope="module")
def club(register: str, vendor: None) -> Iterator[str]:
    with serving(register, "club") as address:
        yield address


@pytest.fixture(scope="module")
def public(register: str, vendor: None) -> Iterator[str]:
    with serving(register, "public") as address:
        yield address


@pytest.fixture(params=WINDOWS, ids=lambda one: one.name)
def window(request: pytest.FixtureRequest) -> Window:
    chosen: Window = request.param
    return chosen


Begin = Callable[..., Walker]


@pytest.fixture
def begin(browser: Browser, window: Window, request: pytest.FixtureRequest) -> Iterator[Begin]:
    """Somebody sets out; when they are back, nothing untoward may have happened."""
    letter = request.node.originalname.split("_")[1]
    walkers: list[Walker] = []

    def somebody(home: str, *, may_fail: bool = False) -> Walker:
        walkers.append(walker(browser, home, window, letter, may_fail=may_fail))
        return walkers[-1]

    yield somebody
    for one in walkers:
        assert one.watched.troubles == []
        assert one.watched.foreign == []
        one.page.context.close()


@pytest.fixture
def editor(register: str) -> str:
    """A link that signs in, once, an editor of the county council."""
    link, engine = secrets.token_urlsafe(), make_engine(register)
    with engine.begin() as connection:
        until = datetime.now(UTC) + timedelta(hours=1)
        create_link(connection, link, Person("Ann", Role.EDITOR, COUNCIL), until)
    engine.dispose()
    return link


def status(page: Page) -> Locator:
    return page.locator("#status")


def opened(walker: Walker, what: Locator) -> None:
    """Pressed, and at the page that it leads to."""
    before = walker.page.url
    walker.press(what)
    walker.page.wait_for_url(lambda url: url != before)
    walker.arrived()


def test_a_somebody_new_sees_what_it_is_and_what_the_marks_mean(begin: Begin, club: str) -> None:
    new = begin(club)
    page = new.page
    new.go()
    new.at_first(page.locator("h1"))
    new.at_first(page.locator("#first-sight-words"))
    expect(page.locator("#first-sight-words")).to_contain_text("1,324")
    new.in_sight(page.get_by_role("link", name="How to read this map"))
    expect(page.locator(".donut").first).to_be_visible()
    if new.window.width > 860:
        search = page.locator("#masthead-search").bounding_box()
        assert search and search["width"] >= 180, "room for the words in it"
    new.stop("first-sight")
    key = page.locator("#legend")
    assert key.evaluate("one => one.open") is (new.window.width > 1280), "covers a small map"
    if not key.evaluate("one => one.open"):
        new.press(key.locator("summary"))
    for words in page.locator("#legend-ratings li").all():
        expect(words).to_be_visible()
    new.in_sight(page.locator("#legend-ratings li").last)
    new.stop("key")
    new.go(MAP_LINK)  # as somebody at a meeting sends it
    expect(page.get_by_label("Town", exact=True)).to_have_value(TOWN)
    expect(status(page)).to_have_text("16 of 1,324 properties shown")
    expect(page.locator(".donut, .site-badge").first).to_be_visible()
    new.stop("link")
    new.in_sight(page.locator(".row").first)
    new.stop("list")


def test_b_leases_that_can_end_are_found_weighed_and_printed(begin: Begin, club: str) -> None:
    officer = begin(club)
    page = officer.page
    officer.go()
    officer.pick("Organisation", COUNCIL)
    officer.pick("Use class", "office_admin")
    officer.pick("Lease can end", "3")
    expect(status(page)).to_have_text(re.compile(r"^[1-9]\d* of 1,324 properties shown"))
    expect(page.locator(".results-head")).to_contain_text("no lease end")  # those it cannot know of
    officer.stop("leases-that-can-end")
    officer.press(page.locator(".row").first)
    expect(page.locator("#panel-title")).to_be_focused()
    expect(page.locator(".card").first).to_be_visible()
    officer.stop("panel")
    officer.press(page.locator("#jump-to-candidates"))
    card = page.locator(".card").first
    for term in ("Needs", "Room there", "Away", "When", "Could save", "Ask about"):
        expect(card.get_by_text(term, exact=True)).to_be_visible()
    expect(card).to_contain_text(re.compile(r"£[\d.,]+\w* a year"))
    officer.stop("card")
    opened(officer, page.locator(".card-case a").first)
    expect(page.locator(".verdict strong")).to_have_text(re.compile(r"\bpay"))
    officer.at_first(page.locator("h1"))
    officer.stop("case")
    officer.in_sight(page.locator(".date-strip"))
    verdict = page.locator(".verdict strong").inner_text()
    paper = officer.printed(page.get_by_role("button", name="Print this page"))
    assert verdict in paper
    assert _TEN_WORDS_NOBODY_SAYS.findall(page.locator("main").inner_text()) == []
    print(f"{officer.steps} clicks to a printed case")


def test_c_sixteen_offices_to_a_printed_plan_in_under_ten_clicks(begin: Begin, club: str) -> None:
    chair = begin(club)
    page = chair.page
    chair.go()
    chair.pick("Town", TOWN)
    chair.pick("Use class", "office_admin")
    chair.press(page.locator("#chip-amber"))
    chair.press(page.get_by_role("button", name="Choose all 16"))
    expect(page.locator("#tray-title")).to_have_text("16 chosen")
    chair.stop("sixteen-chosen")
    opened(chair, page.get_by_role("link", name="What could happen among these?"))
    chair.at_first(page.locator("h1"))
    assert page.url.count("property=") == 16
    chair.stop("plan-begun")
    live = page.locator("#town-live")
    if live.get_attribute("data-live"):  # else all of it was found for the one before
        expect(live).to_have_text(re.compile("^Finished"), timeout=300_000)
    moves = page.locator("#table-moves tbody tr")
    assert moves.count() > 0
    chair.in_sight(page.locator("#moves-heading"))
    chair.stop("plan")
    lead = page.locator("#town-plan .lead").inner_text()
    paper = chair.printed(page.get_by_role("button", name="Print this page"))
    assert " ".join(lead.split())[:40] in paper
    assert "Not finished" not in paper
    assert chair.steps <= MOST_STEPS
    print(f"{chair.steps} clicks to a printed plan, at {chair.window.name}")


def test_c_what_a_projector_shows_says_where_who_and_when(begin: Begin, club: str) -> None:
    chair = begin(club)
    page = chair.page
    for path in ("county", f"towns/{TOWN}", "organisations/SYN-POL"):
        chair.go(path)
        chair.at_first(page.locator("h1"))
        drawn = page.locator("main svg.sheet, main .small-map, main .drawn").first
        expect(drawn).to_be_attached()
        if chair.window.width > 700:
            chair.at_first(drawn)
        chair.stop(path.split("/")[-1])
    chair.go("county")
    opened(chair, page.locator("#table-towns tbody a", has_text=TOWN).first)
    expect(page.locator("h1")).to_contain_text(TOWN)


def test_d_a_resident_finds_the_nearest_library_and_nothing_of_members(
    begin: Begin, public: str
) -> None:
    resident = begin(public, may_fail=True)  # a members' page answers 403
    page = resident.page
    resident.go()
    resident.at_first(page.locator("#first-sight-words"))
    expect(page.get_by_text("What could sharing save?")).to_be_hidden()
    resident.stop("public-map")
    resident.go("services")
    resident.at_first(page.locator("h1"))
    resident.pick("Service", "Library")
    opened(resident, page.get_by_role("button", name="Show", exact=True))
    page.get_by_label("Postcode", exact=True).fill("WR1 1AA")
    resident.press(page.get_by_role("button", name="Show the nearest"))
    expect(page.get_by_text("the nearest on foot first")).to_be_visible()
    first = page.locator("#table-services tbody tr").first
    resident.in_sight(first)
    expect(first).to_contain_text("Library")
    resident.stop("nearest")
    for word in ("rating", "Premises cost", "Lease"):
        expect(page.locator("main")).not_to_contain_text(word)
    for words in page.locator(".masthead-nav a, .foot-nav a").all():
        address = words.get_attribute("href") or ""
        assert page.request.get(resident.home.rstrip("/") + address).status in (200, 401), address
    resident.go("need")
    expect(page.locator("main")).to_contain_text("members")
    expect(page.locator("main").get_by_role("link", name="Sign in")).to_be_visible()
    resident.stop("for-members")


def test_e_a_copied_link_shows_a_colleague_the_same_and_back_undoes(
    begin: Begin, club: str
) -> None:
    sender = begin(club)
    page = sender.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sender.go()
    sender.pick("Town", TOWN)
    sender.pick("Sort by", "area")
    sender.press(page.get_by_role("button", name="Copy link").first)
    expect(page.locator("#copy-link [role=status]")).not_to_be_empty()
    sender.stop("copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url and f"town={TOWN}" in link
    sender.press(page.locator(".row").first)
    expect(page.locator("#panel-title")).to_be_focused()
    name = page.locator("#panel-title").inner_text()
    page.wait_for_timeout(300)
    colleague = begin(club)
    colleague.go("#" + page.url.split("#")[1])
    expect(colleague.page.locator("#panel-title")).to_have_text(name)
    colleague.stop("the-same")
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.get_by_label("Town", exact=True)).to_have_value(TOWN)
    page.go_back()
    expect(page.get_by_label("Sort by", exact=True)).to_have_value("name")


def test_f_an_editor_rates_a_building_and_is_told_what_is_missing(
    begin: Begin, club: str, editor: str
) -> None:
    ann = begin(club, may_fail=True)  # the refusal is a status
    page = ann.page
    ann.sign_in(editor)
    ann.go(f"#organisation={COUNCIL}&use_class=office_admin&rating=unrated,amber")
    ann.press(page.locator(".row").first)
    opened(ann, page.get_by_role("link", name="Rate this property"))
    ann.in_sight(page.get_by_role("button", name="Record the rating"))
    assert page.locator("#rate-rating").input_value() == "", "nothing is preset"
    ann.press(page.get_by_role("button", name="Record the rating"))
    expect(page.locator("#rate-problem")).to_be_focused()
    expect(page.locator("#rate-reason")).to_have_attribute("aria-invalid", "true")
    ann.in_sight(page.locator("#rate-reason-problem"))
    tops = [page.locator(f"#rate-{one}").bounding_box() for one in ("scheme", "rating")]
    assert tops[0] and tops[1] and abs(tops[0]["y"] - tops[1]["y"]) < 2, "fields in one line"
    ann.stop("missing")
    page.locator("#rate-scheme").select_option("availability")
    page.locator("#rate-rating").select_option("amber")
    page.locator("#rate-reason").select_option("LEASE_EVENT")
    with page.expect_navigation():
        ann.press(page.get_by_role("button", name="Record the rating"))
    ann.in_sight(page.locator("#table-ratings tbody tr").first)
    expect(page.locator("#table-ratings")).to_contain_text("Ann")
    ann.stop("recorded")


@pytest.fixture
def changed_leases(register: str, tmp_path: Path) -> Path:
    """The council's own list of leases with one rent changed."""
    own = Path(os.environ["ESTATE_TEST_RUN_DIR"]) / "sample-files" / "county" / "leases.csv"
    with own.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    rows[0]["Annual rent (£)"] = "£234,000.00"
    target = tmp_path / "leases.csv"
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return target


def test_g_a_list_of_leases_is_known_as_one_imported_and_undone(
    begin: Begin, club: str, editor: str, changed_leases: Path
) -> None:
    ann = begin(club)
    page = ann.page
    ann.sign_in(editor)
    ann.go("imports")
    page.wait_for_selector("body[data-ready=true]")
    expect(page.locator("#who")).to_have_text("You are importing for Severnshire County Council")
    ann.stop("before")
    page.get_by_label("Choose a file, or drop it here").set_input_files(changed_leases)
    ann.press(page.get_by_role("button", name="Read the file"))
    expect(page.locator("#plan-heading")).to_be_focused(timeout=120_000)
    expect(page.locator(".tile-changed dd")).to_have_text("1")
    expect(page.locator("#plan-file")).to_contain_text("lease")
    ann.stop("checked")
    ann.press(page.get_by_role("button", name="Import these changes"))
    expect(page.locator("#status")).to_contain_text("Imported. You can undo it", timeout=120_000)
    ann.press(page.get_by_role("button", name="Undo this import"))
    ann.stop("asked")
    ann.press(page.get_by_role("button", name="Undo", exact=True))
    expect(page.locator("#status")).to_contain_text("Undone", timeout=120_000)
    ann.stop("undone")


@pytest.fixture(scope="module")
def one_file(register: str, vendor: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The club's map in one file."""
    out = tmp_path_factory.mktemp("one-file") / "map.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESTATE_DATABASE_URL", register)
        made = apart(CliRunner().invoke, app, ["map", str(out), "--edition", "club"])
    assert made.exit_code == 0, made.output
    assert made.output.strip(), "it says what it does"
    return out


def test_h_the_map_in_one_file_opens_from_disk_with_no_network(
    begin: Begin, one_file: Path
) -> None:
    member = begin(one_file.as_uri())
    page = member.page
    page.context.set_offline(True)
    member.go()
    expect(status(page)).to_have_text("1,324 of 1,324 properties shown")
    member.stop("from-disk")
    member.pick("Town", TOWN)
    expect(status(page)).to_have_text("122 of 1,324 properties shown")
    member.pick("Sort by", "candidates")
    member.press(page.locator(".row").first)
    expect(page.locator(".card").first).to_be_visible()
    member.stop("panel-from-disk")


_RING = """() => { const look = getComputedStyle(document.activeElement);
    return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2; }"""


def test_i_by_keyboard_alone_and_axe_finds_nothing(
    begin: Begin, club: str, axe_source: str
) -> None:
    typist = begin(club)
    page = typist.page
    typist.go(MAP_LINK)
    names = []
    for _ in range(3):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent"))
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    assert names == ["Skip to the list of properties", "Skip to the filters", "Skip to the map"]
    typist.stop("skip-link")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "map_estate"
    page.locator("a.skip-link").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate(_RING), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("document.activeElement.matches('.row')"):
            break
    row = page.locator(".row:focus")
    expect(row).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    typist.stop("panel-by-key")
    expect(page.locator(".card").first).to_be_visible()
    page.evaluate(axe_source)
    found = violations(page)
    if typist.window.forced:  # the system sets the colours; axe reads those of our sheets
        found = [one for one in found if one != ("color-contrast", [["#county-name"]])]
    assert found == []
    page.keyboard.press("Escape")
    expect(row).to_have_count(1)


#: How what is chosen looks beside what is not, where the system sets the colours.
_LOOK = """(one) => { const look = getComputedStyle(one);
    return [look.backgroundColor, look.outlineStyle, look.borderTopWidth, look.fontWeight]
        .join(); }"""


def test_i_what_is_chosen_rated_and_in_the_key_differs_without_our_colours(
    begin: Begin, club: str
) -> None:
    eyes = begin(club)
    page = eyes.page
    eyes.go(f"#town={TOWN}&view=16/52.335/-2.059")
    if not page.locator("#legend").evaluate("one => one.open"):
        eyes.press(page.locator("#legend summary"))
    halves = page.locator("#scheme-switch input + span")
    assert len(set(halves.evaluate_all(f"all => all.map({_LOOK})"))) == 2
    letters = page.locator("#legend-ratings text").all_text_contents()
    assert len(letters) == len(set(letters)) == 4
    badges = set(page.locator(".site-badge text").all_text_contents())
    assert badges and badges <= set(letters)
    eyes.stop("key-and-badges")
    chip = page.locator("#rating-chips label", has_text="Amber")
    before = chip.evaluate(_LOOK)
    eyes.press(page.locator("#chip-amber"))
    page.locator("#results-heading").focus()
    assert chip.evaluate(_LOOK) != before
    tick = page.locator(".row-tick").first
    eyes.in_sight(tick)
    plain = page.locator(".list li").first.evaluate(_LOOK)
    tick.check()
    ringed = page.locator(".list li").first.evaluate(_LOOK)
    assert ringed != plain
    expect(page.locator(".chosen-ring, .chosen-dot").first).to_be_attached()
    eyes.stop("chosen")


def test_j_on_a_slow_line_it_says_that_it_loads_and_asks_no_other_host(
    begin: Begin, club: str
) -> None:
    far = begin(club)
    page = far.page
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 400_000,
            "uploadThroughput": 400_000}  # fmt: skip
    line.send("Network.emulateNetworkConditions", slow)
    page.goto(club, wait_until="domcontentloaded")
    assert status(page).inner_text() in ("Loading the estate…", "1,324 of 1,324 properties shown")
    far.arrived()
    expect(status(page)).to_have_text("1,324 of 1,324 properties shown")
    far.stop("slow-map")
    far.press(page.locator(".row").first)
    expect(page.locator("#panel-title")).to_be_focused()
    for path in ("county", f"towns/{TOWN}", "candidates"):
        far.go(path)
        far.at_first(page.locator("h1"))
        far.stop(f"slow-{path.split('/')[0]}")
