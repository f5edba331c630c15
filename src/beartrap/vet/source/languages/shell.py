"""POSIX shells and bash: a command becomes a call of `$program`, with what is piped into it as `stdin`."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.grammar import Reader, parser
from beartrap.vet.source.tree import Node

_ANSI = regex(r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|([0-7]{1,3})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "e": "\x1b", "b": "\b"}
TORN = 100_000
"""Bytes of a script that is read line by line where the grammar took two lines for one: it does so around `&` and redirections."""
STATEMENT = 120
"""Lines of one statement that are put together before the first of them is read alone."""
AGAIN = 4_000
"""Lines that are read again while statements are put together, beside eight for each line of the script."""
LINE = 2000
"""Characters kept of the text of one pipeline."""


def read(text: str) -> tree.Module:
    """Return a shell script as a tree; what the grammar cannot follow is counted and its commands kept."""
    source = text.encode("utf-8", "surrogatepass")
    reader = _Reader(source)
    root = parser("shell").parse(source).root_node
    made = tree.Module(reader.all(reader.kids(root)) + reader.late(), "shell", reader.deep, reader.broken)
    return _by_lines(source) if reader.torn and len(source) < TORN else made


def _by_lines(source: bytes) -> tree.Module:
    """Read a script statement by statement: lines are put together until the grammar takes them.

    Prose that passes for a script has lines that the grammar never takes; when too many were read again, the rest is read as it stands.
    """
    made = tree.Module([], "shell")
    lines = source.split(b"\n")
    start, end, again = 0, 0, 0
    while start < len(lines):
        end += 1
        again += end - start
        if again > AGAIN + 8 * len(lines):
            end = len(lines)
        piece = b"\n".join(lines[start:end]) + b"\n"
        whole = end >= len(lines) or end - start >= STATEMENT
        root = parser("shell").parse(piece).root_node
        if (root.has_error or lines[end - 1].endswith(b"\\")) and not whole:
            continue
        if root.has_error and end - start > 1 and again <= AGAIN + 8 * len(lines):
            # nothing from here on reads well: this one line by itself, as far as it goes
            end = start + 1
            piece = lines[start]
            root = parser("shell").parse(piece).root_node
        reader = _Reader(piece, start)
        made.body += reader.all(reader.kids(root)) + reader.late()
        made.deep, made.broken = made.deep + reader.deep, made.broken + reader.broken
        start = end
    return made


def unescaped(text: str) -> str:
    """Return the inside of `$'…'`, or what `echo -e` and `printf` make of a text."""
    return _ANSI.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return chr(int(match[1] or match[2], 16))
    if match[3]:
        return chr(int(match[3], 8))
    return _LETTERS.get(match[4], match[4])


class _Reader(Reader):
    """One method for each node type of the grammar that has a bearing on values."""

    torn = False
    """Whether a command was met whose words stand on two lines."""

    def _program(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.all(self.kids(node)))

    _compound_statement = _subshell = _do_group = _else_clause = _list = _negated_command = _program

    def _pipeline(self, node: Any) -> Node:
        made: Node | None = None
        for kid in self.kids(node):
            made = self.one(kid) if made is None else self._fed(kid, made)
        return self._in_line(node, made or tree.Const(self.row(node), None))

    def _in_line(self, node: Any, inner: Node) -> Node:
        text = self.text(node)[:LINE]
        return tree.Call(
            self.row(node), tree.Name(self.row(node), "$line"), [tree.Const(self.row(node), text)], [("stdin", inner)]
        )

    def _fed(self, node: Any, stdin: Node) -> Node:
        """Return a command with `stdin` piped into it."""
        if node.type == "command":
            return self._command(node, stdin)
        kids = self.kids(node)
        if node.type == "pipeline" and kids:  # within a list, as `a | b | c || d` is read
            made = self._fed(kids[0], stdin)
            for kid in kids[1:]:
                made = self._fed(kid, made)
            return made
        if node.type in ("list", "compound_statement", "subshell") and kids:
            return tree.Block(self.row(node), [self._fed(kids[0], stdin), *self.all(kids[1:])])
        if node.type == "redirected_statement":
            return self._redirected_statement(node, stdin)
        if node.type == "while_statement":
            return self._while_statement(node, stdin)
        return tree.Block(self.row(node), [stdin, self.one(node)])

    def _redirected_statement(self, node: Any, stdin: Node | None = None) -> Node:
        body = node.child_by_field_name("body")
        redirects = [kid for kid in self.kids(node) if kid.type.endswith("_redirect")]
        outputs: list[Node] = []
        for redirect in redirects:
            stdin = self._redirect(redirect, outputs) or stdin
        made: Node = (
            tree.Const(self.row(node), None)
            if body is None
            else self._fed(body, stdin)
            if stdin is not None
            else self.one(body)
        )
        for target in outputs:
            made = tree.Call(self.row(node), tree.Name(self.row(node), "$>"), [target, made])
        return self._in_line(node, made)

    def _redirect(self, node: Any, outputs: list[Node]) -> Node | None:
        """Return what a redirection feeds in; what it writes to goes to `outputs`."""
        row = self.row(node)
        if node.type == "heredoc_redirect":
            for kid in self.kids(node):
                if kid.type == "file_redirect":
                    self._redirect(kid, outputs)
            bodies = [kid for kid in self.kids(node) if kid.type == "heredoc_body"]
            return self._heredoc(bodies[0]) if bodies else None
        if node.type == "herestring_redirect":
            kids = self.kids(node)
            return self.one(kids[0]) if kids else None
        target = node.child_by_field_name("destination")
        descriptor = node.child_by_field_name("descriptor")
        if target is None or target.type == "number":
            return None
        if (
            descriptor is not None
            and self.text(descriptor) not in ("0", "1")
            and not self.text(target).strip("\"'").startswith(("/dev/tcp", "/dev/udp", "/dev/$"))
        ):
            return None
        if ">" in self.text(node)[:3]:
            outputs.append(self.one(target))
            return None
        return tree.Call(row, tree.Name(row, "$<"), [self.one(target)])

    def _heredoc(self, node: Any) -> Node:
        if not self.kids(node) or all(kid.type == "heredoc_content" for kid in self.kids(node)):
            return tree.Const(self.row(node), self.text(node))
        return tree.Join(
            self.row(node),
            [
                tree.Const(self.row(node), self.text(node)),
                *(self.one(kid) for kid in self.kids(node) if kid.type != "heredoc_content"),
            ],
        )

    def _command(self, node: Any, stdin: Node | None = None) -> Node:
        row = self.row(node)
        opening: list[Node] = []
        args: list[Node] = []
        name: Node = tree.Name(row, "$:")
        kids = self.kids(node)
        for before, after in pairwise(kids):
            between = self.source[before.end_byte : after.start_byte]
            self.torn |= b"\n" in between and b"\\" not in between
        for kid in kids:
            if kid.type == "variable_assignment":
                opening.append(self.one(kid))
            elif kid.type == "command_name":
                name = self._program_name(kid)
            elif kid.type.endswith("_redirect"):
                stdin = self._redirect(kid, []) or stdin
            else:
                args.append(self.one(kid))
        call: Node = tree.Call(row, name, args, [] if stdin is None else [("stdin", stdin)])
        if stdin is not None and isinstance(name, tree.Name) and name.id == "$read":
            call = _taken_in(row, args, stdin)
        return tree.Block(row, [*opening, call]) if opening else call

    def _program_name(self, node: Any) -> Node:
        kids = self.kids(node)
        if len(kids) == 1 and kids[0].type == "word":
            return tree.Name(self.row(node), "$" + self.text(kids[0]).replace("\\", ""))
        return self.one(kids[0]) if kids else tree.Name(self.row(node), "$:")

    def _word(self, node: Any) -> Node:
        return tree.Const(self.row(node), self.text(node).replace("\\\n", "").replace("\\", ""))

    _number = _extglob_pattern = _regex = _word

    def _string_content(self, node: Any) -> Node:
        return tree.Const(
            self.row(node),
            self.text(node).replace('\\"', '"').replace("\\$", "$").replace("\\\n", "").replace("\\\\", "\\"),
        )

    def _raw_string(self, node: Any) -> Node:
        return tree.Const(self.row(node), self.text(node)[1:-1])

    def _ansi_c_string(self, node: Any) -> Node:
        return tree.Const(self.row(node), unescaped(self.text(node)[2:-1]))

    def _string(self, node: Any) -> Node:
        return self._joined(node, self.kids(node))

    def _concatenation(self, node: Any) -> Node:
        return self._joined(node, self.kids(node))

    def _joined(self, node: Any, kids: Sequence[Any]) -> Node:
        if not kids:
            return tree.Const(self.row(node), "")
        return self.one(kids[0]) if len(kids) == 1 else tree.Join(self.row(node), self.all(kids))

    def _simple_expansion(self, node: Any) -> Node:
        return tree.Name(self.row(node), self.text(node).lstrip("$"))

    def _expansion(self, node: Any) -> Node:
        names = [kid for kid in node.named_children if kid.type in ("variable_name", "special_variable_name")]
        rest = [self.one(kid) for kid in self.kids(node) if kid not in names]
        name: Node = tree.Name(self.row(node), self.text(names[0])) if names else tree.Const(self.row(node), None)
        return name if not rest else tree.Choice(self.row(node), None, [name, *rest])

    def _command_substitution(self, node: Any) -> Node:
        kids = self.kids(node)
        if len(kids) == 1 and kids[0].type == "list" and any(one.type == "||" for one in kids[0].children):
            return tree.Choice(self.row(node), None, self.all(self.kids(kids[0])))  # what either prints
        return self.one(kids[0]) if len(kids) == 1 else tree.Block(self.row(node), self.all(kids))

    _process_substitution = _command_substitution

    def _variable_assignment(self, node: Any) -> Node:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        row = self.row(node)
        target = tree.Name(row, self.text(name).split("[")[0] if name is not None else "_")
        operator = "+" if "+=" in self.text(node)[:80] else None
        return tree.Assign(row, target, self.one(value) if value is not None else tree.Const(row, ""), operator)

    def _declaration_command(self, node: Any) -> Node:
        return tree.Block(
            self.row(node), [self.one(kid) for kid in self.kids(node) if kid.type == "variable_assignment"]
        )

    def _array(self, node: Any) -> Node:
        return tree.Many(self.row(node), self.all(self.kids(node)))

    def _if_statement(self, node: Any) -> Node:
        test = node.child_by_field_name("condition")
        kids = [kid for kid in self.kids(node) if kid != test]
        body = [self.one(kid) for kid in kids if kid.type not in ("elif_clause", "else_clause")]
        others: list[Node] = [self.one(kid) for kid in kids if kid.type in ("elif_clause", "else_clause")]
        return tree.Branch(self.row(node), self.one(test), body, others)

    def _elif_clause(self, node: Any) -> Node:
        kids = self.kids(node)
        return (
            tree.Branch(self.row(node), self.one(kids[0]), self.all(kids[1:]))
            if kids
            else tree.Const(self.row(node), None)
        )

    def _case_statement(self, node: Any) -> Node:
        items = [kid for kid in self.kids(node) if kid.type == "case_item"]
        branches: list[Node] = []
        for item in items:
            patterns = item.children_by_field_name("value")
            row = self.row(item)
            words = tree.Const(row, " ".join(self.text(one) for one in patterns))
            test = tree.Binary(row, "==", self.field(node, "value"), words)
            branches.append(tree.Branch(row, test, [self.one(kid) for kid in self.kids(item) if kid not in patterns]))
        return tree.Block(self.row(node), branches)

    def _for_statement(self, node: Any) -> Node:
        variable, body = node.child_by_field_name("variable"), node.child_by_field_name("body")
        items = [kid for kid in self.kids(node) if kid not in (variable, body)]
        target = tree.Name(self.row(node), self.text(variable) if variable is not None else "_")
        return tree.For(self.row(node), target, tree.Many(self.row(node), self.all(items)), self.body(body))

    def _while_statement(self, node: Any, stdin: Node | None = None) -> Node:
        test, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
        read: list[Node] = [self.one(test) if stdin is None else self._fed(test, stdin)]
        return tree.Branch(self.row(node), tree.Name(self.row(node), "\0while"), [*read, *self.body(body)])

    _until_statement = _while_statement

    def _function_definition(self, node: Any) -> Node:
        name = node.child_by_field_name("name")
        body = self.body(node.child_by_field_name("body"))
        return tree.Function(
            self.row(node), "$" + (self.text(name) if name is not None else ""), list("123456789"), body
        )

    def _test_command(self, node: Any) -> Node:
        return tree.Binary(self.row(node), "==", self._other(node), tree.Const(self.row(node), None))


def _taken_in(row: int, args: list[Node], stdin: Node) -> Node:
    """Return `read name…` as what puts parts of what is piped in under names."""
    words = [arg.value for arg in args if isinstance(arg, tree.Const)]
    names = [one for one in words if isinstance(one, str) and one.isidentifier()] or ["REPLY"]
    part = tree.Call(row, tree.Name(row, "$head"), [], [("stdin", stdin)])
    first = tree.Assign(row, tree.Name(row, names[0]), part)
    return tree.Block(
        row, [first, *(tree.Assign(row, tree.Name(row, one), tree.Name(row, names[0])) for one in names[1:])]
    )
