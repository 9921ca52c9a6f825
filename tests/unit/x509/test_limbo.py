"""A small suite of x509-limbo's schema, as `make limbo` reads and judges a whole one."""

import json
from pathlib import Path

import pytest

from tests.limbo.__main__ import differences, main
from tests.unit.x509.elements import HOST, Made, ca, dns, leaf, org
from tests.unit.x509.pki import pem_of

ROOT = ca(org("Root"))
ISSUING = ca(org("Issuing"), ROOT)
SERVER = leaf(ISSUING, end=60)
CHAIN = (SERVER, ISSUING)
KEY_IDENTIFIERS = "key identifiers help to find an issuer, and the signature decides"
TIME = "2026-06-01T12:00:00+00:00"


def case_of(
    name: str,
    *,
    expected: str,
    sent: tuple[Made, ...] = CHAIN,
    **said: object,
) -> dict[str, object]:
    """A case as the schema has it."""
    server, *above = (pem_of(one.der).decode() for one in sent)
    return {
        "id": name,
        "features": [],
        "description": "A case.",
        "validation_kind": "SERVER",
        "trusted_certs": [pem_of(ROOT.der).decode()],
        "untrusted_intermediates": above,
        "peer_certificate": server,
        "validation_time": TIME,
        "signature_algorithms": [],
        "key_usage": [],
        "extended_key_usage": [],
        "expected_result": expected,
        "expected_peer_name": {"kind": "DNS", "value": HOST},
        "expected_peer_names": [],
        **said,
    }


def judged(folder: Path, *testcases: dict[str, object]) -> int:
    """The exit status for a suite of these."""
    file = folder / "limbo.json"
    file.write_text(json.dumps({"version": 1, "testcases": testcases}))
    return main([str(file)])


def test_a_suite_is_judged_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Good and bad, with and without a name; what is about clients or mail is counted apart."""
    other = {"kind": "DNS", "value": "other.example.com"}
    bare = leaf(ISSUING, end=60, without=("aki",))
    status = judged(
        tmp_path,
        case_of("ours::sound", expected="SUCCESS"),
        case_of("ours::without-name", expected="SUCCESS", expected_peer_name=None),
        case_of("ours::other-name", expected="FAILURE", expected_peer_name=other),
        case_of("ours::gap", expected="FAILURE", sent=(SERVER,)),
        case_of("ours::later", expected="FAILURE", validation_time="2027-06-01T12:00:00Z"),
        case_of("ours::client", expected="SUCCESS", validation_kind="CLIENT"),
        case_of(
            "ours::mail",
            expected="SUCCESS",
            expected_peer_name={"kind": "RFC822", "value": "a@example.com"},
        ),
        case_of("rfc5280::aki::leaf-missing-aki", expected="FAILURE", sent=(bare, ISSUING)),
        case_of("ours::crl", expected="FAILURE", features=["has-crl"]),
    )
    assert capsys.readouterr().out.splitlines() == [
        "7 cases about servers, 5 verdicts agree; 2 about clients or mail",
        f"1 differ, as {KEY_IDENTIFIERS}: rfc5280::aki::leaf-missing-aki",
        "1 differ, as revocation is judged apart from the path: ours::crl",
        "0 differ without a reason",
    ]
    assert status == 0


def test_what_is_made_after_limbo_differs_as_documented(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A hundred cases of all its kinds, by a suite of its schema; each other verdict has a reason."""
    assert main([]) == 0
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first == "102 cases about servers, 83 verdicts agree; 0 about clients or mail"
    assert last == "0 differ without a reason"


def test_a_difference_without_a_reason_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what we have against the chain."""
    address = leaf(ISSUING, end=60, names=(dns("other.example.com"),))
    assert judged(tmp_path, case_of("ours::x", expected="SUCCESS", sent=(address, ISSUING))) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "1 differ without a reason",
        f"ours::x: not for {HOST}",
    ]
    assert judged(tmp_path, case_of("ours::y", expected="FAILURE")) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "ours::y: trusted here"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "the file: Input should be an object; is it a limbo.json?"),
        ('{"version": 2, "testcases": []}', "version: Input should be 1; is it a limbo.json?"),
        (
            '{"version": 1, "testcases": [{"id": "x"}]}',
            "testcases.0.validation_kind: Field required; is it a limbo.json?",
        ),
    ],
)
def test_a_file_that_is_no_suite_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    """With the place in it."""
    file = tmp_path / "limbo.json"
    file.write_text(text)
    assert main([str(file)]) == 1
    assert capsys.readouterr().err == f"{file}: {told}\n"
    assert main([str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err == f"{tmp_path}/none: No such file or directory\n"


def test_every_difference_means_cases_and_has_a_reason() -> None:
    """By name or by feature."""
    assert all(one.reason and (one.cases or one.features) for one in differences())
