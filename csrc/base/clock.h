/* Time that only goes forward. */
#ifndef SF_BASE_CLOCK_H
#define SF_BASE_CLOCK_H

/* Seconds since some fixed moment. */
double sf_seconds(void);

#endif
