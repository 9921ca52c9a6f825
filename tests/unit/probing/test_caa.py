"""CAA records are asked for once for all names below, and a defect costs one lookup."""

import pytest
from dns.name import Name, from_text

from exporter.model.dns import CaaSet
from exporter.probing.caa import CaaRecords, known

NAME = from_text("www.example.com")


async def test_a_defect_at_one_name_does_not_stay_there() -> None:
    """Every other name is below "com" as well: they would all be lost for good."""
    asked: list[str] = []

    async def ask(name: Name) -> CaaSet:
        asked.append(name.to_text())
        if len(asked) == 1:
            raise RuntimeError("scripted")
        return known(name, ())

    records = CaaRecords(ask, lambda: 0.0)
    with pytest.raises(RuntimeError):
        await records.of(NAME)
    assert await records.of(NAME) is None
    assert asked == ["www.example.com.", "example.com.", "com.", "www.example.com."]
