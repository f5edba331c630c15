"""What a page does by setting a member or an attribute: what is loaded, where a form goes, who is told of what is typed."""

import re

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.acts.addressed import held_at
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.parameters import PAYEE
from beartrap.vet.source.reading.code_texts import looked_into
from beartrap.vet.source.reading.markup import inserted
from beartrap.vet.source.values import Value, marks_of

_ELEMENTS = ("Image()", "document.createElement()", "document.createElementNS()", "Audio()")
_LOADED = frozenset(
    {
        "src",
        "href",
        "action",
        "data",
        "srcset",
        "poster",
        "background",
        "formAction",
        "cssText",
        "backgroundImage",
        "srcdoc",
        "content",
    }
)
"""Members and attributes of elements whose address the browser asks for by itself, or when a form is sent."""
_STYLES = frozenset({"cssText", "backgroundImage", "background", "content"})
_MARKUP = frozenset({"innerHTML", "outerHTML", "srcdoc"})
_INSERTS = frozenset(
    {"insertAdjacentHTML", "createContextualFragment", "setHTMLUnsafe", "write", "writeln", "append", "prepend", "html", "after", "before", "replaceWith", "appendTo", "parseHTML"}
)  # fmt: skip
"""Members and methods that take markup; those of jQuery among them."""


_REPLACES = frozenset({"replace", "replaceAll", "sub", "gsub", "str_replace"})
_IN_A_PAGE = regex(r"<[\\/]{0,3}(?:head|body|html)\b", re.IGNORECASE)


def put_on_page(machine: Machine, method: str, args: list[Value], row: int) -> None:
    """Note the markup that a method puts into a page."""
    if method in _REPLACES and len(args) > 1 and _IN_A_PAGE.search(_pattern(args[0])):  # in the text of a page
        closure = args[1].closure
        function = closure is not None and isinstance(closure.node, tree.Function)
        inserted(machine, machine.enter(closure, [Value()], {}) if function and closure else args[1], method, row)
    if method in _INSERTS and machine.language == "javascript":
        for value in args:
            if value.layers or value.marks or "<script" in value.text:
                inserted(machine, value, method, row)


def _pattern(value: Value) -> str:
    return value.source.text if value.name == "RegExp()" and value.source is not None else value.text


_PLACES = frozenset({"location", "window.location", "document.location", "top.location", "self.location"})


def on_page(machine: Machine, base: Value, key: str, value: Value, row: int) -> None:
    """Note what a page does by assigning: a picture or script that is loaded, a handler of what is typed, a payee."""
    if key in _LOADED and base.name is not None and base.name.removesuffix(".style") in _ELEMENTS:
        loaded(machine, base, key, value, row)
    elif (key == "href" and base.name in _PLACES) or (
        key == "location" and base.name in ("window", "document", "top", "self")
    ):
        machine.emit(Act.FETCH, "location", row, text=value.text, values=[value])
    elif key in _SENDS and base.name not in _ELEMENTS and _ABROAD.match(value.text):
        typed = machine.mark(value.copy(), "page-input", row)  # a form that was there before: what is typed into it
        machine.emit(Act.SEND, key, row, text=value.text, values=[typed])
    elif key in _LOADED and value.marks and _ABROAD.match(_bare(value.text)):
        loaded(machine, base, key, value, row)
    elif (key in _MARKUP and base.hint != "script") or (key == "html" and (base.name or "").endswith(".webview")):
        inserted(machine, value, key, row)
    elif key in _TEXTS and base.hint == "script":
        machine.emit(Act.EVALUATE, "script", row, text=value.text, values=[value])
        machine.around.embedded(machine, value, "javascript", row)
    elif key in _TEXTS and base.hint == "style" and value.marks and "url(" in value.text:
        machine.emit(Act.FETCH, "style", row, text=_bare(value.text), values=[value])
    elif key in PAYEE and "sign:wallet-address" in value.marks:
        machine.emit(Act.PUT, key, row, text=value.text, values=[value])
    elif value.closure is not None and key.startswith("on"):
        _handler(machine, base, key, value, row)


_TEXTS = frozenset({"textContent", "text", "innerHTML", "innerText"})
_SENDS = frozenset({"action", "formAction", "formaction"})
_ELSEWHERE = regex(r"http|//|\{\}//[\w-]+\.")
"""Addresses of scripts, with the scheme of the page before them as well: `location.protocol + "//host.example/…"`."""
_ABROAD = regex(r"(?:https?:)?//[\w-]+\.", re.IGNORECASE)


def _bare(text: str) -> str:
    """Return the address in a style's `url(…)`, else the text."""
    return text.partition("url(")[2].strip("'\" ") or text


def told_to_window(machine: Machine, window: Value, args: list[Value], row: int) -> None:
    """Note a message to a window of somebody else's page: a frame that was loaded from there, one that was opened."""
    told = args[1].text if len(args) > 1 else ""
    opened = window.source.text if window.source is not None else ""
    address = next((one for one in (told, opened) if _ABROAD.match(one)), None)
    if address is not None:
        machine.emit(Act.SEND, "postMessage", row, text=address, marks=marks_of(args[:1]), values=args[:1])


def submitted(machine: Machine, form: Value, row: int) -> None:
    """Note that a form is sent which the code has filled."""
    action = (form.fields or {}).get("action")
    if action is not None and _ABROAD.match(action.text):
        machine.emit(Act.SEND, "submit", row, text=action.text, marks=marks_of([form]), values=[form])


_RUNS_IN_PAGE = frozenset({"evaluate", "evaluate_handle", "evaluateHandle", "execute_script", "executeScript", "execute_async_script", "executeAsyncScript", "add_init_script", "addInitScript", "evaluateOnNewDocument", "add_script_tag"})  # fmt: skip
"""Methods by which a driver has a page run something (WebDriver, "Executing Script"; Playwright, Puppeteer)."""
_TOLD_OF = frozenset({"page-cookie", "browser-store", "page-store", "given-secret", "environment", "cloud-credentials"})
_ASKS_A_HOST = regex(
    r"(?:fetch|sendBeacon|\.open|\.src\s*=|WebSocket)\s*\(?[^)\n]{0,20}[\"'`]((?:https?|wss?)://[\w.-]+\.\w[^\"'`\s]*)"
)
"""What a script in a page asks a host for that it names."""


def run_in_page(machine: Machine, one: Invocation) -> None:
    """Look at a script that a driver has a page run, and note what it is handed there for a host that the script names."""
    if one.method not in _RUNS_IN_PAGE or not one.args or not isinstance(one.args[0].known, str):
        return
    script = one.args[0]
    looked_into(machine, script, one.row, becomes=_ASKS_A_HOST.search(script.known) is not None)
    asked = _ASKS_A_HOST.search(script.known)
    marks = marks_of(one.args[1:])
    if asked is not None and not _TOLD_OF.isdisjoint(marks):
        machine.emit(Act.SEND, one.name or one.method, one.row, text=asked[1], marks=marks, values=one.args[1:])


def tagged(machine: Machine, fields: dict[str, Value], row: int) -> None:
    """Note a script that a page is given as a table: `{ tag: "script", attrs: { src: … } }`."""
    held = next((fields[name] for name in ("attrs", "attributes") if name in fields), None)
    source = (held.fields or {}).get("src") if held is not None else None
    if source is not None and any(fields[name].known == "script" for name in ("tag", "tagName") if name in fields):
        loaded(machine, Value(name="document.createElement()", hint="script"), "src", source, row)


def loaded(machine: Machine, base: Value, key: str, value: Value, row: int) -> None:
    """Note that the browser asks for an address because an element has it."""
    text = _bare(value.text)
    code = held_at(value) if base.hint == "script" and key == "src" else None
    if code is not None:
        machine.emit(Act.EVALUATE, "script", row, text=code.text, values=[code])
        machine.around.embedded(machine, code, "javascript", row)
        return
    if (key in _STYLES and "url(" not in value.text) or (base.hint == "a" and not value.marks):
        return  # a colour, or a link that waits for whoever follows it
    machine.emit(Act.FETCH, f"{base.name or 'element'}.{key}", row, text=text, values=[value])
    if base.hint == "script" and key == "src" and _ELSEWHERE.match(text):
        source = machine.mark(Value(), "network", row)
        machine.emit(Act.LOAD, "script", row, text=text, values=[source])


def _handler(machine: Machine, base: Value, key: str, value: Value, row: int) -> None:
    closure = value.closure
    assert closure is not None
    closure.own = closure.own or base
    if key.startswith("onkey"):
        machine.enter(closure, [machine.mark(Value(), "page-input", row)], {})
    elif key in ("onmessage", "ondata") and "network" in base.marks:
        machine.enter(closure, [Value(marks={"network": base.marks["network"]})], {})
    elif key == "onfetch":
        machine.enter(closure, [machine.mark(Value(), "intercepted", row)], {}, When.CALL)
