"""A wrong setting is one plain sentence: which, what was given, what is allowed."""

import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from estate import cli
from estate.errors import SetupError
from estate.settings import Settings
from estate.settings import words as settings_words


def complaints(**given: str) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Settings(**given)
    return settings_words.sentences(caught.value)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("reader", "clubb", "ESTATE_READER is 'clubb', but must be public or club: set it so, or "
                            "unset it for the usual public."),
        ("max_upload_mb", "lots", "ESTATE_MAX_UPLOAD_MB is 'lots', but must be a whole number from "
                                  "1 to 10,000: set it so, or unset it for the usual 200."),
        ("plan_days", "0", "a whole number from 1 to 3,650"),
        ("requests_per_minute", "-1", "a whole number of 0 or more"),
        ("public_url", "estate.example", "has no path, such as https://estate.example.gov.uk: set "
                                         "it so, or unset it to do without."),
        ("public_url", "https://a b.example", "begins with https:// (or http://) and has no path"),
        ("public_url", "https://me@estate.example", "has no path, such as"),
        ("public_url", "https://estate.example:port", "has no path, such as"),
        ("public_url", "https://estate.example?x", "has no path, such as"),
        ("allowed_hosts", "estate.lan,http://x", "ESTATE_ALLOWED_HOSTS holds 'http://x', but may"),
        ("allowed_hosts", "*", "ESTATE_ALLOWED_HOSTS holds '*'"),
        ("allowed_hosts", "estate.lan:8000", "names and addresses without scheme and port"),
        ("embed_hosts", "https://a.example/page", "ESTATE_EMBED_HOSTS holds 'https://a.example/page'"),
        ("embed_hosts", "*", "http or https addresses without a path, such as"),
        ("trusted_proxies", "*", "ESTATE_TRUSTED_PROXIES holds '*', but may only hold addresses"),
        ("trusted_proxies", "10.0.0.5, caddy", "holds 'caddy'"),
        ("trusted_proxies", "172.18.0.1/16", "holds '172.18.0.1/16'"),
        ("security_contact", "security@estate.example", "begins with mailto:, https:// or tel:"),
        ("oidc_issuer", "login", "must be an address that begins with https://"),
        ("basemap_proxy", "proxy:80", "http://, https:// or socks5://"),
        ("basemap_style", "Dark", "Light_3857, Road_3857 or Outdoor_3857"),
        ("basemap_attribution", "x" * 201, "at most 200 characters long"),
        ("basemap", "os", "ESTATE_BASEMAP=os needs a key: set ESTATE_BASEMAP_KEY."),
    ],
)  # fmt: skip
def test_each_wrong_setting_says_how_to_mend_it(name: str, given: str, said: str) -> None:
    (sentence,) = complaints(**{name: given})
    assert said in sentence
    assert len(sentence) < 300
    assert "pydantic" not in sentence


SIGN_IN = {
    "oidc_issuer": "https://login.example/tenant",
    "oidc_client_id": "common-estate",
    "public_url": "https://estate.example.gov.uk",
}
ENTRA = "https://login.microsoftonline.com/8f4e2f5c-0000-4000-8000-000000000000/v2.0"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"oidc_client_id": ""}, "needs ESTATE_OIDC_CLIENT_ID: set it to"),
        ({"oidc_client_id": "  "}, "needs ESTATE_OIDC_CLIENT_ID"),
        ({"public_url": None}, "needs ESTATE_PUBLIC_URL: set it to the address"),
        ({"public_url": "http://estate.example.gov.uk"}, "ESTATE_PUBLIC_URL is 'http://estate.ex"),
        ({"oidc_issuer": "http://login.example"}, "ESTATE_OIDC_ISSUER is 'http://login.example'"),
        ({"oidc_issuer": None}, "ESTATE_OIDC_CLIENT_ID is set without ESTATE_OIDC_ISSUER"),
        ({"oidc_issuer": ENTRA}, "set ESTATE_OIDC_CLIENT_SECRET"),
        ({"oidc_issuer": ENTRA, "oidc_client_secret": ""}, "set ESTATE_OIDC_CLIENT_SECRET"),
        ({"oidc_issuer": "https://login.microsoftonline.com/common/v2.0",
          "oidc_client_secret": "x"}, "ESTATE_OIDC_ISSUER names any tenant of Entra ID"),
    ],
)  # fmt: skip
def test_half_a_sign_in_does_not_start(changed: dict[str, str | None], said: str) -> None:
    (sentence,) = complaints(**(SIGN_IN | changed))
    assert said in sentence
    assert sentence.endswith(".")


def test_a_secret_alone_is_half_a_sign_in() -> None:
    (sentence,) = complaints(oidc_client_secret="hush")
    assert "ESTATE_OIDC_CLIENT_SECRET is set without ESTATE_OIDC_ISSUER" in sentence
    assert "hush" not in sentence


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"oidc_issuer": ENTRA, "oidc_client_secret": "x", "oidc_subject_claim": "oid"},
        {"oidc_issuer": "http://127.0.0.1:9000", "public_url": "http://localhost:8000"},
        {"oidc_issuer": None, "oidc_client_id": "", "oidc_client_secret": ""},
    ],
)
def test_a_whole_sign_in_starts(changed: dict[str, str | None]) -> None:
    assert Settings(**(SIGN_IN | changed)).public_url


def test_the_command_refuses_half_a_sign_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESTATE_OIDC_ISSUER", "https://login.example/tenant")
    monkeypatch.setattr(sys, "argv", ["estate", "serve"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    (told,) = capsys.readouterr().err.strip().splitlines()
    assert "ESTATE_OIDC_CLIENT_ID" in told


def test_every_setting_with_a_pattern_has_words_for_it() -> None:
    patterned = {
        name
        for name, field in Settings.model_fields.items()
        if any(getattr(rule, "pattern", None) for rule in field.metadata)
    }
    assert patterned == set(settings_words.PATTERNS)


def test_a_secret_is_never_repeated() -> None:
    secret = {"database_url": 12345}
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate(secret)
    (sentence,) = settings_words.sentences(caught.value)
    assert "12345" not in sentence
    assert sentence.startswith("ESTATE_DATABASE_URL must be")
    assert SecretStr in Settings.model_fields["database_url"].annotation.__args__


def test_the_command_ends_with_a_sentence_for_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESTATE_READER", "everybody")
    monkeypatch.setenv("ESTATE_SESSION_HOURS", "1.5")
    monkeypatch.setattr(sys, "argv", ["estate", "serve"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    told = capsys.readouterr().err.strip().splitlines()
    assert [line.split()[0] for line in told] == ["ESTATE_READER", "ESTATE_SESSION_HOURS"]


def test_a_folder_of_secrets_that_is_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for wrong in (file, tmp_path / "missing"):
        monkeypatch.setenv("ESTATE_SECRETS_DIR", str(wrong))
        with pytest.raises(SetupError, match="ESTATE_SECRETS_DIR is"):
            Settings()
    monkeypatch.setenv("ESTATE_SECRETS_DIR", str(tmp_path))
    (tmp_path / "estate_reader").write_text("club")
    assert Settings().reader == "club"


def test_a_mistyped_variable_is_told() -> None:
    given = ["ESTATE_PUBLC_URL", "ESTATE_READER", "ESTATE_ZZ", "ESTATE_TEST_CASES", "PATH"]
    assert settings_words.unknown(given) == [
        "ESTATE_PUBLC_URL is no setting of this service and is ignored: did you mean "
        "ESTATE_PUBLIC_URL?",
        "ESTATE_ZZ is no setting of this service and is ignored.",
    ]
