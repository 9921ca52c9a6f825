"""What a client makes of the OCSP response that is stapled, or of its absence."""

from exporter.guide.clients.client import Client
from exporter.guide.clients.opinion import GOOD, Opinion, against, unsure
from exporter.model.attestation import Attestation
from exporter.model.certificate import Certificate
from exporter.words.protocol import Support
from exporter.words.revocation_source import RevocationSource

PROMISED = "the OCSP response that the certificate promises"


def staple_opinion(client: Client, leaf: Certificate, heard: Attestation | None) -> Opinion:
    """Whether the client goes on: it may heed what the response says, or miss one that was promised."""
    said = [
        one.is_revoked
        for one in (heard.revocations if heard else ())
        if one.source is RevocationSource.STAPLE
    ]
    if any(said):
        return revoked_opinion(client.heeds_revoking_staple)
    if said or not (client.insists_on_staple and leaf.must_staple):
        return GOOD
    if heard and heard.is_stapled is False:
        return against(f"{PROMISED} is not stapled")
    if heard and any(one.document is None for one in heard.useless):
        return against(f"{PROMISED} proves nothing as it is stapled")
    return unsure(f"whether {PROMISED} is stapled is not known")


def revoked_opinion(heeds: Support) -> Opinion:
    """Whether the client goes on though the response calls the certificate revoked."""
    match heeds:
        case Support.YES:
            return against("the stapled OCSP response says that the certificate is revoked")
        case Support.NO:
            return GOOD
        case Support.UNKNOWN:
            return unsure("whether it heeds a stapled OCSP response is not known")
