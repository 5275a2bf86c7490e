/* Words in which the tables of fields are written: dimensions and domains. */
#ifndef SF_FACTORY_FIELD_TABLES_H
#define SF_FACTORY_FIELD_TABLES_H

#include "factory/named.h"

#include <math.h>

enum { ONCE = SF_EXPONENT_STEPS };

#define PLAIN                                                                                                          \
  {                                                                                                                    \
    { 0 }                                                                                                              \
  }
#define OF(...)                                                                                                        \
  {                                                                                                                    \
    { __VA_ARGS__ }                                                                                                    \
  }
#define POWER [SF_ENERGY] = ONCE, [SF_TIME] = -ONCE
#define TOKEN_RATE [SF_TOKEN] = ONCE, [SF_TIME] = -ONCE
#define MONEY_RATE [SF_MONEY] = ONCE, [SF_TIME] = -ONCE
#define BYTE_RATE [SF_BYTE] = ONCE, [SF_TIME] = -ONCE
#define FLOP_RATE [SF_FLOP] = ONCE, [SF_TIME] = -ONCE
#define TOKENS_PER_JOULE [SF_TOKEN] = ONCE, [SF_ENERGY] = -ONCE
#define EACH_ACCELERATOR [SF_ACCELERATOR] = -ONCE

#define ANY -INFINITY, INFINITY, true, true
#define ABOVE_ZERO 0, INFINITY, true, true
#define NOT_BELOW_ZERO 0, INFINITY, false, true
#define AT_LEAST_ONE 1, INFINITY, false, true
#define SOME_TIMES_OVER 1, 10, false, true /* 120 is one in percent */
#define SHARE 0, 1, false, false

#endif
