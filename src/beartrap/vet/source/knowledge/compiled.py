"""Names that the compiled languages share, or that one of them has alone: what gives back its object, what wraps, what is called at once."""

from beartrap.vet.source.knowledge import c, csharp, go, java, rust

TABLES = {"go": go, "rust": rust, "java": java, "groovy": java, "kotlin": java, "csharp": csharp, "c": c}
"""What is known of each of them alone."""
SAME = """
    unwrap expect unwrap_or_default unwrap_or unwrap_or_else clone as_str as_ref as_mut as_bytes to_string display to_string_lossy to_owned into_owned into_boxed_str into_boxed_slice to_vec into into_iter iter iter_mut borrow into_bytes into_string as_slice as_deref copied cloned
    ok as_ptr trim_end trim_start await c_str data str toString stream chars_ boxed getBytes_ toList ToArray ToList ToString AsSpan body bytes_ text json readAllBytes readAllLines readLine lines toByteArray intern
    WithPadding Strict getInputStream toURL toURI Result GetAwaiter GetResult ConfigureAwait GetResponseStream ReadToEnd ReadAsStringAsync ReadAsByteArrayAsync readText errorStream get_ref by_ref by_value parallelStream asList string Bytes String
    bytes getBody getContent getEntity toCharArray_ ToCharArray_ AsEnumerable map_err ok_or or_else lock read_ shared Body to_str as_path as_os_str to_path_buf to_os_string into_os_string join_ send_string_ call into_reader into_body into_inner GetResponse GetResponseAsync
"""
"""Methods whose result is what they are called on, as far as values go."""
WRAPPERS = """
    io.ReadAll ioutil.ReadAll bytes.NewReader strings.NewReader bytes.NewBufferString bytes.NewBuffer bufio.NewReader bufio.NewScanner ByteArrayInputStream InputStreamReader BufferedReader BufferedInputStream MemoryStream StringReader StringContent
    ByteArrayContent BufReader.new Cursor.new Box.new Arc.new Rc.new String.from str.from_utf8 from_utf8 String.from_utf8_lossy String.from_utf8 CString.new OsString.from PathBuf.from Path.new URI.create URI Uri Encoding.UTF8.GetString
    Encoding.ASCII.GetString Encoding.Unicode.GetString Encoding.UTF8.GetString_ Encoding.Latin1.GetString Encoding.Latin1.GetBytes Encoding.Default.GetString Encoding.UTF8.GetBytes Encoding.ASCII.GetBytes BodyPublishers.ofString BodyPublishers.ofByteArray HttpRequest.BodyPublishers.ofString IOUtils.toByteArray ByteStreams.toByteArray
    String.from_utf8_unchecked str.from_utf8_unchecked MailAddress InternetAddress InetSocketAddress_ JSONObject JSONArray Gson().toJson JsonOutput.toJson json.Marshal json.NewEncoder serde_json.to_string serde_json.to_vec JsonSerializer.Serialize JsonConvert.SerializeObject URLEncoder.encode Uri.EscapeDataString WebUtility.UrlEncode url.QueryEscape FileInfo DirectoryInfo Objects.requireNonNull Optional.of Optional.ofNullable C.CString unsafe.Pointer move std.move string_view Url.parse Bytes.from Vec.from Cow.from BufferedOutputStream DataOutputStream OutputStreamWriter StreamReader_ PrintStream
"""
"""Functions whose result is their first argument in another form."""
BODIES = """
    body json form send_string send_json send_bytes query header set multipart bearer_auth basic_auth send_form with_body with_header SetBody SetHeader SetQueryParam addHeader setHeader setRequestProperty bodyString field data cookie
    bodyValue setEntity requestBody form_ headers_
"""
"""Methods that put something into a request which has its address already."""
NOW = """
    Thread Runnable Callable TimerTask start submit execute schedule scheduleAtFixedRate runAsync supplyAsync doPrivileged PrivilegedAction thread spawn spawn_blocking block_on scope Run StartNew QueueUserWorkItem Timer  AfterFunc Do for_each forEach ForEach map Select and_then then unwrap_or_else ifPresent let also apply use with exec doLast doFirst register create configureEach afterEvaluate beforeEvaluate catch_unwind lazy call_once  withStream eachLine each collect runBlocking launch async Proxy addShutdownHook projectsEvaluated
"""
"""What Rust, Go, Java, C# and Gradle give functions to, to have them called."""
