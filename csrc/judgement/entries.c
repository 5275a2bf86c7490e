#include "judgement/entries.h"

#include "base/ascii.h"
#include "base/checksum.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { CHECKSUM_DIGITS = 16, MOST_DIGITS = 18 };

size_t sf_count_entries(sf_piece numbers) {
  if (numbers.text == NULL) return 0;
  size_t count = 1;
  for (size_t i = 0; i < numbers.length; ++i) count += numbers.text[i] == '\n';
  return count;
}

/* Takes the piece before the next end of a line off the rest; false when nothing is left. */
static bool cut_line(sf_piece *rest, sf_piece *line) {
  if (rest->text == NULL) return false;
  const char *end = memchr(rest->text, '\n', rest->length);
  *line = (sf_piece){rest->text, end == NULL ? rest->length : (size_t)(end - rest->text)};
  rest->length = end == NULL ? 0 : rest->length - line->length - 1;
  rest->text = end == NULL ? NULL : end + 1;
  return true;
}

/* The same for one entry's fields, whose lines end before an empty one. */
static bool cut_fields(sf_piece *rest, sf_piece *fields) {
  if (rest->text == NULL) return false;
  const char *const start = rest->text, *const stop = start + rest->length;
  const char *at = start;
  while (at < stop && *at != '\n') {
    const char *end = memchr(at, '\n', (size_t)(stop - at));
    at = end == NULL ? stop : end + 1;
  }
  *fields = (sf_piece){start, (size_t)(at - start)};
  rest->length = at < stop ? (size_t)(stop - at) - 1 : 0;
  rest->text = at < stop ? at + 1 : NULL;
  return true;
}

static bool cut_entry(sf_piece rests[SF_ENTRY_COLUMNS], sf_entry *entry) {
  bool whole = true;
  for (int column = 0; column < SF_ENTRY_COLUMNS; ++column)
    whole &= column == SF_ENTRY_FIELDS ? cut_fields(&rests[column], &entry->texts[column])
                                       : cut_line(&rests[column], &entry->texts[column]);
  return whole;
}

static bool read_number(sf_piece text, int64_t *number) {
  *number = 0;
  for (size_t i = 0; i < text.length; ++i) {
    if (!sf_is_digit(text.text[i])) return false;
    *number = *number * 10 + (text.text[i] - '0');
  }
  return text.length > 0 && text.length <= MOST_DIGITS;
}

/* Without branches: which digit comes is what no processor foresees. */
static bool read_checksum(sf_piece text, uint64_t *sum) {
  bool sound = text.length == CHECKSUM_DIGITS;
  *sum = 0;
  for (size_t i = 0; i < text.length; ++i) {
    const unsigned digit = (unsigned char)text.text[i] - (unsigned)'0', letter = digit + '0' - 'a';
    sound &= (digit < 10) | (letter < 6);
    *sum = *sum << 4 | (digit < 10 ? digit : letter + 10);
  }
  return sound;
}

static char *put(char *to, sf_piece piece) {
  memcpy(to, piece.text, piece.length);
  to[piece.length] = '\n';
  return to + piece.length + 1;
}

/* Everything but the checksums, as it is covered by them; row has room for it. */
static size_t write_covered(const sf_entry *entry, sf_piece hypothesis, char *row) {
  char *to = put(put(row, entry->texts[SF_ENTRY_NUMBER]), entry->texts[SF_ENTRY_TYPE]);
  to = put(to, hypothesis);
  for (int column = SF_ENTRY_DAY; column <= SF_ENTRY_FIELDS; ++column) to = put(to, entry->texts[column]);
  return (size_t)(to - row) - 1;
}

static bool is_sound(sf_entry *entry, sf_piece hypothesis, char *row) {
  const sf_piece corrects = entry->texts[SF_ENTRY_CORRECTS];
  uint64_t previous, own;
  return read_number(entry->texts[SF_ENTRY_NUMBER], &entry->number) &&
         (corrects.length == 0 || read_number(corrects, &entry->corrects)) &&
         read_checksum(entry->texts[SF_ENTRY_PREVIOUS], &previous) &&
         read_checksum(entry->texts[SF_ENTRY_CHECKSUM], &own) &&
         sf_checksum(row, write_covered(entry, hypothesis, row), previous) == own;
}

static int compare_numbers(const void *a, const void *b) {
  const sf_entry *x = a, *y = b;
  return (x->number > y->number) - (x->number < y->number);
}

sf_status sf_cut_entries(const sf_piece columns[SF_ENTRY_COLUMNS], sf_piece hypothesis, sf_entry *entries, size_t count,
                         sf_piece *damaged, sf_error *error) {
  size_t longest = hypothesis.length + SF_ENTRY_COLUMNS;
  for (int column = 0; column < SF_ENTRY_COLUMNS; ++column) longest += columns[column].length;
  char *row = sf_allocate(longest, 1);
  if (row == NULL) return sf_fail(error, SF_NO_MEMORY, "not enough memory to read %zu entries", count);
  sf_piece rests[SF_ENTRY_COLUMNS];
  memcpy(rests, columns, sizeof rests);
  bool ordered = true;
  *damaged = (sf_piece){0};
  for (size_t i = 0; i < count && damaged->text == NULL; ++i) {
    entries[i] = (sf_entry){.number = 0};
    if (!cut_entry(rests, &entries[i]) || !is_sound(&entries[i], hypothesis, row))
      *damaged = entries[i].texts[SF_ENTRY_NUMBER];
    ordered &= i == 0 || entries[i].number > entries[i - 1].number;
  }
  sf_free(row);
  if (!ordered && damaged->text == NULL) qsort(entries, count, sizeof *entries, compare_numbers);
  return SF_OK;
}

bool sf_entry_is(const sf_entry *entry, sf_entry_column column, const char *word, size_t length) {
  return entry->texts[column].length == length && memcmp(entry->texts[column].text, word, length) == 0;
}

void sf_hold_entries(sf_entry *entries, size_t count) {
  for (size_t i = count; i-- > 0;) {
    sf_entry *entry = &entries[i];
    const bool retracts = sf_entry_is(entry, SF_ENTRY_TYPE, "retraction", strlen("retraction"));
    entry->held = !entry->corrected && !retracts;
    if (entry->corrects == 0 || (entry->corrected && retracts)) continue;
    const sf_entry wanted = {.number = entry->corrects};
    sf_entry *corrected = bsearch(&wanted, entries, count, sizeof *entries, compare_numbers);
    if (corrected != NULL) corrected->corrected = true;
  }
}

/* ---- what evidence says ---- */

static const struct {
  size_t length;
  const char *name;
} field_names[SF_FIELD_COUNT] = {
    [SF_FIELD_KIND] = {4, "kind"},
    [SF_FIELD_SUPPORTS] = {8, "supports"},
    [SF_FIELD_RATIO] = {16, "likelihood_ratio"},
    [SF_FIELD_ORIGIN] = {6, "origin"},
    [SF_FIELD_STORY] = {5, "story"},
    [SF_FIELD_FORM] = {4, "form"},
    [SF_FIELD_DISCONFIRMING] = {13, "disconfirming"},
    [SF_FIELD_ANSWERS] = {7, "answers"},
    [SF_FIELD_ITEM] = {4, "item"},
    [SF_FIELD_TITLE] = {12, "source.title"},
    [SF_FIELD_URL] = {10, "source.url"},
    [SF_FIELD_DATE] = {11, "source.date"},
    [SF_FIELD_ACCESSION] = {16, "source.accession"},
    [SF_FIELD_SPEAKER] = {14, "source.speaker"},
};

static int find_field(const char *name, size_t length) {
  int field = 0;
  while (field < SF_FIELD_COUNT &&
         (field_names[field].length != length || memcmp(field_names[field].name, name, length) != 0))
    ++field;
  return field;
}

bool sf_fields_are_escaped(sf_piece fields) {
  return fields.length > 0 && memchr(fields.text, '\\', fields.length) != NULL;
}

/* A backslash and two hexadecimal digits stand for a byte. */
static sf_piece decode(sf_piece written, char *room) {
  size_t length = 0;
  for (size_t i = 0; i < written.length; ++i) {
    const bool escape = written.text[i] == '\\' && written.length - i > 2;
    const int high = escape ? sf_hex_value(written.text[i + 1]) : -1,
              low = escape ? sf_hex_value(written.text[i + 2]) : -1;
    if (high >= 0 && low >= 0) i += 2;
    room[length++] = high >= 0 && low >= 0 ? (char)(unsigned char)(high * 16 + low) : written.text[i];
  }
  return (sf_piece){room, length};
}

void sf_read_fields(sf_piece fields, char *room, sf_piece texts[SF_FIELD_COUNT]) {
  memset(texts, 0, SF_FIELD_COUNT * sizeof *texts);
  sf_piece rest = fields, line;
  while (cut_line(&rest, &line) && rest.text != NULL) { /* behind the last line's end nothing stands */
    const char *equals = memchr(line.text, '=', line.length);
    const size_t length = equals == NULL ? 0 : (size_t)(equals - line.text);
    const int field = find_field(line.text, length);
    if (field == SF_FIELD_COUNT) continue;
    texts[field] = (sf_piece){equals + 1, line.length - length - 1};
    if (room == NULL) continue;
    texts[field] = decode(texts[field], room);
    room += texts[field].length;
  }
}
