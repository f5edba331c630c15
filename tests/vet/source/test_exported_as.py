"""What a module hands on of another one as a whole, under whatever name."""

import pytest

from beartrap.vet.source import tree
from beartrap.vet.source.walk import parse


@pytest.mark.parametrize("name", ["default", "tools"])
def test_all_that_another_module_exports_is_handed_on_under_one_name(name: str) -> None:
    (block,) = parse("javascript", f"export * as {name} from './other.js';\n").body
    assert isinstance(block, tree.Block)
    (put,) = (one for one in block.body if isinstance(one, tree.Assign))
    assert isinstance(put.target, tree.Attr) and put.target.name == name
