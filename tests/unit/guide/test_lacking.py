"""What was not seen is explained by the earliest thing that stood in its way."""

import pytest

from exporter.guide.lacking import PROVES_NOTHING, lacking
from exporter.model.attempt import Attempt
from exporter.model.evidence import Connection, Presentation, Sighting
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.words.phase import Phase
from exporter.words.reason import OF_OUR_OWN, Reason
from tests.deployments import SITE

CONNECTED = (Phase.CONNECT, Connection())
NO_PORT = Skipped(needs="an open port")
NO_TLS = Skipped(needs="a TLS answer")
OWN = Failed(reason=Reason.INTERNAL_ERROR)
WITHOUT_ERROR = "a probe without an error of the exporter's own"


@pytest.mark.parametrize(
    ("attempts", "needs"),
    [
        ((), "an attempt"),
        ((CONNECTED,), "a probe that comes that far"),
        ((CONNECTED, (Phase.CERTIFICATE, Presentation(chain=(b"",)))), ""),
        (((Phase.CONNECT, Skipped(needs="max_addresses above 16")),), "max_addresses above 16"),
        (
            ((Phase.CONNECT, Failed(reason=Reason.CONNECT_REFUSED)), (Phase.CERTIFICATE, NO_PORT)),
            "an open port",
        ),
        (((Phase.CONNECT, Failed(reason=Reason.CONNECT_REFUSED)),), "an open port"),
        (((Phase.CONNECT, OWN), (Phase.CERTIFICATE, NO_PORT)), WITHOUT_ERROR),
        ((CONNECTED, (Phase.HANDSHAKE, OWN), (Phase.CERTIFICATE, NO_TLS)), WITHOUT_ERROR),
        ((CONNECTED, (Phase.HANDSHAKE, Failed(reason=Reason.TLS_CLOSED))), "a TLS answer"),
        ((CONNECTED, (Phase.CERTIFICATE, NO_TLS), (Phase.SCAN, OWN)), "a TLS answer"),
        (
            (
                CONNECTED,
                (Phase.HANDSHAKE, Failed(reason=Reason.CLIENT_CERTIFICATE_REQUIRED)),
                (Phase.CERTIFICATE, Presentation(chain=(b"",))),
            ),
            "",
        ),
    ],
)
def test_a_certificate_needs_what_comes_before_it(
    attempts: tuple[tuple[Phase, Outcome[object]], ...], needs: str
) -> None:
    """What came after it, or failed without keeping it away, explains nothing."""
    made = tuple(Attempt(phase=phase, outcome=outcome) for phase, outcome in attempts)
    assert lacking(Sighting(place=SITE.place, attempts=made), Phase.CERTIFICATE) == needs


def test_all_failures_of_our_own_prove_nothing() -> None:
    """Nor does the end of the time that a target is given."""
    assert frozenset(PROVES_NOTHING) == OF_OUR_OWN | {Reason.DEADLINE}
