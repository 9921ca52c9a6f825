"""Mutated certificates: decoded or refused, never a crash, and judged all the same."""

import warnings

from hypothesis import given
from hypothesis import strategies as st

from exporter.model.certificate import Certificate, Malformed
from exporter.model.outcome import Failed
from exporter.model.settings import Profile
from exporter.x509.appraiser import Appraiser
from exporter.x509.decode import MalformedCertificate, certificate
from tests.unit.x509.pki import NOW, ca, leaf, store_of

ROOT = ca("Root")
INTERMEDIATE = ca("Intermediate", ROOT)
LEAF = leaf(INTERMEDIATE)
STORES = (store_of(ROOT, name="web"), store_of(ROOT, name="private", profile=Profile.PRIVATE))

mutations = st.lists(
    st.tuples(st.integers(min_value=0, max_value=4000), st.binary(max_size=3)), max_size=4
)


def mutated(der: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    """The bytes with those at each place (counted around) overwritten."""
    for place, octets in changes:
        start = place % len(der)
        der = der[:start] + octets + der[start + len(octets) :]
    return der


def facts_or_error(der: bytes) -> Certificate | MalformedCertificate:
    """What decoding comes to; a warning that escapes is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return certificate(der)
        except MalformedCertificate as error:
            return error


@given(mutations)
def test_mutated_certificate_is_decoded_or_malformed(changes: list[tuple[int, bytes]]) -> None:
    """Whatever the bytes, decoding gives a certificate or MalformedCertificate."""
    facts = facts_or_error(mutated(LEAF.der, changes))
    assert isinstance(facts, Certificate | MalformedCertificate)


@given(st.binary(max_size=200))
def test_noise_is_malformed(noise: bytes) -> None:
    """Random bytes are no certificate."""
    assert isinstance(facts_or_error(noise), MalformedCertificate)


@given(mutations, mutations)
def test_mutated_chain_is_judged_or_its_leaf_is_malformed(
    of_leaf: list[tuple[int, bytes]], of_intermediate: list[tuple[int, bytes]]
) -> None:
    """Whatever the chain, the assessment has a verdict from each store."""
    chain = (mutated(LEAF.der, of_leaf), mutated(INTERMEDIATE.der, of_intermediate))
    appraiser = Appraiser(STORES, timer=lambda: 0.0)
    assessment = appraiser.appraise(
        chain, server_name="www.example.com", trust=("web", "private"), now=NOW
    ).assessment
    assert not isinstance(assessment, Failed)
    if isinstance(assessment, Malformed):
        assert assessment.length == 2
        return
    assert len(assessment.certificates) == 2
    assert [verdict.store for verdict in assessment.trust] == ["web", "private"]
    is_untouched = chain == (LEAF.der, INTERMEDIATE.der)
    assert all(verdict.is_trusted == is_untouched for verdict in assessment.trust)
