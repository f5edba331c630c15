"""XML of manifests: no entities, nothing from elsewhere."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def xml(content: bytes) -> "Element | None":
    """Return the root of a document, None where it is none or wants what is not allowed."""
    from xml.etree.ElementTree import ParseError  # late: few packages need them

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        return None
    return root


def local(node: "Element") -> str:
    """Return the name of an element without its namespace."""
    return str(node.tag).rpartition("}")[2]
