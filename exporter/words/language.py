"""The languages in which people are spoken to."""

LANGUAGES = {"en": "English", "ja": "日本語"}
"""By their tags (RFC 5646), the default first, with their own names."""
