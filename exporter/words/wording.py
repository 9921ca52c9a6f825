"""Numbers with their nouns, and exceptions in a line."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: "1 address", "2 addresses"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def described(error: BaseException) -> str:
    """The exception in a line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
