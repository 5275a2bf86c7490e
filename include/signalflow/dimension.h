/* Dimensions: what kind of thing a number counts.
 *
 * A dimension is a product of powers of eleven bases. Power is energy over time, so tokens per second per watt and
 * tokens per joule are one dimension. Exponents are kept in sixths, so that square and cube roots stay exact. */
#ifndef SIGNALFLOW_DIMENSION_H
#define SIGNALFLOW_DIMENSION_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Coherent units, in which every value is kept: second, joule, US dollar, token, accelerator (gpu), rack, user,
 * request, byte, floating-point operation, square metre. */
typedef enum sf_base {
  SF_TIME,
  SF_ENERGY,
  SF_MONEY,
  SF_TOKEN,
  SF_ACCELERATOR,
  SF_RACK,
  SF_USER,
  SF_REQUEST,
  SF_BYTE,
  SF_FLOP,
  SF_AREA,
  SF_BASE_COUNT
} sf_base;

enum { SF_EXPONENT_STEPS = 6, SF_DIMENSION_NAME_SIZE = 160 };

/* Two words, so that dimensions are compared and handed over as fast as numbers. */
enum { SF_EXPONENT_COUNT = 16 };

typedef struct sf_dimension {
  int8_t sixths[SF_EXPONENT_COUNT]; /* exponent of each base, times six; 0 behind the last base */
} sf_dimension;

/* The dimension of a plain number. */
SF_API sf_dimension sf_dimensionless(void);
/* One base to the first power. */
SF_API sf_dimension sf_base_dimension(sf_base base);
SF_API bool sf_dimension_equal(sf_dimension a, sf_dimension b);
SF_API bool sf_is_dimensionless(sf_dimension a);

/* result = a * b and a / b. SF_DIMENSION when an exponent leaves the range of about -21 to 21. */
SF_API SF_MUST_USE sf_status sf_multiply_dimensions(sf_dimension a, sf_dimension b, sf_dimension *result,
                                                    sf_error *error);
SF_API SF_MUST_USE sf_status sf_divide_dimensions(sf_dimension a, sf_dimension b, sf_dimension *result,
                                                  sf_error *error);
/* result = a ^ exponent. SF_DIMENSION when an exponent is not a multiple of one sixth, or too large. */
SF_API SF_MUST_USE sf_status sf_raise_dimension(sf_dimension a, double exponent, sf_dimension *result, sf_error *error);

/* Writes the dimension in words: "power", "money/energy", "token/time/power", "a plain number". Returns name. */
SF_API char *sf_dimension_name(sf_dimension dimension, char name[SF_DIMENSION_NAME_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
