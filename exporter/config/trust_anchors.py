"""Trust stores read: the built-in one, and those that a configuration declares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from exporter.config.kind import Values
from exporter.config.problem import Faults
from exporter.config.root_files import read_roots
from exporter.model.settings import Bundle, Profile, TrustAnchors, TrustSource

BUILT_IN = "mozilla"
MOZILLA = TrustSource(bundle=Bundle.CERTIFI)


@dataclass(frozen=True, slots=True)
class Reread:
    """Trust stores as they are now; of those whose files are broken, as they were."""

    stores: tuple[TrustAnchors, ...]
    faults: Mapping[str, str]
    """What is wrong, by the name of the store."""


def read_trust_stores(stores: Values, folder: Path, faults: Faults) -> tuple[TrustAnchors, ...]:
    """The built-in trust store and those configured whose keys are right.

    What is not Mozilla's is read as a private PKI's unless it says otherwise: what instructions make
    is trusted.
    """
    anchors = {BUILT_IN: trust_anchors(BUILT_IN, MOZILLA, Profile.WEB)}
    wrong = {path[:2] for path in faults.paths()}
    for name, keys in stores.items():
        if ("trust_stores", name) in wrong:
            continue
        source = source_of(keys, folder)
        if not (source.bundle or source.paths):
            continue  # which is a contradiction of its own
        usual = Profile.WEB if source.bundle is Bundle.CERTIFI else Profile.PRIVATE
        try:
            anchors[name] = trust_anchors(name, source, keys.get("profile", usual))
        except ValueError as error:
            key = next((key for key in ("file", "files", "bundle") if key in keys), "")
            faults.add(("trust_stores", name, key), str(error))
    return tuple(anchors.values())


def source_of(keys: Values, folder: Path) -> TrustSource:
    """Where the keys of a trust store say that its certificates are."""
    first = (keys["file"],) if "file" in keys else ()
    return TrustSource(
        bundle=keys.get("bundle"), paths=(*first, *keys.get("files", ())), folder=str(folder)
    )


def trust_anchors(name: str, source: TrustSource, profile: Profile) -> TrustAnchors:
    """The trust store of a source as it is now; a ValueError says what is wrong with it."""
    roots = read_roots(source)
    return TrustAnchors(
        name=name,
        pem=roots.pem,
        profile=profile,
        source=source,
        version=roots.version,
        written_at=roots.written_at,
        passed_over=roots.passed_over,
    )


def reread(stores: Iterable[TrustAnchors]) -> Reread:
    """Each trust store read again, if it is from anywhere."""
    found, faults = list[TrustAnchors](), dict[str, str]()
    for store in stores:
        try:
            is_somewhere = store.source != TrustSource()
            found.append(
                trust_anchors(store.name, store.source, store.profile) if is_somewhere else store
            )
        except ValueError as error:
            found.append(store)
            faults[store.name] = str(error)
    return Reread(tuple(found), faults)
