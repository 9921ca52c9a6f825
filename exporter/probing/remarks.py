"""Extended errors, by which servers explain their answers, read from them (RFC 8914)."""

from dataclasses import replace

from dns.edns import EDEOption
from dns.message import Message

from exporter.model.dns import Remark
from exporter.model.outcome import Failed

LONGEST = 200
"""Characters of one: a stranger chooses them."""
MOST = 4


def remarks(response: Message | None) -> tuple[Remark, ...]:
    """What a server says of its answer; nothing where there is none."""
    found = response.extended_errors() if response else []
    return tuple(map(remark, found[:MOST]))


def remark(option: EDEOption) -> Remark:
    """One extended error: "EDE 6 (DNSSEC Bogus): no signatures"."""
    return Remark(code=int(option.code), text=option.to_text()[:LONGEST])


def with_remarks(failed: Failed, said: tuple[Remark, ...]) -> Failed:
    """The failure, with what the server says of it."""
    return replace(failed, detail="; ".join((failed.detail, *(one.text for one in said))))
