"""Steps 2, 7 and 9: what the server's files hold, and whether it is what the server presents."""

from collections.abc import Iterator
from functools import partial

from exporter.guide.checks.permissions import KEY_EXPOSED, UNREADABLE
from exporter.guide.checks.private_key import MISMATCH
from exporter.guide.checks.server_files import INVALID
from exporter.model.certificate import ChainAssessment
from exporter.model.place import File
from exporter.model.report import Report, StepVerdict
from exporter.model.server_config import ServerConfig
from exporter.model.server_file import Contents, Trail
from exporter.views.metrics.fact import ChangesWith, Fact, Reading
from exporter.words.step import Step

OF_A_FAMILY = frozenset({INVALID, MISMATCH, UNREADABLE, KEY_EXPOSED})
"""Findings about files that the other families tell."""


def configurations(report: Report) -> Iterator[Reading]:
    """Whether the server would start with each configuration that was read."""
    invalid = {found.place for found in report.findings if found.kind is INVALID}
    for place, sighting in report.evidence.at_files():
        if sighting.found(ServerConfig):
            yield (place.path,), place not in invalid


def served(report: Report) -> Iterator[Reading]:
    """Whether each certificate file is what an address presents, of its kind of key."""
    for file in report.files_in_use:
        yield (file.address, file.path), file.is_served


def pairs(report: Report) -> Iterator[Reading]:
    """Whether each key belongs to its certificate, where both can be read."""
    mismatched = {found.place for found in report.findings if found.kind is MISMATCH}
    unknown = {one.place for one in rung(report, Step.PRIVATE_KEY).unknown}
    for place, sighting in report.evidence.at_files():
        held = sighting.found(Contents)
        if held and any(key.public_key for key in held.keys) and place not in unknown:
            yield (place.path,), place not in mismatched


def readable(report: Report) -> Iterator[Reading]:
    """Whether the server's user can read each file, where that user is known."""
    hindered = {found.place for found in report.findings if found.kind is UNREADABLE}
    for place, sighting in report.evidence.at_files():
        trail = sighting.found(Trail)
        if trail and trail.reader:
            yield (place.path, trail.reader.name), place not in hindered


def exposed(report: Report) -> Iterator[Reading]:
    """Whether others can get at each file with a key."""
    exposures = {found.place for found in report.findings if found.kind is KEY_EXPOSED}
    for place, sighting in report.evidence.at_files():
        held = sighting.found(Contents)
        if held and held.keys and sighting.found(Trail):
            yield (place.path,), place in exposures


def inventory(report: Report) -> Iterator[Reading]:
    """The end of every certificate in every file."""
    for held in report.file_chains:
        if isinstance(held.assessment, ChainAssessment) and not held.chain_path:
            ends = {
                one.fingerprint_sha256: one.not_after.timestamp()
                for one in held.assessment.certificates
                if one.is_decoded
            }
            for fingerprint, end in ends.items():
                yield (held.path, fingerprint), end


def problems(report: Report) -> Iterator[Reading]:
    """What is found of a file and has no family that says so."""
    for found in report.findings:
        if isinstance(found.place, File) and found.kind not in OF_A_FAMILY:
            yield (found.place.path, found.kind.code), True


def rung(report: Report, step: Step) -> StepVerdict:
    """The verdict on one step."""
    return next(verdict for verdict in report.ladder if verdict.step is step)


def with_files(report: Report) -> bool:
    """Whether any file of a server was looked for."""
    looked_for = any(True for _ in report.evidence.at_files())
    return looked_for or bool(report.file_chains or report.files_in_use)


declared = partial(Fact, changes_with=ChangesWith.PROBE, applies=with_files)
FILES = (
    declared(
        name="tls_server_config_valid",
        labels=("file",),
        step=Step.SERVER_CONFIG,
        read=configurations,
        help="1 if nothing was found in the web server's configuration for which it would not start.",
    ),
    declared(
        name="tls_served_certificate_matches_file",
        worst=min,
        labels=("address", "file"),
        step=Step.SERVER_CONFIG,
        read=served,
        help="1 if the address presents the first certificate of the file that the configuration "
        "names for it, 0 if it presents another one with a key of this kind: the server was not "
        "reloaded, or something else answers.",
    ),
    declared(
        name="tls_private_key_matches_certificate",
        labels=("file",),
        step=Step.PRIVATE_KEY,
        read=pairs,
        help="1 if the private key in the file belongs to its certificate.",
    ),
    declared(
        name="tls_file_readable",
        labels=("file", "user"),
        step=Step.PERMISSIONS,
        read=readable,
        help="1 if the user as whom the server opens the file can read it, its folders included.",
    ),
    declared(
        name="tls_private_key_exposed",
        labels=("file",),
        step=Step.PERMISSIONS,
        read=exposed,
        help="1 if every user can read the file with the private key, or others than its owner can replace it.",
    ),
    declared(
        name="tls_file_certificate_not_after_timestamp_seconds",
        labels=("file", "fingerprint_sha256"),
        step=Step.CERTIFICATE,
        read=inventory,
        help="The end of each certificate in the server's files, as Unix time.",
    ),
    declared(
        name="tls_file_problem",
        labels=("file", "code"),
        step=Step.SERVER_CONFIG,
        read=problems,
        help="1 for each finding about a file of the web server that no other family tells: a file that is missing "
        "or of the wrong kind, an incomplete chain in it, names that it does not cover.",
    ),
)
