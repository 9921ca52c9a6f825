"""OpenSSL's names of groups, which are not always the registered ones."""

from collections.abc import Mapping
from types import MappingProxyType

from exporter.words.groups import Group

ALIASES = {
    "prime192v1": Group.secp192r1,
    "prime256v1": Group.secp256r1,
    "p-192": Group.secp192r1,
    "p-224": Group.secp224r1,
    "p-256": Group.secp256r1,
    "p-384": Group.secp384r1,
    "p-521": Group.secp521r1,
    "sm2": Group.curveSM2,
}
GROUPS: Mapping[str, Group] = MappingProxyType(
    {group.name.lower(): group for group in Group} | ALIASES
)


def iana_name(openssl_name: str) -> str:
    """The registered name of a group that OpenSSL calls `openssl_name`; an unknown name stays."""
    group = GROUPS.get(openssl_name.lower())
    return group.name if group is not None else openssl_name
