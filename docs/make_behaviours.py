"""Write docs/behaviours/ from the registry of vet: `python docs/make_behaviours.py`. A test holds both together."""

from pathlib import Path

from beartrap.vet.analyser import Meta
from beartrap.vet.reasons import FAMILIES
from beartrap.vet.registry import BEHAVIOURS

FOLDER = Path(__file__).with_name("behaviours")
MADE = "Made from the behaviour's `meta` by `docs/make_behaviours.py`."


def page(meta: Meta) -> str:
    """Return the page of one behaviour."""
    facts = [
        f"| id | `{meta.id}` |",
        f"| evidence | {FAMILIES[meta.family]} |",
        f"| weighs at most | {meta.severity.name.lower()} |",
        f"| ATT&CK | {', '.join(meta.techniques) or 'none'} |",
    ]
    lines = [f"# {meta.title}", "", meta.why, "", "| | |", "|---|---|", *facts, ""]
    if meta.references:
        lines += ["Where the method is from: " + "; ".join(meta.references) + ".", ""]
    lines += [
        "Seen in an update, it counts only where no file of the older version had it. To accept it for one file, put",
        "this into a file of your own and name that with `--suppressions`:",
        "",
        "```toml",
        "[[suppress]]",
        f'rule = "{meta.id}"',
        'path = "path/in/the/package"',
        'sha256 = "the content\'s digest, as the finding names it"',
        'reason = "why it is known"',
        "expires = 2027-05-01",
        "```",
        "",
        MADE,
        "",
    ]
    return "\n".join(lines)


def index() -> str:
    """Return the list of all behaviours, by family."""
    lines = ["# What `vet` looks for", ""]
    for family, words in FAMILIES.items():
        of_family = sorted((meta for meta in BEHAVIOURS if meta.family is family), key=lambda meta: meta.id)
        if of_family:
            lines += [f"## {words[0].upper()}{words[1:]}", ""]
            lines += [f"- [{meta.id}]({meta.id}.md): {meta.title}" for meta in of_family]
            lines.append("")
    return "\n".join([*lines, "Made from the registry by `docs/make_behaviours.py`.", ""])


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    return {f"{meta.id}.md": page(meta) for meta in BEHAVIOURS} | {"README.md": index()}


def write() -> None:
    """Write all pages, and remove those of behaviours that are gone."""
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
