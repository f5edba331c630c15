"""What a page does by setting a member or an attribute: what is loaded, where a form goes, who is told of what is typed."""

from beartrap.vet.behaviour import When
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.switches import PAYEE
from beartrap.vet.source.values import Value

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
_PLACES = frozenset({"location", "window.location", "document.location", "top.location", "self.location"})


def on_page(machine: Machine, base: Value, key: str, value: Value, row: int) -> None:
    """Note what a page does by assigning: a picture or script that is loaded, a handler of what is typed, a payee."""
    if key in _LOADED and base.name is not None and base.name.removesuffix(".style") in _ELEMENTS:
        loaded(machine, base, key, value, row)
    elif (key == "href" and base.name in _PLACES) or (
        key == "location" and base.name in ("window", "document", "top", "self")
    ):
        machine.emit(Act.FETCH, "location", row, text=value.text, values=[value])
    elif key in ("textContent", "text", "innerHTML", "innerText") and base.hint == "script":
        machine.emit(Act.EVALUATE, "script", row, text=value.text, values=[value])
        machine.around.embedded(machine, value, "javascript", row)
    elif key in PAYEE and "sign:wallet-address" in value.marks:
        machine.emit(Act.PUT, key, row, text=value.text, values=[value])
    elif value.closure is not None and key.startswith("on"):
        _handler(machine, base, key, value, row)


def loaded(machine: Machine, base: Value, key: str, value: Value, row: int) -> None:
    """Note that the browser asks for an address because an element has it."""
    text = value.text.partition("url(")[2].strip("'\"") or value.text
    if (key in _STYLES and "url(" not in value.text) or (base.hint == "a" and not value.marks):
        return  # a colour, or a link that waits for whoever follows it
    machine.emit(Act.FETCH, f"{base.name}.{key}", row, text=text, values=[value])
    if base.hint == "script" and key == "src" and text.startswith(("http", "//")):
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
