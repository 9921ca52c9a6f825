"""Where a client differs from its row of the catalogue, as it is of another release."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.real.programs.tried_clients import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDifference:
    """A reason why a client does otherwise than its row says."""

    is_about: Callable[[str], bool]
    """Whether it is about the client of this name."""
    set_ups: frozenset[str]
    reason: str


def is_older_java(client: str) -> bool:
    """Whether it is a Java 17 before 17.0.18."""
    match client.removeprefix("Java ").split("."):
        case ["17", _, update, *_]:
            return int(update) < 18
        case _:
            return False


KNOWN_DIFFERENCES = (
    KnownDifference(
        is_about=is_older_java,
        set_ups=frozenset({"rsa-transport", "sha1-handshake"}),
        reason="Updates since January 2026, of which the row is, disable `TLS_RSA_*` and SHA-1 in"
        " handshakes: java.security, jdk.tls.disabledAlgorithms.",
    ),
)


def is_known(trial: Trial) -> bool:
    """Whether there is a reason why the client does otherwise."""
    return any(
        one.is_about(trial.client) and trial.set_up in one.set_ups for one in KNOWN_DIFFERENCES
    )
