"""More of a trusted version is walked than of the update, so that nothing is new because the walk ended before it there."""

from dataclasses import replace

import pytest
from source_lab import FILES, subject

from beartrap.model.coverage import Gap, GapReason

STEPS = "  x = helper(x, y) + other(x + 1, y) * y;\n" * 30
CALLS = "".join(f"work({number}, 'w{number}');\n" for number in range(100))
LONG = f"""
const cp = require('child_process');
function helper(x, y) {{ return x + y; }}
function other(x, y) {{ return x - y; }}
function work(x, y) {{
{STEPS}  return x;
}}
{CALLS}
cp.execSync('ls');
"""


@pytest.mark.parametrize(("changed", "cut"), [(True, True), (False, False)])
def test_a_file_of_the_trusted_version_is_walked_further(changed: bool, cut: bool) -> None:
    one = replace(subject("lib/long.js", LONG), changed=changed)
    seen = [seen for analyser in FILES if analyser.takes(one.kind) for seen in analyser.look(one)]
    assert any(isinstance(each, Gap) and each.reason is GapReason.BUDGET for each in seen) is cut
