"""Where the pages of targets and of the guide are."""

from urllib.parse import quote


def target_path(name: str) -> str:
    """The page of a target."""
    return f"/targets/{quote(name, safe='')}"


def probe_path(name: str) -> str:
    """What probes a target now, and leads back to its page."""
    return f"{target_path(name)}/probe"


def chain_file_path(name: str, fingerprint: str) -> str:
    """The file with the whole chain of a certificate that a target presents."""
    return f"{target_path(name)}/chain/{fingerprint}.pem"


def guide_path(page: str) -> str:
    """A page of the guide: that of a step by its slug, or "exporter"."""
    return f"/guide/{page}"


def finding_path(code: str) -> str:
    """The page of the guide on a kind of finding."""
    return guide_path(f"finding/{code}")
