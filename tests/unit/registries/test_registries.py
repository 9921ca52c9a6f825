"""What we use of IANA's registries is taken from the files as IANA publishes them, or not at all."""

from pathlib import Path

import pytest

from registries.__main__ import WORDS, main

PUBLISHED = Path(__file__).parent / "published"
"""IANA's files; of suites, groups and schemes only rows that we use and some of each other kind."""
SITE = "https://www.iana.org/assignments/tls-parameters"
OF_ALERTS = "tls-parameters-6.csv"
ROW = "22,record_overflow,Y,[RFC-ietf-tls-rfc8446bis-13],"


@pytest.mark.parametrize(
    ("published", "ours"),
    [
        ("tls-parameters-4.csv", "cipher_suites.csv"),
        ("tls-parameters-6.csv", "alerts.csv"),
        ("tls-parameters-8.csv", "groups.csv"),
        ("tls-signaturescheme.csv", "signature_schemes.csv"),
    ],
)
def test_our_files_are_what_the_published_ones_make(
    published: str, ours: str, tmp_path: Path
) -> None:
    """Each of them can be given alone."""
    assert main([str(PUBLISHED / published)], destination=tmp_path) == 0
    assert [file.name for file in tmp_path.iterdir()] == [ours]
    assert (tmp_path / ours).read_bytes() == (WORDS / "iana" / ours).read_bytes()


def test_line_ends_of_the_network_are_no_matter(tmp_path: Path) -> None:
    """IANA sends CRLF."""
    text = (PUBLISHED / "tls-parameters-4.csv").read_bytes().replace(b"\n", b"\r\n")
    (tmp_path / "tls-parameters-4.csv").write_bytes(text)
    assert main([str(tmp_path / "tls-parameters-4.csv")], destination=tmp_path) == 0
    ours = (tmp_path / "cipher_suites.csv").read_bytes()
    assert ours == (WORDS / "iana" / "cipher_suites.csv").read_bytes()


@pytest.mark.parametrize(
    ("instead", "line", "problem"),
    [
        ("22,record_overflow,Y", 8, "the row has 3 of 5 columns"),
        ("", 8, "the row has 0 of 5 columns"),
        (f"twenty-two{ROW[2:]}", 8, "'twenty-two' is neither a code point nor a range"),
        (f"\ufffd\ufffd{ROW[2:]}", 8, "'\ufffd\ufffd' is neither a code point nor a range"),
        (f'22,"record{ROW[9:]}', 51, "unexpected end of data"),
    ],
)
def test_a_damaged_row_is_named_with_its_line_and_cure(
    instead: str, line: int, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written from a file with such a row."""
    text = (PUBLISHED / OF_ALERTS).read_text(encoding="utf-8")
    file = tmp_path / OF_ALERTS
    file.write_text(text.replace(ROW, instead), encoding="utf-8")
    assert main([str(PUBLISHED / "tls-parameters-8.csv"), str(file)], destination=tmp_path) == 1
    message = f"{file}:{line}: {problem}; download it anew from {SITE}/{OF_ALERTS}\n"
    assert capsys.readouterr().err == message
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("name", "lines", "problem"),
    [
        ("tls-parameters-4.csv", 100, "the file ends at 0xC0,0x10, the registry at 0xFF,0x00-FF"),
        ("tls-parameters-6.csv", 50, "the file ends at 121, the registry at 255"),
        ("tls-parameters-8.csv", 30, "the file ends at 28, the registry at 65535"),
        ("tls-signaturescheme.csv", 21, "the file ends at 0x0804, the registry at 0xFFFF"),
        ("tls-parameters-6.csv", 1, "the file ends at its header, the registry at 255"),
    ],
)
def test_a_file_cut_off_between_rows_is_noticed(
    name: str, lines: int, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A registry goes to the end of its code points, assigned or not."""
    kept = (PUBLISHED / name).read_text(encoding="utf-8").splitlines(keepends=True)[:lines]
    (tmp_path / name).write_text("".join(kept), encoding="utf-8")
    assert main([str(tmp_path / name)], destination=tmp_path) == 1
    assert f"{name}:{lines}: {problem}; download it anew" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "<!DOCTYPE html>\n<html>\n", "Name,Value\n1,2\n"])
def test_a_file_of_another_kind_is_refused_at_its_head(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an error page, saved under the name."""
    (tmp_path / OF_ALERTS).write_text(text, encoding="utf-8")
    assert main([str(tmp_path / OF_ALERTS)], destination=tmp_path) == 1
    assert ": the columns do not begin with Value and Description; download it anew from " in (
        capsys.readouterr().err
    )


def test_a_file_under_another_name_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name says which registry it is."""
    assert main([str(tmp_path / "suites.csv")], destination=tmp_path) == 1
    assert capsys.readouterr().err.endswith(
        "suites.csv: name it as IANA does: one of tls-parameters-4.csv, tls-parameters-6.csv, "
        "tls-parameters-8.csv, tls-signaturescheme.csv\n"
    )


def test_a_file_that_is_missing_is_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its name."""
    assert main([str(tmp_path / OF_ALERTS)], destination=tmp_path) == 1
    assert "No such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("row", "instead", "problem"),
    [
        (
            "29,x25519,Y",
            "29,X25519,Y",
            "x25519 is not in {file}; name it as the registry does",
        ),
        (
            "4590-6681,Unassigned,,,,",
            "4590,curveSM2MLKEM768,N,N,,\n4591-6681,Unassigned,,,,",
            "curveSM2MLKEM768 is in {file} now; remove its number",
        ),
    ],
)
def test_a_selection_that_the_registry_does_not_bear_out_is_named(
    row: str, instead: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that it lacks, and a number of our own that it has by now."""
    file = tmp_path / "tls-parameters-8.csv"
    text = (PUBLISHED / file.name).read_text(encoding="utf-8")
    file.write_text(text.replace(row, instead), encoding="utf-8")
    assert main([str(file)], destination=tmp_path) == 1
    place = "exporter/words/selection/groups.txt"
    assert capsys.readouterr().err == f"{place}: {problem.format(file=file)}\n"
