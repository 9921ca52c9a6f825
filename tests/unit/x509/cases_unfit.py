"""Chains that lead to an anchor, by certificates that may not be used so."""

from collections.abc import Callable

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID

from exporter.model.settings import Profile
from exporter.words.reason import TrustReason
from tests.unit.x509.case import Case
from tests.unit.x509.pki import (
    ca,
    key_usage,
    leaf,
    rsa_key,
    weakly_signed,
)

CLIENT_ONLY = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])


def leaf_signed_over_sha1() -> Case:
    """[root] <- leaf, signed over SHA-1."""
    root = ca("Root", key=rsa_key())
    return Case(
        sent=(weakly_signed(leaf(root), "sha1", issuer=root),),
        anchors=(root,),
        reason=TrustReason.WEAK_SIGNATURE,
    )


def intermediate_signed_over_md5() -> Case:
    """[root] <- intermediate, signed over MD5 <- leaf; private."""
    root = ca("Root", key=rsa_key())
    intermediate = weakly_signed(ca("Intermediate", root), "md5", issuer=root)
    return Case(
        sent=(leaf(intermediate), intermediate),
        anchors=(root,),
        reason=TrustReason.WEAK_SIGNATURE,
        profile=Profile.PRIVATE,
    )


def leaf_issues() -> Case:
    """[root] <- another leaf <- leaf; private."""
    root = ca("Root")
    issuer = leaf(root, common_name="issuer.example.com")
    return Case(
        sent=(leaf(issuer), issuer),
        anchors=(root,),
        reason=TrustReason.NOT_A_CA,
        profile=Profile.PRIVATE,
    )


def anchor_is_no_ca() -> Case:
    """[root without basic constraints] <- leaf; private."""
    root = ca("Root", without=(x509.BasicConstraints,))
    return Case(
        sent=(leaf(root),),
        anchors=(root,),
        reason=TrustReason.NOT_A_CA,
        profile=Profile.PRIVATE,
        openssl_differs="a key usage that names the signing of certificates makes a CA there",
    )


def too_many_below() -> Case:
    """[root] <- upper, for no CA below it <- lower <- leaf."""
    root = ca("Root")
    upper = ca("Upper", root, path_length=0)
    lower = ca("Lower", upper)
    return Case(sent=(leaf(lower), lower, upper), anchors=(root,), reason=TrustReason.PATH_LENGTH)


def client_leaf() -> Case:
    """[root] <- leaf for clients; private."""
    root = ca("Root")
    return Case(
        sent=(leaf(root, extra=(CLIENT_ONLY,)),),
        anchors=(root,),
        reason=TrustReason.WRONG_USAGE,
        profile=Profile.PRIVATE,
    )


def client_authority() -> Case:
    """[root] <- intermediate for clients <- leaf."""
    root = ca("Root")
    intermediate = ca("Intermediate", root, extra=(CLIENT_ONLY,))
    return Case(
        sent=(leaf(intermediate), intermediate), anchors=(root,), reason=TrustReason.WRONG_USAGE
    )


def authority_that_may_not_sign() -> Case:
    """[root] <- intermediate whose key usage leaves certificates out <- leaf; private."""
    root = ca("Root")
    intermediate = ca("Intermediate", root, extra=(key_usage(signs_certificates=False),))
    return Case(
        sent=(leaf(intermediate), intermediate),
        anchors=(root,),
        reason=TrustReason.WRONG_USAGE,
        profile=Profile.PRIVATE,
    )


def authority_as_server() -> Case:
    """[root] <- CA that serves."""
    root = ca("Root")
    server = leaf(root, extra=(x509.BasicConstraints(ca=True, path_length=None),))
    return Case(
        sent=(server,),
        anchors=(root,),
        reason=TrustReason.WRONG_USAGE,
        openssl_differs="a CA may serve there",
    )


def signing_leaf() -> Case:
    """[root] <- leaf whose key usage names the signing of certificates."""
    root = ca("Root")
    return Case(
        sent=(leaf(root, extra=(key_usage(signs_certificates=True),)),),
        anchors=(root,),
        reason=TrustReason.WRONG_USAGE,
        openssl_differs="a leaf's key usage may name more than it needs there",
    )


def undecodable_constraints() -> Case:
    """[root] <- intermediate whose name constraints are no ASN.1 <- leaf."""
    root = ca("Root")
    broken = x509.UnrecognizedExtension(x509.NameConstraints.oid, b"broken")
    intermediate = ca("Intermediate", root, extra=(broken,))
    return Case(
        sent=(leaf(intermediate), intermediate), anchors=(root,), reason=TrustReason.MALFORMED
    )


def unknown_critical_extension() -> Case:
    """[root] <- leaf with a critical extension that nobody knows."""
    root = ca("Root")
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    return Case(sent=(leaf(root, extra=(unknown,)),), anchors=(root,), reason=TrustReason.OTHER)


def small_rsa_leaf() -> Case:
    """[root] <- leaf with an RSA key of 1024 bits."""
    root = ca("Root")
    return Case(sent=(leaf(root, key=rsa_key(1024)),), anchors=(root,), reason=TrustReason.OTHER)


def edwards_authority() -> Case:
    """[root with an Ed25519 key] <- leaf, as the web sees it."""
    root = ca("Root", key=ed25519.Ed25519PrivateKey.generate())
    return Case(
        sent=(leaf(root),),
        anchors=(root,),
        reason=TrustReason.OTHER,
        openssl_differs="Ed25519 is welcome there",
    )


UNFIT: tuple[Callable[[], Case], ...] = (
    leaf_signed_over_sha1,
    intermediate_signed_over_md5,
    leaf_issues,
    anchor_is_no_ca,
    too_many_below,
    client_leaf,
    client_authority,
    authority_that_may_not_sign,
    authority_as_server,
    signing_leaf,
    undecodable_constraints,
    unknown_critical_extension,
    small_rsa_leaf,
    edwards_authority,
)
