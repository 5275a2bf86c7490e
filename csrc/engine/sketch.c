#include "engine/sketch.h"

#include "base/memory.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { EDGE_PAGE = 1 << 12, SIGN_PAGE = 1 << 11, INFINITE_EXPONENT = 2047 };
enum { GROUP = 16, PIECE = 256 /* values whose keys are made at once */ };

sf_status sf_create_sketch(sf_sketch **sketch, sf_error *error) {
  *sketch = sf_allocate(1, sizeof **sketch);
  return *sketch ? SF_OK : sf_fail(error, SF_NO_MEMORY, "no memory for the sketch of an output's quantiles");
}

void sf_destroy_sketch(sf_sketch *sketch) {
  if (!sketch) return;
  for (size_t i = 0; i < SF_SKETCH_PAGES; i++) sf_free(sketch->pages[i]);
  sf_free(sketch);
}

static sf_status open_page(sf_sketch *sketch, size_t page, sf_error *error) {
  sketch->pages[page] = sf_allocate(SF_SKETCH_BINS, sizeof(uint64_t));
  return sketch->pages[page] ? SF_OK
                             : sf_fail(error, SF_NO_MEMORY, "no memory for the sketch of an output's quantiles");
}

/* Counts one value, opening its page; infinities and NaN have none. */
static sf_status count_on_new_page(sf_sketch *sketch, uint64_t key, sf_error *error) {
  const size_t page = key / SF_SKETCH_BINS;
  if (page % SIGN_PAGE == INFINITE_EXPONENT) return SF_OK;
  const sf_status status = sketch->pages[page] ? SF_OK : open_page(sketch, page, error);
  if (!status) sketch->pages[page][key % SF_SKETCH_BINS]++;
  return status;
}

/* Four pages are found before any count is raised: what is stored could be a page's address as far as a processor
 * knows, and a load that waits for every store before it takes twice as long. */
static sf_status count_keys(sf_sketch *sketch, const uint64_t *keys, size_t count, sf_error *error) {
  uint64_t *const *const pages = sketch->pages;
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const uint64_t a = keys[i], b = keys[i + 1], c = keys[i + 2], d = keys[i + 3];
    uint64_t *const pa = pages[a / SF_SKETCH_BINS], *const pb = pages[b / SF_SKETCH_BINS],
                    *const pc = pages[c / SF_SKETCH_BINS], *const pd = pages[d / SF_SKETCH_BINS];
    if (!pa || !pb || !pc || !pd) {
      for (int j = 0; j < 4; j++) {
        const sf_status status = count_on_new_page(sketch, keys[i + j], error);
        if (status) return status;
      }
      continue;
    }
    pa[a % SF_SKETCH_BINS]++;
    pb[b % SF_SKETCH_BINS]++;
    pc[c % SF_SKETCH_BINS]++;
    pd[d % SF_SKETCH_BINS]++;
  }
  for (; i < count; i++) {
    const sf_status status = count_on_new_page(sketch, keys[i], error);
    if (status) return status;
  }
  return SF_OK;
}

sf_status sf_sketch_values(sf_sketch *sketch, const sf_kernels *kernels, const double *values, size_t count,
                           sf_error *error) {
  sf_status status = SF_OK;
  for (size_t done = 0, n; done < count && !status; done += n) {
    _Alignas(64) double piece[PIECE];
    uint64_t keys[PIECE];
    const double *from = values + done;
    n = count - done < PIECE ? count - done : PIECE;
    if ((uintptr_t)from % 64 != 0 || n % GROUP != 0) {
      memset(piece, 0, sizeof piece);
      from = memcpy(piece, from, n * sizeof *piece);
    }
    kernels->sketch_keys(keys, from, (n + GROUP - 1) / GROUP * GROUP);
    status = count_keys(sketch, keys, n, error);
  }
  return status;
}

sf_status sf_merge_sketch(sf_sketch *into, const sf_sketch *from, sf_error *error) {
  for (size_t page = 0; page < SF_SKETCH_PAGES; page++) {
    if (!from->pages[page]) continue;
    if (!into->pages[page]) {
      const sf_status status = open_page(into, page, error);
      if (status) return status;
    }
    for (size_t bin = 0; bin < SF_SKETCH_BINS; bin++) into->pages[page][bin] += from->pages[page][bin];
  }
  return SF_OK;
}

sf_status sf_add_to_bin(sf_sketch *sketch, unsigned page, unsigned bin, uint64_t count, sf_error *error) {
  if (page >= SF_SKETCH_PAGES || bin >= SF_SKETCH_BINS || page % SIGN_PAGE == INFINITE_EXPONENT)
    return sf_fail(error, SF_PARSE, "a sketch has no bin %u on page %u", bin, page);
  if (!sketch->pages[page]) {
    const sf_status status = open_page(sketch, page, error);
    if (status) return status;
  }
  sketch->pages[page][bin] += count;
  return SF_OK;
}

static double magnitude(uint64_t steps) {
  const uint64_t bits = steps << SF_SKETCH_BIN_SHIFT;
  double value;
  memcpy(&value, &bits, sizeof value);
  return isfinite(value) ? value : DBL_MAX;
}

/* Bins in order of value. A position is octave << 11 | bin << 1 | half; octaves run from the most negative to the most
 * positive, bins likewise, and a bin's edge is its half nearer to zero. */
static sf_bin bin_at(const sf_sketch *sketch, uint32_t position) {
  const bool negative = position >> 11 < SIGN_PAGE;
  const uint32_t octave = position >> 11, within = (position >> 1) % SF_SKETCH_BINS;
  const uint32_t exponent = negative ? INFINITE_EXPONENT - octave : octave - SIGN_PAGE;
  const uint32_t bin = negative ? SF_SKETCH_BINS - 1 - within : within;
  const bool edge = (position & 1) == (negative ? 1 : 0);
  const uint64_t *page = sketch->pages[exponent | (negative ? SIGN_PAGE : 0) | (edge ? EDGE_PAGE : 0)];
  if (!page || page[bin] == 0) return (sf_bin){0, 0, 0};
  const uint64_t steps = (uint64_t)exponent * SF_SKETCH_BINS + bin;
  const double near = magnitude(steps), far = edge ? near : magnitude(steps + 1);
  return negative ? (sf_bin){-far, -near, page[bin]} : (sf_bin){near, far, page[bin]};
}

static uint32_t page_of_octave(uint32_t octave) {
  return octave < SIGN_PAGE ? (INFINITE_EXPONENT - octave) | SIGN_PAGE : octave - SIGN_PAGE;
}

static bool octave_is_empty(const sf_sketch *sketch, uint32_t octave) {
  const uint32_t page = page_of_octave(octave);
  return !sketch->pages[page] && !sketch->pages[page | EDGE_PAGE];
}

static uint64_t page_total(const uint64_t *page) {
  uint64_t total = 0;
  for (size_t bin = 0; page && bin < SF_SKETCH_BINS; bin++) total += page[bin];
  return total;
}

/* The first position of the octave that holds the value of that rank; *before counts the values of lower octaves. */
static uint32_t octave_of_rank(const sf_sketch *sketch, uint64_t rank, uint64_t *before) {
  *before = 0;
  for (uint32_t octave = 0; octave < 2 * SIGN_PAGE; octave++) {
    if (octave_is_empty(sketch, octave)) continue;
    const uint32_t page = page_of_octave(octave);
    const uint64_t total = page_total(sketch->pages[page]) + page_total(sketch->pages[page | EDGE_PAGE]);
    if (*before + total > rank) return octave * 2 * SF_SKETCH_BINS;
    *before += total;
  }
  return 2 * SIGN_PAGE * 2 * SF_SKETCH_BINS;
}

bool sf_next_bin(const sf_sketch *sketch, uint32_t *position, sf_bin *bin) {
  const uint32_t octave_size = 2 * SF_SKETCH_BINS, end = 2 * SIGN_PAGE * octave_size;
  while (*position < end) {
    if (*position % octave_size == 0 && octave_is_empty(sketch, *position / octave_size)) {
      *position += octave_size;
      continue;
    }
    *bin = bin_at(sketch, (*position)++);
    if (bin->count > 0) return true;
  }
  return false;
}

void sf_sketch_order(const sf_sketch *sketch, uint64_t rank, double pair[2]) {
  uint64_t before;
  uint32_t position = octave_of_rank(sketch, rank, &before);
  sf_bin bin;
  pair[0] = pair[1] = NAN;
  while (sf_next_bin(sketch, &position, &bin)) {
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
  uint32_t position = 0;
  uint64_t above = 0;
  double share = 0;
  sf_bin bin;
  while (sf_next_bin(sketch, &position, &bin)) {
    if (bin.high <= threshold) continue;
    if (bin.low >= threshold)
      above += bin.count;
    else
      share += (double)bin.count * ((bin.high - threshold) / (bin.high - bin.low));
  }
  return (double)above + share;
}
