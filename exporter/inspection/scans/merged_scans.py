"""What two scans of one address tell together."""

from dataclasses import replace
from typing import TypeAlias, TypeVar

from exporter.model.scan import Scan
from exporter.words.protocol import Support

T = TypeVar("T")
ScanAnswers: TypeAlias = tuple[tuple[T, Support], ...]


def completed(scan: Scan, last: Scan | None) -> Scan:
    """A scan that came to its end; of what it had no time for, the last one tells on."""
    if last is None or not scan.left_open:
        return scan
    return replace(
        updated(last, scan),
        taken_at=scan.taken_at,
        connections=scan.connections,
        is_complete=False,
        is_cut_off=scan.is_cut_off,
        left_open=scan.left_open,
        seconds=scan.seconds,
        precedent=scan.precedent,
    )


def updated(last: Scan, found: Scan) -> Scan:
    """The last scan, but for what another has settled."""
    newer = {(answer.protocol, answer.suite): answer for answer in found.suites}
    known = {(answer.protocol, answer.suite): answer for answer in last.suites}
    return replace(
        last,
        protocols=settled(last.protocols, found.protocols),
        weak_ciphers=settled(last.weak_ciphers, found.weak_ciphers),
        groups=settled(last.groups, found.groups),
        forward_secrecy=either(found.forward_secrecy, last.forward_secrecy),
        preferred_group=found.preferred_group or last.preferred_group,
        dh_bits=found.dh_bits or last.dh_bits,
        suites=tuple((known | newer).values()),
        refused_signatures=tuple(
            dict.fromkeys((*last.refused_signatures, *found.refused_signatures))
        ),
        large_hellos=either(found.large_hellos, last.large_hellos),
        secure_renegotiation=either(found.secure_renegotiation, last.secure_renegotiation),
        other_key_types=(
            last.other_key_types if found.other_key_types is None else found.other_key_types
        ),
    )


def settled(last: ScanAnswers[T], new: ScanAnswers[T]) -> ScanAnswers[T]:
    """The last answers, but for those that are known anew."""
    answers = dict(new)
    both = {key: either(answers.get(key, Support.UNKNOWN), support) for key, support in last}
    return tuple((answers | both).items())


def either(new: Support, last: Support) -> Support:
    """The newer answer where there is one."""
    return last if new is Support.UNKNOWN else new
