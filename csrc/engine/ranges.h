/* Between which values a step's lanes lie, where that is easy to tell. */
#ifndef SF_ENGINE_RANGES_H
#define SF_ENGINE_RANGES_H

#include "engine/steps.h"

/* low <= every lane <= high, or NaN; infinite where nothing is known. */
typedef struct sf_range {
  double low, high;
  bool has_value; /* no lane is NaN */
} sf_range;

/* ranges holds those of the steps before. Bounds go through the operation the lanes go through, and rounding is
 * monotone, so they hold to the last bit. */
sf_range sf_range_of(const sf_plan *plan, const sf_range *ranges, const sf_step *step);

#endif
