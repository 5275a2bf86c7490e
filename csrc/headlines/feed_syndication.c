/* RSS 2.0, RSS 1.0 and Atom. */
#include "formats/xml.h"
#include "headlines/feed_kinds.h"
#include "headlines/feed_text.h"

#include <string.h>

/* Which text is being gathered. */
typedef enum gathering { NOTHING, GATHER_TITLE, GATHER_URL, GATHER_SOURCE, GATHER_DAY } gathering;

typedef struct reading {
  sf_feed *feed;
  sf_xml xml;
  sf_feed_draft draft;
  sf_text gathered, feed_title;
  size_t item_depth; /* of the item being read; 0: none */
  size_t depth;      /* of the element whose text is gathered */
  gathering what;
  int day_rank; /* published beats updated */
} reading;

static bool is_item(const sf_xml_piece *p) { return sf_xml_is(p, "item") || sf_xml_is(p, "entry"); }

static int rank_of_day(const sf_xml_piece *p) {
  static const char *const names[] = {"pubDate", "published", "dc:date", "date", "updated"};
  for (int i = 0; i < (int)(sizeof names / sizeof *names); ++i)
    if (sf_xml_is(p, names[i])) return i + 1;
  return 0;
}

/* An Atom link is an attribute; the one to the page has rel="alternate" or no rel. */
static void take_link(reading *r, const sf_xml_piece *p) {
  size_t size, rel_size;
  const char *address = sf_xml_attribute(p, "href", &size), *rel = sf_xml_attribute(p, "rel", &rel_size);
  const bool page = rel == NULL || (rel_size == 9 && memcmp(rel, "alternate", 9) == 0);
  if (address != NULL && page && r->draft.fields[SF_FEED_URL].length == 0)
    sf_append_resolved(&r->draft.fields[SF_FEED_URL], address, size);
}

static void gather(reading *r, gathering what) {
  r->what = what;
  r->depth = r->xml.depth;
  r->gathered.length = 0;
}

static void start_in_item(reading *r, const sf_xml_piece *p) {
  const bool child = r->xml.depth == r->item_depth + 1;
  const bool source_title = r->xml.depth == r->item_depth + 2 && r->what == GATHER_SOURCE && sf_xml_is(p, "title");
  if (source_title) r->gathered.length = 0; /* Atom's source is an element with a title in it */
  if (!child) return;
  const int rank = rank_of_day(p);
  if (sf_xml_is(p, "title")) {
    gather(r, GATHER_TITLE);
  } else if (sf_xml_is(p, "source") || sf_xml_is(p, "dc:source")) {
    gather(r, GATHER_SOURCE);
  } else if (sf_xml_is(p, "link")) {
    take_link(r, p);
    gather(r, GATHER_URL);
  } else if (rank > 0 && (!r->draft.dated || rank < r->day_rank)) {
    r->day_rank = rank;
    gather(r, GATHER_DAY);
  }
}

static void start_element(reading *r, const sf_xml_piece *p) {
  if (r->xml.depth == 1) r->feed->format = sf_xml_is(p, "feed") ? SF_ATOM_FEED : SF_RSS_FEED;
  if (r->item_depth > 0) {
    start_in_item(r, p);
  } else if (is_item(p)) {
    r->item_depth = r->xml.depth;
    r->what = NOTHING;
    r->day_rank = 0;
    sf_clear_feed_draft(&r->draft, sf_xml_line(&r->xml));
  } else if (sf_xml_is(p, "title") && r->feed_title.length == 0 && r->xml.depth <= 3) {
    gather(r, GATHER_TITLE);
  }
}

static void keep_gathered(reading *r) {
  const char *text = r->gathered.bytes;
  const size_t size = r->gathered.length;
  if (size == 0) return;
  if (r->item_depth == 0) {
    if (r->feed_title.length == 0) sf_append_resolved(&r->feed_title, text, size);
  } else if (r->what == GATHER_DAY) {
    sf_day day;
    if (sf_find_day(text, size, &day)) {
      r->draft.date = day;
      r->draft.dated = true;
    }
  } else {
    const sf_feed_field field = r->what == GATHER_TITLE ? SF_FEED_TITLE
                                : r->what == GATHER_URL ? SF_FEED_URL
                                                        : SF_FEED_SOURCE;
    sf_text *to = &r->draft.fields[field];
    /* Titles come twice escaped ("AT&amp;amp;T"): once by XML, once as HTML. */
    if (to->length == 0) sf_append_resolved(to, text, size);
  }
}

static sf_status stop_element(reading *r, sf_error *error) {
  if (r->what != NOTHING && r->xml.depth + 1 == r->depth) {
    keep_gathered(r);
    r->what = NOTHING;
  }
  if (r->item_depth == 0 || r->xml.depth + 1 != r->item_depth) return SF_OK;
  r->item_depth = 0;
  return sf_add_feed_draft(r->feed, &r->draft, error);
}

static void take_text(reading *r, const sf_xml_piece *p) {
  if (r->what == NOTHING) return;
  if (p->kind == SF_XML_CDATA)
    sf_append_bytes(&r->gathered, p->text, p->length);
  else
    sf_append_resolved(&r->gathered, p->text, p->length);
}

static sf_status read_pieces(reading *r, sf_error *error) {
  for (;;) {
    sf_xml_piece piece;
    sf_status status = sf_next_xml(&r->xml, &piece, error);
    if (status != SF_OK) return status;
    switch (piece.kind) {
    case SF_XML_START:
      start_element(r, &piece);
      break;
    case SF_XML_STOP:
      status = stop_element(r, error);
      break;
    case SF_XML_DONE:
      return SF_OK;
    default:
      take_text(r, &piece);
    }
    if (status == SF_OK && (r->gathered.failed || r->feed_title.failed))
      status = sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
    if (status != SF_OK) return status;
  }
}

/* Only a document of these kinds is a feed: a web page is not. */
static sf_status check_root(reading *r, sf_error *error) {
  sf_xml ahead = r->xml;
  for (;;) {
    sf_xml_piece piece;
    const sf_status status = sf_next_xml(&ahead, &piece, error);
    if (status != SF_OK) return status;
    if (piece.kind == SF_XML_DONE) return sf_fail_xml(&ahead, error, "expected <rss> or <feed>, got no element");
    if (piece.kind != SF_XML_START) continue;
    if (sf_xml_is(&piece, "rss") || sf_xml_is(&piece, "feed") || sf_xml_is(&piece, "rdf:RDF")) return SF_OK;
    return sf_fail_xml(&ahead, error, "expected <rss> or <feed>, got <%.*s>",
                       (int)(piece.length < 40 ? piece.length : 40), piece.text);
  }
}

sf_status sf_read_xml_feed(sf_feed *feed, const char *name, const char *text, size_t length, sf_error *error) {
  reading r = {.feed = feed};
  sf_start_xml(&r.xml, name, text, length);
  sf_status status = check_root(&r, error);
  if (status == SF_OK) status = read_pieces(&r, error);
  if (status == SF_OK) status = sf_set_feed_title(feed, &r.feed_title, error);
  sf_discard_feed_draft(&r.draft);
  sf_discard_text(&r.gathered);
  sf_discard_text(&r.feed_title);
  return status;
}
