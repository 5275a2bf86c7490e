#!/usr/bin/env bash
# What hosts can link: the module shows how it is opened and nothing else, a shared library of the core shows what the
# headers declare. Writes TAP.
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
count=0

same() { # same NAME EXPECTED ACTUAL, two files of sorted names
  count=$((count + 1))
  if diff "$2" "$3" >"$work/difference" && [ -s "$2" ]; then
    echo "ok $count - $1"
  else
    echo "not ok $count - $1"
    sed 's/^/# /' "$work/difference"
  fi
}

exported() { # exported FILE: the names that a shared object defines for others, but for a sanitizer's own
  nm -D --defined-only --format=posix "$1" | cut -d ' ' -f 1 | grep -v '^__' | sort
}

umbrella='#include <signalflow/signalflow.h>'
${CC:-gcc} -x c -std=c11 -Iinclude -fsyntax-only -aux-info "$work/prototypes" - <<<"$umbrella"
sed -n 's|^/\* include/signalflow/[^*]*\*/ extern \([^(]*\) (.*|\1|p' "$work/prototypes" | sed 's/.*[ *]//' | sort >"$work/declared"

echo luaopen_signalflow_core >"$work/opened"
exported "$BUILD/lib/signalflow/core.so" >"$work/module"
same "the module exports how it is opened and nothing else" "$work/opened" "$work/module"

exported "$BUILD/libsignalflow.so" >"$work/library"
same "a shared library exports what the headers declare and nothing else" "$work/declared" "$work/library"

# In a host's program the archive's names stand beside its own.
nm -g --defined-only --format=posix "$BUILD/libsignalflow.a" | sed -n 's/^\([^ ]*\) [A-Z] .*/\1/p' |
  grep -v '^__' | sort -u >"$work/archive"
grep '^sf_' "$work/archive" >"$work/ours"
same "an archive's names begin with sf_" "$work/ours" "$work/archive"

readelf -d "$BUILD/libsignalflow.so" | sed -n 's/.*SONAME.*\[\(.*\)\].*/\1/p' >"$work/soname"
sed -n 's/^return "\([0-9]*\.[0-9]*\)\..*/libsignalflow.so.\1/p' lua/signalflow/shared/version.lua >"$work/version"
same "a shared library's name says which versions can stand in for it" "$work/version" "$work/soname"

# Nothing that a linker fills in may be written to once a program runs.
for object in lib/signalflow/core.so libsignalflow.so; do
  readelf -d "$BUILD/$object" | grep -q 'FLAGS.*NOW' && readelf -lW "$BUILD/$object" | grep -q GNU_RELRO && echo "$object"
done >"$work/hardened"
printf '%s\n' lib/signalflow/core.so libsignalflow.so >"$work/both"
same "what was linked is read-only when a program runs" "$work/both" "$work/hardened"

# C++ must call each function by the name that C gave it.
{
  echo "$umbrella"
  echo 'extern void (*const functions[])(); void (*const functions[])() = {'
  sed 's/.*/reinterpret_cast<void (*)()>(&),/' "$work/declared"
  echo '};'
} | ${CXX:-g++} -x c++ -std=c++17 -Iinclude -c -o "$work/host.o" -
nm -u --format=posix "$work/host.o" | cut -d ' ' -f 1 | sort >"$work/called"
same "C++ links the functions that C defines" "$work/declared" "$work/called"
echo "1..$count"
