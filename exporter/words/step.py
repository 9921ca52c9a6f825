"""The nine steps of the troubleshooting guide, in the order a person works through them."""

from enum import StrEnum


class Step(StrEnum):
    """One step of the guide; the value is its public slug."""

    PORT = "port"
    SERVER_CONFIG = "server_config"
    CERTIFICATE = "certificate"
    DNS = "dns"
    CLIENT_CACHE = "client_cache"
    CHAIN = "chain"
    PRIVATE_KEY = "private_key"
    COMPATIBILITY = "compatibility"
    PERMISSIONS = "permissions"

    @classmethod
    def of(cls, code: str) -> "Step":
        """The step with whose name a finding's code begins."""
        return next(step for step in cls if code.startswith(f"{step}_"))

    @property
    def number(self) -> int:
        """The step's place in the guide, 1 to 9."""
        return tuple(Step).index(self) + 1
