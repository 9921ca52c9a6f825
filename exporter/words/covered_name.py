"""Whether a name of a certificate is, or stands for, the name of a host (RFC 9525, section 6.3)."""

LABELS_BELOW_WILDCARD = 2
"""RFC 9525 leaves "*.com" to the client; browsers and OpenSSL refuse it, and so does this."""


def covers(entry: str, name: str) -> bool:
    """Whether a dNSName entry is `name` (lower case), or has a wildcard for its first label."""
    if not name or not entry.isascii():
        return False
    entry = entry.lower()
    if not entry.startswith("*."):
        return "*" not in entry and entry == name
    label, _, parent = name.partition(".")
    is_specific = parent.count(".") + 1 >= LABELS_BELOW_WILDCARD
    return bool(label) and is_specific and entry == f"*.{parent}"
