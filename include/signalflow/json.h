/* Reading JSON (RFC 8259), strictly and one token at a time: nothing is built, so a file of any size is read in the
 * memory it lies in. Any bytes are safe: text must be UTF-8, escapes and surrogates whole, nesting at most
 * SF_JSON_DEPTH. Errors are SF_PARSE and name the line and column. */
#ifndef SIGNALFLOW_JSON_H
#define SIGNALFLOW_JSON_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SF_JSON_DEPTH = 64 };

typedef enum sf_json_kind {
  SF_JSON_END, /* of the text */
  SF_JSON_OBJECT,
  SF_JSON_OBJECT_END,
  SF_JSON_ARRAY,
  SF_JSON_ARRAY_END,
  SF_JSON_KEY,
  SF_JSON_STRING,
  SF_JSON_NUMBER,
  SF_JSON_TRUE,
  SF_JSON_FALSE,
  SF_JSON_NULL,
  SF_JSON_KIND_COUNT
} sf_json_kind;

typedef struct sf_json_token {
  sf_json_kind kind;
  const char
      *text; /* of a key or string: what is between the quotes, escapes not yet decoded; of a number: its digits */
  size_t length;
  bool escaped; /* it holds escapes */
  double number;
} sf_json_token;

/* The reader is the caller's; its members are its own. */
typedef struct sf_json {
  const char *name;
  const char *text;
  size_t length, at;
  size_t lines_before; /* of the file, before the text: JSON lines */
  uint64_t objects;    /* bit d: the value open at depth d is an object */
  unsigned depth, expect;
} sf_json;

/* name is the file's, for messages. text must outlive the reader; a byte order mark at its start is passed over. */
SF_API void sf_start_json(sf_json *json, const char *name, const char *text, size_t length);
SF_API SF_MUST_USE sf_status sf_next_json(sf_json *json, sf_json_token *token, sf_error *error);
/* Passes over the value that comes next, whole. */
SF_API SF_MUST_USE sf_status sf_skip_json(sf_json *json, sf_error *error);
/* True when the token's text, decoded, is word. */
SF_API bool sf_json_is(const sf_json_token *token, const char *word);
/* Decodes a key or string into at most capacity bytes; returns how many it has. A result above capacity was cut. */
SF_API size_t sf_decode_json(const sf_json_token *token, char *bytes, size_t capacity);
/* Fails with name, line and column of where the reader is. */
SF_API sf_status sf_fail_json(const sf_json *json, sf_error *error, const char *format, ...) SF_PRINTF(3, 4);

#ifdef __cplusplus
}
#endif
#endif
