"""A served chain as a tree: the root on top, the server's certificate below, gaps named."""

from dataclasses import dataclass
from enum import StrEnum

from exporter.model.certificate import Certificate, ChainAssessment, TrustVerdict


class Presence(StrEnum):
    """How a certificate takes part in the chain."""

    SENT = "sent"
    ANCHOR = "not sent, clients have it"
    MISSING = "missing, not sent"
    STRAY = "sent, but not on this path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A certificate, or the name of a missing one, with those it issued."""

    subject: str
    presence: Presence
    certificate: Certificate | None
    issued: tuple["Branch", ...] = ()


def chain_tree(chain: ChainAssessment) -> tuple[Branch, ...]:
    """The path from its top to the leaf, then whatever was sent beside it."""
    verdict = best_verdict(chain)
    path = verdict.path if verdict and verdict.path else path_by_names(chain.certificates)
    tree = stacked(path, chain.certificates)
    if verdict and not verdict.path and verdict.missing_issuer:
        tree = Branch(
            subject=verdict.missing_issuer,
            presence=Presence.MISSING,
            certificate=None,
            issued=(tree,),
        )
    strays = (
        Branch(subject=sent.subject, presence=Presence.STRAY, certificate=sent)
        for sent in chain.certificates
        if sent not in path
    )
    return (tree, *strays)


def best_verdict(chain: ChainAssessment) -> TrustVerdict | None:
    """That of the first store which trusts the chain, else of one with a path, else any."""
    by_merit = sorted(chain.trust, key=lambda one: (not one.is_trusted, not one.path))
    return next(iter(by_merit), None)


def stacked(path: tuple[Certificate, ...], sent: tuple[Certificate, ...]) -> Branch:
    """A path, leaf first, as branches, its last certificate outermost."""
    below: tuple[Branch, ...] = ()
    for certificate in path:
        presence = Presence.SENT if certificate in sent else Presence.ANCHOR
        branch = Branch(
            subject=certificate.subject, presence=presence, certificate=certificate, issued=below
        )
        below = (branch,)
    return below[0]


def path_by_names(sent: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
    """The leaf and, as far as they were sent, its issuers by name."""
    path = [sent[0]]
    while not path[-1].is_self_signed:
        issuer = path[-1].issuer
        above = next((one for one in sent if one.subject == issuer and one not in path), None)
        if above is None:
            break
        path.append(above)
    return tuple(path)
