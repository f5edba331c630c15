"""What Python's annotations run: calls in them, and in their texts, which are code that others evaluate (PEP 563, `get_type_hints`)."""

import ast

LONGEST = 2_000
"""Characters of a text among annotations that is read as code."""


def arguments_of(arguments: ast.arguments) -> list[ast.arg]:
    """Return all arguments of a function."""
    rest = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *rest]


def evaluated(constant: ast.Constant) -> ast.expr | None:
    """Return the expression in an annotation's text, with its line; None where it calls nothing."""
    text = constant.value
    if not isinstance(text, str) or "(" not in text or len(text) > LONGEST:
        return None
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not any(isinstance(one, ast.Call) for one in ast.walk(body)):
        return None
    ast.increment_lineno(body, constant.lineno - 1)
    return body
