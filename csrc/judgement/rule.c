/* A rule read over a series, reading by reading: thresholds, dead band, persistence, then freshness. */
#include "base/format.h"
#include "base/memory.h"
#include "judgement/suspicion.h"

#include <math.h>
#include <stdio.h>

static sf_status check_limit(sf_threshold threshold, const char *name, sf_error *error) {
  if (threshold.side == SF_NEITHER || isfinite(threshold.limit)) return SF_OK;
  return sf_fail(error, SF_INVALID, "the limit of %s must be a finite number, got %g", name, threshold.limit);
}

static const char *side_name(sf_side side) { return side == SF_ABOVE ? "above" : "below"; }

/* Above 1 and below 2 have values in common; above 2 and below 1 have none. */
static bool overlaps(sf_threshold a, sf_threshold b) {
  if (a.side == SF_NEITHER || b.side == SF_NEITHER) return false;
  if (a.side == b.side) return true;
  return a.side == SF_ABOVE ? a.limit < b.limit : b.limit < a.limit;
}

sf_status sf_check_rule(const sf_rule *rule, sf_error *error) {
  sf_status status = check_limit(rule->pass, "pass", error);
  if (status == SF_OK) status = check_limit(rule->fail, "fail", error);
  if (status != SF_OK) return status;
  if (rule->pass.side == SF_NEITHER && rule->fail.side == SF_NEITHER)
    return sf_fail(error, SF_INVALID, "a rule needs a threshold: pass, fail or both");
  if (overlaps(rule->pass, rule->fail))
    return sf_fail(error, SF_INVALID, "pass (%s %g) and fail (%s %g) have values in common", side_name(rule->pass.side),
                   rule->pass.limit, side_name(rule->fail.side), rule->fail.limit);
  if (rule->has_clear) {
    const bool beyond = rule->pass.side == SF_ABOVE ? rule->clear >= rule->pass.limit : rule->clear <= rule->pass.limit;
    if (rule->pass.side == SF_NEITHER || !isfinite(rule->clear) || !beyond)
      return sf_fail(error, SF_INVALID, "clear (%g) must lie on the far side of the pass threshold", rule->clear);
  }
  if (rule->warn_after < 0 || rule->stale_after < 0 ||
      (rule->warn_after > 0 && rule->stale_after > 0 && rule->warn_after > rule->stale_after))
    return sf_fail(error, SF_INVALID,
                   "warn_after (%d) and stale_after (%d) are days, the first no longer than the other",
                   rule->warn_after, rule->stale_after);
  if (!(isfinite(rule->jump_sigmas) && rule->jump_sigmas >= 0))
    return sf_fail(error, SF_INVALID, "jump_sigmas must be at least 0, got %g", rule->jump_sigmas);
  return SF_OK;
}

/* What one reading says by itself; in the dead band a state that is not pass stays out of it. */
static sf_state judge(const sf_rule *rule, double value, sf_state current) {
  if (sf_meets(rule->fail, value) == SF_TRUE) return SF_STATE_FAIL;
  if (rule->pass.side == SF_NEITHER) return SF_STATE_PASS;
  sf_threshold pass = rule->pass;
  if (rule->has_clear && current != SF_STATE_PASS && current != SF_STATE_UNKNOWN) pass.limit = rule->clear;
  return sf_meets(pass, value) == SF_TRUE ? SF_STATE_PASS : SF_STATE_WARN;
}

typedef struct state_machine {
  sf_state state;
  sf_day since;
  sf_state target; /* where the pending readings point: the one of them nearest to state */
  unsigned pending;
} state_machine;

static void settle(state_machine *machine, sf_state state, sf_day since) {
  machine->state = state;
  machine->since = since;
  machine->pending = 0;
}

/* Whether a bound leaves open on which side of a threshold the value lies. */
static bool is_undecided(const sf_rule *rule, const sf_observation *reading, sf_state current) {
  if (reading->exactness == SF_EXACT) return false;
  const double far = reading->exactness == SF_LOWER_BOUND ? HUGE_VAL : -HUGE_VAL;
  return judge(rule, reading->value, current) != judge(rule, far, current);
}

static void step(state_machine *machine, const sf_rule *rule, const sf_observation *reading) {
  if (is_undecided(rule, reading, machine->state)) return;
  const sf_state said = judge(rule, reading->value, machine->state);
  if (machine->state == SF_STATE_UNKNOWN) {
    settle(machine, said, reading->end);
    return;
  }
  if (said == machine->state) {
    machine->pending = 0;
    return;
  }
  const bool up = said > machine->state;
  const bool same_side = machine->pending > 0 && (machine->target > machine->state) == up;
  const bool nearer = same_side && (up ? said < machine->target : said > machine->target);
  machine->pending = same_side ? machine->pending + 1 : 1;
  if (!same_side || nearer) machine->target = said;
  if (machine->pending >= rule->hold) settle(machine, machine->target, reading->end);
}

static void say(sf_finding *finding, const char *format, ...) SF_PRINTF(2, 3);
static void say(sf_finding *finding, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  sf_format_list(finding->reason, sizeof finding->reason, format, arguments);
  va_end(arguments);
}

/* Why the state is what it is, when nothing but the value decided. */
static void explain(const sf_rule *rule, sf_finding *finding) {
  const double value = finding->observation.value;
  const sf_state alone = judge(rule, value, finding->state);
  if (finding->pending > 0)
    say(finding, "%s held: %u of %u readings in a row say otherwise (now %.6g)", sf_state_name(finding->state),
        finding->pending, rule->hold, value);
  else if (alone != finding->state)
    say(finding, "%s: %u readings in a row left the state before, the last at %.6g", sf_state_name(finding->state),
        rule->hold, value);
  else if (finding->state == SF_STATE_FAIL)
    say(finding, "%.6g is %s %.6g", value, side_name(rule->fail.side), rule->fail.limit);
  else if (finding->state == SF_STATE_PASS && rule->pass.side != SF_NEITHER)
    say(finding, "%.6g is %s %.6g", value, side_name(rule->pass.side), rule->pass.limit);
  else if (finding->state == SF_STATE_PASS)
    say(finding, "%.6g is not %s %.6g", value, side_name(rule->fail.side), rule->fail.limit);
  else if (rule->has_clear && sf_meets(rule->pass, value) == SF_TRUE)
    say(finding, "%.6g is %s %.6g, but must be %s %.6g to pass again", value, side_name(rule->pass.side),
        rule->pass.limit, side_name(rule->pass.side), rule->clear);
  else
    say(finding, "%.6g is not %s %.6g", value, side_name(rule->pass.side), rule->pass.limit);
}

/* The state no longer stands, for the reason already said. */
static void hold_state(sf_finding *finding, sf_state instead) {
  finding->last = finding->state;
  finding->state = instead;
}

/* The newest period that was given without a value and has none yet; NULL where the newest has one. */
static const sf_note *find_blank(const sf_series *series, sf_day newest, sf_day as_of) {
  size_t count;
  const sf_note *notes = sf_series_notes(series, &count), *found = NULL;
  for (size_t i = 0; i < count; i++)
    if (notes[i].code == SF_NOTE_BLANK && notes[i].known_on <= as_of && notes[i].end > newest &&
        (found == NULL || notes[i].end > found->end))
      found = &notes[i];
  return found;
}

/* What blanks, bounds, age, evidence and suspicion leave of the state. */
static void qualify(const sf_rule *rule, size_t count, const sf_observation *before, const sf_note *blank,
                    sf_day known_on, sf_finding *finding) {
  char a[SF_DAY_TEXT_SIZE], b[SF_DAY_TEXT_SIZE];
  if (blank != NULL) {
    hold_state(finding, SF_STATE_UNKNOWN);
    say(finding, "the period that ends %s has no value, known since %s; %s was the last state",
        sf_print_day(blank->end, a), sf_print_day(blank->known_on, b), sf_state_name(finding->last));
  } else if (is_undecided(rule, &finding->observation, finding->state)) {
    hold_state(finding, SF_STATE_UNKNOWN);
    say(finding, "it is known to be at %s %.6g, which leaves open on which side of the threshold",
        finding->observation.exactness == SF_LOWER_BOUND ? "least" : "most", finding->observation.value);
  } else if (count < rule->at_least) {
    hold_state(finding, SF_STATE_UNKNOWN);
    say(finding, "%zu readings are known, of the %zu it takes", count, rule->at_least);
  } else if (rule->stale_after > 0 && finding->age > rule->stale_after) {
    hold_state(finding, SF_STATE_UNKNOWN);
    say(finding, "stale: known since %s, %d days ago; %s was the last state", sf_print_day(known_on, a), finding->age,
        sf_state_name(finding->last));
  } else if (before != NULL) {
    hold_state(finding, SF_STATE_SUSPECT);
    say(finding, "suspect, a change of tag or source? %.6g (%s) to %.6g (%s)", before->value,
        sf_print_day(before->end, a), finding->observation.value, sf_print_day(finding->observation.end, b));
  } else {
    explain(rule, finding);
    if (finding->state != SF_STATE_PASS || rule->warn_after == 0 || finding->age <= rule->warn_after) return;
    finding->state = SF_STATE_WARN;
    say(finding, "ageing: it passed, but has been known since %s, %d days ago", sf_print_day(known_on, a),
        finding->age);
  }
}

/* The day on which the period first had a value: a restatement does not make a figure fresh. */
static sf_day first_known(const sf_series *series, const sf_observation *reading) {
  const sf_observation *items = sf_series_observations(series);
  for (size_t i = 0; i < sf_series_length(series); i++)
    if (items[i].end == reading->end && !isnan(items[i].value)) return items[i].known_on;
  return reading->known_on;
}

static void read_view(const sf_rule *rule, const sf_series *series, const sf_observation *view, size_t count,
                      const size_t *trusted, sf_day as_of, sf_finding *finding) {
  state_machine machine = {.state = SF_STATE_UNKNOWN};
  for (size_t i = 0; i < count; i++)
    if (trusted[i] == i) step(&machine, rule, &view[i]);
  const size_t newest = count - 1;
  finding->has_observation = true;
  finding->observation = view[newest];
  const sf_day known_on = first_known(series, &view[newest]);
  finding->age = as_of - known_on;
  finding->state = machine.state;
  finding->since = machine.since;
  finding->pending = machine.pending;
  qualify(rule, count, trusted[newest] == newest ? NULL : &view[trusted[newest]],
          find_blank(series, view[newest].end, as_of), known_on, finding);
}

static sf_status evaluate_view(const sf_rule *rule, const sf_series *series, const sf_observation *view, size_t count,
                               const sf_series *confirming, sf_day as_of, sf_finding *finding, sf_error *error) {
  size_t *const trusted = sf_allocate(count, sizeof *trusted);
  if (trusted == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for %zu readings", count);
  sf_habit habit = {.known = false};
  sf_status status = rule->jump_sigmas > 0 ? sf_learn_habit(view, count, &habit, error) : SF_OK;
  if (status == SF_OK)
    status = sf_mark_suspects(view, count, &habit, rule->jump_sigmas, confirming, as_of, trusted, error);
  if (status == SF_OK) read_view(rule, series, view, count, trusted, as_of, finding);
  sf_free(trusted);
  return status;
}

sf_status sf_evaluate_rule(const sf_rule *rule, const sf_series *series, const sf_series *confirming, sf_day as_of,
                           sf_finding *finding, sf_error *error) {
  sf_status status = sf_check_rule(rule, error);
  if (status != SF_OK) return status;
  *finding = (sf_finding){.state = SF_STATE_UNKNOWN, .last = SF_STATE_UNKNOWN};
  sf_observation *view;
  size_t count;
  status = sf_take_view(series, as_of, &view, &count, error);
  if (status != SF_OK) return status;
  if (count == 0) {
    char day[SF_DAY_TEXT_SIZE];
    say(finding, "nothing was known on %s", sf_print_day(as_of, day));
  } else {
    status = evaluate_view(rule, series, view, count, confirming, as_of, finding, error);
  }
  sf_free(view);
  return status;
}
