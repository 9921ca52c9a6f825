"""Who speaks something else than TLS is named, and asked once."""

from typing import Any

import pytest

from exporter.lab.conversation import Continuation, Reaction
from exporter.words.phase import Phase
from tests.integration.probing.meeting import meeting


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        (
            b"220 mail.example.test ESMTP ready\r\n",
            (
                'SMTP answers, not TLS: "220 mail.example.test ESMTP ready"; TLS comes after '
                "STARTTLS here, or at once on another port, mostly 465"
            ),
        ),
        (
            b"SSH-2.0-OpenSSH_9.2\r\n",
            'SSH answers, not TLS: "SSH-2.0-OpenSSH_9.2"; SSH has no TLS: it is the wrong port',
        ),
        (b"\x05\x01\x02\x03\x04", 'the answer is not TLS: "\\x05\\x01\\x02\\x03\\x04"'),
    ],
)
async def test_what_is_not_tls_is_quoted_and_not_asked_again(
    new_prober: Any, new_target: Any, said: bytes, detail: str
) -> None:
    """One connection tells it; a plainer hello would not help."""
    reaction = Reaction(send=said, ending=Continuation.CLOSE)
    async with meeting(lambda: lambda _: reaction, new_prober, new_target) as (seen, answers):
        failure = seen.failure(Phase.HANDSHAKE)
        assert failure
        assert failure.reason == "tls_not_tls"
        assert failure.detail == detail
        assert answers == [1]
