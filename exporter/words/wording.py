"""Numbers with their nouns."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: "1 address", "2 addresses"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
