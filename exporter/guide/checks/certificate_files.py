"""Step 2: what the server will present once it takes its certificate files anew."""

from collections.abc import Iterable, Iterator

from exporter.guide.case import Case
from exporter.guide.check import AnyCheck, Check
from exporter.guide.checks.chain import has_gap
from exporter.guide.offer import offer
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import Certificate, ChainAssessment
from exporter.model.place import File
from exporter.model.server_config import Pair
from exporter.words.wording import listed
from exporter.x509.host_name import matches

LEAF_NOT_FIRST = finding_kind("server_config_leaf_not_first")
CHAIN_INCOMPLETE = finding_kind("server_config_chain_incomplete")
NAME_NOT_COVERED = finding_kind("server_config_name_not_covered")
MOST_NAMED = 3
"""Names that are told."""


def with_certificates(case: Case) -> Iterable[File]:
    """The certificate files of the pairs whose first certificate can be read."""
    paths = dict.fromkeys(pair.certificate for pair in case.every_pair)
    return (File(path=path) for path in paths if path in case.leaves_in_files)


def chains(case: Case, place: File) -> Iterator[tuple[Pair, ChainAssessment]]:
    """Each pair of the file with the chain that its server would send."""
    for pair in case.every_pair:
        if pair.certificate == place.path:
            for held in case.file_chains:
                is_whole = (held.path, held.chain_path) == (pair.certificate, pair.chain)
                if is_whole and isinstance(held.assessment, ChainAssessment):
                    yield pair, held.assessment


def find_leaf_below(case: Case, place: File) -> Iterator[str]:
    """The site's certificate, or its successor, stands below the one that is presented."""
    for _, chain in chains(case, place):
        below = [(number, one) for number, one in enumerate(chain.certificates[1:], start=2)]
        leaves = [(number, one) for number, one in below if one.is_decoded and not one.is_ca]
        if chain.leaf.is_ca:
            for number, one in leaves[:1]:
                yield (
                    f"certificate 1 is {chain.leaf.subject}, that of a CA: "
                    f"number {number}, {told(one)}, has to stand first"
                )
        elif newer := [one for one in leaves if is_newer(one[1], chain.leaf)]:
            number, one = max(newer, key=lambda numbered: numbered[1].not_before)
            yield (
                f"certificate 1 is {told(chain.leaf)}: number {number}, {told(one)}, is newer "
                "and is never presented there"
            )


def find_gap(case: Case, place: File) -> Iterator[str]:
    """Each store that would trust the file but for a certificate that is not in it.

    What is written badly may be what seems to be missing.
    """
    held = case.contents.get(place)
    for pair, chain in chains(case, place):
        if not (held and held.troubles) and (not chain.leaf.is_ca or chain.leaf.is_self_signed):
            where = pair.chain or place.path
            for verdict in filter(has_gap, chain.trust):
                missing = verdict.missing_issuer or "an issuer"
                offered = offer(chain.certificates, verdict.missing_issuer)
                yield f"{verdict.store}: {missing} is missing{offered}; append it to {where}"


def find_uncovered_names(case: Case, place: File) -> Iterator[str]:
    """Names of the site, the target's own among them, that the first certificate is not for."""
    leaf = case.leaves_in_files[place.path]
    for names, where in dict.fromkeys(sites_of(case, place)):
        uncovered = [name for name in names if matches(leaf, name) is False]
        if uncovered and not leaf.is_ca:
            yield f"{told(leaf)} is not for {listed(uncovered, MOST_NAMED)} of {where}"


def sites_of(case: Case, place: File) -> Iterator[tuple[tuple[str, ...], str]]:
    """The exact names of each site that answers with the file, and where it stands."""
    host = case.target.server_name
    for address, pairs in case.pairs.items():
        if all(pair.certificate != place.path for pair in pairs):
            continue
        for _, found in case.answering[address]:
            names = found.site.names if found.is_named else ()
            exact = (name.lower() for name in names if is_exact(name))
            yield tuple(dict.fromkeys((host, *exact))), str(found.site.where)
        if not case.answering[address]:
            yield (host,), "the target"


def is_exact(name: str) -> bool:
    """Whether a name of a site is a host's, and neither a pattern nor a word such as `_`."""
    return "." in name.strip(".") and not name.startswith((".", "*", "~")) and "*" not in name


def is_newer(leaf: Certificate, served: Certificate) -> bool:
    """Whether a certificate was made to follow the one that is presented."""
    return leaf.not_before > served.not_before and bool(
        {*leaf.dns_names, *leaf.ip_addresses} & {*served.dns_names, *served.ip_addresses}
    )


def told(leaf: Certificate) -> str:
    """A certificate by what tells it from its successor."""
    return f"serial {leaf.serial} (until {leaf.not_after:%Y-%m-%d})"


CERTIFICATE_FILE_CHECKS: tuple[AnyCheck, ...] = (
    Check(kind=LEAF_NOT_FIRST, applies=with_certificates, find=find_leaf_below),
    Check(kind=CHAIN_INCOMPLETE, applies=with_certificates, find=find_gap),
    Check(kind=NAME_NOT_COVERED, applies=with_certificates, find=find_uncovered_names),
)
