/* Feeds as JSON: objects in lines, in a list, or in a list that an object holds (JSON Feed, the answers of news
 * services); a list of titles. */
#include "signalflow/json.h"
#include "feeds/columns.h"
#include "feeds/kinds.h"

#include <limits.h>
#include <string.h>

enum { DEEPEST_LIST = 4 };

typedef struct walk {
  sf_feed *feed;
  sf_json json;
  sf_feed_filling filling;
  size_t line, seen; /* the line of json.at, counted up to seen */
  size_t lists;      /* lists of objects found */
} walk;

static size_t line_of(walk *w) {
  for (; w->seen < w->json.at; ++w->seen) w->line += w->json.text[w->seen] == '\n';
  return w->line;
}

static sf_status take_text(walk *w, const sf_json_token *token, int field, int rank, sf_error *error) {
  sf_feed_filling *f = &w->filling;
  if (token->kind == SF_JSON_NUMBER) {
    if (field == SF_FEED_DAY) sf_fill(f, field, rank, token->text, token->length);
    return SF_OK;
  }
  if (!sf_reserve_text(&f->decoded, token->length)) return sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
  sf_fill(f, field, rank, f->decoded.bytes, sf_decode_json(token, f->decoded.bytes, f->decoded.capacity));
  return SF_OK;
}

/* Whether a key of an object that stands for a field holds its text: {"name": "Reuters"}, {"rendered": "..."}. */
static bool holds_text(const sf_json_token *key, int field) {
  static const char *const texts[] = {"rendered", "main", "text", "value", "#text", "$t", "href"};
  if (field == SF_FEED_SOURCE && (sf_json_is(key, "name") || sf_json_is(key, "title"))) return true;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; ++i)
    if (sf_json_is(key, texts[i])) return true;
  return false;
}

/* A field given as an object: the text within. */
static sf_status read_inner(walk *w, int field, int rank, sf_error *error) {
  for (;;) {
    sf_json_token token;
    sf_status status = sf_next_json(&w->json, &token, error);
    if (status != SF_OK || token.kind == SF_JSON_OBJECT_END) return status;
    const bool held = holds_text(&token, field);
    const sf_json before = w->json;
    status = sf_next_json(&w->json, &token, error);
    if (status != SF_OK) return status;
    if (held && token.kind == SF_JSON_STRING) {
      status = take_text(w, &token, field, rank, error);
    } else {
      w->json = before;
      status = sf_skip_json(&w->json, error);
    }
    if (status != SF_OK) return status;
  }
}

/* The value of a key that is wanted. */
static sf_status read_value(walk *w, int field, int rank, sf_error *error) {
  const sf_json before = w->json;
  sf_json_token token;
  const sf_status status = sf_next_json(&w->json, &token, error);
  if (status != SF_OK) return status;
  if (token.kind == SF_JSON_STRING || token.kind == SF_JSON_NUMBER) return take_text(w, &token, field, rank, error);
  if (token.kind == SF_JSON_OBJECT) return read_inner(w, field, rank, error);
  w->json = before;
  return sf_skip_json(&w->json, error);
}

static sf_status read_object(walk *w, unsigned depth, size_t *lists, sf_error *error);

/* A string of the document's own list: a title. */
static sf_status add_title(walk *w, const sf_json_token *token, sf_error *error) {
  sf_start_filling(&w->filling, line_of(w));
  const sf_status status = take_text(w, token, SF_FEED_TITLE, 0, error);
  return status == SF_OK ? sf_add_feed_draft(w->feed, &w->filling.draft, error) : status;
}

/* A list: its objects are items, in the document's own its strings too; in another, all else is passed over. */
static sf_status read_list(walk *w, unsigned depth, bool strict, sf_error *error) {
  bool counted = false;
  for (;;) {
    const sf_json before = w->json;
    sf_json_token token;
    sf_status status = sf_next_json(&w->json, &token, error);
    if (status != SF_OK || token.kind == SF_JSON_ARRAY_END) return status;
    if (token.kind == SF_JSON_OBJECT) {
      size_t inner = 0;
      if (!counted) w->lists += 1;
      counted = true;
      status = read_object(w, depth, &inner, error);
      if (status == SF_OK && inner == 0) status = sf_add_feed_draft(w->feed, &w->filling.draft, error);
    } else if (strict && token.kind == SF_JSON_STRING) {
      status = add_title(w, &token, error);
    } else if (strict) {
      return sf_fail_json(&w->json, error, "expected a list of objects");
    } else {
      w->json = before;
      status = sf_skip_json(&w->json, error);
    }
    if (status != SF_OK) return status;
  }
}

/* Whether the next token ends a list. */
static bool is_empty_list(const walk *w) {
  sf_json json = w->json;
  sf_json_token token;
  return sf_next_json(&json, &token, NULL) == SF_OK && token.kind == SF_JSON_ARRAY_END;
}

/* A key that may hold the items: a list of objects, or an object with one. The document's own list may be empty. */
static sf_status read_container(walk *w, unsigned depth, size_t *lists, sf_error *error) {
  const sf_json before = w->json;
  sf_json_token token;
  sf_status status = sf_next_json(&w->json, &token, error);
  if (status != SF_OK) return status;
  const size_t had = w->lists;
  if (token.kind == SF_JSON_ARRAY) {
    w->lists += depth == 0 && is_empty_list(w);
    status = read_list(w, depth + 1, false, error);
  } else if (token.kind == SF_JSON_OBJECT) {
    size_t inner = 0;
    status = read_object(w, depth + 1, &inner, error);
  } else {
    w->json = before;
    return sf_skip_json(&w->json, error);
  }
  *lists += w->lists - had;
  return status;
}

/* A key whose object may hold lists of items, or, where this one has no title of its own, its fields: {"_source":
 * {"title":
 * ...}}. */
static sf_status read_within(walk *w, unsigned depth, size_t *lists, sf_text *title, sf_error *error) {
  const sf_text *named = &w->filling.draft.fields[SF_FEED_TITLE];
  title->length = 0;
  if (named->length > 0) sf_append_bytes(title, named->bytes, named->length);
  if (title->failed || named->failed) return sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
  sf_feed_filling outer = w->filling;
  memset(&w->filling, 0, sizeof w->filling);
  const size_t had = *lists;
  const sf_status status = read_container(w, depth, lists, error);
  const sf_text *inner = &w->filling.draft.fields[SF_FEED_TITLE];
  const bool wraps = *lists == had && title->length == 0 && (inner->length > 0 || inner->failed);
  if (wraps) {
    sf_end_filling(&outer);
    return status;
  }
  sf_end_filling(&w->filling);
  w->filling = outer;
  return status;
}

/* The rest of an object whose "{" was read. Its fields are left in the filling, unless it holds lists of items: then
 * its title is the feed's. */
static sf_status read_object(walk *w, unsigned depth, size_t *lists, sf_error *error) {
  sf_text title = {0};
  sf_start_filling(&w->filling, line_of(w));
  sf_status status = SF_OK;
  for (;;) {
    sf_json_token token;
    status = sf_next_json(&w->json, &token, error);
    if (status != SF_OK || token.kind == SF_JSON_OBJECT_END) break;
    int rank = INT_MAX;
    const bool wrapper = sf_json_is(&token, "_source"); /* of a search engine's answer; no source */
    const int field = token.escaped || wrapper ? SF_NO_FEED_FIELD : sf_feed_column(token.text, token.length, &rank);
    const bool list = depth < DEEPEST_LIST && !token.escaped && (wrapper || sf_is_feed_list(token.text, token.length));
    if (field != SF_NO_FEED_FIELD && *lists == 0) {
      status = read_value(w, field, rank, error);
    } else if (list) {
      status = read_within(w, depth, lists, &title, error);
    } else {
      status = sf_skip_json(&w->json, error);
    }
    if (status != SF_OK) break;
  }
  if (status == SF_OK && *lists > 0 && w->feed->title == 0) status = sf_set_feed_title(w->feed, &title, error);
  sf_discard_text(&title);
  return status;
}

static sf_status read_document(walk *w, sf_error *error) {
  sf_json_token token;
  sf_status status = sf_next_json(&w->json, &token, error);
  if (status != SF_OK) return status;
  if (token.kind == SF_JSON_ARRAY) {
    status = read_list(w, 0, true, error);
  } else if (token.kind == SF_JSON_OBJECT) {
    size_t lists = 0;
    status = read_object(w, 0, &lists, error);
    if (status == SF_OK && lists == 0) status = sf_add_feed_draft(w->feed, &w->filling.draft, error);
  } else {
    return sf_fail_json(&w->json, error, "expected an object or a list of objects");
  }
  return status == SF_OK ? sf_next_json(&w->json, &token, error) : status;
}

static bool is_blank(const char *text, size_t length) {
  for (size_t i = 0; i < length; ++i)
    if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r') return false;
  return true;
}

static size_t line_length(const char *text, size_t length) {
  const char *end = memchr(text, '\n', length);
  return end != NULL ? (size_t)(end - text) : length;
}

/* Whether the first line is an object, whole: then each line is. */
static bool is_lines(const char *text, size_t length) {
  const size_t size = line_length(text, length);
  sf_json json;
  sf_json_token token;
  sf_start_json(&json, "", text, size);
  if (sf_next_json(&json, &token, NULL) != SF_OK || token.kind != SF_JSON_OBJECT) return false;
  sf_start_json(&json, "", text, size);
  if (sf_skip_json(&json, NULL) != SF_OK || sf_next_json(&json, &token, NULL) != SF_OK) return false;
  for (size_t at = size + 1; at < length; at += line_length(text + at, length - at) + 1)
    if (!is_blank(text + at, line_length(text + at, length - at))) return true;
  return false;
}

static sf_status read_lines(walk *w, const char *name, const char *text, size_t length, sf_error *error) {
  size_t line = 1;
  for (size_t at = 0; at < length; ++line) {
    const size_t size = line_length(text + at, length - at);
    if (!is_blank(text + at, size)) {
      sf_start_json(&w->json, name, text + at, size);
      w->json.lines_before = line - 1;
      w->line = line;
      w->seen = 0;
      const sf_status status = read_document(w, error);
      if (status != SF_OK) return status;
    }
    at += size + 1;
  }
  return SF_OK;
}

sf_status sf_read_json_feed(sf_feed *feed, const char *name, const char *text, size_t length, sf_error *error) {
  walk w = {.feed = feed, .line = 1};
  size_t start = 0;
  while (start < length && (text[start] == ' ' || text[start] == '\t' || text[start] == '\r' || text[start] == '\n'))
    ++start;
  sf_status status;
  if (is_lines(text + start, length - start)) {
    status = read_lines(&w, name, text, length, error);
  } else {
    sf_start_json(&w.json, name, text, length);
    status = read_document(&w, error);
  }
  sf_end_filling(&w.filling);
  return status;
}
