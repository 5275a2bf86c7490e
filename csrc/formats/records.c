#include "formats/records.h"

#include "base/hash.h"

#include <stdint.h>
#include <string.h>

enum { NUMBER = 8, SEAL = 3 * NUMBER };

static const char magic[] = "SFR 1\n";
enum { MAGIC = sizeof magic - 1, KIND = 4 /* bytes of it that say what it is, and not which version */ };

/* Where a record's length would stand: no record is as long. */
static const uint64_t end_mark = UINT64_MAX;

/* Writing. */

static void put_number(sf_text *to, uint64_t value) {
  char bytes[NUMBER];
  for (unsigned i = 0; i < NUMBER; i++) bytes[i] = (char)(unsigned char)(value >> 8 * i);
  sf_append_bytes(to, bytes, NUMBER);
}

void sf_begin_records(sf_text *to, const char *header, size_t length) {
  sf_append_bytes(to, magic, MAGIC);
  sf_append_bytes(to, header, length);
  sf_append_bytes(to, "\n", 1);
}

void sf_append_record(sf_text *to, const char *bytes, size_t length) {
  put_number(to, length);
  sf_append_bytes(to, bytes, length);
}

void sf_seal_records(sf_text *to) {
  put_number(to, end_mark);
  put_number(to, to->length + 2 * NUMBER);
  put_number(to, to->failed ? 0 : sf_hash_bytes(SF_EMPTY_HASH, to->bytes, to->length));
}

/* Reading. */

static uint64_t number_at(const char *bytes) {
  uint64_t value = 0;
  for (unsigned i = 0; i < NUMBER; i++) value |= (uint64_t)(unsigned char)bytes[i] << 8 * i;
  return value;
}

static sf_status fail_damaged(sf_error *error) {
  return sf_fail(error, SF_PARSE, "it is damaged: its bytes are not those that its seal was made for");
}

static sf_status fail_cut(sf_error *error, size_t length) {
  return sf_fail(error, SF_PARSE, "it is cut short: %zu bytes, and no end", length);
}

static sf_status check_kind(const char *bytes, size_t length, sf_error *error) {
  const size_t known = length < MAGIC ? length : MAGIC;
  if (memcmp(bytes, magic, known) == 0) return length < MAGIC ? fail_cut(error, length) : SF_OK;
  if (length < MAGIC || memcmp(bytes, magic, KIND) != 0)
    return sf_fail(error, SF_PARSE, "it is no part of a run: it does not begin with \"SFR 1\"");
  return sf_fail(error, SF_PARSE, "it is in another version of the format of parts than SFR 1");
}

/* Whether the last bytes are a seal that names the length. */
static bool ends_in_seal(const char *bytes, size_t length) {
  if (length < SEAL) return false;
  const char *seal = bytes + length - SEAL;
  return number_at(seal) == end_mark && number_at(seal + NUMBER) == length;
}

/* Whether the records from at on fill the bytes up to what is a seal, or was one. */
static bool fill(const char *at, size_t left, size_t length) {
  while (left >= NUMBER + SEAL) {
    const uint64_t size = number_at(at);
    if (size > left - SEAL - NUMBER) return false;
    at += NUMBER + size;
    left -= NUMBER + (size_t)size;
  }
  return left == SEAL && (number_at(at) == end_mark || number_at(at + NUMBER) == length);
}

sf_status sf_open_records(const char *bytes, size_t length, sf_records *records, sf_error *error) {
  *records = (sf_records){NULL, 0, NULL, 0};
  const sf_status status = check_kind(bytes, length, error);
  if (status) return status;
  const char *header = bytes + MAGIC, *line_end = memchr(header, '\n', length - MAGIC);
  if (line_end == NULL) return ends_in_seal(bytes, length) ? fail_damaged(error) : fail_cut(error, length);
  const char *first = line_end + 1;
  const bool filled = fill(first, length - (size_t)(first - bytes), length);
  if (!ends_in_seal(bytes, length)) return filled ? fail_damaged(error) : fail_cut(error, length);
  const char *seal = bytes + length - SEAL;
  if (!filled || number_at(seal + 2 * NUMBER) != sf_hash_bytes(SF_EMPTY_HASH, bytes, length - NUMBER))
    return fail_damaged(error);
  *records = (sf_records){header, (size_t)(line_end - header), first, (size_t)(seal - first)};
  return SF_OK;
}

bool sf_next_record(sf_records *records, const char **bytes, size_t *length) {
  if (records->left == 0) return false;
  *length = (size_t)number_at(records->next);
  *bytes = records->next + NUMBER;
  records->next += NUMBER + *length;
  records->left -= NUMBER + *length;
  return true;
}
