"""The page /imports in a real browser, with the real service and real files."""

import csv
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from estate.db.engine import make_engine
from estate.intake.uploads import stored_plans
from estate.settings import Settings
from tests.api import test_part_of_a_list as part
from tests.api import test_renamed as renamed
from tests.api.imports_office import make_token
from tests.intake import county
from tests.intake.test_kinds import LEASES
from tests.maps.conftest import Watched
from tests.maps.fake_county import PAYLOADS
from tests.maps.serving import serving

pytestmark = pytest.mark.browser


class Desk:
    """Somebody of the county council before the page."""

    def __init__(self, page: Page, address: str, token: str, member: str) -> None:
        self.page, self.address, self.token, self.member = page, address, token, member
        self.refusals: list[int] = []  # statuses that the test provokes; the console tells them

    def sign_in(self) -> None:
        self.page.goto(self.address + "imports")
        self.page.wait_for_selector("body[data-ready=true]")
        self.give(self.token)
        expect(self.page.locator("#file-section")).to_be_visible()

    def give(self, token: str) -> None:
        """Signing in stands first; the token is folded beneath it."""
        expect(
            self.page.locator("#not-signed-in").get_by_role("link", name="Sign in")
        ).to_be_visible()
        field = self.page.get_by_label("Token of your organisation")
        if not field.is_visible():
            self.page.get_by_text("Use a token of your organisation").click()
        field.fill(token)
        self.page.keyboard.press("Enter")

    def send(self, path: Path) -> None:
        self.page.get_by_label("Choose a file, or drop it here").set_input_files(path)
        self.page.get_by_role("button", name="Read the file").click()

    def read(self, path: Path) -> None:
        self.send(path)
        expect(self.page.locator("#plan-heading")).to_be_focused()

    def commit(self) -> None:
        self.page.get_by_role("button", name="Import these changes").click()
        expect(self.page.locator("#status")).to_contain_text("Imported. You can undo it below.")

    def tile(self, name: str) -> str:
        return self.page.locator(f".tile-{name} dd").inner_text()


@pytest.fixture
def desk(
    scratch_database_url: str, tmp_path: Path, vendor: None, browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:  # fmt: skip
    monkeypatch.setenv("ESTATE_DATA_DIR", str(tmp_path / "data"))
    assert Settings().data_dir == tmp_path / "data"
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
    token, member = (make_token(engine, role, "T-CC") for role in ("editor", "member"))
    engine.dispose()
    with serving(scratch_database_url, "club") as address:
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        context.set_default_timeout(10_000)
        page = context.new_page()
        watched = Watched(page, address)
        desk = Desk(page, address, token, member)
        yield desk
        assert page.evaluate("window.hit") is None
        stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        assert stored == "[{},{}]"  # the token is in memory alone
        assert token not in page.url
        context.close()
    said = [f"status of {status}" for status in desk.refusals]
    assert [t for t in watched.troubles if not any(one in t for one in said)] == []
    assert watched.foreign == []


def houses(folder: Path, name: str = "houses.csv", count: int = 45) -> Path:
    rows = [
        county.row(f"A{n:02}", EASTING=county.EAST + 130 * (n % 9), NORTHING=county.NORTH + 90 * n)
        for n in range(count)
    ]
    rows += [county.row("1.2E+05", EASTING=county.EAST - 200)]
    return county.write_csv(folder / name, rows)


def test_a_file_is_read_committed_and_reverted(desk, tmp_path):
    desk.sign_in()
    expect(desk.page.locator("#who")).to_contain_text("You are importing for ")
    desk.read(houses(tmp_path))
    owner = desk.page.locator("#who").inner_text().removeprefix("You are importing for ")
    expect(desk.page.locator("#plan-file")).to_contain_text(f" of {owner} · ")
    assert (desk.tile("new"), desk.tile("refused")) == ("45", "1")
    columns = desk.page.locator("#columns-block")
    expect(columns).to_contain_text("Columns: 9 of 9 recognised")
    expect(columns.locator("tbody tr").first).to_have_text("LOCAL_REFLocal ref100%A00 · A01 · A02")
    issues = desk.page.locator("#issues-block")
    expect(issues.locator("tbody tr").first).to_contain_text("1.2E+05")
    expect(issues.locator("tbody tr").first).to_contain_text("Error")
    expect(desk.page.locator("#map-key")).to_have_text("New (45)")
    rows = desk.page.locator("#rows-block")
    rows.locator("summary").click()
    rows.get_by_role("button", name="Next").click()
    expect(rows.locator("tbody tr").first).to_contain_text("A20")
    desk.commit()
    expect(desk.page.locator("#plan-state")).to_contain_text("Imported")
    expect(desk.page.locator("#history tbody tr").first).to_contain_text(owner)
    expect(desk.page.get_by_role("button", name="Import these changes")).to_be_hidden()

    desk.page.get_by_role("button", name="Undo this import").click()
    desk.page.get_by_role("button", name="Leave it as it is").click()
    expect(desk.page.locator("#plan-state")).to_contain_text("Imported: the register")
    desk.page.get_by_role("button", name="Undo this import").click()
    desk.page.get_by_role("button", name="Undo", exact=True).click()
    expect(desk.page.locator("#status")).to_contain_text("Undone")
    expect(desk.page.locator("#history tbody tr").first).to_contain_text("Undone")


def test_what_would_be_public_is_named_and_ticked(desk, tmp_path):
    rows = [
        county.row("L1", NAME="Easton Library", PUB_ACCESS="Yes"),
        county.row("R1", NAME="Women's Refuge <b>", PUB_ACCESS="Yes", SENSITIV="open"),
    ]
    desk.sign_in()
    desk.read(county.write_csv(tmp_path / "open.csv", rows))
    named = desk.page.locator("#publication")
    expect(named).to_contain_text("1 place would be public to anybody: Easton Library (L1).")
    expect(named).to_contain_text("until confirmed: Women's Refuge <b> (R1).")
    desk.page.get_by_role("button", name="Import these changes").click()
    expect(desk.page.locator("#problem")).to_contain_text("Tick “Publish 1 place to anybody”")
    desk.page.get_by_label("Publish 1 place to anybody").check()
    confirming = desk.page.get_by_label("I confirm for the owner")
    expect(confirming).not_to_be_checked()
    desk.commit()
    expect(named).to_be_empty()
    desk.read(county.write_csv(tmp_path / "again.csv", rows))
    expect(desk.page.get_by_label("Publish")).to_have_count(0)
    confirming.check()
    desk.commit()
    expect(desk.page.locator("#plan-state")).to_contain_text("Imported")


def test_what_moved_and_changed_is_shown_and_downloaded(desk, tmp_path):
    desk.sign_in()
    desk.read(houses(tmp_path))
    desk.commit()
    rows = [county.row("A00", EASTING=county.EAST + 700, NAME="Moved House"),
            county.row("A01", EASTING=county.EAST + 130, NORTHING=county.NORTH + 90,
                       GIA_M2="900"), county.row("C1")]  # fmt: skip
    desk.read(county.write_csv(tmp_path / "next.csv", rows))
    expect(desk.page.locator("#map-key label")).to_have_text(
        ["New (1)", "Changed (1)", "Moved (1)", "Not in this file (43)"]
    )
    expect(desk.page.locator("#changes-block")).to_contain_text("Moved House")
    rows_table = desk.page.locator("#rows-block")
    rows_table.locator("summary").click()
    expect(rows_table.locator("tbody tr").first).to_contain_text("700 m")
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("button", name="All changes as CSV").click()
    assert waiting.value.suggested_filename == "next changes.csv"
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    changed = {(row["reference"], row["field"]) for row in csv.DictReader(text.splitlines())}
    assert {("A00", "name"), ("A01", "gia_m2")} <= changed


def test_a_file_is_dropped(desk, tmp_path):
    desk.sign_in()
    text = houses(tmp_path, count=3).read_text(encoding="utf-8")
    dropped = desk.page.evaluate_handle(
        """(text) => {
            const held = new DataTransfer();
            held.items.add(new File([text], "dropped.csv"));
            return held;
        }""",
        text,
    )
    desk.page.dispatch_event("#drop", "drop", {"dataTransfer": dropped})
    expect(desk.page.locator("#file-chosen")).to_contain_text("dropped.csv")
    desk.page.get_by_role("button", name="Read the file").click()
    expect(desk.page.locator("#plan-file")).to_contain_text("dropped.csv")
    assert desk.tile("new") == "3"


def test_a_slow_upload_shows_its_progress_and_can_be_stopped(desk, tmp_path):
    desk.sign_in()
    heavy = tmp_path / "heavy.csv"
    heavy.write_bytes(b"LOCAL_REF,NAME\n" + b"A1,House\n" * 300_000)
    network = desk.page.context.new_cdp_session(desk.page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000,
    })  # fmt: skip
    desk.send(heavy)
    expect(desk.page.locator("#progress-label")).to_contain_text("Uploading: ")
    expect(desk.page.locator("#progress")).to_have_attribute("value", re.compile(r"^[1-9]"))
    desk.page.get_by_role("button", name="Stop").click()
    expect(desk.page.locator("#problem")).to_have_text("Stopped. Nothing has been changed.")
    expect(desk.page.get_by_role("button", name="Read the file")).to_be_enabled()
    assert not any((tmp_path / "data").rglob("upload*.csv"))


def test_a_member_looks_but_does_not_import(desk, tmp_path):
    desk.sign_in()
    desk.read(houses(tmp_path, count=2))
    desk.page.get_by_role("button", name="Use another token").click()
    desk.give(desk.member)
    expect(desk.page.locator("#who")).to_have_text(
        re.compile(r"Member of .+: you can look at everything but not import")
    )
    expect(desk.page.locator("#file-section")).to_be_hidden()
    desk.page.get_by_role("button", name="houses.csv").click()
    expect(desk.page.locator("#plan-heading")).to_be_focused()
    expect(desk.page.locator("#verdict")).to_be_hidden()


def test_columns_that_nobody_recognises_are_named_by_a_mapping_file(desk, tmp_path):
    desk.refusals = [422]
    odd = tmp_path / "odd.csv"
    odd.write_text("Kennziffer,Haus\nA1,Town Hall\n", encoding="utf-8")
    desk.sign_in()
    desk.send(odd)
    expect(desk.page.locator("#problem")).to_contain_text("Kennziffer")
    expect(desk.page.locator("#problem")).to_contain_text("(“Mapping file (TOML)”)")
    expect(desk.page.get_by_label("Mapping file (TOML)")).to_be_visible()
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("button", name="Write one for this file").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    edited = text.replace('"Kennziffer" = ""', '"Kennziffer" = "local_ref"')
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(edited.replace('"Haus" = ""', '"Haus" = "name"'), encoding="utf-8")
    desk.page.get_by_label("Mapping file (TOML)").set_input_files(mapping)
    desk.read(odd)
    assert desk.tile("new") == "1"
    expect(desk.page.locator("#columns-block")).to_contain_text("Town Hall")


def test_hostile_names_are_shown_as_written(desk, tmp_path):
    rows = [
        county.row(f"P{n} {text}", NAME=text, EASTING=county.EAST + 60 * n, TENURE=text)
        for n, text in enumerate(PAYLOADS)
    ]
    rows += [
        county.row(f"Q{n}", NAME=text, EASTING=county.EAST + 60 * n) | {text: f"{text} cell"}
        for n, text in enumerate(PAYLOADS)
    ]
    desk.sign_in()
    desk.read(county.write_csv(tmp_path / "{{7*7}}<img src=x onerror=alert(1)>.csv", rows))
    expect(desk.page.locator("#plan-file")).to_contain_text("{{7*7}}<img src=x onerror=alert(1)>")
    desk.page.locator("#rows-block summary").click()
    names = desk.page.locator("#rows-block tbody td:nth-child(4)").all_inner_texts()
    # An unknown tenure is left out and its row comes in; the page shows the first twenty rows.
    assert names == [*PAYLOADS, *PAYLOADS][:20]
    values = set(desk.page.locator("#issues-block tbody td:nth-child(4)").all_inner_texts())
    assert set(PAYLOADS) <= values
    headings = desk.page.locator("#columns-block tbody td:nth-child(1)").all_inner_texts()
    assert set(PAYLOADS) <= set(headings)
    desk.page.locator(".plan-map").hover(position={"x": 300, "y": 200})
    desk.commit()


def test_a_refused_file_leaves_no_other_files_plan_to_commit(desk, tmp_path):
    desk.refusals = [422]
    desk.sign_in()
    desk.read(county.write_csv(tmp_path / "houses.csv", [county.row("P1")]))
    expect(desk.page.get_by_role("button", name="Import these changes")).to_be_visible()
    bad = tmp_path / "roads.csv"
    bad.write_text("road,lanes\nA44,2\n", encoding="utf-8")
    desk.send(bad)
    expect(desk.page.locator("#problem")).to_contain_text("roads.csv")
    expect(desk.page.locator("#plan-section")).to_be_hidden()
    desk.page.get_by_role("button", name="houses.csv").click()  # it still waits
    desk.commit()


def test_a_lease_book_is_never_read_as_a_list_of_properties_unasked(desk, tmp_path, keep_picture):
    desk.refusals = [422]
    leases = tmp_path / "leases.csv"
    leases.write_text(LEASES, "utf-8")
    desk.sign_in()
    kind = desk.page.get_by_label("What does this file list?")
    expect(kind).to_have_value("")  # nothing is preset
    kind.select_option("property")
    desk.send(leases)
    asked = desk.page.locator("#problem")
    expect(asked).to_contain_text("looks like a list of leases (7 of 7 columns fit), not like a")
    expect(asked).to_be_in_viewport()
    for width in (1400, 390):
        desk.page.set_viewport_size({"width": width, "height": 844})
        asked.scroll_into_view_if_needed()
        keep_picture(desk.page, f"imports-kind-{width}")
    desk.page.get_by_role("button", name="It is a list of properties nevertheless").click()
    expect(desk.page.locator("#plan-file")).to_contain_text("Property of Testshire County Council")
    kind.select_option("property")
    desk.send(leases)
    desk.page.get_by_role("button", name="Read it as a list of leases").click()
    expect(desk.page.locator("#plan-file")).to_contain_text("Lease of Testshire County Council")
    expect(asked).to_be_hidden()


def test_every_word_of_one_commit_is_asked_for_at_once(desk, tmp_path, keep_picture):
    desk.sign_in()
    desk.read(renamed.listed(tmp_path, "Land and Building"))
    desk.commit()
    desk.read(renamed.losing(tmp_path))
    words = desk.page.locator("#asked label")
    expect(words).to_have_text(
        ["Accept 4 renamed references together", "Mark 5 rows as missing", "Clear values in 1 row"]
    )
    desk.page.get_by_label("Accept 4 renamed references together").check()
    expect(words).to_have_text(["Accept 4 renamed references together", "Mark 1 row as missing",
                                "Clear values in 5 rows"])  # fmt: skip
    desk.page.get_by_role("button", name="Import these changes").click()
    expect(desk.page.locator("#problem")).to_contain_text(
        "Tick “Mark 1 row as missing” and “Clear values in 5 rows” if you mean it"
    )
    for width in (1400, 390):
        desk.page.set_viewport_size({"width": width, "height": 844})
        words.last.scroll_into_view_if_needed()
        keep_picture(desk.page, f"imports-asked-{width}")
    expect(desk.page.locator("#verdict-words")).to_have_text(
        "This will change 5 properties and mark 1 as missing from the file."
    )
    desk.page.get_by_label("Mark 1 row as missing").check()
    desk.page.get_by_label("Clear values in 5 rows").check()
    desk.commit()
    expect(words).to_have_count(0)


def test_a_part_of_a_list_is_read_as_such_beside_the_warning(desk, tmp_path):
    desk.sign_in()
    desk.read(part.listed(tmp_path, 1, 2, 3))
    desk.commit()
    only_one = part.listed(tmp_path, 1, CONDITION="B")
    desk.read(only_one)
    expect(desk.page.locator("#asked")).to_contain_text("2 of 3 known rows are not in this file")
    desk.page.get_by_role("button", name="Read it as part of the list").click()
    expect(desk.page.locator("#verdict-words")).to_have_text("This will change 1 property.")
    expect(desk.page.locator("#asked")).to_be_hidden()
    desk.commit()
    desk.read(only_one)
    expect(desk.page.locator("#verdict-words")).to_contain_text("There is nothing to import")
    expect(desk.page.get_by_role("button", name="Import these changes")).to_be_hidden()
    expect(desk.page.get_by_role("button", name="Discard")).to_be_visible()


def test_a_page_that_is_closed_finds_its_job_again(desk, tmp_path, keep_picture, monkeypatch):
    held, read = threading.Event(), stored_plans.read

    def slow(what, progress):
        progress("Checking rows", 20, 45)
        assert held.wait(60)
        return read(what, progress)

    monkeypatch.setattr(stored_plans, "read", slow)
    desk.sign_in()
    desk.send(houses(tmp_path))
    label = desk.page.locator("#progress-label")
    expect(label).to_have_text("houses.csv: Reading, checking rows: 20 of 45 rows")
    expect(desk.page.locator("#jobs")).to_contain_text("houses.csv")
    for width in (1400, 390):
        desk.page.set_viewport_size({"width": width, "height": 844})
        label.scroll_into_view_if_needed()
        keep_picture(desk.page, f"imports-job-{width}")
    address = desk.page.get_by_role("link", name="this address").evaluate("link => link.href")
    desk.page.goto("about:blank")
    held.set()
    desk.page.goto(address)
    desk.page.wait_for_selector("body[data-ready=true]")
    desk.give(desk.token)
    expect(desk.page.locator("#plan-heading")).to_be_focused()
    assert (desk.tile("new"), desk.tile("refused")) == ("45", "1")
    assert "#" not in desk.page.url
    expect(desk.page.locator("#jobs")).to_be_empty()

    commit, free = stored_plans.commit_plan, threading.Event()

    def slow_commit(*given, progress, **more):
        progress("Writing new rows", 20, 45)
        while not free.wait(0.1):
            progress("Writing new rows", 20, 45)  # where work that is cancelled stops
        return commit(*given, progress=progress, **more)

    monkeypatch.setattr(stored_plans, "commit_plan", slow_commit)
    desk.page.get_by_role("button", name="Import these changes").click()
    expect(label).to_contain_text("Importing, writing new rows: 20 of 45 rows")
    for width in (390, 1400):
        desk.page.set_viewport_size({"width": width, "height": 844})
        label.scroll_into_view_if_needed()
        keep_picture(desk.page, f"imports-cancel-{width}")
    desk.page.get_by_role("button", name="Cancel", exact=True).click()
    expect(desk.page.locator("#status")).to_have_text(
        "Cancelled. Nothing has been changed; you can still import the file."
    )
    expect(desk.page.locator("#jobs")).to_be_empty()
    desk.page.get_by_role("button", name="Import these changes").click()
    expect(label).to_contain_text("Importing")
    free.set()
    expect(desk.page.locator("#status")).to_contain_text("Imported. You can undo it below.")


def test_a_slow_map_keeps_nobody_from_committing(desk, tmp_path):
    held: list[Route] = []
    desk.page.route("**/map.geojson*", lambda route: held.append(route))
    desk.sign_in()
    desk.read(houses(tmp_path, count=2))
    desk.commit()
    assert len(held) == 2  # of the plan, and of what was committed
    for route in held:
        route.continue_()
    expect(desk.page.locator("#map-key")).to_contain_text("(2)")


def test_a_button_that_would_do_nothing_says_so(desk, tmp_path):
    held: list[Route] = []
    desk.sign_in()
    desk.read(houses(tmp_path, count=2))
    desk.page.route("**/commit/job", lambda route: held.append(route))
    button = desk.page.get_by_role("button", name="Import these changes")
    button.click()
    expect(button).to_be_disabled()
    expect(button).to_be_focused()
    expect(desk.page.get_by_role("button", name="Discard")).to_be_disabled()
    held[0].continue_()
    expect(desk.page.locator("#status")).to_contain_text("Imported. You can undo it below.")
    expect(desk.page.get_by_role("button", name="Undo this import")).to_be_enabled()


def test_what_goes_wrong_is_said_in_words(desk, tmp_path):
    desk.refusals = [401, 422]
    desk.page.goto(desk.address + "imports")
    desk.give("not a token")
    expect(desk.page.locator("#problem")).to_contain_text("not known")
    expect(desk.page.locator("#file-section")).to_be_hidden()
    desk.sign_in()
    expect(desk.page.locator("#problem")).to_be_hidden()
    bad = tmp_path / "roads.csv"
    bad.write_text("road,lanes\nA44,2\n", encoding="utf-8")
    desk.send(bad)
    expect(desk.page.locator("#problem")).to_contain_text("roads.csv")
    expect(desk.page.locator("#plan-section")).to_be_hidden()
    desk.page.get_by_role("button", name="Use another token").click()
    expect(desk.page.locator("#file-section")).to_be_hidden()


@pytest.mark.parametrize("size", [(1400, 900), (390, 844), (320, 640)])
def test_the_page_is_sound_at_every_width(desk, tmp_path, axe_source, keep_picture, size):
    width, height = size
    desk.page.set_viewport_size({"width": width, "height": height})
    desk.sign_in()
    keep_picture(desk.page, f"imports-start-{width}")
    desk.read(houses(tmp_path))
    expect(desk.page.locator("#map-key")).to_contain_text("New")
    keep_picture(desk.page, f"imports-plan-{width}")
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
    desk.page.evaluate(axe_source)
    found = desk.page.evaluate("axe.run().then(({ violations }) => violations.map((v) => v.id))")
    assert found == []
