"""What views say has a Japanese form wherever it is theirs, and English is as it stands in the code."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

import pytest

from exporter.views import language
from exporter.views.language import catalogue, reworded, say, say_number, speaking
from exporter.views.pages.overview import Overview, Wish
from exporter.views.pages.refusal import refusal_page
from exporter.views.pages.target import pending_page, target_page
from exporter.views.wording import DOCUMENT_TITLES, PHASE_TITLES, PLACE_TITLES
from tests.deployments import NOW
from tests.unit.views.examples import (
    LEFT_OUT,
    WARNING,
    WITHOUT_FILES,
    beside,
    broken,
    finding,
    told,
    unresolved,
)

JAPANESE = re.compile("[぀-ヿ一-鿿]")
ENGLISH = re.compile(r"(?<![/\w-])(?:[a-z]{2,} ){2,}[a-z]{2,}(?![\w.-])")
"""Three words of it in a row, which no name has."""
QUOTED = re.compile(r"`[^`]*`|(?:chmod|chown|setfacl|nginx|apachectl) .*|EDE .*")
"""Commands, and what resolvers say."""
SENTENCES = (Path(__file__).parent / "sentences.txt").read_text().splitlines()
NAMES_ALONE = {"CN=Unknown Intermediate", "lab: 127.0.0.1; lab-cache: 127.0.0.2"}
SAME_IN_BOTH = {
    "{PLACE}: {what}",
    "{clients}: {why}",
    "DNS",
    "HTTP",
    "HSTS",
    "SHA-256",
    "STARTTLS",
    "Alt-Svc",
    "← {target}",
}


class Recorded(dict[str, str]):
    """A catalogue that takes note of what it lacks."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__(known)
        self.lacking: set[str] = set()

    def get(self, message: str, default: str = "") -> str:  # type: ignore[override]
        """The message's form."""
        if message not in self:
            self.lacking.add(message)
        return super().get(message, default)


def test_every_message_of_the_pages_has_a_japanese_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """On every kind of page, of reports of every kind."""
    recorded = Recorded(catalogue("ja"))
    monkeypatch.setattr(language, "catalogue", lambda _language: recorded)
    reports = [told(), broken(), unresolved(), beside(LEFT_OUT, WITHOUT_FILES)]
    reports += [told(finding(WARNING, "b > a"))]
    for report in reports:
        target_page(report, now=NOW, next_probe=NOW, may_probe=True, language="ja")
        for query in ("", "nowhere"):
            wish = Wish(query=query)
            Overview().page([report], ["b"], now=NOW, wish=wish, problems=["x"], language="ja")
    pending_page("b", now=NOW, language="ja")
    for status in (403, 404, 405, 429, 500, 503):
        refusal_page(HTTPStatus(status), "x", here="", language="ja")
    with speaking("ja"):
        for title in (*PHASE_TITLES.values(), *PLACE_TITLES.values()):
            say(title)
    assert recorded.lacking == set()
    assert DOCUMENT_TITLES


def test_what_is_japanese_is_written_in_japanese() -> None:
    """And keeps the places that are filled in."""
    for message, text in catalogue("ja").items():
        assert JAPANESE.search(text) or message in SAME_IN_BOTH, message
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", message)), message


def test_the_language_is_that_of_who_asks() -> None:
    """English where nobody said otherwise, and again afterwards."""
    with speaking("ja"):
        assert (say("healthy"), say_number(1, "target")) == ("正常", "ターゲット 1 件")
    assert (say("healthy"), say_number(1, "target")) == ("healthy", "1 target")
    assert (say_number(2, "target"), catalogue("en")) == ("2 targets", {})


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_the_guide_is_known_by_its_form(sentence: str) -> None:
    """What the lab's deployments were told, but for what is names and addresses alone."""
    with speaking("ja"):
        assert JAPANESE.search(reworded(sentence)) or sentence in NAMES_ALONE
        assert not ENGLISH.search(QUOTED.sub("", reworded(sentence)))
    assert reworded(sentence) == sentence


@pytest.mark.parametrize(
    ("sentence", "japanese"),
    [
        (
            "1 certificate sent, no gap; not checked: 127.0.0.2:443 needs an open port",
            "1 枚送信、不足なし; 未確認: 127.0.0.2:443 には開いているポートが必要です",
        ),
        ("127.0.0.1:443: connection refused", "127.0.0.1:443: 接続が拒否されました"),
        ("127.0.0.1:443 (origin)", "127.0.0.1:443(オリジン)"),
        (
            "not checked, needs scans, which are switched off",
            "未確認(スキャンを有効にすることが必要です)",
        ),
        ("needs scans, which are switched off", "スキャンを有効にすることが必要です"),
        (
            "2026-11-29 04:15:02 UTC, took 0.02 s",
            "2026-11-29 04:15:02 UTC、所要時間 0.02 秒",
        ),
        (
            "no name server of site.test. answers for the name: answered SERVFAIL",
            "site.test. のネームサーバーはどれもこの名前に答えません: SERVFAIL を返しました",
        ),
        (
            "its aliases lead on and on: a.test, b.test",
            "別名をいくらたどっても終わりません: a.test, b.test",
        ),
        (
            "connect 80 ms, request 3 ms, handshake 9 ms",
            "接続 80 ミリ秒、HTTP の要求 3 ミリ秒、ハンドシェイク 9 ミリ秒",
        ),
        ("refuses all 6 classes", "調べた 6 種類をすべて拒否します"),
        (
            "accepts x25519 (preferred), secp256r1; unknown: x448",
            "x25519(優先)、secp256r1 を受け入れます; 不明: x448",
        ),
        ("refuses x448, x25519 and 3 more", "x448, x25519 ほか 3 件を拒否します"),
        ("its answer contradicts itself", "応答の内容が矛盾しています"),
        (
            "an answer of 20,000 bytes, which is not read: at most 16,384",
            "応答が 20,000 バイトあり、読める上限の 16,384 を超えています",
        ),
        ("what nobody has said before", "what nobody has said before"),
        ("a: b: {c}", "a: b: {c}"),
        (
            "port {0.__class__} is open on 1 address",
            "1 つのアドレスでポート {0.__class__} が開いています",
        ),
    ],
)
def test_what_stands_in_a_sentence_is_kept(sentence: str, japanese: str) -> None:
    """Clauses and places are told one by one; what has no form stays English."""
    with speaking("ja"):
        assert reworded(sentence) == japanese


def test_a_stranger_s_text_takes_no_time() -> None:
    """Whatever is repeated in it; the longest stay as they are."""
    with speaking("ja"):
        for piece in (": ended ", " UTC, in ", " needs ", "; ", ": ", " (scan of ", ", while "):
            assert reworded(piece * 5000) == piece * 5000
            reworded((piece * 1000)[:1000])
