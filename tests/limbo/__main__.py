"""Holds our validation against an x509-limbo suite: python -m tests.limbo [FILE].

Without a file, it is the one of `remade`. Each case about a server's certificate is judged by a trust store of its own, of the profile `web`. It
prints how many verdicts agree, which differ for a reason of `differences.toml`, and which others differ;
where there are any, or the file is no suite, it ends with status 1.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from signal import SIG_DFL, SIGPIPE, signal
from ssl import PEM_cert_to_DER_cert
from tomllib import loads

from exporter.model.certificate import ChainAssessment
from exporter.model.settings import Profile, TrustAnchors
from exporter.x509.appraiser import Appraiser
from exporter.x509.trust_store import trust_store
from tests.limbo import remade
from tests.limbo.suite import Case, Unreadable, cases, cases_of

STORE = "limbo"
NO_HOST = "host.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Cases of which another verdict is expected here, by name or by feature."""

    reason: str
    cases: tuple[str, ...] = ()
    features: tuple[str, ...] = ()

    def covers(self, case: Case) -> bool:
        """Whether the case is one of them."""
        is_named = any(fnmatchcase(case.name, pattern) for pattern in self.cases)
        return is_named or not case.features.isdisjoint(self.features)


def differences() -> tuple[Difference, ...]:
    """Those that are documented."""
    table = loads(Path(__file__).with_name("differences.toml").read_text())
    return tuple(
        Difference(
            reason=one["reason"],
            cases=tuple(one.get("cases", ())),
            features=tuple(one.get("features", ())),
        )
        for one in table["difference"]
    )


def refusal(case: Case) -> str:
    """What we have against a chain; empty where we would take it."""
    try:
        anchors = TrustAnchors(name=STORE, pem=case.anchors.encode(), profile=Profile.WEB)
        appraiser = Appraiser([trust_store(anchors)], timer=lambda: 0.0)
        sent = tuple(map(PEM_cert_to_DER_cert, case.sent))
    except ValueError as error:
        return str(error)
    found = appraiser.appraise(
        sent, server_name=case.host or NO_HOST, trust=(STORE,), now=case.now
    ).assessment
    if not isinstance(found, ChainAssessment):
        return found.detail
    (verdict,) = found.trust
    if verdict.failure:
        return f"{verdict.failure.reason}: {verdict.failure.detail}"
    return f"not for {case.host}" if case.host and not found.matches_host else ""


def report(suite: Iterable[Case], documented: Sequence[Difference]) -> Iterator[str]:
    """What came of it, line by line; what differs without a reason comes last."""
    told: Mapping[str, list[str]] = defaultdict(list)
    asked = agreed = left_out = 0
    unexpected: list[str] = []
    for case in suite:
        if not case.is_of_server:
            left_out += 1
            continue
        asked += 1
        against = refusal(case)
        reason = next((one.reason for one in documented if one.covers(case)), "")
        if (not against) == case.is_good:
            agreed += 1
        elif reason:
            told[reason].append(case.name)
        else:
            unexpected.append(f"{case.name}: {against or 'trusted here'}")
    yield f"{asked} cases about servers, {agreed} verdicts agree; {left_out} about clients or mail"
    for reason, names in told.items():
        yield f"{len(names)} differ, as {reason}: {', '.join(names)}"
    yield f"{len(unexpected)} differ without a reason"
    yield from unexpected


def main(arguments: Sequence[str]) -> int:
    """The exit status."""
    if len(arguments) > 1:
        sys.stderr.write("usage: python -m tests.limbo [FILE]\n")
        return 2
    now = datetime.now(UTC)
    try:
        suite = cases_of(Path(arguments[0]), now) if arguments else cases(remade.suite(), now)
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    lines = list(report(suite, differences()))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0 if lines[-1].startswith("0 ") else 1


if __name__ == "__main__":
    signal(SIGPIPE, SIG_DFL)  # `| head` ends it without a word
    sys.exit(main(sys.argv[1:]))
