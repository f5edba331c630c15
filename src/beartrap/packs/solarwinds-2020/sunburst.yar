/*
  SUNBURST in its library, its configuration and its second stage; SUPERNOVA apart from it. Written for Beartrap.
  A rule is a lead, the hash is the proof: all of these say confirmed = false.
*/

rule SUNBURST_backdoored_library
{
  meta:
    description = "Orion library with the SUNBURST class, its settings or its host name packed as it packs them"
    severity = "critical"
    malware = "SUNBURST"
    role = "malware"
    confirmed = false
    reference = "names are in the .NET metadata; texts are raw-deflated, then base64: computed from the published plain texts"
  strings:
    $class = "OrionImprovementBusinessLayer" ascii
    $assembly = "SolarWinds.Orion.Core.BusinessLayer" ascii wide
    // what the public plain texts become by raw deflate and base64
    $retry = "C0otyC8qCU8sSc5ILQpKLSmqBAA=" wide ascii    // ReportWatcherRetry
    $postpone = "C0otyC8qCU8sSc5ILQrILy4pyM9LBQA=" wide ascii  // ReportWatcherPostpone
    $host = "SywrLstNzskvTdFLzs8FAA==" wide ascii        // avsvmcloud.com
    $pipe = "M7UwTkm0NDHVNTNKTNM1NEi10DWxNDDSTbRIMzIwTTY3SjJKBQA=" wide ascii // the pipe's GUID
    $plain_retry = "ReportWatcherRetry" wide ascii
    $plain_postpone = "ReportWatcherPostpone" wide ascii
    $plain_pipe = "583da945-62af-10e8-4902-a8f205c72b2e" wide ascii
    // 6605813339339102567, with which every FNV-1a hash is XORed, as IL loads it
    $xor = { 21 67 19 D8 A7 3B 90 AC 5B }
  condition:
    uint16(0) == 0x5A4D and
    (
      (($class or $assembly) and 1 of ($xor, $retry, $postpone, $host, $pipe)) or
      ($assembly and $plain_pipe) or
      ($class and $plain_retry and $plain_postpone) or
      2 of ($xor, $retry, $postpone, $host, $pipe)
    )
}

rule SUNBURST_test_build
{
  meta:
    description = "Orion library with the actor's class name and nothing of the backdoor: the trial build of October 2019"
    severity = "info"
    malware = "SUNBURST"
    role = "test-build"
    confirmed = false
  strings:
    $class = "OrionImprovementBusinessLayer" ascii
    $assembly = "SolarWinds.Orion.Core.BusinessLayer" ascii wide
    $retry = "C0otyC8qCU8sSc5ILQpKLSmqBAA=" wide ascii
    $plain_retry = "ReportWatcherRetry" wide ascii
    $xor = { 67 19 D8 A7 3B 90 AC 5B }
  condition:
    uint16(0) == 0x5A4D and $class and $assembly and not any of ($retry, $plain_retry, $xor)
}

rule SUNBURST_configuration
{
  meta:
    description = "Orion's settings show that the implant ran and was told something: 3 terminated, 5 append (4 is the start value)"
    severity = "critical"
    malware = "SUNBURST"
    role = "malware"
    confirmed = false
  strings:
    $told = /<add\s{1,20}key\s?=\s?"ReportWatcherRetry"\s{1,20}value\s?=\s?"[35]"/ nocase
    $settings = "<appSettings" nocase
  condition:
    filesize < 2MB and $settings in (0..filesize) and $told and uint16(0) != 0x5A4D
}

rule TEARDROP_loader
{
  meta:
    description = "Library that reads its payload from the picture that TEARDROP used"
    severity = "high"
    malware = "TEARDROP"
    role = "malware"
    confirmed = false
  strings:
    $picture = "gracious_truth.jpg" ascii wide nocase
    $service = "netsetupsvc" ascii wide nocase
    $registry = "SOFTWARE\\Microsoft\\CTF" ascii wide nocase
  condition:
    uint16(0) == 0x5A4D and filesize < 5MB and $picture and any of ($service, $registry)
}

rule SUPERNOVA_webshell
{
  meta:
    description = "Orion's logo handler with a method that compiles and runs what a request brings; another actor than SUNBURST's"
    severity = "critical"
    malware = "SUPERNOVA"
    role = "malware"
    confirmed = false
  strings:
    $handler = "LogoImageHandler" ascii wide
    $method = "DynamicRun" ascii
    $class = "clazz" ascii wide
    $compiler = "CSharpCodeProvider" ascii
  condition:
    uint16(0) == 0x5A4D and filesize < 1MB and $handler and $method and any of ($class, $compiler)
}
