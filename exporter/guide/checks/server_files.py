"""Step 2, as the server's files show it: a sound configuration, whose certificate is what is served."""

from collections.abc import Iterable, Iterator

from exporter.guide.case import Case, every_address, every_configuration, every_file
from exporter.guide.check import AnyCheck, Caused, Check
from exporter.guide.checks.certificate_files import CERTIFICATE_FILE_CHECKS, is_newer, told
from exporter.guide.checks.who_answers import where_served, who_answers
from exporter.guide.no_files import no_files
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import Certificate, ChainAssessment, Malformed
from exporter.model.outcome import Failed
from exporter.model.place import Address, File
from exporter.model.report import FileInUse
from exporter.model.server_file import Missing
from exporter.words.wording import counted, listed

INVALID = finding_kind("server_config_invalid")
NAME_MISSING = finding_kind("server_config_name_missing")
FILE_MISSING = finding_kind("server_config_file_missing")
FILE_UNUSABLE = finding_kind("server_config_file_unusable")
NOT_RELOADED = finding_kind("server_config_not_reloaded")
OTHER_CERTIFICATE = finding_kind("server_config_other_certificate")
MOST_NAMED = 3
"""Flaws that are told."""


def find_flaws(case: Case, place: File) -> Iterator[str]:
    """What the server would refuse to start with; of pairs those of other sites, as its own have findings."""
    broken = case.broken_pairs.get(place)
    others = (one for one in (broken.found if broken else ()) if one.pair not in case.every_pair)
    flaws = (*case.configs[place].flaws, *(one.flaw for one in others))
    yield from map(str, flaws[:MOST_NAMED])
    if len(flaws) > MOST_NAMED:
        yield f"and {len(flaws) - MOST_NAMED} more"


def find_missing_name(case: Case, place: File) -> Iterator[str]:
    """The name is in no site, so that the default answers; what could not be read may have it."""
    if case.configs[place].flaws:
        return
    name = case.target.server_name
    for address, answers in case.answering.items():
        for config, found in answers:
            if config == place and not (found.is_named or found.site.is_for_all):
                names = listed([one for one in found.site.names if one], MOST_NAMED)
                who = f"{found.site.where}{f' ({names})' if names else ''}"
                what = "refuses it" if found.site.rejects else "answers"
                yield f"no site on port {address.port} has the name {name}: the default {what}, {who}"


def find_missing_file(case: Case, place: File) -> Iterator[str]:
    """There is no such regular file."""
    if missing := case.files[place].found(Missing):
        yield missing.detail


def certificate_files(case: Case) -> Iterable[File]:
    """The files that must hold certificates, of those that were read."""
    paths = {path for pair in case.every_pair for path in (pair.certificate, pair.chain) if path}
    return (file for file in case.contents if file.path in paths)


def find_unusable(case: Case, place: File) -> Iterator[str]:
    """It holds no certificate, or one that the server does not find."""
    held = case.contents[place]
    yield from held.troubles
    for chain in case.file_chains:
        if chain.path == place.path and not chain.chain_path:
            yield from undecodable(chain.assessment)
    if not held.certificates:
        instead = f"{counted(len(held.keys), 'private key')} and no certificate"
        yield f"it holds {held.instead or instead}"


def undecodable(held: ChainAssessment | Malformed | Failed) -> Iterator[str]:
    """The certificates that are none, whatever stands above them."""
    match held:
        case Malformed(detail=detail):
            yield f"certificate 1 cannot be decoded: {detail}"
        case ChainAssessment(certificates=certificates):
            for number, one in enumerate(certificates, start=1):
                if not one.is_decoded:
                    yield f"certificate {number} cannot be decoded: {listed(one.defects)}"


def files_in_use(case: Case) -> Iterator[FileInUse]:
    """Each certificate file of the answering sites beside what is presented with its kind of key."""
    for place, pairs in case.pairs.items():
        for path in dict.fromkeys(pair.certificate for pair in pairs):
            held = case.leaves_in_files.get(path)
            for chain in case.assessments.get(place, ()):
                if held and held.key_type is chain.leaf.key_type:
                    is_served = held.der == chain.leaf.der
                    yield FileInUse(address=place.address, path=path, is_served=is_served)


def strangers(case: Case, place: Address) -> Iterator[tuple[Certificate, str, Certificate]]:
    """Each served certificate that no file has, with the file that should, and what is there."""
    if not case.pairs[place]:
        return
    if any(found.site.unreadable for _, found in case.answering[place]):
        return  # one of them may be what is served
    files = {
        pair.certificate: case.leaves_in_files[pair.certificate]
        for pair in case.pairs[place]
        if pair.certificate in case.leaves_in_files
    }
    held = {leaf.der for leaf in files.values()}
    for served in (chain.leaf for chain in case.assessments.get(place, ())):
        if files and served.der not in held:
            alike = {path: one for path, one in files.items() if one.key_type is served.key_type}
            path, leaf = max((alike or files).items(), key=lambda item: item[1].not_before)
            yield served, path, leaf


def find_old_certificate(case: Case, place: Address) -> Iterator[str]:
    """The file has a newer certificate than the server presents."""
    for served, path, leaf in strangers(case, place):
        if is_newer(leaf, served):
            trail = case.trails.get(File(path=path))
            since = f", in the file since {trail.modified:%Y-%m-%d %H:%M} UTC" if trail else ""
            anew = where_served(case, leaf)
            yield (
                f"serves {told(served)}, while {path} holds {told(leaf)}, "
                f"valid from {leaf.not_before:%Y-%m-%d %H:%M} UTC{since}"
                f"{f'; {anew} serves that already' if anew else ''}; "
                f"reload there: {reload_command(case, place, path)}"
            )


def find_other_certificate(case: Case, place: Address) -> Iterator[Caused]:
    """What is presented is not what the files have, and not older either; who has it, if that is known."""
    for served, path, leaf in strangers(case, place):
        if not is_newer(leaf, served):
            seen = f"serves {told(served)}, while {path} holds {told(leaf)}"
            why = who_answers(case, place, served, leaf)
            yield Caused(f"{seen}; {why.proof}", why.cause) if why else Caused(seen, "")


def reload_command(case: Case, place: Address, path: str) -> str:
    """What makes the server that answers with a file take its files anew."""
    commands = {
        case.configs[file].software.reload_command
        for file, found in case.answering[place]
        if any(pair.certificate == path for pair in found.pairs)
    }
    return " or ".join(sorted(commands)) or "the server's reload command"


FILE_CHECKS: tuple[AnyCheck, ...] = (
    Check(kind=INVALID, applies=every_configuration, find=find_flaws),
    Check(kind=FILE_MISSING, applies=every_file, find=find_missing_file),
    Check(kind=FILE_UNUSABLE, applies=certificate_files, find=find_unusable),
    *CERTIFICATE_FILE_CHECKS,
    Check(kind=NOT_RELOADED, applies=every_address, find=find_old_certificate),
    Check(kind=NAME_MISSING, applies=every_configuration, find=find_missing_name),
    Check(kind=OTHER_CERTIFICATE, applies=every_address, find=find_other_certificate),
)


def lacks(case: Case, place: Address) -> str:
    """What it would have taken to compare what is served with the files."""
    for file, sighting in case.files.items():
        if needs := sighting.needs:
            return f"{needs} for {file}"
    if place not in case.assessments:
        return "a certificate that is served"
    is_elsewhere = any(found.site.unreadable for _, found in case.answering[place])
    if is_elsewhere or not any(
        one.certificate in case.leaves_in_files for one in case.pairs[place]
    ):
        return no_files(case, place)
    return ""


def seen(case: Case, places: tuple[Address, ...]) -> str:
    """Which files are served, or that they are not."""
    paths = " and ".join(sorted({pair.certificate for pair in case.every_pair}))
    differs = any(True for place in places for _ in strangers(case, place))
    return f"what is served is not in {paths}" if differs else f"what is served is in {paths}"
