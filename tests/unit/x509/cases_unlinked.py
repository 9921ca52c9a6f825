"""Chains of which nothing leads to an anchor."""

from collections.abc import Callable

from cryptography import x509

from exporter.model.settings import Profile
from exporter.words.reason import TrustReason
from tests.unit.x509.case import Case
from tests.unit.x509.pki import (
    KEY_IDENTIFIERS,
    OF_A_PUBLIC_CA,
    Issued,
    ca,
    key_usage,
    leaf,
    new_key,
)


def self_signed_leaf() -> Case:
    """Leaf, signed with its own key; [another root]."""
    return Case(
        sent=(leaf(),),
        anchors=(ca("Root"),),
        reason=TrustReason.SELF_SIGNED,
        is_complete=False,
    )


def renewed_self_signed_leaf() -> Case:
    """[first edition] and the second one for the same name and key, CAs that serve; private."""
    usual = (
        x509.BasicConstraints(ca=True, path_length=None),
        key_usage(signs_certificates=True),
    )
    first = leaf(begin=-400, end=10, extra=usual)
    return Case(
        sent=(leaf(key=first.key, extra=usual),),
        anchors=(first,),
        reason=TrustReason.SELF_SIGNED,
        is_complete=False,
        profile=Profile.PRIVATE,
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


def middle_missing() -> Case:
    """[root] <- first <- (second) <- third <- leaf; the first is sent, which leads to the root."""
    root = ca("Root")
    first = ca("First", root)
    third = ca("Third", ca("Second", first))
    return Case(
        sent=(leaf(third), third, first),
        anchors=(root,),
        reason=TrustReason.INCOMPLETE_CHAIN,
        is_complete=False,
        profile=Profile.PRIVATE,
    )


def unknown_root_of_the_same_organization() -> Case:
    """(A company's new root) <- intermediate <- leaf; [its old root]: names of companies decide nothing."""
    intermediate = ca("Intermediate", ca("Root of this year"))
    return Case(
        sent=(leaf(intermediate), intermediate),
        anchors=(ca("Root of last year"),),
        reason=TrustReason.UNTRUSTED_ROOT,
        is_complete=False,
        profile=Profile.PRIVATE,
    )


def public_leaf_in_a_private_store() -> Case:
    """(Public root) <- intermediate <- leaf; [a private CA]: its store has no public roots."""
    intermediate = ca("Intermediate", ca("Public Root"))
    return Case(
        sent=(leaf(intermediate, extra=(OF_A_PUBLIC_CA,)), intermediate),
        anchors=(ca("Private Root"),),
        reason=TrustReason.UNTRUSTED_ROOT,
        is_complete=False,
        profile=Profile.PRIVATE,
    )


def staging_authority() -> Case:
    """(Staging root) <- staging intermediate <- leaf by a public CA's policy; [a root]."""
    intermediate = ca("(STAGING) Bogus Broccoli", ca("(STAGING) Pretend Pear"))
    return Case(
        sent=(leaf(intermediate, extra=(OF_A_PUBLIC_CA,)), intermediate),
        anchors=(ca("Root"),),
        reason=TrustReason.UNTRUSTED_ROOT,
        is_complete=False,
    )


def authority_made_anew() -> Case:
    """(Home CA) <- leaf; [Home CA with its next key]."""
    return Case(
        sent=(leaf(ca("Home CA")),),
        anchors=(ca("Home CA"),),
        reason=TrustReason.UNTRUSTED_ROOT,
        is_complete=False,
        profile=Profile.PRIVATE,
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
    """[root] <- (upper of another organisation) <- lower <- leaf, issued by a public CA's policy."""
    root = ca("Root")
    lower = ca("Lower", ca("Upper", root, organization="Bought Trust"))
    return Case(
        sent=(leaf(lower, extra=(OF_A_PUBLIC_CA,)), lower),
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


UNLINKED: tuple[Callable[[], Case], ...] = (
    self_signed_leaf,
    renewed_self_signed_leaf,
    self_signed_leaf_with_company,
    unknown_root_sent,
    unknown_root_left_out,
    middle_missing,
    unknown_root_of_the_same_organization,
    public_leaf_in_a_private_store,
    staging_authority,
    authority_made_anew,
    circle_of_authorities,
    leaf_alone,
    upper_intermediate_missing,
    renewed_key,
    forged_leaf,
    same_name_other_key,
)
