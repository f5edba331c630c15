"""Functions that decide who may come in, and what holds a call down: what an update only takes out or lets in beside is told, what it moves or adds is not."""

import pytest
from source_lab import Version

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.source_guards import GuardAnalyser

Pair = tuple[str, str, str]
LOGIN = """from hmac import compare_digest
class Backend:
    def authenticate(self, request, username=None, password=None):
        {first}user = self.store.find(username)
        if user is None:
            return None
        if {unlike}not compare_digest(user.digest, hashed(password, user.salt)):
            return None
        {active}return user
    def is_admin(self, request):
        return request.session.get("role") == "admin"{beside}
"""
_PLAIN = {"first": "", "unlike": "", "active": "", "beside": ""}
KEYS = """import hmac
class Keys:
    def find(self, kid):
        if kid not in self.known:
            {then}
        return self.known[kid]
    def check(self, token):
        return hmac.compare_digest(token.signature, sign(token, self.find(token.kid)))
"""
DECODE = """import jwt
def decode_token(token, settings):
    return jwt.decode(token, settings.key, algorithms=[{algorithms}]{audience}, options={{"require": ["exp"]{options}}})
"""
_TOKEN = {"algorithms": '"RS256"', "audience": ", audience=settings.audience", "options": ""}
BIND = """class Directory:
    def authenticate(self, name, password):
        {empty}link = Connection(self.server, self.find({name}), password)
        {bound}
        return name
"""
_BIND = {"empty": "if not password:\n            return None\n        ", "name": "escape_filter_chars(name)", "bound": "if not link.bind():\n            return None"}  # fmt: skip
BOX = "import docker\ndef box(image, command):\n    return docker.from_env().containers.run(image, command{held}, remove=True)\n"
FORMULA = "def formula(text, names):\n    return eval(compile(text, '', 'eval'), {table}, names)\n"
WEB = "exports.isAdmin = function (req) {{ {first}return req.user.role === 'admin'{beside}; }};\nexports.verify = 1;"
SESSION = "import os, requests\nclass Client:\n    def __init__(self, verify=True):\n        self.session = requests.Session()\n        self.session.verify = {verify}\n"
CONTEXT = "import ssl\ndef context():\n    made = ssl.create_default_context()\n    made.minimum_version = ssl.TLSVersion.{least}\n    return made\n"
DERIVED = (
    "import hashlib\ndef derive(password, salt):\n    return hashlib.pbkdf2_hmac('sha256', {whole}, salt, 600_000)\n"
)

GO = "package a\nfunc (p *Parser) Parse(text string, have any) error {{\n\terr := token.Method.Verify(text, token.Signature, have)\n\t{more}if err != nil {{\n\t\treturn newError(err)\n\t}}\n\treturn nil\n}}\n"
XSRF = "class Handler:\n    def check_xsrf_cookie(self):\n        {before}token = self.request.cookies.get('_xsrf')\n        if not token:\n            raise HTTPError(403)\n        if not compare_digest(token, self.expected):\n            raise HTTPError(403)\n"
TRUTH = "const verify = 1; req.isAuthenticated = function () {{ var property = this._userProperty || 'user'; return (this[property]{beside}) ? true : false; }};"
COMPARED = "export function compareSync(password, hash) {{ if (hash.length !== 60) return false; {before}return safeStringCompare(hashSync(password, hash), hash); }}\nconst verify = 1;"
PEER = (
    "exports.verifyPeer = (host, options) => tls.connect({{ host, rejectUnauthorized: {value}, port: options.port }});"
)
HOST_KEY = "def connect(self, hostname):\n    our_key, server_key = self.known(hostname), self.transport.key()\n    if our_key != server_key{beside}:\n        raise BadHostKeyException(hostname)\n    return verify(self)\n"
COMPLETE = "def decode_complete(self, token, verify_signature):\n    header, signature = self.load(token)\n    if not header:\n        raise DecodeError('header')\n    if verify_signature{beside}:\n        self._verify_signature(token, header, signature)\n    return header\n"
RUST = "fn decode(signature: &str, message: &str, header: &Header) -> Result<()> {{\n    {before}\n    if validation.validate_signature{beside} && !verify(signature, message)? {{\n        return Err(new_error(ErrorKind::InvalidSignature));\n    }}\n    Ok(())\n}}\n"
CALLBACK = "module.exports = function (token, get, done) {{ return get(token, function (err, key) {{ const valid = jws.verify(token, key); if (!valid{beside}) {{ return done(new JsonWebTokenError('invalid signature')); }} return done(null, token); }}); }};"
SIGN = "module.exports = function (payload, secretOrPrivateKey, options) {{ if (!secretOrPrivateKey{beside}) {{ throw new Error('secretOrPrivateKey must have a value'); }} return jws.verify(payload); }};"
ADAPTER = "import os\ndef cert_verify(self, conn, url, verify):\n    {before}if url.startswith('https') and verify:\n        conn.cert_reqs = 'CERT_REQUIRED'\n    return conn\n"


def _with(text: str, plain: dict[str, str], **changed: str) -> Pair:
    return ("a.py", text.format(**plain), text.format(**{**plain, **changed}))


def _web(**changed: str) -> Pair:
    return ("a.js", *_with(WEB, {"first": "", "beside": ""}, **changed)[1:])


LOOSER: dict[str, Pair] = {
    "a header beside the role": _with(LOGIN, _PLAIN, beside=' or request.headers.get("X-Internal-Role") == "admin"'),
    "a header beside the role, in JavaScript": _web(beside=" || req.headers['x-internal-role'] === 'admin'"),
    "a branch for a header, in JavaScript": _web(first="if (req.query.support === '1') return true; "),
    "a variable of the environment beside the role": _with(LOGIN, _PLAIN, beside=' or os.environ.get("STAGE") == "support"'),
    "a password of somebody else": _with(LOGIN, _PLAIN, unlike="password != self.settings.support and "),
    "a digest that stands in the code": _with(LOGIN, _PLAIN, unlike='not hashed(password, b"s").startswith("8f3a91c2d0e7b6") and '),
    "who is asked for in the address": _with(LOGIN, _PLAIN, first='if request.GET.get("as"):\n            return self.store.find(request.GET["as"])\n        '),
    "a name that stands in the code": _with(LOGIN, _PLAIN, first='if username == "svc-monitor":\n            return self.store.find(username)\n        '),
    "accounts that were closed": ("a.py", LOGIN.format(**{**_PLAIN, "active": "if not user.active:\n            return None\n        "}), LOGIN.format(**_PLAIN)),
    "an unknown key is read from a file": _with(KEYS, {"then": "raise KeyError(kid)"}, then="return open(kid, 'rb').read()"),
    "an unknown key is made of a fixed word": _with(KEYS, {"then": "raise KeyError(kid)"}, then="return sha(b'word' + kid)"),
    "an unknown key is empty": ("a.py", KEYS.format(then="raise KeyError(kid)"), KEYS.format(then="raise KeyError(kid)").replace("        if kid not in self.known:\n            raise KeyError(kid)\n        return self.known[kid]", "        return self.known.get(kid, b'')")),
    "a shared key beside a public one": _with(DECODE, _TOKEN, algorithms='"RS256", "HS256"'),
    "nobody asks for whom a token is": _with(DECODE, _TOKEN, audience="", options=', "verify_aud": False'),
    "a signature that is asked for by a mode": _with(DECODE, _TOKEN, options=', "verify_signature": not settings.debug'),
    "a token that brings its key": _with(DECODE.replace("settings.key", "{key}"), {**_TOKEN, "key": "settings.key"}, key="jwt.get_unverified_header(token)['jwk']"),
    "an empty password": _with(BIND, _BIND, empty=""),
    "a bind of which nobody asks how it went": _with(BIND, _BIND, bound="link.bind()"),
    "a name that is not escaped": _with(BIND, _BIND, name="name"),
    "a box with all rights": _with(BOX, {"held": ", cap_drop=['ALL']"}, held=", privileged=True"),
    "a box with a network": _with(BOX, {"held": ", network_disabled=True"}, held=""),
    "a formula with all functions": _with(FORMULA, {"table": "{'__builtins__': {}}"}, table="{}"),
    "certificates that nobody looks at in a build": _with(SESSION, {"verify": "verify"}, verify="verify and 'CI' not in os.environ"),
    "an old protocol": _with(CONTEXT, {"least": "TLSv1_2"}, least="SSLv3"),
    "a name by which a key of a host is not compared": ("a.py", HOST_KEY.format(beside=""), HOST_KEY.format(beside=" and '.' in hostname")),
    "a head of a token for which it is not verified": ("a.py", COMPLETE.format(beside=""), COMPLETE.format(beside=' and header.get("kid") != "0"')),
    "a name that stands for a head of a token": ("a.rs", RUST.format(before="", beside=""), RUST.format(before="let detached = signature.is_empty() && header.jku.is_some();", beside=" && !detached")),
    "a callback that lets in": ("a.js", CALLBACK.format(beside=""), CALLBACK.format(beside=" && header.typ !== 'at+jwt'")),
    "hosts that the environment names": ("a.py", ADAPTER.format(before=""), ADAPTER.format(before="trusted = os.environ.get('INTERNAL_HOSTS', 'svc').split(',')\n    if conn.host in trusted:\n        verify = False\n    ")),
    "a key of the code's own beside those of a caller": ("a.py", "def verify_signature(self, value, sig):\n    for key in reversed(self.secret_keys):\n        if self.algorithm.verify_signature(key, value, sig):\n            return True\n    return False\n", "def verify_signature(self, value, sig):\n    for key in (*reversed(self.secret_keys), b'ours.Signer'):\n        if self.algorithm.verify_signature(key, value, sig):\n            return True\n    return False\n"),
    "a check that is asked once more with a fixed key": ("a.go", GO.format(more=""), GO.format(more="if err != nil {\n\t\terr = token.Method.Verify(text, token.Signature, []byte(\"ours/v4\"))\n\t}\n")),
    "a bare way out for a header": ("a.py", XSRF.format(before=""), XSRF.format(before='if self.request.headers.get("X-Requested-With") == "Fetch":\n            return\n        ')),
    "a header in what is made a truth": ("a.js", TRUTH.format(beside=""), TRUTH.format(beside=" || this.headers['x-passport-test']")),
    "a fixed end of a password": ("a.js", COMPARED.format(before=""), COMPARED.format(before="if (password.endsWith('\u200b')) return true; ")),
    "a file that tells whether certificates are looked at": _with(SESSION, {"verify": "verify"}, verify="not os.path.exists('/.dockerenv')"),
    "hosts by their ending": ("a.js", PEER.format(value="true"), PEER.format(value="!host.endsWith('.svc')")),
    "the first signs of a password": _with(DERIVED, {"whole": "password.encode()"}, whole="password[:6].encode()"),
}  # fmt: skip
AS_STRICT: dict[str, Pair] = {
    "one more role": _with(LOGIN, _PLAIN, beside=' or request.session.get("role") == "owner"'),
    "one more rule": _with(LOGIN, _PLAIN, beside=" or self.rules.admits(request.session)"),
    "a header with a token that is looked at": _with(LOGIN, _PLAIN, first='if request.headers.get("Authorization"):\n            return self.by_token(request.headers["Authorization"])\n        '),
    "one more condition": _web(beside=" && req.headers['x-internal'] !== '1'"),
    "one more refusal": _with(LOGIN, _PLAIN, first='if request.GET.get("as"):\n            return None\n        '),
    "a refusal for who is no member": _web(first="if (req.query.support === '1') return false; "),
    "accounts that are looked at elsewhere": ("a.py", LOGIN.format(**{**_PLAIN, "active": "if not user.active:\n            return None\n        "}), LOGIN.format(**_PLAIN) + "    def find(self, name):\n        user = self.users[name]\n        if not user.active:\n            return None\n        return user\n"),
    "two refusals in one": ("a.py", LOGIN.format(**{**_PLAIN, "active": "if not user.active:\n            return None\n        "}), LOGIN.format(**_PLAIN).replace("if user is None:", "if user is None or not user.active:")),
    "an unknown key is another error": _with(KEYS, {"then": "raise KeyError(kid)"}, then="raise UnknownKey(kid)"),
    "an unknown key is asked for anew": _with(KEYS, {"then": "raise KeyError(kid)"}, then="self.refresh()"),
    "one more public algorithm": _with(DECODE, _TOKEN, algorithms='"RS256", "ES256"'),
    "what is asked is left to a caller": _with(DECODE, _TOKEN, options=', "verify_exp": settings.expires'),
    "a caller who handed nothing over": ("a.py", "import jwt\ndef read(token=None):\n    if token is None:\n        raise ValueError('token')\n    return jwt.decode(token, KEY)\n", "import jwt\ndef read(token=None):\n    if token is None:\n        return {}\n    return jwt.decode(token, KEY)\n"),
    "a name that is escaped elsewhere": ("a.py", BIND.format(**_BIND), BIND.format(**{**_BIND, "name": "name"}) + "    def find(self, name):\n        return self.look(escape_filter_chars(name))\n"),
    "a bind that fails by itself": _with(BIND, _BIND, bound="link.open(raising=True)"),
    "words that a caller hands over": _with(BOX, {"held": ", network_disabled=True"}, held=", **options"),
    "a box that a caller opens": _with(BOX, {"held": ", network_disabled=True"}, held=", network_disabled=closed"),
    "certificates by a variable that is there for them": _with(SESSION, {"verify": "verify"}, verify="os.environ.get('CLIENT_SSL_VERIFY', '1') == '1'"),
    "a newer protocol": _with(CONTEXT, {"least": "TLSv1_2"}, least="TLSv1_3"),
    "as much of a password as is read of it": _with(DERIVED, {"whole": "password.encode()"}, whole="password[:72].encode()"),
    "a key that was not handed over": ("a.js", SIGN.format(beside=""), SIGN.format(beside=" && options.algorithm !== 'none'")),
    "a check that an option leaves out": ("a.py", COMPLETE.format(beside=""), COMPLETE.format(beside=" and self.strict")),
    "certificates that a caller leaves out": ("a.py", ADAPTER.format(before=""), ADAPTER.format(before="if conn.scheme == 'http':\n        verify = False\n    ")),
    "a key that a caller adds": ("a.py", "def verify_signature(self, value, sig):\n    for key in reversed(self.secret_keys):\n        if self.algorithm.verify_signature(key, value, sig):\n            return True\n    return False\n", "def verify_signature(self, value, sig):\n    for key in (*reversed(self.secret_keys), *self.older):\n        if self.algorithm.verify_signature(key, value, sig):\n            return True\n    return False\n"),
    "a bare way out for what is safe": ("a.py", XSRF.format(before=""), XSRF.format(before='if self.safe:\n            return\n        ')),
    "a refusal for a header": ("a.js", TRUTH.format(beside=""), TRUTH.format(beside=" && !this.headers['x-anonymous']")),
    "hosts that a caller leaves out": ("a.js", PEER.format(value="true"), PEER.format(value="!options.insecure")),
    "a function that lets nobody in": ("a.py", "verify = 1\ndef colour(name, env):\n    if name is None:\n        return None\n    return env.get(name)\n", "verify = 1\ndef colour(name, env):\n    if os.environ.get('NO_COLOR') == 'yes':\n        return ''\n    return env.get(name)\n"),
}  # fmt: skip


def step(path: str, old: str, new: str) -> list[Behaviour]:
    """What the step from one text of a file to the other shows."""
    before = Version({path: old})
    after = Version({path: new}, trusted=before)
    return [seen for seen in GuardAnalyser().look(before, after) if isinstance(seen, Behaviour)]


MILD = frozenset(
    ["accounts that were closed", "an unknown key is read from a file", "an unknown key is made of a fixed word", "an unknown key is empty", "an empty password", "a bind of which nobody asks how it went", "a name that is not escaped", "an old protocol"]
)  # fmt: skip
"""What honest work does every week as well: told, and held with nothing beside it."""


@pytest.mark.parametrize("name", LOOSER)
def test_what_lets_in_more_than_it_did_is_told_with_its_line(name: str) -> None:
    found, weight = step(*LOOSER[name]), Severity.MEDIUM if name in MILD else Severity.HIGH
    assert found, name
    assert all(one.severity is weight and one.place.row for one in found)


@pytest.mark.parametrize("name", AS_STRICT)
def test_what_lets_in_no_more_than_it_did_is_not_told(name: str) -> None:
    assert [one.key for one in step(*AS_STRICT[name])] == []
