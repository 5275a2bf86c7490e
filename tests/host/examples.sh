#!/usr/bin/env bash
# The examples in C and Python and the language print one factory alike, to every digit: with one thread and many, with
# every kernel set, from the archive and from the shared library. Writes TAP.
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
eval "$("$BUILD/signalflow" env)"
# What a sanitizer preloads goes into our programs; it looks for leaks in ours alone, and Python has its own.
preload=${PRELOAD:-} python=${PYTHON:-/usr/bin/python3} drivers=$BUILD/reference_factory.csv
count=0

report() { # report NAME STATUS FILE: a line of TAP, and where it failed the file as its reason
  count=$((count + 1))
  if [ "$2" -eq 0 ]; then echo "ok $count - $1"; else echo "not ok $count - $1"; sed 's/^/# /' "$3"; fi
}

prints_the_same() { # prints_the_same NAME COMMAND...
  local name=$1; shift
  ASAN_OPTIONS=detect_leaks=0 LD_PRELOAD=$preload "$@" >"$work/printed" 2>&1
  diff "$work/first" "$work/printed" >"$work/difference"
  report "$name" $? "$work/difference"
}

example=$BUILD/tests/host/reference_factory
"$example" "$drivers" 17 1 >"$work/first" 2>&1
report "the example in C runs" $? "$work/first"
[ "$(grep -c USD "$work/first")" -gt 10 ]
report "it prints what money makes of it" $? "$work/first"
for threads in 1 2 8; do
  prints_the_same "C with $threads threads" "$example" "$drivers" 17 $threads
  prints_the_same "Lua with $threads threads" lua5.4 tests/host/reference_factory.lua 17 $threads
  prints_the_same "Python with $threads threads" "$python" tests/host/reference_factory.py "$BUILD/libsignalflow.so" \
    "$drivers" 17 $threads
done
for kernels in $(lua5.4 -e 'for _, name in ipairs(require "signalflow.core".compile({ 1 }):kernels()) do print(name) end'); do
  prints_the_same "C with the kernels $kernels" "$example" "$drivers" 17 2 "$kernels"
done
LC_ALL=de_DE.UTF-8 prints_the_same "Python under a decimal comma" "$python" -c "
import locale, runpy, sys
locale.setlocale(locale.LC_ALL, '')
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0])" tests/host/reference_factory.py "$BUILD/libsignalflow.so" "$drivers" 17

"$example" "$drivers" >"$work/short" 2>&1
grep -qE '^npv +-?[0-9.]+ [MG]USD  \[' "$work/short"
report "it prints three digits for a person" $? "$work/short"
sed 's/,triangular,/,triangluar,/' "$drivers" >"$work/misspelt.csv"
"$example" "$work/misspelt.csv" >"$work/refused" 2>&1
grep -q "misspelt.csv:[0-9]*: accelerator_cost: no law is called 'triangluar'; did you mean 'triangular'?" "$work/refused"
report "it says what is wrong with a file of drivers" $? "$work/refused"

# shellcheck disable=SC2016 # sed's own
sed -n '/^ \* An example:/,/^ \*   } \*\//p' include/signalflow/signalflow.h | sed -n 's/^ \* \{0,3\}//; s| \*/$||; /#include/,$p' >"$work/umbrella.c"
# a core built with sanitizers is linked with them
{ ${CC:-gcc} -std=c11 -Wall -Wextra -Werror ${PRELOAD:+-fsanitize=address,undefined} -Iinclude -o "$work/umbrella" \
  "$work/umbrella.c" -L"$BUILD" -lsignalflow -Wl,-rpath,"$(cd "$BUILD" && pwd)" && "$work/umbrella"; } >"$work/shown" 2>&1
sed -n 's|.* // \(.* of 100 MW\)$|\1|p' "$work/umbrella.c" | diff - "$work/shown" >"$work/difference"
report "the umbrella header's example, linked to the shared library, prints what it says" $? "$work/difference"
echo "1..$count"
