"""Readers of data alone that give way to one that makes objects, and so runs what the data say: JSON to pickle, `unserialize`, `Marshal`."""

import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import nodes

_DATA = regex(
    r"json\.loads?|(?:u|or|simple)json\.loads?|json_decode|JSON\.(?:parse|load)|(?:yaml\.|YAML\.)safe_load(?:_all)?|tomll?i?b?\.loads?|tomli\.loads?|msgpack\.(?:unpackb?|loads?)|msgspec\.\w+\.decode|ast\.literal_eval"
    r"|(?:np|numpy)\.load|safetensors\.\w*\.?\w+|load_file|safe_open|struct\.(?:unpack\w*|iter_unpack)|csv\.(?:reader|DictReader)|configparser\.\w+|(?:\w+\.)?(?:readValue|readTree|fromJson)|JsonSerializer\.Deserialize|JsonConvert\.DeserializeObject|plistlib\.loads?|cbor2?\.loads?"
)
"""Readers whose result is numbers, texts, lists and tables."""
_OBJECTS = regex(
    r"c?[pP]ickle\.(?:loads?|Unpickler)|_pickle\.loads?|dill\.loads?|cloudpickle\.loads?|marshal\.loads?|shelve\.open|joblib\.load|torch\.load|jsonpickle\.(?:decode|loads)|yaml\.(?:unsafe_load|full_load|load)(?:_all)?"
    r"|unserialize|igbinary_unserialize|yaml_parse|Marshal\.(?:load|restore)|YAML\.(?:unsafe_load|load)|Psych\.(?:unsafe_load|load)|Oj\.(?:object_)?load|readObject|readUnshared|XMLDecoder\S*|BinaryFormatter\S*|NetDataContractSerializer\S*|LosFormatter\S*|SoapFormatter\S*"
    r"|(?:serialize\.)?unserialize|read_pickle|eval|exec|vm\.runIn\w+|instance_eval"
)
"""Readers that make objects of whatever class the data name, or run them."""
_IMPORTS = frozenset({"__import__", "import_module"})
_SAFER = frozenset({"weights_only", "allowed_classes", "SafeLoader", "CSafeLoader", "permitted_classes", "BaseLoader"})


def makes_objects(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield where a function that read data alone now hands them to a reader that makes objects of them."""
    if not any(_reads(one, _DATA) for one in nodes(old)) or any(_makes(one) for one in nodes(old)):
        return
    named = {one.id for one in nodes(old) if isinstance(one, tree.Name)}
    for one in nodes(new):
        if _makes(one) and named.isdisjoint(_loader(one)):
            yield Loosened(one.row, "data are read by what makes objects of them")
            return


def _makes(node: tree.Node) -> bool:
    return _reads(node, _OBJECTS) and not _is_method(node) and _SAFER.isdisjoint(_options(node))


def _is_method(node: tree.Node) -> bool:
    """Whether a pattern, a model or a connection is asked by a method that is called like what runs a text: `/^\\d/.exec(text)`."""
    return isinstance(node, tree.Call) and isinstance(node.func, tree.Attr) and node.func.name in ("eval", "exec")


def _loader(node: tree.Node) -> Iterator[str]:
    """Yield the name of what a call of YAML is told to read with: what read the data before makes no more of them now."""
    for word, value in node.keywords if isinstance(node, tree.Call) else ():
        if word == "Loader" and isinstance(value, tree.Name):
            yield value.id


def _options(node: tree.Node) -> Iterator[str]:
    """Yield the words by which a call is told how to read."""
    if isinstance(node, tree.Call):
        yield from (word for word, _ in node.keywords if word is not None)
    yield from (word.strip("'") for word in tree.words(node))


def _reads(node: tree.Node, readers: re.Pattern[str]) -> bool:
    if not isinstance(node, tree.Call):
        return False
    return readers.fullmatch(_spelt(node.func)) is not None


def _spelt(func: tree.Node) -> str:
    """Return the name of what is called with what it is called on, a module that is imported in the same breath among that."""
    if not isinstance(func, tree.Attr) or not isinstance(func.base, tree.Call):
        return tree.dotted(func)
    inner = func.base
    module = inner.args[0].value if inner.args and isinstance(inner.args[0], tree.Const) else None
    if tree.dotted(inner.func).rpartition(".")[2] in _IMPORTS and isinstance(module, str):
        return f"{module}.{func.name}"
    return func.name
