"""One .NET assembly as values: types with their methods, and what each method calls, starts and loads.

dnfile reads the metadata tables, `il` the bodies. Nested types (lambdas and iterators become such) are folded into the
outermost type, which is what a programmer wrote.
"""

from collections.abc import Iterable
from dataclasses import field
from struct import error
from typing import Any

from beartrap.model.frozen import frozen, slotted
from beartrap.vet.binary.il import DECODER, Use, code_of, reckons, says_yes, uses

MOST_METHODS = 60_000
"""The largest assembly of the .NET runtime has about 40,000."""


class NoAssembly(Exception):
    """The bytes hold no readable .NET metadata; the message says what is wrong."""


@slotted
class Method:
    """One method: `offset` of its code in the file; what it calls and what it makes delegates of, as `Type::Name`."""

    name: str
    owner: str
    offset: int
    calls: list[str] = field(default_factory=list)
    delegates: list[str] = field(default_factory=list)
    strings: list[tuple[str, int]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    fields: list[int] = field(default_factory=list)
    parameters: tuple[str, ...] = ()
    says_yes: bool = False
    """Whether it returns true whatever it is asked."""


@frozen
class Assembly:
    """Methods by outermost type, P/Invokes (`dll!function`), resources with their bytes, and static data by field row."""

    types: dict[str, list[Method]]
    natives: tuple[str, ...]
    resources: tuple[tuple[str, int, bytes], ...]
    data: dict[int, bytes]
    complete: bool


def read_assembly(content: bytes) -> Assembly:
    """Return the assembly in `content`. Raises NoAssembly where its metadata cannot be read."""
    import dnfile  # late: 120 ms, and most packages hold no assembly
    from dnfile.errors import dnFormatError
    from pefile import PEFormatError

    open_file: Any = dnfile.dnPE
    try:
        pe = open_file(data=content)
        tables = pe.net.mdtables if pe.net is not None else None
    except (PEFormatError, dnFormatError, ValueError, IndexError, AttributeError, TypeError, KeyError, error) as broken:
        raise NoAssembly(f"its metadata cannot be read: {broken}") from broken
    if tables is None or tables.TypeDef is None:
        raise NoAssembly("it has no metadata tables")
    try:
        return _Reader(pe, tables, content).read()
    except (AttributeError, ValueError, IndexError, TypeError, OverflowError, error) as broken:
        raise NoAssembly(f"its tables make no sense: {broken}") from broken


class _Reader:
    """Reads one assembly. Names are resolved once; a token that leads nowhere has no name."""

    def __init__(self, pe: Any, tables: Any, content: bytes) -> None:
        self._pe, self._tables, self._content = pe, tables, content
        self._outer: dict[int, int] = {}
        self._methods: dict[int, str] = {}
        self._imports: dict[int, str] = {}
        self._members: dict[int, str] = {}

    def read(self) -> Assembly:
        for row in _rows(self._tables.NestedClass):
            self._outer[_index(row.NestedClass)] = _index(row.EnclosingClass)
        self._natives()
        owners = self._owners()
        types: dict[str, list[Method]] = {}
        complete = len(owners) <= MOST_METHODS
        for number, (owner, row) in list(owners.items())[:MOST_METHODS]:
            offset = self._offset(int(row.Rva or 0))
            method = Method(str(row.Name), owner, offset)
            listed = (getattr(entry, "row", None) for entry in row.ParamList or ())
            method.parameters = tuple(str(one.Name) for one in listed if one is not None)
            types.setdefault(owner, []).append(method)
            self._fill(method, number)
        return Assembly(types, tuple(sorted(set(self._imports.values()))), self._resources(), self._data(), complete)

    def _natives(self) -> None:
        for row in _rows(self._tables.ImplMap):
            scope = getattr(row.ImportScope, "row", None)
            library = str(getattr(scope, "Name", "")).lower().removesuffix(".dll")
            self._imports[_index(row.MemberForwarded)] = f"{library}!{row.ImportName}"

    def _owners(self) -> dict[int, tuple[str, Any]]:
        """Return, by row number from 1, each method with the name of its outermost type."""
        owners: dict[int, tuple[str, Any]] = {}
        names = {number: _type_name(row) for number, row in enumerate(_rows(self._tables.TypeDef), 1)}
        for number, row in enumerate(_rows(self._tables.TypeDef), 1):
            outer, steps = number, 0
            while outer in self._outer and steps < 50:
                outer, steps = self._outer[outer], steps + 1
            owner = names.get(outer, "")
            for entry in row.MethodList or ():
                method = getattr(entry, "row", None)
                if method is not None:
                    index = _index(entry)
                    owners[index] = (owner, method)
                    self._methods[index] = f"{owner}::{method.Name}"
        for number, row in enumerate(_rows(self._tables.MemberRef), 1):
            self._members[number] = f"{_owner_name(row.Class)}::{row.Name}"
        return owners

    def _fill(self, method: Method, number: int) -> None:
        if number in self._imports:
            method.calls.append(self._imports[number])
        code, start = code_of(self._content, method.offset)
        method.offset = start
        method.says_yes = says_yes(code)
        if reckons(code):
            method.calls.append(DECODER)
        for used in uses(code):
            match used.use:
                case Use.CALL:
                    method.calls.append(self._name(used.value))
                case Use.POINTER:
                    method.delegates.append(self._name(used.value))
                case Use.STRING:
                    text = self._text(used.value & 0xFFFFFF)
                    if text:
                        method.strings.append((text, start + used.offset))
                case Use.NUMBER:
                    method.numbers.append(used.value)
                case Use.HANDLE if used.value >> 24 == 0x04:
                    method.fields.append(used.value & 0xFFFFFF)

    def _name(self, token: int) -> str:
        table, row = token >> 24, token & 0xFFFFFF
        if table == 0x06:
            return self._imports.get(row) or self._methods.get(row, "")
        if table == 0x0A:
            return self._members.get(row, "")
        if table == 0x2B:
            rows = self._tables.MethodSpec
            spec = rows.rows[row - 1] if rows is not None and 0 < row <= len(rows.rows) else None
            reference = getattr(spec, "Method", None)
            inner = _index(reference)
            name = getattr(getattr(reference, "table", None), "name", "")
            return self._members.get(inner, "") if name == "MemberRef" else self._methods.get(inner, "")
        return ""

    def _text(self, index: int) -> str:
        heap = self._pe.net.user_strings
        try:
            item = heap.get(index) if heap is not None else None
        except (ValueError, IndexError, TypeError, UnicodeDecodeError):
            return ""
        value = getattr(item, "value", None)
        return value if isinstance(value, str) else ""

    def _offset(self, rva: int) -> int:
        """Return the file offset of an address, -1 where it lies in no section."""
        for section in self._pe.sections:
            start = section.VirtualAddress
            if start <= rva < start + max(section.Misc_VirtualSize, section.SizeOfRawData):
                return int(section.PointerToRawData) + rva - int(start)
        return -1

    def _resources(self) -> tuple[tuple[str, int, bytes], ...]:
        found = []
        base = self._offset(int(self._pe.net.struct.ResourcesRva or 0))
        for row in _rows(self._tables.ManifestResource):
            if base < 0 or getattr(row.Implementation, "row", None) is not None:
                continue
            start = base + int(row.Offset)
            size = int.from_bytes(self._content[start : start + 4], "little")
            found.append((str(row.Name), start + 4, self._content[start + 4 : start + 4 + size]))
        return tuple(found)

    def _data(self) -> dict[int, bytes]:
        """Return the initial bytes of static fields; sizes are not told, so each ends where the next begins."""
        rows = [(self._offset(int(row.Rva or 0)), _index(row.Field)) for row in _rows(self._tables.FieldRva)]
        rows = sorted(pair for pair in rows if pair[0] >= 0)
        if not rows:
            return {}
        ends = [offset for offset, _ in rows[1:]] + [rows[-1][0] + 4096]
        return {
            number: self._content[start : min(end, start + 65536)]
            for (start, number), end in zip(rows, ends, strict=True)
        }


def _rows(table: Any) -> Iterable[Any]:
    return table.rows if table is not None else ()


def _index(reference: Any) -> int:
    """Return the row number that a reference holds, 0 where it holds none."""
    return int(getattr(reference, "row_index", 0) or 0)


def _type_name(row: Any) -> str:
    space, name = str(row.TypeNamespace or ""), str(row.TypeName or "")
    return f"{space}.{name}" if space else name


def _owner_name(reference: Any) -> str:
    """Return the name of the type that a member belongs to; a generic instance has none of its own."""
    row = getattr(reference, "row", None)
    return _type_name(row) if row is not None and hasattr(row, "TypeName") else ""
