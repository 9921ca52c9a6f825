"""Several exporters divide the targets: each is one's, and few change hands."""

from pathlib import Path

import pytest

from exporter.discovery.shard import WHOLE, Shard, jump, shard
from exporter.discovery.targets import Discovery
from exporter.model.settings import FileDiscovery, Settings
from exporter.model.target import Target
from tests.unit.discovery.conftest import no_server

NAMES = [f"www{number}.example.com:443" for number in range(6000)]


@pytest.mark.parametrize(
    ("key", "buckets", "bucket"),
    [(1, 1, 0), (42, 57, 43), (0xDEAD10CC, 1, 0), (0xDEAD10CC, 666, 361), (256, 1024, 520)],
)
def test_the_hash_is_the_one_that_was_published(key: int, buckets: int, bucket: int) -> None:
    """The numbers are those with which other implementations are tested."""
    assert jump(key, buckets) == bucket


def shares(count: int) -> list[int]:
    """The share of each name."""
    found = [
        [index for index in range(count) if Shard(index=index, count=count).has(name)]
        for name in NAMES
    ]
    assert {len(each) for each in found} == {1}
    return [index for (index,) in found]


def test_every_target_is_of_one_share_and_shares_are_alike() -> None:
    """Within what chance makes of 6,000."""
    counted = [shares(3).count(index) for index in range(3)]
    assert sum(counted) == 6000
    assert min(counted) > 1900


def test_one_exporter_more_takes_over_its_share_alone() -> None:
    """No target goes from one of the others to another of them."""
    moved = [(old, new) for old, new in zip(shares(3), shares(4), strict=True) if old != new]
    assert {new for _, new in moved} == {3}
    assert 1400 < len(moved) < 1600


@pytest.mark.parametrize(
    ("text", "host_name", "expected"),
    [
        ("0/1", "a", WHOLE),
        ("2/3", "a", Shard(index=2, count=3)),
        ("auto/3", "tls-exporter-2", Shard(index=2, count=3)),
        ("auto/12", "tls-exporter-11.tls.monitoring.svc", Shard(index=11, count=12)),
    ],
)
def test_a_share_is_written_or_follows_from_the_host(
    text: str, host_name: str, expected: Shard
) -> None:
    """As StatefulSets number their pods."""
    assert shard(text, host_name) == expected


BEYOND = (
    "there is no share 2 of 2, as they are counted from 0: raise the number of shares to that of the "
    "exporters"
)


@pytest.mark.parametrize(
    ("text", "host_name", "message"),
    [
        ("1", "a", "'1' is no share: write I/N, with I from 0 to N-1, or auto/N"),
        ("0/0", "a", "'0/0' is no share: write I/N, with I from 0 to N-1, or auto/N"),
        ("-1/2", "a", "'-1/2' is no share: write I/N, with I from 0 to N-1, or auto/N"),
        (
            "2/2",
            "a",
            BEYOND,
        ),
        (
            "auto/2",
            "exporter-7f9c",
            "the host name 'exporter-7f9c' ends in no number as those of a StatefulSet do: write I/2",
        ),
        (
            "auto/2",
            "exporter-2",
            BEYOND,
        ),
    ],
)
def test_what_is_no_share_is_refused(text: str, host_name: str, message: str) -> None:
    """Before anything is probed: two exporters with one share would leave another to nobody."""
    with pytest.raises(ValueError, match=r"share|host name") as caught:
        shard(text, host_name)
    assert str(caught.value) == message


def test_targets_of_all_origins_are_divided(tmp_path: Path) -> None:
    """Those of the configuration as those that are found; sources are counted whole."""
    (tmp_path / "a.json").write_text('[{"targets": ["a.example", "b.example", "c.example"]}]')
    pattern = str(tmp_path / "*.json")
    settings = Settings(
        targets=tuple(
            Target(name=name, host="www.example.com", server_name="www.example.com")
            for name in ("one", "two", "three")
        ),
        file_discoveries=(FileDiscovery(patterns=(pattern,)),),
    )
    divided = []
    for index in range(2):
        found = Discovery(settings, no_server, shard=Shard(index=index, count=2))
        divided.append([target.name for target in found.refresh()])
        assert found.targets_of == {pattern: 3}
        assert found.targets_of_all_shards == 6
    assert divided == [["three", "a.example:443"], ["one", "two", "b.example:443", "c.example:443"]]
