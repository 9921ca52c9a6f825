"""The share of all targets that is one exporter's, where several divide them among themselves."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from exporter.model.target import Target

AUTOMATIC = "auto"
ORDINAL = re.compile(r".+-([0-9]{1,9})")
"""The name of a pod of a StatefulSet."""
FORM = re.compile(r"(auto|[0-9]{1,9})/([0-9]{1,9})")
MOST = 1000
KEY = 2**64
"""What a key of the hash is below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of several shares, counted from 0."""

    index: int
    count: int

    def own(self, targets: Iterable[Target]) -> tuple[Target, ...]:
        """The targets of this share."""
        return tuple(target for target in targets if self.has(target.name))

    def has(self, name: str) -> bool:
        """Whether a target of this name is of this share."""
        key = int.from_bytes(sha256(name.encode(errors="replace")).digest()[:8])
        return jump(key, self.count) == self.index


WHOLE = Shard(index=0, count=1)


def jump(key: int, buckets: int) -> int:
    """The bucket of a key; with one bucket more, as few keys as can be change theirs.

    Lamping, Veach: A Fast, Minimal Memory, Consistent Hash Algorithm (2014).
    """
    bucket = following = 0
    while following < buckets:
        bucket = following
        key = (key * 2862933555777941757 + 1) % KEY
        following = int((bucket + 1) * (2**31 / ((key >> 33) + 1)))
    return bucket


def shard(text: str, host_name: str) -> Shard:
    """The share that I/N stands for, or auto/N on the host of this name."""
    form = FORM.fullmatch(text)
    if not form or not 1 <= int(form[2]) <= MOST:
        raise ValueError(f"{text!r} is no share: write I/N, with I from 0 to N-1, or auto/N")
    count, index = int(form[2]), form[1]
    if index == AUTOMATIC:
        ordinal = ORDINAL.fullmatch(host_name.partition(".")[0])
        if not ordinal:
            raise ValueError(
                f"the host name {host_name!r} ends in no number as those of a StatefulSet do: "
                f"write I/{count}"
            )
        index = ordinal[1]
    if int(index) >= count:
        raise ValueError(
            f"there is no share {index} of {count}, as they are counted from 0: raise the number "
            "of shares to that of the exporters"
        )
    return Shard(index=int(index), count=count)
