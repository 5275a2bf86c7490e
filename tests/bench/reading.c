/* Reads filings and feeds with the library: see reading_files.h. */
#include "reading_files.h"

#include "signalflow/feed.h"
#include "signalflow/filing.h"
#include "signalflow/filings.h"

static void check(sf_status status, const reading_file *file, const sf_error *error) {
  if (status) reading_stop(file->name, error->message);
}

static size_t read_facts(const reading_file *file) {
  sf_filings *filings;
  sf_error error;
  check(sf_read_filings(file->name, file->text, file->length, &filings, &error), file, &error);
  const size_t facts = sf_filings_facts(filings);
  sf_close_filings(filings);
  return facts;
}

static size_t read_filing(const reading_file *file) {
  sf_filing *filing;
  sf_error error;
  check(sf_read_filing(file->name, file->text, file->length, &filing, &error), file, &error);
  const size_t facts = sf_filing_fact_count(filing);
  sf_close_filing(filing);
  return facts;
}

static size_t read_feed(const reading_file *file) {
  sf_feed *feed;
  sf_error error;
  check(sf_read_feed(file->name, file->text, file->length, SF_ANY_FEED, &feed, &error), file, &error);
  const size_t items = sf_feed_count(feed) + sf_feed_skipped(feed);
  sf_destroy_feed(feed);
  return items;
}

static size_t read_with_library(const char *kind, const reading_file *file) {
  if (strcmp(kind, "facts") == 0) return read_facts(file);
  return strcmp(kind, "filing") == 0 ? read_filing(file) : read_feed(file);
}

int main(int count, char **arguments) { return reading_main("signalflow", count, arguments, read_with_library); }
