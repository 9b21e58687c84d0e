"""The pages people read are held to the program: settings, commands, short names, decisions."""

import re
from pathlib import Path

import typer

from estate.cli import app
from estate.codes import RecordKind
from estate.intake.columns.conventions import fields_of
from estate.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
READERS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "operators.md").read_text()
    for name in Settings.model_fields:
        assert f"`ESTATE_{name.upper()}`" in page, name


def test_every_command_that_a_page_names_exists():
    commands = set(typer.main.get_command(app).commands)
    for page in READERS:
        for named in re.findall(r"^(?:\$ )?estate ([a-z-]+)", page.read_text(), re.MULTILINE):
            assert named in commands, f"{page.name} names 'estate {named}'"


def test_every_link_between_pages_leads_somewhere():
    for page in READERS:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_pages_name_every_kind_of_record():
    page = (ROOT / "docs" / "gis-staff.md").read_text()
    for kind in RecordKind:
        assert f"| {kind.value} |" in page
        assert fields_of(kind)


def test_no_two_decisions_share_a_number():
    numbers = [file.name[:4] for file in (ROOT / "docs" / "adr").glob("*.md")]
    assert len(numbers) == len(set(numbers)) >= 8


def test_no_page_names_a_path_of_the_machine_it_was_written_on():
    for file in [*READERS, *(ROOT / "docs" / "adr").glob("*.md"), *ROOT.glob("*.toml")]:
        # Not the folder that the clone stands in: that may be /tmp, which examples may name.
        assert str(ROOT) not in file.read_text(), file


def test_every_place_that_the_map_of_the_house_names_exists():
    page = (ROOT / "docs" / "architecture.md").read_text()
    places = r"`((?:estate|api|maps|migrations|sample_data|tests|benchmarks|docs)/[^` ]*)`"
    named = set(re.findall(places, page))
    assert len(named) > 60
    assert not [place for place in sorted(named) if not (ROOT / place.split(":")[0]).exists()]
    tops = ("estate", "estate/answers", "api")
    rooms = {
        f"{top}/{room.name}/"
        for top in tops
        for room in (ROOT / top).iterdir()
        if (room / "__init__.py").exists()
    }
    assert rooms <= named, f"not on the map: {sorted(rooms - named)}"
    assert len(page.split("## To change X, open Y")[1].strip().splitlines()) >= 30


def test_every_file_that_the_map_of_the_house_names_alone_exists():
    """“`check_plan.py` beside it”: a name without its folder is that of some file there is."""
    page = (ROOT / "docs" / "architecture.md").read_text()
    named = set(re.findall(r"`([\w/.-]+\.(?:py|toml|html|js))[:`]", page))
    tops = ("estate", "api", "maps", "sample_data", "migrations", "tests", "benchmarks")
    files = [file for top in tops for file in (ROOT / top).rglob("*.*")]
    ends = {"/".join(file.parts[-n:]) for file in [*files, ROOT / "pyproject.toml"]
            for n in range(1, 6)}  # fmt: skip
    assert len(named) > 200
    assert sorted(named - ends) == []


def test_no_page_says_straight_line_where_a_network_counts():
    """Minutes follow the network where there is one: a page that names the detour says so."""
    pages = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "methods").glob("*.md")]
    told = [
        (page.name, line)
        for page in pages
        for line in page.read_text(encoding="utf-8").splitlines()
        if re.search(r"(×|x) 1\.25|crow flies", line)
    ]
    assert len(told) > 3
    assert [one for one in told if not re.search("network|streets", one[1])] == []
