# How the programs here are built and run; a part of the Makefile.

.PHONY: accuracy accuracy-fit accuracy-headlines accuracy-headlines-fit accuracy-stories

# How near estimates come to measured rows (tests/accuracy/README.md says with which columns).
comma := ,
DATA ?= $(subst $() ,$(comma),$(wildcard ../shared/data/inference_measured.csv ../shared/data/inference_measured_2026.csv))

accuracy:
	$(call need,$(PACKAGES_BUILD))
	@$(MAKE) --no-print-directory -s all
	@if [ -z "$(DATA)" ]; then echo "no measured rows here: make accuracy DATA=a.csv,b.csv"; exit 2; fi
	@eval "$$($(LAUNCHER) env)" && $(LUA) tests/accuracy/inference.lua "$(DATA)"

# How well headlines are read, against labelled ones.
$(BUILD)/tests/accuracy/headlines: tests/accuracy/headlines.c tests/accuracy/labelled_rows.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MF $@.d -o $@ $(filter %.c,$^) $(LIBRARY) $(ALL_LDFLAGS) -lm

# Of the rows the lexicon was written for first (headlines_labelled.csv) the part set aside is not unseen.
accuracy-headlines: DATA = $(subst $() ,$(comma),$(wildcard ../shared/data/headlines_labelled_2026.csv \
  ../shared/data/headlines_labelled_pool.csv))
accuracy-headlines:
	$(call need,$(PACKAGES_BUILD))
	@$(MAKE) --no-print-directory -s $(BUILD)/tests/accuracy/headlines
	@if [ -z "$(DATA)" ]; then echo "no labelled headlines here: make accuracy-headlines DATA=a.csv,b.csv"; exit 2; fi
	@$(BUILD)/tests/accuracy/headlines "$(DATA)"

# The odds of the reader's rules and words, fitted anew to labelled headlines and mixed with those there are.
$(BUILD)/tests/accuracy/fit_headlines: tests/accuracy/fit_headlines.c tests/accuracy/labelled_rows.c \
                                       tests/accuracy/logistic.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MF $@.d -o $@ $(filter %.c,$^) $(LIBRARY) $(ALL_LDFLAGS) -lm

accuracy-headlines-fit:
	$(call need,$(PACKAGES_BUILD))
	@$(MAKE) --no-print-directory -s $(BUILD)/tests/accuracy/fit_headlines
	@if [ -z "$(ROWS)" ]; then \
	  echo "make accuracy-headlines-fit ROWS=\"lexicon.txt a.csv,b.csv lexicon.txt =new.csv\""; exit 2; fi
	@$(BUILD)/tests/accuracy/fit_headlines csrc/headlines/odds.txt $(ROWS) > $(BUILD)/odds.txt
	@mv $(BUILD)/odds.txt csrc/headlines/odds.txt

$(BUILD)/tests/accuracy/stories: tests/accuracy/stories.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MF $@.d -o $@ $(filter %.c,$^) $(LIBRARY) $(ALL_LDFLAGS) -lm

accuracy-stories: DATA = $(wildcard ../shared/data/story_pairs.csv)
accuracy-stories:
	$(call need,$(PACKAGES_BUILD))
	@$(MAKE) --no-print-directory -s $(BUILD)/tests/accuracy/stories
	@if [ -z "$(DATA)" ]; then echo "no labelled pairs here: make accuracy-stories DATA=pairs.csv"; exit 2; fi
	@$(BUILD)/tests/accuracy/stories "$(DATA)"

# Fits the constants again, leaves groups out, and writes what was fitted into the catalogue.
FIT_DATE ?= $(shell date +%F)
CALIBRATION := lua/signalflow/catalogue/calibration
accuracy-fit:
	$(call need,$(PACKAGES_BUILD))
	@$(MAKE) --no-print-directory -s all
	@if [ -z "$(DATA)" ]; then echo "no measured rows here: make accuracy-fit DATA=a.csv,b.csv"; exit 2; fi
	@eval "$$($(LAUNCHER) env)" && \
	  $(LUA) tests/accuracy/fit.lua "$(DATA)" --date $(FIT_DATE) --write $(CALIBRATION)/inference.lua && \
	  $(LUA) tests/accuracy/reach.lua "$(DATA)" --date $(FIT_DATE) --write $(CALIBRATION)/frontiers.lua
