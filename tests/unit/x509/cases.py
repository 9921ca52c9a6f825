"""Chains with one fault each, or none: what a store must say of them, and what OpenSSL says.

In the drawings `<-` reads "issued"; anchors are in [brackets], what is not sent in (parentheses).
"""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID

from exporter.model.reason import TrustReason
from exporter.model.settings import Profile
from tests.unit.x509.pki import (
    KEY_IDENTIFIERS,
    Issued,
    ca,
    key_usage,
    leaf,
    new_key,
    rewritten,
    rsa_key,
    serial_number,
    weakly_signed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A chain as sent, the anchors that judge it, and the expected verdict."""

    sent: tuple[Issued, ...]
    anchors: tuple[Issued, ...]
    reason: TrustReason | None = None
    is_complete: bool = True
    profile: Profile = Profile.WEB
    openssl_differs: str = ""
    """Why OpenSSL comes to the other verdict, where it does."""


def plain_chain() -> Case:
    """[root] <- intermediate <- leaf."""
    root = ca("Root")
    intermediate = ca("Intermediate", root, path_length=0)
    return Case(sent=(leaf(intermediate), intermediate), anchors=(root,))


def root_sent_too() -> Case:
    """[root] <- intermediate <- leaf, all three sent."""
    root = ca("Root")
    intermediate = ca("Intermediate", root)
    return Case(sent=(leaf(intermediate), intermediate, root), anchors=(root,))


def wrong_order() -> Case:
    """[root] <- upper <- lower <- leaf, sent as leaf, upper, lower."""
    root = ca("Root")
    upper = ca("Upper", root)
    lower = ca("Lower", upper)
    return Case(sent=(leaf(lower), upper, lower), anchors=(root,))


def stranger_between() -> Case:
    """[root] <- intermediate <- leaf, with a stranger sent between the two."""
    root = ca("Root")
    intermediate = ca("Intermediate", root)
    stranger = ca("Stranger", ca("Elsewhere"))
    return Case(sent=(leaf(intermediate), stranger, intermediate), anchors=(root,))


def cross_signed_root() -> Case:
    """[old root] <- new root <- intermediate <- leaf, for a store without the new root."""
    old_root = ca("Old Root")
    new_root = ca("New Root")
    crossed = ca("New Root", old_root, key=new_root.key)
    intermediate = ca("Intermediate", new_root)
    return Case(sent=(leaf(intermediate), intermediate, crossed), anchors=(old_root,))


def expired_cross_signature() -> Case:
    """[new root] <- intermediate <- leaf; new root, once signed by an old one, is sent expired."""
    new_root = ca("New Root")
    crossed = ca("New Root", ca("Old Root"), key=new_root.key, end=-10)
    intermediate = ca("Intermediate", new_root)
    return Case(sent=(leaf(intermediate), intermediate, crossed), anchors=(new_root,))


def expired_twin() -> Case:
    """[root] <- intermediate <- leaf, with the intermediate's expired first edition sent before."""
    root = ca("Root")
    intermediate = ca("Intermediate", root)
    first_edition = ca("Intermediate", root, key=intermediate.key, end=-1)
    return Case(sent=(leaf(intermediate), first_edition, intermediate), anchors=(root,))


def anchored_intermediate() -> Case:
    """(root) <- [intermediate] <- leaf."""
    intermediate = ca("Intermediate", ca("Root"))
    return Case(sent=(leaf(intermediate),), anchors=(intermediate,))


def anchored_leaf() -> Case:
    """(root) <- [leaf]."""
    server = leaf(ca("Root"))
    return Case(sent=(server,), anchors=(server,))


def anchored_self_signed_leaf() -> Case:
    """[leaf], signed with its own key."""
    server = leaf()
    return Case(sent=(server,), anchors=(server,))


def anchored_ca_as_server() -> Case:
    """[CA that serves], as `openssl req -x509` makes it, under the private profile."""
    server = leaf(extra=(x509.BasicConstraints(ca=True, path_length=None),))
    return Case(sent=(server,), anchors=(server,), profile=Profile.PRIVATE)


def leaf_without_names() -> Case:
    """[root] <- leaf without a subject alternative name: no host matches, the path is good."""
    root = ca("Root")
    return Case(sent=(leaf(root, names=()),), anchors=(root,))


def leaf_with_odd_name() -> Case:
    """[root] <- leaf for a name with an underscore, which strict host name syntax refuses."""
    root = ca("Root")
    return Case(sent=(leaf(root, names=("_a_b.example.com",)),), anchors=(root,))


def bare_corporate_chain() -> Case:
    """[root] <- leaf, RSA 2048, without key identifiers, key usages or extended ones; private."""
    bare = (*KEY_IDENTIFIERS, x509.KeyUsage, x509.ExtendedKeyUsage)
    root = ca("Root", key=rsa_key(), without=bare)
    return Case(
        sent=(leaf(root, key=rsa_key(), without=bare),), anchors=(root,), profile=Profile.PRIVATE
    )


def private_edwards_chain() -> Case:
    """[root] <- intermediate <- leaf, the CAs with Ed25519 keys; private."""
    root = ca("Root", key=ed25519.Ed25519PrivateKey.generate())
    intermediate = ca("Intermediate", root, key=ed25519.Ed25519PrivateKey.generate())
    return Case(sent=(leaf(intermediate), intermediate), anchors=(root,), profile=Profile.PRIVATE)


def other_nist_curves() -> Case:
    """[root, P-521] <- intermediate, P-384 <- leaf."""
    root = ca("Root", key=ec.generate_private_key(ec.SECP521R1()))
    intermediate = ca("Intermediate", root, key=ec.generate_private_key(ec.SECP384R1()))
    return Case(sent=(leaf(intermediate), intermediate), anchors=(root,))


def root_signed_over_sha1() -> Case:
    """[root, signed over SHA-1] <- leaf: an anchor's own signature proves nothing."""
    root = ca("Root", key=rsa_key())
    root = weakly_signed(root, hashes.SHA1(), issuer=root)
    return Case(sent=(leaf(root),), anchors=(root,))


def permitted_names() -> Case:
    """[root] <- intermediate for example.com and 192.0.2.0/24 <- leaf with such names."""
    root = ca("Root")
    intermediate = ca(
        "Intermediate",
        root,
        extra=(
            x509.NameConstraints(
                permitted_subtrees=[
                    x509.DNSName("example.com"),
                    x509.IPAddress(ip_network("192.0.2.0/24")),
                ],
                excluded_subtrees=[x509.DNSName("secret.example.com")],
            ),
        ),
    )
    server = leaf(intermediate, names=("*.www.example.com", "example.com", "192.0.2.7"))
    return Case(sent=(server, intermediate), anchors=(root,))


def expired_leaf() -> Case:
    """[root] <- intermediate <- leaf, ended yesterday."""
    root = ca("Root")
    intermediate = ca("Intermediate", root)
    return Case(
        sent=(leaf(intermediate, end=-1), intermediate),
        anchors=(root,),
        reason=TrustReason.EXPIRED,
    )


def expired_intermediate() -> Case:
    """[root] <- intermediate, ended yesterday <- leaf."""
    root = ca("Root")
    intermediate = ca("Intermediate", root, end=-1)
    return Case(
        sent=(leaf(intermediate), intermediate), anchors=(root,), reason=TrustReason.EXPIRED
    )


def expired_root() -> Case:
    """[root, ended yesterday] <- leaf."""
    root = ca("Root", end=-1)
    return Case(sent=(leaf(root),), anchors=(root,), reason=TrustReason.EXPIRED)


def never_valid_together() -> Case:
    """[root] <- intermediate, ended before the leaf began <- leaf."""
    root = ca("Root")
    intermediate = ca("Intermediate", root, end=-90)
    return Case(
        sent=(leaf(intermediate), intermediate), anchors=(root,), reason=TrustReason.EXPIRED
    )


def early_leaf() -> Case:
    """[root] <- leaf, beginning tomorrow."""
    root = ca("Root")
    return Case(sent=(leaf(root, begin=1),), anchors=(root,), reason=TrustReason.NOT_YET_VALID)


def self_signed_leaf() -> Case:
    """Leaf, signed with its own key; [another root]."""
    return Case(
        sent=(leaf(),),
        anchors=(ca("Root"),),
        reason=TrustReason.SELF_SIGNED,
        is_complete=False,
    )


def self_signed_leaf_with_company() -> Case:
    """Leaf, signed with its own key, and a stranger; [another root]."""
    return Case(
        sent=(leaf(), ca("Stranger")),
        anchors=(ca("Root"),),
        reason=TrustReason.SELF_SIGNED,
        is_complete=False,
    )


def unknown_root_sent() -> Case:
    """Unknown root <- intermediate <- leaf; [another root of the same organisation]."""
    unknown = ca("Unknown Root")
    intermediate = ca("Intermediate", unknown)
    return Case(
        sent=(leaf(intermediate), intermediate, unknown),
        anchors=(ca("Root"),),
        reason=TrustReason.UNTRUSTED_ROOT,
        is_complete=False,
    )


def unknown_root_left_out() -> Case:
    """(Unknown root) <- intermediate <- leaf; [a root of another organisation]."""
    intermediate = ca("Intermediate", ca("Unknown Root", organization="Nobody Ltd"))
    return Case(
        sent=(leaf(intermediate), intermediate),
        anchors=(ca("Root"),),
        reason=TrustReason.UNTRUSTED_ROOT,
        is_complete=False,
    )


def circle_of_authorities() -> Case:
    """One <- other <- one <- leaf: CAs that certify each other; [a root that has no part in it]."""
    one_key, other_key = new_key(), new_key()
    one_name, other_name = ca("One", key=one_key), ca("Other", key=other_key)
    one = ca("One", other_name, key=one_key)
    other = ca("Other", one_name, key=other_key)
    return Case(
        sent=(leaf(one), one, other),
        anchors=(ca("Root"),),
        reason=TrustReason.UNTRUSTED_ROOT,
        is_complete=False,
    )


def leaf_alone() -> Case:
    """[root] <- (intermediate) <- leaf."""
    root = ca("Root")
    return Case(
        sent=(leaf(ca("Intermediate", root)),),
        anchors=(root,),
        reason=TrustReason.INCOMPLETE_CHAIN,
        is_complete=False,
    )


def upper_intermediate_missing() -> Case:
    """[root] <- (upper) <- lower <- leaf, all CAs of one organisation."""
    root = ca("Root", organization="Example Trust, Inc.")
    lower = ca("Lower", ca("Upper", root, organization="EXAMPLE TRUST INC"))
    return Case(
        sent=(leaf(lower), lower),
        anchors=(root,),
        reason=TrustReason.INCOMPLETE_CHAIN,
        is_complete=False,
    )


def renewed_key() -> Case:
    """[root] <- (intermediate, first key) <- leaf; the intermediate with its second key is sent."""
    root = ca("Root")
    return Case(
        sent=(leaf(ca("Intermediate", root)), ca("Intermediate", root)),
        anchors=(root,),
        reason=TrustReason.INCOMPLETE_CHAIN,
        is_complete=False,
    )


def forged_leaf() -> Case:
    """[root] <- leaf, one letter of its name changed after it was signed."""
    root = ca("Root")
    server = leaf(root)
    forged = server.der.replace(b"www.example.com", b"wwW.example.com")
    return Case(
        sent=(Issued(der=forged, name=server.name, key=server.key),),
        anchors=(root,),
        reason=TrustReason.BAD_SIGNATURE,
        is_complete=False,
    )


def same_name_other_key() -> Case:
    """[root] and leaf by another CA of the root's name; no key identifiers tell them apart."""
    root = ca("Root", without=KEY_IDENTIFIERS)
    return Case(
        sent=(leaf(ca("Root"), without=KEY_IDENTIFIERS),),
        anchors=(root,),
        reason=TrustReason.BAD_SIGNATURE,
        is_complete=False,
        profile=Profile.PRIVATE,
    )


def leaf_signed_over_sha1() -> Case:
    """[root] <- leaf, signed over SHA-1."""
    root = ca("Root", key=rsa_key())
    return Case(
        sent=(weakly_signed(leaf(root), hashes.SHA1(), issuer=root),),
        anchors=(root,),
        reason=TrustReason.WEAK_SIGNATURE,
    )


def intermediate_signed_over_md5() -> Case:
    """[root] <- intermediate, signed over MD5 <- leaf; private."""
    root = ca("Root", key=rsa_key())
    intermediate = weakly_signed(ca("Intermediate", root), hashes.MD5(), issuer=root)
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


def renewed_below() -> Case:
    """[root, for no CA below it] <- root's next key <- leaf."""
    root = ca("Root", path_length=0)
    successor = ca("Root", root)
    return Case(
        sent=(leaf(successor), successor),
        anchors=(root,),
        reason=TrustReason.PATH_LENGTH,
        openssl_differs="self-issued certificates do not count there (RFC 5280, section 4.2.1.9)",
    )


CLIENT_ONLY = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])


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


def constrained_chain(constraints: x509.NameConstraints, *names: str) -> Case:
    """[root] <- intermediate with name constraints <- leaf with these names, forbidden."""
    root = ca("Root")
    intermediate = ca("Intermediate", root, extra=(constraints,))
    return Case(
        sent=(leaf(intermediate, names=names), intermediate),
        anchors=(root,),
        reason=TrustReason.NAME_CONSTRAINTS,
    )


def only(*subtrees: x509.GeneralName) -> x509.NameConstraints:
    """Permits these subtrees."""
    return x509.NameConstraints(permitted_subtrees=subtrees, excluded_subtrees=None)


def all_but(*subtrees: x509.GeneralName) -> x509.NameConstraints:
    """Excludes these subtrees."""
    return x509.NameConstraints(permitted_subtrees=None, excluded_subtrees=subtrees)


def name_not_permitted() -> Case:
    """[root] <- intermediate for example.org <- leaf for www.example.com."""
    return constrained_chain(only(x509.DNSName("example.org")), "www.example.com")


def name_ends_alike() -> Case:
    """[root] <- intermediate for example.com <- leaf for badexample.com."""
    return constrained_chain(only(x509.DNSName("example.com")), "badexample.com")


def name_excluded() -> Case:
    """[root] <- intermediate for all but example.com <- leaf for www.example.com."""
    return constrained_chain(all_but(x509.DNSName("example.com")), "www.example.com")


def wildcard_covers_excluded() -> Case:
    """[root] <- intermediate for all but secret.example.com <- leaf for *.example.com."""
    case = constrained_chain(all_but(x509.DNSName("secret.example.com")), "*.example.com")
    return Case(
        sent=case.sent,
        anchors=case.anchors,
        reason=case.reason,
        openssl_differs="a wildcard is compared there as if it were a label",
    )


def address_not_permitted() -> Case:
    """[root] <- intermediate for 192.0.2.0/24 <- leaf for 198.51.100.1."""
    return constrained_chain(only(x509.IPAddress(ip_network("192.0.2.0/24"))), "198.51.100.1")


def address_excluded() -> Case:
    """[root] <- intermediate for all but 2001:db8::/32 <- leaf for 2001:db8::1."""
    return constrained_chain(all_but(x509.IPAddress(ip_network("2001:db8::/32"))), "2001:db8::1")


def undecodable_constraints() -> Case:
    """[root] <- intermediate whose name constraints are no ASN.1 <- leaf."""
    root = ca("Root")
    broken = x509.UnrecognizedExtension(x509.NameConstraints.oid, b"broken")
    intermediate = ca("Intermediate", root, extra=(broken,))
    return Case(
        sent=(leaf(intermediate), intermediate), anchors=(root,), reason=TrustReason.MALFORMED
    )


def negative_serial() -> Case:
    """[root] <- leaf with a negative serial number; private."""
    root = ca("Root")
    server = leaf(root)
    serial = serial_number(server)
    negative = serial[:2] + bytes([serial[2] | 0x80]) + serial[3:]
    return Case(
        sent=(rewritten(server, serial, negative, issuer=root),),
        anchors=(root,),
        reason=TrustReason.MALFORMED,
        profile=Profile.PRIVATE,
        openssl_differs="serial numbers may be negative there",
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


def leaf_without_issuer_key_id() -> Case:
    """[root] <- leaf without an authority key identifier, as the web sees it."""
    root = ca("Root")
    return Case(
        sent=(leaf(root, without=(x509.AuthorityKeyIdentifier,)),),
        anchors=(root,),
        reason=TrustReason.OTHER,
        openssl_differs="the identifier is optional there unless -x509_strict is given",
    )


def too_long() -> Case:
    """[root] <- 15 intermediates <- leaf: 17 certificates."""
    root = ca("Root")
    intermediates = [ca("CA 1", root)]
    for number in range(2, 16):
        intermediates.append(ca(f"CA {number}", intermediates[-1]))  # noqa: PERF401 - each issues the next
    return Case(
        sent=(leaf(intermediates[-1]), *reversed(intermediates)),
        anchors=(root,),
        reason=TrustReason.OTHER,
        is_complete=False,
        openssl_differs="100 intermediates are allowed there",
    )


TRUSTED: tuple[Callable[[], Case], ...] = (
    plain_chain,
    root_sent_too,
    wrong_order,
    stranger_between,
    cross_signed_root,
    expired_cross_signature,
    expired_twin,
    anchored_intermediate,
    anchored_leaf,
    anchored_self_signed_leaf,
    anchored_ca_as_server,
    leaf_without_names,
    leaf_with_odd_name,
    bare_corporate_chain,
    private_edwards_chain,
    other_nist_curves,
    root_signed_over_sha1,
    permitted_names,
)
REFUSED: tuple[Callable[[], Case], ...] = (
    expired_leaf,
    expired_intermediate,
    expired_root,
    never_valid_together,
    early_leaf,
    self_signed_leaf,
    self_signed_leaf_with_company,
    unknown_root_sent,
    unknown_root_left_out,
    circle_of_authorities,
    leaf_alone,
    upper_intermediate_missing,
    renewed_key,
    forged_leaf,
    same_name_other_key,
    leaf_signed_over_sha1,
    intermediate_signed_over_md5,
    leaf_issues,
    anchor_is_no_ca,
    too_many_below,
    renewed_below,
    client_leaf,
    client_authority,
    authority_that_may_not_sign,
    authority_as_server,
    signing_leaf,
    name_not_permitted,
    name_ends_alike,
    name_excluded,
    wildcard_covers_excluded,
    address_not_permitted,
    address_excluded,
    undecodable_constraints,
    negative_serial,
    unknown_critical_extension,
    small_rsa_leaf,
    edwards_authority,
    leaf_without_issuer_key_id,
    too_long,
)
