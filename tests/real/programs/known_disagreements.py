"""Where another scanner says otherwise than ours of a set-up, and what the wire shows."""

from dataclasses import dataclass
from enum import StrEnum

from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol


class Tool(StrEnum):
    """A scanner beside ours."""

    SSLSCAN = "sslscan"
    TESTSSL = "testssl.sh"
    S_CLIENT = "s_client"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDisagreement:
    """A disagreement that is not ours to mend."""

    set_up: str
    tools: tuple[Tool, ...]
    about: frozenset[str]
    reason: str


CURVES = ("x25519", "x448", "secp256r1", "secp384r1", "secp521r1")

KNOWN_DISAGREEMENTS = (
    KnownDisagreement(
        set_up="openssl-anonymous",
        tools=(Tool.SSLSCAN,),
        about=frozenset(CURVES),
        reason="sslscan denies them. Its hellos about groups offer suites with a certificate only"
        " (`c030 c02c c028 …`, no `c018` or `c019`), and this server has anonymous ones only: each"
        " is answered with `15 0303 0002 0228`, handshake_failure (40). s_client completes"
        " AECDH-AES256-SHA on each of the five curves.",
    ),
    KnownDisagreement(
        set_up="nginx-reject",
        tools=(Tool.SSLSCAN, Tool.TESTSSL),
        about=frozenset({Protocol.TLS1_2, Protocol.TLS1_3, *CipherClass}),
        reason="Ours does not know what they deny. The hellos of TLS 1.2 and 1.3 are answered with"
        " `15 0303 0002 0270`, the fatal alert unrecognized_name (112): nginx dislikes the name,"
        " and both versions are on for others. TLS 1.0 and 1.1, which are off, are answered with"
        " `0246`, protocol_version (70).",
    ),
    KnownDisagreement(
        set_up="dovecot",
        tools=(Tool.SSLSCAN,),
        about=frozenset({Protocol.TLS1_2}),
        reason="sslscan denies it: Dovecot hangs up on its hello of that version. s_client completes"
        " ECDHE-RSA-AES256-GCM-SHA384 at TLS 1.2.",
    ),
    KnownDisagreement(
        set_up="erlang",
        tools=(Tool.SSLSCAN, Tool.TESTSSL, Tool.S_CLIENT),
        about=frozenset({"secp521r1"}),
        reason="Ours asks about groups at TLS 1.3, where s_client with `-groups P-521` is answered"
        " with insufficient_security (71); the others ask at TLS 1.2 too, where it is accepted.",
    ),
)


def known(set_up: str, tool: Tool) -> frozenset[str]:
    """What the tool is known to say otherwise of the set-up."""
    matching = (one for one in KNOWN_DISAGREEMENTS if one.set_up == set_up and tool in one.tools)
    return frozenset().union(*(one.about for one in matching))
