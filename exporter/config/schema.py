"""Every key of a configuration, with its kind of value, its default and its meaning."""

from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from exporter.config import field
from exporter.config.network import ResolverAddress
from exporter.config.wording import alternatives, shown


class Keys(BaseModel):
    """A mapping of the configuration; a key that is not declared is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


def key(meaning: str, **options: Any) -> Any:
    """A key; its default is written as an operator writes it."""
    return Field(description=meaning, **options)


def optional(meaning: str) -> Any:
    """A text key that is empty where it is left out."""
    return key(meaning, default_factory=str, validate_default=False)


def known_trust_store(name: str, info: ValidationInfo) -> str:
    """The name, if it is among those that are the context of the validation."""
    known: frozenset[str] = frozenset(info.context or ())
    if name in known:
        return name
    names = alternatives(tuple(sorted(known)))
    raise ValueError(f"no trust store is named {shown(name)}; use {names}, or declare it")


TrustStoreName: TypeAlias = Annotated[field.Name, AfterValidator(known_trust_store)]


class ExpiryKeys(Keys):
    """When a certificate's end is near: less than the smaller of a time and a share is left."""

    warn: field.Duration = key("A warning when less than this is left.", default="30d")
    critical: field.Duration = key("An error when less than this is left.", default="7d")
    warn_lifetime_ratio: field.Ratio = key(
        "A warning when less than this share of the certificate's lifetime is left.", default=0.25
    )
    critical_lifetime_ratio: field.Ratio = key(
        "An error when less than this share of the certificate's lifetime is left.", default=0.1
    )


class PolicyKeys(Keys):
    """How often a target is probed and what is expected of it."""

    interval: field.Interval = key("Time from one probe to the next.", default="5m")
    timeout: field.Timeout = key(
        "Deadline for all network work of one probe; at most the interval.", default="10s"
    )
    scan_interval: field.Duration = key(
        "Time from one scan of an address to the next; 0s means never.", default="1h"
    )
    trust: tuple[TrustStoreName, ...] = key(
        "Trust stores that must each accept the chain; [] for none.",
        default=("mozilla",),
        validate_default=False,
    )
    clients: tuple[field.ClientName, ...] = key(
        "Clients that must get through; the common ones of docs/clients.md where left out, "
        "[] for none.",
        default_factory=tuple,
        validate_default=False,
    )
    expiry: ExpiryKeys = key(
        "When a certificate's end is near: less than the smaller of a time and a share is left.",
        default_factory=ExpiryKeys,
    )
    minimum_protocol: field.ProtocolName = key(
        "The weakest protocol version that may be enabled.", default="TLSv1.2"
    )
    max_addresses: field.Count = key(
        "Addresses probed per target; those beyond are left out.", default=16
    )


def without_inherited(schema: JsonSchemaValue) -> None:
    """Takes out the defaults of the keys that a target inherits from `defaults`."""
    for name, meaning in schema["properties"].items():
        if name in PolicyKeys.model_fields or name in ExpiryKeys.model_fields:
            meaning.pop("default", None)


class TargetExpiryKeys(ExpiryKeys):
    """When the end of one target's certificate is near; what is left out is as in `defaults`."""

    model_config = ConfigDict(json_schema_extra=without_inherited)


class TargetKeys(PolicyKeys):
    """One deployment to watch; keys of the policy that are left out come from `defaults`."""

    model_config = ConfigDict(json_schema_extra=without_inherited)

    host: field.Host = key(
        "HOST, HOST:PORT, an IP address, [IPv6]:PORT or https://HOST[:PORT]/…",
        examples=["www.example.com"],
    )
    expiry: TargetExpiryKeys = key(
        "When the end of its certificate is near.", default_factory=TargetExpiryKeys
    )
    port: field.Port = key("TCP port; it may stand in `host` instead.", default=443)
    name: field.Name = optional("Unique name, the label `target`; HOST:PORT where left out.")
    server_name: field.ServerName = optional(
        "Name that is sent (SNI) and that the certificate must cover; the host where left out."
    )
    addresses: tuple[field.Address, ...] = key(
        "IP addresses to connect to instead of those that DNS gives.", default=()
    )
    origins: tuple[field.Address, ...] = key(
        "IP addresses probed as well: the origins behind a WAF or CDN.", default=()
    )
    expected_ips: tuple[field.NetworkOrAddress, ...] = key(
        "Addresses and networks that the DNS answers must stay within.", default=()
    )
    labels: dict[field.LabelName, field.LabelValue] = key(
        "Labels added to every series of the target.",
        default_factory=dict,
        json_schema_extra={"additionalProperties": False},
    )


class LimitsKeys(Keys):
    """How much network work goes on at once."""

    concurrency: field.Count = key("Targets probed at the same time.", default=200)
    per_host_concurrency: field.Count = key(
        "Connections to one address at the same time.", default=4
    )
    connections_per_second: field.Rate = key(
        "New connections in a second, all targets together.", default=500
    )


class ResolverKeys(Keys):
    """A resolver that is asked for the addresses of every target."""

    name: field.Name = key(
        "Unique name, the label `resolver`; `system` is the machine's own resolver.",
        examples=["system"],
    )
    address: field.Resolver = key(
        "ADDRESS, ADDRESS:PORT or [IPv6]:PORT, asked over UDP and TCP; none for `system`.",
        default_factory=ResolverAddress,
        validate_default=False,
    )


class TrustStoreKeys(Keys):
    """Root certificates from exactly one of `bundle` and `file`."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["bundle"]}, {"required": ["file"]}]}
    )

    bundle: field.BundleName = optional("Roots from a package: `certifi` has Mozilla's.")
    file: field.FileName = optional("PEM file, relative to the folder of the configuration.")
    profile: field.ProfileName = key(
        "`web` for the rules of browsers, `private` for the lenient ones of a private PKI.",
        default="web",
    )


class FileDiscoveryKeys(Keys):
    """Targets from files in the format of Prometheus file_sd."""

    files: tuple[field.FilePattern, ...] = key(
        "Paths or glob patterns, relative to the folder of the configuration.",
        min_length=1,
        examples=['["targets/*.yml"]'],
    )
    refresh_interval: field.Interval = key(
        "Time from one look at the files to the next.", default="1m"
    )


class DiscoveryKeys(Keys):
    """Where targets come from beside the list `targets`."""

    file_sd: tuple[FileDiscoveryKeys, ...] = key(
        "Files in the format of Prometheus file_sd.", default=()
    )


class Configuration(Keys):
    """The configuration of tls-exporter."""

    model_config = ConfigDict(title="tls-exporter")

    defaults: PolicyKeys = key(
        "Values for every target that has none of its own.", default_factory=PolicyKeys
    )
    limits: LimitsKeys = key("How much network work goes on at once.", default_factory=LimitsKeys)
    resolvers: tuple[ResolverKeys, ...] = key(
        "Resolvers that are asked for the addresses of every target.",
        default=({"name": "system"},),
        min_length=1,
    )
    trust_stores: dict[field.Name, TrustStoreKeys] = key(
        "Sets of root certificates by name; `mozilla` is built in.", default_factory=dict
    )
    targets: tuple[TargetKeys, ...] = key(
        "The deployments to watch.", default=(), examples=["[{host: www.example.com}]"]
    )
    discovery: DiscoveryKeys = key(
        "Where targets come from beside the list `targets`.", default_factory=DiscoveryKeys
    )


class UntitledJsonSchema(GenerateJsonSchema):
    """A JSON Schema without titles, which would only repeat the keys."""

    def field_title_should_be_set(self, _schema: object) -> bool:
        """No title at all."""
        return False


def json_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of what is accepted."""
    schema = Configuration.model_json_schema(schema_generator=UntitledJsonSchema)
    return {"$schema": UntitledJsonSchema.schema_dialect, **schema}
