"""The path verifier of Python's cryptography, which asks what browsers ask of public chains."""

import warnings
from collections.abc import Iterable
from datetime import datetime

from cryptography import x509
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from tests.real.programs.question import Question


def refusals(asked: Iterable[Question], now: datetime) -> tuple[str, ...]:
    """What it says against each; empty where it accepts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)  # of odd serial numbers
        return tuple(refusal(one, now) for one in asked)


def refusal(asked: Question, now: datetime) -> str:
    """What it says against one."""
    try:
        store = Store([x509.load_der_x509_certificate(der) for der in asked.anchors])
        leaf, *sent = map(x509.load_der_x509_certificate, asked.sent)
        verifier = (
            PolicyBuilder().store(store).time(now).build_server_verifier(x509.DNSName(asked.host))
        )
        verifier.verify(leaf, sent)
    except (VerificationError, ValueError, x509.InvalidVersion) as error:
        return str(error)
    return ""
