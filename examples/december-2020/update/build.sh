#!/bin/sh
# Compiles the two versions of the example's assembly (Debian: mono-mcs). The results are kept beside this file, because a
# compiler writes another time and module id into each build; the demo and the tests use what is kept.
set -eu
cd "$(dirname "$0")"
for version in old new; do
  mcs -nologo -target:library -optimize+ -out:"$version/Tideline.Core.BusinessLayer.dll" "$version"/*.cs
done
