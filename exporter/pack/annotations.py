"""What an alert tells a person, in Prometheus's templates: where, what, the proof, and whither to go."""

from collections.abc import Mapping

from exporter.pack.alert import Alert, At, Proof, proofs
from exporter.pack.expression import FOUND, coded
from exporter.pack.setting import Setting
from exporter.views.paths import guide_path

SINCE = "since"
"""What every alert proves, in `proofs.yml`."""
MOST_PLACES = 8
"""Named one by one; a CDN has hundreds."""
SITE = "job=%q,instance=%q,target=%q"
OF_SITE = "$labels.job $labels.instance $labels.target"
EXPORTER = "job=%q,instance=%q"
OF_EXPORTER = "$labels.job $labels.instance"
FIELDS = {
    "{instance}": "{{ $labels.instance }}",
    "{resolver}": "{{ $labels.resolver }}",
    "{family}": "{{ $labels.family }}",
    "{source}": "{{ $labels.source }}",
    "{file}": "{{ $labels.file }}",
    "{trust_store}": "{{ $labels.trust_store }}",
    "{issuer}": "{{ $labels.issuer }}",
    "{value}": '{{ printf "%.0f" $value }}',
    "{percentage}": "{{ $value | humanizePercentage }}",
}
TO_THE_MINUTE = 'humanizeTimestamp | reReplaceAll ":[0-9.]+ [+]0000" ""'
IN_JAPANESE = (
    'humanizeDuration | reReplaceAll "d" " 日" | reReplaceAll "h" " 時間"'
    ' | reReplaceAll "m" " 分" | reReplaceAll "s" " 秒"'
)
READABLE: Mapping[str, Mapping[str, str]] = {
    "duration": {"en": "humanizeDuration", "ja": IN_JAPANESE},
    "share": {"en": "humanizePercentage", "ja": "humanizePercentage"},
    "moment": {"en": TO_THE_MINUTE, "ja": TO_THE_MINUTE},
}
"""What Prometheus's templates make of a number, in each language."""
HOST = "tls_target_info{SITE}"
LATELY = f"last_over_time({FOUND}{{SITE,CODES}}[15m])"
"""The findings of the alert, as far back as any alert looks."""
AT_PLACES = {"en": " at ", "ja": "、"}
COLON = {"en": ": ", "ja": ": "}
TARGET_IN_PATH = '{{ reReplaceAll "[+]" "%20" (urlquery $labels.target) }}'
"""A blank is a plus in queries alone."""
EXPORTER_URL = (
    "{{ with $externalLabels.tls_exporter_url }}{{ . }}"
    "{{ else }}http://{{ $labels.instance }}{{ end }}"
)


def annotations(alert: Alert, setting: Setting) -> Mapping[str, str]:
    """All annotations of an alert; a link is whole or not there."""
    links = {
        "page_url": page(alert, setting),
        "runbook_url": runbook(alert, setting),
        "dashboard_url": dashboard(alert, setting),
    }
    texts = {"summary": summary(alert, setting), "description": description(alert, setting)}
    return {**texts, **{name: link for name, link in links.items() if link}}


def summary(alert: Alert, setting: Setting) -> str:
    """One line that names the target."""
    said = filled(alert.summary[setting.language], setting.language)
    return f"{{{{ $labels.target }}}}{COLON[setting.language]}{said}" if alert.codes else said


def description(alert: Alert, setting: Setting) -> str:
    """Where it is, what is wrong and what to do, what series prove, and since when."""
    said = filled(alert.text[setting.language], setting.language)
    for proof in filter(None, (alert.proof, SINCE)):
        said += proven(proofs()[proof], alert, setting.language)
    if not alert.codes:
        return said
    return f"{where(alert, setting.language)}{COLON[setting.language]}{said}"


def filled(text: str, language: str) -> str:
    """The text with templates in the place of its fields."""
    for field, template in FIELDS.items():
        text = text.replace(field, template)
    return text.replace("{duration}", f"{{{{ $value | {READABLE['duration'][language]} }}}}")


def where(alert: Alert, language: str) -> str:
    """The target with host and port, and the places where it was found."""
    host = (
        f"{{{{ with {asked(f'last_over_time({HOST}[1h])', alert)} }}}}{{{{ with first . }}}}"
        " ({{ .Labels.host }}:{{ .Labels.port }}){{ end }}{{ end }}"
    )
    if alert.at is At.NOTHING:
        return f"{{{{ $labels.target }}}}{host}"
    places = asked(f"group by ({alert.at}) ({LATELY})", alert)
    separator = f"{{{{ if $i }}}}, {{{{ else }}}}{AT_PLACES[language]}{{{{ end }}}}"
    return (
        f"{{{{ $labels.target }}}}{host}"
        f'{{{{ range $i, $at := {places} | sortByLabel "{alert.at}" }}}}'
        f"{{{{ if lt $i {MOST_PLACES} }}}}{separator}{{{{ $at.Labels.{alert.at} }}}}"
        f"{{{{ else if eq $i {MOST_PLACES} }}}}, …{{{{ end }}}}{{{{ end }}}}"
    )


def proven(proof: Proof, alert: Alert, language: str) -> str:
    """What a query says, or nothing where it finds nothing."""
    before, after = proof.says[language].split("{it}")
    query = asked(proof.query, alert)
    if not proof.lists:
        number = f"{{{{ . | first | value | {READABLE[proof.reads][language]} }}}}"
        return f"{{{{ with {query} }}}}{before}{number}{after}{{{{ end }}}}"
    first, *more = (f"{{{{ $one.Labels.{label} }}}}" for label in proof.lists)
    one = f"{first} ({', '.join(more)})" if more else first
    listed = f'{{{{ range $i, $one := . | sortByLabel "{proof.lists[0]}" }}}}{{{{ if $i }}}}, {{{{ end }}}}{one}{{{{ end }}}}'
    return f"{{{{ with {query} }}}}{before}{listed}{after}{{{{ end }}}}"


def asked(query: str, alert: Alert) -> str:
    """A query of a template about the alert's target, or its exporter."""
    whom = "SITE" if alert.codes else "EXPORTER" if alert.names_exporter else ""
    query = query.replace("SELF", f'alertname="{alert.name}"{whom and ","}{whom}')
    arguments = OF_SITE if "SITE" in query else OF_EXPORTER
    written = query.replace("SITE", SITE).replace("EXPORTER", EXPORTER)
    if alert.codes:
        written = written.replace("CODES", coded(alert.codes))
    times = written.count("job=%q")
    return f"query (printf `{written}` {' '.join([arguments] * times)})".replace(" )", ")")


def page(alert: Alert, setting: Setting) -> str:
    """The target's page at the exporter, which has the proofs and the repair; or the exporter's first."""
    if not alert.has_guide:
        return ""
    path = f"/targets/{TARGET_IN_PATH}" if alert.codes else "/"
    return f"{EXPORTER_URL}{path}{in_query(in_language(setting))}"


def runbook(alert: Alert, setting: Setting) -> str:
    """The page of the guide, where the operator keeps it, or at the exporter, with the target in its commands."""
    name = f"finding/{first_code(alert)}" if alert.codes else "exporter"
    if setting.runbook_base:
        return f"{setting.runbook_base.rstrip('/')}/{name}"
    if not alert.has_guide:
        return ""
    target = "target={{ $labels.target | urlquery }}" if alert.codes else ""
    paragraph = "" if alert.codes else f"#{alert.name}"
    return f"{EXPORTER_URL}{guide_path(name)}{in_query(target, in_language(setting))}{paragraph}"


def in_language(setting: Setting) -> str:
    """What asks a page for the language of the texts, other than English."""
    return "" if setting.language == "en" else f"lang={setting.language}"


def in_query(*parts: str) -> str:
    """The query of a URL with those parts that are not empty."""
    return f"?{'&'.join(said)}" if (said := tuple(filter(None, parts))) else ""


def first_code(alert: Alert) -> str:
    """The finding that the page is about: of several, the first that stands."""
    if len(alert.codes) == 1:
        return alert.codes[0]
    query = asked(f"group by (code) ({LATELY})", alert)
    return (
        f'{{{{ with {query} | sortByLabel "code" }}}}{{{{ (first .).Labels.code }}}}'
        f"{{{{ else }}}}{alert.codes[0]}{{{{ end }}}}"
    )


def dashboard(alert: Alert, setting: Setting) -> str:
    """That of the target or of the exporter, where it is known whether there is a Grafana."""
    path = (
        "/d/tls-target?var-target={{ $labels.target | urlquery }}"
        if alert.codes
        else "/d/tls-exporter"
    )
    if setting.grafana:
        return f"{setting.grafana.rstrip('/')}{path}"
    return f"{{{{ with $externalLabels.grafana_url }}}}{{{{ . }}}}{path}{{{{ end }}}}"
