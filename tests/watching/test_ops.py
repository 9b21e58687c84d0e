"""What operators are given (ops/, compose.yaml, Dockerfile) is held against the program."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from ruamel.yaml import YAML
from sqlalchemy import Engine, make_url

from api.monitoring.gauges import OwnFigures, SharedFigures
from api.monitoring.metrics import Figures
from estate import command_notes
from estate.db.backup import restore
from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import make_engine
from estate.db.postgres_tools import find_binaries
from estate.register.queries.content_number import register_content_hash
from estate.register.queries.monitoring import watched
from estate.settings import Settings
from tests.api.imports_office import Office
from tests.intake import county
from tests.loops import run
from tests.throw_away import new_folder
from tests.watching.conftest import samples, total
from tests.watching.test_figures import office  # noqa: F401 (a fixture)

ROOT = Path(__file__).resolve().parents[2]
OPS = ROOT / "ops"
_NAME = re.compile(r"\bestate_[a-z_]+")
_SELECTED = re.compile(r"\b(estate_[a-z_]+)\{([^}]*)\}")
_BY = re.compile(r"\b(?:by|on)\s*\(([^)]*)\)")
#: Prometheus adds these to whatever it reads; ``le`` is a histogram's, ``alertname`` an alert's.
_ADDED = {"job", "instance", "le"}


def yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path)


@pytest.fixture
def told(office: Office, tmp_path: Path) -> str:  # noqa: F811
    """Everything that a service can tell, after a little of everything."""
    client = office.client
    file = county.write_csv(tmp_path / "file.csv", [county.row("A1")])
    plan = office.upload(file).raise_for_status().json()["id"]
    office.ask("POST", f"/{plan}/commit").raise_for_status()
    client.get("/api/v1/imports")
    app, here, figures = client.app, client.app.state.service, Figures()
    command_notes.note_verified(here.settings.data_dir, 3, "ab", True)
    command_notes.note_backup(here.settings.data_dir, file)
    own = OwnFigures(figures, here.room)

    async def tell() -> None:
        own.tell(0.0)

    run(tell())
    engine = make_engine(here.read_engine.url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        watched(connection)  # what fails here is told as such; `look` would count the register away
    SharedFigures(figures, here.settings, engine).look()
    engine.dispose()
    assert total(generate_latest(figures.registry).decode(), "estate_register_up") == 1
    return "".join(generate_latest(one).decode() for one in (app.state.registry, figures.registry))


def expressions() -> list[str]:
    rules = yaml(OPS / "prometheus" / "rules.yml")
    found = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    board = json.loads((OPS / "grafana" / "dashboard.json").read_text(encoding="utf-8"))
    found += [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    found += [one["query"]["query"] for one in board["templating"]["list"][1:]]
    return found


def test_every_metric_of_rules_and_dashboard_is_told_with_its_labels(told: str) -> None:
    names = {name for name, _ in samples(told)}
    labels: dict[str, set[str]] = {}
    for name, has in samples(told):
        labels.setdefault(name, set()).update(label for label, _ in has)
    used = set()
    for expression in expressions():
        mentioned = set(_NAME.findall(expression))
        used |= mentioned
        assert mentioned <= names, expression
        for name, selector in _SELECTED.findall(expression):
            selected = set(re.findall(r"(\w+)\s*[=!]", selector))
            assert selected <= labels[name] | _ADDED, expression
        for grouped in _BY.findall(expression):
            wanted = {one.strip() for one in grouped.split(",")} - _ADDED
            assert any(wanted <= labels[name] for name in mentioned), expression
    assert len(used) > 30


def test_the_operators_page_names_every_metric(told: str) -> None:
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    shown = set(_NAME.findall(page))
    for first, rest in re.findall(r"`(estate_[a-z_]+)`((?:, `_[a-z_]+`)+)", page):
        for ending in re.findall(r"`(_[a-z_]+)`", rest):
            words = first.split("_")
            shown |= {"_".join(words[:n]) + ending for n in range(2, len(words) + 1)}
    for family in {re.sub(r"_(bucket|count|sum)$", "", name) for name, _ in samples(told)}:
        assert family in shown, family


def test_every_alert_says_how_bad_it_is_and_what_to_do() -> None:
    rules = [rule for group in yaml(OPS / "prometheus" / "rules.yml")["groups"]
             for rule in group["rules"]]  # fmt: skip
    tested = (OPS / "prometheus" / "rules-test.yml").read_text(encoding="utf-8")
    for rule in rules:
        assert rule["labels"]["severity"] in ("page", "look")
        assert rule["annotations"]["summary"].endswith(".")
        assert len(rule["annotations"]["runbook"].split()) > 8
        if rule["labels"]["severity"] == "page":
            assert rule["alert"] in tested, rule["alert"]
    assert len({rule["alert"] for rule in rules}) == len(rules)


#: Settings that compose.yaml does not pass on under their own name, and why.
_NOT_PASSED = {
    "data_dir": "the image's own folder, a volume",
    "database_url": "a secret, as a file",
    "owner_database_url": "a secret of the migration alone, as a file",
    "oidc_client_secret": "a secret, as a file",
    "mail_password": "a secret, as a file",
    "basemap_key": "a secret, as a file",
    "basemap_url": "a secret, as a file",
    "metrics_token": "the figures have a port of their own there",
}


def test_compose_passes_every_setting_or_its_secret() -> None:
    compose = yaml(ROOT / "compose.yaml")
    service, migrate = compose["services"]["service"], compose["services"]["migrate"]
    passed = {name for name in service["environment"] if name.startswith("ESTATE_")}
    wanted = {f"ESTATE_{name.upper()}" for name in Settings.model_fields}
    left_out = {f"ESTATE_{name.upper()}" for name in _NOT_PASSED}
    assert passed == wanted - left_out
    secrets = {f"estate_{name}" for name, why in _NOT_PASSED.items() if "as a file" in why}
    assert {*service["secrets"], *migrate["secrets"]} == secrets
    assert "estate_owner_database_url" not in service["secrets"]
    assert not [value for one in compose["services"].values()
                for value in one.get("environment", {}).values()
                if "://" in str(value)]  # fmt: skip


def test_in_compose_only_the_proxy_is_reached_and_nothing_reaches_out() -> None:
    compose = yaml(ROOT / "compose.yaml")
    inside = {name for name, net in compose["networks"].items() if (net or {}).get("internal")}
    for name, one in compose["services"].items():
        if name == "proxy":
            assert all(str(port).startswith("127.0.0.1:") for port in one["ports"])
            continue
        assert "ports" not in one, name
        assert set(one["networks"]) <= inside, name
        assert "docker.sock" not in json.dumps(one)
    for one in compose["services"].values():
        assert one["cap_drop"] == ["ALL"]
        assert ":" in one["image"] and not one["image"].endswith(":latest")


def test_made_secrets_are_all_that_compose_reads(tmp_path: Path) -> None:
    script = tmp_path / "ops" / "compose" / "make-secrets.sh"
    script.parent.mkdir(parents=True)
    shutil.copy(OPS / "compose" / "make-secrets.sh", script)
    for _ in range(2):
        subprocess.run(["sh", str(script)], check=True, capture_output=True)
    made = tmp_path / "secrets"
    wanted = {Path(one["file"]).name for one in yaml(ROOT / "compose.yaml")["secrets"].values()}
    assert {file.name for file in made.iterdir()} == wanted
    assert made.stat().st_mode & 0o777 == 0o700
    address = make_url((made / "estate_database_url").read_text())
    assert address.password == (made / "app_password").read_text()
    assert len(str(address.password)) == 48


def test_an_empty_secret_or_setting_counts_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "estate_basemap_key").write_text("")
    (tmp_path / "estate_oidc_client_secret").write_text("\n")
    monkeypatch.setenv("ESTATE_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("ESTATE_PUBLIC_URL", "")
    found = Settings()
    assert (found.basemap_key, found.oidc_client_secret, found.public_url) == (None, None, None)


@pytest.fixture
def another_machine() -> Iterator[EmbeddedPostgres]:
    folder = new_folder("estate-backup-")
    folder.chmod(0o755)
    cluster = EmbeddedPostgres(folder)
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


def _content(engine: Engine) -> str:
    with engine.connect() as connection:
        return register_content_hash(connection)


def test_the_script_backs_a_server_up_and_estate_brings_it_back(
    scratch_database_url: str, tmp_path: Path, another_machine: EmbeddedPostgres
) -> None:
    """The drill of docs/operators.md; what is older than the newest so many goes."""
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
    url, folder = make_url(scratch_database_url), tmp_path / "backups"
    folder.mkdir()
    for old in ("20200101", "20200102", "20200103"):
        (folder / f"register-{old}T000000Z.backup").write_bytes(b"PGDMP" + command_notes.SEAL_MARK)
    environment = {
        "PATH": f"{find_binaries().bin_dir}:{os.environ['PATH']}", "PGUSER": str(url.username),
        "PGHOST": str(url.host or url.query.get("host")), "PGDATABASE": str(url.database),
        "PGPORT": str(url.port or url.query.get("port") or 5432), "PGPASSWORD": url.password or "",
    }  # fmt: skip
    command = ["sh", str(OPS / "backup.sh"), str(folder), "2"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    kept = sorted(folder.glob("*.backup"))
    assert [file.name[:17] for file in kept[:-1]] == ["register-20200103"]
    newest = command_notes.newest_backup(tmp_path, folder)
    assert newest is not None and newest.size_bytes == kept[-1].stat().st_size
    assert kept[-1].stat().st_mode & 0o777 == 0o600
    restore(another_machine, kept[-1])
    restored = make_engine(another_machine.url())
    assert _content(restored) == _content(engine)
    for one in (restored, engine):
        one.dispose()
    failed = subprocess.run(command, env={**environment, "PGDATABASE": "none"}, capture_output=True)
    assert failed.returncode != 0
    assert sorted(folder.glob("*")) == sorted([*kept, folder / "newest.json"])


def test_what_an_operator_copies_is_whole() -> None:
    """Every file that ops/ names beside itself is there, and every unit has its timer."""
    for unit in (OPS / "systemd").glob("*.timer"):
        assert unit.with_suffix(".service").exists()
    named = re.findall(r"\./(ops/[\w./-]+)", (ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert named and all((ROOT / name).exists() for name in named)
    service = (OPS / "systemd" / "estate.service").read_text(encoding="utf-8")
    assert int(re.findall(r"TimeoutStopSec=(\d+)", service)[0]) >= 90
    assert "NoNewPrivileges=yes" in service and "IPAddressDeny=any" in service
