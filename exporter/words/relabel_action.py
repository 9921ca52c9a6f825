"""What a rule of relabelling does."""

from enum import StrEnum


class RelabelAction(StrEnum):
    """Prometheus' own words for it, with their meaning; the values are public."""

    REPLACE = "replace"
    """Sets a label where the value matches."""
    KEEP = "keep"
    """Drops the target where the value does not match."""
    DROP = "drop"
    """Drops the target where the value matches."""
    KEEPEQUAL = "keepequal"
    """Drops the target where a label is not the value."""
    DROPEQUAL = "dropequal"
    """Drops the target where a label is the value."""
    HASHMOD = "hashmod"
    """Sets a label to the remainder of a hash."""
    LOWERCASE = "lowercase"
    UPPERCASE = "uppercase"
    LABELMAP = "labelmap"
    """Copies labels whose names match."""
    LABELDROP = "labeldrop"
    """Removes labels whose names match."""
    LABELKEEP = "labelkeep"
    """Removes labels whose names do not match."""
