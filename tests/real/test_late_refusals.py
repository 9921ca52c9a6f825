"""TLS 1.0 and 1.1 count by what becomes of a request, where HTTP is spoken."""

from pathlib import Path

import pytest

from exporter.words.protocol import Protocol, Support
from tests.real.conftest import Program
from tests.real.programs.scanning import scanned
from tests.real.programs.set_ups import HOST, laid_ground, nginx

pytestmark = pytest.mark.real

OLD = (Protocol.TLS1_0, Protocol.TLS1_1)
ANSWERED = ""
NEVER_ANSWERED = "return 444;"
REFUSED_TO_OLD = 'if ($ssl_protocol ~ "^TLSv1(\\.1)?$") { return 444; }'


@pytest.mark.parametrize(
    ("directives", "support"),
    [
        (ANSWERED, Support.YES),
        (NEVER_ANSWERED, Support.YES),
        (REFUSED_TO_OLD, Support.NO),
    ],
    ids=["answers", "answers nobody", "answers new versions only"],
)
def test_a_hang_up_refuses_a_version_only_if_another_is_answered(
    program: Program, tmp_path: Path, directives: str, support: Support
) -> None:
    """`return 444` of nginx closes without a word, as some firewalls do whatever is asked."""
    versions = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
    ground = laid_ground(program, tmp_path)
    with nginx("site", directives, *versions).start(ground) as port:
        scan = scanned(port, HOST, ground.deployments.root_file)
    assert {scan.support(version) for version in OLD} == {support}
    assert scan.support(Protocol.TLS1_3) is Support.YES
