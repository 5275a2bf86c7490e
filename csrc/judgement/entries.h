/* The entries of a ledger, as the texts of its columns: cut into entries, checked, and which of them hold. */
#ifndef SF_JUDGEMENT_ENTRIES_H
#define SF_JUDGEMENT_ENTRIES_H

#include "signalflow/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a longer text; text is NULL where there are none. */
typedef struct sf_piece {
  const char *text;
  size_t length;
} sf_piece;

/* A column's texts stand in lines, but for the fields: of these each has lines of its own, `name=text`, and an empty
 * line parts two entries. */
typedef enum sf_entry_column {
  SF_ENTRY_NUMBER,
  SF_ENTRY_TYPE,
  SF_ENTRY_DAY,
  SF_ENTRY_RECORDED,
  SF_ENTRY_CORRECTS, /* empty for none */
  SF_ENTRY_FIELDS,
  SF_ENTRY_PREVIOUS,
  SF_ENTRY_CHECKSUM,
  SF_ENTRY_COLUMNS
} sf_entry_column;

typedef struct sf_entry {
  sf_piece texts[SF_ENTRY_COLUMNS];
  int64_t number, corrects; /* 0: it corrects none */
  bool corrected, held;
} sf_entry;

/* How many entries the columns hold, by the lines of their numbers. */
size_t sf_count_entries(sf_piece numbers);

/* Cuts and checks count entries of one hypothesis, given as the ledger writes its id, and orders them by number. False
 * when one is damaged: *damaged is then the number of the first in the columns, as it stands there. */
SF_MUST_USE sf_status sf_cut_entries(const sf_piece columns[SF_ENTRY_COLUMNS], sf_piece hypothesis, sf_entry *entries,
                                     size_t count, sf_piece *damaged, sf_error *error);

/* Whether the entry's text in a column is the word. */
bool sf_entry_is(const sf_entry *entry, sf_entry_column column, const char *word, size_t length);

/* Says which hold. One that was replaced never holds again, also when what replaced it is taken back; one that was
 * taken back does, when its retraction is. A retraction never does. */
void sf_hold_entries(sf_entry *entries, size_t count);

/* What a piece of evidence says. */
typedef enum sf_evidence_field {
  SF_FIELD_KIND,
  SF_FIELD_SUPPORTS,
  SF_FIELD_RATIO,
  SF_FIELD_ORIGIN,
  SF_FIELD_STORY,
  SF_FIELD_FORM,
  SF_FIELD_DISCONFIRMING,
  SF_FIELD_ANSWERS,
  SF_FIELD_ITEM,
  SF_FIELD_TITLE,
  SF_FIELD_URL,
  SF_FIELD_DATE,
  SF_FIELD_ACCESSION,
  SF_FIELD_SPEAKER,
  SF_FIELD_COUNT
} sf_evidence_field;

/* Whether texts among the fields are written otherwise than they are: then sf_read_fields needs room. */
bool sf_fields_are_escaped(sf_piece fields);
/* The texts of the fields that are there. room is NULL, or fields.length bytes into which escaped texts are written. */
void sf_read_fields(sf_piece fields, char *room, sf_piece texts[SF_FIELD_COUNT]);

#endif
