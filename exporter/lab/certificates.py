"""What certificates a deployment of the lab serves, as data."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from exporter.config.data_file import written
from exporter.guide.data_file import STRICT


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Validity:
    """Where in its life a certificate is now, in days; negative values reverse the direction."""

    age: float
    """Since notBefore."""
    left: float
    """Until notAfter."""


class ServerKey(Enum):
    """The kinds of key that the lab's servers hold."""

    ECDSA_P256 = "ECDSA P-256"
    RSA_2048 = "RSA 2048"


class LabAuthority(StrEnum):
    """The CA certificates of the lab; the value is the common name of a key's holder."""

    ROOT = "Lab Root"
    INTERMEDIATE = "Lab Intermediate"
    UPPER_INTERMEDIATE = "Lab Upper Intermediate"
    LOWER_INTERMEDIATE = "Lab Lower Intermediate"
    EXPIRED_INTERMEDIATE = "Lab Intermediate of Last Year"
    ENDING_INTERMEDIATE = "Lab Intermediate in its Last Days"
    LAST_INTERMEDIATE = "Lab Intermediate in its Last Hours"
    FORMER_ROOT = "Lab Former Root"
    CROSS_SIGNED_ROOT = "Lab Root, signed by the Former Root"
    UNKNOWN_ROOT = "Unknown Root"
    UNKNOWN_INTERMEDIATE = "Unknown Intermediate"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Issuance:
    """How one CA certificate is made; its own issuer signs itself."""

    issuer: LabAuthority
    validity: Validity
    path_length: int | None = 0
    holder: LabAuthority | None = None
    """Whose name and key it certifies, where those are another's."""


HIERARCHY = TypeAdapter(dict[LabAuthority, Issuance])


@cache
def hierarchy() -> Mapping[LabAuthority, Issuance]:
    """How each is made; issuers stand above what they issue."""
    return HIERARCHY.validate_python(written(Path(__file__).with_name("authorities.yml")))


class Word(StrEnum):
    """What a CA says of a certificate that it has issued."""

    GOOD = "good"
    REVOKED = "revoked"
    ENDED = "ended"
    """That it is good, until yesterday."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Leaf:
    """A server's own certificate."""

    names: tuple[str, ...] = ()
    """DNS names and IP addresses; the host of the scenario where none is given."""
    further_names: int = 0
    """How many more it has, all below the first."""
    issuer: LabAuthority | None = LabAuthority.INTERMEDIATE
    """None: signed with its own key."""
    validity: Validity = Validity(age=30, left=60)
    key: ServerKey = ServerKey.ECDSA_P256
    named_key: LabAuthority | None = None
    """Whose key it names for its issuer's, where that is wrong."""
    is_logged: bool = False
    """Whether it has timestamps of two transparency logs, which nobody knows."""
    ocsp: Word | None = None
    """What the responder says that it names; None: it names none."""
    crl: Word | None = None
    """What the list says that it names."""
    renewal: Validity | None = None
    """From when to when its CA would have it renewed; None: later."""

    @property
    def is_told_of(self) -> bool:
        """Whether its CA says anything in particular of it by HTTP."""
        return any((self.ocsp, self.crl, self.renewal))


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SentChain:
    """The certificates a server sends: its own, then these, in this order."""

    leaf: Leaf = Leaf()
    above: tuple[LabAuthority, ...] = (LabAuthority.INTERMEDIATE,)
    staple: Word | None = None
    """In the answer that the server staples; None: none is sent."""
    second: Leaf | None = None
    """What it sends instead of the first to whoever cannot use that: its key is of another kind."""
