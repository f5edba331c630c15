"""C#: namespaces are left out, a static constructor runs when its class is first used."""

import re
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.compiled import Statements, read_with
from beartrap.vet.source.languages.javascript_expressions import unescaped
from beartrap.vet.source.tree import Node

_LOADED = regex(r"\bModuleInitializer\b")


class _Reader(Statements):
    language = "csharp"

    def _using_directive(self, node: Any) -> Node:
        alias = node.child_by_field_name("name")
        if alias is None:
            text = self.text(node).strip(" ;")
            if re.search(r"\busing\s+static\b", text):
                return tree.Import(self.row(node), text.split()[-1].rpartition(".")[2], "*", "")
            return tree.Const(self.row(node), None)
        path = self.text(node).partition("=")[2].strip(" ;")
        return tree.Import(self.row(node), path.rpartition(".")[2], None, self.text(alias))

    def _member(self, node: Any) -> Node:
        """`System.Net.WebClient` is `WebClient`."""
        base = self.pick(node, "expression", "qualifier")
        text = self.text(base) if base is not None else ""
        if text in _NAMESPACES or text.removeprefix("global::") in _NAMESPACES:
            return tree.Name(self.row(node), self.text(self.pick(node, "name")).split("<")[0])
        return super()._member(node)

    _member_access_expression = _qualified_name = _alias_qualified_name = _member

    def _member_binding_expression(self, node: Any) -> Node:
        return tree.Name(self.row(node), self.text(self.pick(node, "name")))

    def _interpolated_string_expression(self, node: Any) -> Node:
        parts: list[Node] = []
        for kid in node.named_children:
            if kid.type == "interpolation":
                parts += self.all(
                    [
                        one
                        for one in self.kids(kid)
                        if one.type not in ("interpolation_brace", "interpolation_format_clause")
                    ]
                )
            elif kid.type in ("string_content", "escape_sequence"):
                parts.append(tree.Const(self.row(kid), unescaped(self.text(kid))))
        return tree.Join(self.row(node), parts)

    def _invocation_expression(self, node: Any) -> Node:
        """`start.ArgumentList.Add(word)` adds a word to a command."""
        made = super()._call_expression(node)
        assert isinstance(made, tree.Call)
        func = made.func
        if (
            isinstance(func, tree.Attr)
            and func.name == "Add"
            and isinstance(func.base, tree.Attr)
            and func.base.name == "ArgumentList"
        ):
            made.func = tree.Attr(made.row, func.base.base, "arg")
        return made

    def _argument(self, node: Any) -> Node:
        """`TryGetValue(key, out var found)`: what comes out is of what was asked."""
        kids = self.kids(node)
        if kids and kids[-1].type == "declaration_expression":
            around = node.parent.parent.child_by_field_name("function") if node.parent is not None else None
            asked = (
                self.pick(around, "expression")
                if around is not None and around.type == "member_access_expression"
                else None
            )
            name = self.text(kids[-1].child_by_field_name("name"))
            value = self.one(asked) if asked is not None else tree.Const(self.row(node), None)
            return tree.Assign(self.row(node), tree.Name(self.row(node), name), value, declares=True)
        return self._through(node)

    def _array_creation_expression(self, node: Any) -> Node:
        """`new char[length]`."""
        kind = self.pick(node, "type")
        rank = self.pick(kind, "rank") if kind is not None and kind.type == "array_type" else None
        if rank is None or any(kid.type == "initializer_expression" for kid in self.kids(node)):
            return super()._array_creation_expression(node)
        zeros = tree.Name(self.row(node), "\0zeros")
        return tree.Call(self.row(node), zeros, [self.one(kid) for kid in self.kids(rank)[:1]])

    def target(self, node: Any) -> Node:
        """Return what is assigned to; a member of a member is kept with the object."""
        return self.flattened(self.one(node))

    def _is_pattern_expression(self, node: Any) -> Node:
        pattern = self.pick(node, "pattern")
        name = pattern.child_by_field_name("name") if pattern is not None else None
        value = self.field(node, "expression")
        return (
            tree.Assign(self.row(node), tree.Name(self.row(name), self.text(name)), value, declares=True)
            if name is not None
            else value
        )

    def _property_declaration(self, node: Any) -> Node:
        name, row = self.text(self.pick(node, "name")), self.row(node)
        accessors = self.pick(node, "accessors")
        made: list[Node] = [
            self.function(kid, f"{name}", ["value"], body)
            for kid in (self.kids(accessors) if accessors is not None else ())
            if (body := self.pick(kid, "body")) is not None
        ]
        value = self.pick(node, "value")
        if value is None and not made:
            made.append(
                tree.Assign(
                    row,
                    tree.Name(row, name),
                    tree.Call(row, tree.Name(row, "\0own"), [tree.Const(row, name)]),
                    declares=True,
                )
            )
        if value is not None and value.type == "arrow_expression_clause":
            made.append(self.function(node, name, [], value))
        elif value is not None:
            made.append(tree.Assign(row, tree.Name(row, name), self.one(value), declares=True))
        return tree.Block(row, made, open=True)

    def _arrow_expression_clause(self, node: Any) -> Node:
        return self._through(node)

    def _class_declaration(self, node: Any) -> Node:
        """A class; what its name is followed by in brackets is kept as its fields."""
        made = super()._class_declaration(node)
        listed = next((kid for kid in self.kids(node) if kid.type == "parameter_list"), None)
        if listed is not None and isinstance(made, tree.Class):
            made.body = [*self.kept(node, self.parameters(listed)), *made.body]
        return made

    _record_declaration = _record_struct_declaration = _struct_declaration = _class_declaration

    def _constructor_declaration(self, node: Any) -> Node:
        made = self._function_definition(node)
        static = any(kid.type == "modifier" and self.text(kid) == "static" for kid in node.children)
        if static:
            return self.runs_at_once(made)
        if isinstance(made, tree.Function):
            made.name = "__init__"
        return made

    def _method_declaration(self, node: Any) -> Node:
        made = self._function_definition(node)
        listed = [self.text(kid) for kid in node.children if kid.type == "attribute_list"]
        return self.runs_at_once(made) if any(_LOADED.search(text) for text in listed) else made


_SPACES = """
    System System.Net System.Net.Http System.Net.Sockets System.Net.NetworkInformation System.Net.Mail System.Net.WebSockets System.Diagnostics System.IO System.IO.Compression
    System.Text System.Text.RegularExpressions System.Reflection System.Reflection.Emit System.Threading System.Threading.Tasks System.Linq System.Collections.Generic
    System.Runtime.InteropServices System.Runtime.CompilerServices System.Runtime.Loader System.Security.Cryptography System.Security.Principal System.Management
    System.Management.Automation System.Windows.Forms System.Xml System.Web System.CodeDom.Compiler Microsoft.Win32 Microsoft.CSharp Microsoft.Build.Utilities Microsoft.Build.Framework
    Microsoft.CodeAnalysis.CSharp.Scripting Microsoft.AspNetCore.Http Newtonsoft.Json System.ServiceProcess System.Drawing
"""
_NAMESPACES = frozenset(_SPACES.split())

read = read_with(_Reader, "csharp", "csharp")
