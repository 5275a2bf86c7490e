/* The order of steps. Arithmetic that follows arithmetic is one chain, whose links run on a few vectors before the next
 * ones: a value is taken from a register where the next link works on it, and else from the nearest cache. */
#include "engine/steps.h"

#include "base/memory.h"

typedef struct ordering {
  const sf_steps *steps;
  const sf_plan *plan;
  uint32_t *readers;      /* of every step one after the other */
  uint32_t *first_reader; /* of each step, and one more */
  uint32_t *uses;         /* of each step that is needed, as often as it is named and as an output; else 0 */
  uint32_t *rounds;       /* of each step: in which round of kernels and then arithmetic it can be computed */
  uint32_t *by_round;     /* the steps that are needed, by round; of one round, kernels first; else in order */
  uint32_t *next_power;   /* of each power that is needed: the next of the same base; SF_NO_STEP ends */
  uint32_t *last_power;   /* of each step: the last power that has it as its base */
  bool *done;             /* of each step */
  sf_turns *turns;
} ordering;

static bool is_arithmetic(const sf_step *step) { return sf_is_link(step->code); }

typedef void visit_operand(ordering *work, uint32_t operand, uint32_t reader);

static void each_operand(ordering *work, uint32_t reader, visit_operand *visit) {
  const sf_step *step = &work->steps->items[reader];
  for (int i = 0; i < 3; i++)
    if (step->operands[i] != SF_NO_STEP) visit(work, step->operands[i], reader);
  if (step->code != SF_OP_CALL) return;
  const sf_call_site *call = &work->plan->calls[step->index];
  for (size_t i = 0; i < call->count; i++) visit(work, work->steps->call_operands[call->first + i], reader);
}

static void count_use(ordering *work, uint32_t operand, uint32_t reader) {
  (void)reader;
  work->uses[operand]++;
}

/* Room for the readers of each step, filled from its end. */
static void count_reader(ordering *work, uint32_t operand, uint32_t reader) {
  (void)reader;
  work->first_reader[operand]++;
}

static void note_reader(ordering *work, uint32_t operand, uint32_t reader) {
  work->readers[--work->first_reader[operand]] = reader;
}

/* Readers come after what they read, so one pass from the end finds all that is needed. */
static void find_uses(ordering *work) {
  const sf_steps *steps = work->steps;
  for (size_t k = 0; k < steps->output_count; k++) work->uses[steps->outputs[k]]++;
  for (uint32_t i = (uint32_t)steps->count; i-- > 0;) {
    if (work->uses[i] == 0) continue;
    each_operand(work, i, count_use);
    if (is_arithmetic(&steps->items[i])) each_operand(work, i, count_reader);
  }
  uint32_t sum = 0;
  for (size_t i = 0; i <= steps->count; i++) work->first_reader[i] = sum += work->first_reader[i];
  for (uint32_t i = (uint32_t)steps->count; i-- > 0;)
    if (work->uses[i] > 0 && is_arithmetic(&steps->items[i])) each_operand(work, i, note_reader);
}

/* Which operand of the reader is that step; SF_FROM_LANES when another is not there yet, when it is that step too, or
 * when the kernel takes only another in registers. */
static uint32_t place_in(const ordering *work, uint32_t step, const sf_step *reader) {
  uint32_t place = SF_FROM_LANES;
  for (uint32_t i = 0; i < 3; i++) {
    const uint32_t operand = reader->operands[i];
    if (operand == SF_NO_STEP) break;
    if (operand == step && place != SF_FROM_LANES) return SF_FROM_LANES;
    if (operand == step) place = i;
    if (!work->done[operand]) return SF_FROM_LANES;
  }
  const bool first_only = reader->code == SF_OP_LOGISTIC_SHARE || reader->code == SF_OP_SIGNED_POWER;
  return first_only && place != 0 ? SF_FROM_LANES : place;
}

static bool next_in_chain(const ordering *work, sf_turn *turn) {
  const uint32_t step = turn->step;
  if (!is_arithmetic(&work->steps->items[step])) return false;
  for (uint32_t at = work->first_reader[step]; at < work->first_reader[step + 1]; at++) {
    const uint32_t reader = work->readers[at];
    if (work->done[reader]) continue;
    const uint32_t place = place_in(work, step, &work->steps->items[reader]);
    if (place == SF_FROM_LANES) continue;
    *turn = (sf_turn){.step = reader, .place = place, .kept = true};
    return true;
  }
  return false;
}

static void take_turn(ordering *work, sf_turn turn) {
  work->turns->items[work->turns->count++] = turn;
  work->done[turn.step] = true;
}

/* The other powers of the same base in its round whose exponent is there. */
static void order_powers_beside(ordering *work, uint32_t first) {
  if (!sf_is_power(work->steps->items[first].code)) return;
  for (uint32_t at = work->next_power[first]; at != SF_NO_STEP; at = work->next_power[at]) {
    const uint32_t exponent = work->steps->items[at].operands[1];
    if (work->done[at] || work->rounds[at] != work->rounds[first]) continue;
    if (exponent != SF_NO_STEP && !work->done[exponent]) continue;
    take_turn(work, (sf_turn){.step = at, .place = SF_FROM_LANES, .kept = true, .shares = true});
  }
}

static void order_from(ordering *work, uint32_t first) {
  sf_turn turn = {.step = first, .place = SF_FROM_LANES, .kept = true};
  take_turn(work, turn);
  order_powers_beside(work, first);
  while (next_in_chain(work, &turn)) {
    sf_turn *before = &work->turns->items[work->turns->count - 1];
    before->kept = work->uses[before->step] > 1;
    take_turn(work, turn);
  }
}

/* Arithmetic belongs to the round of its latest operand, a kernel to the next where that is arithmetic. */
static void raise_round(ordering *work, uint32_t operand, uint32_t reader) {
  const sf_step *items = work->steps->items;
  const bool waits = is_arithmetic(&items[operand]) && !is_arithmetic(&items[reader]);
  const uint32_t round = work->rounds[operand] + (waits ? 1 : 0);
  if (round > work->rounds[reader]) work->rounds[reader] = round;
}

/* Two places for each round: its kernels, then its arithmetic. */
static size_t place_of(const ordering *work, uint32_t step) {
  return 2 * (size_t)work->rounds[step] + (is_arithmetic(&work->steps->items[step]) ? 1 : 0);
}

static void list_powers(ordering *work) {
  const sf_steps *steps = work->steps;
  for (uint32_t i = 0; i < steps->count; i++) {
    work->next_power[i] = work->last_power[i] = SF_NO_STEP;
    if (work->uses[i] == 0 || !sf_is_power(steps->items[i].code)) continue;
    uint32_t *last = &work->last_power[steps->items[i].operands[0]];
    if (*last != SF_NO_STEP) work->next_power[*last] = i;
    *last = i;
  }
}

static bool is_ordered(const ordering *work, uint32_t step) {
  return work->uses[step] > 0 && work->steps->items[step].code != SF_OP_CONSTANT;
}

/* Sorts the steps by counting; starts has a number more than there can be places, all 0. */
static void sort_by_round(ordering *work, uint32_t *starts) {
  const uint32_t count = (uint32_t)work->steps->count;
  uint32_t sum = 0, most = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (!is_ordered(work, i)) continue;
    each_operand(work, i, raise_round);
    if (work->rounds[i] > most) most = work->rounds[i];
    starts[place_of(work, i) + 1]++;
  }
  for (size_t place = 0; place <= 2 * (size_t)most + 1; place++) starts[place] = sum += starts[place];
  for (uint32_t i = 0; i < count; i++)
    if (is_ordered(work, i)) work->by_round[starts[place_of(work, i)]++] = i;
}

static void order_all(ordering *work, uint32_t *starts) {
  const sf_steps *steps = work->steps;
  size_t ordered = 0;
  for (uint32_t i = 0; i < steps->count; i++) {
    if (work->uses[i] > 0 && steps->items[i].code == SF_OP_CONSTANT)
      take_turn(work, (sf_turn){.step = i, .place = SF_FROM_LANES, .kept = true});
    ordered += is_ordered(work, i) ? 1 : 0;
  }
  sort_by_round(work, starts);
  for (size_t i = 0; i < ordered; i++)
    if (!work->done[work->by_round[i]]) order_from(work, work->by_round[i]);
}

sf_status sf_order_steps(const sf_steps *steps, const sf_plan *plan, sf_turns *turns, sf_error *error) {
  const size_t count = steps->count + 1;
  ordering work = {.steps = steps, .plan = plan, .turns = turns};
  uint32_t *starts = sf_allocate(2 * count + 2, sizeof *starts);
  work.readers = sf_allocate(3 * count, sizeof *work.readers);
  work.first_reader = sf_allocate(count + 1, sizeof *work.first_reader);
  work.uses = sf_allocate(count, sizeof *work.uses);
  work.rounds = sf_allocate(count, sizeof *work.rounds);
  work.by_round = sf_allocate(count, sizeof *work.by_round);
  work.next_power = sf_allocate(count, sizeof *work.next_power);
  work.last_power = sf_allocate(count, sizeof *work.last_power);
  work.done = sf_allocate(count, sizeof *work.done);
  *turns = (sf_turns){sf_allocate(count, sizeof *turns->items), 0};
  const bool has_room = starts && work.readers && work.first_reader && work.uses && work.rounds && work.by_round &&
                        work.next_power && work.last_power && work.done && turns->items;
  if (has_room) {
    find_uses(&work);
    list_powers(&work);
    order_all(&work, starts);
  }
  sf_free(starts);
  sf_free(work.readers);
  sf_free(work.first_reader);
  sf_free(work.uses);
  sf_free(work.rounds);
  sf_free(work.by_round);
  sf_free(work.next_power);
  sf_free(work.last_power);
  sf_free(work.done);
  return has_room ? SF_OK : sf_fail(error, SF_NO_MEMORY, "no memory to compile a plan of %zu steps", steps->count);
}
