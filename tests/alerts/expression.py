"""What a PromQL expression selects, whether it compares, and the labels that it yields."""

from collections.abc import Iterator

from promql_parser import (
    AggModifier,
    AggModifierType,
    AggregateExpr,
    BinaryExpr,
    Call,
    Expr,
    MatchOp,
    MatrixSelector,
    NumberLiteral,
    ParenExpr,
    UnaryExpr,
    VectorSelector,
    parse,
    walk,
)

from exporter.pack.alert import recordings
from exporter.pack.expression import exporters_known
from exporter.views.exporter_catalogue import EXPORTER_FAMILIES
from exporter.views.metrics.table import TARGET_FAMILIES

SCRAPED = frozenset({"job", "instance"})
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
SET_OPERATORS = frozenset({"and", "unless", "or"})
LABELS_OF_METRIC = {
    "up": SCRAPED,
    "process_open_fds": SCRAPED,
    "process_max_fds": SCRAPED,
    **{family.name: SCRAPED | {*family.labels} for family in EXPORTER_FAMILIES},
    **{family.name: SCRAPED | {"target", *family.labels} for family in TARGET_FAMILIES},
}
"""Every metric that a rule may select, and what is recorded; on a target's own labels no rule can count."""


def nodes(expression: Expr) -> list[Expr]:
    """Every node of the tree, the root first."""
    found: list[Expr] = []
    walk(expression, found.append)
    return found


def selectors(expression: Expr) -> Iterator[VectorSelector]:
    """Every selector, those of ranges included."""
    for node in nodes(expression):
        if isinstance(node, VectorSelector):
            yield node
        elif isinstance(node, MatrixSelector):
            yield node.vector_selector


def compares(expression: Expr) -> bool:
    """Whether a comparison decides which series are left."""
    operations = (node for node in nodes(expression) if isinstance(node, BinaryExpr))
    return any(str(operation.op) in COMPARISONS for operation in operations)


def set_operations(expression: Expr) -> Iterator[BinaryExpr]:
    """Every `and`, `unless` and `or`."""
    for node in nodes(expression):
        if isinstance(node, BinaryExpr) and str(node.op) in SET_OPERATORS:
            yield node


def labels_yielded(expression: Expr) -> frozenset[str]:
    """The labels that every series of the result has."""
    match expression:
        case VectorSelector():
            return LABELS_OF_METRIC.get(expression.name or "", frozenset())
        case (
            ParenExpr(expr=inner)
            | UnaryExpr(expr=inner)
            | MatrixSelector(vector_selector=inner)
            | AggregateExpr(expr=inner, param=NumberLiteral())  # topk and bottomk choose series
        ):
            return labels_yielded(inner)
        case AggregateExpr(modifier=AggModifier(type=kind, labels=labels)):
            before, named = labels_yielded(expression.expr), frozenset(labels)
            return before & named if kind is AggModifierType.By else before - named
        case Call(args=[argument, *_]):
            is_absence = expression.func.name == "absent"
            return frozenset(labels_asked_for(argument)) if is_absence else labels_yielded(argument)
        case BinaryExpr():
            return labels_of_operation(expression)
        case _:
            return frozenset()


def labels_asked_for(selector: VectorSelector) -> Iterator[str]:
    """The labels that a selector asks for by their exact value."""
    return (matcher.name for matcher in selector.matchers.matchers if matcher.op is MatchOp.Equal)


def labels_of_operation(operation: BinaryExpr) -> frozenset[str]:
    """Those of the left side, or of the right where the left is a number or the time."""
    left_has_series = any(selectors(operation.lhs))
    return labels_yielded(operation.lhs if left_has_series else operation.rhs)


# Its own earlier value is on its left side.
LABELS_OF_METRIC["target:tls_unreachable:since"] = SCRAPED | {"target"}
for name, written in recordings().items():
    recorded = parse(exporters_known("") if written == "KNOWN" else written)
    LABELS_OF_METRIC.setdefault(name, labels_yielded(recorded))
