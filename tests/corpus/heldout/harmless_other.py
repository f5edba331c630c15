"""Updates of other packages that look suspicious and are not."""

import json
import re

from corpus.heldout import hiding
from corpus.heldout.nouns import Update, artefact, harmless

MIN = "dist/form-guard.min.js"


@harmless("ansi-paint", "npm", "postinstall that prints", "minor")
def thanks(up: Update) -> None:
    up.script("postinstall", "node lib/thanks.js || exit 0")
    up.add(
        "lib/thanks.js",
        "'use strict';\n\n// Told once, and not on build machines.\nif (!process.env.CI && !process.env.ADBLOCK) {\n  console.log('\\u001b[96mThank you for using ansi-paint. If you can, support its upkeep: https://ansi-paint.example/donate\\u001b[0m');\n}\n",
    )


@harmless("native-hash", "npm", "native addon", "minor")
def builds_from_source(up: Update) -> None:
    up.script("install", "node-gyp-build || node-gyp rebuild")
    up.replace(
        "binding.gyp",
        '"sources": ["src/hash.cc"],',
        '"sources": ["src/hash.cc", "src/seed.cc"],\n      "conditions": [["OS==\'mac\'", {"xcode_settings": {"GCC_ENABLE_CPP_EXCEPTIONS": "NO", "MACOSX_DEPLOYMENT_TARGET": "10.15"}}]],',
    )
    up.add(
        "src/seed.cc",
        "#include <random>\n#include <cstdint>\n\nuint64_t fresh_seed() {\n  std::random_device device;\n  return (uint64_t)device() << 32 | device();\n}\n",
    )


@harmless("native-hash", "npm", "rebuilt binary", "patch")
def rebuilt_addon(up: Update) -> None:
    up.add("prebuilds/linux-x64/native-hash.node", artefact("hash-2.node"))


@harmless("form-guard", "npm", "bundle built anew", "minor")
def rebuilt_bundle(up: Update) -> None:
    """Another minifier, other names everywhere."""
    text = re.sub(r"\b([a-zA-Z]{3})(\d+)\b", lambda found: "_" + found[2] + found[1][::-1], up.text(MIN))
    up.add(
        MIN,
        text.replace("/*! form-guard */", "/*! form-guard, built by esbuild */").rstrip("\n")
        + "\n//# sourceMappingURL=form-guard.min.js.map\n",
    )
    up.add(
        "dist/form-guard.min.js.map",
        json.dumps(
            {
                "version": 3,
                "file": "form-guard.min.js",
                "sources": ["../src/index.js", "../src/rules.js"],
                "sourcesContent": [up.text("src/index.js"), up.text("src/rules.js")],
                "names": [],
                "mappings": ";".join(
                    "AAAA" + "".join(up.random.choice("ACEGIKMOQSUWY") for _ in range(8)) for _ in range(80)
                ),
            }
        )
        + "\n",
    )


@harmless("form-guard", "npm", "first bundle", "minor")
def module_bundle(up: Update) -> None:
    up.add(
        "dist/form-guard.esm.min.js",
        'const e={required:e=>e?null:"This is needed.",digits:e=>/^\\d*$/.test(e)?null:"Digits only."};function t(t){return[...t.querySelectorAll("[data-rule]")].flatMap((t=>t.dataset.rule.split(" ").map((r=>e[r.split(":")[0]](t.value.trim(),r.split(":")[1]))).filter(Boolean).map((e=>({field:t,message:e})))))}function r(e){e.addEventListener("submit",(r=>{t(e).length&&r.preventDefault()}))}export{r as attach,t as check};\n',
    )


@harmless("form-guard", "npm", "sends a form, as its users ask", "minor")
def submit_by_fetch(up: Update) -> None:
    """To the form's own address."""
    up.before(
        "src/index.js",
        "module.exports = ",
        "/** Sends a valid form without leaving the page. */\nfunction submit(form) {\n  return fetch(form.action, { method: form.method || 'POST', body: new FormData(form), credentials: 'same-origin' });\n}\n\n",
    )
    up.replace("src/index.js", "{ attach, check }", "{ attach, check, submit }")


@harmless("req-lite", "npm", "new HTTP feature", "minor")
def progress(up: Update) -> None:
    up.after(
        "lib/client.js",
        "        const parts = [];\n",
        "        const total = Number(response.headers['content-length']) || 0;\n        let got = 0;\n",
    )
    up.replace(
        "lib/client.js",
        "        response.on('data', (part) => parts.push(part));",
        "        response.on('data', (part) => {\n          parts.push(part);\n          got += part.length;\n          if (config.onProgress) config.onProgress({ got, total });\n        });",
    )


@harmless("req-lite", "npm", "new well-known dependency", "minor")
def agents(up: Update) -> None:
    up.manifest(lambda it: it["dependencies"].update({"agentkeepalive": "^4.5.0"}))
    up.after("lib/client.js", "const https = require('https');\n", "const Agent = require('agentkeepalive');\n")
    up.replace(
        "lib/client.js",
        "        timeout: config.timeout,",
        "        timeout: config.timeout,\n        agent: config.keepAlive ? new (transport === https ? Agent.HttpsAgent : Agent)() : undefined,",
    )


@harmless("req-lite", "npm", "basic credentials", "patch")
def basic_auth(up: Update) -> None:
    up.after(
        "lib/client.js",
        "    const body = config.transformRequest(config.data);\n",
        "    if (config.auth) {\n      config.headers.Authorization = 'Basic ' + Buffer.from(`${config.auth.username}:${config.auth.password}`).toString('base64');\n    }\n",
    )


@harmless("conf-rc", "npm", "environment for settings", "minor")
def expands_variables(up: Update) -> None:
    up.after(
        "index.js",
        "function parse(text) {\n",
        "  text = text.replace(/\\$\\{(\\w+)\\}/g, (whole, name) => (name in process.env ? process.env[name] : whole));\n",
    )


@harmless("conf-rc", "npm", "child process as a feature", "minor")
def editor(up: Update) -> None:
    up.replace(
        "cli.js",
        "console.log(",
        "if (process.argv[3] === '--edit') {\n  const file = require('path').join(require('os').homedir(), '.' + process.argv[2] + 'rc');\n  require('child_process').spawnSync(process.env.EDITOR || 'vi', [file], { stdio: 'inherit' });\n  process.exit();\n}\nconsole.log(",
    )


@harmless("trace-log", "npm", "own file format decoded", "minor")
def base64_vlq(up: Update) -> None:
    """Char codes, shifts and tables: source maps."""
    up.add(
        "src/vlq.js",
        """'use strict';

const CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const TABLE = new Uint8Array(128);
for (let i = 0; i < CHARS.length; i++) TABLE[CHARS.charCodeAt(i)] = i;

/** Reads one segment of a source map's mappings. */
exports.decode = function (text) {
  const out = [];
  let shift = 0;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = TABLE[text.charCodeAt(i)];
    value += (digit & 31) << shift;
    if (digit & 32) {
      shift += 5;
    } else {
      out.push(value & 1 ? -(value >> 1) : value >> 1);
      value = shift = 0;
    }
  }
  return out;
};
""",
    )


@harmless("trace-log", "npm", "eval kept from bundlers", "patch")
def hidden_require(up: Update) -> None:
    """As older libraries do, so that bundlers leave node's modules out."""
    up.after(
        "src/node.js",
        "const ms = require('ms');\n",
        "\nlet tty = null;\ntry {\n  tty = module.require('tty');\n} catch (error) {\n  // not in this runtime\n}\n",
    )
    up.replace(
        "src/node.js",
        "\\u001b[3${log.color}m${log.namespace}\\u001b[0m ${line}",
        "${paint(log.color, log.namespace)} ${line}",
    )
    up.before(
        "src/node.js",
        "function write(log, args) {\n",
        "function paint(color, text) {\n  return tty && tty.isatty(2) ? `\\u001b[3${color}m${text}\\u001b[0m` : text;\n}\n\n",
    )


@harmless("chain-kit", "npm", "secret keys handled", "minor")
def key_files(up: Update) -> None:
    """Reads a wallet the user names."""
    up.before(
        "lib/keypair.js",
        "  get secretKey() {\n",
        """  /** Reads a key file as the command line writes it: a JSON array of 64 numbers. */
  static fromFile(path) {
    return Keypair.fromSecretKey(Uint8Array.from(JSON.parse(require('fs').readFileSync(path, 'utf8'))));
  }

""",
    )


@harmless("chain-kit", "npm", "addresses in source", "patch")
def known_programs(up: Update) -> None:
    up.add(
        "lib/programs.js",
        "'use strict';\n\n// Programs that everybody calls.\nmodule.exports = {\n"
        + "".join(
            f"  {name}: '{''.join(up.random.choice('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz') for _ in range(44))}',\n"
            for name in ("token", "memo", "stake", "vote", "associated")
        )
        + "};\n",
    )


@harmless("stream-fold", "npm", "compressed fixture in tests", "patch")
def gzip_fixture(up: Update) -> None:
    import base64
    import gzip

    raw = base64.b64encode(gzip.compress(b"one\ntwo\nthree\n" * 60, mtime=0)).decode()
    up.add(
        "test/gzip.test.js",
        f"'use strict';\n\nconst assert = require('assert');\nconst zlib = require('zlib');\nconst {{ from, split, fold }} = require('..');\n\nconst PACKED = '{raw}';\n\nit('counts lines of what is unpacked', async function () {{\n  const stream = from([zlib.gunzipSync(Buffer.from(PACKED, 'base64'))]).pipe(split());\n  assert.strictEqual(await fold(stream, (n) => n + 1, 0), 180);\n}});\n",
    )


@harmless("stream-fold", "npm", "build scripts", "minor")
def prepare_script(up: Update) -> None:
    """Runs for those who work on it, and not for those who install it."""
    up.script("prepare", "husky install")
    up.script("build", "rollup -c && terser dist/index.js -o dist/index.min.js")
    up.manifest(lambda it: it["devDependencies"].update({"husky": "^8.0.3", "rollup": "^4.9.0", "terser": "^5.26.0"}))


@harmless("ansi-paint", "npm", "escape sequences", "patch")
def link_sequences(up: Update) -> None:
    up.before(
        "index.js",
        "module.exports = paint;\n",
        "paint.link = (text, url) => (paint.enabled ? `\\x1b\\x5d8;;${url}\\x07${text}\\x1b\\x5d8;;\\x07` : `${text} (${url})`);\npaint.title = (text) => process.stdout.write('\\x1b\\x5d\\x32;' + String(text).replace(/[\\x00-\\x1f\\x7f]/g, '') + '\\x07');\n\n",
    )


@harmless("ansi-paint", "npm", "TypeScript build", "major")
def compiled_from_typescript(up: Update) -> None:
    """The whole entry looks different."""
    text = up.text("index.js")
    up.add(
        "dist/index.js",
        '"use strict";\nvar __assign = (this && this.__assign) || function () { __assign = Object.assign || function (t) { for (var s, i = 1, n = arguments.length; i < n; i++) { s = arguments[i]; for (var p in s) if (Object.prototype.hasOwnProperty.call(s, p)) t[p] = s[p]; } return t; }; return __assign.apply(this, arguments); };\nObject.defineProperty(exports, "__esModule", { value: true });\n'
        + text.replace("'use strict';\n", "")
        .replace("'./lib/supports'", '"../lib/supports"')
        .replace("'./templates'", '"../templates"')
        + "exports.__assign = __assign;\n",
    )
    up.manifest(lambda it: it.update({"main": "dist/index.js", "files": [*it["files"], "dist"]}))
    del up.new["index.js"]


@harmless("rest-knock", "gem", "new HTTP feature", "minor")
def follows_redirects(up: Update) -> None:
    up.replace(
        "lib/rest_knock/request.rb",
        "      Response.new(answer.code.to_i, answer.each_header.to_h, answer.body)\n",
        "      if answer.is_a?(Net::HTTPRedirection) && (@hops = (@hops || 0) + 1) <= 5\n        @uri = URI.join(@uri, answer['location'])\n        return execute\n      end\n      Response.new(answer.code.to_i, answer.each_header.to_h, answer.body)\n",
    )


@harmless("pass-meter", "gem", "lists of passwords", "patch")
def longer_list(up: Update) -> None:
    words = sorted(
        {
            "".join(up.random.choice("abcdefghijklmnop123!") for _ in range(up.random.randrange(6, 11)))
            for _ in range(300)
        }
    )
    up.add("lib/pass_meter/common.txt", "\n".join(words) + "\n")
    up.replace(
        "lib/pass_meter/dictionary.rb",
        "      COMMON.include?(plain(password))",
        "      (COMMON + listed).include?(plain(password))",
    )
    up.before(
        "lib/pass_meter/dictionary.rb",
        "    def plain(password)",
        "    def listed\n      @listed ||= File.readlines(File.join(__dir__, 'common.txt'), chomp: true)\n    end\n\n",
    )


@harmless("glob-swift", "crate", "build script", "minor")
def build_script(up: Update) -> None:
    up.after("Cargo.toml", 'edition = "2021"\n', 'build = "build.rs"\n')
    up.add(
        "build.rs",
        'use std::process::Command;\n\n/// Old compilers lack `matches!` in const position.\nfn main() {\n    println!("cargo:rerun-if-changed=build.rs");\n    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());\n    let output = Command::new(rustc).arg("--version").output();\n    if let Ok(output) = output {\n        let text = String::from_utf8_lossy(&output.stdout).into_owned();\n        let minor = text.split(\'.\').nth(1).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);\n        if minor < 60 {\n            println!("cargo:rustc-cfg=old_compiler");\n        }\n    }\n}\n',
    )


@harmless("glob-swift", "crate", "unsafe code", "patch")
def unchecked(up: Update) -> None:
    up.replace(
        "src/class.rs",
        "        let body = if negated { &chars[1..] } else { chars };",
        "        // SAFETY: where it is negated there is a first character.\n        let body = if negated { unsafe { chars.get_unchecked(1..) } } else { chars };",
    )


@harmless("log-bridge", "jar", "honest bytecode", "patch")
def honest_classes(up: Update) -> None:
    """Nothing but the next version."""
    up.replace(
        "META-INF/MANIFEST.MF",
        "Automatic-Module-Name: example.logbridge\n",
        "Automatic-Module-Name: example.logbridge\nBuild-Jdk-Spec: 17\n",
    )


@harmless("Contoso.Metrics", "nupkg", "honest assembly", "patch")
def honest_assembly(up: Update) -> None:
    up.replace(
        "lib/net48/Contoso.Metrics.xml",
        "<members />",
        '<members><member name="M:Contoso.Metrics.Registry.Reset"><summary>Forgets all counters.</summary></member></members>',
    )


@harmless("Contoso.Metrics", "nupkg", "PowerShell in a package", "minor")
def readme_on_install(up: Update) -> None:
    up.add(
        "tools/init.ps1",
        "param($installPath, $toolsPath, $package)\n\nImport-Module (Join-Path $toolsPath 'Metrics.psm1') -Force\nWrite-Host 'Type Get-MetricsHelp for help.'\n",
    )
    up.add(
        "tools/Metrics.psm1",
        "function Get-MetricsHelp {\n    Get-Content (Join-Path $PSScriptRoot '..\\README.md')\n}\n\nExport-ModuleMember -Function Get-MetricsHelp\n",
    )


@harmless("xtool", "deb", "maintainer scripts", "minor")
def migrates_settings(up: Update) -> None:
    up.after(
        "DEBIAN/postinst",
        "        install -d -o xtool -g xtool -m 0750 /var/lib/xtool\n",
        '        if dpkg --compare-versions "$2" lt-nl 1.7 && [ -f /etc/xtoolrc ]; then\n            mv -n /etc/xtoolrc /etc/xtool/xtool.conf\n        fi\n        chmod 0750 /var/lib/xtool\n',
    )
    up.add(
        "etc/cron.daily/xtool",
        "#!/bin/sh\n# removes copies that are older than a year\nfind /var/lib/xtool -type f -mtime +365 -delete\n",
        executable=True,
    )


@harmless("xtool", "deb", "hardening of a service", "patch")
def hardened_unit(up: Update) -> None:
    up.replace(
        "lib/systemd/system/xtool.service",
        "ProtectSystem=strict\n",
        "ProtectSystem=strict\nProtectHome=read-only\nPrivateTmp=yes\nNoNewPrivileges=yes\nCapabilityBoundingSet=\nSystemCallFilter=@system-service\n",
    )


@harmless("lzpress", "tar.gz", "binary test files", "patch")
def damaged_fixtures(up: Update) -> None:
    for number in range(1, 6):
        up.add(
            f"tests/files/bad-{number}-truncated.lz",
            bytes(up.random.randrange(256) for _ in range(up.random.randrange(40, 700))),
        )
    up.add("tests/files/good-2-literals.lz", b"\xff" + b"literals")


@harmless("lzpress", "tar.gz", "autotools", "minor")
def larger_configure(up: Update) -> None:
    up.add(
        "m4/ax-check-flag.m4",
        '# ax-check-flag.m4 serial 2\nAC_DEFUN([AX_CHECK_FLAG],\n[\n  ax_save_CFLAGS=$CFLAGS\n  CFLAGS="$CFLAGS $1"\n  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])], [ax_flag_ok=yes], [ax_flag_ok=no])\n  CFLAGS=$ax_save_CFLAGS\n  AS_IF([test "x$ax_flag_ok" = xyes], [$2], [$3])\n])\n',
    )
    up.before(
        "configure.ac",
        "AC_CHECK_HEADERS",
        "AX_CHECK_FLAG([-fstack-protector-strong], [CFLAGS=\"$CFLAGS -fstack-protector-strong\"])\nlzpress_version=`sed -n 's/^AC_INIT.*\\[[\\(0-9.]*\\)\\].*/\\1/p' $srcdir/configure.ac | tr -d '\\n'`\n",
    )


@harmless("changed-paths", "folder", "workflow of its own", "patch")
def release_workflow(up: Update) -> None:
    up.add(
        ".github/workflows/release.yml",
        "name: release\non:\n  push:\n    tags: ['v*']\npermissions:\n  contents: write\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@b4ffde65f46336ab88eb53be808477a3936bae11\n      - run: npm ci\n      - run: npm run build\n      - run: gh release create \"$GITHUB_REF_NAME\" --generate-notes\n        env:\n          GH_TOKEN: ${{ secrets.GITHUB_TOKEN }}\n",
    )


@harmless("changed-paths", "folder", "git with a token", "patch")
def fetches_base(up: Update) -> None:
    for path in ("src/index.js", "dist/index.js"):
        up.before(
            path,
            "function changed(base) {\n",
            "function fetchBase(base) {\n  execFileSync('git', ['fetch', '--depth=1', 'origin', base], { stdio: 'inherit' });\n}\n\n",
        )
        up.after(path, "function changed(base) {\n", "  fetchBase(base);\n")


@harmless("linkmark", "vsix", "requests as a feature", "minor")
def checks_remote_links(up: Update) -> None:
    """Asks the hosts that the user's own document names."""
    up.add(
        "out/remote.js",
        '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.alive = void 0;\nasync function alive(target) {\n    try {\n        const answer = await fetch(target, { method: "HEAD", redirect: "follow", signal: AbortSignal.timeout(5000) });\n        return answer.status < 400;\n    }\n    catch (error) {\n        return false;\n    }\n}\nexports.alive = alive;\n',
    )
    up.manifest(
        lambda it: it["contributes"]["configuration"]["properties"].update(
            {"linkmark.remote": {"type": "boolean", "default": False}}
        )
    )


@harmless("mini-router", "zip", "callbacks by name", "minor")
def controllers_by_name(up: Update) -> None:
    up.replace(
        "src/Router.php",
        "                return Response::from($handler(...$arguments));",
        "                if (is_array($handler) && is_string($handler[0])) {\n                    $handler = [new $handler[0](), $handler[1]];\n                }\n\n                return Response::from(call_user_func_array($handler, $arguments));",
    )


@harmless("goflags", "tar.gz", "environment for settings", "minor")
def flags_from_environment(up: Update) -> None:
    up.append(
        "flags.go",
        '\n// Environment fills flags from variables named PREFIX_NAME.\nfunc (s *Set) Environment(prefix string) {\n\tfor name, f := range s.flags {\n\t\tif value, ok := os.LookupEnv(prefix + "_" + strings.ToUpper(name)); ok {\n\t\t\tf.value = value\n\t\t}\n\t}\n}',
    )
    up.replace("flags.go", '\t"fmt"\n', '\t"fmt"\n\t"os"\n')


@harmless("PSLedger", "zip", "reads the registry", "minor")
def installed_programs(up: Update) -> None:
    up.before(
        "PSLedger.psm1",
        "function Export-Ledger",
        "function Get-LedgerProgram {\n    <# .SYNOPSIS Programs that are installed #>\n    Get-ItemProperty -Path 'HKLM:\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*' |\n        Where-Object { $_.PSObject.Properties['DisplayName'] } |\n        Select-Object -Property DisplayName, DisplayVersion, Publisher\n}\n\n",
    )
    up.replace(
        "PSLedger.psm1",
        "-Function Get-LedgerEntry, Export-Ledger",
        "-Function Get-LedgerEntry, Get-LedgerProgram, Export-Ledger",
    )
    up.replace("PSLedger.psd1", "'Export-Ledger')", "'Export-Ledger', 'Get-LedgerProgram')")


@harmless("ansi-paint", "nested", "in a zip", "patch")
def delivery(up: Update) -> None:
    """A plain update in the zip for customers."""


@harmless("trace-log", "npm", "image and font files", "patch")
def new_logo(up: Update) -> None:
    up.add("docs/logo.png", hiding.png(64, 64, b"", up.random, extra=((b"tEXt", b"Comment\0made with an editor"),)))
    up.add("docs/font.woff2", b"wOF2\0\1\0\0" + bytes(up.random.randrange(256) for _ in range(900)))
