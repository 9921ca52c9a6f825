"""NIST's suite of paths and lists (PKITS), as cryptography's test vectors bring it, before us and three judges."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from importlib.resources import files
from itertools import pairwise

import pytest

from exporter.model.certificate import TrustVerdict
from exporter.model.settings import Profile
from exporter.x509.decode import DecodedCertificate, decoded
from exporter.x509.revocation_answer import Known
from exporter.x509.revocation_list import RevocationLists
from exporter.x509.signature import Budget
from tests.real.chain_agreement import Agreement, agreement, assessed
from tests.real.conftest import Program
from tests.real.programs.chain_judges import GNUTLS, GO, JUDGES, OPENSSL, refusals
from tests.real.programs.question import Question
from tests.unit.x509.pki import NOW

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]
SUITE = files("cryptography_vectors") / "x509/PKITS_data"
ROOT = "TrustAnchorRootCertificate"
SERVER, BAD = "EE", "Invalid"
"""How the names of those end that are no CA's, and begin that must be refused."""
PATHS = {
    "ValidDSA*": "DSA is taken by nobody any more",
    "DifferentPoliciesTest*": "a policy is asked for by CAs here, by nobody in the suite",
}
"""Where we decide otherwise than NIST, and why."""
ROWS = {
    GO: {
        "InvalidRFC822nameConstraintsTest24EE": "takes a mailbox below a host that is permitted",
        "ValidRFC822nameConstraintsTest25EE": "refuses a mailbox below a host that is excluded",
        "ValidURInameConstraintsTest36EE": "refuses a URI below a host that is excluded",
        "ValidSelfIssuedpathLenConstraintTest*": "counts CAs that issued themselves",
        "*distributionPointTest?EE": "reads no list's place that is a part of a name",
        "ValidcRLIssuerTest29EE": "reads no list's place that is a part of a name",
    },
    GNUTLS: {
        "InvalidDNnameConstraintsTest*": "does not process permitted directories",
        "ValidDNnameConstraintsTest*": "refuses every name where a directory is excluded",
        "*URInameConstraintsTest*": "does not process constraints on URIs",
        "ValidSelfIssuedpathLenConstraintTest*": "counts CAs that issued themselves",
    },
    OPENSSL: {},
}
"""Where another thing is told of a client than it does, and what that is."""
DELTA, PARTITION = "delta lists are not read", "places of lists in directories are not read"
ELSEWHERE = "the list is signed with another key than the certificate"
LISTS = {
    "InvaliddeltaCRLTest4EE": DELTA,
    "ValiddeltaCRLTest5EE": DELTA,
    "ValidIDPwithindirectCRLTest*": "indirect lists are not read",
    "ValidcRLIssuerTest*": PARTITION,
    "ValiddistributionPointTest*": PARTITION,
    "ValidonlySomeReasonsTest*": PARTITION,
    "ValidBasicSelfIssued*": ELSEWHERE,
    "ValidSelfIssued*": ELSEWHERE,
    "ValidDNnameConstraintsTest19EE": ELSEWHERE,
    "ValidSeparateCertificateandCRLKeysTest19EE": ELSEWHERE,
}
"""Where the lists do not come to what NIST says, and why."""


@pytest.fixture(scope="module")
def certificates() -> Mapping[str, DecodedCertificate]:
    """All of the suite."""
    return {
        one.name.removesuffix(".crt"): decoded(one.read_bytes())
        for one in sorted((SUITE / "certs").iterdir(), key=lambda one: one.name)
    }


@pytest.fixture(scope="module")
def asked(certificates: Mapping[str, DecodedCertificate]) -> Mapping[str, Question]:
    """Each server's certificate with all that may stand above it."""
    root = certificates[ROOT].facts.der
    cas = [one for name, one in certificates.items() if not name.endswith(SERVER) and name != ROOT]
    return {
        name: Question(sent=tuple(sent(one, cas)), anchors=(root,), host="")
        for name, one in certificates.items()
        if name.endswith(SERVER)
    }


def sent(server: DecodedCertificate, cas: list[DecodedCertificate]) -> Iterator[bytes]:
    """A certificate, and those of every CA that its issuers' names lead to."""
    way, wanted = [server], 0
    while wanted < len(way):
        name = way[wanted].issuer_name.comparable
        way += [one for one in cas if one.subject_name.comparable == name and one not in way]
        wanted += 1
    return (one.facts.der for one in way)


@pytest.fixture(scope="module")
def said(program: Program, asked: Mapping[str, Question]) -> Mapping[str, Agreement]:
    """What everybody says of each path."""
    by_judge = refusals(program("go"), tuple(asked.values()), NOW)
    return {
        name: agreement("PKITS", name, one, {judge: by_judge[judge][number] for judge in JUDGES})
        for number, (name, one) in enumerate(asked.items())
    }


def private(question: Question) -> TrustVerdict:
    """What a private store says."""
    chain = assessed(question)
    assert chain
    return next(one for one in chain.trust if one.store == Profile.PRIVATE)


def test_where_all_agree_so_do_we(said: Mapping[str, Agreement]) -> None:
    """Of 223 paths."""
    assert len(said) == 223
    alone = [
        name
        for name, one in said.items()
        if one.is_refused_alone(Profile.PRIVATE) or one.is_trusted_alone(Profile.PRIVATE)
    ]
    assert alone == []


def differing(names: Iterable[str], reasons: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Those without a reason, and the reasons that none of them needs."""
    found = list(names)
    left = [one for one in found if not any(fnmatchcase(one, pattern) for pattern in reasons)]
    return left, [
        pattern for pattern in reasons if not any(fnmatchcase(one, pattern) for one in found)
    ]


def test_paths_are_judged_as_nist_has_them(
    asked: Mapping[str, Question], revocations: Mapping[str, set[bool | None]]
) -> None:
    """Policies included; of what is refused for its lists, nothing says that all is well."""
    verdicts = {name: private(question) for name, question in asked.items()}
    good = {name for name, one in verdicts.items() if one.is_trusted and not one.policy_fault}
    refused = [name for name in asked if not name.startswith(BAD) and name not in good]
    assert differing(refused, PATHS) == ([], [])
    trusted = [name for name in good if name.startswith(BAD) and revocations[name] == {False}]
    assert differing(trusted, {"InvaliddeltaCRLTest4EE": DELTA}) == ([], [])


@pytest.mark.parametrize("judge", ROWS)
def test_of_each_client_is_told_what_it_does(said: Mapping[str, Agreement], judge: str) -> None:
    """But for what is named."""
    contradicted = [name for name, one in said.items() if judge in one.contradicted]
    assert differing(contradicted, ROWS[judge]) == ([], [])


def test_lists_say_what_nist_has_them_say(
    asked: Mapping[str, Question], revocations: Mapping[str, set[bool | None]]
) -> None:
    """Nothing is called revoked that is not; and what is not called so is known not to be, but for what is named."""
    others = [
        name
        for name in asked
        if revocations[name] and (revocations[name] == {False}) == name.startswith(BAD)
    ]
    assert differing(others, LISTS) == ([], [])
    called = [name for name, found in revocations.items() if True in found]
    assert [name for name in called if not name.startswith(BAD)] == ["ValiddeltaCRLTest5EE"]
    assert len(called) == 10


@pytest.fixture(scope="module")
def revocations(asked: Mapping[str, Question]) -> Mapping[str, set[bool | None]]:
    """Whether certificates of each path are revoked; empty where the path is refused for itself."""
    lists, memory = [one.read_bytes() for one in (SUITE / "crls").iterdir()], RevocationLists()

    def is_revoked(certificate: DecodedCertificate, issuer: DecodedCertificate) -> bool | None:
        answers = (memory.answer(one, certificate, issuer, NOW, Budget()) for one in lists)
        known = {bool(one.revoked_at) for one in answers if isinstance(one, Known)}
        return max(known, default=None)

    verdicts = {name: private(question) for name, question in asked.items()}
    return {
        name: {is_revoked(*pair) for pair in pairwise(decoded(part.der) for part in one.path)}
        if one.is_trusted and not one.policy_fault
        else set()
        for name, one in verdicts.items()
    }
