"""What of an ID token counts: which address, and which name for the person."""

from time import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from api.http.oidc import Claims, Provider
from estate.errors import ProviderFailed
from estate.settings import Settings

ISSUER = "https://login.example/tenant"
KEY = RSAKey.generate_key(2048, {"kid": "of the tests", "use": "sig"}, private=True)


def claims(subject_claim: str = "sub", **more: Any) -> Claims:
    settings = Settings(
        oidc_issuer=ISSUER, oidc_client_id="us", public_url="https://estate.example",
        oidc_subject_claim=subject_claim,
    )  # fmt: skip
    provider = Provider(settings)
    provider._metadata = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}
    provider._keys = KeySet([KEY])
    now = int(time())
    usual = {"iss": ISSUER, "aud": "us", "sub": "s-1", "iat": now, "exp": now + 600, "nonce": "n"}
    token = jwt.encode({"alg": "RS256", "kid": "of the tests"}, usual | more, KEY)
    return provider._checked(token, "n")


@pytest.mark.parametrize(
    ("said", "counts"),
    [({"email_verified": True}, True), ({"email_verified": "true"}, True),
     ({"email_verified": False}, False), ({"email_verified": "false"}, False),
     ({"email_verified": None}, False), ({"email_verified": "yes"}, False), ({}, False)],
)  # fmt: skip
def test_an_address_counts_when_the_provider_says_it_is_verified(said: dict, counts: bool):
    assert claims(email="a@b.example", **said).email == ("a@b.example" if counts else None)


def test_entras_object_id_is_the_subject_where_set_up_so():
    assert claims(oid="o-1").subject == "s-1"
    assert claims("oid", oid="o-1").subject == "o-1"
    with pytest.raises(ProviderFailed, match="ESTATE_OIDC_SUBJECT_CLAIM"):
        claims("oid")
