/* What the parser of quantities asks of the table of units. */
#ifndef SF_UNITS_UNIT_TABLE_H
#define SF_UNITS_UNIT_TABLE_H

#include "signalflow/unit.h"

#include <stdbool.h>

enum { SF_UNIT_WORD_SIZE = 32 };

/* Kept as a fraction, so that 65 USD/MWh is 65 / 3.6e9 with one rounding and 35 % is 0.35 exactly. */
typedef struct sf_measure {
  double over, under;
  sf_dimension dimension;
} sf_measure;

/* One of the named unit; a whole name wins over a prefix and a name. */
bool sf_find_unit(const sf_units *units, const char *text, size_t length, sf_measure *found);

/* Fills error with SF_UNKNOWN and the nearest name. */
sf_status sf_unknown_unit(const sf_units *units, const char *word, sf_error *error);

#endif
