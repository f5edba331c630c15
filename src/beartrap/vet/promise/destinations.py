"""Whether a host stands in code as where something goes: as an address by itself, and not as a link that somebody is shown."""

import re
from collections.abc import Iterator
from enum import IntEnum

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.python import DoesNotParseError
from beartrap.vet.source.names.declared import constants, functions
from beartrap.vet.source.noticed.gatekeepers import last_name
from beartrap.vet.source.walk import parse

LARGEST = 200_000
"""Bytes of a file that is read for this; bundles name whomever what they are made of names."""
_SHOWS = regex(
    r"(?:\w+_)?(?:error|exception|warning|message|help|hint|usage|warn|log|print)|(?:warn|log|print|debug|info|deprecat\w*|invariant|assert|echo|say|describe|throw|fail|abort|panic)(?:_\w+)?|[fs]?printf?"
)
"""Calls that show a text to somebody, in small letters with a line between words."""
_LINK = regex(
    r"\$?(?:\w+_)?(?:docs?|documentation|help|links?|home_?page|licen[cs]e|readme|issues?|bugs?|support|about|faq|terms|privacy|xmlns|ns|namespaces?|schemas?|repository|repo|author|funding|website|title|description|examples?|reference|see|source|message|text|scopes?)(?:_?(?:url|link|uri|root|base|prefix))?|\$?id"
)
"""Names of what is a link or a name, and spoken with by nobody."""
_DECLARED = frozenset({"url", "download_url", "project_urls"})
"""What `setup` of setuptools is told of where a project stands; nothing is fetched from there."""
_NOWHERE = regex(
    r"(?:.*\.)?(?:example\.(?:com|org|net)|w3\.org|xmlsoap\.org|purl\.org|openxmlformats\.org|json-schema\.org|schema\.org|schemas\.microsoft\.com|ns\.adobe\.com|apache\.org|opensource\.org|creativecommons\.org|gnu\.org|mozilla\.org|ietf\.org|python\.org|nodejs\.org|semver\.org|wikipedia\.org|stackoverflow\.com)"
)
"""Hosts that stand for no one, and those of norms, licences and manuals."""
_PART = regex(r"[A-Z]\w*(?:\.[A-Z]\w*)+")
"""A part of something that code has by that name (`Dialog.Overlay`); hosts are written small."""
_LOADS = r"<(?:script|iframe)\b[^<>]{0,200}?\bsrc\s*=\s*\\?[\"']?(?:https?:)?//"
"""Markup that has the browser of whoever is shown it load code, in the text of a page: up to the host."""
_TYPES = (".d.ts", ".d.mts", ".d.cts", ".pyi", ".md", ".mdx", ".markdown", ".rst", ".txt")


_PRETENDS = regex(
    r"(?:.*/)?(?:testing|conftest|fixtures?|mocks?|fakes?|stubs?|samples?|_?testing_\w+)(?:/.*|\.\w+)", re.IGNORECASE
)
"""Files of what only pretends to be a service, for tests."""


_OF_ITSELF = regex(r"(?:.*/)?(?:_*(?:metadata|about|meta|pkg_info|package_info|version_info)_*)\.\w+", re.IGNORECASE)
"""Files in which a package says what it is, and where its project stands."""


class Role(IntEnum):
    """What an address in code is: none that anybody speaks with, one of a new file, of a new part of one, one in code that did without it."""

    NONE = 0
    APART = 1
    NEW = 2
    AMONG = 3


def role_of(path: str, content: bytes, language: str | None, host: str, before: bytes | None) -> Role:
    """Return what the addresses of that host are in a file of code, which was `before`."""
    if (
        language is None
        or path.endswith(_TYPES)
        or _PRETENDS.fullmatch(path)
        or _OF_ITSELF.fullmatch(path)
        or len(content) > LARGEST
        or _NOWHERE.fullmatch(host)
    ):
        return Role.NONE
    address = re.compile(
        rf"(?:[\w.-]+(?:\[\w+\])?\s*@\s*)?(?:[\w+.-]{{2,12}}:)?(?://)?(?:[^/@\s]*@)?{re.escape(host)}\.?(?::\d+)?(?:[/?#]\S*)?",
        re.IGNORECASE,
    )
    loads = re.compile(_LOADS + re.escape(host) + r"[:/?#\"']", re.IGNORECASE)
    try:
        now = parse(language, content.decode("utf-8", "replace"))
        rows = [
            row
            for text, row in _spoken_with(now.body)
            if (address.fullmatch(text) and not _PART.fullmatch(text)) or loads.search(text)
        ]
        was = parse(language, before.decode("utf-8", "replace")) if rows and before is not None else None
    except DoesNotParseError:
        return Role.NONE
    if not rows:
        return Role.NONE
    if was is None:
        return Role.APART
    known = _parts_of(was)
    around = {name for name, (first, last) in _parts_of(now).items() if any(first <= row <= last for row in rows)}
    return Role.AMONG if around & known.keys() else Role.NEW


def _parts_of(module: tree.Module) -> dict[str, tuple[int, int]]:
    """Return the functions and constants of a file by their names, with their first and last rows."""
    found: dict[str, tree.Node] = {**constants(module.body), **functions(module.body)}
    return {name: (one.row, max(part.row for part in tree.everything(one))) for name, one in found.items()}


def _spoken_with(body: list[tree.Node]) -> Iterator[tuple[str, int]]:
    """Yield the texts of code that nobody is shown with their rows, those of a list among them; a text that is a statement is a comment."""
    left = [one for one in body if not isinstance(one, tree.Const)]
    while left:
        node = left.pop()
        if isinstance(node, tree.Const):
            held = node.value if isinstance(node.value, list) else [node.value]
            yield from ((one, node.row) for one in held if isinstance(one, str))
        elif not _is_shown(node):
            left += _parts(node)


def _snake(name: str) -> str:
    return _CAPITAL.sub("_", name).lower()


_CAPITAL = regex(r"(?<=[a-z0-9])(?=[A-Z])")


def _is_shown(node: tree.Node) -> bool:
    if isinstance(node, tree.Call):
        return _SHOWS.fullmatch(_snake(last_name(node))) is not None
    if isinstance(node, tree.Leave):
        return node.flow is tree.Flow.THROW
    return isinstance(node, tree.Assign) and _LINK.fullmatch(_snake(last_name(node.target))) is not None


_COMPARED = frozenset({"in", "not in", "==", "!=", "===", "!=="})
_LOOKS_FOR = frozenset({"startswith", "startsWith", "includes", "indexOf", "contains", "Contains", "HasPrefix", "starts_with", "start_with?", "include?"})  # fmt: skip
"""How something is asked of a text: nobody speaks with an address that is looked for in one."""


def _parts(node: tree.Node) -> list[tree.Node]:
    """Return what a node is made of, without what stands under the name of a link, what is only looked for in a text, and without comments."""
    match node:
        case tree.Table(pairs=pairs):
            return [
                value
                for key, value in pairs
                if not (isinstance(key, tree.Const) and _LINK.fullmatch(_snake(str(key.value))))
            ]
        case tree.Binary(operator=operator, left=left, right=right) if operator in _COMPARED:
            return [one for one in (left, right) if not isinstance(one, tree.Const) or isinstance(one.value, list)]
        case tree.Call(func=tree.Attr(base=base), args=[tree.Const()]) if last_name(node) in _LOOKS_FOR:
            return [base]
        case tree.Call(func=func, args=args, keywords=keywords):
            declared = _DECLARED if last_name(node) == "setup" else ()
            shown = {word for word, _ in keywords if word and (word in declared or _LINK.fullmatch(_snake(word)))}
            return [func, *args, *(value for word, value in keywords if word not in shown)]
        case tree.Function(body=body) | tree.Class(body=body) | tree.Block(body=body):
            return [one for one in body if not isinstance(one, tree.Const)]
    return tree.parts(node)
