"""Functions that a call is given: walked with what it would hand them, now or when somebody else calls."""

from beartrap.model.regex import of_names
from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.apis import api
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.knowledge import compiled
from beartrap.vet.source.knowledge.javascript import RUNS_NOW
from beartrap.vet.source.listened import Words
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.members import ELEMENT, is_elements
from beartrap.vet.source.noticed.models import is_tool, registered
from beartrap.vet.source.parameters import AWAITED, FOR_A_SECRET
from beartrap.vet.source.spoken import COMPILED
from beartrap.vet.source.values import Closure, Value, items_of, marks_of

_PYTHON_NOW = frozenset(
    [
        "Thread",
        "Timer",
        "Process",
        "register",
        "submit",
        "map",
        "apply_async",
        "apply",
        "run",
        "call_soon",
        "create_task",
        "ensure_future",
        "run_until_complete",
        "start_new_thread",
        "filter",
        "sorted",
        "reduce",
        "starmap",
        "run_in_executor",
        "call_later",
        "after",
        "starmap_async",
        "imap",
        "to_thread",
        "gather",
        "Greenlet",
        "spawn",
        "_start_new_thread",
        "partial",
        "ThreadPool",
        "daemon",
        "call_soon_threadsafe",
        "run_coroutine_threadsafe",
        "add_done_callback",
        "Listener",
        "finalize",
        "enter",
        "enterabs",
    ]
)
_POWERSHELL_NOW = frozenset(
    {"start-job", "start-threadjob", "invoke-command", "icm", "sajb", "foreach-object", "foreach", "%", "measure-command", "register-objectevent", "register-engineevent"}
)  # fmt: skip
_NOW = {
    "python": _PYTHON_NOW,
    "powershell": _POWERSHELL_NOW,
    **dict.fromkeys(COMPILED, frozenset(compiled.NOW.split())),
}
_TYPING = frozenset({"keydown", "keyup", "keypress", "input", "change", "submit", "paste", "copy", "blur"})
"""Events of a page by which what the user types is seen."""
_WATCHING = frozenset({"keys", "screen", "clipboard"})

_BETWEEN = of_names(
    r"(?:^|\.)interceptors\.(?:request|response)\.(?:use|unshift|push)$|\.hooks\.(?:\w+\.)?(?:push|append|add|tap\w*)$"
    r"|(?:^|\.)(?:before_request|after_request|addaudithook|setprofile|settrace|setprofile_all_threads|settrace_all_threads|add_request_hook|after_save|before_save|after_create|before_create|after_commit|before_action|around_action|after_authentication|add_filter|add_action|set_debuglevel|onSendHeaders|onBeforeRequest|onBeforeSendHeaders)$"
    r"|^vscode\.workspace\.onDid(?:Save|Open|Change|Close|Create)\w*$|^vscode\.window\.onDidChange\w*$"
    r"|webRequest\.\w+\.addListener$|(?:fetch-intercept|fetchIntercept)\.register$|^(?:after_\w+|before_\w+)$"
)
"""Calls that put a function between a program and those it speaks with, or between it and its data."""
RECEIVES = of_names(
    r"(?:^|[._])(?:(?:Command|Message|Event|Prefix|TypeHandler|CallbackQuery)Handler|add_(?:message|command|event|inbound)_handler|message_callback_add|register_(?:message_)?handler)$|^websockets\.(?:\w+\.)*serve$|^asyncio\.start_(?:unix_)?server$"
    r"|(?:[bB]ot|[cC]lient|AsyncApp|App|Dispatcher|Router|AsyncServer|Server|AsyncTeleBot|TeleBot|CommandTree)\(\)\.(?:command|hybrid_command|event|listen|message|message_handler|on|on_message|slash_command|callback_query|action|shortcut)(?:\(\))?$"
)
"""Calls and decorators of chats, queues and servers: the function is called with what somebody sent."""
_CHATS = of_names(
    r"^(?:discord|nextcord|disnake|telegram|telebot|aiogram|pyrogram|telethon|slack_bolt|slack_sdk|socketio|nio|botbuilder|mattermostdriver|errbot|nonebot|paho|irc|twitchio|guilded|revolt|hikari|interactions|mmpy_bot|slackbot|matrix)\b"
)


def received(name: str | None) -> bool:
    """Whether a decorator of that name has a function called with what somebody sent."""
    return name is not None and (bool(_CHATS.match(name) and RECEIVES.search(name)) or is_tool(name))


BETWEEN = frozenset({"use", "unshift", "push", "append", "add", "Add", "tap", "register", "addListener"})
"""Methods of which only what stands before them tells that."""
_ASKS = frozenset({"question", "prompt"})
_LISTENS = frozenset({"on", "once", "addListener", "prependListener", "subscribe", "connect", "listen"})
_TELLS = frozenset({"emit", "publish", "send", "dispatch", "trigger", "notify"})
_HEARS = frozenset({"event", "subscribe", "connect", "listen", "observe", "addListener"})
_TELLS_ITS_OWN = frozenset({"dispatchEvent", "fire", "next", "emit", "send", "notify", "invoke"})
"""Methods of an object of which each stands for one event: an editor's, Qt's, RxJS' and blinker's."""
LISTENERS = 100
"""Functions kept for one word that is listened to, and times that it was told before anybody listened."""


def handed_on(machine: Machine, one: Invocation, made: Value) -> None:
    """Walk the functions that a call is given, with what it would hand them."""
    registered(machine, one)
    _told(machine, one)
    _by_their_names(machine, one, made)
    called = [
        value
        for value in (*one.args, *one.words.values(), *(_within(one.args) if _between(one) else ()))
        if value.closure is not None
    ]
    if not called:
        return
    now = one.name.rpartition(".")[2].removesuffix("()") or one.method
    runs = now in _NOW.get(machine.language, RUNS_NOW)
    between = _between(one)
    for value in called:
        closure = value.closure
        if closure is None or not isinstance(closure.node, tree.Function):
            continue
        given = Value(marks=dict(made.marks), layers=made.layers)
        _marked(machine, one, closure, given, between)
        if now in _EACH and one.base is not None and is_elements(one.base):
            given.name = ELEMENT
        _opened_for(machine, one.base if now in _HANDS_ITSELF and one.base is not None else made, given)
        if now == "Promise":  # what settles one is a function, and so a way to `Function`
            given.name = "Function.prototype"
        if now == "then" and one.base is not None:  # what was promised is what is handed on
            given.name, given.known, given.fields = one.base.name, one.base.known, one.base.fields
        _listens(machine, one, closure)
        if closure.own is None and machine.language == "javascript" and (now in _OPENS or one.method in _LISTENS):
            closure.own = made if now in _OPENS else one.base  # what `this` is in it
        if (
            runs or given.marks or given.source is not None
        ):  # else whoever calls it hands in what nobody knows, as to any function that is not called here
            args, words = _given(machine, one, value, given, now)
            given_back = machine.enter(closure, args, words, None if runs else min(machine.when, When.CALL))
            if now in _GIVES_BACK:
                made.marks = {**machine.extend(given_back.marks, one.row), **made.marks}
                made.layers = made.layers or given_back.layers


_GIVES_BACK = frozenset(
    {
        "map", "flatMap", "flat_map", "collect", "from", "reduce", "array_map", "Select", "SelectMany", "ConvertAll", "mapTo", "filter_map", "mapNotNull", "ForEach-Object", "foreach-object", "%",
        "imap", "imap_unordered", "starmap", "submit", "apply", "run_in_executor", "to_thread", "run_sync", "call_user_func", "mapToObj", "flatten", "each_with_object", "inject", "fold", "and_then", "then",
    }
)  # fmt: skip
"""Calls whose result is made of what the function gives back that they are handed."""


def _marked(machine: Machine, one: Invocation, closure: Closure, given: Value, between: bool) -> None:
    """Mark what a function is handed by what it waits for: what others send, what is typed, what a client asks for."""
    word = one.args[0].known if one.args else None
    if machine.language == "python" and RECEIVES.search(one.name or one.method):
        machine.mark(given, "web-request", one.row)
    listens = one.name.rpartition(".")[2] == "addEventListener" or one.method == "addEventListener"
    if between or (listens and word == "fetch"):  # a service worker's
        machine.mark(given, "intercepted", one.row)
    elif listens and isinstance(word, str) and word in _TYPING:
        machine.mark(given, "page-input", one.row)
    if one.method == "on" and one.base is not None:
        _spoken_to(machine, one, word if isinstance(word, str) else "", given)
    if machine.language == "javascript" and _serves(one, closure):
        machine.mark(given, "given-request", one.row)
    if (
        (one.method or one.name.rpartition(".")[2]) in _PUTS_IN
        and (machine.language == "python" or (one.args and one.args[0].name == "RegExp()"))
        and "given" in given.marks
    ):
        machine.mark(given, AWAITED, one.row)  # found by its signs in a text, in whose place its result stands
    if one.method in _ASKS and one.args and FOR_A_SECRET.search(one.args[0].text):
        machine.mark(given, "typed-secret", one.row)


_PUTS_IN = frozenset({"sub", "subn", "replace", "replaceAll"})
"""Calls that have a function say what stands in the place of what a pattern finds."""


def _spoken_to(machine: Machine, one: Invocation, word: str, given: Value) -> None:
    """Mark a connection that a server is told of, and what comes over one under any word but those that tell how it goes."""
    if one.base is not None and "given-request" in one.base.marks:
        if word not in _OF_THE_CONNECTION:
            machine.mark(given, "web-request", one.row)
    elif word in _CONNECTS:
        machine.mark(given, "given-request", one.row)
    elif one.base is not None and one.base.name == "process.stdin" and "setRawMode(" in machine.text:
        machine.mark(given, "typed-secret", one.row)  # sign by sign, which no terminal shows


_CONNECTS = frozenset({"connection", "session", "secureConnection"})
_OF_THE_CONNECTION = frozenset({"close", "end", "error", "aborted", "timeout", "drain", "finish", "disconnect", "disconnecting", "open", "connect", "ready", "pong", "ping"})  # fmt: skip


_OPENS = frozenset({"connect", "createConnection", "request", "createReadStream", "spawn", "exec", "execFile"})
_EACH = frozenset({"forEach", "map", "filter", "some", "every", "find", "reduce", "flatMap", "from"})
_ROUTES = frozenset({"get", "post", "put", "patch", "delete", "all"})


def _serves(one: Invocation, closure: Closure) -> bool:
    """Whether a function is given to a web server, which calls it with a request and an answer."""
    assert isinstance(closure.node, tree.Function)
    if one.base is None or not 2 <= len(closure.node.parameters) <= 4:
        return False
    if one.method == "createServer":
        return True
    at_path = one.method in _ROUTES and len(one.args) > 1 and one.args[0].text.startswith("/")
    return one.method == "use" or at_path or (one.method == "on" and one.args[0].known == "request")


_HANDS_ITSELF = frozenset({"use", "let", "also"})
"""Kotlin's methods that hand a function the object that they are called on."""


def _opened_for(machine: Machine, made: Value, given: Value) -> None:
    """Let a block's parameter be what the call opened: `TCPSocket.open(…) { |socket| … }`."""
    if machine.language in ("ruby", "java", "kotlin") and made.source is not None and (made.name or "").endswith("()"):
        given.name, given.source = made.name, made.source


def _listens(machine: Machine, one: Invocation, closure: Closure) -> None:
    """Keep a function that waits for a word."""
    word = one.args[0].known if one.method in _LISTENS and one.args else None
    if one.method == "addEventListener" and one.base is not None and isinstance(one.argument(0).known, str):
        word = _of(one.base)  # whatever it is told, by `dispatchEvent`
    if one.method in _HEARS and one.base is not None and one.args and one.args[0].closure is closure:
        word = _of(one.base)
    if not isinstance(word, str):
        return
    words = _heard(machine, word)
    kept = words.listeners.setdefault(word, [])
    if len(kept) >= LISTENERS:
        if all(one.node is not closure.node for one in kept):  # else it is one that waits already, made once more
            machine.left.add("functions that wait for one word, which are too many")
    elif closure not in kept:
        kept.append(closure)
        if one.base is not None and word == _of(one.base):
            words.objects.append(one.base)
        for args in [*words.told.get(word, {}).values()]:
            machine.enter(closure, args, {})


def _of(base: Value) -> str:
    """Return the word under which those are kept who listen to one object."""
    return f"\0{id(base)}"


_USUAL = frozenset(
    ["abort", "change", "close", "connect", "connection", "data", "drain", "end", "error", "exit", "finish", "listening", "load", "message", "open", "pipe", "readable", "request", "response", "timeout", "update", "upgrade"]
)  # fmt: skip
"""Words that streams, sockets and elements of a page say as well: who listens to one of them does not mean another's."""


def _heard(machine: Machine, word: str) -> Words:
    """Return who listens for a word and what was told with it: in all files of a program for one that is its own."""
    return machine.words if machine.heard is None or word in _USUAL else machine.heard


def _by_their_names(machine: Machine, one: Invocation, made: Value) -> None:
    """Carry on calls of the language's own functions that are handed over by name: `.then(eval)`, `Thread(target=os.system)`."""
    for value in (*one.args, *one.words.values()):
        if value.name is None or value.closure is not None or value.name.endswith("()"):
            continue
        known = api(machine.language, value.name)
        now = one.name.rpartition(".")[2].removesuffix("()") or one.method
        if known is None or known.act not in _BY_NAME or now not in _NOW.get(machine.language, RUNS_NOW):
            continue
        args, words = _later(one, value) if now != "then" else ([], {})
        args = args or ([] if words else [Value(marks=dict(made.marks), layers=made.layers)])
        machine.invoke(machine, Invocation(one.row, value, args, words, *_object_of(value)))


def _object_of(method: Value) -> tuple[Value | None, str]:
    """Return what was opened, of which a method is handed over (`Thread(target=connection.request)`), and the method's name."""
    opened, _, name = (method.name or "").rpartition(".")
    if method.source is None or not opened.endswith("()"):
        return None, ""
    base = Value(name=opened, marks=dict(method.marks))
    base.source = method.source
    return base, name


_BY_NAME = frozenset({Act.EVALUATE, Act.RUN, Act.SEND, Act.FETCH, Act.CONNECT})
_OF_THE_CALL = frozenset(
    {"target", "args", "kwargs", "name", "daemon", "group", "kwds", "callback", "function", "func"}
)
"""Words that are for who calls later, and not for what is called."""


def _later(one: Invocation, called: Value) -> tuple[list[Value], dict[str, Value]]:
    """Return what a function that is handed over will be given: what stands behind it, or under `args` and `kwargs`."""
    place = next((number for number, value in enumerate(one.args) if value is called), -1)
    rest = list(one.args[place + 1 :])
    words = {word: value for word, value in one.words.items() if word not in _OF_THE_CALL}
    if "args" in one.words:
        rest = items_of(one.words["args"]) or []
    elif rest and len(rest) <= 2 and one.name.rpartition(".")[2] in _PACKED:  # a sequence, and a table of words
        words |= rest[1].fields or {} if len(rest) > 1 else {}
        rest = items_of(rest[0]) or rest[:1]
    for word in ("kwargs", "kwds"):
        words |= (one.words[word].fields or {}) if word in one.words else {}
    return rest, words


_PACKED = frozenset({"Timer", "start_new_thread", "_start_new_thread", "apply_async", "apply", "enter", "enterabs"})
"""Calls that are given the arguments of what they call as one sequence."""


def _between(one: Invocation) -> bool:
    """Whether a call puts a function between a program and those whom it speaks with."""
    return bool(_BETWEEN.search(one.spelt or one.name or one.method))


def _within(args: list[Value]) -> list[Value]:
    """Return the functions in tables among the arguments: handlers by their names, as `{ onRequest(…) {…} }`."""
    return [
        inner for value in args if value.fields for inner in list(value.fields.values()) if inner.closure is not None
    ]


def _given(
    machine: Machine, one: Invocation, called: Value, given: Value, now: str
) -> tuple[list[Value], dict[str, Value]]:
    assert called.closure is not None and isinstance(called.closure.node, tree.Function)
    if machine.language != "python" or not given.marks.keys().isdisjoint(
        {*_WATCHING, "intercepted", "web-request", AWAITED}
    ):
        return [given] * max(len(called.closure.node.parameters), 1), {}
    if now in _GOES_OVER and len(one.args) > 1 and one.args[0] is called:
        return [_any_of(value) for value in one.args[1:]], {}
    return _later(one, called) if "args" in one.words or now in _HANDS_ON or now in _PACKED else ([], {})


_GOES_OVER = frozenset({"map", "imap", "imap_unordered", "map_async"})
"""Calls of pools that give a function each item of a sequence."""


def _any_of(sequence: Value) -> Value:
    """Return any item of a sequence: made of all that it is."""
    return Value(marks=marks_of([sequence]), layers=sequence.layers)


_HANDS_ON = frozenset(
    {
        "submit",
        "register",
        "partial",
        "run_in_executor",
        "to_thread",
        "call_soon",
        "call_later",
        "call_soon_threadsafe",
        "spawn",
        "after",
        "finalize",
    }
)
"""Calls that give what they call whatever stands behind it."""


def _told(machine: Machine, one: Invocation) -> None:
    """Walk those who listen for a word, or to an object, with what is told them."""
    word = one.args[0].known if one.method in _TELLS and one.args else None
    if isinstance(word, str):
        _told_with(machine, word, one)
    if one.method == "postMessage" and one.args and machine.language == "javascript":
        _told_with(machine, "message", Invocation(one.row, one.func, [Value("message"), *one.args[:1]]))
    if one.method in _TELLS_ITS_OWN and one.base is not None:
        for closure in _heard(machine, "").listeners.get(_of(one.base), ()):
            machine.enter(closure, one.args, {})


def _told_with(machine: Machine, word: str, one: Invocation) -> None:
    """Walk those who listen for a word, and keep what is of note for those who come to."""
    words, args = _heard(machine, word), one.args[1:]
    for closure in words.listeners.get(word, ()):
        machine.enter(closure, args, {})
    if marks_of(args):
        kept = words.told.setdefault(word, {})
        if len(kept) >= LISTENERS:
            machine.left.add("places where one word is told, which are too many")
        else:
            kept[machine.path, one.row] = args
