"""The verdict of `cryptography`'s path verifier on one path, names of hosts left out."""

from datetime import datetime

from cryptography import x509
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from exporter.model.settings import Profile
from exporter.x509.own_warnings import warnings_heard
from exporter.x509.path import LONGEST, Path


def refusal(path: Path, profile: Profile, at: datetime) -> str:
    """Why the verifier does not accept the path at that time, in its words; empty if it does.

    It is asked as for a client: only then does it take a leaf without naming a host, and a
    leaf without any name, whose one fault is that it matches no host. What a client's and a
    server's certificate differ in, the extended key usage, it leaves to `path_faults`.
    """
    authorities, leaf_policy = policies(profile)
    verifier = (
        PolicyBuilder()
        .store(Store([path[-1].parsed]))
        .time(at)
        .max_chain_depth(LONGEST)
        .extension_policies(ca_policy=authorities, ee_policy=leaf_policy)
        .build_client_verifier()
    )
    with warnings_heard():  # by decode.py before, which listed them
        try:
            verifier.verify(path[0].parsed, [issuer.parsed for issuer in path[1:-1]])
        except VerificationError as error:
            return str(error)
    return ""


def policies(profile: Profile) -> tuple[ExtensionPolicy, ExtensionPolicy]:
    """What is asked of the extensions of CAs, and of the leaf.

    The web profile is the verifier's reading of the CA/Browser Forum's rules. The private one
    asks a CA only to say that it is one: no key identifiers, key usage or criticality.
    """
    anyhow = Criticality.AGNOSTIC
    if profile is Profile.PRIVATE:
        everything = ExtensionPolicy.permit_all()
        return everything.require_present(x509.BasicConstraints, anyhow, None), everything
    authorities = ExtensionPolicy.webpki_defaults_ca()
    leaf = ExtensionPolicy.webpki_defaults_ee().may_be_present(
        x509.SubjectAlternativeName, anyhow, None
    )
    return (
        authorities.may_be_present(x509.ExtendedKeyUsage, Criticality.NON_CRITICAL, None),
        leaf.may_be_present(x509.ExtendedKeyUsage, Criticality.NON_CRITICAL, None),
    )
