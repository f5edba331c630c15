"""The messages that a record names: folders with items, the one item, the items affected, messages of chats."""

from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.audit.layout import Layout
from beartrap.estate.audit.values import first, loaded, lost, objects, pick, text
from beartrap.model.audit import Item

_made = tuple.__new__  # a named tuple made by its own class takes twice as long


def read_items(data: Mapping[str, Any], has: Layout) -> tuple[tuple[Item, ...], bool]:
    """Return the messages, and whether the export has destroyed a list of them."""
    found: list[Item] = []
    folders = data.get("Folders")
    destroyed = _in_folders(folders, found) if folders else False
    if one := data.get("Item"):
        found.extend(_of_one(loaded(one), with_folders=bool(folders)))
    if affected := data.get("AffectedItems"):
        found.extend(_affected(affected))
    if has.chat or has.chat_messages:
        found.extend(_of_chat(data, has))
    return tuple(found), destroyed


def _in_folders(folders: Any, found: list[Item]) -> bool:
    """Add the items that folders list; return whether a list is lost."""
    opened = objects(folders)
    destroyed = opened is not folders and (lost(folders) or (type(folders) is list and any(map(lost, folders))))
    for folder in opened:
        listed = folder.get("FolderItems")
        if not listed:
            continue
        destroyed = destroyed or lost(listed)
        path = folder.get("Path")
        if type(path) is not str or not path:
            path = first(folder, "Path", "Name")
        for item in objects(listed):
            message, subject = item.get("InternetMessageId"), item.get("Subject")
            if type(message) is not str or not message:
                message = text(message) if message else first(item, "Id")
            found.append(_made(Item, (message.strip(), path, text(subject) if subject else "")))
    return destroyed


def _of_one(one: Any, *, with_folders: bool) -> Iterator[Item]:
    if isinstance(one, dict):
        path, message = _folder_of(one), first(one, "InternetMessageId").strip()
        if message or (path and not with_folders):
            yield Item(message, path, first(one, "Subject"))


def _affected(affected: Any) -> Iterator[Item]:
    for item in objects(affected):
        yield Item(first(item, "InternetMessageId").strip(), _folder_of(item), first(item, "Subject"))


def _folder_of(item: Mapping[str, Any]) -> str:
    parent = loaded(item.get("ParentFolder"))
    return first(parent, "Path", "Name") if isinstance(parent, dict) else ""


def _of_chat(data: Mapping[str, Any], has: Layout) -> Iterator[Item]:
    chat = pick(data, has.chat)
    if single := pick(data, has.chat_messages):
        yield Item(single, chat)
    for name in ("MessageIds", "Messages"):
        listed = loaded(data.get(name))
        for one in listed if isinstance(listed, list) else ():
            found = one if isinstance(one, str) else first(one, "Id", "MessageId") if isinstance(one, dict) else ""
            if found:
                yield Item(found, chat)
