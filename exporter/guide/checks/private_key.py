"""Step 7: the private key belongs to the certificate, and can be read."""

from collections.abc import Iterable, Iterator

from exporter.guide.case import Case
from exporter.guide.check import Check, StepGuide, Survey
from exporter.guide.no_files import no_files
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import ChainAssessment
from exporter.model.place import File
from exporter.model.server_config import Pair
from exporter.model.server_file import PrivateKey
from exporter.words.step import Step
from exporter.words.wording import counted

MISMATCH = finding_kind("private_key_mismatch")
UNUSABLE = finding_kind("private_key_unusable")


def every_key_file(case: Case) -> Iterable[File]:
    """The files that must hold a key, of those that are named."""
    paths = {pair.key for pair in case.every_pair}
    return (file for file in case.files if file.path in paths)


def keys_in(case: Case, place: File) -> tuple[PrivateKey, ...]:
    """The keys that were found there."""
    held = case.contents.get(place)
    return held.keys if held else ()


def find_unusable(case: Case, place: File) -> Iterator[str]:
    """It holds no key, or one that a server does not find or take."""
    held = case.contents.get(place)
    if held is None:
        return
    is_of_any_form = is_taken_in_any_form(case, place)
    is_told = any(pair.certificate == place.path for pair in case.every_pair)  # in step 2
    if not (is_of_any_form or is_told):
        yield from held.troubles
    if not held.keys and not (is_of_any_form and held.is_key_in_der):
        instead = f"{counted(len(held.certificates), 'certificate')} and no private key"
        yield f"it holds {held.instead or instead}"
    for level in sorted({pair.level for pair in pairs_of(case, place)}):
        for key in held.keys:
            if trouble := key.trouble_at(level):
                yield f"the key ({key.form}) cannot be used: {trouble}"


def is_taken_in_any_form(case: Case, place: File) -> bool:
    """Whether all servers that read the key do so where others find none."""
    readers = {
        case.configs[file].software
        for answers in case.answering.values()
        for file, found in answers
        if any(pair.key == place.path for pair in found.pairs)
    }
    return bool(readers) and all(one.takes_keys_of_any_form for one in readers)


def certified_keys(case: Case, pair: Pair) -> tuple[bytes, ...]:
    """The public key of each certificate in the file; none where the first cannot be read."""
    return next(
        (
            tuple(one.public_key for one in held.assessment.certificates)
            for held in case.file_chains
            if held.path == pair.certificate and isinstance(held.assessment, ChainAssessment)
        ),
        (),
    )


def find_mismatch(case: Case, place: File) -> Iterator[str]:
    """Its public key is not the certificate's: the server does not start with the two."""
    for pair in pairs_of(case, place):
        certified = certified_keys(case, pair)
        for key in keys_in(case, place)[:1]:
            if not key.public_key or not certified or not certified[0]:
                continue
            if key.public_key == certified[0]:
                continue
            text = f"{key.kind} of {key.form}: not the key of the first certificate in {pair.certificate}"
            if key.public_key in certified:
                position = certified.index(key.public_key) + 1
                text += f", but of certificate {position} there, which has to stand first"
            yield text


def pairs_of(case: Case, place: File) -> Iterator[Pair]:
    """The pairs with this key."""
    return (pair for pair in case.every_pair if pair.key == place.path)


def lacks(case: Case, place: File) -> str:
    """What it would have taken to compare it."""
    if needs := case.files[place].needs:
        return needs
    keys = keys_in(case, place)
    if unread := [key.needs for key in keys if key.needs]:
        return unread[0]
    certified = (certified_keys(case, pair) for pair in pairs_of(case, place))
    return (
        "" if all(keys and any(one) for one in certified) else "a key and a certificate to compare"
    )


def seen(case: Case, places: tuple[File, ...]) -> str:
    """Which keys belong to their certificates."""
    kinds = ", ".join(f"{keys_in(case, place)[0].kind} in {place}" for place in places)
    return f"key and certificate belong together: {kinds}"


PRIVATE_KEY = StepGuide(
    step=Step.PRIVATE_KEY,
    checks=(
        Check(kind=MISMATCH, applies=every_key_file, find=find_mismatch),
        Check(kind=UNUSABLE, applies=every_key_file, find=find_unusable),
    ),
    survey=Survey(places=every_key_file, lacks=lacks, seen=seen),
    needs=no_files,
)
