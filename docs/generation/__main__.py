"""`python -m docs.generation` writes the pages."""

from pathlib import Path

from docs.generation import PAGES

for name, page in PAGES.items():
    (Path(__file__).parents[1] / f"{name}.md").write_text(page(), encoding="utf-8")
