"""Settings of one running instance, read from ``ESTATE_*`` by whoever starts it.

Nothing here is read at import: a command or a test builds ``Settings()`` and hands it on.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_data_dir() -> Path:
    """The user's data folder, as the XDG convention has it."""
    return Path.home() / ".local" / "share" / "common-estate"


class Settings(BaseSettings):
    """Every knob of the service; documented one by one in ``docs/operators.md``."""

    model_config = SettingsConfigDict(env_prefix="ESTATE_", extra="ignore")

    data_dir: Path = Field(default_factory=default_data_dir)
    """Where the embedded PostGIS and uploaded files live."""

    database_url: SecretStr | None = None
    """A real PostgreSQL server to use instead of the embedded one."""

    reader: Literal["public", "club"] = "public"
    """Whose eyes readers without a token use until there is sign-in: ``public`` unless the
    operator says otherwise. ``estate demo`` reads as the club."""

    max_upload_mb: int = Field(default=200, ge=1, le=10_000)
    """Largest import file accepted, in megabytes."""

    plan_days: int = Field(default=30, ge=1, le=3_650)
    """Days after which an import plan that nobody has committed is removed with its file."""

    public_url: str | None = Field(default=None, pattern=r"^https?://[^/]+$")
    """Where browsers reach the service, such as https://estate.example.gov.uk: for links back
    from sign-in, Secure cookies and the check that a write comes from our own pages."""

    oidc_issuer: str | None = Field(default=None, pattern=r"^https?://")
    """The identity provider (OpenID Connect); without it there is no sign-in page."""

    oidc_client_id: str = ""
    """The name under which the provider knows this service."""

    oidc_client_secret: SecretStr | None = None
    """Its secret, where the provider has given one; a file named oidc_client_secret in the
    folder ESTATE_SECRETS_DIR does as well."""

    session_hours: int = Field(default=10, ge=1, le=168)
    """How long somebody stays signed in at most."""

    session_idle_minutes: int = Field(default=60, ge=5, le=1440)
    """After so long without a request they sign in again."""
