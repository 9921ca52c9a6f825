"""The figures of docs/scaling.md are those of the exposition."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from exporter.guide.clients.catalogue import CATALOGUE
from exporter.model.client import ClientVerdict
from exporter.model.report import Report
from exporter.tls.scan.hellos import OLDER_GROUPS, TLS1_3_GROUPS
from exporter.views.rendering import render_target
from exporter.words.address_label import AddressLabel
from exporter.words.protocol import Support
from exporter.words.series_group import SeriesGroup
from tests.deployments import HEALTHY
from tests.unit.views.scenes import SCAN, SCANNED

TEXT = Path("docs/scaling.md").read_text(encoding="utf-8")
CHOICE = re.compile(
    r"^\| `\[([a-z, ]+)\]` \| (\d+) \| ([\d.]+) \| (\d+) \| ([\d.]+) \|$", re.MULTILINE
)
LABEL = re.compile(r"^\| `(\w+)` \| (\d+) \|$", re.MULTILINE)
GROUPS = tuple(dict.fromkeys(one.name for one in (*TLS1_3_GROUPS, *OLDER_GROUPS)))
PLACES = tuple(f"203.0.113.{number}" for number in range(10, 14))


def site(addresses: int) -> Report:
    """A site of which everything is known, at so many addresses: a scan, and a verdict on each client."""
    scan = replace(SCAN, groups=tuple((name, Support.NO) for name in GROUPS), preferred_group="")
    clients = tuple(ClientVerdict(client=one.name, support=Support.YES) for one in CATALOGUE)
    found = PLACES[:addresses]
    sites = tuple(replace(SCANNED, address=place, scan=scan) for place in found)
    return replace(replace(HEALTHY, sites=sites).judged(), clients=dict.fromkeys(found, clients))


def weighed(report: Report, publish: tuple[SeriesGroup, ...]) -> tuple[int, float]:
    """Series, and kilobytes."""
    policy = replace(report.target.policy, publish=publish)
    target = replace(report.target, policy=policy)
    text = b"".join(render_target(replace(report, target=target)).lines)
    return text.count(b"\n"), round(len(text) / 1000, 1)


def test_every_choice_stands_there() -> None:
    """From core alone to everything."""
    assert [row[0] for row in CHOICE.findall(TEXT)] == [
        "core",
        "core, protocols, ciphers",
        "core, protocols, ciphers, clients",
        "core, protocols, ciphers, groups, clients",
    ]


@pytest.mark.parametrize("row", CHOICE.findall(TEXT), ids=lambda row: row[0])
def test_series_and_bytes_of_a_target(row: tuple[str, ...]) -> None:
    """With one address, and what each further one adds."""
    publish = tuple(map(SeriesGroup, row[0].split(", ")))
    series, size = weighed(site(1), publish)
    more, larger = weighed(site(4), publish)
    assert (int(row[1]), float(row[2])) == (series, size)
    assert (int(row[3]), float(row[4])) == ((more - series) // 3, round((larger - size) / 3, 1))


@pytest.mark.parametrize("row", LABEL.findall(TEXT), ids=lambda row: row[0])
def test_series_of_four_addresses(row: tuple[str, str]) -> None:
    """By what `address_label` says."""
    report = replace(site(4), address_label=AddressLabel(row[0]))
    assert weighed(report, tuple(SeriesGroup))[0] == int(row[1])


def test_all_labels_stand_there() -> None:
    """The three that a report can have."""
    assert [name for name, _ in LABEL.findall(TEXT)] == ["address", "family", "none"]
