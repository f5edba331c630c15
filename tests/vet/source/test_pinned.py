"""Downloads that are held against a digest which stands in the package, and those that only look so."""

import pytest
from source_lab import behaviours

from beartrap.model.finding import Severity

SUM = "4f3c0bf6ad1d76e1d6e2ae5c35b2a0d1d2a5f0a9b7c8d9e0f1a2b3c4d5e6f701"
OTHER = "9a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"
PYTHON = f'''
import hashlib, os, subprocess, urllib.request
SUM = "{SUM}"
SUMS = {{"linux": SUM, "darwin": "{OTHER}"}}
def ensure(system, target):
    with urllib.request.urlopen("https://releases.example.org/" + system) as answer:
        content = answer.read()
    %s
    with open(target, "wb") as stream:
        stream.write(content)
    return target
def run(system):
    subprocess.run([ensure(system, "/opt/x/tool"), "build"], check=True)
'''
SCRIPT = f"""
const crypto = require('crypto'), fs = require('fs'), cp = require('child_process');
const TOOLS = {{ linux: {{ sha256: '{SUM}' }}, darwin: {{ sha256: '{OTHER}' }} }};
async function run(system) {{
  const content = Buffer.from(await (await fetch(`https://releases.example.org/${{system}}`)).arrayBuffer());
  const sum = crypto.createHash('sha256').update(content).digest('hex');
  %s
  fs.writeFileSync('/opt/x/tool', content);
  cp.execFileSync('/opt/x/tool', ['build']);
}}
module.exports = {{ run }};
"""


def weight(path: str, text: str) -> Severity:
    """What it weighs that something from the network is run."""
    found = [one.severity for one in behaviours(path, text) if one.id == "chain.network-to-process"]
    assert found
    return max(found)


@pytest.mark.parametrize(
    "check",
    [
        "if hashlib.sha256(content).hexdigest() != SUMS[system]:\n        raise RuntimeError('not ours')",
        "if hashlib.sha256(content).hexdigest() != SUM:\n        return None",
        "found = hashlib.sha256(content).hexdigest()\n    if not content or found != SUMS.get(system):\n        raise ValueError(found)",
        "if not hmac.compare_digest(hashlib.sha256(content).hexdigest(), SUM):\n        raise ValueError",
    ],
)
def test_what_is_known_by_its_digest_weighs_less(check: str) -> None:
    assert weight("tool.py", PYTHON % check) is Severity.MEDIUM


@pytest.mark.parametrize(
    "check",
    [
        "pass",
        "if hashlib.sha256(content).hexdigest() != SUMS[system]:\n        print('not ours')",
        "if os.environ.get('CHECK') and hashlib.sha256(content).hexdigest() != SUM:\n        raise ValueError",
        "if os.environ.get('CHECK'):\n        if hashlib.sha256(content).hexdigest() != SUM:\n            raise ValueError",
        "try:\n        if hashlib.sha256(content).hexdigest() != SUM:\n            raise ValueError\n    except ValueError:\n        pass",
        "if hashlib.sha256(content).hexdigest() == SUM:\n        raise ValueError",
        "if hashlib.sha256(b'').hexdigest() != SUM:\n        raise ValueError",
        "said = urllib.request.urlopen('https://releases.example.org/sum').read().decode()\n    if hashlib.sha256(content).hexdigest() != said:\n        raise ValueError",
        "if hashlib.sha256(content).hexdigest() != system:\n        raise ValueError",
        "if str(len(content)) != SUM:\n        raise ValueError",
        "if hashlib.sha256(content).hexdigest() != SUM:\n        raise ValueError\n    content = urllib.request.urlopen('https://other.example.org/').read()",
    ],
)
def test_what_is_not_held_against_a_digest_of_the_code_weighs_as_before(check: str) -> None:
    assert weight("tool.py", PYTHON % check) is Severity.HIGH


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("if (sum !== TOOLS[system].sha256) throw new Error('not ours');", Severity.MEDIUM),
        ("if (sum !== TOOLS[system].sha256) { console.error('not ours'); process.exit(1); }", Severity.MEDIUM),
        ("if (sum !== TOOLS[system].sha256) console.warn('not ours');", Severity.HIGH),
        ("if (sum !== process.env.SUM) throw new Error('not ours');", Severity.HIGH),
        ("if (process.env.CI && sum !== TOOLS[system].sha256) throw new Error('not ours');", Severity.HIGH),
    ],
)
def test_the_same_in_javascript(check: str, expected: Severity) -> None:
    assert weight("tool.js", SCRIPT % check) is expected


def test_what_runs_by_itself_weighs_much_however_well_it_is_known() -> None:
    check = f"if hashlib.sha256(content).hexdigest() != '{SUM}':\n        raise ValueError"
    assert weight("setup.py", PYTHON % check + "run('linux')\n") >= Severity.HIGH


def test_code_that_is_run_from_its_text_weighs_as_before() -> None:
    text = f"""
import hashlib, urllib.request
def load():
    content = urllib.request.urlopen("https://releases.example.org/").read()
    if hashlib.sha256(content).hexdigest() != "{SUM}":
        raise ValueError
    exec(content)
"""
    found = [one for one in behaviours("load.py", text) if one.id == "chain.network-to-code"]
    assert found
    assert found[0].severity is Severity.HIGH
