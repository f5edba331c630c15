/*
  The backdoor of xz-utils 5.6.0 and 5.6.1 in a built library and in a source tree. Written for Beartrap.
  A rule is a lead: all of these say confirmed = false.
*/

rule XZ_backdoored_liblzma
{
  meta:
    description = "ELF library or object with the first instructions of the function by which the backdoor starts"
    severity = "critical"
    malware = "XZ backdoor"
    role = "malware"
    confirmed = false
  strings:
    // the published prologue: endbr64, saves of rbp and rbx, r9 to rsi, a test of the call's first argument, the frame
    $entry = { F3 0F 1E FA 55 48 89 F5 4C 89 CE 53 89 FB 81 E7 00 00 00 80 48 83 EC 28 48 89 54 24 18 48 89 4C 24 10 }
  condition:
    uint32(0) == 0x464C457F and $entry
}

rule XZ_changed_build_script
{
  meta:
    description = "build-to-host.m4 (or a configure made from it) with the variables that only the changed one has"
    severity = "high"
    malware = "XZ backdoor"
    role = "installer"
    confirmed = false
  strings:
    // as assignments: a text that only names them (this one too) is no script
    $make = /gl_am_configmake\s?=/ ascii
    $map = /gl_path_map\s?=/ ascii
    $prefix = "gl_localedir_prefix" ascii
    $generic = "gl_[$1]_prefix" ascii
  condition:
    filesize < 5MB and uint32(0) != 0x464C457F and $make and $map and any of ($prefix, $generic)
}
