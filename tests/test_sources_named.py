"""Sources that a reader can open: no working paper of ours is cited, no line of a text extract."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAPERS = "|".join(
    ["DO" + "MAIN", "STAN" + "DARDS", "DE" + "SIGN", "TR" + "IED", "ST" + "YLE", "MA" + "P"]
)
CITED = re.compile(
    rf"\b(?:{PAPERS})(?: §|\.md\b|, [a-z]+ \d| [A-Z]?\d| leaves)"  # a paper and where in it
    r"|\b00\d:\d+"  # a file of the sources and its line
    r"|(?<!\d )§\d+\.\d"  # a section of no named text ("RFC 9110 §9.1" is one)
    r"|\x5bA\]|meth[o]d paper|standards p[a]per"
    r"|\(issue[s]? \d|\b[Tt]rial[s]? of (?:[A-Z][a-z]+ )?20\d\d|\bA s[t]udy (?:held|found|said)"
    r"|\b(?:the|a|files) t[r]ial(?:'s (?:log|cases)| as a table)"
)
SEARCHED = ("estate", "api", "maps", "migrations", "sample_data", "docs", "tests", "benchmarks",
            "scripts")  # fmt: skip
TEXTS = {".py", ".md", ".toml", ".html", ".js", ".css", ".sql", ".txt", ".csv"}
OTHERS = {"vendor", "node_modules", "artefacts", "__pycache__"}
#: Where the last ones still stand.
NOT_YET: tuple[str, ...] = ()


def files() -> list[str]:
    """Our own texts; what is built or comes from others is left out."""
    below = (file for name in SEARCHED for file in (ROOT / name).rglob("*"))
    ours = (file for file in below if file.suffix in TEXTS and not OTHERS & set(file.parts))
    return ["README.md", "CHANGELOG.md", *sorted(str(file.relative_to(ROOT)) for file in ours)]


def test_no_working_paper_is_cited() -> None:
    names = [name for name in files() if not name.startswith(NOT_YET)]
    assert len(names) > 500
    found = [
        f"{name}:{number}: {line.strip()}"
        for name in names
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1)
        if CITED.search(line)
    ]
    assert found == []


def test_what_would_be_found() -> None:
    paper = "DO" + "MAIN"
    for text in (
        f"{paper} §5" + ".4",
        f"{paper}.md",
        f"{paper}, decision 10",
        f"{paper} P14",
        "004" + ":12",
        "rows (issue" + " 3): all",
        "the trial" + " of November 2026",
        "A study" + " held that",
    ):
        assert CITED.search(text), text
    for text in (
        "RFC 9110 §9.1",
        "DOMAIN = 3",
        "at 2026-11-29T00:00:00",
        "p. 14",
        "an issue 3 rows long",
    ):
        assert not CITED.search(text), text
