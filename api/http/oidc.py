"""The identity provider: OpenID Connect, authorization code with PKCE.

Authlib speaks OAuth, joserfc checks the ID token; this module only says what is demanded.
The provider says who somebody is; what they may do is the register's own (``account``).
"""

import threading
from dataclasses import dataclass
from typing import Any, cast

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from estate.errors import ProviderFailed
from estate.settings import Settings

SCOPE = "openid email profile"
_ALGORITHMS = ["RS256", "PS256", "ES256"]
_TIMEOUT_S = 10
_CLOCKS_DIFFER_S = 60
#: How providers say that they have verified an address (Cognito writes the word); to say nothing,
#: as Entra ID does, is not to have verified it.
_VERIFIED = (True, "true")


@dataclass(frozen=True)
class Claims:
    """Who somebody is, as the provider has signed it."""

    issuer: str
    subject: str
    email: str | None
    """None unless the provider says that it has verified the address."""
    name: str | None


class Provider:
    """One identity provider; its description and keys are fetched once and kept."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = str(settings.oidc_issuer).rstrip("/")
        self._client_id = settings.oidc_client_id
        self._subject_claim = settings.oidc_subject_claim
        secret = settings.oidc_client_secret
        self._client_secret = None if secret is None else secret.get_secret_value()
        self._lock = threading.Lock()
        self._metadata: dict[str, Any] | None = None
        self._keys: KeySet | None = None

    def address(self, redirect_uri: str, state: str, nonce: str, code_verifier: str) -> str:
        """Where the browser goes to sign in."""
        with self._session(redirect_uri) as session:
            url, _ = session.create_authorization_url(
                self.metadata()["authorization_endpoint"],
                state=state,
                nonce=nonce,
                code_verifier=code_verifier,
            )
        return str(url)

    def claims(self, redirect_uri: str, code: str, nonce: str, code_verifier: str) -> Claims:
        """Exchange the code and check the ID token; ``ProviderFailed`` when anything is off."""
        try:
            with self._session(redirect_uri) as session:
                token = session.fetch_token(
                    self.metadata()["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=code_verifier,
                    timeout=_TIMEOUT_S,
                )
        except (OAuthError, requests.RequestException) as error:
            raise ProviderFailed("The identity provider did not accept this sign-in.") from error
        return self._checked(str(token.get("id_token") or ""), nonce)

    def metadata(self) -> dict[str, Any]:
        """The provider's description of itself; its issuer must be the configured one."""
        with self._lock:
            if self._metadata is None:
                found = _fetch(f"{self._issuer}/.well-known/openid-configuration")
                if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                    raise ProviderFailed("The identity provider calls itself by another name.")
                self._metadata = found
            return self._metadata

    def _session(self, redirect_uri: str) -> OAuth2Session:
        return OAuth2Session(
            self._client_id,
            self._client_secret,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._client_secret else "none",
        )

    def _checked(self, id_token: str, nonce: str) -> Claims:
        try:
            try:
                token = jwt.decode(id_token, self._key_set(), algorithms=_ALGORITHMS)
            except (JoseError, ValueError):  # perhaps the provider has changed its keys
                token = jwt.decode(id_token, self._key_set(anew=True), algorithms=_ALGORITHMS)
            self._demand(nonce).validate(token.claims)
        except (JoseError, ValueError) as error:
            raise ProviderFailed("The identity provider's answer could not be verified.") from error
        found = token.claims
        if not found.get(self._subject_claim):
            raise ProviderFailed(
                f"The identity provider does not send '{self._subject_claim}', by which this "
                "service is set up to know people (ESTATE_OIDC_SUBJECT_CLAIM)."
            )
        verified = found.get("email_verified") in _VERIFIED
        return Claims(
            self._issuer,
            str(found[self._subject_claim]),
            str(found["email"]) if verified and found.get("email") else None,
            str(found["name"]) if found.get("name") else None,
        )

    def _demand(self, nonce: str) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=_CLOCKS_DIFFER_S,
            iss={"essential": True, "value": self.metadata()["issuer"]},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )

    def _key_set(self, *, anew: bool = False) -> KeySet:
        address = str(self.metadata()["jwks_uri"])
        with self._lock:
            if self._keys is None or anew:
                self._keys = KeySet.import_key_set(cast(Any, _fetch(address)))
            return self._keys


def _fetch(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=_TIMEOUT_S, allow_redirects=False)
        answer.raise_for_status()
        return cast(dict[str, Any], answer.json())
    except (requests.RequestException, ValueError) as error:
        raise ProviderFailed(
            "The identity provider cannot be reached; please try again in a moment."
        ) from error
