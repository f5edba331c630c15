"""Each base's own next version and nothing more: what every trojanised update is but for its payload."""

from corpus.heldout.nouns import BASES, REGISTER, Spec, Update, base

_CONTAINER = {
    "pypi": "wheel", "npm": "npm", "gem": "gem", "crate": "crate", "maven": "jar", "nuget": "nupkg", "deb": "deb", "source": "tar.gz",
    "action": "folder", "vscode": "vsix", "composer": "zip", "go": "tar.gz", "powershell": "zip",
}  # fmt: skip


def nothing(_: Update) -> None:
    """Leave the honest update as it is."""


for _path in sorted(BASES.glob("*.txt")):
    _base = base(_path.stem)
    for _step in sorted({one.kind for one in _base.steps}):
        REGISTER.append(Spec(f"honest-{_base.name}-{_step}", _base.name, _CONTAINER[_base.ecosystem], False, nothing, nature="nothing suspicious", step=_step))  # fmt: skip
