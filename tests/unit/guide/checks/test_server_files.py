"""Steps 2, 7 and 9 by the server's files: what each finding rests on, and what is not known."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.model.attempt import Attempt
from exporter.model.certificate import Certificate, Malformed
from exporter.model.destination import Destination
from exporter.model.outcome import Failed, Skipped
from exporter.model.server_config import BrokenPair, BrokenPairs, Flaw, Holder, Holders, Line, Pair
from exporter.model.server_file import Account, Contents, Missing, PrivateKey
from exporter.model.target import ServerFiles
from exporter.words.key_type import KeyType
from exporter.words.phase import Phase
from exporter.words.proxy_protocol import ProxyProtocol
from exporter.words.reason import Reason
from exporter.words.role import Role
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import (
    HEALTHY,
    INTERMEDIATE,
    LEAF,
    NOW,
    SITE,
    TARGET,
    Deployment,
    assessment,
    closed,
    gap,
    refusing,
)
from tests.server_files import (
    CERTIFICATE,
    CONFIG,
    KEY,
    LOCKED,
    MATCHING,
    OLDER,
    ON_DISK,
    PAIR,
    RENEWED,
    config,
    held,
    on_disk,
    seen,
    site,
    trail,
)


def statuses(deployment: Deployment) -> tuple[Status, ...]:
    """Of steps 2, 7 and 9."""
    steps = (Step.SERVER_CONFIG, Step.PRIVATE_KEY, Step.PERMISSIONS)
    return tuple(deployment.rung(step).status for step in steps)


def test_all_in_order_passes_with_what_was_compared() -> None:
    """Each step says what it saw."""
    deployment = on_disk()
    assert deployment.codes() == []
    assert statuses(deployment) == (Status.PASSED,) * 3
    assert [deployment.rung(step).summary for step in (Step.SERVER_CONFIG, Step.PRIVATE_KEY, Step.PERMISSIONS)] == [
        f"what is served is in {CERTIFICATE}",
        f"key and certificate belong together: ECDSA P-256 in {KEY}",
        f"root can read {CERTIFICATE}, {KEY}",
    ]  # fmt: skip


def test_for_whom_a_key_of_root_matters_is_told() -> None:
    """The server opens it before it goes on as its user, unless that is who opens it."""
    by_user = replace(config(site("www.example.com")), user="www-data")
    summary = on_disk(configured=by_user).rung(Step.PERMISSIONS).summary
    assert summary == (
        f"root can read {CERTIFICATE}, {KEY}; nginx opens them before it goes on as www-data"
    )
    alone = on_disk(configured=replace(by_user, user="root")).rung(Step.PERMISSIONS).summary
    assert alone == f"root can read {CERTIFICATE}, {KEY}"


def test_flaws_are_told_and_counted() -> None:
    """The first three, and how many more."""
    flaws = tuple(Flaw(where=Line(file=CONFIG, number=n), text="odd") for n in range(1, 6))
    deployment = on_disk(configured=config(site("www.example.com"), flaws=flaws))
    assert deployment.proof("server_config_invalid") == (
        f"{CONFIG}:1: odd; {CONFIG}:2: odd; {CONFIG}:3: odd; and 2 more"
    )


def test_a_name_in_no_block_is_told_with_the_one_that_answers() -> None:
    """Which is the only one."""
    deployment = on_disk(configured=config(site("other.example.com")))
    assert deployment.codes() == ["server_config_name_missing"]
    assert deployment.proof("server_config_name_missing") == (
        f"no site on port 443 has the name www.example.com: the default answers, {CONFIG}:12 (other.example.com)"
    )


def test_a_name_may_stand_in_what_could_not_be_read() -> None:
    """A configuration with an error is told as such, and nothing that it may lack."""
    flaw = Flaw(where=Line(file=CONFIG, number=3), text="unexpected end of file")
    broken = on_disk(configured=config(site("other.example.com"), flaws=(flaw,)))
    assert broken.codes() == ["server_config_invalid"]


def test_a_server_that_waits_for_a_header_is_told_with_its_configuration() -> None:
    """Unless the header is sent: then it is silent for another reason."""
    made = config(site("www.example.com"))
    waiting = replace(made, sockets=(replace(made.sockets[0], wants_proxy_header=True),))
    hung_up = refusing(Reason.TLS_CLOSED, detail="it hung up")
    silent = replace(on_disk(configured=waiting), sites=(hung_up,))
    (found,) = silent.rung(Step.SERVER_CONFIG).findings
    assert found.causes == ("proxy_protocol",)
    place = "203.0.113.10:443: it hung up"
    assert found.evidence == f"{place}; by {CONFIG} it waits for a header of the PROXY protocol"
    sends = silent.with_policy(replace(TARGET.policy, proxy_protocol=ProxyProtocol.V1))
    (found,) = sends.rung(Step.SERVER_CONFIG).findings
    assert (found.evidence, found.causes) == (place, ())


def test_no_block_on_the_port_leaves_the_step_unchecked() -> None:
    """A forwarded port is no mistake of the configuration."""
    deployment = on_disk(configured=config())
    assert statuses(deployment)[0] is Status.NOT_CHECKED
    assert "a site of the configuration" in deployment.rung(Step.SERVER_CONFIG).summary


def test_a_certificate_in_no_file_is_named_and_compared_with_none() -> None:
    """What is served may be that one, whatever else is in files."""
    made_up = replace(site("www.example.com"), unreadable=("$name.pem",))
    both = on_disk(RENEWED, configured=config(made_up))
    assert both.codes() == []
    assert statuses(both) == (Status.NOT_CHECKED, Status.PASSED, Status.PASSED)
    needs = f"a certificate in a file; {CONFIG}:12 has $name.pem, which a file does not tell"
    assert both.rung(Step.SERVER_CONFIG).summary == f"needs {needs}"
    alone = replace(both, files=both.files[:1], file_chains=())
    alone = replace(alone, files=on_disk(configured=config(replace(made_up, pairs=()))).files[:1])
    assert statuses(alone) == (Status.NOT_CHECKED,) * 3
    assert alone.rung(Step.PRIVATE_KEY).summary == f"needs {needs}"


def test_who_looks_at_no_names_lacks_none() -> None:
    """It answers whatever is asked for."""
    deployment = on_disk(configured=config(replace(site(), is_for_all=True)))
    assert deployment.codes() == []
    assert statuses(deployment) == (Status.PASSED,) * 3


def test_a_default_may_refuse_the_names_of_others() -> None:
    """And answers none then."""
    deployment = on_disk(configured=config(replace(site(), pairs=(), rejects=True)))
    proof = "no site on port 443 has the name www.example.com: the default refuses it"
    assert deployment.proof("server_config_name_missing") == f"{proof}, {CONFIG}:12"


def test_a_newer_certificate_in_the_file_was_not_reloaded() -> None:
    """Both serials, the file, since when, and the command."""
    deployment = on_disk(RENEWED)
    assert deployment.codes() == ["server_config_not_reloaded"]
    proof = deployment.proof("server_config_not_reloaded")
    assert "serves serial 04a1" in proof
    assert (
        f"{CERTIFICATE} holds serial 05b2 (until 2026-08-30), valid from 2026-06-01 12:00 UTC"
        in proof
    )
    assert f"since {NOW:%Y-%m-%d %H:%M} UTC" in proof
    assert proof.endswith("reload there: nginx -t && nginx -s reload")


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("certificate_expired", -2),
        ("certificate_expiry_imminent", 3),
        ("certificate_renewal_overdue", 8),
    ],
)
def test_what_ends_and_was_renewed_on_disk_wants_a_reload(code: str, days: int) -> None:
    """And no further renewal; what is not renewed wants that."""
    ending = replace(LEAF, not_after=NOW + timedelta(days=days))
    renewed = on_disk(RENEWED).serving(assessment(ending, INTERMEDIATE))
    assert renewed.finding(code).remedy.startswith("Reload the server")
    waiting = on_disk(ending).serving(assessment(ending, INTERMEDIATE))
    assert not waiting.finding(code).remedy.startswith("Reload the server")
    # Of two kinds of keys, the other was renewed.
    files = (held(ending), held(RENEWED, path="/etc/ssl/other.pem"))
    beside = replace(waiting, file_chains=files)
    assert not beside.finding(code).remedy.startswith("Reload the server")


@pytest.mark.parametrize(
    "leaf", [OLDER, replace(RENEWED, dns_names=("elsewhere.example",))], ids=["older", "other name"]
)
def test_a_certificate_that_is_no_successor_is_another_servers(leaf: Certificate) -> None:
    """Which breaks nothing."""
    codes = on_disk(leaf).codes()
    assert "server_config_other_certificate" in codes
    assert "server_config_not_reloaded" not in codes


def test_a_certificate_of_another_key_type_is_compared_with_its_own_kind() -> None:
    """Two pairs, one of which is served: the other is not missing."""
    rsa = replace(RENEWED, key_type=KeyType.RSA)
    second = Pair(certificate="/etc/ssl/rsa.pem", key=KEY)
    both = config(site("www.example.com", pairs=(PAIR, second)))
    deployment = on_disk(configured=both)
    with_both = replace(
        deployment, file_chains=(*deployment.file_chains, held(rsa, path=second.certificate))
    )
    assert "server_config_not_reloaded" not in with_both.codes()


def test_what_is_missing_and_what_is_no_certificate_is_told() -> None:
    """By the file."""
    gone = on_disk(contents=Skipped(needs="a file that is there"))
    files = (
        gone.files[0],
        seen(CERTIFICATE, Missing(detail=f"there is no {CERTIFICATE}")),
        gone.files[2],
    )
    assert replace(gone, files=files).codes() == ["server_config_file_missing"]
    page = on_disk(contents=Contents(instead="a web page"))
    assert page.proof("server_config_file_unusable") == "it holds a web page"
    key = on_disk(contents=Contents(keys=(MATCHING,)))
    assert key.proof("server_config_file_unusable") == "it holds 1 private key and no certificate"
    glued = on_disk(contents=Contents(certificates=(b"x",), troubles=("block 2 is glued",)))
    assert glued.proof("server_config_file_unusable") == "block 2 is glued"


def test_a_key_of_another_certificate_is_told_with_where_it_belongs() -> None:
    """To none, or to a later one of the file."""
    stray = on_disk(key=replace(MATCHING, public_key=b"other"))
    assert stray.proof("private_key_mismatch") == (
        f"ECDSA P-256 of PKCS#8: not the key of the first certificate in {CERTIFICATE}"
    )
    below = replace(LEAF, public_key=b"other")
    turned = on_disk(ON_DISK, below, key=replace(MATCHING, public_key=b"other"))
    assert turned.proof("private_key_mismatch").endswith(
        ", but of certificate 2 there, which has to stand first"
    )


def test_a_damaged_key_fails_and_an_encrypted_one_is_not_checked() -> None:
    """Its passphrase is not ours to know."""
    damaged = on_disk(key=PrivateKey(form="PKCS#1", trouble="it is damaged"))
    assert damaged.proof("private_key_unusable") == "the key (PKCS#1) cannot be used: it is damaged"
    locked = on_disk(key=LOCKED)
    assert locked.codes() == []
    assert locked.rung(Step.PRIVATE_KEY).summary == "needs its passphrase: it is encrypted"


def test_a_weak_key_is_refused_though_it_can_be_read() -> None:
    """And belongs to its certificate."""
    deployment = on_disk(key=replace(MATCHING, trouble="RSA 1024 is weak"))
    assert deployment.codes() == ["private_key_unusable"]
    assert deployment.proof("private_key_unusable") == (
        "the key (PKCS#8) cannot be used: RSA 1024 is weak"
    )


@pytest.mark.parametrize(
    ("instead", "told"),
    [
        (Contents(instead="an empty file"), "it holds an empty file"),
        (Contents(certificates=(b"x",)), "it holds 1 certificate and no private key"),
    ],
)
def test_a_key_file_without_a_key_is_told(instead: Contents, told: str) -> None:
    """With what it is."""
    deployment = on_disk()
    files = (*deployment.files[:2], seen(KEY, trail(KEY), instead))
    assert replace(deployment, files=files).proof("private_key_unusable") == told


def test_permissions_are_told_file_by_file() -> None:
    """A key for everybody, a file that the server cannot read."""
    exposed = on_disk(key_trail=trail(KEY, mode=0o644))
    assert exposed.codes() == ["permissions_key_exposed"]
    without = on_disk(key_trail=trail(KEY, mode=0o644), key=None)
    assert without.codes() == ["private_key_unusable"]
    nobody = Account(name="nobody", number=65534, groups=frozenset({65534}))
    hindered = on_disk(key_trail=trail(KEY, reader=nobody))
    assert hindered.codes() == ["permissions_unreadable"]
    unknown = on_disk(key_trail=trail(KEY, reader=None))
    assert statuses(unknown)[2] is Status.PARTLY_CHECKED


def test_what_we_may_not_read_is_not_checked_with_what_it_takes() -> None:
    """Never passed, and no fault of the site."""
    needs = Skipped(needs="permission for prometheus (setfacl …)")
    late = Failed(reason=Reason.DEADLINE, detail="not read within 10 s")
    for outcome, told in ((needs, "permission for prometheus"), (late, "not read within")):
        deployment = replace(on_disk(configured=outcome), file_chains=())
        assert deployment.codes() == []
        assert told in deployment.rung(Step.SERVER_CONFIG).summary
    hidden = on_disk(key_trail=needs)
    assert hidden.codes() == []
    assert statuses(hidden)[2] is Status.PARTLY_CHECKED


def test_pairs_that_the_configuration_of_the_exporter_names_need_no_servers_own() -> None:
    """`files`, of a server whose configuration is not read."""
    deployment = on_disk(RENEWED)
    written = replace(
        deployment,
        target=replace(TARGET, server=ServerFiles(files=(PAIR,))),
        files=deployment.files[1:],
    )
    assert written.codes() == ["server_config_not_reloaded"]
    assert written.proof("server_config_not_reloaded").endswith("the server's reload command")


def test_a_target_without_files_says_what_it_takes() -> None:
    """As before there were any."""
    assert statuses(HEALTHY) == (Status.NOT_CHECKED,) * 3


def test_a_gap_in_the_file_is_told_before_the_reload() -> None:
    """What is served is complete still."""
    offered = replace(ON_DISK, ca_issuers=("http://ca.example/r3.der",))
    judged = assessment(offered, trusts=(gap(),))
    deployment = replace(on_disk(), file_chains=(held(offered, judged=judged),))
    assert deployment.codes() == ["server_config_chain_incomplete"]
    assert deployment.proof("server_config_chain_incomplete") == (
        "mozilla: CN=Issuing CA is missing, offered at http://ca.example/r3.der "
        "(curl -fsS http://ca.example/r3.der | openssl x509 -inform der); "
        f"append it to {CERTIFICATE}"
    )


def test_the_chain_of_a_pair_may_lie_in_a_file_of_its_own() -> None:
    """Then the certificate's own file alone has no gap, and the certificate is appended there."""
    chain = "/etc/ssl/chain.pem"
    pair = replace(PAIR, chain=chain)
    alone = held(ON_DISK, judged=assessment(ON_DISK, trusts=(gap(),)))
    deployment = on_disk(configured=config(site("www.example.com", pairs=(pair,))))
    whole = replace(deployment, file_chains=(alone, held(ON_DISK, INTERMEDIATE, chain_path=chain)))
    assert whole.codes() == []
    short = replace(alone, chain_path=chain)
    told = replace(deployment, file_chains=(alone, short)).proof("server_config_chain_incomplete")
    assert told.endswith(f"append it to {chain}")


def test_a_successor_below_the_old_certificate_is_never_presented() -> None:
    """The file has both, the newer one where nobody gets it."""
    deployment = on_disk(ON_DISK, INTERMEDIATE, replace(RENEWED, dns_names=ON_DISK.dns_names))
    assert deployment.codes() == ["server_config_leaf_not_first"]
    assert deployment.proof("server_config_leaf_not_first") == (
        "certificate 1 is serial 04a1 (until 2026-07-31): number 3, serial 05b2 (until 2026-08-30), "
        "is newer and is never presented there"
    )


def test_an_issuer_in_front_is_told_with_the_certificate_that_belongs_there() -> None:
    """By its number."""
    issuer = replace(INTERMEDIATE, is_ca=True, public_key=b"public", dns_names=())
    deployment = on_disk(issuer, ON_DISK)
    assert "server_config_leaf_not_first" in deployment.codes()
    assert deployment.proof("server_config_leaf_not_first") == (
        "certificate 1 is CN=Issuing CA, that of a CA: number 2, serial 04a1 (until 2026-07-31), "
        "has to stand first"
    )


def test_names_of_the_site_that_the_file_does_not_cover_are_told() -> None:
    """Patterns and placeholders are nobody's names."""
    names = ("www.example.com", "Shop.example.com", "*.example.org", "~^x", "_", "localhost")
    deployment = on_disk(configured=config(site(*names)))
    assert deployment.codes() == ["server_config_name_not_covered"]
    assert deployment.proof("server_config_name_not_covered") == (
        f"serial 04a1 (until 2026-07-31) is not for shop.example.com of {CONFIG}:12"
    )
    doubtful = replace(ON_DISK, has_all_names=False)
    assert replace(deployment, file_chains=(held(doubtful),)).codes() == []


def test_blocks_that_are_no_certificates_are_told_with_their_number() -> None:
    """Wherever they stand."""
    second = replace(INTERMEDIATE, serial="", defects=("the outer sequence is cut short",))
    assert on_disk(ON_DISK, second).proof("server_config_file_unusable") == (
        "certificate 2 cannot be decoded: the outer sequence is cut short"
    )
    first = held(ON_DISK, judged=Malformed(detail="no sequence", length=1))
    broken = replace(on_disk(), file_chains=(first,))
    assert broken.proof("server_config_file_unusable") == (
        "certificate 1 cannot be decoded: no sequence"
    )


FOREIGN = replace(MATCHING, public_key=b"other")
UNFIT = on_disk(key=FOREIGN)
"""Key and certificate do not belong together."""


def test_a_port_that_is_closed_for_a_key_says_so() -> None:
    """The server did not start with it: step 1 names the file, and what helps."""
    deployment = replace(UNFIT, sites=(closed(),))
    assert deployment.codes() == ["port_refused", "private_key_mismatch"]
    assert deployment.proof("port_refused") == (
        "203.0.113.10:443: connect_refused; the server does not start: "
        f"{KEY}: ECDSA P-256 of PKCS#8: not the key of the first certificate in {CERTIFICATE} (step 7)"
    )
    (finding,) = deployment.rung(Step.PORT).findings
    assert finding.remedy.startswith("Mend the file that the finding names")


def test_a_pair_of_another_site_keeps_a_port_closed_as_well() -> None:
    """It is told with the site's place; a pair of the answering site has findings of its own."""
    deployment = replace(on_disk(), sites=(closed(),))
    read, *others = deployment.files
    text = "/b.key: not the key of the first certificate in /b.pem"
    flaw = Flaw(where=Line(file=CONFIG, number=40), text=text)
    broken = BrokenPairs(
        (
            BrokenPair(pair=Pair(certificate="/b.pem", key="/b.key"), flaw=flaw),
            BrokenPair(pair=PAIR, flaw=flaw),
        )
    )
    attempts = (*read.attempts, Attempt(phase=Phase.CONTENTS, outcome=broken))
    deployment = replace(deployment, files=(replace(read, attempts=attempts), *others))
    assert deployment.codes() == ["port_refused", "server_config_invalid"]
    assert deployment.proof("server_config_invalid") == f"{CONFIG}:40: {text}"
    assert deployment.proof("port_refused") == (
        "203.0.113.10:443: connect_refused; the server does not start: "
        f"{CONFIG}:40: {text} (step 2)"
    )


@pytest.mark.parametrize(
    ("deployment", "told"),
    [
        (
            on_disk(
                configured=config(flaws=(Flaw(where=Line(file=CONFIG, number=3), text="odd"),))
            ),
            f"does not start: {CONFIG}:3: odd (step 2)",
        ),
        (on_disk(key=None), f"{KEY}: it holds 0 certificates and no private key (step 7)"),
        (
            on_disk(
                key_trail=trail(KEY, reader=Account(name="x", number=9, groups=frozenset({9})))
            ),
            "(step 9)",
        ),
    ],
    ids=["a flaw", "no key", "a key that may not be read"],
)
def test_whatever_keeps_the_server_from_starting_is_named(
    deployment: Deployment, told: str
) -> None:
    """By its step."""
    assert told in replace(deployment, sites=(closed(),)).proof("port_refused")


def test_a_port_is_closed_for_another_reason_where_the_server_runs_or_its_files_are_sound() -> None:
    """A server that runs has read its files before they were spoilt."""
    other = replace(SITE, address="203.0.113.11")
    for deployment in (
        replace(on_disk(), sites=(closed(),)),
        replace(UNFIT, sites=(closed(), other)),
    ):
        assert deployment.proof("port_refused") == "203.0.113.10:443: connect_refused"
    silent = replace(UNFIT, sites=(closed(Reason.CONNECT_TIMEOUT),))
    assert silent.proof("port_timeout") == "203.0.113.10:443: connect_timeout"


ELSEWHERE = replace(RENEWED, dns_names=("elsewhere.example",))
OTHER_SITE = replace(site("other.example.com", "_"), where=Line(file=CONFIG, number=40))
HERE = "203.0.113.10"


def searched(
    *found: Holder,
    is_whole: bool = True,
    is_here: bool | None = None,
    programs: tuple[str, ...] | None = None,
    root: str = "",
) -> Deployment:
    """The deployment whose files have another certificate, looked for in all files of the server."""
    deployment = on_disk(ELSEWHERE)
    end = Destination(address=HERE, is_here=is_here, programs=programs)
    holders = Holders(found=found, is_whole=is_whole, destinations=(end,))
    read, *others = deployment.files
    attempts = (*read.attempts, Attempt(phase=Phase.CONTENTS, outcome=holders))
    return replace(
        deployment,
        target=replace(deployment.target, server=ServerFiles(nginx=CONFIG, root=root)),
        files=(replace(read, attempts=attempts), *others),
    )


NOWHERE = "no site of the configuration has that"
TRANSLATED = "another machine answers, or this one behind translated addresses (NAT)"
UNKNOWN = "Nothing is broken by this alone: a proxy, CDN or another machine answers"


@pytest.mark.parametrize(
    ("deployment", "told", "remedy"),
    [
        (
            searched(Holder(certificate=LEAF.der, site=OTHER_SITE, path="/etc/ssl/other.pem")),
            f"that is the certificate of another site: {CONFIG}:40 (other.example.com, _)",
            "Reload the server, which may still",
        ),
        (
            searched(is_here=True, programs=("nginx",)),
            f"{NOWHERE}: nginx has the port, as it was configured before or with other files",
            "Restart the server",
        ),
        (
            searched(is_here=True, programs=("docker-proxy",)),
            f"{NOWHERE}: docker-proxy has the port",
            "See which program",
        ),
        (
            searched(is_here=True, programs=("",)),
            f"{NOWHERE}: another program of this machine answers, or the server as it was configured before",
            "See which program",
        ),
        (
            searched(is_here=True, programs=("", "nginx")),
            f"{NOWHERE}: nginx has the port",
            "See which program",
        ),
        (
            searched(is_here=True),
            f"{NOWHERE}: another program of this machine answers, or the server as it was configured before",
            "See which program",
        ),
        (
            searched(is_here=True, programs=()),
            f"{NOWHERE}: nothing on this machine listens there, so connections are handed on",
            "See where the port is handed on to",
        ),
        (
            searched(is_here=False, programs=()),
            f"{NOWHERE}: {HERE} is no address of the exporter's machine, where nothing listens on port 443",
            "See where the name leads",
        ),
        (
            searched(is_here=False, programs=("nginx",)),
            f"{NOWHERE}: {HERE} is no address of the exporter's machine; {TRANSLATED}",
            "See where the name leads",
        ),
        (searched(is_here=False, root="/host"), NOWHERE, UNKNOWN),
        (searched(), NOWHERE, UNKNOWN),
        (searched(is_whole=False), "(until 2026-08-30)", UNKNOWN),
        (on_disk(ELSEWHERE), "(until 2026-08-30)", UNKNOWN),
    ],
    ids=[
        "block",
        "the server",
        "program",
        "a program that is not to be seen",
        "one of two programs that is not to be seen",
        "a program where none can be listed",
        "handed on",
        "machine",
        "machine or translation",
        "below a root",
        "whose address is not known",
        "not all read",
        "not searched",
    ],
)
def test_who_answers_instead_is_told_apart(deployment: Deployment, told: str, remedy: str) -> None:
    """As far as all files of the server could be read; each has a remedy of its own."""
    assert deployment.proof("server_config_other_certificate").endswith(told)
    (finding,) = (
        one
        for one in deployment.rung(Step.SERVER_CONFIG).findings
        if one.kind.code == "server_config_other_certificate"
    )
    assert finding.remedy.startswith(remedy)


def test_what_stands_in_front_is_told_where_the_origin_serves_the_file() -> None:
    """The address of the origin shows that the server itself is in order."""
    deployment = searched()
    origin = replace(SITE, address="198.51.100.7", role=Role.ORIGIN, chain=assessment(ELSEWHERE))
    proof = replace(deployment, sites=(SITE, origin)).proof("server_config_other_certificate")
    assert proof.endswith("something else than at 198.51.100.7:443 answers here")
    named = searched(is_here=True, programs=("stunnel4",))
    proof = replace(named, sites=(SITE, origin)).proof("server_config_other_certificate")
    assert proof.endswith("something else than at 198.51.100.7:443 answers here, stunnel4")


def test_where_the_renewed_certificate_is_served_is_told() -> None:
    """So that it is clear which machine is left to reload."""
    other = replace(SITE, address="203.0.113.11", chain=assessment(RENEWED))
    proof = replace(on_disk(RENEWED), sites=(SITE, other)).proof("server_config_not_reloaded")
    assert "; 203.0.113.11:443 serves that already; reload there: nginx" in proof
