"""The schema, the reference, the example and the model's defaults say the same."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from exporter.config.document import read_document
from exporter.config.kind import Either, Kind, Many, Named, OneOrMany
from exporter.config.load import load_settings
from exporter.config.schema import CONFIGURATION, json_schema
from exporter.config.section import NOT_BUILT_YET, Section
from exporter.guide.clients.catalogue import CATALOGUE
from exporter.model.settings import Settings

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "config.example.yml"
REFERENCE = ROOT / "docs" / "configuration.md"
VALID = Path(__file__).parent / "valid"
ROW = re.compile(r"^\| `([a-z_A-Z.\[\]]+)` \| [^|]+ \| (?:`(.*?)`)?", re.MULTILINE)
SCHEMA: Any = json_schema()


def keys(schema: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every key that holds a value, as the reference writes its path, with its schema."""
    inner, values = schema.get("items", {}), schema.get("additionalProperties")
    if "properties" in schema:
        for name, each in schema["properties"].items():
            yield from keys(each, f"{path}.{name}".removeprefix("."))
    elif "properties" in inner:
        yield from keys(inner, f"{path}[]")
    elif "anyOf" in inner:  # a value alone, or a section
        yield path, schema
        yield from keys(inner["anyOf"][1], f"{path}[]")
    elif isinstance(values, dict) and "properties" in values:
        yield from keys(values, f"{path}.NAME")
    else:
        yield path, schema


def sections(schema: Any) -> Iterator[Any]:
    """Every mapping of declared keys in a schema."""
    if isinstance(schema, dict):
        yield from [schema] if "properties" in schema else []
        for inner in (*schema.values(), *schema.get("anyOf", ())):
            yield from sections(inner)


def violations(schema: Any, value: object) -> Iterator[str]:
    """What the part of JSON Schema that we use has to say against a value."""
    if "type" in schema:
        yield from violations_of_type(schema, value)
    else:
        yield from min((list(violations(one, value)) for one in schema["anyOf"]), key=len)


def violations_of_type(schema: Any, value: object) -> Iterator[str]:
    """The same of a value of one type."""
    kind = schema["type"]
    match value:
        case dict() if kind == "object":
            yield from object_violations(schema, value)
        case [*items] if kind == "array" and len(items) >= schema.get("minItems", 0):
            for item in items:
                yield from violations(schema["items"], item)
        case str() if kind == "string":
            if not re.search(schema.get("pattern", ""), value):
                yield f"{value!r} does not match"
            if value not in schema.get("enum", [value]):
                yield f"{value!r} is not listed"
        case bool() if kind == "boolean":
            return
        case int() | float() if kind == "number" or (kind == "integer" and type(value) is int):
            if not schema["minimum"] <= value <= schema["maximum"]:
                yield f"{value!r} is out of bounds"
        case _:
            yield f"{value!r} is no {kind}"


def object_violations(schema: Any, value: dict[str, object]) -> Iterator[str]:
    """What is wrong with a mapping."""
    others = schema.get("additionalProperties", True)
    for name, inner in value.items():
        known = schema.get("properties", {}).get(name, others)
        if known is False:
            yield f"{name} is unknown"
        else:
            yield from violations(schema.get("propertyNames", {"type": "string"}), name)
            yield from violations(known, inner)
    yield from (f"{name} is missing" for name in schema.get("required", ()) if name not in value)
    alternatives = [set(each["required"]) for each in schema.get("anyOf", ())]
    if alternatives and not any(names <= value.keys() for names in alternatives):
        yield "none of the alternatives"


def test_the_schema_names_its_draft() -> None:
    """Editors learn from it how to read the schema."""
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == "tls-exporter"


def test_every_key_of_the_schema_has_a_meaning_and_no_mapping_is_open() -> None:
    """What is not described is not accepted."""
    closed = list(sections(SCHEMA))
    assert len(closed) == 22
    for mapping in closed:
        assert mapping["additionalProperties"] is False
        assert all(schema["description"] for schema in mapping["properties"].values())


def test_a_key_that_is_not_built_yet_is_no_key() -> None:
    """Whoever builds one takes it from the list."""
    paths = [path.split(".") for path, _ in keys(SCHEMA)]
    names = {name.removesuffix("[]") for path in paths for name in path}
    assert not names & NOT_BUILT_YET


def test_the_schema_s_defaults_are_the_model_s(tmp_path: Path) -> None:
    """A configuration that spells out every default stands for the same as an empty one."""
    defaults: dict[str, Any] = {"trust_stores": {"mozilla": {"bundle": "certifi"}}}
    for path, schema in keys(SCHEMA):
        *sections, name = path.split(".")
        if "default" in schema and not {"[]", "NAME"} & set(re.findall(r"\[\]|NAME", path)):
            mapping = defaults
            for section in sections:
                mapping = mapping.setdefault(section, {})
            mapping[name] = schema["default"]
    file = tmp_path / "config.yml"
    file.write_text(yaml.safe_dump(defaults))
    loaded = load_settings(file)
    assert defaults["limits"].keys() == {
        "concurrency",
        "per_host_concurrency",
        "connections_per_second",
    }
    assert loaded == Settings(trust_stores=loaded.trust_stores)


def test_the_schema_lists_the_names_of_clients() -> None:
    """An editor can offer them, on a target as in the defaults."""
    listed = {path: schema["items"]["enum"] for path, schema in keys(SCHEMA) if "clients" in path}
    names = [client.name for client in CATALOGUE]
    assert listed == {
        "defaults.clients": names,
        "targets[].clients": names,
        "targets[].origins[].clients": names,
    }


def test_the_reference_has_every_key_and_no_other() -> None:
    """The documentation and the schema list the same keys."""
    documented = [row[1] for row in ROW.finditer(REFERENCE.read_text())]
    assert sorted(documented) == sorted(path for path, _ in keys(SCHEMA))


def test_the_reference_has_every_default() -> None:
    """A default in the schema is the one in the documentation."""
    documented = {row[1]: row[2] for row in ROW.finditer(REFERENCE.read_text())}
    declared = {path: schema["default"] for path, schema in keys(SCHEMA) if "default" in schema}
    assert {path: yaml.safe_load(documented[path]) for path in declared} == declared


def test_the_example_shows_every_key() -> None:
    """An operator can find out about all keys in one file."""
    text = EXAMPLE.read_text()
    names = {path.split(".")[-1] for path, _ in keys(SCHEMA)}
    assert [name for name in names if not re.search(rf"\b{name}:\s", text)] == []


def test_the_example_loads_and_shows_the_defaults() -> None:
    """Except for targets and discovery, it stands for what holds without it."""
    loaded = load_settings(EXAMPLE)
    assert [target.name for target in loaded.targets] == ["www.example.com:443", "shop", "member-1"]
    assert loaded == Settings(
        trust_stores=loaded.trust_stores,
        targets=loaded.targets,
        file_discoveries=loaded.file_discoveries,
    )


def test_the_example_s_spare_settings_load_as_well(tmp_path: Path) -> None:
    """Lines with # and no blank behind it become settings when the # is taken away."""
    (tmp_path / "corp-ca.pem").write_bytes((VALID / "roots.pem").read_bytes())
    file = tmp_path / "config.yml"
    file.write_text(re.sub(r"^( *)#(?=\S)", r"\1", EXAMPLE.read_text(), flags=re.MULTILINE))
    loaded = load_settings(file)
    assert [resolver.name for resolver in loaded.resolvers] == [
        "system",
        "quad9",
        "cloudflare",
        "authoritative",
        "corp",
    ]
    assert [store.name for store in loaded.trust_stores] == ["mozilla", "corp", "machine"]


@pytest.mark.parametrize("file", [EXAMPLE, *sorted(VALID.glob("*.yml"))], ids=lambda f: f.stem)
def test_what_loads_conforms_to_the_schema(file: Path) -> None:
    """The printed schema refuses nothing that the exporter accepts."""
    assert list(violations(SCHEMA, read_document(file).root.value)) == []


@pytest.mark.parametrize(
    "text",
    [
        "targets: {}",
        "targets: [{}]",
        "targets: [{host: www.example.com, starttls: smtp}]",
        "targets: [{host: www.example.com, port: 70000}]",
        "targets: [{host: www.example.com, origins: [{port: 8443}]}]",
        "targets: [{host: www.example.com, origins: [{address: 198.51.100.7, prot: 1}]}]",
        "targets: [{host: www.example.com, labels: {a-b: x}}]",
        "targets: [{host: www.example.com, labels: {a: 1}}]",
        "targets: [{host: www.example.com, proxy_protocol: v3}]",
        "defaults: {interval: 30}",
        "defaults: {interval: 30min}",
        "defaults: {minimum_protocol: TLS1.2}",
        "defaults: {clients: [Chrom]}",
        "defaults: {clients: Chrome}",
        "defaults: {max_addresses: 1.5}",
        "defaults: {address_family: ip4}",
        "resolvers: []",
        "trust_stores: {corp: {}}",
        "trust_stores: {corp: {files: a.pem}}",
        "discovery: {http_sd: {}}",
        "discovery: {http_sd: [{refresh_interval: 1m}]}",
    ],
)
def test_what_has_a_wrong_shape_violates_the_schema(text: str, tmp_path: Path) -> None:
    """The printed schema finds what an editor can find without the exporter."""
    file = tmp_path / "config.yml"
    file.write_text(text)
    assert list(violations(SCHEMA, read_document(file).root.value)) != []


def sections_of(kind: Kind) -> Iterator[Section]:
    """Each section of a kind, itself included."""
    match kind:
        case Section(known=known):
            yield kind
            for key in known.values():
                yield from sections_of(key.kind)
        case Many(item=inner) | OneOrMany(item=inner) | Named(value=inner) | Either(section=inner):
            yield from sections_of(inner)


def test_every_section_has_an_example() -> None:
    """Whoever wrote something else in its place sees one."""
    assert [list(one.known) for one in sections_of(CONFIGURATION) if not one.example()] == []
