"""Code of which the text cannot be told: held where the call itself decodes it, left alone where it only reads a file."""

import pytest

from vet.source.source_lab import ids


@pytest.mark.parametrize(
    "text",
    [
        "import json\nexec(bytes(n ^ 42 for n in json.load(open('t.json'))['t']).decode())",
        "def run(rows):\n    exec(''.join(map(chr, [n - 7 for n in rows])))\n",
        "def run(raw):\n    eval(bytes.fromhex(raw))\n",
    ],
)
def test_code_that_is_put_together_from_unknown_data(text):
    assert "hidden.code" in ids("a.py", text)


@pytest.mark.parametrize(
    "text",
    [
        "about = {}\nwith open('version.py') as f:\n    exec(f.read(), about)\n",
        "def make(template, values):\n    exec(template.format(**values), {})\n",
        "value = eval('1 + 1')\n",
    ],
)
def test_code_that_is_read_or_filled_in(text):
    assert "hidden.code" not in ids("a.py", text)
