"""What Apache needs beside certificates and keys."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from exporter.model.server_config import Flaw
from exporter.webserver.apache.mistakes import HOST
from exporter.webserver.directive import Directive, Source, values
from exporter.webserver.needs.accounts import GROUP, USER
from exporter.webserver.needs.ciphers import CIPHERS, SUITES
from exporter.webserver.needs.files import CERTIFICATES, CONTENT, FOLDER, PARAMETERS, REVOCATIONS
from exporter.webserver.needs.groups import GROUPS
from exporter.webserver.needs.need import Needs, setting, unmet

COMMAND = "sslopensslconfcmd"
"""Each of them is carried out; of all other directives the last counts."""
PROXY_ENGINE = "sslproxyengine"
PROTOCOL, PROXY_PROTOCOL = "sslprotocol", "sslproxyprotocol"
STAPLING, STAPLES = "sslusestapling", "sslstaplingcache"
EVERY_VERSION = frozenset(("tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3"))
"""What "all" stands for; whether SSLv3 is more than a word is OpenSSL's matter."""
OF_SERVER: Needs = {"user": USER, "group": GROUP}
"""What counts on the level of the server alone."""
OF_EVERY: Needs = {
    "sslcacertificatefile": CONTENT,
    "sslcadnrequestfile": CONTENT,
    "sslcarevocationfile": CONTENT,
    "sslproxycacertificatefile": CONTENT,
    "sslproxycarevocationfile": CONTENT,
    "sslproxymachinecertificatefile": CONTENT,
    "sslproxymachinecertificatechainfile": CONTENT,
    "sslcacertificatepath": FOLDER,
    "sslcadnrequestpath": FOLDER,
    "sslcarevocationpath": FOLDER,
    "sslproxycacertificatepath": FOLDER,
    f"{COMMAND} dhparameters": CONTENT,
}
"""What has to be there as soon as it is named, whether it is used or not."""
OF_TLS: Needs = {
    "sslcacertificatefile": CERTIFICATES,
    "sslcadnrequestfile": CERTIFICATES,
    "sslcarevocationfile": REVOCATIONS,
    f"{COMMAND} dhparameters": PARAMETERS,
    f"{COMMAND} cipherstring": CIPHERS,
    f"{COMMAND} ciphersuites": SUITES,
    f"{COMMAND} curves": GROUPS,
    f"{COMMAND} ecdhparameters": GROUPS,
    f"{COMMAND} groups": GROUPS,
    "sslciphersuite": CIPHERS,
    "sslciphersuite tlsv1.3": SUITES,
}
"""What counts on levels that speak TLS."""
OF_PROXY: Needs = {
    "sslproxycacertificatefile": CERTIFICATES,
    "sslproxycarevocationfile": REVOCATIONS,
    "sslproxyciphersuite": CIPHERS,
    "sslproxyciphersuite tlsv1.3": SUITES,
}
"""What counts on levels that speak TLS with servers behind them."""


def unmet_of_apache(
    server: Directive, speaking: Iterable[Directive], folder: str, source: Source
) -> Iterator[Flaw]:
    """What is missing, once each; the levels that speak TLS are some of the server and its virtual hosts."""
    hosts = (one for one in server.block if one.name == HOST)
    around = replace(server, block=tuple(one for one in server.block if one.name != HOST))
    levels = (around, *hosts)
    spoken = [around if one is server else one for one in speaking]
    proxies = [one for one in levels if is_proxy(one, around)]
    found = chain(
        unmet(around.block, OF_SERVER, folder, source),
        *(unmet(one.block, OF_EVERY, folder, source) for one in levels),
        *(unmet(in_force(one, around), OF_TLS, folder, source) for one in spoken),
        *(unmet(in_force(one, around), OF_PROXY, folder, source) for one in proxies),
        *(without_version(one, around, PROTOCOL) for one in spoken),
        *(without_version(one, around, PROXY_PROTOCOL) for one in proxies),
        *(without_staples(one, around) for one in spoken),
    )
    yield from dict.fromkeys(found)


def is_proxy(level: Directive, server: Directive) -> bool:
    """Whether TLS is spoken with servers behind, as the level says, or else the server."""
    said = last(level, server, PROXY_ENGINE)
    return bool(said and said.arguments[0].lower() == "on")


def last(level: Directive, server: Directive, name: str) -> Directive | None:
    """The directive of a name that counts on a level."""
    said = values(level.block, name) or values(server.block, name)
    return said[-1] if said else None


def without_version(level: Directive, server: Directive, name: str) -> Iterator[Flaw]:
    """That no version of TLS is left; one without a sign is the only one of those named so far."""
    said, left = last(level, server, name), frozenset[str]()
    for word in map(str.lower, said.arguments if said else ()):
        bare = word.lstrip("+-")
        named = EVERY_VERSION if bare == "all" else frozenset({bare})
        kept = left if word != bare else frozenset[str]()
        left = kept - named if word.startswith("-") else kept | named
    if said and not left:
        yield Flaw(where=said.where, text="No SSL protocols available")


def without_staples(level: Directive, server: Directive) -> Iterator[Flaw]:
    """That there is no place for the answers of responders that are to be stapled."""
    said = last(level, server, STAPLING)
    if said and said.arguments[0].lower() == "on" and not values(server.block, STAPLES):
        yield Flaw(where=said.where, text="SSLStapling: no stapling cache available")


def in_force(level: Directive, server: Directive) -> tuple[Directive, ...]:
    """What holds on a level, or is not said there and holds for the server."""
    every = level.block if level is server else (*server.block, *level.block)
    others = {setting(one): one for one in every if one.name != COMMAND}
    return (*others.values(), *values(every, COMMAND))
