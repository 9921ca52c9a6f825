"""Texts in Japanese have the words of the glossary in CONTRIBUTING.md: one for one thing."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
IN_JAPANESE = (
    "README.ja.md",
    "exporter/guide/runbook/ja/**/*.md",
    "exporter/pack/*.yml",
    "exporter/pack/alerts/*.yml",
    "exporter/pack/dashboards/ja.toml",
    "exporter/views/translations/ja.toml",
)
TEXTS = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for pattern in IN_JAPANESE
    for path in sorted(ROOT.glob(pattern))
}
KANA_OR_KANJI = "[ぁ-んァ-ー一-鿿]"


def glossary() -> list[tuple[str, ...]]:
    """English, Japanese, and what is not said instead."""
    _, table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("|---|---|---|\n")
    rows = (row.strip("| ").split("|") for row in table.strip().splitlines())
    return [tuple(cell.strip() for cell in row) for row in rows]


@pytest.mark.parametrize("row", glossary(), ids=lambda row: row[0])
def test_one_thing_has_one_word(row: tuple[str, ...]) -> None:
    """It is in use, and nowhere is another for it."""
    _, words, others = (*row, "")[:3]
    assert all(any(word in text for text in TEXTS.values()) for word in words.split(", "))
    for other in filter(None, others.split(", ")):
        # A word may begin another one: ディレクトリ of Linux, and フォルダ in フォルダー.
        found = [name for name, text in TEXTS.items() if re.search(rf"(?<![その]){other}", text)]
        assert not found, other


@pytest.mark.parametrize("name", TEXTS)
def test_signs_are_those_of_the_other_texts(name: str) -> None:
    """Half-width brackets without a blank at Japanese, and no word's end glued to Latin letters of a term."""
    wrong = rf"[\uff08\uff09]|{KANA_OR_KANJI} \((?!/)|\) {KANA_OR_KANJI}|{KANA_OR_KANJI}deploy|hook{KANA_OR_KANJI}"
    text = re.sub(r"\]\([^)]*\)", "]", TEXTS[name])  # links
    assert re.findall(wrong, text) == []
    assert (
        re.findall(rf"{KANA_OR_KANJI} \[{KANA_OR_KANJI}|[0-9A-Za-z]\]{KANA_OR_KANJI}", text) == []
    )
