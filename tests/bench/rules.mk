# How the programs here are built and run; a part of the Makefile.

PACKAGES_BENCH := $(PACKAGES_RUN) python3 python3-numpy python3-numexpr luajit
PACKAGES_BENCH_HEADLINES := $(PACKAGES_BUILD) python3
PACKAGES_BENCH_READING := $(PACKAGES_BUILD) g++ libsimdjson-dev libexpat1-dev libxml2-dev
PACKAGES_BENCH_LEDGER := $(PACKAGES_RUN) $(PACKAGES_LEDGER) lua-luassert postgresql

.PHONY: bench bench-estimate bench-headlines bench-ledger bench-memory bench-reading bench-check bench-record bench-programs bench-reading-programs

BENCH_PROGRAMS := $(BUILD)/tests/bench/engine $(BUILD)/tests/bench/hot_paths
BENCH_MODELS := tests/bench/reference_plan.c tests/bench/reference_estimate.c
$(BENCH_PROGRAMS): $(BUILD)/tests/bench/%: tests/bench/%.c $(BENCH_MODELS) $(BENCH_MODELS:.c=.h) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -D_DEFAULT_SOURCE -Itests/bench -o $@ $< $(BENCH_MODELS) $(LIBRARY) $(ALL_LDFLAGS) -lm

# The peer may use whatever its compiler offers; ours may not.
$(BUILD)/tests/bench/reference_fused: tests/bench/peers/reference_fused.c
	@mkdir -p $(@D)
	$(CC) -O3 -march=native -ffast-math -fopenmp -o $@ $< -lm

bench-programs: all $(BENCH_PROGRAMS) $(BUILD)/tests/bench/reference_fused

bench:
	$(call need,$(PACKAGES_BENCH))
	@$(MAKE) --no-print-directory -s bench-programs
	@eval "$$($(LAUNCHER) env)" && $(LUA) tests/bench/compare.lua $(BUILD)

# Headlines a second, here and in Python with the same lexicon.
$(BUILD)/tests/bench/headlines: tests/bench/headlines.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -D_DEFAULT_SOURCE -o $@ $< $(LIBRARY) $(ALL_LDFLAGS) -lm

bench-headlines: DATA = $(wildcard ../shared/data/headlines_unlabelled.csv)
bench-headlines:
	$(call need,$(PACKAGES_BENCH_HEADLINES))
	@$(MAKE) --no-print-directory -s $(BUILD)/tests/bench/headlines
	@$(LUA) tests/bench/headlines.lua $(BUILD) "$(DATA)"

# Filings and feeds a second, here and with the readers Debian has; one that is not here is left out.
$(BUILD)/tests/bench/reading: tests/bench/reading.c tests/bench/reading_files.h $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -D_DEFAULT_SOURCE -o $@ $< $(LIBRARY) $(ALL_LDFLAGS) -lm

READING_PEERS = $(foreach peer,simdjson expat libxml2,$(if $(shell pkg-config --exists $(package_of_$(peer)) && echo 1), \
  $(BUILD)/tests/bench/reading_$(peer)))
package_of_simdjson := simdjson
package_of_expat := expat
package_of_libxml2 := libxml-2.0

# A recipe of its own, which make expands once the peers are installed.
bench-reading-programs:
	@$(MAKE) --no-print-directory -s $(BUILD)/tests/bench/reading $(READING_PEERS)

$(BUILD)/tests/bench/reading_simdjson: tests/bench/peers/reading_simdjson.cpp tests/bench/reading_files.h
	@mkdir -p $(@D)
	$(CXX) -std=c++17 -O3 -march=native -o $@ $< $(shell pkg-config --cflags --libs simdjson)

$(BUILD)/tests/bench/reading_%: tests/bench/peers/reading_%.c tests/bench/peers/reading_xml.h tests/bench/reading_files.h
	@mkdir -p $(@D)
	$(CC) -O3 -march=native -o $@ $< $(shell pkg-config --cflags --libs $(package_of_$*))

bench-reading: DATA = $(wildcard ../shared/data)
bench-reading:
	$(call need,$(PACKAGES_BENCH_READING))
	@$(MAKE) --no-print-directory -s bench-reading-programs
	@$(LUA) tests/bench/reading.lua $(BUILD) "$(DATA)"

bench-memory:
	$(call need,$(PACKAGES_BUILD))
	@$(MAKE) --no-print-directory -s $(BUILD)/tests/bench/engine
	@$(BUILD)/tests/bench/engine memory 1e9

bench-ledger:
	$(call need,$(PACKAGES_BENCH_LEDGER))
	@$(MAKE) --no-print-directory -s all
	@eval "$$($(LAUNCHER) env)" && $(LUA) tests/bench/ledger.lua $(BUILD)

# An estimate alone, in a sweep and in a frontier.
bench-estimate: all
	@eval "$$($(LAUNCHER) env)" && $(LUA) tests/bench/estimate.lua

bench-check bench-record:
	$(call need,$(PACKAGES_CHECK))
	@$(MAKE) --no-print-directory -s $(BUILD)/tests/bench/hot_paths
	@$(LUA) tests/bench/count_instructions.lua $(BUILD) $(if $(filter bench-record,$@),record)
