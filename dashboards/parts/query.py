"""PromQL that obeys the variables of a dashboard."""

from dataclasses import dataclass
from typing import Protocol

CHOSEN_TARGETS = 'job=~"$job", target=~"$target"'
CHOSEN_INSTANCES = 'instance=~"$instance"'
CHOSEN_EXPORTERS = f'job=~"$job", {CHOSEN_INSTANCES}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One expression of a panel; the legend names each of its series."""

    expr: str
    legend: str = ""


def of_targets(family: str, *matchers: str, **labels: str) -> str:
    """A family's series of the chosen targets: `tls_port_open{job=~"$job", target=~"$target"}`."""
    return selector(family, (CHOSEN_TARGETS, *matchers), labels)


def of_exporters(family: str, *matchers: str, **labels: str) -> str:
    """A family's series of the chosen exporters."""
    return selector(family, (CHOSEN_EXPORTERS, *matchers), labels)


def of_watched(family: str, *matchers: str, **labels: str) -> str:
    """A family's series of the chosen targets, as the chosen exporters see them."""
    return of_targets(family, CHOSEN_INSTANCES, *matchers, **labels)


class Selector(Protocol):
    """One of the functions above."""

    def __call__(self, family: str, *matchers: str, **labels: str) -> str:
        """A family's series of what is chosen."""


def selector(family: str, matchers: tuple[str, ...], labels: dict[str, str]) -> str:
    """A family's series that match; labels by keyword must be equal."""
    equal = (f'{name}="{value}"' for name, value in labels.items())
    return f"{family}{{{', '.join((*matchers, *equal))}}}"


def or_zero(count: str, *, known: str) -> str:
    """The count, or 0 where there is nothing to count though something is known."""
    return f"{count} or 0 * count({known})"
