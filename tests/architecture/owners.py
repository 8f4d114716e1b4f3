"""Finds rows written by somebody who does not own them.

Each capability alone inserts, changes and deletes its own rows; the others ask its service. Seen
are: `insert`, `update`, `delete` of a foreign model, a foreign row made, and an attribute set on
a variable that is annotated as, or was fetched as, a foreign row.
"""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Source

MODELS = re.compile(r"yingda\.(\w+)\.(?:\w+\.)*models$")
STATEMENTS = {"insert", "update", "delete"}
FETCHES = {"get", "get_one"}


def foreign_writes(source: Source) -> list[str]:
    if not source.capability:
        return []
    foreign = _foreign_models(source)
    finds = [*_made_or_stated(source.tree, foreign), *_rows_changed(source.tree, foreign)]
    return [f"{source.path}:{line} {what}" for line, what in sorted(finds)]


def _foreign_models(source: Source) -> dict[str, str]:
    """Give the foreign names in this file: model, or module of models, to who owns it."""
    foreign = {}
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        for name in node.names:
            owner = MODELS.match(node.module) or MODELS.match(f"{node.module}.{name.name}")
            if owner and owner.group(1) not in {source.capability, "foundation"}:
                foreign[name.asname or name.name] = owner.group(1)
    return foreign


def _made_or_stated(tree: ast.Module, foreign: dict[str, str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if model := _row_class(node.func, foreign):
            yield node.lineno, f"makes a row of {model}"
        verb = _last_name(node.func)
        if verb in STATEMENTS and node.args and (model := _row_class(node.args[0], foreign)):
            yield node.lineno, f"{verb}s rows of {model}"


def _rows_changed(tree: ast.Module, foreign: dict[str, str]) -> Iterator[tuple[int, str]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            rows = dict(_rows_held(function, foreign))
            for node in ast.walk(function):
                yield from _changes(node, rows)


def _changes(node: ast.AST, rows: dict[str, str]) -> Iterator[tuple[int, str]]:
    for target in _targets(node):
        if isinstance(target, ast.Attribute) and (name := _last_name(target.value)) in rows:
            yield target.lineno, f"sets {name}.{target.attr} of {rows[name]}"
    if isinstance(node, ast.Call) and _last_name(node.func) in {"add", "delete"}:
        for name in filter(rows.__contains__, map(_last_name, node.args)):
            yield node.lineno, f"stores or deletes {name} of {rows[name]}"


def _rows_held(
    function: ast.FunctionDef | ast.AsyncFunctionDef, foreign: dict[str, str]
) -> Iterator[tuple[str, str]]:
    for argument in [*function.args.args, *function.args.kwonlyargs]:
        if argument.annotation and (model := _row_class(argument.annotation, foreign)):
            yield argument.arg, model
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            call = node.value
            if _last_name(call.func) in FETCHES and call.args:
                model = _row_class(call.args[0], foreign)
                if model and isinstance(node.targets[0], ast.Name):
                    yield node.targets[0].id, model


def _row_class(node: ast.expr, foreign: dict[str, str]) -> str | None:
    """Name the foreign model an expression stands for: `Seat` or `models.Seat`."""
    if isinstance(node, ast.Name) and node.id in foreign and node.id[:1].isupper():
        return f"{foreign[node.id]}.{node.id}"
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner = foreign.get(node.value.id)
        return f"{owner}.{node.attr}" if owner and node.attr[:1].isupper() else None
    return None


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
