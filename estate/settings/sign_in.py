"""Whether sign-in is set up whole: the service does not start with half of it."""

from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from estate.settings.hosts import is_this_machine

#: Entra ID's hosts: the worldwide one and those of national clouds.
_ENTRA = (
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "sts.windows.net",
)
#: Entra's names for "any tenant": there, anybody can claim an address.
_ANY_TENANT = ("common", "organizations", "consumers")


def incomplete(
    issuer: str | None, client_id: str, client_secret: SecretStr | None, public_url: str | None
) -> str | None:
    """One sentence that names the variable which is missing or wrong; None when nothing is."""
    has_secret = client_secret is not None and bool(client_secret.get_secret_value().strip())
    if not issuer:
        return _without_issuer(client_id, has_secret=has_secret)
    if not client_id.strip():
        return _needs("ESTATE_OIDC_CLIENT_ID", "the name under which the provider knows us")
    if not public_url:
        return _needs(
            "ESTATE_PUBLIC_URL",
            "the address to which the provider sends browsers back, such as "
            "https://estate.example.gov.uk",
        )
    return (
        _plain("ESTATE_PUBLIC_URL", public_url)
        or _plain("ESTATE_OIDC_ISSUER", issuer)
        or _of_entra(urlsplit(issuer), has_secret=has_secret)
    )


def _without_issuer(client_id: str, *, has_secret: bool) -> str | None:
    given = "ESTATE_OIDC_CLIENT_ID" if client_id else "ESTATE_OIDC_CLIENT_SECRET"
    if not (client_id or has_secret):
        return None
    return (
        f"{given} is set without ESTATE_OIDC_ISSUER: set that to the address of the identity "
        "provider, or unset both to do without sign-in."
    )


def _needs(variable: str, what: str) -> str:
    return (
        f"Sign-in (ESTATE_OIDC_ISSUER) needs {variable}: set it to {what}, or unset "
        "ESTATE_OIDC_ISSUER to do without sign-in."
    )


def _plain(variable: str, address: str) -> str | None:
    """Without https anybody on the way could read a code or a cookie."""
    if address.startswith("https:") or is_this_machine(address):
        return None
    return f"{variable} is '{address[:80]}', but sign-in needs https: set it to an https address."


def _of_entra(issuer: SplitResult, *, has_secret: bool) -> str | None:
    if issuer.hostname not in _ENTRA:
        return None
    if issuer.path.strip("/").partition("/")[0].lower() in _ANY_TENANT:
        return (
            "ESTATE_OIDC_ISSUER names any tenant of Entra ID, where anybody can claim an address: "
            "set it to your own tenant's, such as https://login.microsoftonline.com/TENANT-ID/v2.0."
        )
    if has_secret:
        return None
    return (
        "Entra ID lets no web service sign people in without its secret: set "
        "ESTATE_OIDC_CLIENT_SECRET, or put it into a file (ESTATE_SECRETS_DIR)."
    )
