"""What lies behind a verdict of a trust store, where its reason alone does not tell what to do."""

from enum import StrEnum


class Cause(StrEnum):
    """One remedy for each: the pages of findings say which (`remedy for CAUSE`)."""

    DEFAULT_CERTIFICATE = "default_certificate"
    """Software made it for itself, as it had none for the site."""
    STAGING = "staging"
    """A public CA issued it for tests."""
    RENEWED_KEY = "renewed_key"
    """The trust store has a CA of the issuer's name, with another key."""
    WRONG_INTERMEDIATE = "wrong_intermediate"
    """A CA of the issuer's name is sent, with another key."""
    APPENDED_RENEWAL = "appended_renewal"
    """Two editions of the server's certificate are sent, one below the other."""
    WHOLE_BUNDLE = "whole_bundle"
    """So many CAs are sent as only a list of trusted ones has."""
    EXPIRED_ROOT = "expired_root"
    """The anchor itself has ended."""
    REVOKED_LEAF = "revoked_leaf"
    """The server's own certificate is revoked."""
    REVOKED_INTERMEDIATE = "revoked_intermediate"
    """A CA's is."""
    NO_STAPLE = "no_staple"
    """The certificate promises a stapled answer, and there is none."""
    ENDING_ROOT = "ending_root"
    """The anchor ends soon, or before the server's certificate."""
    ENDING_INTERMEDIATE = "ending_intermediate"
    """An intermediate does."""
    AS_ISSUED = "as_issued"
    """A client refuses the certificate for what is in it: no setting of the server helps."""
