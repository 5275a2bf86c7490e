#include "publishers/observation_list.h"

#include "base/ascii.h"
#include "signalflow/file.h"

#include <string.h>

sf_status sf_series_of_rows(sf_draft *draft, const char *name, sf_dimension dimension, const sf_source *sources,
                            size_t source_count, sf_series **series, sf_error *error) {
  sf_status status;
  if (draft->failed) {
    status = sf_fail(error, SF_NO_MEMORY, "no memory for the rows of %s", name);
  } else {
    const sf_series_description description = {
        .name = name, .dimension = dimension, .sources = sources, .source_count = source_count};
    status = sf_create_series(&description, draft->items, draft->length, series, error);
  }
  sf_discard_draft(draft);
  return status;
}

const char *sf_file_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

size_t sf_day_length(const char *text, size_t length) {
  enum { DAY = 10 };
  if (length < DAY + 6 || (text[DAY] != 'T' && text[DAY] != ' ') || text[DAY + 3] != ':') return length;
  for (size_t i = DAY + 1; i < length; i++)
    if (!sf_is_digit(text[i]) && strchr(":.+-Z", text[i]) == NULL) return length;
  return DAY;
}

sf_status sf_load_series(const char *path, sf_read_text *read, void *context, sf_series **series, sf_error *error) {
  char *text;
  size_t length;
  sf_status status = sf_read_file(path, &text, &length, error);
  if (status != SF_OK) return status;
  status = read(context, path, text, length, series, error);
  sf_free_text(text);
  return status;
}
