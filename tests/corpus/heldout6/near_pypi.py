"""Harmless updates of PyPI packages that look suspicious: network, telemetry, processes, keys."""

from corpus.heldout.nouns import Update
from corpus.heldout6.shape import fill, harmless


@harmless("reqwire", "wheel", "nothing suspicious", step="minor")
def reqwire_gains_cookies(it: Update) -> None:
    it.add("reqwire/cookies.py", fill('''
"""Cookies that a server sets."""

from http.cookies import SimpleCookie


def parse(header):
    jar = SimpleCookie()
    jar.load(header)
    return {name: morsel.value for name, morsel in jar.items() if not morsel["max-age"] or int(morsel["max-age"]) > 0}
'''))  # fmt: skip
    it.replace("reqwire/sessions.py", "        response.history = history\n", '        response.history = history\n        if "set-cookie" in response.headers:\n            self.cookies.update(parse(response.headers["set-cookie"]))\n')  # fmt: skip
    it.after("reqwire/sessions.py", "from .auth import BasicAuth, get_netrc_auth\n", "from .cookies import parse\n")


@harmless("reqwire", "wheel", "proxies and their passwords", step="minor")
def reqwire_proxies(it: Update) -> None:
    it.replace("reqwire/adapters.py", "    def send(self, method", fill('''
    def tunnel(self, proxy, parts, timeout):
        """Return a connection through a proxy; its login is taken from its address."""
        where = urlsplit(proxy)
        line = http.client.HTTPSConnection(where.hostname, where.port or 3128, timeout=timeout, context=self.build_context())
        headers = {}
        if where.username:
            token = base64.b64encode(f"{where.username}:{where.password}".encode()).decode()
            headers["Proxy-Authorization"] = f"Basic {token}"
        line.set_tunnel(parts.hostname, parts.port or 443, headers)
        return line

    def send(self, method
''').rstrip("\n"))  # fmt: skip
    it.replace("reqwire/adapters.py", "import http.client\n", "import base64\nimport http.client\n")


@harmless("reqwire", "sdist", "tokens from a key ring", step="minor")
def reqwire_keyring_auth(it: Update) -> None:
    it.append("reqwire/auth.py", fill('''


def get_keyring_auth(url, username):
    """Return the login that the system's key ring has for a host, or None; needs the extra `keyring`."""
    try:
        import keyring
    except ImportError:
        return None
    password = keyring.get_password(urlsplit(url).hostname, username)
    return BasicAuth(username, password) if password else None
'''))  # fmt: skip


@harmless("reqwire", "wheel", "verification can be a bundle of the system", step="minor")
def reqwire_system_certificates(it: Update) -> None:
    it.replace("reqwire/adapters.py", "        elif isinstance(self.verify, str):\n", fill('''
        elif os.environ.get("REQWIRE_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE"):
            context.load_verify_locations(os.environ.get("REQWIRE_CA_BUNDLE") or os.environ["SSL_CERT_FILE"])
        elif isinstance(self.verify, str):
'''))  # fmt: skip
    it.replace("reqwire/adapters.py", "import logging\n", "import logging\nimport os\n")


@harmless("visdet", "wheel", "telemetry to the project's host", step="minor")
def visdet_events(it: Update) -> None:
    it.add("visdet/utils/events.py", fill('''
"""Anonymous counts of runs; off with VISDET_SYNC=0 or in tests."""

import json
import os
import platform
import random
import sys
import threading
import urllib.request

from visdet import __version__

URL = "https://assets.visdet.example/events/v1"


class Events:
    def __init__(self):
        self.enabled = os.environ.get("VISDET_SYNC", "1") != "0" and "pytest" not in sys.modules
        self.session = random.getrandbits(64)

    def __call__(self, task, mode):
        if not self.enabled:
            return
        body = {"session": self.session, "task": task, "mode": mode, "version": __version__, "python": platform.python_version(), "os": platform.system()}
        threading.Thread(target=self._post, args=(body,), daemon=True).start()

    def _post(self, body):
        try:
            request = urllib.request.Request(URL, json.dumps(body).encode(), {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=2).close()
        except OSError:
            self.enabled = False


events = Events()
'''))  # fmt: skip
    it.replace("visdet/cli.py", "    print(getattr(model, mode)(**values))\n", "    events(task, mode)\n    print(getattr(model, mode)(**values))\n")  # fmt: skip
    it.after("visdet/cli.py", "from visdet.engine.model import Detector\n", "from visdet.utils.events import events\n")


@harmless("visdet", "wheel", "downloads more, and checks hashes", step="minor")
def visdet_hashes_of_weights(it: Update) -> None:
    it.replace("visdet/utils/downloads.py", "def attempt_download(file):\n", fill('''
HASHES = {
    "visdet-n.pt": "0d1a7a0ec0a6d6f4a0f3a7f5b1c9d1b3d4ba3d2a9c2f0a4e1c68a7d5b5b4f7e2",
    "visdet-s.pt": "7b2c1f4c0f6a46ddc4b4dbe2a64b17f4e4b2c6f80a9dd3d2b8c1e5f90a6c7d31",
}


def verify(path):
    """Remove a file whose SHA-256 is not the known one."""
    known = HASHES.get(Path(path).name)
    if known and hashlib.sha256(Path(path).read_bytes()).hexdigest() != known:
        Path(path).unlink()
        raise ConnectionError(f"{path} was damaged on its way")


def attempt_download(file):
'''))  # fmt: skip
    it.replace("visdet/utils/downloads.py", "        safe_download(f\"{ASSETS}/{path.name}\", cached)\n", "        safe_download(f\"{ASSETS}/{path.name}\", cached)\n        verify(cached)\n")  # fmt: skip
    it.replace("visdet/utils/downloads.py", "import logging\n", "import hashlib\nimport logging\n")


@harmless("visdet", "sdist", "runs nvidia-smi and git", step="minor")
def visdet_reports_the_machine(it: Update) -> None:
    it.append("visdet/utils/checks.py", fill('''


def _output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=5, check=False).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def collect_system_info():
    """Print what a bug report needs; nothing is sent."""
    info = {
        **check_environment(),
        "gpu": _output("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"),
        "git": _output("git", "rev-parse", "--short", "HEAD"),
        "pip": _output(sys.executable, "-m", "pip", "list", "--format=freeze").count("\\n"),
    }
    for name, value in info.items():
        print(f"{name:<12}{value}")
    return info
'''))  # fmt: skip


@harmless("visdet", "wheel", "optional integrations with keys of the user", step="minor")
def visdet_experiment_trackers(it: Update) -> None:
    it.add("visdet/utils/integrations.py", fill('''
"""Loggers of experiments; each works if its package is installed and its key is set."""

import json
import os
import urllib.request


def slack(model, url=os.environ.get("VISDET_SLACK_WEBHOOK", "")):
    """Tell a channel that training ended."""
    if not url:
        return
    body = json.dumps({"text": f"training of {model.ckpt_path.name} ended"}).encode()
    urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json"}), timeout=5).close()


def wandb_callback(model):
    try:
        import wandb
    except ImportError:
        return
    if os.environ.get("WANDB_API_KEY"):
        run = wandb.init(project=model.overrides.get("project") or "visdet", config=model.overrides)
        run.log({"epoch": 0})


def add_integrations(callbacks):
    callbacks.add("on_train_start", wandb_callback)
    callbacks.add("on_train_end", slack)
'''))  # fmt: skip
    it.replace("visdet/engine/model.py", "        self.callbacks = Callbacks()\n", "        self.callbacks = Callbacks()\n        add_integrations(self.callbacks)\n")  # fmt: skip
    it.after("visdet/engine/model.py", "from visdet.utils.downloads import attempt_download\n", "from visdet.utils.integrations import add_integrations\n")  # fmt: skip


@harmless("llmroute", "wheel", "keys of more providers", step="minor")
def llmroute_more_providers(it: Update) -> None:
    it.replace("llmroute/providers.py", '        Provider("local"', '        Provider("bedrocky", "https://bedrocky.example/v1", "AWS_BEARER_TOKEN_BEDROCK"),\n        Provider("azury", "https://azury.example/openai", "AZURY_API_KEY", "api-key", ""),\n        Provider("local"')  # fmt: skip
    it.append("llmroute/providers.py", fill('''


def missing_keys(environ=os.environ):
    """Return the variables that are needed and not set, by provider."""
    return {one.name: one.key_env for one in PROVIDERS.values() if one.key_env not in environ and one.name != "local"}
'''))  # fmt: skip


@harmless("llmroute", "wheel", "rows go to a bucket of the user", step="minor")
def llmroute_logs_to_a_bucket(it: Update) -> None:
    it.add("llmroute/s3_logger.py", fill('''
"""Writes prompts and answers into a bucket of one's own."""

import json
import os
import uuid

from .callbacks import CustomLogger


class S3Logger(CustomLogger):
    def __init__(self, bucket, prefix="llmroute/", client=None):
        if client is None:
            import boto3

            client = boto3.client("s3", aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID"), aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY"))
        self.bucket = bucket
        self.prefix = prefix
        self.client = client

    def log_success(self, kwargs, response, start, end):
        super().log_success(kwargs, response, start, end)
        body = json.dumps({"messages": kwargs.get("messages"), "response": response, "seconds": end - start}, default=str)
        self.client.put_object(Bucket=self.bucket, Key=f"{self.prefix}{uuid.uuid4()}.json", Body=body.encode())
'''))  # fmt: skip


@harmless("llmroute", "sdist", "the key check is stricter", step="patch")
def llmroute_compares_in_constant_time(it: Update) -> None:
    it.replace("llmroute/proxy/server.py", '        return not MASTER_KEY or self.headers.get("Authorization") == f"Bearer {MASTER_KEY}"\n', '        if not MASTER_KEY:\n            return self.client_address[0] in ("127.0.0.1", "::1")\n        given = self.headers.get("Authorization", "").encode()\n        return hmac.compare_digest(given, f"Bearer {MASTER_KEY}".encode())\n')  # fmt: skip
    it.replace("llmroute/proxy/server.py", "import json\n", "import hmac\nimport json\n")


@harmless("llmroute", "wheel", "spawns workers", step="major")
def llmroute_proxy_workers(it: Update) -> None:
    it.replace("llmroute/proxy/server.py", "def serve(host=", fill('''
def serve_workers(count, host="127.0.0.1", port=4000):
    """Start several servers behind each other, one a port."""
    children = [
        subprocess.Popen([sys.executable, "-c", f"from llmroute.proxy.server import serve; serve({host!r}, {port + at})"])
        for at in range(count)
    ]
    try:
        for child in children:
            child.wait()
    except KeyboardInterrupt:
        for child in children:
            child.terminate()


def serve(host=
''').rstrip("\n"))  # fmt: skip
    it.replace("llmroute/proxy/server.py", "import os\n", "import os\nimport subprocess\nimport sys\n")


@harmless("paylane", "wheel", "telemetry in a header", step="minor")
def paylane_latency_header(it: Update) -> None:
    it.replace("paylane/client.py", "        value, status = self.http.request(method, self.base + path, self.headers(), body)\n", fill('''
        headers = self.headers()
        if self._last is not None and self.telemetry:
            headers["X-Paylane-Client-Telemetry"] = json.dumps({"last_request_metrics": self._last})
        started = time.monotonic()
        value, status = self.http.request(method, self.base + path, headers, body)
        self._last = {"request_id": value.get("request_id"), "ms": int(1000 * (time.monotonic() - started))}
'''))  # fmt: skip
    it.replace("paylane/client.py", "        self.base = base\n", "        self.base = base\n        self.telemetry = os.environ.get(\"PAYLANE_TELEMETRY\", \"1\") != \"0\"\n        self._last = None\n")  # fmt: skip
    it.replace(
        "paylane/client.py", "import os\nimport platform\n", "import json\nimport os\nimport platform\nimport time\n"
    )


@harmless("paylane", "wheel", "uploads what the user gives", step="minor")
def paylane_file_uploads(it: Update) -> None:
    it.append("paylane/resources.py", fill('''


class Files(Resource):
    """Evidence for disputes: pictures and papers."""

    path = "/v1/files"

    def create(self, file, purpose="dispute_evidence"):
        with open(file, "rb") as stream:
            content = base64.b64encode(stream.read()).decode()
        return self._client.request("POST", self.path, {"purpose": purpose, "name": os.path.basename(file), "content": content})
'''))  # fmt: skip
    it.before("paylane/resources.py", "class Resource:", "import base64\nimport os\n\n\n")
    it.replace("paylane/client.py", "        self.charges = Charges(self)\n", "        self.charges = Charges(self)\n        self.files = Files(self)\n")  # fmt: skip
    it.replace("paylane/client.py", "from paylane.resources import Charges, Customers,", "from paylane.resources import Charges, Customers, Files,")  # fmt: skip


@harmless("paylane", "sdist", "signatures of two schemes", step="minor")
def paylane_second_scheme(it: Update) -> None:
    it.replace("paylane/webhooks.py", "    def compute(payload, secret):\n        return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()\n", "    def compute(payload, secret, digest=hashlib.sha256):\n        return hmac.new(secret.encode(), payload.encode(), digest).hexdigest()\n")  # fmt: skip
    it.replace("paylane/webhooks.py", "        if not any(hmac.compare_digest(expected, one) for one in signatures):\n", fill('''
        strong = cls.compute(f"{timestamp}.{payload}", secret, hashlib.sha512)
        signatures += [value for key, value in rows if key == "v2"]
        if not any(hmac.compare_digest(expected, one) or hmac.compare_digest(strong, one) for one in signatures):
'''))  # fmt: skip
