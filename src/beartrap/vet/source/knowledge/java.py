"""What Java, Kotlin and Groovy call to act on the world: classes by their own name."""

ACTS = {
    "run 0": "Runtime.getRuntime().exec exec Exec commandLine project.exec ProcessGroovyMethods.execute DefaultExecutor().execute sh bat powershell",
    "evaluate 0": """
        ScriptEngineManager().getEngineByName().eval GroovyShell().evaluate GroovyClassLoader().parseClass Eval.me GroovyShell().parse evaluate
        ObjectInputStream().readObject ScriptEngineManager().getEngineByExtension().eval ScriptEngineManager().getEngineByMimeType().eval GroovyShell().run XMLDecoder().readObject XStream().fromXML Ognl.getValue MVEL.eval Context.create().eval SpelExpressionParser().parseExpression JShell.create().eval Interpreter().eval""",
    "fetch 0": """
        URL().openStream URL().openConnection URI.create().toURL().openStream URL().readText URL().readBytes URL().text URL().bytes URL().getText URI().toURL().openStream URL().getContent
        IOUtils.toString Jsoup.connect Request.Get URL().getBytes URL().openConnection().getText URL().openConnection().getInputStream URL().openConnection().getContent HttpClients.createDefault().execute URI().toURL().readText URL().newInputStream HttpGet""",
    "send 0": """
        URL().openConnection().getOutputStream Socket().getOutputStream Unirest.post Request.Post RestTemplate().postForObject OkHttpClient().newCall HttpPost
        HttpClient.newHttpClient().send HttpClient.newHttpClient().sendAsync HttpClient.newBuilder().build().send HttpClient.newBuilder().build().sendAsync Transport.send DatagramSocket().send""",
    "connect 0": "SocketHandler SocketAppender Socket SSLSocketFactory.getDefault().createSocket SocketChannel.open InetSocketAddress",
    "resolve 0": "InetAddress.getByName InetAddress.getAllByName InitialDirContext().getAttributes",
    "read 0": "BodyPublishers.ofFile HttpRequest.BodyPublishers.ofFile RequestBody.create_ Files.readAllBytes Files.readString Files.readAllLines FileInputStream FileReader Files.lines Files.newInputStream Files.newBufferedReader Scanner",
    "read -1": "File().readText File().readLines File().readBytes File().inputStream File().bufferedReader File().reader Path().readText Path().readBytes Path().readLines Path.of().readText Paths.get().readText Path.of().readBytes File().getText File().getBytes File().newReader File().newInputStream",
    "write 0": "Files.write Files.writeString FileOutputStream FileWriter Files.newOutputStream Files.newBufferedWriter PrintWriter",
    "copy 1": "Files.copy Files.move FileUtils.copyURLToFile FileUtils.copyFile Files.createSymbolicLink File().renameTo",
    "mode 0": "Files.setPosixFilePermissions",
    "mode -1": "File().setExecutable",
    "delete 0": "Files.delete Files.deleteIfExists FileUtils.deleteDirectory",
    "delete -1": "File().delete File().deleteRecursively File().deleteDir File().deleteOnExit_",
    "list 0": "Files.walk Files.list Files.find Files.walkFileTree",
    "list -1": "File().listFiles File().list File().eachFileRecurse File().walk",
    "load 0": "InitialContext().lookup InitialContext.doLookup InitialLdapContext().lookup InitialDirContext().lookup JndiTemplate().lookup Naming.lookup LocateRegistry.getRegistry().lookup System.load System.loadLibrary Runtime.getRuntime().load URLClassLoader URLClassLoader.newInstance Native.load Native.loadLibrary",
    "print 0": "System.out.println System.out.print System.err.println println",
    "clipboard 0": "Toolkit.getDefaultToolkit().getSystemClipboard().getData Toolkit.getDefaultToolkit().getSystemClipboard().getContents",
    "put 0": "Toolkit.getDefaultToolkit().getSystemClipboard().setContents",
    "screen 0": "Robot().createScreenCapture",
    "keys 0": "GlobalScreen.addNativeKeyListener GlobalScreen.registerNativeHook",
    "register 0": "Advapi32Util.registrySetStringValue",
    "set 0": "System.setProperty",
}  # fmt: skip
DECODES = {
    "Base64.getDecoder().decode": "base64", "Base64.getUrlDecoder().decode": "base64", "Base64.getMimeDecoder().decode": "base64", "Base64.decodeBase64": "base64", "DatatypeConverter.parseBase64Binary": "base64",
    "DatatypeConverter.parseHexBinary": "base16", "Hex.decodeHex": "base16", "HexFormat.of().parseHex": "base16", "URLDecoder.decode": "percent", "Base64.decode": "base64", "GZIPInputStream": "zlib", "InflaterInputStream": "zlib",
    "BASE64Decoder().decodeBuffer": "base64",
}  # fmt: skip
SOURCES: dict[str, str] = {}
FACT_NAMES = "InetAddress.getLocalHost().getHostName InetAddress.getLocalHost NetworkInterface.getNetworkInterfaces InetAddress.getLocalHost().getHostAddress ManagementFactory.getRuntimeMXBean().getName InetAddress.getLocalHost().getCanonicalHostName"
VARIABLES = frozenset(
    {
        "System.getenv",
        "getenv",
        "System.getenv().get",
        "findProperty",
        "project.findProperty",
        "project.property",
        "rootProject.findProperty",
        "providers.gradleProperty",
        "providers.environmentVariable",
    }
)
PUTS = frozenset({"IOUtils.copy", "IOUtils.write"})
