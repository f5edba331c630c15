"""Ruby's methods that act on the world."""

ACTS = {
    "run 0": """
        system exec spawn backtick sh FileUtils.sh Kernel.system Kernel.exec Kernel.spawn IO.popen Open3.capture2 Open3.capture3 Open3.capture2e Open3.popen3 Process.spawn
        PTY.spawn Kernel.backtick""",
    "evaluate 0": "eval instance_eval class_eval module_eval Kernel.eval binding.eval load Kernel.load Marshal.load",
    "fetch 0": """
        Net.HTTP.get Net.HTTP.get_response URI.open open_uri Net.HTTP.new().get Net.HTTP.start Faraday.get HTTParty.get RestClient.get Excon.get
        Net.HTTP.Get.new OpenURI.open_uri URI.parse().read URI().read URI().open URI.parse().open Net.HTTP.get_print Net.HTTP.new().request_get Net.HTTP.start().get Typhoeus.get HTTP.get Down.download
        Down.open Net.FTP.open().getbinaryfile Net.FTP.open().gettextfile Net.FTP.new().getbinaryfile""",
    "send 0": """
        Net.HTTP.post Net.HTTP.post_form Net.HTTP.new().post Net.HTTP.new().request Faraday.post HTTParty.post RestClient.post TCPSocket.new().write
        TCPSocket.new().puts Excon.post Net.HTTP.start().request TCPSocket.open().puts Net.HTTP.Post.new TCPSocket.open().write TCPSocket.new().print TCPSocket.open().print TCPSocket.new().send Socket.tcp().write
        Socket.tcp().puts OpenSSL.SSL.SSLSocket.new().write OpenSSL.SSL.SSLSocket.new().puts Net.HTTP.new().put Net.HTTP.new().patch Net.HTTP.new().send_request Net.HTTP.start().post Net.HTTP.start().put
        Net.HTTP.Put.new Net.HTTP.Patch.new Net.HTTP.Post.Multipart.new Faraday.put Faraday.new().post Faraday.new().put HTTParty.put RestClient.put RestClient.patch RestClient.Request.execute Excon.put
        Excon.new().request Typhoeus.post Typhoeus.put HTTP.post HTTP.put Curl.post Net.SMTP.start().send_message Net.SMTP.start().sendmail Net.SMTP.start().send_mail Net.SMTP.new().send_message
        Net.SMTP.new().sendmail Net.FTP.open().putbinaryfile Net.FTP.open().puttextfile Net.FTP.open().storbinary Net.FTP.new().putbinaryfile Net.FTP.new().puttextfile Net.SSH.start().exec!
        Net.SFTP.start().upload! Net.SCP.upload! Net.SCP.start().upload!""",
    "send 2": "UDPSocket.new().send UDPSocket.open().send",
    "connect 0": "TCPSocket.new TCPSocket.open Socket.tcp UDPSocket.new Net.HTTP.new Net.SMTP.start Net.SMTP.new Net.FTP.open Net.FTP.new Net.SSH.start Net.SFTP.start Net.SCP.start Faraday.new Excon.new",
    "resolve 0": "Resolv.getaddress Socket.gethostbyname Resolv.DNS.new().getresources Resolv.DNS.new().getresource Resolv.DNS.open().getresource Addrinfo.getaddrinfo Resolv.getaddresses IPSocket.getaddress",
    "read 0": "File.read IO.read File.binread File.readlines IO.binread File.open File.new YAML.load_file YAML.safe_load_file YAML.unsafe_load_file Psych.load_file Psych.safe_load_file JSON.load_file JSON.load_file! IO.readlines open",
    "write 0": "File.write IO.write File.binwrite IO.binwrite",
    "copy 1": "FileUtils.cp FileUtils.mv FileUtils.copy File.rename FileUtils.cp_r FileUtils.install File.symlink FileUtils.ln_s",
    "mode 1": "File.chmod FileUtils.chmod",
    "delete 0": "File.delete File.unlink FileUtils.rm FileUtils.rm_rf FileUtils.rm_r FileUtils.remove_entry FileUtils.remove_dir Dir.rmdir",
    "list 0": "Dir.glob Dir.entries Dir.children Find.find",
    "load 0": "Fiddle.dlopen Fiddle.Handle.new DL.dlopen",
}
DECODES = {
    "Base64.decode64": "base64", "Base64.strict_decode64": "base64", "Base64.urlsafe_decode64": "base64", "Zlib.Inflate.inflate": "zlib",
    "Zlib.inflate": "zlib", "Zlib.gunzip": "zlib", "CGI.unescape": "percent", "URI.decode_www_form_component": "percent",
}  # fmt: skip
FACT_NAMES = "Socket.gethostname Etc.getlogin Dir.pwd Dir.home Etc.getpwuid"
