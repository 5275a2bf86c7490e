/* A rule read over a series, reading by reading: thresholds, dead band, persistence, then freshness and suspicion. */
#include "base/memory.h"
#include "base/text.h"
#include "judgement/suspicion.h"

#include <math.h>

static sf_status check_limit(sf_threshold threshold, const char *name, sf_error *error) {
  if (threshold.side == SF_NEITHER || isfinite(threshold.limit)) return SF_OK;
  return sf_fail(error, SF_INVALID, "the limit of %s must be a finite number, got %s", name,
                 sf_quote_number(threshold.limit).text);
}

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
  if (overlaps(rule->pass, rule->fail)) return sf_fail(error, SF_INVALID, "pass and fail have values in common");
  if (rule->has_clear) {
    const bool beyond = rule->pass.side == SF_ABOVE ? rule->clear >= rule->pass.limit : rule->clear <= rule->pass.limit;
    if (rule->pass.side == SF_NEITHER || !isfinite(rule->clear) || !beyond)
      return sf_fail(error, SF_INVALID, "clear must lie on the far side of the pass threshold");
  }
  if (rule->warn_after < 0 || rule->stale_after < 0 ||
      (rule->warn_after > 0 && rule->stale_after > 0 && rule->warn_after > rule->stale_after))
    return sf_fail(error, SF_INVALID,
                   "warn_after (%d) and stale_after (%d) are days, the first no longer than the other",
                   rule->warn_after, rule->stale_after);
  if (!(isfinite(rule->jump_sigmas) && rule->jump_sigmas >= 0))
    return sf_fail(error, SF_INVALID, "jump_sigmas must be at least 0, got %s",
                   sf_quote_number(rule->jump_sigmas).text);
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

/* What decides, when nothing but the newest value does, and the limit by which it does. */
static void weigh_value(const sf_rule *rule, sf_finding *finding) {
  const double value = finding->observation.value;
  const sf_state alone = judge(rule, value, finding->state);
  const bool is_by_fail = alone == SF_STATE_FAIL || rule->pass.side == SF_NEITHER;
  finding->limit = is_by_fail ? rule->fail : rule->pass;
  finding->why = SF_WHY_VALUE;
  if (finding->pending > 0) {
    finding->why = SF_WHY_HELD;
  } else if (alone != finding->state) {
    finding->why = SF_WHY_NEAREST;
  } else if (alone == SF_STATE_WARN && rule->has_clear && sf_meets(rule->pass, value) == SF_TRUE) {
    finding->why = SF_WHY_DEAD_BAND;
    finding->limit.limit = rule->clear;
  }
}

/* The state no longer stands. */
static void hold_state(sf_finding *finding, sf_state instead, sf_why why) {
  finding->last = finding->state;
  finding->state = instead;
  finding->why = why;
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
static void qualify(const sf_rule *rule, const sf_note *blank, bool is_suspect, sf_finding *finding) {
  if (blank != NULL) {
    hold_state(finding, SF_STATE_UNKNOWN, SF_WHY_BLANK);
    finding->blank = *blank;
  } else if (is_undecided(rule, &finding->observation, finding->state)) {
    hold_state(finding, SF_STATE_UNKNOWN, SF_WHY_OPEN_BOUND);
  } else if (finding->readings < rule->at_least) {
    hold_state(finding, SF_STATE_UNKNOWN, SF_WHY_TOO_FEW);
  } else if (rule->stale_after > 0 && finding->age > rule->stale_after) {
    hold_state(finding, SF_STATE_UNKNOWN, SF_WHY_STALE);
  } else if (is_suspect) {
    hold_state(finding, SF_STATE_SUSPECT, SF_WHY_JUMP);
  } else {
    weigh_value(rule, finding);
    if (finding->state != SF_STATE_PASS || rule->warn_after == 0 || finding->age <= rule->warn_after) return;
    finding->state = SF_STATE_WARN;
    finding->why = SF_WHY_AGEING;
  }
}

/* The day on which the period first had a value: a restatement does not make a figure fresh. */
static sf_day first_known(const sf_series *series, const sf_observation *reading) {
  const sf_observation *items = sf_series_observations(series);
  for (size_t i = 0; i < sf_series_length(series); i++)
    if (items[i].end == reading->end && !isnan(items[i].value)) return items[i].known_on;
  return reading->known_on;
}

/* The readings in which jumps are looked for, and which of them are trusted. */
typedef struct suspicion {
  sf_observation *view;
  size_t count;
  size_t *trusted;
  sf_habit habit;
} suspicion;

/* The reading of the suspicion that this one rests on, where it is suspect; else NULL. */
static const sf_observation *find_suspect(const suspicion *of, const sf_observation *reading) {
  const sf_observation *rests_on = sf_find_near(of->view, of->count, reading->end);
  if (rests_on == NULL || of->trusted[rests_on - of->view] == (size_t)(rests_on - of->view)) return NULL;
  return rests_on;
}

static void read_view(const sf_rule *rule, const sf_series *series, const sf_observation *view, size_t count,
                      const suspicion *doubts, sf_day as_of, sf_finding *finding) {
  state_machine machine = {.state = SF_STATE_UNKNOWN};
  for (size_t i = 0; i < count; i++)
    if (find_suspect(doubts, &view[i]) == NULL) step(&machine, rule, &view[i]);
  const sf_observation *newest = &view[count - 1], *suspect = find_suspect(doubts, newest);
  finding->readings = count;
  finding->has_observation = true;
  finding->observation = *newest;
  const sf_day known_on = first_known(series, newest);
  finding->age = as_of - known_on;
  finding->state = machine.state;
  finding->since = machine.since;
  finding->pending = machine.pending;
  if (suspect != NULL)
    finding->jump = sf_jump_between(&doubts->habit, &doubts->view[doubts->trusted[suspect - doubts->view]], suspect);
  qualify(rule, find_blank(series, newest->end, as_of), suspect != NULL, finding);
  if (finding->why == SF_WHY_AGEING) finding->since = known_on + rule->warn_after + 1;
}

static sf_status start_suspicion(const sf_rule *rule, const sf_series *series, const sf_series *confirming,
                                 sf_day as_of, suspicion *made, sf_error *error) {
  *made = (suspicion){.view = NULL};
  if (rule->jump_sigmas == 0) return SF_OK;
  sf_status status = sf_take_view(series, as_of, &made->view, &made->count, error);
  if (status != SF_OK || made->count == 0) return status;
  made->trusted = sf_allocate(made->count, sizeof *made->trusted);
  if (made->trusted == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for %zu readings", made->count);
  status = sf_learn_habit(made->view, made->count, &made->habit, error);
  if (status != SF_OK) return status;
  return sf_mark_suspects(made->view, made->count, &made->habit, rule->jump_sigmas, confirming, as_of, made->trusted,
                          error);
}

sf_status sf_evaluate_rule(const sf_rule *rule, const sf_series *series, sf_witness witness, sf_day as_of,
                           sf_finding *finding, sf_error *error) {
  sf_status status = sf_check_rule(rule, error);
  if (status != SF_OK) return status;
  *finding = (sf_finding){.state = SF_STATE_UNKNOWN, .last = SF_STATE_UNKNOWN, .why = SF_WHY_NO_READING};
  sf_observation *view;
  size_t count;
  suspicion doubts;
  status = sf_take_view(series, as_of, &view, &count, error);
  if (status != SF_OK) return status;
  status = start_suspicion(rule, witness.raw != NULL ? witness.raw : series, witness.confirming, as_of, &doubts, error);
  if (status == SF_OK && count > 0) read_view(rule, series, view, count, &doubts, as_of, finding);
  sf_free(doubts.trusted);
  sf_free(doubts.view);
  sf_free(view);
  return status;
}

const char *sf_why_name(sf_why why) {
  static const char *const names[SF_WHY_COUNT] = {[SF_WHY_NO_READING] = "no reading",
                                                  [SF_WHY_VALUE] = "value",
                                                  [SF_WHY_DEAD_BAND] = "dead band",
                                                  [SF_WHY_HELD] = "held",
                                                  [SF_WHY_NEAREST] = "nearest",
                                                  [SF_WHY_AGEING] = "ageing",
                                                  [SF_WHY_STALE] = "stale",
                                                  [SF_WHY_TOO_FEW] = "too few",
                                                  [SF_WHY_JUMP] = "jump",
                                                  [SF_WHY_BLANK] = "blank",
                                                  [SF_WHY_OPEN_BOUND] = "open bound"};
  return why < SF_WHY_COUNT ? names[why] : "unknown reason";
}
