/* Publishers: series from the publishers' own files.
 *
 * Each reads text already in memory (name is the file's, for messages and sources); sf_load_... reads a file. A file
 * that is not what it should be is refused with SF_PARSE: "nfci.csv:1: expected ..., got ...". Blank values are
 * unknown, and make no observation. The caller releases the series. */
#ifndef SIGNALFLOW_PUBLISHERS_H
#define SIGNALFLOW_PUBLISHERS_H

#include "series.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sf_frequency {
  SF_ANY_FREQUENCY,
  SF_DAILY,
  SF_WEEKLY,
  SF_MONTHLY,
  SF_QUARTERLY,
  SF_HALF_YEARLY,
  SF_YEARLY,
  SF_FREQUENCY_COUNT
} sf_frequency;
/* "any", "daily", "weekly", ...; never NULL. */
SF_API const char *sf_frequency_name(sf_frequency frequency);

/* What is taken where nobody says a lag: longer than any of FRED's usual releases of that frequency. */
enum { SF_UNKNOWN_LAG = -1, SF_LARGEST_LAG = 3660 /* days */ };
SF_API int sf_cautious_lag(sf_frequency frequency);

typedef struct sf_fred_options {
  int lag;               /* days from a period's end until its value is published; SF_UNKNOWN_LAG: nobody knows, and a
                            long one for the frequency is taken, which the series notes */
  sf_frequency expected; /* refuse another frequency: a weekly index also comes as a quarterly file */
  sf_quantity unit;      /* what 1 in the file stands for */
} sf_fred_options;
/* Lag 1 (right for prices of a day), any frequency, a plain number. */
SF_API sf_fred_options sf_default_fred_options(void);

/* FRED: `observation_date,SERIES` or `DATE,SERIES`, the re-exported `date,value`, and vintages of one series side by
 * side, `observation_date,SERIES_20240125,SERIES_20240328` (a vintage's column is known from its day, or from the
 * period's end plus lag where the period ends after that day). FRED dates a monthly, quarterly, half-yearly or yearly
 * value by the first day of its period: the period is that whole month, quarter, half or year, whatever month it begins
 * with, and known after its end. A blank one was
 * given without a value; a blank day or week is a holiday. Dates rise. */
SF_API SF_MUST_USE sf_status sf_read_fred(const char *name, const char *text, size_t length,
                                          const sf_fred_options *options, sf_series **series, sf_error *error);
SF_API SF_MUST_USE sf_status sf_load_fred(const char *path, const sf_fred_options *options, sf_series **series,
                                          sf_error *error);

typedef enum sf_price {
  SF_OPEN_PRICE,
  SF_HIGH_PRICE,
  SF_LOW_PRICE,
  SF_CLOSE_PRICE,
  SF_VOLUME,
  SF_PRICE_COUNT
} sf_price;

/* Stooq daily files: `<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>`, US dollars. A day's
 * figures are known on that day (after the close). Refused: another period than D, another ticker midway, dates that
 * do not rise, prices that are not above 0 or lie outside the day's low and high. */
SF_API SF_MUST_USE sf_status sf_read_stooq(const char *name, const char *text, size_t length, sf_price price,
                                           sf_series **series, sf_error *error);
SF_API SF_MUST_USE sf_status sf_load_stooq(const char *path, sf_price price, sf_series **series, sf_error *error);

/* Which columns (or fields) mean what; NULL where there is none. */
typedef struct sf_table_options {
  const char *end;      /* required: a day, with a time of day or without, a month or a quarter (2023-04, 2023-Q1) */
  const char *start;    /* else the period is the month, the quarter, or the day itself */
  const char *known_on; /* else end plus lag */
  const char *value;    /* required */
  const char *bound;    /* "more than", "over": the value is a lower bound; "less than": an upper one; else exact */
  const char *basis;    /* a wording, a provider: where it changes from one period to the next, the series breaks */
  const char *where, *equals; /* only rows whose column `where` holds `equals` */
  const char *missing;        /* what stands for a blank value besides nothing: "null"; NULL: nothing else does */
  int lag;                    /* days; negative: not given, and then known_on is required */
  sf_quantity unit;           /* what 1 in the file stands for */
  char separator;             /* CSV: NUL means a comma */
  char comment;               /* CSV: lines that start with it are passed over; NUL: none */
} sf_table_options;

/* CSV whose first row names the columns; spaces around a cell mean nothing. A blank value is a period whose value is
 * unknown from then on. SF_UNKNOWN where a column is missing, with the nearest or all there are, and where no row holds
 * what 'where' asks for. Two rows with different values for one period and day are refused: 'where' may have been
 * forgotten. UTF-16 is read as well. */
SF_API SF_MUST_USE sf_status sf_read_csv_series(const char *name, const char *text, size_t length,
                                                const sf_table_options *options, sf_series **series, sf_error *error);
/* JSON lines: one object a line. A field that is null or absent is blank; one that no object has is SF_UNKNOWN. */
SF_API SF_MUST_USE sf_status sf_read_json_lines(const char *name, const char *text, size_t length,
                                                const sf_table_options *options, sf_series **series, sf_error *error);

#ifdef __cplusplus
}
#endif
#endif
