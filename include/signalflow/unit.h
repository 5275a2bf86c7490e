/* Units and quantities: reading "65 USD/MWh", converting, and printing for people.
 *
 * A unit table holds the built-in units and the analyst's own. Built in: s min h day week month quarter year (8,760 h),
 * J Wh W, USD $ cent, tok, gpu, rack, user, req, B bit, flop, m2 ft2, % and ppm. SI prefixes (n u m k M G T P E) go on
 * every unit (ktok, GW, MUSD, PFLOP is also accepted for Pflop), Ki Mi Gi Ti on B. A whole name wins over a prefix:
 * "min" is a minute.
 *
 * Grammar of text:   quantity = [number] [unit]        "65 USD/MWh"   "1e3 W"   "MW"   "0.35"   "12.3 tok/s/W"
 *                    unit     = factor {("*" | "/" | " " | "·") factor}          left to right: tok/s/W = tok/(s*W)
 *                    factor   = (name | "(" unit ")" | "1") ["^" exponent]        s^-1  W^(1/2)  m2 (its own name)
 * A unit may start with "/" ("5 /s"). A prefix on m2 or ft2 belongs to the length: km2 is a square kilometre.
 *
 * One rule for printing: the dimension alone chooses the family of units (power in W, energy per token in J/tok, money
 * per energy in USD/MWh, money per token in USD/Mtok, money per time in USD/year, time in s, min, h, day, year by size,
 * ...), the value chooses the SI prefix, and significant digits are rounded half to even with trailing zeros dropped.
 * The same value always prints the same, however it was made. */
#ifndef SIGNALFLOW_UNIT_H
#define SIGNALFLOW_UNIT_H

#include "dimension.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A constant with its dimension; the value is in coherent units (100 MW is 1e8 with the dimension of power). */
typedef struct sf_quantity {
  double value;
  sf_dimension dimension;
} sf_quantity;

typedef struct sf_units sf_units;

enum { SF_UNIT_NAME_SIZE = 160, SF_QUANTITY_TEXT_SIZE = 224, SF_PERSON_DIGITS = 3 };

/* The table of units, to which an analyst may add; the caller destroys it. SF_NO_MEMORY. */
SF_API SF_MUST_USE sf_status sf_create_units(sf_units **units, sf_error *error);
SF_API void sf_destroy_units(sf_units *units);

/* Adds a unit of the analyst's own; it takes SI prefixes too. SF_INVALID when the name is taken, is not made of
 * letters and underscores, or the value is not finite and positive. */
SF_API SF_MUST_USE sf_status sf_define_unit(sf_units *units, const char *name, sf_quantity value, sf_error *error);

/* Reads a quantity. A unit alone means one of it. SF_PARSE points at the character, SF_UNKNOWN names the nearest unit.
 */
SF_API SF_MUST_USE sf_status sf_parse_quantity(const sf_units *units, const char *text, size_t length,
                                               sf_quantity *quantity, sf_error *error);

/* number = quantity expressed in the unit named by text ("USD/MWh"). SF_DIMENSION when they do not match. */
SF_API SF_MUST_USE sf_status sf_convert_quantity(const sf_units *units, sf_quantity quantity, const char *text,
                                                 double *number, sf_error *error);

/* A unit as printed, and how much one of it is in coherent units. */
typedef struct sf_scale {
  double factor;
  char name[SF_UNIT_NAME_SIZE]; /* "" for a plain number */
} sf_scale;

/* The unit in which the one rule prints this quantity; a table's row uses the scale of its typical value throughout. */
SF_API sf_scale sf_scale_for(sf_quantity quantity);

/* Writes value / scale.factor with that many significant digits and no unit. Returns buffer. */
SF_API char *sf_print_number(double value, const sf_scale *scale, int digits, char buffer[SF_QUANTITY_TEXT_SIZE]);
/* The one rule: number, a space, unit. Returns buffer. */
SF_API char *sf_print_quantity(sf_quantity quantity, int digits, char buffer[SF_QUANTITY_TEXT_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
