/* Summaries as bytes: little-endian, versioned, the same bytes for the same draws however they were merged.
 *
 *   "sfsum" version dependence statistics       8 bytes
 *   centre scale minimum maximum                double each
 *   number of atoms, atoms                      8-bit, ascending doubles
 *   undefined, count of each replicate          64-bit each
 *   sums of each replicate, sum of squares      infinite (8-bit), first digit, digits (8-bit each), 32-bit digits; the
 *                                               last digit of all, which carries the sign, as 64 bits
 *   with quantiles: 0, count, values            8-bit, 64-bit, ascending doubles
 *               or  1, count of each atom (64-bit), per page that is in use: 1, page, bins in use, then bin and count
 * of each; then 0 64-bit FNV-1a of all that                   against damage, not against malice: everything is checked
 * besides */
#include "summaries/summary_layout.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum { LANES = SF_REPLICATES, VERSION = 2, HASH_SIZE = 8, LAST_DIGIT = SF_EXACT_DIGITS - 1 };

/* Writing. */

static void put(sf_text *to, uint64_t value, unsigned size) {
  char bytes[sizeof value];
  for (unsigned i = 0; i < size; i++) bytes[i] = (char)(unsigned char)(value >> 8 * i);
  sf_append_bytes(to, bytes, size);
}

static void put_double(sf_text *to, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  put(to, bits, 8);
}

static void put_sum(sf_text *to, const sf_exact_sum *sum) {
  unsigned first = 0, end = LAST_DIGIT;
  while (first < end && sum->digits[first] == 0) first++;
  while (end > first && sum->digits[end - 1] == 0) end--;
  put(to, sum->infinite, 1);
  put(to, first, 1);
  put(to, end - first, 1);
  for (unsigned i = first; i < end; i++) put(to, (uint64_t)sum->digits[i], 4);
  put(to, (uint64_t)sum->digits[LAST_DIGIT], 8);
}

static void put_page(sf_text *to, size_t page, const sf_sketch_page *counts) {
  unsigned used = 0;
  for (unsigned bin = 0; bin < SF_SKETCH_BINS; bin++) used += sf_count_in_bin(counts, bin) > 0;
  put(to, 1, 1);
  put(to, page, 2);
  put(to, used, 2);
  for (unsigned bin = 0; bin < SF_SKETCH_BINS; bin++) {
    const uint64_t count = sf_count_in_bin(counts, bin);
    if (count == 0) continue;
    put(to, bin, 2);
    put(to, count, 8);
  }
}

static void put_quantiles(sf_text *to, const sf_summary *summary) {
  put(to, summary->sketch != NULL, 1);
  if (summary->sketch) {
    for (size_t i = 0; i < summary->frame.atom_count; i++) put(to, summary->sketch->atoms[i], 8);
    for (size_t page = 0; page < SF_SKETCH_PAGES; page++)
      if (summary->sketch->pages[page]) put_page(to, page, summary->sketch->pages[page]);
    put(to, 0, 1);
    return;
  }
  put(to, summary->held, 8);
  for (size_t i = 0; i < summary->held; i++) put_double(to, summary->values[i]);
}

static void put_summary(sf_text *to, const sf_summary *summary) {
  for (const char *letter = "sfsum"; *letter; letter++) put(to, (unsigned char)*letter, 1);
  put(to, VERSION, 1);
  put(to, summary->dependence, 1);
  put(to, summary->statistics, 1);
  put_double(to, summary->frame.centre);
  put_double(to, summary->frame.scale);
  put_double(to, sf_least(summary));
  put_double(to, sf_most(summary));
  put(to, summary->frame.atom_count, 1);
  for (size_t i = 0; i < summary->frame.atom_count; i++) put_double(to, summary->frame.atoms[i]);
  put(to, summary->undefined, 8);
  for (unsigned lane = 0; lane < LANES; lane++) put(to, sf_count_in_lane(summary, lane), 8);
  for (unsigned lane = 0; lane < LANES; lane++) put_sum(to, &summary->sums[lane]);
  put_sum(to, &summary->square);
  if (summary->statistics & SF_QUANTILES) put_quantiles(to, summary);
  put(to, to->failed ? 0 : sf_hash_bytes(SF_EMPTY_HASH, to->bytes, to->length), HASH_SIZE);
}

sf_status sf_write_summary(const sf_summary *summary, unsigned char **bytes, size_t *length, sf_error *error) {
  *bytes = NULL;
  *length = 0;
  sf_summary *whole; /* with its superblock closed, its carries settled and its values in order */
  const sf_status status = sf_copy_summary(summary, &whole, error);
  if (status) return status;
  sf_order_summary(whole);
  for (unsigned lane = 0; lane < LANES; lane++) sf_settle_exact(&whole->sums[lane]);
  sf_settle_exact(&whole->square);
  sf_text to = {0};
  char *text = NULL;
  put_summary(&to, whole);
  sf_destroy_summary(whole);
  const size_t written = to.length;
  const sf_status finished = sf_finish_text(&to, &text, error);
  if (finished != SF_OK) return finished;
  *bytes = (unsigned char *)text;
  *length = written;
  return SF_OK;
}

/* Reading. */

typedef struct reader {
  const unsigned char *bytes;
  size_t left;
  sf_status status;
  sf_error *error;
} reader;

#define NO_BOUNDS "its bounds are not those of any values"

static void refuse(reader *from, const char *why) {
  if (!from->status) from->status = sf_fail(from->error, SF_PARSE, "these bytes are not a summary: %s", why);
}

static uint64_t get(reader *from, unsigned size) {
  if (from->left < size) refuse(from, "they end too early");
  if (from->status) return 0;
  uint64_t value = 0;
  for (unsigned i = 0; i < size; i++) value |= (uint64_t)from->bytes[i] << 8 * i;
  from->bytes += size;
  from->left -= size;
  return value;
}

static double get_double(reader *from) {
  const uint64_t bits = get(from, 8);
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static void get_sum(reader *from, sf_exact_sum *sum) {
  sum->infinite = (uint32_t)get(from, 1);
  const uint64_t first = get(from, 1), count = get(from, 1);
  if (sum->infinite > 3 || first + count > LAST_DIGIT) refuse(from, "a sum is not of the right form");
  for (uint64_t i = first; i < first + count && !from->status; i++) sum->digits[i] = (int64_t)get(from, 4);
  const uint64_t last = get(from, 8);
  const bool negative = last >> 63;
  if ((negative ? ~last : last) >> 32) refuse(from, "a sum is too large");
  sum->digits[LAST_DIGIT] = negative ? -(int64_t)~last - 1 : (int64_t)last;
}

static void get_values(reader *from, sf_summary *summary, uint64_t count) {
  const uint64_t held = get(from, 8);
  if (held != count || sf_draws_added(summary) > SF_EXACT_DRAWS || from->left / 8 < held)
    refuse(from, "its values are not as many as said");
  if (from->status || held == 0) return;
  summary->values = sf_allocate((size_t)held, sizeof *summary->values);
  if (!summary->values) {
    from->status = sf_fail(from->error, SF_NO_MEMORY, "no memory to read a summary");
    return;
  }
  summary->held = summary->capacity = summary->ordered = (size_t)held;
  double least = sf_least(summary);
  const double most = sf_most(summary);
  for (size_t i = 0; i < held; least = summary->values[i++]) {
    summary->values[i] = get_double(from);
    if (!(summary->values[i] >= least && summary->values[i] <= most)) refuse(from, "its values are not in order");
  }
}

static uint64_t get_page(reader *from, sf_sketch *sketch, int64_t *last_page) {
  const uint64_t page = get(from, 2), used = get(from, 2);
  if ((int64_t)page <= *last_page || page >= SF_SKETCH_PAGES || used == 0 || used > SF_SKETCH_BINS)
    refuse(from, "its bins are not in order");
  *last_page = (int64_t)page;
  uint64_t total = 0;
  int64_t last_bin = -1;
  for (uint64_t i = 0; i < used && !from->status; i++) {
    const uint64_t bin = get(from, 2), count = get(from, 8);
    if ((int64_t)bin <= last_bin || bin >= SF_SKETCH_BINS || count == 0 || count > UINT64_MAX - total)
      refuse(from, "its bins are not in order");
    if (from->status) return 0;
    last_bin = (int64_t)bin;
    total += count;
    from->status = sf_add_to_bin(sketch, (unsigned)page, (unsigned)bin, count, from->error);
  }
  return total;
}

static void get_sketch(reader *from, sf_summary *summary, uint64_t count) {
  from->status = from->status ? from->status : sf_create_sketch(&summary->frame, &summary->sketch, from->error);
  uint64_t left = count;
  for (size_t i = 0; i < summary->frame.atom_count && !from->status; i++) {
    summary->sketch->atoms[i] = get(from, 8);
    if (summary->sketch->atoms[i] > left) refuse(from, "its atoms hold too much");
    left -= summary->sketch->atoms[i];
  }
  int64_t last_page = -1;
  while (!from->status && get(from, 1) == 1) {
    const uint64_t in_page = get_page(from, summary->sketch, &last_page);
    if (in_page > left) refuse(from, "its bins hold too much");
    left -= in_page;
  }
  if (!from->status && (left != 0 || sf_draws_added(summary) <= SF_EXACT_DRAWS))
    refuse(from, "its bins do not hold what was counted");
}

static uint64_t get_counts(reader *from, sf_summary *summary) {
  uint64_t count = 0;
  for (unsigned lane = 0; lane < LANES; lane++) {
    summary->counts[lane] = get(from, 8);
    if (summary->counts[lane] > (UINT64_C(1) << 58)) refuse(from, "a count is too large");
    count += summary->counts[lane];
  }
  return count;
}

static void get_body(reader *from, sf_summary *summary) {
  summary->undefined = get(from, 8);
  const uint64_t count = get_counts(from, summary);
  const double least = sf_least(summary), most = sf_most(summary);
  const bool empty = isinf(least) && isinf(most) && least > most;
  const bool full = isfinite(least) && isfinite(most) && least <= most;
  if (count == 0 ? !empty : !full) refuse(from, NO_BOUNDS);
  for (unsigned lane = 0; lane < LANES; lane++) get_sum(from, &summary->sums[lane]);
  get_sum(from, &summary->square);
  if (summary->statistics & SF_QUANTILES) {
    const uint64_t form = get(from, 1);
    if (form > 1) refuse(from, "it holds quantiles in no known form");
    if (form == 1)
      get_sketch(from, summary, count);
    else
      get_values(from, summary, count);
  }
  if (!from->status && from->left > 0) refuse(from, "something follows its end");
}

sf_status sf_read_summary(const unsigned char *bytes, size_t length, sf_summary **summary, sf_error *error) {
  *summary = NULL;
  reader from = {.bytes = bytes, .left = length, .error = error};
  if (length < HASH_SIZE + 8 || memcmp(bytes, "sfsum", 5) != 0) {
    refuse(&from, "they do not begin like one");
    return from.status;
  }
  if (bytes[5] != VERSION)
    return sf_fail(error, SF_PARSE, "a summary of version %d, and only version %d is known", bytes[5], VERSION);
  from.left -= HASH_SIZE;
  reader hash = {.bytes = bytes + from.left, .left = HASH_SIZE, .error = error};
  if (get(&hash, HASH_SIZE) != sf_hash_bytes(SF_EMPTY_HASH, bytes, from.left)) {
    refuse(&from, "they are damaged");
    return from.status;
  }
  from.bytes += 6;
  from.left -= 6;
  const uint64_t dependence = get(&from, 1), statistics = get(&from, 1);
  sf_frame frame = {.centre = get_double(&from)};
  frame.scale = get_double(&from);
  const double minimum = get_double(&from), maximum = get_double(&from);
  frame.atom_count = (size_t)get(&from, 1);
  if (frame.atom_count > SF_MOST_ATOMS) refuse(&from, "it has too many atoms");
  for (size_t i = 0; i < frame.atom_count && !from.status; i++) frame.atoms[i] = get_double(&from);
  const bool known = statistics == SF_MOMENTS || statistics == (SF_MOMENTS | SF_QUANTILES);
  if (dependence >= SF_DEPENDENCE_COUNT || !known) refuse(&from, "it is of no known kind");
  if (isnan(minimum) || isnan(maximum)) refuse(&from, NO_BOUNDS);
  if (from.status) return from.status;
  sf_status status = sf_create_summary((unsigned)statistics, &frame, (sf_dependence)dependence, summary, error);
  if (status == SF_INVALID) refuse(&from, "its frame is not one");
  if (status) return from.status ? from.status : status;
  (*summary)->minima[0] = minimum; /* which replicate had it is not said, nor asked */
  (*summary)->maxima[0] = maximum;
  get_body(&from, *summary);
  if (from.status) {
    sf_destroy_summary(*summary);
    *summary = NULL;
  }
  return from.status;
}

void sf_free_bytes(unsigned char *bytes) { sf_free(bytes); }
