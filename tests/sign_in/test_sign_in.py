"""Signing in against a real provider, and what must not work."""

import pytest
import requests
from sqlalchemy import select, text, update

from estate.codes import Role
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, NotFound
from estate.register.queries import audit
from estate.register.secret_hashes import sha256
from estate.register.writes.sign_in import Bound, add_account, bind_account, disable_account
from tests.intake import county
from tests.sign_in.conftest import ADMINISTRATOR, CRITIC, EDITOR, MEMBER, Browser, Signed

SESSION = "estate_session"


def test_sign_in_out_and_what_the_cookie_is_worth_then(signed: Signed, browser: Browser):
    nobody = browser.me()
    assert (nobody["signed_in"], nobody["reader"], nobody["csrf_token"]) == (False, "public", None)
    landed = browser.sign_in(EDITOR, "/api/v1/me")
    assert landed.url == f"{signed.base}/api/v1/me"
    me = browser.me()
    assert (me["name"], me["role"], me["organisation"], me["reader"]) == (
        EDITOR, "editor", "T-CC", "owner",
    )  # fmt: skip
    kept = browser.cookies[SESSION]
    page = browser.get(f"{signed.base}/sign-in")
    assert "You are signed in" in page.text
    assert kept not in page.text
    missing = browser.get(f"{signed.base}/no-such-page", headers={"Accept": "text/html"})
    assert missing.status_code == 404
    assert ">Your account<" in missing.text
    assert ">Sign in<" not in missing.text
    out = browser.post(f"{signed.base}/sign-out", data={"csrf_token": me["csrf_token"]})
    assert out.url == f"{signed.base}/sign-in"
    assert SESSION not in browser.cookies
    stale = requests.get(f"{signed.base}/api/v1/me", cookies={SESSION: kept}, timeout=10)
    assert stale.json()["signed_in"] is False
    with signed.engine.connect() as connection:
        done = [line["action"] for line in audit.listing(connection, "T-CC")]
    assert done[0] == "signed_out"
    assert "signed_in" in done


def test_the_cookie_is_kept_from_scripts_and_other_sites(signed: Signed, browser: Browser):
    address = browser.prove(browser.leave(), EDITOR)
    answer = browser.get(address, allow_redirects=False)
    session = [one for one in answer.raw.headers.getlist("Set-Cookie") if SESSION in one]
    assert len(session) == 1
    assert "HttpOnly" in session[0]
    assert "SameSite=lax" in session[0]
    with signed.engine.connect() as connection:
        stored = connection.execute(select(t.web_session.c.session_sha256)).scalar_one()
    assert stored == sha256(browser.cookies[SESSION])


def test_each_role_looks_with_its_own_eyes(signed: Signed):
    for email, reader in ((EDITOR, "owner"), (MEMBER, "club"), (CRITIC, "club"),
                          (ADMINISTRATOR, "club")):  # fmt: skip
        with Browser(signed) as browser:
            browser.sign_in(email)
            assert browser.me()["reader"] == reader, email


def test_who_has_no_account_is_told_whom_to_ask_and_it_is_recorded(signed: Signed, browser):
    answer = browser.sign_in("stranger@elsewhere.example")
    assert answer.status_code == 403
    assert "have no account here" in answer.text
    assert SESSION not in browser.cookies
    with signed.engine.connect() as connection:
        line = audit.listing(connection, None, limit=1)[0]
    assert (line["action"], line["actor"]) == ("refused", "stranger@elsewhere.example")


@pytest.mark.parametrize("who", ["unverified@council.example", "silent@council.example"])
def test_an_address_the_provider_has_not_verified_opens_nothing(signed: Signed, browser, who: str):
    answer = browser.sign_in(who)
    assert answer.status_code == 403
    assert "has checked your e-mail address" in answer.text
    assert f"your account to this subject: {who}" in answer.text
    assert SESSION not in browser.cookies


def test_an_account_bound_by_subject_opens_without_a_verified_address(signed: Signed, browser):
    with signed.engine.begin() as connection:
        bind_account(connection, EDITOR, Bound(signed.issuer, "silent@council.example"))
    assert browser.sign_in("silent@council.example").status_code == 200
    assert browser.me()["name"] == EDITOR
    browser.cookies.clear()
    assert browser.sign_in(EDITOR).status_code == 403  # the address opens it no more


def test_binding_an_account_ends_its_sessions_and_takes_a_subject_once(signed: Signed, browser):
    browser.sign_in(EDITOR)
    with signed.engine.begin() as connection:
        bind_account(connection, EDITOR, Bound(signed.issuer, "new"))
    assert browser.me()["signed_in"] is False
    with signed.engine.begin() as connection:
        with pytest.raises(Conflict, match=EDITOR):
            bind_account(connection, MEMBER, Bound(signed.issuer, "new"))
        with pytest.raises(Conflict, match=EDITOR):
            add_account(connection, "x@y.example", Role.MEMBER, None, Bound(signed.issuer, "new"))
        with pytest.raises(NotFound):
            bind_account(connection, "x@y.example", Bound(signed.issuer, "other"))
        with pytest.raises(BadQuestion, match="not empty"):
            bind_account(connection, MEMBER, Bound(signed.issuer, " "))


def test_a_bound_account_does_not_open_to_another_person_of_that_address(signed: Signed, browser):
    with signed.engine.begin() as connection:
        connection.execute(
            update(t.account)
            .where(t.account.c.email == EDITOR)
            .values(issuer=signed.issuer, subject="somebody else")
        )
    assert browser.sign_in(EDITOR).status_code == 403


def test_a_sign_in_cannot_be_replayed(signed: Signed, browser: Browser):
    address = browser.prove(browser.leave(), EDITOR)
    stolen = {cookie.name: cookie.value for cookie in browser.cookies}
    assert browser.get(address).status_code == 200
    again = requests.get(address, cookies=stolen, timeout=10)
    assert again.status_code == 403
    assert SESSION not in again.cookies


def test_a_sign_in_begun_in_another_browser_is_refused(signed: Signed, browser: Browser):
    address = browser.prove(browser.leave(), EDITOR)
    with Browser(signed) as victim:
        victim.leave()
        assert victim.get(address).status_code == 403
        assert SESSION not in victim.cookies


def test_a_code_without_its_verifier_is_refused_by_the_provider(signed: Signed, browser: Browser):
    address = browser.prove(browser.leave(), EDITOR)
    with signed.engine.begin() as connection:
        connection.execute(update(t.sign_in_attempt).values(code_verifier="x" * 64))
    answer = browser.get(address)
    assert answer.status_code == 502
    assert "did not accept this sign-in" in answer.text
    assert SESSION not in browser.cookies


def test_an_answer_to_another_question_is_refused(signed: Signed, browser: Browser):
    address = browser.prove(browser.leave(), EDITOR)
    with signed.engine.begin() as connection:
        connection.execute(update(t.sign_in_attempt).values(nonce="another"))
    assert browser.get(address).status_code == 502
    assert SESSION not in browser.cookies


def test_a_session_cannot_be_fixed_beforehand(signed: Signed, browser: Browser):
    browser.cookies.set(SESSION, "chosen-by-an-attacker", domain="127.0.0.1", path="/")
    browser.sign_in(EDITOR)
    held = [cookie.value for cookie in browser.cookies if cookie.name == SESSION]
    assert "chosen-by-an-attacker" not in held[-1]
    fixed = {SESSION: "chosen-by-an-attacker"}
    answer = requests.get(f"{signed.base}/api/v1/me", cookies=fixed, timeout=10)
    assert answer.json()["signed_in"] is False


def test_signing_in_anew_ends_the_session_before(signed: Signed, browser: Browser):
    browser.sign_in(EDITOR)
    before = browser.cookies[SESSION]
    browser.get(browser.leave().url)
    with signed.engine.connect() as connection:
        assert len(connection.execute(select(t.web_session)).all()) == 1
    assert before


def test_a_write_by_cookie_needs_the_token_and_our_own_origin(signed: Signed, browser, tmp_path):
    browser.sign_in(EDITOR)
    house = county.write_csv(tmp_path / "house.csv", [county.row("A1")])
    right = {"X-CSRF-Token": browser.me()["csrf_token"]}
    attempts = {
        "no token": {},
        "wrong token": {"X-CSRF-Token": "0" * 64},
        "another site": {**right, "Origin": "https://elsewhere.example"},
        "a sibling site": {**right, "Sec-Fetch-Site": "same-site"},
        "null origin": {**right, "Origin": "null"},
        "ours": {**right, "Origin": signed.base, "Sec-Fetch-Site": "same-origin"},
    }
    for name, headers in attempts.items():
        with house.open("rb") as handle:
            answer = browser.post(f"{signed.base}/api/v1/imports", headers=headers,
                                  files={"file": handle})  # fmt: skip
        assert answer.status_code == (201 if name == "ours" else 403), (name, answer.text)
    with signed.engine.connect() as connection:
        assert len(connection.execute(select(t.import_plan)).all()) == 1


def test_sign_out_from_another_site_does_nothing(signed: Signed, browser: Browser):
    browser.sign_in(EDITOR)
    assert browser.post(f"{signed.base}/sign-out", data={"csrf_token": "x"}).status_code == 403
    assert browser.me()["signed_in"] is True


def test_a_session_ends_by_age_by_idleness_and_with_the_account(signed: Signed, browser: Browser):
    ends = (
        "UPDATE web_session SET expires_at = now()",
        "UPDATE web_session SET last_seen_at = now() - interval '61 minutes'",
    )
    for statement in ends:
        browser.sign_in(EDITOR)
        assert browser.me()["signed_in"] is True
        with signed.engine.begin() as connection:
            connection.execute(text(statement))
        assert browser.me()["signed_in"] is False
        browser.cookies.clear()
    browser.sign_in(EDITOR)
    with signed.engine.begin() as connection:
        disable_account(connection, EDITOR)
    assert browser.me()["signed_in"] is False
    browser.cookies.clear()
    assert browser.sign_in(EDITOR).status_code == 403


def test_afterwards_leads_to_our_own_pages_alone(signed: Signed):
    for asked in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"):
        with Browser(signed) as browser:
            address = browser.prove(browser.leave(asked), EDITOR)
            assert browser.get(address, allow_redirects=False).headers["Location"] == "/", asked
