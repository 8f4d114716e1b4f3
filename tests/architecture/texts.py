"""Finds text for people inside Python, where no translator would find it."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Source

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


OUR_NAME = "应答"  # names stay as they are in every language


def chinese_in_code(source: Source) -> list[str]:
    return [
        f"{source.path}:{node.lineno} {node.value[:20]!r}"
        for node in _strings(source.tree)
        if HAN.search(node.value.replace(OUR_NAME, ""))
    ]


def details_in_code(source: Source) -> list[str]:
    """Find errors that carry a sentence: a Problem carries a code, and the web has the words."""
    return [
        f"{source.path}:{node.lineno} tells a person {ast.unparse(node)}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("HTTPException")
        and len(node.args) + len(node.keywords) > 1
    ]


def _strings(tree: ast.Module) -> Iterator[ast.Constant]:
    docstrings = set(_docstrings(tree))
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and node not in docstrings:
            yield node


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value
