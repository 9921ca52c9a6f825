"""Pages of the documentation that say what the code declares; tests compare them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from docs.generation.clients import clients_page
from docs.generation.findings import findings_page
from docs.generation.metrics import metrics_page

PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {"clients": clients_page, "findings": findings_page, "metrics": metrics_page}
)
"""By the name of the file, how each is made."""
