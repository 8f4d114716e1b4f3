"""Finds the codes of problems, so that each is known to have a sentence in every language."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Source


def problem_codes(source: Source) -> set[str]:
    """Give the codes of the classes in an `errors` module (or of foundation's)."""
    return {
        value.value
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        for name, value in _assigned(statement)
        if name == "code" and isinstance(value, ast.Constant) and isinstance(value.value, str)
    }


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Give name and value of `code = "x"`, `code: str = "x"` and `status, code = 404, "x"`."""
    if isinstance(statement, ast.AnnAssign) and statement.value:
        yield ast.unparse(statement.target), statement.value
    elif isinstance(statement, ast.Assign):
        target, value = statement.targets[0], statement.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from zip(map(ast.unparse, target.elts), value.elts, strict=True)
        else:
            yield ast.unparse(target), value
