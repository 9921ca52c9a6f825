"""Whether a ServerHello keeps to the hello it answers."""

from exporter.tls.client_hello import ClientHello
from exporter.tls.server_hello import ServerHello
from exporter.words.protocol import Protocol
from exporter.words.suite_properties import is_tls1_3


def keeps_to(hello: ClientHello, choice: ServerHello) -> bool:
    """Whether the server chose among what was offered, or an older version than offered.

    Some choose what nobody offered (suites: yaSSL, versions: CUPS, groups: Caddy 2.7.5); a client
    would hang up, so such an answer proves nothing.
    """
    return (
        _may_have_version(hello, choice)
        and choice.suite in hello.suites
        and (choice.group is None or not hello.groups or choice.group in hello.groups)
    )


def _may_have_version(hello: ClientHello, choice: ServerHello) -> bool:
    """An older version than offered is how servers without supported_versions say no."""
    chosen = choice.protocol
    if chosen is None or not _suits(choice.suite, chosen):
        return False
    oldest = hello.versions[-1]
    return chosen in hello.versions or chosen.strength < oldest.strength


def _suits(suite: int, version: Protocol) -> bool:
    """Whether the suite exists at that version: TLS 1.3 has its own."""
    return is_tls1_3(suite) is (version is Protocol.TLS1_3)
