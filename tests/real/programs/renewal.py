"""A renewal on disk that a server has not noticed, and its reload."""

from collections.abc import Callable

from exporter.lab.certificates import Leaf, SentChain, Validity
from exporter.model.report import Report
from tests.real.programs.deployment import Deployment, Deployments
from tests.real.programs.file_mistakes import codes
from tests.real.programs.process import poll_until

NOT_RELOADED = "server_config_not_reloaded"


def before_and_after(deployments: Deployments, host: str) -> tuple[Deployment, Deployment]:
    """A pair that was renewed today, and what it is renewed with."""
    first = SentChain(leaf=Leaf(validity=Validity(age=60, left=30)))
    renewed = SentChain(leaf=Leaf(validity=Validity(age=0, left=90)))
    return deployments.deploy(host, first), deployments.deploy(host, renewed)


def told_until_reloaded(
    look: Callable[[], Report], *, renew: Callable[[], object], reload: Callable[[], object]
) -> str:
    """The evidence of the finding that the very next look has after the renewal, and that the reload ends."""
    assert codes(look()) == set()
    renew()
    judged = look()
    assert codes(judged) == {NOT_RELOADED}
    reload()
    assert poll_until(lambda: codes(look()) == set())
    (evidence,) = (each.evidence for each in judged.findings if each.kind.code == NOT_RELOADED)
    return evidence
