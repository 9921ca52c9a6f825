"""The key exchange groups that are meant to withstand quantum computers."""

from exporter.words.groups import Group

POST_QUANTUM = frozenset(group for group in Group if "MLKEM" in group.name)
"""The groups with ML-KEM, most of them together with a curve (RFC 9794)."""
