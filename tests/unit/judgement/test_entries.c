/* The entries of a ledger from the texts of its columns, and which evidence is one story. */
#include "check.h"
#include "failing_memory.h"

#include "base/checksum.h"
#include "judgement/copies.h"
#include "judgement/entries.h"
#include "signalflow/evidence.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 3, COLUMN_SIZE = 512 };

static sf_piece piece(const char *text) { return (sf_piece){text, strlen(text)}; }

typedef struct row {
  const char *number, *type, *corrects, *fields;
} row;

static const row rows[ROWS] = {{"1", "hypothesis", "", "claim=c\n"},
                               {"7", "evidence", "", "kind=news\nnote=a\\3db\nsource.title=t\\5c\\0a\\zz\n"},
                               {"12", "retraction", "7", "note=misread\n"}};

typedef struct columns {
  char texts[SF_ENTRY_COLUMNS][COLUMN_SIZE];
  sf_piece pieces[SF_ENTRY_COLUMNS];
} columns;

static void add(columns *made, sf_entry_column column, bool first, const char *text) {
  if (!first) strcat(made->texts[column], "\n");
  strcat(made->texts[column], text);
  made->pieces[column] = piece(made->texts[column]);
}

/* As the ledger writes them: a day, a moment and a checksum before that are the same for all. */
static void write_rows(columns *made, const row *all, size_t count, const size_t *order) {
  memset(made, 0, sizeof *made);
  for (size_t i = 0; i < count; i++) {
    const row *one = &all[order[i]];
    char covered[COLUMN_SIZE], sum[17];
    snprintf(covered, sizeof covered, "%s\n%s\nid\n2025-04-30\n2025-05-01T10:00:00Z\n%s\n%s", one->number, one->type,
             one->corrects, one->fields);
    snprintf(sum, sizeof sum, "%016llx", (unsigned long long)sf_checksum(covered, strlen(covered), 0xfe));
    const char *const texts[SF_ENTRY_COLUMNS] = {one->number,   one->type,   "2025-04-30",       "2025-05-01T10:00:00Z",
                                                 one->corrects, one->fields, "00000000000000fe", sum};
    for (int column = 0; column < SF_ENTRY_COLUMNS; column++) add(made, column, i == 0, texts[column]);
  }
}

static void test_rows_are_cut_ordered_and_held_against_each_other(void **state) {
  (void)state;
  static const size_t orders[][ROWS] = {{0, 1, 2}, {2, 0, 1}, {1, 2, 0}};
  for (size_t k = 0; k < sizeof orders / sizeof *orders; k++) {
    columns made;
    write_rows(&made, rows, ROWS, orders[k]);
    sf_entry entries[ROWS];
    sf_piece damaged;
    assert_int_equal(sf_count_entries(made.pieces[SF_ENTRY_NUMBER]), ROWS);
    assert_ok(sf_cut_entries(made.pieces, piece("id"), entries, ROWS, &damaged, NULL));
    assert_null(damaged.text);
    sf_hold_entries(entries, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
      assert_true(sf_entry_is(&entries[i], SF_ENTRY_NUMBER, rows[i].number, strlen(rows[i].number)));
      assert_true(sf_entry_is(&entries[i], SF_ENTRY_FIELDS, rows[i].fields, strlen(rows[i].fields)));
      assert_int_equal(entries[i].held, i == 0); /* the second is taken back, the third is no entry to hold */
    }
  }
}

/* What was replaced never holds again; what was taken back does, when its retraction is. */
static void test_a_retraction_can_be_taken_back(void **state) {
  (void)state;
  static const row chain[] = {{"1", "evidence", "", "a=1\n"},
                              {"2", "evidence", "1", "a=2\n"},
                              {"3", "retraction", "2", "a=3\n"},
                              {"4", "retraction", "3", "a=4\n"},
                              {"5", "evidence", "9", "a=5\n"}};
  enum { COUNT = sizeof chain / sizeof *chain };
  static const size_t order[COUNT] = {0, 1, 2, 3, 4};
  static const bool held[COUNT + 1][COUNT] = {{false},
                                              {true},
                                              {false, true},
                                              {false, false, false},
                                              {false, true, false, false},
                                              {false, true, false, false, true}};
  for (size_t count = 1; count <= COUNT; count++) {
    columns made;
    write_rows(&made, chain, count, order);
    sf_entry entries[COUNT];
    sf_piece damaged;
    assert_ok(sf_cut_entries(made.pieces, piece("id"), entries, count, &damaged, NULL));
    sf_hold_entries(entries, count);
    for (size_t i = 0; i < count; i++) assert_int_equal(entries[i].held, held[count][i]);
  }
}

/* Any byte of any column that is another: the entry that it stands in is named, or where lines were torn one near it,
 * and never is all sound. */
static void test_every_changed_byte_is_found(void **state) {
  (void)state;
  static const size_t order[ROWS] = {0, 1, 2};
  for (int column = 0; column < SF_ENTRY_COLUMNS; column++) {
    columns made;
    write_rows(&made, rows, ROWS, order);
    for (size_t i = 0; i < made.pieces[column].length; i++) {
      char *byte = &made.texts[column][i];
      const char sound = *byte;
      for (int change = 1; change <= 0x20; change *= 2) {
        sf_entry entries[ROWS + 1];
        sf_piece damaged;
        *byte = (char)(sound ^ change);
        const size_t count = sf_count_entries(made.pieces[SF_ENTRY_NUMBER]);
        assert_ok(sf_cut_entries(made.pieces, piece("id"), entries, count, &damaged, NULL));
        assert_true(damaged.text != NULL || count < ROWS);
        *byte = sound;
      }
    }
  }
}

static void test_escaped_texts_are_read(void **state) {
  (void)state;
  char room[64];
  sf_piece texts[SF_FIELD_COUNT];
  const sf_piece fields = piece(rows[1].fields);
  assert_true(sf_fields_are_escaped(fields));
  sf_read_fields(fields, room, texts);
  assert_int_equal(texts[SF_FIELD_KIND].length, 4);
  assert_memory_equal(texts[SF_FIELD_KIND].text, "news", 4);
  assert_int_equal(texts[SF_FIELD_TITLE].length, 6);
  assert_memory_equal(texts[SF_FIELD_TITLE].text, "t\\\n\\zz", 6);
  assert_null(texts[SF_FIELD_URL].text);
  assert_false(sf_fields_are_escaped(piece(rows[0].fields)));
}

static uint64_t key(const char *text) { return sf_exact_key(piece(text)); }

static void find(const sf_report *reports, size_t count, size_t *stories) {
  const sf_lexicon_text lexicon = sf_shipped_lexicon();
  sf_reader *reader;
  assert_ok(sf_create_reader(&lexicon, 1, &reader, NULL));
  assert_ok(sf_find_copies(reader, reports, count, 3, stories, NULL));
  sf_destroy_reader(reader);
}

static void test_copies_are_found_by_name_document_address_and_headline(void **state) {
  (void)state;
  const sf_report reports[] = {
      {.day = 10, .supports = true, .accession = key("a"), .url = key("u")},
      {.day = 90, .supports = true, .accession = key("a")},                  /* the first's document */
      {.day = 10, .supports = true, .url = key("u"), .date = key("May")},    /* its address, which says no date */
      {.day = 10, .supports = true, .url = key("u"), .date = key("June")},   /* which the first is, too */
      {.day = 10, .supports = false, .url = key("u")},                       /* the other way */
      {.day = 10, .supports = true, .accession = key("b"), .url = key("u")}, /* another document */
      {.day = 20, .supports = true, .headline = piece("Nvidia to supply Meta with 1 GW of chips")},
      {.day = 22, .supports = true, .headline = piece("UPDATE 2-Nvidia to supply Meta with 1,000 MW of chips")},
      {.day = 30, .supports = true, .headline = piece("Nvidia to supply Meta with 1 GW of chips")},
      {.day = 21, .supports = false, .headline = piece("Nvidia to supply Meta with 1 GW of chips")},
      {.day = 31, .supports = true, .story = key("s")},
      {.day = 99, .supports = true, .story = key("s"), .headline = piece("Another title")},
  };
  static const size_t expected[] = {0, 0, 0, 0, 4, 5, 6, 6, 8, 9, 10, 10};
  enum { COUNT = sizeof reports / sizeof *reports };
  size_t stories[COUNT];
  find(reports, COUNT, stories);
  for (size_t i = 0; i < COUNT; i++) assert_int_equal(stories[i], expected[i]);
}

static sf_status attempt_to_cut(void *context, sf_error *error) {
  const columns *made = context;
  sf_entry entries[ROWS];
  sf_piece damaged;
  return sf_cut_entries(made->pieces, piece("id"), entries, ROWS, &damaged, error);
}

static sf_status attempt_to_find(void *context, sf_error *error) {
  static const sf_report reports[] = {{.day = 10, .supports = true, .story = 7, .headline = {"Nvidia wins", 11}},
                                      {.day = 10, .supports = false, .url = 7, .headline = {"Nvidia loses", 12}}};
  size_t stories[2];
  return sf_find_copies(context, reports, 2, 3, stories, error);
}

static void test_a_lack_of_memory_leaves_nothing_behind(void **state) {
  (void)state;
  static const size_t order[ROWS] = {0, 1, 2};
  columns made;
  write_rows(&made, rows, ROWS, order);
  const sf_lexicon_text lexicon = sf_shipped_lexicon();
  sf_reader *reader;
  assert_ok(sf_create_reader(&lexicon, 1, &reader, NULL));
  assert_int_equal(fail_each_allocation(attempt_to_cut, &made), 1);
  assert_true(fail_each_allocation(attempt_to_find, reader) > 6);
  sf_destroy_reader(reader);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows_are_cut_ordered_and_held_against_each_other),
      cmocka_unit_test(test_a_retraction_can_be_taken_back),
      cmocka_unit_test(test_every_changed_byte_is_found),
      cmocka_unit_test(test_escaped_texts_are_read),
      cmocka_unit_test(test_copies_are_found_by_name_document_address_and_headline),
      cmocka_unit_test(test_a_lack_of_memory_leaves_nothing_behind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
