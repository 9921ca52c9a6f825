"""A service that lists targets over HTTP, and what it must be told to answer."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicAuth:
    """A user and a password, written or in a file."""

    username: str = ""
    password: str = field(default="", repr=False)
    password_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """The header of that name; credentials are written or in a file."""

    type: str = "Bearer"
    credentials: str = field(default="", repr=False)
    credentials_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTls:
    """How the service is known, and we to it."""

    ca_file: str = ""
    """Empty: the certificates that the machine trusts."""
    cert_file: str = ""
    key_file: str = ""
    server_name: str = ""
    """Empty: the host of the URL."""
    insecure_skip_verify: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Where it is, and how it is asked."""

    url: str
    basic_auth: BasicAuth | None = None
    authorization: Authorization | None = None
    tls_config: ClientTls = ClientTls()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What it said when it answered last, and why it does not answer now."""

    text: str | None = None
    """JSON; None where it has never answered."""
    fault: str = ""
