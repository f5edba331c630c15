"""Packages of systems, extensions, source trees and actions: harmless updates that look suspicious."""

from corpus.heldout.hiding import b64
from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, harmless


@harmless("xtool", "deb", "a script at install")
def xtool_migrates_state(update: Update) -> None:
    code = r"""
        if dpkg --compare-versions "$2" lt-nl 1.8.0 && [ -d /var/lib/xtool/copies ]; then
            find /var/lib/xtool/copies -name '*.tmp' -delete
            chown -R xtool:xtool /var/lib/xtool
        fi
"""
    update.before("DEBIAN/postinst", "        if [ -d /run/systemd/system ]; then\n", fill(code))


@harmless("xtool", "deb", "a timer")
def xtool_rotation_timer(update: Update) -> None:
    update.add(
        "lib/systemd/system/xtool-rotate.service",
        "[Unit]\nDescription=Drops old copies\n\n[Service]\nType=oneshot\nUser=xtool\nExecStart=/usr/bin/find /var/lib/xtool -mtime +90 -delete\n",
    )
    update.add(
        "lib/systemd/system/xtool-rotate.timer",
        "[Unit]\nDescription=Drops old copies every day\n\n[Timer]\nOnCalendar=daily\n\n[Install]\nWantedBy=timers.target\n",
    )


@harmless("netwatchd", "rpm", "a script at install")
def watch_creates_user(update: Update) -> None:
    update.add(
        "RPM/pre",
        "getent group netwatchd >/dev/null || groupadd -r netwatchd\ngetent passwd netwatchd >/dev/null || \\\n    useradd -r -g netwatchd -d /run/netwatchd -s /sbin/nologin -c 'Watches interfaces' netwatchd\nexit 0\n",
    )
    update.append(
        "RPM/post", "if [ $1 -gt 1 ] && [ -x /usr/bin/systemctl ]; then\n    /usr/bin/systemctl daemon-reload || :\nfi"
    )


@harmless("netwatchd", "rpm", "sends to a server of the user's")
def watch_remote_log(update: Update) -> None:
    code = r"""
tell() {
    [ -n "${remote:-}" ] && logger --server "${remote%:*}" --port "${remote#*:}" --tag netwatchd -- "$1"
}

"""
    update.before("usr/sbin/netwatchd", "state_of() {", fill(code) + "\n")
    update.replace(
        "usr/sbin/netwatchd",
        '            echo "$now" >',
        '            tell "$interface $before -> $now" || :\n            echo "$now" >',
    )
    update.append("etc/netwatchd/netwatchd.conf", "# remote=loghost.example:514")


@harmless("PSLedger", "zip", "asks other machines")
def ledger_remote_sessions(update: Update) -> None:
    code = r"""
function Get-LedgerSoftware {
    [CmdletBinding()]
    param([Parameter(Mandatory)][string[]]$ComputerName, [pscredential]$Credential)
    $block = {
        Get-ItemProperty 'HKLM:\Software\Microsoft\Windows\CurrentVersion\Uninstall\*' |
            Where-Object DisplayName |
            Select-Object DisplayName, DisplayVersion, Publisher
    }
    Invoke-Command -ComputerName $ComputerName -Credential $Credential -ScriptBlock $block
}

"""
    update.before("PSLedger.psm1", "Export-ModuleMember", fill(code) + "\n")
    update.replace(
        "PSLedger.psm1", "Get-LedgerEntry, Export-Ledger", "Get-LedgerEntry, Export-Ledger, Get-LedgerSoftware"
    )


@harmless("themeforge", "vsix", "fetches themes, when asked")
def forge_theme_gallery(update: Update) -> None:
    code = r"""
'use strict';

const vscode = require('vscode');

const GALLERY = 'https://themes.themeforge.example/index.json';

exports.register = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand('themeforge.browse', async () => {
      const themes = await (await fetch(GALLERY)).json();
      const chosen = await vscode.window.showQuickPick(themes.map((one) => ({ label: one.name, url: one.url })));
      if (!chosen) return;
      const colors = await (await fetch(chosen.url)).json();
      await vscode.workspace.getConfiguration('workbench').update('colorCustomizations', colors, true);
    })
  );
};
"""
    update.add("out/gallery.js", fill(code))
    update.after("out/extension.js", "function activate(context) {\n", "  require('./gallery').register(context);\n")
    update.manifest(
        lambda it: it["contributes"]["commands"].append({"command": "themeforge.browse", "title": "Browse themes"})
    )


@harmless("linkmark", "vsix", "runs programs")
def mark_external_checker(update: Update) -> None:
    code = r"""
"use strict";
const { execFile } = require("child_process");
const vscode = require("vscode");
exports.external = (document) => new Promise((resolve) => {
    const program = vscode.workspace.getConfiguration("linkmark").get("checker", "");
    if (!program || !vscode.workspace.isTrusted)
        return resolve([]);
    execFile(program, ["--json", document.fileName], { timeout: 10000 }, (error, out) => resolve(error ? [] : JSON.parse(out)));
});
"""
    update.add("out/external.js", fill(code))


@harmless("lzpress", "tar.gz", "broken files in tests")
def press_corrupt_fixtures(update: Update) -> None:
    for at in range(3):
        update.add(f"tests/files/bad-{at}.lz", bytes(update.random.randrange(256) for _ in range(180 + at * 40)))
    code = '#!/bin/sh\n# Files that are broken must be refused.\nfor file in "$srcdir"/files/bad-*.lz; do\n    if ../src/lzpress -d <"$file" >/dev/null 2>&1; then\n        echo "accepted: $file"\n        exit 1\n    fi\ndone\n'
    update.add("tests/broken.sh", code, executable=True)


@harmless("tinyjson-c", "tar.gz", "asks programs at configure")
def json_cmake_revision(update: Update) -> None:
    code = r"""

find_package(Git QUIET)
if(Git_FOUND)
  execute_process(
    COMMAND ${GIT_EXECUTABLE} describe --tags --dirty
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    OUTPUT_VARIABLE TINYJSON_REVISION OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  target_compile_definitions(tinyjson PRIVATE TINYJSON_REVISION="${TINYJSON_REVISION}")
endif()
"""
    update.append("CMakeLists.txt", "\n" + fill(code))


@harmless("setup-toolbox", "folder", "downloads, with a digest")
def toolbox_for_arm(update: Update) -> None:
    update.replace(
        "install.sh",
        "version=${TOOLBOX_VERSION:-1.60.1}\n",
        'version=${TOOLBOX_VERSION:-1.60.1}\ncase "$(uname -m)" in\n  aarch64 | arm64) arch=arm64 ;;\n  *) arch=amd64 ;;\nesac\n',
    )
    text = update.text("install.sh").replace("linux-amd64", "linux-$arch")
    update.add("install.sh", text, executable=True)


@harmless("changed-paths", "folder", "a bundle, built anew")
def paths_bundle_with_core(update: Update) -> None:
    update.append(
        "src/index.js",
        "\nfunction mask(value) {\n  console.log('::add-mask::' + value);\n}\n\nif (process.env.INPUT_TOKEN) mask(process.env.INPUT_TOKEN);",
    )
    update.append(
        "dist/index.js",
        "/******/ (() => { function mask(value) { console.log('::add-mask::' + value); }\n/******/ if (process.env.INPUT_TOKEN) mask(process.env.INPUT_TOKEN); })();",
    )
    update.add(
        "dist/index.js.map",
        '{"version":3,"sources":["webpack://changed-paths/./src/index.js"],"sourcesContent":["'
        + b64("source")
        + '"],"mappings":"AAAA"}\n',
    )
