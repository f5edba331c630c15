"""PHP's functions that act on the world."""

ACTS = {
    "run 0": "system exec shell_exec passthru popen proc_open pcntl_exec backtick Symfony.Component.Process.Process",
    "evaluate 0": "eval assert",
    "evaluate 1": "create_function",
    "fetch 0": "GuzzleHttp.Client().getAsync wp_safe_remote_get wp_safe_remote_request wp_remote_head Requests.get Requests.request download_url simplexml_load_file curl_init file_get_contents_url fsockopen_ GuzzleHttp.Client().get wp_remote_get wp_remote_request get_headers SoapClient",
    "send 0": "GuzzleHttp.Client().request GuzzleHttp.Client().requestAsync GuzzleHttp.Client().postAsync GuzzleHttp.Client().put GuzzleHttp.Client().patch GuzzleHttp.Client().send Requests.post SoapClient().__soapCall socket_sendto ftp_put mb_send_mail curl_exec mail GuzzleHttp.Client().post  socket_write socket_send wp_remote_post wp_mail wp_safe_remote_post",
    "send 2": "curl_setopt",
    "connect 0": "fsockopen pfsockopen stream_socket_client socket_connect",
    "resolve 0": "gethostbynamel dns_get_mx getmxrr dns_check_record gethostbyname dns_get_record checkdnsrr",
    "read 0": "exif_read_data iptcparse gzfile readgzfile gzopen bzopen imagecreatefrompng imagecreatefromjpeg imagecreatefromgif imagecreatefromwebp imagecreatefrombmp getimagesize SplFileObject file_get_contents fopen file readfile parse_ini_file yaml_parse_file Symfony.Component.Yaml.Yaml.parseFile show_source highlight_file",
    "write 0": "file_put_contents",
    "copy 1": "copy rename move_uploaded_file symlink",
    "mode 0": "chmod chown",
    "delete 0": "unlink rmdir",
    "list 0": "scandir glob opendir",
    "load 0": "dl FFI.cdef",
}
DECODES = {
    "base64_decode": "base64", "gzinflate": "zlib", "gzuncompress": "zlib", "gzdecode": "zlib", "str_rot13": "rot13", "hex2bin": "base16",
    "rawurldecode": "percent", "urldecode": "percent", "convert_uudecode": "uuencode", "stripcslashes": "escapes", "bzdecompress": "bzip2",
}  # fmt: skip
