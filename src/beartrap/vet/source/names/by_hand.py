"""What a `setup.py` does only where somebody who works on the package asks for it by a word: `if sys.argv[-1] == "publish": …`.

Installers and front ends of builds give it words of their own (distutils' and setuptools' commands), and options.
"""

from beartrap.vet.source import tree
from beartrap.vet.source.events import Event

_COMMANDS = frozenset(
    [
        "install",
        "build",
        "build_ext",
        "build_py",
        "build_clib",
        "build_scripts",
        "bdist",
        "bdist_wheel",
        "bdist_egg",
        "egg_info",
        "dist_info",
        "develop",
        "editable_wheel",
        "sdist",
        "clean",
        "install_lib",
        "install_data",
        "install_scripts",
        "install_headers",
        "install_egg_info",
    ]
)
"""Commands that an installer gives, or that stand before others in what it gives."""
_ASKS = frozenset({"==", "in"})


def is_by_hand(test: tree.Node) -> bool:
    """Whether a test asks for words on the command line none of which an installer gives."""
    if isinstance(test, tree.Choice) and test.test is None and test.both:  # `a and b`
        return any(is_by_hand(one) for one in test.either)
    if not isinstance(test, tree.Binary) or test.operator not in _ASKS:
        return False
    given = [one for one in (test.left, test.right) if _of_command_line(one)]
    words = [word for one in (test.left, test.right) if one not in given for word in _words(one)]
    return len(given) == 1 and bool(words) and all(map(_is_own, words))


def publishes(event: Event) -> bool:
    """Whether an act publishes the package: that is what its maintainers ask for."""
    return any("sign:publish" in marks for marks in (event.marks, *(value.marks for value in event.values)))


def _of_command_line(node: tree.Node) -> bool:
    """Whether something is what stands behind the script's own name on the command line."""
    if isinstance(node, tree.Index):
        first = isinstance(node.key, tree.Const) and node.key.value in (0, False)
        return not first and tree.dotted(node.base) == "sys.argv"
    return tree.dotted(node.base if isinstance(node, tree.Slice) else node) == "sys.argv"


def _words(node: tree.Node) -> list[object]:
    parts = node.items if isinstance(node, tree.Many) else [node]
    return [part.value if isinstance(part, tree.Const) else None for part in parts]


def _is_own(word: object) -> bool:
    return (
        isinstance(word, str)
        and word.replace("_", "").replace("-", "").isalnum()
        and word[0] != "-"
        and word not in _COMMANDS
    )
