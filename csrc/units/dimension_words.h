/* Shared by the two places that put a dimension into words: its name, and the unit it is printed in. */
#ifndef SF_UNITS_DIMENSION_WORDS_H
#define SF_UNITS_DIMENSION_WORDS_H

#include "signalflow/dimension.h"

enum { SF_EXPONENT_TEXT_SIZE = 16 };

/* Takes the energy per time out of a dimension. Returns the exponent of power in sixths, negative for "per power"; the
 * dimension keeps what is left. */
int sf_take_power(sf_dimension *dimension);

/* "" for the first power, else "^2" or "^(1/2)", for a positive exponent in sixths. Returns text. */
char *sf_exponent_text(int sixths, char text[SF_EXPONENT_TEXT_SIZE]);

#endif
