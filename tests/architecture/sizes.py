"""Refuses what is too large to read at once."""

import ast

from tests.architecture.source import Source

MODULE_LINES = 500
FUNCTION_LINES = 60
PARAMETERS = 6

Function = ast.FunctionDef | ast.AsyncFunctionDef


def too_large(source: Source) -> list[str]:
    lines = source.text.count("\n")
    found = [f"{source.path}: {lines} lines"] if lines > MODULE_LINES else []
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            found += [f"{source.path}:{node.lineno} {node.name}: {why}" for why in _reasons(node)]
    return found


def _reasons(node: Function) -> list[str]:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    parameters = [name for name in named if name.arg not in {"self", "cls"}]
    reasons = []
    if lines > FUNCTION_LINES:
        reasons.append(f"{lines} lines")
    if len(parameters) > PARAMETERS:
        reasons.append(f"{len(parameters)} parameters")
    return reasons
