"""Public CAs, by what they call themselves and by the domains with which CAA records permit them."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from exporter.guide.data_file import STRICT, within

FILE = resources.files(__package__).joinpath("known_cas.toml")
ORGANIZATION = re.compile(r"(?:^|[,+])O=((?:\\.|[^,+\\])*)")
ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class KnownCa:
    """One CA."""

    organizations: frozenset[str]
    domains: frozenset[str]


FORM = TypeAdapter(Mapping[str, KnownCa])


@cache
def known_cas() -> tuple[KnownCa, ...]:
    """All in the file."""
    with within(FILE.name):
        return tuple(FORM.validate_python(tomllib.loads(FILE.read_text(encoding="utf-8"))).values())


@cache
def known_domains() -> frozenset[str]:
    """Every domain that permits one of them."""
    return frozenset(domain for one in known_cas() for domain in one.domains)


def domains_of(organization: str) -> frozenset[str]:
    """The domains that permit the CA of this name; empty where it is not known."""
    return next(
        (one.domains for one in known_cas() if organization in one.organizations), frozenset()
    )


def organization_of(name: str) -> str:
    """The organization in a distinguished name (RFC 4514); empty where there is none."""
    found = ORGANIZATION.search(name)
    return ESCAPED.sub(r"\1", found.group(1)) if found else ""
