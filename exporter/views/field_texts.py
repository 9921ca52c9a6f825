"""What classes of the model say of their fields: the texts below them, which only the source has."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise


def field_texts(kind: type) -> Mapping[str, str]:
    """By the fields' names, those of the classes above among them; nothing where there is no source."""
    texts: dict[str, str] = {}
    for one in filter(is_dataclass, reversed(kind.__mro__)):
        texts |= of_module(one.__module__).get(one.__name__, {})
    return texts


@cache
def of_module(name: str) -> Mapping[str, Mapping[str, str]]:
    """Those of each class of a module, by the class's name."""
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
