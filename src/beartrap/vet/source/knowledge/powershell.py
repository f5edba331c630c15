"""Cmdlets, their aliases and .NET calls that act on the world; all in lower case, as PowerShell does not care."""

ACTS = {
    "run 0": "start-process saps start invoke-item ii & . diagnostics.process.start system.diagnostics.process.start new-object(wscript.shell).run invoke-wmimethod invoke-cimmethod",
    "evaluate 0": "invoke-expression iex scriptblock.create reflection.assembly.load system.reflection.assembly.load add-type invoke-command icm assembly.load appdomain.currentdomain.load",
    "fetch 0": """
        invoke-webrequest iwr wget curl invoke-restmethod irm start-bitstransfer system.net.webclient().downloadstring system.net.webclient().downloaddata
        net.webclient().downloadstring net.webclient().downloaddata net.webclient().openread system.net.webrequest.create net.webrequest.create
        system.net.http.httpclient().getstringasync system.net.http.httpclient().getbytearrayasync""",
    "copy 1": "net.webclient().downloadfile system.net.webclient().downloadfile copy-item cp copy cpi move-item mi mv",
    "send 1": "net.webclient().uploadstring system.net.webclient().uploadstring net.webclient().uploaddata net.webclient().uploadfile system.net.webclient().uploadfile system.net.webclient().uploaddata",
    "send 0": "send-mailmessage system.net.http.httpclient().postasync",
    "connect 0": "net.sockets.tcpclient system.net.sockets.tcpclient",
    "resolve 0": "resolve-dnsname system.net.dns.gethostaddresses net.dns.gethostentry",
    "read 0": "get-content gc cat type io.file.readallbytes system.io.file.readallbytes system.io.file.readalltext io.file.readalltext",
    "write 0": "set-content sc out-file add-content ac io.file.writeallbytes system.io.file.writeallbytes system.io.file.writealltext io.file.writealltext",
    "delete 0": "remove-item ri rm del rd rmdir erase",
    "register 0": "new-itemproperty set-itemproperty new-service register-scheduledtask schtasks new-scheduledtaskaction register-scheduledjob set-itemproperty",
    "clipboard 0": "get-clipboard gcb windows.forms.clipboard.gettext system.windows.forms.clipboard.gettext",
    "screen 0": "copyfromscreen",
    "load 0": "import-module ipmo",
}
DECODES = {
    "convert.frombase64string": "base64", "system.convert.frombase64string": "base64", "uri.unescapedatastring": "percent", "system.uri.unescapedatastring": "percent",
}  # fmt: skip
