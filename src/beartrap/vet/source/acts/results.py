"""What the words of a call tell beside what it acts on: encoders, secret stores, temporary files, swapped addresses."""

import re

from beartrap.model.regex import of_names, regex
from beartrap.vet.source.acts.overwriting import merged
from beartrap.vet.source.acts.pinned import SUMMED
from beartrap.vet.source.apis import Api, api, api_of_method, secret_of
from beartrap.vet.source.events import BEHIND, Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.members import ELEMENT, secret_mark, told_by_key
from beartrap.vet.source.names.tables import is_table
from beartrap.vet.source.noticed.passwords import SUMS
from beartrap.vet.source.parameters import FOR_A_SECRET
from beartrap.vet.source.values import Value, marks_of

_ENCODERS = frozenset(
    {
        "base64.b64encode",
        "base64.b85encode",
        "binascii.hexlify",
        "base64.urlsafe_b64encode",
        "base64.encodebytes",
        "btoa",
        "base64.b32encode",
        "base64_encode",
        "bin2hex",
        "gzdeflate",
        "gzcompress",
        "zlib.compress",
    }
)

_IN_LETTERS = ("EncodeToString", "encodeToString", "encode_string")
"""Methods of encoders in Go, Java and Rust that give a text."""
_OF_NAMES = regex(r"(?:base32|hex|basex|ascii85)\b|(?:\w+\.)?BASE32|Base32|HexFormat")
"""Encodings whose letters any name may be made of."""
_SUM = regex(r"sum|sha\d|md5|digest|hash|mac", re.IGNORECASE)


def _in_letters(one: Invocation) -> bool:
    """Whether content is spelt in the letters of names; a digest is, too, and gives nothing away."""
    encodes = one.method in _IN_LETTERS or one.name in ("hex.encode", "base32.encode")
    return (
        encodes
        and _OF_NAMES.match(one.name) is not None
        and not any(_SUM.search(value.name or "") or "digest" in value.marks for value in one.args)
    )


def told_by_name(machine: Machine, one: Invocation, made: Value) -> None:
    """Mark what a call gives where its name or its words say so: a secret store, a header of a request, a temporary file."""
    spelt = one.method == "toString" and one.args and one.args[0].known in ("base64", "hex")
    if one.name in _ENCODERS or spelt or _in_letters(one):
        machine.mark(made, "encoded", one.row)
    _digested(machine, one, made)
    if one.name == "getenv" and machine.language == "php" and not one.args:
        machine.mark(made, "environment", one.row)
    if machine.language == "javascript":
        _of_page(machine, one, made)
    _summed(machine, one, made)
    _kept_within(machine, one, made)
    merged(machine, one)
    secret = "ssh-key" if one.method in _GIVES_A_KEY else secret_of(machine.language, one.name)
    if secret is not None:
        machine.mark(made, secret, one.row)
    if (
        one.method in _OF_REQUEST
        and one.args
        and not {"given", "given-request"}.isdisjoint(made.marks)
        and isinstance(one.args[0].known, str)
        and (mark := told_by_key(one.args[0].known) or secret_mark(one.args[0].known))
    ):
        machine.mark(made, mark, one.row)
    if one.base is not None and _asks_a_request(machine, one, one.base):
        machine.mark(made, "web-request", one.row)
    if machine.language == "powershell" and _STREAMS.search(one.name):
        machine.mark(made, "decoded", one.row)
    _of_browser(machine, one, made)
    _of_form(machine, one, made)
    if one.name in _PROMPTS and one.args and FOR_A_SECRET.search(one.args[0].text):
        machine.mark(made, "typed-secret", one.row)
    if one.name in _CHARACTERS or one.method in ("translate", "fromCharCode") or _codec_of_its_own(one):
        machine.mark(made, "decoded", one.row)
    if one.name == "tempfile.mkstemp":
        handle, path = Value(), Value(name="tempfile.mkstemp()")
        handle.source, made.items = path, [handle, path]
    elif one.name == "os.fdopen" and one.args:
        made.source = one.args[0].source or one.args[0]


def _of_browser(machine: Machine, one: Invocation, made: Value) -> None:
    """Mark what a driver of a browser gives of who is logged in there."""
    if one.method in _OF_A_BROWSER or (one.method == "cookies" and _CONTEXT.search(one.spelt or one.name)):
        machine.mark(made, "page-cookie", one.row)


_OF_A_FORM = frozenset(
    {"find_all", "find", "findAll", "select", "select_one", "xpath", "css", "querySelectorAll", "querySelector"}
)
_TYPE = regex(r"type\s*[\^*~]?=\s*[\"']?password", re.IGNORECASE)


def _of_form(machine: Machine, one: Invocation, made: Value) -> None:
    """Mark what is found in a page by being a field for a password."""
    if one.method in _OF_A_FORM:
        told = [one.words["type"].known] if "type" in one.words else []
        told += [
            value.fields["type"].known
            for value in (*one.args, *one.words.values())
            if value.fields and "type" in value.fields
        ]
        if "password" in told or (one.args and _TYPE.search(one.args[0].text)):
            machine.mark(made, "given-secret", one.row)


def _kept_within(machine: Machine, one: Invocation, made: Value) -> None:
    """Mark a path that a client asks for and that stays below one folder."""
    if "web-request" in made.marks and (one.method or one.name.rpartition(".")[2]) in _KEEPS_WITHIN:
        machine.mark(made, BEHIND, one.row)


_KEEPS_WITHIN = frozenset({"translate_path", "secure_filename", "safe_join", "secure_join", "SecureJoin"})
"""Functions of servers and frameworks that make a path within one folder of whatever a client sent."""
_OF_A_BROWSER = frozenset({"storage_state", "storageState", "get_cookies", "getAllCookies", "get_all_cookies"})
"""Methods that give what a browser, or a session in one, is logged in by."""
_CONTEXT = regex(r"(?:context|ctx|browser|page)\.cookies$", re.IGNORECASE)
_GIVES_A_KEY = frozenset({"private_bytes", "private_to_pem", "private_to_der", "private_bytes_raw", "export_key_pair"})
"""Methods that give a private key as bytes or text."""
_ALL_COOKIES = frozenset({"Network.getAllCookies", "Storage.getCookies"})
"""What a browser is asked for through its debugger: the cookies of all sites."""
_FINDS = frozenset({"querySelector", "getElementById", "closest", "namedItem"})
_FINDS_ALL = frozenset({"querySelectorAll", "getElementsByTagName", "getElementsByClassName", "getElementsByName"})
_TYPED = frozenset({"serialize", "serializeArray", "serializeJSON", "serializeObject"})


def _asks_a_request(machine: Machine, one: Invocation, base: Value) -> bool:
    """Whether a method gives what a client sent."""
    if machine.language == "php" and one.method in _OF_REST and "given" in base.marks:
        return True
    asked = one.args[0].known if one.args else None
    if isinstance(asked, str) and _OF_A_PROCESS.fullmatch(asked) and _ENVIRON.search(machine.quote(one.row)):
        return (
            False  # what others call the variables of the process as well (PEP 3333 says which a client decides about)
        )
    return one.method in _OF_REQUEST and "given-request" in base.marks


_ENVIRON = regex(r"\benviron\b")
_OF_A_PROCESS = regex(r"(?!(?:HTTP|REQUEST|SERVER|REMOTE|CONTENT|SCRIPT|PATH_INFO|QUERY)(?:_|$))[A-Z][A-Z0-9_]*")


def _of_page(machine: Machine, one: Invocation, made: Value) -> None:
    """Tell elements of a page, whatever they are looked for in, and what is typed into them."""
    name = made.name or ""
    if one.method in _FINDS:
        made.name = ELEMENT
    elif one.method in _FINDS_ALL:
        made.name = f"document.{one.method}()"
    elif one.method == "createElement" and len(one.args) == 1 and isinstance(one.args[0].known, str):
        made.name = "document.createElement()"  # of whichever document it was asked for
    elif one.method == "send" and one.args and one.args[0].text in _ALL_COOKIES:
        machine.mark(made, "browser-store", one.row)
    elif not one.args and (one.method in _TYPED or (one.method == "val" and name.startswith(("$()", "jQuery()")))):
        machine.mark(made, "page-input", one.row)
    elif one.name.endswith("authentication.getSession"):  # of an editor's user
        provider = re.sub(r"\W.*", "", one.args[0].text if one.args else "").upper() or "EDITOR"
        machine.mark(made, f"variable:{_PROVIDERS.get(provider, provider)}_SESSION", one.row)
    elif one.name == "Object.getOwnPropertyDescriptor" and (one.argument(0).name or "").endswith(".prototype"):
        machine.mark(made, "intercepted", one.row)  # by which the values of others' objects are asked for


_PROVIDERS = {"MICROSOFT": "AZURE"}
"""Those who sign an editor's user in, as the variables of their secrets begin."""
_OF_REST = frozenset({"get_param", "get_params", "get_json_params", "get_body_params", "get_query_params", "get_header", "getParsedBody", "getQueryParams", "getContent"})  # fmt: skip
"""Methods that only requests have, in WordPress and PSR-7."""


def _summed(machine: Machine, one: Invocation, made: Value) -> None:
    """Mark one number that was made of a secret."""
    if "given-secret" in made.marks and (one.method or one.name).rpartition(".")[2] in SUMS:
        machine.mark(made, "summed", one.row)


_SUMS = of_names(r"(?:sha\d+|md5|blake\w+|fnv)\.Sum\w*")
"""Go's digests of what is handed to one function."""


def _digested(machine: Machine, one: Invocation, made: Value) -> None:
    summed = _SUMS.fullmatch(one.name) is not None
    if summed or one.method == "hexdigest":
        machine.mark(made, "digest", one.row)
    if summed or one.method in ("hexdigest", "digest"):
        machine.mark(made, SUMMED, one.row)
    if one.name in _READS_DIGITS and one.argument(1, "base").known in _BASES:
        machine.mark(made, DIGITS, one.row)
    elif one.name in _OF_NUMBERS and not {DIGITS, PIECES}.isdisjoint(marks_of(one.args)):
        machine.mark(made, "decoded", one.row)


_OF_REQUEST = frozenset(
    {
        "get",
        "header",
        "param",
        "getHeader",
        "get_header",
        "getParameter",
        "query",
        "cookie",
        "get_cookie",
        "get_argument",
        "get_all",
        "getlist",
        "pop",
        "getfirst",
        "getvalue",
        "FormValue",
        "PostFormValue",
        "Query",
        "Get",
        "GetHeader",
        "Header",
        "Param",
        "Cookie",
        "PostForm",
        "DefaultQuery",
        "getQueryString",
        "getInputStream",
        "getReader",
        "getCookies",
        "GetRawData",
        "QueryParam",
        "UserAgent",
        "getRequestHeaders",
        "getRequestBody",
        "getFirst",
        "ReadFormAsync",
        "getHeaders",
        "getParameterMap",
        "headers",
        "body",
        "Peek",
        "queryParam",
        "pathParam",
        "formParam",
    }
)
_STREAMS = regex(r"(?:gzip|deflate|brotli|crypto)stream$|createdecryptor|protecteddata\.unprotect")
_PROMPTS = frozenset(
    {
        "input",
        "raw_input",
        "click.prompt",
        "prompt",
        "typer.prompt",
        "window.prompt",
        "read-host",
        "questionary.password",
        "prompt_toolkit.prompt",
    }
)
_CHARACTERS = frozenset({"chr", "unichr", "String.fromCharCode", "String.fromCodePoint", "char"})
"""What makes a character of a number: text that is put together so is written nowhere."""
_READS_DIGITS = frozenset({"int", "parseInt", "Number.parseInt"})
_OF_NUMBERS = frozenset({"bytes", "bytearray", "Buffer.from", "Uint8Array.from", "Uint8Array"})
"""What makes bytes of numbers."""
DIGITS = "digits"
"""Mark of a number that was read from digits of no decimal kind: bytes that are made of those were spelt out."""
PIECES = "pieces"
"""Mark of what was made of a file's content piece by piece: bytes that are made of those were spelt out, too."""
_BASES = (2, 8, 16, 32, 36)
_CODECS = regex(
    r"(?:utf|ascii|us-ascii|latin|iso|cp|win|mac|big5|gb|euc|shift|sjis|koi|idna|punycode|mbcs|oem|raw_|unicode|l1|u8|locale|hz|johab|ptcp|tis|kz|hex|base|rot|zlib|bz2|quopri|uu)",
    re.IGNORECASE,
)


def _codec_of_its_own(one: Invocation) -> bool:
    """Whether bytes are decoded by a codec that Python does not bring along."""
    how = one.args[0].known if one.method == "decode" and one.base is not None and len(one.args) == 1 else None
    return isinstance(how, str) and not _CODECS.match(how)


def act_of(machine: Machine, one: Invocation) -> Api | None:
    """Return what a call does to the world, by its name, its words or its method; None where it does nothing that is known."""
    if one.name == "yaml.load" and _UNSAFE.search(one.argument(1, "Loader").name or ""):
        return Api(Act.EVALUATE)
    return (
        _memory(one)
        or api(machine.language, one.name)
        or _verb(one)
        or (
            _KEYS
            if one.method.lower() in ("getasynckeystate", "setwindowshookex", "setwindowshookexa", "getkeyboardstate")
            else None
        )
        or _of_method(machine, one)
    )


def _of_method(machine: Machine, one: Invocation) -> Api | None:
    known = api_of_method(machine.language, one.name, one.method)
    given = one.args[0] if one.args else Value()
    if (
        known is not None
        and known.act is Act.EVALUATE
        and machine.language == "ruby"
        and (given.closure is not None or not one.args)
    ):
        return None  # a block is code that stands there
    own = one.base is not None and one.base.closure is not None
    return (
        None if own and one.method == "push" else known
    )  # a list of whichever kind that the program's own class is made of


_RUNS = 4
"""PROT_EXEC of `sys/mman.h`."""
_UNSAFE = regex(r"\.(?:C?UnsafeLoader|C?Loader)$")
_KEYS = Api(Act.KEYS)


def _memory(one: Invocation) -> Api | None:
    """Tell memory that is mapped so that it can be run."""
    number = one.argument(3, "prot").known if one.name == "mmap.mmap" else None  # of Unix: a bit for each right
    runs = isinstance(number, int) and bool(number & _RUNS)
    if one.name.endswith("mmap") and (runs or any("PROT_EXEC" in (value.name or "") for value in one.everything())):
        return Api(Act.INJECT)
    return None


def _verb(one: Invocation) -> Api | None:
    """Tell a request by its address: any object's `get`, `post`, `fetch` of a text that is an URL, whose verb may stand before it."""
    known = _REQUESTS.get(one.method.lower())
    if known is None or (one.base is not None and _PARSED.search(one.base.name or "")) or is_table(one):
        return None
    for place, value in enumerate(one.args[:2]):
        if value.text[:8].lower().startswith(("http://", "https://", "ws://", "wss://")):
            return Api(known.act, place)
        if not (isinstance(value.known, str) and value.known.upper() in _VERBS):
            return None
    return None


_PARSED = regex(
    r"(?:^|\.)(?:json|JSON|yaml|toml|tomllib|orjson|ujson|jwt)\.(?:\w*loads?|parse|decode)\(\)$|\.json\(\)$|(?:^|\.)dict\(\)$"
)
"""What text was read into, or a table: its keys may be addresses, as the claims of tokens are, and are asked of nobody."""
_VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_REQUESTS = {
    **dict.fromkeys(("get", "fetch", "open", "urlopen", "download", "request", "urlretrieve", "stream", "get_json", "getjson", "retrieve"), Api(Act.FETCH)),
    **dict.fromkeys(("post", "put", "patch", "send", "prepare", "post_json", "postjson", "upload", "publish", "notify", "beacon", "push", "submit", "ws_connect", "send_request"), Api(Act.SEND)),
}  # fmt: skip
"""What the method of an object is called that makes a request."""
