/* What a lexicon names: strings and concepts, kept by the reader. */
#include "headlines/lexicon.h"

#include "base/ascii.h"
#include "base/list.h"
#include "base/memory.h"
#include "base/text.h"

#include <string.h>

enum { LONGEST_NAME = 48 };

void *sf_grow_list(sf_list *list, size_t size) {
  void *items = sf_make_room(list->items, &list->capacity, list->count, size);
  if (items == NULL) return NULL;
  list->items = items;
  void *item = (char *)list->items + list->count++ * size;
  memset(item, 0, size);
  return item;
}

const char *sf_keep_string(sf_reader *reader, const char *text, size_t length) {
  char **place = sf_grow_list(&reader->strings, sizeof *place);
  if (place == NULL) return NULL;
  *place = sf_allocate(length + 1, 1);
  if (*place != NULL) memcpy(*place, text, length);
  return *place;
}

int sf_find_concept(const sf_reader *reader, const char *name, size_t length) {
  const char *const *names = reader->concepts.items;
  for (size_t i = 0; i < reader->concepts.count; ++i)
    if (length > 0 && names[i][0] == name[0] && strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
      return (int)i;
  return -1;
}

sf_status sf_add_concept_name(sf_reader *reader, const char *name, size_t length, uint32_t *concept, sf_error *error) {
  const int known = sf_find_concept(reader, name, length);
  *concept = (uint32_t)known;
  if (known >= 0) return SF_OK;
  if (reader->concepts.count == SF_MAX_CONCEPTS)
    return sf_fail(error, SF_PARSE, "at most %d concepts", SF_MAX_CONCEPTS);
  for (size_t i = 0; i < length; ++i) {
    const char c = name[i];
    if (!(sf_is_letter(c) || sf_is_digit(c) || c == '_' || c == '.' || c == '-'))
      return sf_fail(error, SF_PARSE, "a concept is named by letters, digits, \"_\", \".\" and \"-\", not \"%.*s\"",
                     (int)(length > 60 ? 60 : length), name);
  }
  const char *kept = sf_keep_string(reader, name, length);
  const char **place = kept != NULL ? sf_grow_list(&reader->concepts, sizeof *place) : NULL;
  if (place == NULL) return sf_fail(error, SF_NO_MEMORY, "no memory for the lexicon");
  *place = kept;
  *concept = (uint32_t)(reader->concepts.count - 1);
  return SF_OK;
}

sf_status sf_refuse_name(const char *what, const char *got, size_t length, const char *const *names, size_t count,
                         sf_error *error) {
  char word[LONGEST_NAME + 1];
  const size_t size = length < LONGEST_NAME ? length : LONGEST_NAME;
  memcpy(word, got, size);
  word[size] = '\0';
  return sf_fail(error, SF_UNKNOWN, "there is no %s '%s'%s", what, word, sf_suggest_name(word, names, count).text);
}

int sf_find_name(const char *text, size_t length, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; ++i)
    if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0) return (int)i;
  return -1;
}
