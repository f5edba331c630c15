"""Harmless updates of jars, builds of Gradle, .NET and PowerShell packages that look suspicious."""

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import fill, harmless


@harmless("tokenmint", "jar", "classes that were compiled again")
def jar_compiled_again(it: Update) -> None:
    it.append("tokenmint.properties", "issuer=tokenmint\n")
    it.after("META-INF/maven/example/tokenmint/pom.xml", "</version>\n", "  <dependencies>\n    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>2.0.13</version></dependency>\n  </dependencies>\n")  # fmt: skip


@harmless("jplug", "tar.gz", "releases are signed and published, with secrets of the environment", step="minor")
def gradle_signs_and_publishes(it: Update) -> None:
    it.replace("build.gradle", "    id 'maven-publish'\n", "    id 'maven-publish'\n    id 'signing'\n")
    it.append("build.gradle", """

publishing {
    publications {
        mavenJava(MavenPublication) { from(components.java) }
    }
    repositories {
        maven {
            url = uri('https://repo.jplug.example/releases')
            credentials {
                username = System.getenv('REPO_USER')
                password = System.getenv('REPO_PASSWORD')
            }
        }
    }
}

signing {
    required { gradle.taskGraph.hasTask('publish') }
    useInMemoryPgpKeys(System.getenv('SIGNING_KEY'), System.getenv('SIGNING_PASSWORD'))
    sign(publishing.publications.mavenJava)
}

tasks.register('commit', Exec) {
    commandLine 'git', 'rev-parse', 'HEAD'
    standardOutput = new ByteArrayOutputStream()
}
""")  # fmt: skip


@harmless("jplug", "zip", "plugins of a folder that the user names", step="minor")
def java_plugins_of_a_folder(it: Update) -> None:
    path = "src/main/java/example/jplug/Plugins.java"
    it.replace(path, "import java.util.ArrayList;\n", "import java.io.IOException;\nimport java.net.URL;\nimport java.net.URLClassLoader;\nimport java.nio.file.DirectoryStream;\nimport java.nio.file.Files;\nimport java.nio.file.Path;\nimport java.util.ArrayList;\n")  # fmt: skip
    it.before(path, "    public static <T> List<T> all(", """    /** Finds plugins in the jars of a folder. */
    public static <T> List<T> in(Path folder, Class<T> kind) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path one : entries) {
                jars.add(one.toUri().toURL());
            }
        }
        List<T> found = new ArrayList<>();
        ServiceLoader.load(kind, new URLClassLoader(jars.toArray(new URL[0]))).forEach(found::add);
        return found;
    }

""")  # fmt: skip


@harmless("Northwind.Auth", "nupkg", "targets that copy a file")
def net_targets_that_copy(it: Update) -> None:
    it.add("build/Northwind.Auth.targets", """<Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <ItemGroup>
    <NorthwindNative Include="$(MSBuildThisFileDirectory)../runtimes/$(Platform)/native/*.*" />
  </ItemGroup>
  <Target Name="NorthwindCopy" AfterTargets="Build" Condition="'@(NorthwindNative)' != ''">
    <Copy SourceFiles="@(NorthwindNative)" DestinationFolder="$(OutDir)" SkipUnchangedFiles="true" />
  </Target>
</Project>
""")  # fmt: skip


@harmless("Northwind.Auth", "zip", "a client for the package's own service")
def net_client_of_its_service(it: Update) -> None:
    it.add("contentFiles/cs/any/AccountClient.cs", """using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;

namespace Northwind.Auth.Content
{
    public sealed class AccountClient
    {
        private readonly HttpClient http;

        public AccountClient(Uri service, string token)
        {
            http = new HttpClient { BaseAddress = service };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        public async Task<bool> ResetAsync(string name)
        {
            var body = new StringContent("{\\"name\\":\\"" + name + "\\"}", Encoding.UTF8, "application/json");
            var answer = await http.PostAsync("accounts/reset", body);
            return answer.IsSuccessStatusCode;
        }
    }
}
""")  # fmt: skip


@harmless("PSLedger", "zip", "entries can be sent to a server that the user names")
def ps_entries_to_a_server(it: Update) -> None:
    it.before("PSLedger.psm1", "Export-ModuleMember", fill("""
function Send-Ledger {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, ValueFromPipeline)]$Entry,
        [Parameter(Mandatory)][uri]$Uri,
        [pscredential]$Credential
    )
    process {
        if ($PSCmdlet.ShouldProcess($Uri)) {
            Invoke-RestMethod -Uri $Uri -Method Post -Credential $Credential -ContentType 'application/json' -Body ($Entry | ConvertTo-Json -Depth 6)
        }
    }
}

"""))  # fmt: skip
    it.replace("PSLedger.psm1", "Get-LedgerEntry, Export-Ledger", "Get-LedgerEntry, Export-Ledger, Send-Ledger")
    it.replace("PSLedger.psd1", "'Export-Ledger')", "'Export-Ledger', 'Send-Ledger')")
