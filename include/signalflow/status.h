/* Status codes, error messages and text handed out, shared by every room.
 *
 * A function that can fail returns sf_status and takes the caller's sf_error as its last argument. On success it
 * returns SF_OK and leaves the error alone; otherwise the error holds the same code and one line of plain English that
 * names what came and what was expected. The error argument may be NULL. There is no hidden error state anywhere. */
#ifndef SIGNALFLOW_STATUS_H
#define SIGNALFLOW_STATUS_H

#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SF_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#define SF_MUST_USE __attribute__((warn_unused_result))
/* What a shared object shows to others; all else in it is hidden. */
#define SF_API __attribute__((visibility("default")))
#else
#define SF_PRINTF(format_at, first_at)
#define SF_MUST_USE
#define SF_API
#endif

typedef enum sf_status {
  SF_OK = 0,
  SF_NO_MEMORY,    /* an allocation failed; nothing was changed */
  SF_INVALID,      /* an argument is outside its domain */
  SF_DIMENSION,    /* quantities of different dimensions were combined */
  SF_UNKNOWN,      /* a name is not known; the message names the nearest one */
  SF_PARSE,        /* text is not of the expected form */
  SF_NO_SOLUTION,  /* nothing satisfies the request */
  SF_AMBIGUOUS,    /* more than one answer satisfies it */
  SF_OUT_OF_RANGE, /* outside the data: signalflow does not extrapolate */
  SF_CANCELLED,    /* the caller's tick asked to stop */
  SF_IO,           /* a file could not be read or written */
  SF_STATUS_COUNT
} sf_status;

enum { SF_MESSAGE_SIZE = 480 };

typedef struct sf_error {
  sf_status code;
  char message[SF_MESSAGE_SIZE];
} sf_error;

/* The code as a word: "ok", "no memory", "dimension", ... Never NULL. */
SF_API const char *sf_status_name(sf_status status);

/* Fills error (which may be NULL) with code and a formatted message, cut to fit, and returns code. */
SF_API sf_status sf_fail(sf_error *error, sf_status code, const char *format, ...) SF_PRINTF(3, 4);
SF_API sf_status sf_fail_list(sf_error *error, sf_status code, const char *format, va_list arguments);

/* Frees text that a function handed to its caller; NULL is allowed. */
SF_API void sf_free_text(char *text);

#ifdef __cplusplus
}
#endif
#endif
