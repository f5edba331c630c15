"""What of a `pyproject.toml` is asked while the package is built; most of its tables are for those who check and test it (PEP 518)."""

_OF_DEVELOPERS = frozenset(
    ["autopep8", "bandit", "basedpyright", "black", "bumpversion", "check-manifest", "cibuildwheel", "codespell", "commitizen", "coverage", "deptry", "djlint", "docformatter", "flake8", "interrogate", "isort", "mypy", "nox", "poe", "pydocstyle", "pylint", "pyre", "pyright", "pytest", "ruff", "semantic_release", "taskipy", "towncrier", "tox", "ty", "typos", "vulture", "yapf"]
)  # fmt: skip
"""Tools whose settings name files that are checked, tested or left out, and that nobody runs who installs the package."""
_NEVER_RUN = frozenset({"project", "dependency-groups", "tool"})


def said_for_building(text: str) -> str:
    """Return the names and texts of the tables that may be asked by who builds the package; the whole text where it does not parse."""
    import tomllib  # late: many packages have none

    try:
        read = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return text
    tools = read.get("tool")
    left: list[object] = [value for name, value in read.items() if name not in _NEVER_RUN]
    left += [value for name, value in tools.items() if name not in _OF_DEVELOPERS] if isinstance(tools, dict) else []
    said = list[str]()
    while left:
        one = left.pop()
        if isinstance(one, dict):
            said += one.keys()
            left += [value for name, value in one.items() if name != "envs"]  # hatch's, for developers
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str):
            said.append(one)
    return "\n".join(said)
