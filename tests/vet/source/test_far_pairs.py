"""What honest versions that are years apart were held for; beside each what is to be held all the same."""

import pytest
from source_lab import behaviours

from beartrap.model.finding import Severity

_CHECK = "{owner}.prototype.verify = function (value) {{ if (typeof value === 'object') {{ return !!value; }} return this.own(value); }};\n"
OWN_PROTOTYPE = (
    "const Base = require('./base');\nfunction Own() {}\nOwn.prototype = Object.create(Base.prototype);\n"
    + _CHECK.format(owner="Own")
)
OTHERS_PROTOTYPE = "const { execFile } = require('child_process');\nconst Base = require('signer');\n" + _CHECK.format(
    owner="Base"
)
DECODED = "import base64, subprocess\ndef run(tool, given):\n    query = base64.b64decode(given).decode()\n    subprocess.run({line})\n"


def weighty(path: str, text: str) -> set[str]:
    """The kinds of behaviour of high severity or above in one file."""
    return {one.id for one in behaviours(path, text) if one.severity >= Severity.HIGH}


@pytest.mark.parametrize(
    ("path", "harmless", "harmful", "kind"),
    [
        ("a.py", DECODED.format(line="[tool, '--quiet', '--no-color', '--strict', query]"), DECODED.format(line="[tool, query]"), "chain.decoded-to-process"),
        ("a.js", OWN_PROTOTYPE, OTHERS_PROTOTYPE, "weakened.trust"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_weighs_less(path: str, harmless: str, harmful: str, kind: str) -> None:
    assert kind not in weighty(path, harmless)
    assert kind in weighty(path, harmful)
