/* Feeds: headlines from the files that publishers and aggregators serve, each with its source and its day.
 *
 * Formats, told apart by their first bytes: RSS (2.0, 1.0) and Atom (1.0, 0.3), with or without prefixes; JSON Feed,
 * JSON lines, a JSON list of objects or titles or an object that holds one; CSV whose first row names a title or
 * headline, parted by commas, semicolons, tabs or bars; Markdown lists and tables; a headline a line. Any bytes in: an
 * error that names the file and the line, or headlines; never anything else. Text comes out as UTF-8 on one line, with
 * character references resolved and tags removed: UTF-16 is told by its mark or zero bytes, bytes that are not UTF-8,
 * or that an XML declaration says are Latin-1, are read as Windows-1252. No entity of a document's own is expanded and
 * nothing outside the text is looked up.
 */
#ifndef SIGNALFLOW_FEED_H
#define SIGNALFLOW_FEED_H

#include "date.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sf_feed_format {
  SF_ANY_FEED, /* told by the first bytes */
  SF_RSS_FEED,
  SF_ATOM_FEED,
  SF_CSV_FEED,
  SF_JSON_FEED,
  SF_MARKDOWN_FEED,
  SF_LINES_FEED, /* a headline a line */
  SF_FEED_FORMAT_COUNT
} sf_feed_format;
/* "rss", "atom", "csv", ...; never NULL. */
SF_API const char *sf_feed_format_name(sf_feed_format format);

/* The text is the feed's, NUL-terminated, and never NULL: "" is unknown. */
typedef struct sf_feed_item {
  const char *title;
  const char *url;
  const char *source; /* the item's own, else the feed's title, else the host of its url */
  bool dated;
  sf_day date; /* as the publisher wrote it, whatever its time zone */
  size_t line; /* of the feed */
} sf_feed_item;

typedef struct sf_feed sf_feed;

/* name is the file's, for messages. Items without a title are left out, and counted.
 *   RSS, Atom  item or entry: title; link, or guid or id that is an address, against xml:base; pubDate, published,
 *              issued, dc:date, dcterms:created or else updated, modified; source
 *   CSV, JSON  names in any case, with or without "_" and spaces: title, headline; url, link; publisher, source, site,
 *              outlet; published, pubDate, date_published, publishedAt, seendate, datetime, created_at, date and the
 *              like; in JSON an item may stand in an object (node, _source), and so may a text (rendered, main)
 *   Markdown   "- [title](url) ... 2026-08-21", "1. [title](url)", or "### 1. Title" and then "[source](url) ...
 *              2026-01-15"; where nothing is linked, "- title"; a table as CSV
 *   lines      each line that is not blank, without a bullet or the number of a list; "2026-08-21 title"
 * Days: ISO 8601, RFC 822 with years of two or four digits, "October 2, 2026", "02.10.2026", Unix seconds or
 * milliseconds; a day that cannot be told, and the year 1, are unknown. SF_PARSE when the text is not of the format. */
SF_API SF_MUST_USE sf_status sf_read_feed(const char *name, const char *text, size_t length, sf_feed_format format,
                                          sf_feed **feed, sf_error *error);
SF_API void sf_destroy_feed(sf_feed *feed);

/* The format it was read in, never SF_ANY_FEED. */
SF_API sf_feed_format sf_feed_format_of(const sf_feed *feed);
SF_API const char *sf_feed_title(const sf_feed *feed); /* "" is unknown */
/* Items, in the feed's order; index is below the count. */
SF_API size_t sf_feed_count(const sf_feed *feed);
/* How many items had no title. */
SF_API size_t sf_feed_skipped(const sf_feed *feed);
SF_API sf_feed_item sf_feed_item_at(const sf_feed *feed, size_t index);

#ifdef __cplusplus
}
#endif
#endif
