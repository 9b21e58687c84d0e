"""Reminders by mail, through a real SMTP server and by a clock that the test moves: what stands in
one, nothing lost, nothing twice, stopped with one click, and what a server's refusals mean."""

import asyncio
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import text
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.reminders import scheduler
from estate.cli.reminders import app as commands
from estate.club.codes import DigestEvery
from estate.codes import Role
from estate.db import tables as t
from estate.mail import rounds
from estate.mail.plain import one_line
from estate.register.writes import reminders as writes
from estate.settings import Settings
from estate.settings.mail import incomplete, is_address
from tests.club.mail_office import BASE, MONDAY, SENDER, MailOffice, later, mail_office
from tests.loops import run

ROOT = Path(__file__).resolve().parents[2]
ANN, BEN = "ann@council.example", "ben@council.example"
TODAY = MONDAY.date()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailOffice]:
    with mail_office(tmp_path_factory.mktemp("mails")) as made:
        yield made


@pytest.fixture
def town(house: MailOffice) -> Iterator[MailOffice]:
    house.post.open()
    yield house
    house.empty()


def stop_path(mail: Any) -> str:
    return str(mail["List-Unsubscribe"]).strip("<>").removeprefix(BASE)


def test_a_digest_holds_names_and_days_and_one_click_to_stop(town: MailOffice) -> None:
    town.person(ANN)
    assert town.round().sent == 1
    ((to, mail),) = town.post.taken
    assert (to, mail["To"], mail["From"]) == (ANN, ANN, SENDER)
    assert mail["Subject"] == "Common Estate: 1 thing waits for you"
    assert mail.get_content_type() == "text/plain"
    body = mail.get_content()
    assert "CORRECTIONS WAITING FOR AN ANSWER" in body
    assert "- Records Office Bcc: all@council.example\n" in body.replace("\r", "")
    assert "43,217" not in str(mail)
    assert "Monday 30 November 2026" in body
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop_path(mail) in body
    assert f"{BASE}/reminders\n" in body.replace("\r", "")
    assert "Bcc" not in mail
    assert mail["Message-ID"].endswith("@council.example>")


def test_nobody_is_mailed_of_what_they_do_not_see_or_have_not_chosen(town: MailOffice) -> None:
    town.person(ANN, "T-DC")  # the correction is not theirs to answer
    town.person(BEN, None, role=Role.ADMINISTRATOR)
    quiet = town.person("carl@council.example")
    with town.engine.begin() as connection:
        writes.choose(connection, quiet, mail=(), every=DigestEvery.DAILY, feed=())
    assert town.round().nothing == 2
    assert town.post.taken == []
    assert [state for _, state in town.states()] == ["nothing", "nothing"]


def test_each_day_and_each_week_bring_one_however_often_it_is_asked(town: MailOffice) -> None:
    town.person(ANN)
    town.person(BEN, every=DigestEvery.WEEKLY)
    for hour in range(0, 24 * 8, 6):
        town.round(later(hours=hour))
    by_person = [to for to, _ in town.post.taken]
    assert by_person.count(ANN) == 6  # five working days, and the Monday after
    assert by_person.count(BEN) == 2
    assert len({mail["Message-ID"] for _, mail in town.post.taken}) == 8


def test_none_is_made_before_its_hour(town: MailOffice) -> None:
    town.person(ANN)
    assert town.round(MONDAY.replace(hour=6)).made == 0
    assert town.round(MONDAY.replace(hour=7)).made == 1


def test_a_server_that_is_down_for_an_hour_loses_nothing_and_doubles_nothing(
    town: MailOffice,
) -> None:
    town.person(ANN)
    town.person(BEN)
    town.post.shut()
    for minute in range(0, 60, 5):
        town.round(later(minutes=minute))
    assert town.post.taken == []
    assert {state for _, state in town.states()} == {"queued"}
    assert "cannot be reached" in str(town.said()[0])
    with town.engine.connect() as connection:
        tries = connection.execute(t.reminder_mail.select()).mappings().all()
    assert {one["attempts"] for one in tries} == {4}  # at 0, 5, 15 and 35 minutes
    town.post.open()
    for minute in range(60, 200, 10):
        town.round(later(minutes=minute))
    assert sorted(to for to, _ in town.post.taken) == [ANN, BEN]
    assert {state for _, state in town.states()} == {"sent"}


def test_a_server_that_is_down_for_days_brings_one_mail_of_the_day_it_is_back(
    town: MailOffice,
) -> None:
    town.person(ANN)
    town.post.shut()
    for day in range(3):
        town.round(later(days=day))
    town.post.open()
    town.round(later(days=3, hours=2))
    town.round(later(days=3, hours=4))
    ((_, mail),) = town.post.taken
    assert "Thursday 3 December 2026" in mail.get_content()
    assert town.states() == [(TODAY + timedelta(days=3), "sent")]


def test_a_mail_put_off_by_the_server_comes_later_and_the_others_go_on(town: MailOffice) -> None:
    town.person(ANN)
    town.person(BEN)
    town.post.rcpt[ANN] = "450 Mailbox busy"
    town.round()
    assert [to for to, _ in town.post.taken] == [BEN]
    town.post.rcpt.clear()
    town.round(later(minutes=4))
    assert len(town.post.taken) == 1
    town.round(later(minutes=5))
    assert [to for to, _ in town.post.taken] == [BEN, ANN]
    town.post.data = "451 Try again"
    town.round(later(days=1))
    assert [state for _, state in town.states()] == ["sent"] * 2 + ["queued"] * 2
    town.post.data = "250 Taken"
    town.round(later(days=1, minutes=5))
    assert len(town.post.taken) == 4


def test_an_address_that_is_refused_gets_no_more_until_its_owner_says_so(
    town: MailOffice,
) -> None:
    key = town.person(ANN)
    town.post.rcpt[ANN] = "550 No such user here"
    assert town.round().refused == 1
    assert town.choice(key).refused_why == "550 No such user here"
    town.post.rcpt.clear()
    town.round(later(days=1))
    assert town.post.taken == []
    with town.engine.begin() as connection:
        writes.choose(connection, key, mail=["corrections"], every=DigestEvery.DAILY, feed=(),
                      again=True)  # fmt: skip
    town.round(later(days=2))
    assert len(town.post.taken) == 1
    town.post.data = "554 It looks like spam"  # the mail itself: the address stays
    town.round(later(days=3))
    assert town.choice(key).refused_at is None
    assert town.states()[-1] == (date(2026, 12, 3), "failed")
    town.post.data = "250 Taken"
    town.round(later(days=4))
    assert len(town.post.taken) == 2


def test_an_address_that_would_forge_a_header_is_refused_before_the_server_hears_of_it(
    town: MailOffice,
) -> None:
    key = town.person("ann@council.example>\r\nrcpt to:<all@council.example")
    town.person("zoë@council.example")
    town.round()
    assert town.post.taken == []
    assert "No mail can be addressed" in town.choice(key).refused_why


def test_a_link_stops_mails_by_a_button_and_never_by_being_followed(town: MailOffice) -> None:
    key = town.person(ANN)
    town.round()
    path = stop_path(town.post.taken[0][1])
    app = create_app(town.settings.model_copy(update={"mail_host": None}), town.url)
    browser = TestClient(app)
    page = browser.get(path)
    assert page.status_code == 200
    assert "<form" in page.text
    assert town.choice(key).mail_kinds != []
    for _ in range(2):  # as a mail program does it, from anywhere
        done = browser.post(path, data={"List-Unsubscribe": "One-Click"},
                            headers={"Origin": "https://mail.example"})  # fmt: skip
        assert done.status_code == 200
    assert town.choice(key).mail_kinds == []
    assert town.choice(key).stopped_at is not None
    assert browser.post(f"{path}x").status_code == 404
    town.round(later(days=1))
    assert len(town.post.taken) == 1
    app.state.service.close()


def test_who_stops_or_leaves_while_a_mail_waits_gets_none(town: MailOffice) -> None:
    stopped, gone = town.person(ANN), town.person(BEN)
    town.post.shut()
    town.round()
    town.post.open()
    a = t.account
    with town.engine.begin() as connection:
        writes.choose(connection, stopped, mail=(), every=DigestEvery.DAILY, feed=())
        connection.execute(a.update().where(a.c.account_id == gone).values(disabled_at=MONDAY))
    town.round(later(hours=1))
    assert town.post.taken == []
    assert {state for _, state in town.states()} == {"stopped"}


def test_a_digest_that_cannot_be_made_keeps_nobody_else_waiting(
    town: MailOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.person(ANN)
    town.person(BEN, every=DigestEvery.WEEKLY)
    with monkeypatch.context() as patched:
        real = rounds.answers.due

        def fails_once(*given: Any) -> Any:
            patched.setattr(rounds.answers, "due", real)
            raise ValueError("strange")

        patched.setattr(rounds.answers, "due", fails_once)
        done = town.round()
    assert (done.sent, done.waiting) == (1, 1)
    assert town.round(later(minutes=5)).sent == 1
    assert sorted(to for to, _ in town.post.taken) == [ANN, BEN]


def test_two_rounds_at_once_send_one(town: MailOffice) -> None:
    town.person(ANN)
    others: list[bool] = []
    town.post.meanwhile = lambda: others.append(town.round().was_alone)
    assert town.round().sent == 1
    assert others == [False]
    assert len(town.post.taken) == 1


def test_a_row_is_handed_over_by_one_alone_even_without_the_lock(
    town: MailOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.person(ANN)
    others: list[int] = []
    monkeypatch.setattr(writes, "alone", lambda _: True)
    monkeypatch.setattr(writes, "let_go", lambda _: None)
    monkeypatch.setattr(writes, "give_up_interrupted", lambda *_: 0)
    real = writes.hand_over

    def late(*given: Any) -> bool:
        if not others:
            others.append(0)
            others[0] = town.round().sent
        return real(*given)

    monkeypatch.setattr(writes, "hand_over", late)
    assert town.round().sent == 0
    assert others == [1]
    assert len(town.post.taken) == 1
    assert town.states() == [(TODAY, "sent")]


def test_the_commands_send_list_and_hear_of_returned_mails(
    town: MailOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = town.person(ANN, every=DigestEvery.DAILY)
    given = {
        "DATABASE_URL": town.url, "MAIL_HOST": "127.0.0.1", "MAIL_FROM": SENDER,
        "MAIL_PORT": str(town.post.port), "MAIL_SECURITY": "none", "PUBLIC_URL": BASE,
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(f"ESTATE_{name}", value)
    real = rounds.run
    monkeypatch.setattr(
        rounds, "run", lambda engine, settings, _, cache: real(engine, settings, MONDAY, cache)
    )

    def asked(*arguments: str) -> str:
        done = CliRunner().invoke(commands, list(arguments))
        assert done.exit_code == 0, done.output
        return done.output

    assert '"sent": 1' in asked("send", "--json")
    assert "1 sent" not in asked("send")
    assert '"state": "sent"' in asked("outbox", "--json")
    assert "Records Office" in asked("list", "--as-owner", "T-CC", "--json")
    assert "Records Office" not in asked("list", "--json")
    asked("bounced", ANN, "--why", "550 Gone")
    assert town.choice(key).refused_why == "550 Gone"
    monkeypatch.delenv("ESTATE_MAIL_HOST")
    monkeypatch.delenv("ESTATE_MAIL_FROM")
    assert CliRunner().invoke(commands, ["send"]).exit_code != 0


class Killed(BaseException):
    """What ends a process where it stands."""


def test_a_round_that_dies_after_the_server_took_a_mail_never_sends_it_again(
    town: MailOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what waits stands in the next working day's, weekly or not."""
    town.person(ANN, every=DigestEvery.WEEKLY)

    def dies(*_: Any, **__: Any) -> None:
        with town.engine.connect() as other:
            other.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
                    "AND database = (SELECT oid FROM pg_database WHERE datname = "
                    "current_database())"
                )
            )
        raise Killed

    with monkeypatch.context() as patched, pytest.raises((Killed, Exception)):
        patched.setattr(writes, "end", dies)
        town.round()
    assert town.states() == [(TODAY, "sending")]
    assert town.round(later(minutes=1)).interrupted == 1
    town.round(later(hours=5))
    assert len(town.post.taken) == 1
    town.round(later(days=1))
    assert len(town.post.taken) == 2
    town.round(later(days=2))
    assert len(town.post.taken) == 2
    assert [state for _, state in town.states()] == ["unknown", "sent"]


def test_a_round_that_dies_before_the_text_goes_out_is_made_again(
    town: MailOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.person(ANN)

    def dies(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(writes, "hand_over", dies)
        town.round()
    assert town.states() == [(TODAY, "queued")]
    assert town.round(later(minutes=1)).sent == 1
    assert len(town.post.taken) == 1


@pytest.mark.long
def test_a_process_killed_between_the_servers_word_and_its_note_sends_nothing_twice(
    town: MailOffice,
) -> None:
    town.person(ANN)
    command = [sys.executable, "-m", "tests.club.killed_mailer", town.url, str(town.post.port)]
    environment = os.environ | {"ESTATE_TEST_NOW": MONDAY.isoformat()}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=ROOT, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert len(town.post.taken) == 1
    done = town.round(later(minutes=1))
    while not done.was_alone:  # until the server has seen that the process is gone
        done = town.round(later(minutes=1))
    assert done.interrupted == 1
    assert len(town.post.taken) == 1


def test_the_service_makes_rounds_of_itself_and_again_after_a_restart(
    town: MailOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own task, by the machine's clock, which is told to be Monday."""
    town.person(ANN)
    real = rounds.run

    def on_monday(engine: Any, settings: Any, _: Any, cache: Any, __: Any) -> Any:
        return real(engine, settings, MONDAY, cache)

    monkeypatch.setattr(scheduler.rounds, "run", on_monday)
    for _ in range(2):
        app = create_app(town.settings, town.url)

        async def lives(service: Any, engine: Any) -> None:
            async with scheduler.each_minute(service, engine):
                await asyncio.sleep(0)  # the first round begins, and is waited for

        run(lives(app.state.service, app.state.mail_engine))
        app.state.service.close()
    assert len(town.post.taken) == 1


def _certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Of 127.0.0.1, signed by itself; and what a server needs to show it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    public, whole = folder / "public.pem", folder / "whole.pem"
    public.write_bytes(made.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    whole.write_bytes(secret + public.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole)
    return public, context


def test_neither_mail_nor_password_goes_out_in_the_clear(
    town: MailOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By STARTTLS with a password: to a server that has neither, one whose certificate nobody
    trusts, one that knows another password, and the right one."""
    town.person(ANN)
    plain, heard = town.settings, []
    secret = {"mail_security": "starttls", "mail_user": "estate", "mail_password": "right-7"}
    town.settings = Settings(**plain.model_dump() | secret)
    public, context = _certificate(tmp_path)

    def knows(_: Any, __: Any, ___: Any, mechanism: str, data: Any) -> AuthResult:
        heard.append(data.password)
        return AuthResult(success=data.password == wanted, handled=False)

    wanted = b"another"
    try:
        assert town.round().waiting == 1  # no STARTTLS
        town.post.shut()
        town.post.more = {"tls_context": context, "require_starttls": True,
                          "authenticator": knows, "auth_required": True}  # fmt: skip
        town.post.open()
        assert town.round(later(hours=1)).waiting == 1  # not trusted
        assert "SSLCertVerificationError" in str(town.said()[0])
        assert heard == []
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
        assert town.round(later(hours=2)).waiting == 1
        assert town.said() == [
            "The mail server did not accept ESTATE_MAIL_USER and ESTATE_MAIL_PASSWORD."
        ]
        assert town.post.taken == []
        wanted = b"right-7"
        assert town.round(later(hours=4)).sent == 1
    finally:
        town.settings = plain


def test_text_of_the_register_is_one_line_of_visible_letters() -> None:
    assert one_line("a\r\nBcc: b\u2028c\u202ed\x00e\u200b") == "a Bcc: b c d e"
    assert len(one_line("x" * 500)) == 200
    assert is_address(SENDER)
    for wrong in ("a@b\n", "a b@c", "<a@b>", "a@b,c@d", "ä@b", "@b", "a@"):
        assert not is_address(wrong), wrong


def test_half_a_mail_server_is_no_mail_server() -> None:
    whole = {"host": "smtp.example", "security": "starttls", "user": "", "has_password": False,
             "sender": SENDER, "public_url": BASE}  # fmt: skip

    def said(**other: Any) -> str | None:
        return incomplete(**{**whole, **other})

    assert said() is None
    assert said(host=None, sender="") is None
    assert "ESTATE_MAIL_HOST" in str(said(host=None))
    assert "ESTATE_MAIL_HOST" in str(said(host="smtp://smtp.example"))
    assert "ESTATE_MAIL_FROM" in str(said(sender="Estate <a@b>"))
    assert "ESTATE_PUBLIC_URL" in str(said(public_url=None))
    assert "ESTATE_MAIL_PASSWORD" in str(said(user="estate"))
    assert "clear" in str(said(user="estate", has_password=True, security="none"))
    assert said(user="a", has_password=True, security="none", host="127.0.0.1") is None


def test_no_line_of_a_mail_is_longer_than_mail_allows(town: MailOffice) -> None:
    town.person(ANN)
    town.round()
    (raw,) = town.post.raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()
    stop = stop_path(town.post.taken[0][1])
    # Neither folded nor encoded: mail programs look for it as it is.
    assert f"\r\nList-Unsubscribe: <{BASE}{stop}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert raw.endswith(b"consultation.\r\n")
