# signalflow
#
#   make            build the library, the module and the launcher build/signalflow
#   make run        install what is missing, build, and run the hundred-megawatt scenario
#   make test       install what is missing, build, and run every test
#   make test-desk  install a browser, and see reports and pictures in it
#   make test-hosts install programs that embed Lua, and run a scenario in them
#   make install    PREFIX= DESTDIR=  (make uninstall with the same takes it away)
#   make mpi        install what is missing, and build what mpirun needs: signalflow run --mpi
#   make dist deb   the sources as an archive, and Debian's packages of them, in build/
#   make test-packages  install, run and remove these in a bare Debian
#   make clean format lint rooms comments stubs docs bench fuzz coverage
#   make accuracy [DATA=a.csv,b.csv]  accuracy-fit  accuracy-headlines  accuracy-headlines-fit  accuracy-stories
#   make bench-headlines bench-reading [DATA=folder]
#   make check-sanitize check-valgrind check-thread check-memory-failure check-machines
#
# Everything built goes to $(BUILD). How benchmarks and scores are made stands with them, in rules.mk.

BUILD ?= build
PREFIX ?= /usr/local
VERSION := $(shell sed -n "s,^return \"\(.*\)\",\1,p" lua/signalflow/shared/version.lua)
CC := $(if $(filter default,$(origin CC)),gcc,$(CC))
AR ?= ar
LUA ?= lua5.4
PYTHON ?= /usr/bin/python3

# ---- what is needed, as Debian names it -------------------------------------------------------------------------

PACKAGES_BUILD := gcc binutils libc6-dev pkg-config lua5.4 liblua5.4-dev
PACKAGES_RUN := $(PACKAGES_BUILD) lua-argparse
# What a ledger is kept in, each asked for when it is used.
PACKAGES_LEDGER := lua-dbi-sqlite3 lua-dbi-postgresql
# What unpacks the Census Bureau's workbook, asked for when it is read.
PACKAGES_WORKBOOK := lua-zlib
# What fetches public files, asked for when `signalflow fetch` is run; the tests' own publisher is written in Python.
PACKAGES_FETCH := curl
# What runs one scenario on many machines at once, for `make mpi`.
PACKAGES_MPI := $(PACKAGES_RUN) libopenmpi-dev openmpi-bin
PACKAGES_TEST := $(PACKAGES_RUN) $(PACKAGES_LEDGER) $(PACKAGES_WORKBOOK) $(PACKAGES_FETCH) libcmocka-dev lua-busted postgresql \
                 g++ locales tmux lua-readline python3 python3-jsonschema zsh
PACKAGES_LINT := $(PACKAGES_TEST) clang-format clang-tidy cppcheck lua-check
PACKAGES_CHECK := $(PACKAGES_TEST) valgrind
PACKAGES_MACHINES := $(PACKAGES_BUILD) gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
PACKAGES_FUZZ := $(PACKAGES_BUILD) clang libclang-rt-dev
PACKAGES_COVERAGE := $(PACKAGES_TEST) gcovr
PACKAGES_DOCS := $(PACKAGES_BUILD) discount
PACKAGES_DEB := $(PACKAGES_RUN) git debhelper dpkg-dev fakeroot
PACKAGES_TEST_PACKAGES := $(PACKAGES_DEB) lintian luarocks debootstrap
# A browser, and what draws, reads and checks pictures; axe-core comes by npm where that is.
PACKAGES_DESK := $(PACKAGES_TEST) $(PACKAGES_DOCS) chromium fonts-dejavu-core librsvg2-bin gnuplot-nox poppler-utils libxml2-utils

# Programs that embed Lua, and what asks one of them.
PACKAGES_HOSTS := $(PACKAGES_RUN) g++ locales gringo lighttpd lighttpd-modules-lua mle prosody python3 \
                  gnuplot-nox neomutt dnsmasq-base-lua

# $(call need,PACKAGES): installs the missing ones with apt on Debian and Ubuntu, and lists them elsewhere.
define need
@missing=""; \
if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then \
  for package in $(1); do \
    dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null | grep -q '^installed' || missing="$$missing $$package"; \
  done; \
  if [ -n "$$missing" ]; then \
    echo "installing:$$missing"; \
    root=""; [ "$$(id -u)" = 0 ] || root="sudo"; \
    { $$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq --no-install-recommends $$missing; } \
      >$(BUILD)-install.log 2>&1 && rm -f $(BUILD)-install.log || { tail -n 5 $(BUILD)-install.log; rm -f $(BUILD)-install.log; \
      echo "could not install:$$missing"; exit 1; }; \
  fi; \
elif ! command -v $(LUA) >/dev/null || ! command -v $(CC) >/dev/null; then \
  echo "This is not Debian or Ubuntu. Please install what these Debian packages hold, then try again:"; \
  echo "  $(1)"; exit 1; \
fi
endef

# ---- flags -------------------------------------------------------------------------------------------------------

# Where lua.h lies: LUA_INCDIR when given (as LuaRocks does), else what pkg-config says under any of Lua's usual names.
LUA_CFLAGS := $(if $(LUA_INCDIR),-I$(LUA_INCDIR),$(shell for name in lua5.4 lua-5.4 lua54 lua; do \
  pkg-config --cflags $$name 2>/dev/null && break; done))

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wdouble-promotion -Wmissing-prototypes \
            -Wold-style-definition -Wstrict-prototypes -Wpointer-arith -Wwrite-strings -Wundef -Wvla
# Lines of the source for whoever looks at a crash; OPTIMIZE="-O0 -g" keeps variables too, and builds a ninth slower.
OPTIMIZE ?= $(LEVEL) -g1
LEVEL := -O2
# Between 0.2 and 0.9 % more instructions on the hot paths (make bench-check).
HARDENING ?= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
# No -ffast-math and no contraction left to the compiler: the same bits everywhere.
ALL_CFLAGS = -std=c11 -pipe $(WARNINGS) $(WERROR) $(OPTIMIZE) $(HARDENING) $(SANITIZE) -fPIC -fvisibility=hidden \
             -fno-semantic-interposition -pthread -ffp-contract=off -fno-math-errno -fno-trapping-math \
             -ffile-prefix-map=$(CURDIR)=. \
             -Iinclude -Icsrc -MMD -MP $(CPPFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(SANITIZE) -Wl,-z,relro,-z,now $(LDFLAGS) -pthread

# ---- sources -----------------------------------------------------------------------------------------------------

KERNEL_SOURCE := csrc/kernels/kernels_set.c
MPI_SOURCE := csrc/lua/mpi.c
MODULE_SOURCES := $(filter-out $(MPI_SOURCE),$(wildcard csrc/lua/*.c))
CORE_SOURCES := $(filter-out $(KERNEL_SOURCE) $(MODULE_SOURCES) $(MPI_SOURCE),$(wildcard csrc/*/*.c))

# One object of kernels per instruction set; which one runs is chosen on the machine.
MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null)
KERNEL_SETS := baseline $(if $(filter x86_64%,$(MACHINE)),avx2 avx512) $(if $(filter aarch64%,$(MACHINE)),neon)
# The plain set is as fast with this much of -O3, in two thirds of the time to compile.
kernel_flags_baseline := -O2 -fpeel-loops -fvect-cost-model=dynamic
kernel_flags_avx2 := -march=x86-64-v3
kernel_flags_avx512 := -march=x86-64-v4 -mprefer-vector-width=512
KERNEL_OBJECTS := $(KERNEL_SETS:%=$(BUILD)/csrc/kernels/kernels_%.o)

# What takes longest to compile comes first, so that nothing waits for it at the end.
CORE_OBJECTS := $(KERNEL_OBJECTS) $(CORE_SOURCES:%.c=$(BUILD)/%.o)
MODULE_OBJECTS := $(MODULE_SOURCES:%.c=$(BUILD)/%.o)
LIBRARY := $(BUILD)/libsignalflow.a
SHARED_LIBRARY := $(BUILD)/libsignalflow.so
# Before 1.0 another minor version may change what a program was linked to.
SONAME := libsignalflow.so.$(basename $(VERSION))
MODULE := $(BUILD)/lib/signalflow/core.so
# For mpirun alone, where there is an MPI.
MPI_MODULE := $(BUILD)/lib/signalflow/mpi.so
LAUNCHER := $(BUILD)/signalflow
# What the prompt's help says, made from the comments.
HELP := $(BUILD)/lua/signalflow/prompt/help_text.lua
# The manual page, and what shells complete, made from the table of commands.
MANUAL := $(BUILD)/signalflow.1
COMPLETION := $(BUILD)/completion/signalflow

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/*/test_*.c))
HOST_TESTS := $(patsubst tests/host/%.c,$(BUILD)/tests/host/%,$(wildcard tests/host/test_*.c))

.PHONY: all run mpi test test-desk test-hosts test-packages install install-lua install-core install-shell install-examples uninstall \
        dist deb clean format lint rooms comments stubs docs \
        check-sanitize check-valgrind check-thread check-memory-failure check-machines tests fuzz coverage
.DELETE_ON_ERROR:

all: $(LIBRARY) $(SHARED_LIBRARY) $(MODULE) $(LAUNCHER) $(HELP) $(MANUAL)

OBJECT_FOLDERS := $(sort $(dir $(CORE_OBJECTS) $(MODULE_OBJECTS)))
$(CORE_OBJECTS) $(MODULE_OBJECTS): | $(OBJECT_FOLDERS)
$(OBJECT_FOLDERS):
	@mkdir -p $@

$(KERNEL_OBJECTS): $(BUILD)/csrc/kernels/kernels_%.o: $(KERNEL_SOURCE)
	$(CC) $(ALL_CFLAGS) -O3 $(kernel_flags_$*) -DSF_KERNEL_SET=$* -c -o $@ $<

$(MODULE_OBJECTS): ALL_CFLAGS += $(LUA_CFLAGS)

# What is done once for each question takes a quarter less time to compile so; patterns of the sandbox and estimates are
# asked for by the ten thousand.
COLD_SOURCES := $(filter-out csrc/lua/sandbox% csrc/factory/inference% csrc/factory/named.c csrc/units/dimension.c, \
  $(wildcard $(patsubst %,csrc/%*.c,factory/ finance/ lua/ units/ laws/composite laws/print expressions/print summaries/summary_b)))
$(COLD_SOURCES:%.c=$(BUILD)/%.o): LEVEL := -O1

# The lexicon's text goes into the library as it is.
$(BUILD)/csrc/headlines/lexicon_shipped.o: ALL_CFLAGS += -Wa,-Icsrc
$(BUILD)/csrc/headlines/lexicon_shipped.o: csrc/headlines/lexicon.txt csrc/headlines/odds.txt

$(BUILD)/%.o: %.c
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(LIBRARY): $(CORE_OBJECTS)
	@rm -f $@
	$(AR) rcsD $@ $^

$(MPI_MODULE): $(MPI_SOURCE)
	@mkdir -p $(@D)
	OMPI_CC=$(CC) MPICH_CC=$(CC) mpicc $(ALL_CFLAGS) $(LUA_CFLAGS) -shared -o $@ $< $(ALL_LDFLAGS)

mpi:
	$(call need,$(PACKAGES_MPI))
	@$(MAKE) --no-print-directory -s -j$$(nproc) all $(MPI_MODULE)

# nodelete: a worker thread or a destructor must never run in unmapped code. exclude-libs: the module shows only how it
# is opened, so that it never meets another copy of the core in its host.
$(MODULE): $(MODULE_OBJECTS) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) -shared $(ALL_LDFLAGS) -Wl,-z,nodelete -Wl,--exclude-libs,ALL -o $@ $^ -lm

# The core for hosts that link it when they start.
$(SHARED_LIBRARY): $(CORE_OBJECTS)
	$(CC) -shared $(ALL_LDFLAGS) -Wl,-z,nodelete -Wl,-soname,$(SONAME) -o $@ $^ -lm
	@ln -sf $(@F) $(BUILD)/$(SONAME)

# It finds its tree from where it lies, so that both may be moved together.
$(LAUNCHER): Makefile
	@mkdir -p $(@D)
	@printf '%s\n' '#!/bin/sh' \
	  '# Runs signalflow from its source tree; `eval "$$($(@F) env)"` lets a plain Lua find it.' \
	  'build=$$(cd "$$(dirname "$$(readlink -f "$$0")")" && pwd)' \
	  'tree=$$(cd "$$build/$(shell realpath -m --relative-to=$(BUILD) .)" && pwd)' \
	  'LUA_PATH="$$tree/lua/?.lua;$$tree/lua/?/init.lua;$$build/lua/?.lua;$${LUA_PATH:-;}"' \
	  'LUA_CPATH="$$build/lib/?.so;$${LUA_CPATH:-;}"' \
	  'export LUA_PATH LUA_CPATH' \
	  'if [ "$$1" = env ]; then printf "export LUA_PATH='"'%s'"' LUA_CPATH='"'%s'"'\n" "$$LUA_PATH" "$$LUA_CPATH"; exit; fi' \
	  'exec $${LUA:-$(LUA)} "$$tree/lua/bin/signalflow" "$$@"' >$@
	@chmod +x $@

# What the examples in C and Python read: a factory's drivers, of the catalogue.
EXAMPLES := $(wildcard tests/host/reference_factory.*)
DRIVERS := $(BUILD)/reference_factory.csv
$(DRIVERS): tests/host/reference_factory.lua $(MODULE) $(shell find lua/signalflow -name '*.lua') | $(LAUNCHER)
	@eval "$$($(LAUNCHER) env)" && LD_PRELOAD="$(PRELOAD)" $(LUA) $< --save $@

$(HELP): $(shell find lua/signalflow -name '*.lua') $(MODULE_SOURCES) $(wildcard tests/lint/*.lua)
	@$(LUA) tests/lint/write_reference.lua --build $(BUILD) help

$(MANUAL) $(COMPLETION) &: lua/signalflow/command/commands.lua lua/signalflow/shared/version.lua tests/lint/write_command.lua
	@$(LUA) tests/lint/write_command.lua --build $(BUILD)

# ---- using it ----------------------------------------------------------------------------------------------------

run:
	$(call need,$(PACKAGES_RUN))
	@$(MAKE) --no-print-directory -sq all || echo "building: less than a minute"
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@$(LAUNCHER) run lua/scenarios/hundred_megawatts.lua

LUADIR ?= $(PREFIX)/share/lua/5.4
LIBDIR ?= $(PREFIX)/lib/lua/5.4
BINDIR ?= $(PREFIX)/bin
# What is installed goes without what debuggers read; STRIPPED= keeps it.
STRIPPED ?= -s
# Where the C library goes.
COREDIR ?= $(PREFIX)/lib
EXAMPLEDIR ?= $(PREFIX)/share/doc/signalflow/examples

MANDIR ?= $(PREFIX)/share/man/man1
COMPLETIONS := $(PREFIX)/share/bash-completion/completions $(PREFIX)/share/zsh/site-functions

install: install-core install-lua install-shell install-examples

install-shell: $(MANUAL) $(COMPLETION)
	install -D -m 644 $(MANUAL) $(DESTDIR)$(MANDIR)/signalflow.1
	install -D -m 644 $(COMPLETION) $(DESTDIR)$(firstword $(COMPLETIONS))/signalflow
	install -D -m 644 $(dir $(COMPLETION))_signalflow $(DESTDIR)$(lastword $(COMPLETIONS))/_signalflow

install-lua: $(MODULE) $(HELP)
	install -d $(DESTDIR)$(LIBDIR)/signalflow $(DESTDIR)$(BINDIR) $(DESTDIR)$(LUADIR)
	install $(STRIPPED) -m 755 $(MODULE) $(DESTDIR)$(LIBDIR)/signalflow/core.so
	[ ! -f $(MPI_MODULE) ] || install $(STRIPPED) -m 755 $(MPI_MODULE) $(DESTDIR)$(LIBDIR)/signalflow/mpi.so
	cd lua && find signalflow scenarios -type f ! -name 'README.md' | while read -r file; do \
	  case $$file in scenarios/*) to=signalflow/$$file;; *) to=$$file;; esac; \
	  install -D -m 644 "$$file" "$(DESTDIR)$(LUADIR)/$$to"; done
	install -D -m 644 $(HELP) $(DESTDIR)$(LUADIR)/signalflow/prompt/help_text.lua
	install -m 755 lua/bin/signalflow $(DESTDIR)$(BINDIR)/signalflow

# What pkg-config says names the prefix of this installation, so it is written now.
install-core: $(LIBRARY) $(SHARED_LIBRARY)
	install -d $(DESTDIR)$(COREDIR)/pkgconfig $(DESTDIR)$(PREFIX)/include/signalflow
	install -m 644 $(LIBRARY) $(DESTDIR)$(COREDIR)/libsignalflow.a
	install $(STRIPPED) -m 644 $(SHARED_LIBRARY) $(DESTDIR)$(COREDIR)/libsignalflow.so.$(VERSION)
	ln -sf libsignalflow.so.$(VERSION) $(DESTDIR)$(COREDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(COREDIR)/libsignalflow.so
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(patsubst $(PREFIX)/%,$${prefix}/%,$(COREDIR))' 'Name: signalflow' \
	  'Description: Models of AI factories: from electricity to tokens to value' 'Version: $(VERSION)' \
	  'Cflags: -I$${prefix}/include' 'Libs: -L$${libdir} -lsignalflow' 'Libs.private: -lm -pthread' \
	  >$(DESTDIR)$(COREDIR)/pkgconfig/signalflow.pc
	install -m 644 include/signalflow/*.h $(DESTDIR)$(PREFIX)/include/signalflow/

install-examples: $(DRIVERS)
	install -d $(DESTDIR)$(EXAMPLEDIR)
	install -m 644 $(EXAMPLES) $(DRIVERS) $(DESTDIR)$(EXAMPLEDIR)

# Takes away what install put there, and the folders that are empty then.
uninstall:
	rm -f $(addprefix $(DESTDIR)$(COREDIR)/,libsignalflow.a libsignalflow.so libsignalflow.so.$(VERSION) $(SONAME) \
	  pkgconfig/signalflow.pc) \
	  $(DESTDIR)$(BINDIR)/signalflow $(DESTDIR)$(LIBDIR)/signalflow/core.so $(DESTDIR)$(LIBDIR)/signalflow/mpi.so $(DESTDIR)$(MANDIR)/signalflow.1 \
	  $(DESTDIR)$(firstword $(COMPLETIONS))/signalflow $(DESTDIR)$(lastword $(COMPLETIONS))/_signalflow
	rm -rf $(DESTDIR)$(PREFIX)/include/signalflow $(DESTDIR)$(LUADIR)/signalflow $(DESTDIR)$(EXAMPLEDIR)
	-cd $(DESTDIR)$(PREFIX) 2>/dev/null && rmdir -p --ignore-fail-on-non-empty lib/pkgconfig include bin share/lua/5.4 \
	  lib/lua/5.4/signalflow share/man/man1 share/bash-completion/completions share/zsh/site-functions \
	  share/doc/signalflow 2>/dev/null

# Packages of what is committed. The same commit gives the same bytes, whoever makes them and where.
DIST := $(BUILD)/signalflow-$(VERSION).tar.gz
dist:
	@git rev-parse -q --verify HEAD >/dev/null || { echo "make dist packs what is committed, and this is no repository of git"; exit 1; }
	@mkdir -p $(BUILD)
	@git archive --format=tar --prefix=signalflow-$(VERSION)/ HEAD | gzip -9n >$(DIST)
	@echo $(DIST)

deb:
	$(call need,$(PACKAGES_DEB))
	@$(MAKE) --no-print-directory -s dist >/dev/null
	@rm -rf $(BUILD)/deb && mkdir -p $(BUILD)/deb && tar -xf $(DIST) -C $(BUILD)/deb
	@mv $(BUILD)/deb/signalflow-$(VERSION)/rockspec/debian $(BUILD)/deb/signalflow-$(VERSION)/debian
	@cd $(BUILD)/deb/signalflow-$(VERSION) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u BUILD dpkg-buildpackage -us -uc -b \
	  >../log 2>&1 || { tail -n 20 ../log; exit 1; }
	@ls $(BUILD)/deb/*.deb

test-packages:
	$(call need,$(PACKAGES_TEST_PACKAGES))
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@BUILD=$(BUILD) tests/package/run

clean:
	rm -rf $(BUILD)

# ---- proving it --------------------------------------------------------------------------------------------------

# What is tested is optimized; the tests are not, which halves the time that they take to build.
TEST_CFLAGS = $(ALL_CFLAGS) -O0 -U_FORTIFY_SOURCE -Wno-conversion -Wno-double-promotion -Itests/unit
$(UNIT_TESTS): $(BUILD)/tests/unit/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) -o $@ $< $(LIBRARY) $(ALL_LDFLAGS) -lcmocka -lm

# Hosts embed Lua themselves, so they link it; the module never does.
LUA_LIBS = $(shell for name in lua5.4 lua-5.4 lua54 lua; do pkg-config --libs $$name 2>/dev/null && break; done)
$(HOST_TESTS): $(BUILD)/tests/host/%: tests/host/%.c $(MODULE)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) $(LUA_CFLAGS) -o $@ $< $(ALL_LDFLAGS) $(LUA_LIBS) -lcmocka -lm -Wl,-E

# The example in C, as a host that has the library in an archive builds it.
EXAMPLE := $(BUILD)/tests/host/reference_factory
$(EXAMPLE): tests/host/reference_factory.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARNINGS) $(WERROR) $(SANITIZE) -Iinclude -o $@ $< $(LIBRARY) $(ALL_LDFLAGS) -lm

# Locales that write a decimal comma: the specs run in the first under the sanitizers; in the second a byte is a letter.
LOCALES := $(BUILD)/locale/de_DE.UTF-8 $(BUILD)/locale/de_DE.ISO-8859-1
$(LOCALES:=/LC_NUMERIC): $(BUILD)/locale/de_DE.%/LC_NUMERIC:
	@mkdir -p $(BUILD)/locale
	localedef -i de_DE -f $* $(@D)

tests: all $(DRIVERS) $(EXAMPLE) $(UNIT_TESTS) $(HOST_TESTS) $(LOCALES:=/LC_NUMERIC)

test:
	$(call need,$(PACKAGES_TEST))
	@$(MAKE) --no-print-directory -s -j$$(nproc) tests WERROR=-Werror
	@BUILD=$(BUILD) tests/run $(TESTS)

# What a browser sees of reports and pictures.
test-desk:
	$(call need,$(PACKAGES_DESK))
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@! command -v npm >/dev/null || [ -d $(BUILD)/axe ] || \
	  npm install --silent --no-audit --no-fund --prefix $(BUILD)/axe axe-core@4 >/dev/null 2>&1 || rm -rf $(BUILD)/axe
	@$(MAKE) --no-print-directory -s docs >/dev/null
	@BUILD=$(BUILD) tests/desk/run

# One scenario in programs that embed Lua, other people's and our own: with liblua shared, linked in with its symbols shown
# and not shown, the one that raises C++ exceptions where it is, and as a library that is unloaded.
HOST := $(BUILD)/tests/host/programs
LUA_CPP := $(shell $(CC) -print-file-name=liblua5.4-c++.so 2>/dev/null)
HOST_PROGRAMS := $(HOST)/host_shared $(HOST)/host_static $(HOST)/host_bare $(HOST)/host.so $(HOST)/unload \
                 $(if $(wildcard $(LUA_CPP)),$(HOST)/host_c++)
LUA_STATIC = $(shell $(CC) -print-file-name=liblua5.4.a) -lm -ldl
$(HOST)/host_shared: HOST_LIBS = $(LUA_LIBS)
$(HOST)/host_static: HOST_LIBS = $(LUA_STATIC) -Wl,-E
$(HOST)/host_bare: HOST_LIBS = $(LUA_STATIC)
$(HOST)/host_c++: HOST_LIBS = $(LUA_CPP)
$(HOST)/host.so: HOST_LIBS = -shared -DAS_LIBRARY $(LUA_LIBS)
$(HOST_PROGRAMS): $(HOST)/%: Makefile
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARNINGS) $(OPTIMIZE) -fPIC $(LUA_CFLAGS) -o $@ $(filter %.c,$^) $(HOST_LIBS) -pthread -ldl
$(filter $(HOST)/host%,$(HOST_PROGRAMS)): tests/host/programs/host.c
$(HOST)/unload: tests/host/programs/unload.c

test-hosts:
	$(call need,$(PACKAGES_HOSTS))
	@$(MAKE) --no-print-directory -s -j2 all $(HOST_PROGRAMS) $(LOCALES:=/LC_NUMERIC)
	@BUILD=$(BUILD) tests/host/programs/run

# The whole run again under the sanitizers. Lua itself is not instrumented, so the runtime is preloaded.
check-sanitize: PRELOAD = $(foreach name,libasan libubsan,$(shell $(CC) -print-file-name=$(name).so))
check-sanitize:
	$(call need,$(PACKAGES_CHECK))
	@$(MAKE) --no-print-directory -s -j$$(nproc) BUILD=$(BUILD)/sanitize tests OPTIMIZE="-O1 -g" HARDENING= \
	  SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all" PRELOAD="$(PRELOAD)"
	@BUILD=$(BUILD)/sanitize PRELOAD="$(PRELOAD)" UBSAN_OPTIONS=print_stacktrace=1 tests/run

check-valgrind:
	$(call need,$(PACKAGES_CHECK))
	@$(MAKE) --no-print-directory -s -j$$(nproc) tests
	@BUILD=$(BUILD) WRAP="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite" tests/run

# The threads of the engine under the thread sanitizer.
check-thread:
	$(call need,$(PACKAGES_CHECK))
	@$(MAKE) --no-print-directory -s -j$$(nproc) BUILD=$(BUILD)/thread OPTIMIZE="-O1 -g" HARDENING= SANITIZE=-fsanitize=thread \
	  $(BUILD)/thread/signalflow $(BUILD)/thread/tests/unit/engine/test_run $(BUILD)/thread/tests/unit/base/test_threads
	@BUILD=$(BUILD)/thread tests/run test_run test_threads

# Every allocation failed in turn, in the core and in Lua.
check-memory-failure:
	$(call need,$(PACKAGES_TEST))
	@$(MAKE) --no-print-directory -s -j$$(nproc) tests
	@BUILD=$(BUILD) tests/run $$(grep -l fail_each_allocation tests/unit/*/*.c | xargs -n 1 basename -s .c) test_states

# The same bits on this machine and on an emulated aarch64, from every kernel set of both.
$(BUILD)/same_bits: tests/golden/same_bits.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $< $(LIBRARY) $(ALL_LDFLAGS) $(STATIC) -lm

check-machines:
	$(call need,$(PACKAGES_MACHINES))
	@$(MAKE) --no-print-directory -s -j$$(nproc) $(BUILD)/same_bits
	@$(MAKE) --no-print-directory -s -j$$(nproc) BUILD=$(BUILD)/aarch64 CC=aarch64-linux-gnu-gcc STATIC=-static $(BUILD)/aarch64/same_bits
	@{ $(BUILD)/same_bits && qemu-aarch64 $(BUILD)/aarch64/same_bits; } >$(BUILD)/same_bits.txt
	@tests/golden/compare $(BUILD)/same_bits.txt

# Any bytes to every parser, FUZZ_SECONDS each, with libFuzzer and the sanitizers. What it finds is left in $(BUILD)/fuzz.
FUZZ_SECONDS ?= 60
FUZZ_FLAGS := -std=c11 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -ffp-contract=off -pthread \
              -Iinclude -Icsrc -Wa,-Icsrc
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

# The rooms that read other people's bytes are instrumented; what lies beneath comes from the library.
FUZZED_SOURCES := $(wildcard csrc/formats/*.c csrc/publishers/*.c csrc/headlines/*.c csrc/feeds/*.c)
$(FUZZERS): $(BUILD)/fuzz/%: tests/fuzz/%.c $(FUZZED_SOURCES) $(LIBRARY)
	@mkdir -p $(@D)
	clang $(FUZZ_FLAGS) -o $@ $(filter %.c,$^) $(LIBRARY) -lm

fuzz:
	$(call need,$(PACKAGES_FUZZ))
	@$(MAKE) --no-print-directory -s $(FUZZERS)
	@for fuzzer in $(FUZZERS); do \
	  echo "$$(basename $$fuzzer): $(FUZZ_SECONDS) s"; mkdir -p $$fuzzer.corpus; \
	  $$fuzzer -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=2048 -verbosity=0 -artifact_prefix=$(BUILD)/fuzz/ \
	    $$fuzzer.corpus tests/data || exit 1; \
	done

# Lines and branches of the core that the tests reach.
coverage:
	$(call need,$(PACKAGES_COVERAGE))
	@$(MAKE) --no-print-directory -s -j$$(nproc) BUILD=$(BUILD)/coverage tests OPTIMIZE="-O0 -g --coverage" HARDENING= LDFLAGS=--coverage
	@BUILD=$(BUILD)/coverage tests/run | tail -n 1
	@gcovr --root . --filter csrc/ --object-directory $(BUILD)/coverage --print-summary --sort-uncovered $(BUILD)/coverage | tail -n 60

C_FILES = $(shell git ls-files 'csrc/*.[ch]' 'include/*.h' 'tests/*.[ch]' 2>/dev/null)
LUA_FILES = lua tests/desk tests/spec tests/bench tests/accuracy tests/lint

format:
	$(call need,$(PACKAGES_LINT))
	clang-format -i $(C_FILES)

lint:
	$(call need,$(PACKAGES_LINT))
	clang-format --dry-run -Werror $(C_FILES)
	luacheck -q $(LUA_FILES) lua/bin/signalflow
	@# suppressed: an sf_error is written before it is read, and cppcheck does not see that raising never returns
	cppcheck -q --enable=warning,portability --inline-suppr --error-exitcode=1 --suppress=missingIncludeSystem \
	  --suppress=ctuuninitvar --suppress=nullPointerRedundantCheck \
	  -Iinclude -Icsrc -DSF_KERNEL_SET=baseline -DLUA_VERSION_NUM=504 csrc
	@$(MAKE) --no-print-directory -s rooms QUIET=--quiet
	@$(MAKE) --no-print-directory -s comments QUIET=--quiet

# The house drawn, and where it departs from its plan (tests/lint/README.md).
rooms:
	$(call need,$(PACKAGES_BUILD))
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@$(LUA) tests/lint/rooms.lua --build $(BUILD) $(QUIET)

# What comments name exists, what is public has one, and what is made from them is as they say.
comments:
	$(call need,$(PACKAGES_BUILD))
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@$(LUA) tests/lint/comments.lua --build $(BUILD) $(QUIET)
	@$(LUA) tests/lint/write_reference.lua stale

# What is made from comments and committed: stubs for editors, and the table of the core's functions.
stubs:
	$(call need,$(PACKAGES_BUILD))
	@$(LUA) tests/lint/write_reference.lua committed

# The reference as pages: guides first, then every public name, by room.
docs:
	$(call need,$(PACKAGES_DOCS))
	@$(LUA) tests/lint/write_reference.lua --build $(BUILD) docs
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@eval "$$($(LAUNCHER) env)" && $(LUA) tests/lint/write_site.lua $(BUILD)

include tests/accuracy/rules.mk tests/bench/rules.mk

-include $(CORE_OBJECTS:.o=.d) $(MODULE_OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(HOST_TESTS:=.d)
