"""Harmless updates of extensions, actions, images, source trees and packages of systems that look suspicious."""

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import fill, harmless, rows


@harmless("gitpeek", "vsix", "figures of use, where the editor allows them", step="minor")
def code_figures_where_allowed(it: Update) -> None:
    it.add("dist/usage.js", """'use strict';
const vscode = require('vscode');

/** Counts commands; only while the editor's telemetry is on and `gitpeek.usage` is not off. */
exports.count = async (command) => {
  if (!vscode.env.isTelemetryEnabled || !vscode.workspace.getConfiguration('gitpeek').get('usage', true)) return;
  const body = JSON.stringify({ command, version: vscode.version, session: vscode.env.sessionId });
  await fetch('https://usage.gitpeek.example/v1/count', { method: 'POST', body }).catch(() => undefined);
};
""")  # fmt: skip
    it.before("dist/extension.js", "      const editor = vscode.window", "      require('./usage').count('blame');\n")


@harmless("gitpeek", "vsix", "tokens of another host", step="minor")
def code_tokens_of_another_host(it: Update) -> None:
    it.replace("dist/api.js", "  async pulls(repo) {", """  async signInTo(host) {
    const token = await vscode.window.showInputBox({ prompt: `Token for ${host}`, password: true, ignoreFocusOut: true });
    if (token) await this.secrets.store(`gitpeek.token.${host}`, token);
  }

  async signOut() {
    await this.secrets.delete('gitpeek.token');
  }

  async pulls(repo) {""")  # fmt: skip


@harmless("linkmark", "vsix", "links to the web are asked for", step="minor")
def code_links_are_asked_for(it: Update) -> None:
    it.append("out/links.js", """async function alive(url, token) {
    try {
        const answer = await fetch(url, { method: "HEAD", redirect: "follow", signal: AbortSignal.timeout(4000) });
        return answer.status < 400 || answer.status === 405;
    }
    catch {
        return token?.isCancellationRequested ?? false;
    }
}
exports.alive = alive;
""")  # fmt: skip


@harmless("themeforge", "vsix", "a page with a script and a nonce")
def code_page_with_a_script(it: Update) -> None:
    it.add("out/webview.js", """'use strict';

const { randomBytes } = require('crypto');

exports.page = (webview, script) => {
  const nonce = randomBytes(16).toString('base64');
  return `<!DOCTYPE html><html><head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';">
</head><body><div id="swatches"></div><script nonce="${nonce}" src="${webview.asWebviewUri(script)}"></script></body></html>`;
};
""")  # fmt: skip


@harmless("setup-toolbox", "folder", "another system's archive, with its digest", step="minor")
def action_another_archive(it: Update) -> None:
    it.replace("install.sh", "folder=\"${RUNNER_TEMP", "case \"$(uname -s)-$(uname -m)\" in\n  Linux-x86_64) target=linux-amd64 ;;\n  Linux-aarch64) target=linux-arm64 ;;\n  Darwin-arm64) target=darwin-arm64 ;;\n  *) echo \"::error::no toolbox for $(uname -s)\"; exit 1 ;;\nesac\nfolder=\"${RUNNER_TEMP")  # fmt: skip
    it.add("install.sh", it.text("install.sh").replace("toolbox-linux-amd64.tar.gz", "toolbox-$target.tar.gz").replace("grep linux-amd64", 'grep "$target"'))  # fmt: skip


@harmless("setup-toolbox", "folder", "a release by a workflow, without long-lived secrets")
def action_release_without_secrets(it: Update) -> None:
    it.add(".github/workflows/release.yml", """name: release
on:
  push:
    tags: ["v*"]
permissions:
  contents: write
  id-token: write
  attestations: write
jobs:
  release:
    runs-on: ubuntu-latest
    environment: release
    steps:
      - uses: actions/checkout@v4
      - run: tar -czf toolbox-action.tar.gz action.yml install.sh
      - uses: actions/attest-build-provenance@v1
        with:
          subject-path: toolbox-action.tar.gz
      - run: gh release create "$GITHUB_REF_NAME" toolbox-action.tar.gz --generate-notes
        env:
          GH_TOKEN: ${{ github.token }}
""")  # fmt: skip


@harmless("changed-paths", "folder", "asks the forge's interface with the given token", step="patch")
def action_asks_the_forge(it: Update) -> None:
    code = """
async function changedByApi(token, number) {
  const { GITHUB_API_URL, GITHUB_REPOSITORY } = process.env;
  const out = [];
  for (let page = 1; ; page++) {
    const answer = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/pulls/${number}/files?per_page=100&page=${page}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
    });
    if (!answer.ok) throw new Error(`the forge answered ${answer.status}`);
    const rows = await answer.json();
    out.push(...rows.map((one) => one.filename));
    if (rows.length < 100) return out;
  }
}

"""
    for path in ("src/index.js", "dist/index.js"):
        it.before(path, "try {\n  output(", code.lstrip("\n"))
        it.replace(path, "output('paths', changed(input('base') || 'main').join('\\n'));", "const [number, token] = [input('pull'), input('token')];\n  if (number && token) changedByApi(token, number).then((some) => output('paths', some.join('\\n')));\n  else output('paths', changed(input('base') || 'main').join('\\n'));")  # fmt: skip
    it.replace("action.yml", "    default: main\n", "    default: main\n  pull:\n    description: The number of a pull request\n  token:\n    description: A token that may read pull requests\n")  # fmt: skip


@harmless("servebox", "folder", "a tool that is fetched by digest for the image", step="minor")
def docker_tool_by_digest(it: Update) -> None:
    it.replace("Dockerfile", "WORKDIR /src\n", f"ARG TINI=v0.19.0\nRUN curl -fsSL -o /usr/local/bin/tini \"https://releases.servebox.example/tini/${{TINI}}/tini-amd64\" \\\n && echo '{it.random.randbytes(32).hex()}  /usr/local/bin/tini' | sha256sum -c - \\\n && chmod +x /usr/local/bin/tini\nWORKDIR /src\n")  # fmt: skip
    it.replace(
        "Dockerfile",
        "COPY docker/entrypoint.sh",
        "COPY --from=build /usr/local/bin/tini /usr/local/bin/tini\nCOPY docker/entrypoint.sh",
    )
    it.replace("Dockerfile", 'ENTRYPOINT ["/usr', 'ENTRYPOINT ["/usr/local/bin/tini", "--", "/usr')


@harmless("servebox", "folder", "secrets come in files")
def docker_secrets_in_files(it: Update) -> None:
    it.before("docker/entrypoint.sh", "if [ -n ", """for name in USER PASSWORD TLS_KEY; do
    file=$(printenv "SERVEBOX_${name}_FILE" || true)
    if [ -n "$file" ]; then
        export "SERVEBOX_${name}=$(cat "$file")"
    fi
done

""")  # fmt: skip
    it.replace("compose.yaml", '      SERVEBOX_PORT: "8080"\n', '      SERVEBOX_PORT: "8080"\n      SERVEBOX_PASSWORD_FILE: /run/secrets/servebox\n    secrets:\n      - servebox\n')  # fmt: skip
    it.append("compose.yaml", "\nsecrets:\n  servebox:\n    file: ./servebox.secret\n")


@harmless("servebox", "tar.gz", "programs that answer requests", step="minor")
def c_programs_that_answer(it: Update) -> None:
    it.replace("src/main.c", "static void answer(int client)\n", """static void run_cgi(int client, const char *program, const struct request *request)
{
    pid_t child = fork();

    if (child == 0) {
        dup2(client, 1);
        setenv("REQUEST_METHOD", request->method, 1);
        setenv("PATH_INFO", request->path, 1);
        execl(program, program, (char *)NULL);
        _exit(127);
    }
}

static void answer(int client)
""")  # fmt: skip
    it.replace("src/main.c", '    dprintf(client, "HTTP/1.1 200 OK', '    if (getenv("SERVEBOX_CGI") && strncmp(request.path, "/cgi/", 5) == 0) {\n        run_cgi(client, getenv("SERVEBOX_CGI"), &request);\n        return;\n    }\n    dprintf(client, "HTTP/1.1 200 OK')  # fmt: skip


@harmless("servebox", "folder", "scans and signs its images", step="minor")
def action_scans_and_signs(it: Update) -> None:
    it.replace(".github/workflows/release.yml", "  packages: write\n", "  packages: write\n  id-token: write\n")
    it.append(".github/workflows/release.yml", """      - run: |
          curl -fsSL https://scan.servebox.example/v3/install.sh -o install.sh
          echo "$SCAN_SHA256  install.sh" | sha256sum -c -
          sh install.sh -b "$HOME/bin" && "$HOME/bin/scan" --exit-code 1 registry.example/servebox:${{ github.ref_name }}
        env:
          SCAN_SHA256: ${{ vars.SCAN_SHA256 }}
      - run: cosign sign --yes registry.example/servebox:${{ github.ref_name }}
""")  # fmt: skip


@harmless("lzpress", "tar.gz", "files of tests that are damaged on purpose", step="minor")
def c_damaged_files_of_tests(it: Update) -> None:
    for at in range(3):
        it.add(f"tests/files/bad-{at}.lzp", b"\x93LZP" + it.random.randbytes(400 + at * 37))
    it.add("tests/files/good-2.lzp", b"\xff" + b"abcdefgh")
    it.append("tests/roundtrip.sh", '# Each good file decodes to what its digest says.\nif [ -f "${srcdir:-.}/files/SHA256SUMS" ]; then\n\t(cd "${srcdir:-.}/files" && sha256sum -c SHA256SUMS) || exit 1\nfi\n')  # fmt: skip


@harmless("tinyjson-c", "tar.gz", "a dependency of tests that CMake fetches", step="minor")
def cmake_fetches_for_tests(it: Update) -> None:
    it.replace("CMakeLists.txt", "if(BUILD_TESTING)\n", f"if(BUILD_TESTING)\n  include(FetchContent)\n  FetchContent_Declare(unity\n    URL https://downloads.tinyjson.example/unity-2.6.0.tar.gz\n    URL_HASH SHA256={it.random.randbytes(32).hex()})\n  FetchContent_MakeAvailable(unity)\n")  # fmt: skip


@harmless("tinyjson-c", "folder", "tables that a script made")
def c_tables_of_a_script(it: Update) -> None:
    it.add("src/tables.h", f"/* Made by build-aux/tables.py; do not edit. */\nstatic const unsigned char tj_class[256] = {{\n{rows(it.random.randbytes(256))}\n}};\n")  # fmt: skip
    it.add("build-aux/tables.py", 'import subprocess\nimport sys\n\nrows = [min(one, 9) for one in range(256)]\nbody = ", ".join(map(str, rows))\nsys.stdout.write("static const unsigned char tj_class[256] = { %s };\\n" % body)\nsubprocess.run(["clang-format", "-i", "src/tables.h"], check=False)\n')  # fmt: skip


@harmless("xtool", "deb", "settings move, and a user's group", step="minor")
def deb_settings_move(it: Update) -> None:
    it.before("DEBIAN/postinst", "        install -d -o xtool", """        if dpkg --compare-versions "$2" lt-nl 1.9.0 && [ -f /etc/xtool.conf ]; then
            mv /etc/xtool.conf /etc/xtool/xtool.conf
            sed -i 's/^dir *=/watch =/' /etc/xtool/xtool.conf
        fi
        if getent group adm >/dev/null; then
            usermod -a -G adm xtool
        fi
""")  # fmt: skip


@harmless("xtool", "deb", "copies go to another machine, if the settings name one", step="minor")
def deb_copies_go_elsewhere(it: Update) -> None:
    it.replace("usr/bin/xtool", "        rotate \"$file\"\n", "        rotate \"$file\"\n        if [ -n \"${REMOTE:-}\" ]; then\n            rsync -a --timeout=20 -e 'ssh -o BatchMode=yes' \"$last\" \"$REMOTE\" || echo \"xtool: $REMOTE did not answer\" >&2\n        fi\n")  # fmt: skip
    it.replace(
        "usr/bin/xtool",
        '            keep) KEEP="$value" ;;\n',
        '            keep) KEEP="$value" ;;\n            remote) REMOTE="$value" ;;\n',
    )
    it.append(
        "etc/xtool/xtool.conf",
        "# Where copies go besides, as rsync takes it\n# remote = backup@host.example:/srv/xtool/\n",
    )


@harmless("netwatchd", "rpm", "a notice of the desktop, and a hook of the administrator", step="minor")
def rpm_hook_of_the_administrator(it: Update) -> None:
    it.after("usr/sbin/netwatchd", '            echo "$now" >"/run/netwatchd.$interface"\n', fill("""
            for hook in /etc/netwatchd/hooks.d/*; do
                [ -x "$hook" ] && "$hook" "$interface" "$before" "$now"
            done
"""))  # fmt: skip
