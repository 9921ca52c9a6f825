"""`python -m alerts` writes the files of the alert pack."""

from alerts import FILES, FOLDER

for name, text in FILES.items():
    (FOLDER / name).write_text(text(), encoding="utf-8")
