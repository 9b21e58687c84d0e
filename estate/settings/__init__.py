"""Settings of one running instance, read from ``ESTATE_*`` by whoever starts it.

Nothing here is read at import: a command or a test builds ``Settings()`` and hands it on.
"""

import os
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SecretsSettingsSource, SettingsConfigDict

from estate.errors import SetupError
from estate.settings import hosts, mail, sign_in


def default_data_dir() -> Path:
    """The user's data folder, as the XDG convention has it."""
    return Path.home() / ".local" / "share" / "common-estate"


class _FilledSecrets(SecretsSettingsSource):
    """An empty file counts as none, like an empty variable: a container must be given files for
    secrets that are not used."""

    def __call__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__call__().items() if value != ""}


class Settings(BaseSettings):
    """Every knob of the service; documented one by one in ``docs/operators.md``."""

    model_config = SettingsConfigDict(
        env_prefix="ESTATE_", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    data_dir: Path = Field(default_factory=default_data_dir)
    """Where the embedded PostGIS and uploaded files live."""

    database_url: SecretStr | None = None
    """A real PostgreSQL server to use instead of the embedded one."""

    owner_database_url: SecretStr | None = None
    """The same server as the owner of the tables, for `estate db migrate`, `grants` and `backup`
    alone: the service itself then runs as a role that owns nothing."""

    reader: Literal["public", "club"] = "public"
    """Whose eyes readers use who are not signed in and send no token: ``public`` unless the
    operator says otherwise. ``estate demo`` reads as the club."""

    max_upload_mb: int = Field(default=200, ge=1, le=10_000)
    """Largest import file accepted, in megabytes."""

    max_document_mb: int = Field(default=15, ge=1, le=50)
    """Largest photograph or document accepted, in megabytes."""

    documents_room_mb: int = Field(default=10_000, ge=1, le=10_000_000)
    """Room for all photographs and documents together, in megabytes of the database."""

    read_seconds: int = Field(default=120, ge=1, le=3_600)
    """So many seconds of a processor reading one file may take, and five times that by the clock;
    then it is refused."""

    read_memory_mb: int = Field(default=1_500, ge=100, le=100_000)
    """So much memory reading one file may take in the process that reads; then it is refused."""

    read_room_mb: int = Field(default=4_000, ge=1, le=1_000_000)
    """The largest temporary file that reading one may write, in megabytes."""

    readers: int = Field(default=2, ge=1, le=64)
    """So many files are read at a time by each worker; the others wait."""

    feed_memory_mb: int = Field(default=256, ge=0, le=100_000)
    """Memory of each process for answers that are kept ready, in megabytes; 0 keeps none."""

    plan_days: int = Field(default=30, ge=1, le=3_650)
    """Days after which an import plan that nobody has committed is removed with its file."""

    public_url: str | None = Field(default=None, pattern=r"^https?://[^/]+$")
    """Where browsers reach the service, such as https://estate.example.gov.uk: for links back
    from sign-in, Secure cookies and the check that a write comes from our own pages."""

    allowed_hosts: str = Field(default="", max_length=2_000)
    """Further names under which the service answers, with commas between and without ports;
    that of the public address, this machine's own and ``localhost`` need no mention."""

    embed_hosts: str = Field(default="", max_length=2_000)
    """Sites that may show our pages in a frame of theirs, as origins with commas between, such as
    ``https://intranet.example.gov.uk``; without any, none but ourselves."""

    security_contact: str | None = Field(
        default=None, max_length=300, pattern=r"^(mailto:|https://|tel:)[!-~]+$"
    )
    """Whom to tell of a weakness: an address for /.well-known/security.txt, which is not there
    without it."""

    oidc_issuer: str | None = Field(default=None, pattern=r"^https?://")
    """The identity provider (OpenID Connect); without it there is no sign-in page."""

    oidc_client_id: str = ""
    """The name under which the provider knows this service."""

    oidc_client_secret: SecretStr | None = None
    """Its secret, where the provider has given one."""

    oidc_subject_claim: Literal["sub", "oid"] = "sub"
    """Which of the provider's claims an account is bound to: ``sub``, which every provider sends,
    or Entra ID's ``oid``, the object id that its directory shows."""

    session_hours: int = Field(default=10, ge=1, le=168)
    """How long somebody stays signed in at most."""

    session_idle_minutes: int = Field(default=60, ge=5, le=1440)
    """After so long without a request they sign in again."""

    mail_host: str | None = Field(default=None, max_length=253)
    """The mail server (SMTP) that takes reminders; without it no mail is ever sent."""

    mail_port: int = Field(default=587, ge=1, le=65_535)
    """Its port: 587 for submission with STARTTLS, 465 for TLS from the start."""

    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the line to it is kept secret; ``none`` only to a relay on this machine or network."""

    mail_user: str = Field(default="", max_length=320)
    """The name under which the server knows this service, where it asks for one."""

    mail_password: SecretStr | None = None
    """Its password, best from a file (ESTATE_SECRETS_DIR)."""

    mail_from: str = Field(default="", max_length=320)
    """From which address mails come; undeliverable ones come back to it."""

    mail_hour: int = Field(default=7, ge=0, le=23)
    """From this hour on, by the clock of the United Kingdom, a day's mails are made."""

    basemap: Literal["none", "pmtiles", "os", "osm", "custom"] = "none"
    """The map beneath the sites: none, a file on this machine, Ordnance Survey, OpenStreetMap, or
    an address of your own. Tiles of the last three are fetched by the service, never by a browser
    (docs/operators.md)."""

    basemap_file: Path | None = None
    """For ``pmtiles``: the file of vector tiles; without it ``base-map.pmtiles`` in the data
    folder, which `estate basemap build` writes."""

    basemap_key: SecretStr | None = None
    """The key of Ordnance Survey's OS Maps API; it never reaches a page."""

    basemap_style: Literal["Light_3857", "Road_3857", "Outdoor_3857"] = "Light_3857"
    """Which of Ordnance Survey's styles."""

    basemap_url: SecretStr | None = None
    """For ``custom``: the address of a tile, with {z}, {x} and {y}."""

    basemap_attribution: str = Field(default="", max_length=200)
    """For ``custom``: whom the tiles are owed to, as plain words; for ``pmtiles`` in place of
    what the file says."""

    basemap_min_zoom: int = Field(default=7, ge=0, le=20)
    """The farthest zoom that the base map has."""

    basemap_max_zoom: int = Field(default=16, ge=0, le=22)
    """The closest zoom asked for; closer in, its tiles are enlarged. Ordnance Survey's open
    data end at 16."""

    basemap_proxy: str | None = Field(default=None, pattern=r"^(https?|socks5)://")
    """A proxy for tiles alone; without it HTTP_PROXY, HTTPS_PROXY and NO_PROXY hold."""

    requests_per_minute: int = Field(default=1_200, ge=0)
    """How often one token or sign-in is answered; 0 lifts all bounds."""

    requests_per_minute_per_address: int = Field(default=6_000, ge=0)
    """How often one address is answered for all who read there without a name: a whole council
    may be behind it. 0 lifts this bound alone."""

    refusals_per_minute: int = Field(default=60, ge=1)
    """So many refusals (401, 403) a minute a token or a sign-in may collect, and so many wrong
    tokens, links or logins may come from one address, before it has to wait."""

    trusted_proxies: str = ""
    """Addresses of the proxies in front, with commas between: theirs alone is the word on where
    a request comes from (X-Forwarded-For) and whether it came by https."""

    question_seconds: int = Field(default=60, ge=1, le=3_600)
    """A question that the database cannot answer in this time is given up."""

    town_search_seconds: int = Field(default=120, ge=2, le=3_600)
    """So long it is looked for a town's plan, its frontier and the next plans, while somebody
    listens."""

    write_seconds: int = Field(default=900, ge=10, le=86_400)
    """A statement of a write (an import's among them) that takes longer is given up, and the
    write undone; so is a transaction in which nothing is asked for as long."""

    lock_seconds: int = Field(default=10, ge=1, le=3_600)
    """So long a question or a write waits for rows that somebody else is changing."""

    connections: int = Field(default=20, ge=12, le=500)
    """Connections to the database that each worker may hold; how much it does at the same time
    follows from it (docs/operators.md)."""

    queue_seconds: int = Field(default=60, ge=1, le=3_600)
    """So long a question waits for its turn; then the answer is 503 with Retry-After."""

    stop_seconds: int = Field(default=75, ge=1, le=3_600)
    """When the service is stopped, what is under way has so long to end; then it is given up."""

    slow_queue: int = Field(default=200, ge=1, le=10_000)
    """So many slow questions (portfolio, exports, prints, plans of imports) wait for their turn
    in each worker; the next one is answered 503 with Retry-After."""

    metrics_port: int | None = Field(default=None, ge=1, le=65_535)
    """A port for Prometheus alone; without it there is none."""

    metrics_host: str = "127.0.0.1"
    """The address that port listens on; it asks for no token."""

    metrics_token: SecretStr | None = Field(default=None, min_length=20)
    """Whoever sends it is answered at /metrics on the service's own port; without it nobody is."""

    backup_dir: Path | None = None
    """Where backups are put: the age of the newest whole one is told to Prometheus."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: Any, **named: Any
    ) -> tuple[Any, ...]:
        """Secrets may come from files: one per setting, named like its variable in small letters
        (``estate_database_url``), in the folder that ESTATE_SECRETS_DIR names."""
        folder = os.environ.get("ESTATE_SECRETS_DIR")
        usual = (named["init_settings"], named["env_settings"])
        if not folder:
            return usual
        if not Path(folder).is_dir():
            raise SetupError(
                f"ESTATE_SECRETS_DIR is '{folder}', but must be a folder that can be read: set it "
                "to the folder with the secrets' files, or unset it to use variables alone."
            )
        return (*usual, _FilledSecrets(settings_cls, folder))

    @field_validator("public_url")
    @classmethod
    def _is_origin(cls, given: str | None) -> str | None:
        return None if given is None else hosts.origin(given)

    @model_validator(mode="after")
    def _hosts_are_named(self) -> Self:
        try:
            hosts.host_names(self.allowed_hosts)
        except ValueError as error:
            raise ValueError(
                f"ESTATE_ALLOWED_HOSTS holds {error}, but may only hold names and addresses "
                "without scheme and port, such as estate.lan, with commas between."
            ) from error
        try:
            hosts.networks(self.trusted_proxies)
        except ValueError as error:
            raise ValueError(
                f"ESTATE_TRUSTED_PROXIES holds {error}, but may only hold addresses and networks, "
                "such as 10.0.0.5 or 172.18.0.0/16, with commas between."
            ) from error
        try:
            hosts.origins(self.embed_hosts)
        except ValueError as error:
            raise ValueError(
                f"ESTATE_EMBED_HOSTS holds {error}, but may only hold http or https addresses "
                "without a path, such as https://intranet.example.gov.uk, with commas between."
            ) from error
        return self

    @model_validator(mode="after")
    def _sign_in_is_complete(self) -> Self:
        missing = sign_in.incomplete(
            self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret, self.public_url
        )
        if missing is not None:
            raise ValueError(missing)
        return self

    @model_validator(mode="after")
    def _mail_is_complete(self) -> Self:
        password = self.mail_password.get_secret_value() if self.mail_password else ""
        missing = mail.incomplete(
            self.mail_host,
            self.mail_security,
            self.mail_user,
            has_password=bool(password),
            sender=self.mail_from,
            public_url=self.public_url,
        )
        if missing is not None:
            raise ValueError(missing)
        return self

    @property
    def host_names(self) -> frozenset[str]:
        """Names under which the service answers, beside those of this machine."""
        public = urlsplit(self.public_url or "").hostname
        return hosts.host_names(self.allowed_hosts) | ({public} if public else set())

    @property
    def embedding_origins(self) -> tuple[str, ...]:
        """Which sites may show our pages in a frame of theirs."""
        return hosts.origins(self.embed_hosts)

    @property
    def base_map_file(self) -> Path:
        """Where the file of vector tiles lies."""
        return (self.basemap_file or self.data_dir / "base-map.pmtiles").expanduser()

    @model_validator(mode="after")
    def _base_map_is_complete(self) -> Self:
        if self.basemap == "os" and not self.basemap_key:
            raise ValueError("ESTATE_BASEMAP=os needs a key: set ESTATE_BASEMAP_KEY.")
        if self.basemap == "custom" and not _is_tile_address(self.basemap_url):
            raise ValueError(
                "ESTATE_BASEMAP=custom needs ESTATE_BASEMAP_URL: an http or https address "
                "with {z}, {x} and {y}, once each and no other braces."
            )
        return self


def _is_tile_address(given: SecretStr | None) -> bool:
    address = given.get_secret_value() if given else ""
    plain = address.replace("{z}", "", 1).replace("{x}", "", 1).replace("{y}", "", 1)
    whole = len(address) - len(plain) == 9
    return address.startswith(("http://", "https://")) and whole and not {"{", "}"} & set(plain)
