"""docs/chain-agreement.md: what four judges say of more than a thousand chains, and what we say.

Run: python -m tests.real.chain_agreement > docs/chain-agreement.md (half a minute)
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import cryptography

from exporter.guide.clients.catalogue import CATALOGUE
from exporter.guide.clients.client import Client
from exporter.guide.clients.trust import trust
from exporter.model.certificate import ChainAssessment, TrustVerdict
from exporter.model.settings import Profile, TrustAnchors
from exporter.words.protocol import Support
from exporter.x509.appraiser import Appraiser
from exporter.x509.trust_store import trust_store
from tests.real.programs import libcrypto_judge, libgnutls_judge
from tests.real.programs.chain_judges import CRYPTOGRAPHY, JUDGES, refusals
from tests.real.programs.question import Question
from tests.real.situations.families import FAMILIES
from tests.unit.x509.pki import NOW, pem_of

LENIENT = tuple(judge for judge in JUDGES if judge != CRYPTOGRAPHY)
HELD_AGAINST: Mapping[Profile, tuple[str, ...]] = MappingProxyType(
    {Profile.PRIVATE: LENIENT, Profile.WEB: JUDGES}
)
"""`web` asks what browsers ask, which of the judges only cryptography's path verifier does."""
ROWS: Mapping[str, Client] = MappingProxyType(
    {
        judge: client
        for judge, name in (("OpenSSL", "OpenSSL 3.0"), ("Go", "Go"), ("GnuTLS", "GnuTLS 3.7"))
        for client in CATALOGUE
        if client.name == name
    }
)
"""Those of the judges that `tls_client_supported` has."""
ROWS_INTRODUCTION = """\
Three of the judges are clients of `tls_client_supported`, whose rows follow the trust store `private` and what is
known of each. The chains are oddities: where a row differs, the chain is one that hardly any CA makes.
"""
INTRODUCTION = """\
# Chains before four judges

`tests/real/situations` makes chains of certificates from single DER elements: a sound chain (anchor,
issuing CA, server) with one thing changed at one place, and every change that its families know. OpenSSL,
Go's crypto/x509, GnuTLS and the path verifier of Python's cryptography (which asks what browsers ask of
public certificates) say whether a client that has the anchor would take the chain for the host, each as
its TLS clients ask it; and so do our two profiles. `make agreement` writes this page anew.

Where all judges accept, we do not refuse; where all refuse, we do not trust: `private` is held against
OpenSSL, Go and GnuTLS, `web` against all four. `tests/real/test_chain_judges.py` fails at the first chain
that is an exception. Where they differ, the last table says who accepts.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What is said of one chain."""

    family: str
    name: str
    by_judge: Mapping[str, str]
    """What each has against it; empty where it accepts."""
    ours: Mapping[Profile, Support]
    rows: Mapping[str, Support]
    """What we say of the judges that are clients of the catalogue, privately."""

    @property
    def contradicted(self) -> tuple[str, ...]:
        """The judges of which we say otherwise than they do."""
        return tuple(
            judge
            for judge, support in self.rows.items()
            if support is not Support.UNKNOWN
            and (support is Support.NO) != bool(self.by_judge[judge])
        )

    def accepting(self, judges: Sequence[str] = JUDGES) -> tuple[str, ...]:
        """Those of the judges that accept."""
        return tuple(judge for judge in judges if not self.by_judge[judge])

    def is_refused_alone(self, profile: Profile) -> bool:
        """Whether we refuse what all accept."""
        judges = HELD_AGAINST[profile]
        return self.ours[profile] is Support.NO and self.accepting(judges) == judges

    def is_trusted_alone(self, profile: Profile) -> bool:
        """Whether we trust what all refuse."""
        return self.ours[profile] is Support.YES and not self.accepting(HELD_AGAINST[profile])


def agreements(go: Path) -> tuple[Agreement, ...]:
    """All situations before all judges."""
    asked = {
        (family, name): Question(sent=one.sent, anchors=one.anchors, host=one.host)
        for family, situations in FAMILIES.items()
        for name, one in situations()
    }
    said = refusals(go, tuple(asked.values()), NOW)
    return tuple(
        agreement(family, name, question, {judge: said[judge][number] for judge in JUDGES})
        for number, ((family, name), question) in enumerate(asked.items())
    )


def agreement(family: str, name: str, asked: Question, by_judge: Mapping[str, str]) -> Agreement:
    """What we say of one situation, beside what the judges do."""
    found = assessed(asked)
    if found is None:
        ours, rows = dict.fromkeys(Profile, Support.NO), dict.fromkeys(ROWS, Support.NO)
    else:
        found = found if asked.host else replace(found, matches_host=True)
        ours = {Profile(one.store): opinion(one, found) for one in found.trust}
        by_private = tuple(one for one in found.trust if one.store == Profile.PRIVATE)
        chain = replace(found, trust=by_private)
        rows = {judge: trust(client, chain).support for judge, client in ROWS.items()}
    return Agreement(family=family, name=name, by_judge=by_judge, ours=ours, rows=rows)


def assessed(asked: Question) -> ChainAssessment | None:
    """The judgement by either profile; None where the certificate or every anchor cannot be read."""
    pem = b"".join(map(pem_of, asked.anchors))
    anchors = (TrustAnchors(name=name, pem=pem, profile=name) for name in Profile)
    try:
        stores = tuple(map(trust_store, anchors))
    except ValueError:
        return None
    appraiser = Appraiser(stores, timer=lambda: 0.0)
    names = tuple(store.name for store in stores)
    found = appraiser.appraise(asked.sent, server_name=asked.host, trust=names, now=NOW).assessment
    return found if isinstance(found, ChainAssessment) else None


def opinion(verdict: TrustVerdict, chain: ChainAssessment) -> Support:
    """Trust and host name together."""
    if not verdict.is_trusted or chain.matches_host is False:
        return Support.NO
    return Support.YES if chain.matches_host else Support.UNKNOWN


def page(found: Sequence[Agreement], versions: Sequence[str]) -> Iterator[str]:
    """The document, line by line."""
    yield INTRODUCTION
    yield f"The judges: {', '.join(versions)}.\n"
    yield "## By family\n"
    yield (
        "| Family | chains | all accept | they differ | all refuse "
        "| we refuse what all accept | we trust what all refuse |"
    )
    yield "|---|---|---|---|---|---|---|"
    for family, ones in by_family(found):
        yield row(family, ones)
    yield row("**All**", found)
    yield "\n## The rows of these clients\n"
    yield ROWS_INTRODUCTION
    yield "| Client | chains | as the judge does | not known | yes, and the judge refuses | no, and it accepts |"
    yield "|---|---|---|---|---|---|"
    yield from (row_of_client(judge, found) for judge in ROWS)
    yield "\n## Where OpenSSL, Go and GnuTLS differ\n"
    yield f"| Chain | {' | '.join(JUDGES)} | `private` | `web` |"
    yield "|---|---|---|---|---|---|---|"
    for family, ones in by_family(found):
        yield f"| **{family}** | | | | | | |"
        yield from (difference(one) for one in ones if 0 < len(one.accepting(LENIENT)) < 3)


def by_family(found: Sequence[Agreement]) -> Iterator[tuple[str, tuple[Agreement, ...]]]:
    """Each family with its own."""
    for family, ones in groupby(found, lambda one: one.family):
        yield family, tuple(ones)


def row(title: str, ones: Sequence[Agreement]) -> str:
    """The numbers of some of them."""
    accepted = sum(one.accepting() == JUDGES for one in ones)
    refused = sum(not one.accepting() for one in ones)
    against = sum(one.is_refused_alone(profile) for one in ones for profile in Profile)
    for_it = sum(one.is_trusted_alone(profile) for one in ones for profile in Profile)
    differing = len(ones) - accepted - refused
    cells = (title, len(ones), accepted, differing, refused, against, for_it)
    return f"| {' | '.join(map(str, cells))} |"


def row_of_client(judge: str, found: Sequence[Agreement]) -> str:
    """How often we say of a client what it does."""
    unknown = sum(one.rows[judge] is Support.UNKNOWN for one in found)
    wrong = [one for one in found if judge in one.contradicted]
    too_good = sum(one.rows[judge] is Support.YES for one in wrong)
    right = len(found) - unknown - len(wrong)
    name = ROWS[judge].name
    cells = (name, len(found), right, unknown, too_good, len(wrong) - too_good)
    return f"| {' | '.join(map(str, cells))} |"


def difference(one: Agreement) -> str:
    """Who accepts a chain."""
    cells = ["no" if one.by_judge[judge] else "yes" for judge in JUDGES]
    cells += [one.ours[profile].value for profile in (Profile.PRIVATE, Profile.WEB)]
    return f"| {one.name} | {' | '.join(cells)} |"


def versions(go: Path) -> tuple[str, ...]:
    """Of the judges."""
    said = subprocess.run([go, "version"], capture_output=True, check=True, timeout=60)
    return (
        libcrypto_judge.version(),
        f"Go {said.stdout.decode().split()[2].removeprefix('go')}",
        libgnutls_judge.version(),
        f"cryptography {cryptography.__version__}",
    )


def main() -> None:
    """Prints the page; ends with status 1 where we stand alone."""
    go = Path(shutil.which("go", path=f"{sys.prefix}/bin") or "go")
    found = agreements(go)
    sys.stdout.writelines(f"{line}\n" for line in page(found, versions(go)))
    alone = [
        f"{one.family}: {one.name}"
        for one in found
        for profile in Profile
        if one.is_refused_alone(profile) or one.is_trusted_alone(profile)
    ]
    sys.exit("\n".join(alone) or 0)


if __name__ == "__main__":
    main()
