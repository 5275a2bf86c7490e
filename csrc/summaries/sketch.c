#include "summaries/sketch.h"

#include "base/memory.h"
#include "numeric/mix.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define SELDOM(condition) __builtin_expect(condition, 0)

/* Octaves run from the furthest below the centre to the furthest above it. */
enum { EDGE_PAGE = 1 << 12, SIGN_PAGE = 1 << 11, OCTAVES = 1024 /* on one side */, OCTAVE_SIZE = 2 * SF_SKETCH_BINS };
enum { PIECE = 256 /* values whose keys are made at once */ };

static uint32_t position_of(const sf_sketch *sketch, double value);

static sf_status no_memory(sf_error *error) {
  return sf_fail(error, SF_NO_MEMORY, "no memory for the sketch of an output's quantiles");
}

sf_status sf_create_sketch(const sf_frame *frame, sf_sketch **sketch, sf_error *error) {
  sf_sketch *made = *sketch = sf_allocate(1, sizeof *made);
  if (!made) return no_memory(error);
  made->frame = *frame;
  made->inverse = 1 / frame->scale;
  made->middle = frame->centre * made->inverse;
  for (size_t i = 0; i < frame->atom_count; i++) made->atom_positions[i] = position_of(made, frame->atoms[i]);
  return SF_OK;
}

void sf_destroy_sketch(sf_sketch *sketch) {
  if (!sketch) return;
  for (size_t i = 0; i < SF_SKETCH_PAGES; i++) {
    if (!sketch->pages[i]) continue;
    sf_free(sketch->pages[i]->high);
    sf_free(sketch->pages[i]);
  }
  sf_free(sketch);
}

static sf_status open_page(sf_sketch *sketch, size_t page, sf_error *error) {
  if (sketch->pages[page]) return SF_OK;
  sketch->pages[page] = sf_allocate(1, sizeof(sf_sketch_page));
  return sketch->pages[page] ? SF_OK : no_memory(error);
}

/* Counts so many times 256 values in the bin; false when memory ran out. Seldom needed, so kept out of the loops. */
static __attribute__((noinline, cold)) bool carry(sf_sketch_page *page, size_t bin, uint64_t times) {
  if (!page->high) page->high = sf_allocate(SF_SKETCH_BINS, sizeof *page->high);
  if (page->high) page->high[bin] += times;
  return page->high != NULL;
}

static __attribute__((noinline)) bool add_to_bin(sf_sketch_page *page, size_t bin, uint64_t count) {
  const uint64_t sum = page->low[bin] + count;
  page->low[bin] = (uint8_t)sum;
  return sum < 256 || carry(page, bin, sum / 256);
}

static inline bool raise_bin(sf_sketch_page *page, size_t bin) { return ++page->low[bin] != 0 || carry(page, bin, 1); }

/* Counts one value, opening its page; infinities and NaN have none, and a value too many scales away for a number is
 * counted with the furthest. */
static sf_status count_on_new_page(sf_sketch *sketch, uint64_t key, double value, sf_error *error) {
  size_t page = key / SF_SKETCH_BINS;
  if (page % SIGN_PAGE >= OCTAVES) {
    if (!isfinite(value)) return SF_OK;
    page = (OCTAVES - 1) | (page & SIGN_PAGE);
    key = SF_SKETCH_BINS - 1;
  }
  const sf_status status = open_page(sketch, page, error);
  if (status) return status;
  return raise_bin(sketch->pages[page], key % SF_SKETCH_BINS) ? SF_OK : no_memory(error);
}

static sf_status count_on_new_pages(sf_sketch *sketch, const uint64_t *keys, const double *values, size_t count,
                                    sf_error *error) {
  sf_status status = SF_OK;
  for (size_t i = 0; i < count && !status; i++) status = count_on_new_page(sketch, keys[i], values[i], error);
  return status;
}

/* Four pages are found before any count is raised: what is stored could be a page's address as far as a processor
 * knows, and a load that waits for every store before it takes twice as long. Equal keys, as of shares, are counted at
 * once, where each raise would wait for the one before it. */
static sf_status count_keys(sf_sketch *sketch, const uint64_t *keys, const double *values, size_t count,
                            sf_error *error) {
  sf_sketch_page *const *const pages = sketch->pages;
  const uint64_t *key = keys, *const end = keys + count / 4 * 4;
  for (; key < end; key += 4) {
    const uint64_t a = key[0], b = key[1], c = key[2], d = key[3];
    sf_sketch_page *const pa = pages[a / SF_SKETCH_BINS], *const pb = pages[b / SF_SKETCH_BINS],
                          *const pc = pages[c / SF_SKETCH_BINS], *const pd = pages[d / SF_SKETCH_BINS];
    if (!pa || !pb || !pc || !pd) {
      const sf_status status = count_on_new_pages(sketch, key, values + (key - keys), 4, error);
      if (status) return status;
    } else if (SELDOM(a == b) && a == c && a == d) {
      if (!add_to_bin(pa, a % SF_SKETCH_BINS, 4)) return no_memory(error);
    } else if (!raise_bin(pa, a % SF_SKETCH_BINS) || !raise_bin(pb, b % SF_SKETCH_BINS) ||
               !raise_bin(pc, c % SF_SKETCH_BINS) || !raise_bin(pd, d % SF_SKETCH_BINS)) {
      return no_memory(error);
    }
  }
  return count_on_new_pages(sketch, key, values + (key - keys), count % 4, error);
}

/* The atom's index, or the number of atoms when the value is none. */
static size_t atom_of(const sf_frame *frame, double value) {
  size_t low = 0, high = frame->atom_count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (frame->atoms[middle] < value)
      low = middle + 1;
    else
      high = middle;
  }
  return low < frame->atom_count && frame->atoms[low] == value ? low : frame->atom_count;
}

/* Counts the atoms, and copies the rest; returns how many. */
static size_t take_atoms(sf_sketch *sketch, double *rest, const double *values, size_t count) {
  size_t left = 0;
  for (size_t i = 0; i < count; i++) {
    const size_t atom = atom_of(&sketch->frame, values[i]);
    if (atom < sketch->frame.atom_count)
      sketch->atoms[atom]++;
    else
      rest[left++] = values[i];
  }
  return left;
}

sf_status sf_sketch_values(sf_sketch *sketch, const sf_kernels *kernels, const double *values, size_t count,
                           sf_error *error) {
  sf_status status = SF_OK;
  for (size_t done = 0, n; done < count && !status; done += n) {
    _Alignas(64) double piece[PIECE];
    uint64_t keys[PIECE];
    const double *from = values + done;
    n = count - done < PIECE ? count - done : PIECE;
    size_t left = n;
    if (sketch->frame.atom_count > 0 || (uintptr_t)from % 64 != 0 || n % SF_GROUP != 0) {
      memset(piece, 0, sizeof piece);
      left = take_atoms(sketch, piece, from, n);
      from = piece;
    }
    kernels->sketch_keys(keys, from, (left + SF_GROUP - 1) / SF_GROUP * SF_GROUP, sketch->inverse, sketch->middle);
    status = count_keys(sketch, keys, from, left, error);
  }
  return status;
}

static sf_status merge_page(sf_sketch_page *into, const sf_sketch_page *from, sf_error *error) {
  bool added = true;
  for (size_t bin = 0; bin < SF_SKETCH_BINS && added; bin++) {
    const uint64_t count = sf_count_in_bin(from, bin);
    if (count > 0) added = add_to_bin(into, bin, count);
  }
  return added ? SF_OK : no_memory(error);
}

sf_status sf_merge_sketch(sf_sketch *into, const sf_sketch *from, sf_error *error) {
  sf_status status = SF_OK;
  for (size_t i = 0; i < into->frame.atom_count; i++) into->atoms[i] += from->atoms[i];
  for (size_t page = 0; page < SF_SKETCH_PAGES && !status; page++) {
    if (!from->pages[page]) continue;
    status = open_page(into, page, error);
    if (!status) status = merge_page(into->pages[page], from->pages[page], error);
  }
  return status;
}

sf_status sf_add_to_bin(sf_sketch *sketch, unsigned page, unsigned bin, uint64_t count, sf_error *error) {
  if (page >= SF_SKETCH_PAGES || bin >= SF_SKETCH_BINS || page % SIGN_PAGE >= OCTAVES)
    return sf_fail(error, SF_PARSE, "a sketch has no bin %u on page %u", bin, page);
  const sf_status status = open_page(sketch, page, error);
  if (status) return status;
  return add_to_bin(sketch->pages[page], bin, count) ? SF_OK : no_memory(error);
}

/* Positions in order of value: octave * OCTAVE_SIZE + bin << 1 | half. Below the centre, octaves, bins and halves run
 * towards it; a bin's edge is its half nearer to the centre. */

/* The position of the bin that a value falls in, its edge left out. */
static uint32_t position_of(const sf_sketch *sketch, double value) {
  const double place = fma(value, sketch->inverse, -sketch->middle), raised = fmin(fabs(place) + 1, DBL_MAX);
  const uint32_t steps = (uint32_t)((sf_bits_of(raised) - sf_bits_of(1)) >> SF_SKETCH_BIN_SHIFT);
  const uint32_t side = OCTAVES * SF_SKETCH_BINS;
  return place < 0 ? 2 * (side - 1 - steps) : 2 * (side + steps) + 1;
}

/* |y| at the edge of a bin, from steps of the octaves and bins on one side of the centre. */
static double size_at(uint64_t steps) {
  const uint64_t bits = sf_bits_of(1) + (steps << SF_SKETCH_BIN_SHIFT);
  double raised;
  memcpy(&raised, &bits, sizeof raised);
  return isfinite(raised) ? raised - 1 : DBL_MAX;
}

static double value_at(const sf_sketch *sketch, double place) {
  const double value = (sketch->middle + place) * sketch->frame.scale;
  return fmax(-DBL_MAX, fmin(value, DBL_MAX));
}

static sf_bin bin_at(const sf_sketch *sketch, uint32_t position) {
  const uint32_t octave = position / OCTAVE_SIZE, within = (position >> 1) % SF_SKETCH_BINS;
  const bool below = octave < OCTAVES, edge = (position & 1) == (below ? 1 : 0);
  const uint32_t exponent = below ? OCTAVES - 1 - octave : octave - OCTAVES;
  const uint32_t bin = below ? SF_SKETCH_BINS - 1 - within : within;
  const sf_sketch_page *page = sketch->pages[exponent | (below ? SIGN_PAGE : 0) | (edge ? EDGE_PAGE : 0)];
  const uint64_t count = page ? sf_count_in_bin(page, bin) : 0;
  if (count == 0) return (sf_bin){0, 0, 0};
  const uint64_t steps = (uint64_t)exponent * SF_SKETCH_BINS + bin;
  const double near = size_at(steps), far = edge ? near : size_at(steps + 1);
  if (below) return (sf_bin){value_at(sketch, -far), value_at(sketch, -near), count};
  return (sf_bin){value_at(sketch, near), value_at(sketch, far), count};
}

static uint32_t page_of_octave(uint32_t octave) {
  return octave < OCTAVES ? (OCTAVES - 1 - octave) | SIGN_PAGE : octave - OCTAVES;
}

static bool octave_is_empty(const sf_sketch *sketch, uint32_t octave) {
  const uint32_t page = page_of_octave(octave);
  return !sketch->pages[page] && !sketch->pages[page | EDGE_PAGE];
}

static uint64_t page_total(const sf_sketch_page *page) {
  uint64_t total = 0;
  for (size_t bin = 0; page && bin < SF_SKETCH_BINS; bin++) total += sf_count_in_bin(page, bin);
  return total;
}

/* Moves on by whole octaves while the value of that rank lies beyond them; returns how many values were passed. */
static uint64_t skip_octaves(const sf_sketch *sketch, uint64_t rank, sf_bin_cursor *cursor) {
  uint64_t before = 0;
  for (uint32_t octave = 0; octave < 2 * OCTAVES; octave++) {
    const uint32_t page = page_of_octave(octave), end = (octave + 1) * OCTAVE_SIZE;
    uint64_t total = page_total(sketch->pages[page]) + page_total(sketch->pages[page | EDGE_PAGE]);
    size_t atom = cursor->atom;
    for (; atom < sketch->frame.atom_count && sketch->atom_positions[atom] < end; atom++) total += sketch->atoms[atom];
    if (before + total > rank) break;
    before += total;
    *cursor = (sf_bin_cursor){end, atom};
  }
  return before;
}

/* The atom that comes before what stands at the cursor's position. */
static bool next_atom(const sf_sketch *sketch, sf_bin_cursor *cursor, sf_bin *bin) {
  while (cursor->atom < sketch->frame.atom_count && sketch->atom_positions[cursor->atom] <= cursor->position) {
    const size_t atom = cursor->atom++;
    *bin = (sf_bin){sketch->frame.atoms[atom], sketch->frame.atoms[atom], sketch->atoms[atom]};
    if (bin->count > 0) return true;
  }
  return false;
}

/* Where the cursor goes on from an octave without bins: its end, or the next atom in it. */
static uint32_t past_empty_octave(const sf_sketch *sketch, const sf_bin_cursor *cursor) {
  const uint32_t end = (cursor->position / OCTAVE_SIZE + 1) * OCTAVE_SIZE;
  if (cursor->atom == sketch->frame.atom_count) return end;
  const uint32_t atom = sketch->atom_positions[cursor->atom];
  return atom < end ? atom : end;
}

bool sf_next_bin(const sf_sketch *sketch, sf_bin_cursor *cursor, sf_bin *bin) {
  while (cursor->position < 2 * OCTAVES * OCTAVE_SIZE) {
    if (next_atom(sketch, cursor, bin)) return true;
    if (octave_is_empty(sketch, cursor->position / OCTAVE_SIZE)) {
      cursor->position = past_empty_octave(sketch, cursor);
      continue;
    }
    *bin = bin_at(sketch, cursor->position++);
    if (bin->count > 0) return true;
  }
  return false;
}

void sf_sketch_order(const sf_sketch *sketch, uint64_t rank, double pair[2]) {
  sf_bin_cursor cursor = {0};
  uint64_t before = skip_octaves(sketch, rank, &cursor);
  sf_bin bin;
  pair[0] = pair[1] = NAN;
  while (sf_next_bin(sketch, &cursor, &bin)) {
    const double middle = bin.low + (bin.high - bin.low) / 2;
    before += bin.count;
    if (isnan(pair[0]) && before > rank) pair[0] = middle;
    if (before > rank + 1) {
      pair[1] = middle;
      return;
    }
  }
}

double sf_sketch_above(const sf_sketch *sketch, double threshold) {
  sf_bin_cursor cursor = {0};
  uint64_t above = 0;
  double share = 0;
  sf_bin bin;
  while (sf_next_bin(sketch, &cursor, &bin)) {
    if (bin.high <= threshold) continue;
    if (bin.low >= threshold) /* values on an edge at the threshold are a bin of their own, passed over above */
      above += bin.count;
    else
      share += (double)bin.count * ((bin.high - threshold) / (bin.high - bin.low));
  }
  return (double)above + share;
}
