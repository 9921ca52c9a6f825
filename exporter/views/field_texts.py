"""What is said of the fields and properties of the model's classes, where it stands already."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise

from exporter.config.schema import FETCH
from exporter.config.target_schema import EXPIRY, ORIGIN, PAIR, POLICY, SERVER, TARGET

SETTINGS = {each.model: each for each in (EXPIRY, FETCH, ORIGIN, PAIR, POLICY, SERVER, TARGET)}
"""What classes hold that a configuration sets."""


def field_texts(kind: type) -> Mapping[str, str]:
    """By name, those of the classes above among them: what a property says, a setting means, stands below a field."""
    texts = {
        name: str(one.__doc__) for name, one in vars(kind).items() if isinstance(one, property)
    }
    if section := SETTINGS.get(kind):
        texts |= {name: key.meaning for name, key in section.known.items()}
    for one in filter(is_dataclass, reversed(kind.__mro__)):
        texts |= of_module(one.__module__).get(one.__name__, {})
    return texts


@cache
def of_module(name: str) -> Mapping[str, Mapping[str, str]]:
    """Those below the fields of each class of a module, by the class's name; nothing where there is no source."""
    try:
        source = getsource(sys.modules[name])
    except OSError:
        return {}
    classes = (one for one in ast.parse(source).body if isinstance(one, ast.ClassDef))
    return {one.name: dict(of_class(one)) for one in classes}


def of_class(defined: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Each field that has a text below it."""
    for statement, below in pairwise(defined.body):
        match statement, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, cleandoc(text)
