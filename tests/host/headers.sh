#!/usr/bin/env bash
# Compiles each public header alone, and all of them together, as a C and as a C++ host does. Writes TAP.
set -u
cd "$(dirname "$0")/../.." || exit 1
count=0

compiles() { # compiles NAME LANGUAGE SOURCE
  local compiler message
  case $2 in
    C++*) compiler="${CXX:-g++} -x c++ -std=${2,,}" ;;
    C*) compiler="${CC:-gcc} -x c -std=${2,,}" ;;
  esac
  count=$((count + 1))
  # shellcheck disable=SC2086 # a command with its options
  if message=$($compiler -Wall -Wextra -pedantic -Werror -fsyntax-only -Iinclude - <<<"$3" 2>&1); then
    echo "ok $count - $1 as $2"
  else
    echo "not ok $count - $1 as $2"
    sed 's/^/# /' <<<"$message"
  fi
}

including() { # including HEADERS, a name a line: the lines that include them
  sed -n "s|..*|#include <signalflow/&>|p" <<<"$1"
}

headers=$(cd include/signalflow && ls -- *.h)
for language in C11 C2x C++17 C++20; do # C++20 has words of its own: concept, requires
  for header in $headers; do
    compiles "$header alone" $language "$(including "$header")"
  done
  compiles "all headers from the last to the first" $language "$(including "$(sort -r <<<"${headers//signalflow.h/}")")"
done

count=$((count + 1))
left_out=$(grep -vxF -e signalflow.h -f <(sed -n 's/^#include "\(.*\)"/\1/p' include/signalflow/signalflow.h) <<<"$headers")
if [ -z "$left_out" ]; then
  echo "ok $count - signalflow.h includes every header"
else
  echo "not ok $count - signalflow.h includes every header"
  sed 's/^/# left out: /' <<<"$left_out"
fi
echo "1..$count"
