"""Chains that a store accepts, each for another reason to hesitate."""

from collections.abc import Callable
from ipaddress import ip_network

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from exporter.model.settings import Profile
from tests.unit.x509.case import Case
from tests.unit.x509.pki import (
    KEY_IDENTIFIERS,
    ca,
    leaf,
    rewritten,
    rsa_key,
    serial_number,
    weakly_signed,
)


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
    root = weakly_signed(root, "sha1", issuer=root)
    return Case(sent=(leaf(root),), anchors=(root,))


def renewed_below() -> Case:
    """[root, for no CA below it] <- root's next key <- leaf: the renewed one is not counted."""
    root = ca("Root", path_length=0)
    successor = ca("Root", root)
    return Case(sent=(leaf(successor), successor), anchors=(root,))


def negative_serial() -> Case:
    """[root] <- leaf with the serial number -128, in as few octets as DER has for it."""
    root = ca("Root")
    server = leaf(root)
    negative = b"\x02\x01\x80"
    return Case(
        sent=(rewritten(server, serial_number(server), negative, issuer=root),), anchors=(root,)
    )


def bare_public_chain() -> Case:
    """[root] <- intermediate <- leaf, all without key identifiers and key usages, as the web sees it."""
    bare = (*KEY_IDENTIFIERS, x509.KeyUsage)
    root = ca("Root", without=bare)
    intermediate = ca("Intermediate", root, without=bare)
    return Case(sent=(leaf(intermediate, without=bare), intermediate), anchors=(root,))


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
    renewed_below,
    negative_serial,
    bare_public_chain,
    permitted_names,
)
