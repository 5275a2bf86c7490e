/* RSS 2.0, RSS 1.0 and Atom. */
#include "feeds/days.h"
#include "feeds/kinds.h"
#include "feeds/text.h"
#include "feeds/url.h"
#include "formats/references.h"
#include "formats/xml.h"

#include <string.h>

enum { MOST_BASES = 4 };

/* Which text is being gathered. */
typedef enum gathering { NOTHING, GATHER_TITLE, GATHER_URL, GATHER_NAME, GATHER_SOURCE, GATHER_DAY } gathering;

/* An xml:base, for what is in the element at `depth`. */
typedef struct base {
  size_t depth;
  sf_text url;
} base;

typedef struct reading {
  sf_feed *feed;
  sf_xml xml;
  sf_feed_draft draft;
  sf_text gathered, feed_title, name; /* name: the item's guid or id, where it is an address */
  base bases[MOST_BASES];
  size_t base_count;
  const char *prefix; /* of the items' own elements */
  size_t prefix_length;
  size_t item_depth; /* of the item being read; 0: none */
  size_t depth;      /* of the element whose text is gathered */
  gathering what;
  bool base64;  /* the title is so encoded: Atom 0.3 */
  int day_rank; /* published beats updated */
} reading;

/* Whether the element has no prefix, or that of the item. */
static bool is_own(const reading *r, const sf_xml_piece *p) {
  const size_t size = sf_xml_prefix(p);
  return size == 0 || (size == r->prefix_length && memcmp(p->text, r->prefix, size) == 0);
}

static bool is_item(const sf_xml_piece *p) { return sf_xml_is_local(p, "item") || sf_xml_is_local(p, "entry"); }

static bool has_value(const sf_xml_piece *p, const char *attribute, const char *value) {
  size_t size;
  const char *text = sf_xml_attribute(p, attribute, &size);
  return text != NULL && size == strlen(value) && memcmp(text, value, size) == 0;
}

static int rank_of_day(const sf_xml_piece *p) {
  static const char *const names[] = {"pubDate", "published", "issued", "date", "created", "updated", "modified"};
  for (int i = 0; i < (int)(sizeof names / sizeof *names); ++i)
    if (sf_xml_is_local(p, names[i])) return i + 1;
  return 0;
}

/* ---- addresses ---- */

static void append_address(const reading *r, sf_text *to, const char *text, size_t length) {
  const sf_text *outer = r->base_count > 0 ? &r->bases[r->base_count - 1].url : NULL;
  sf_append_address(to, text, length, outer != NULL ? outer->bytes : NULL, outer != NULL ? outer->length : 0);
}

/* Bases within bases beyond MOST_BASES are passed over. */
static void open_base(reading *r, const sf_xml_piece *p) {
  size_t size;
  const char *address = sf_xml_attribute(p, "xml:base", &size);
  if (address == NULL || r->base_count == MOST_BASES) return;
  base *made = &r->bases[r->base_count];
  made->url.length = 0;
  append_address(r, &made->url, address, size);
  made->depth = r->xml.depth;
  r->base_count += made->url.length > 0;
}

static void close_bases(reading *r) {
  while (r->base_count > 0 && r->bases[r->base_count - 1].depth > r->xml.depth) --r->base_count;
}

/* An Atom link is an attribute; the one to the page has rel="alternate" or no rel. */
static void take_link(reading *r, const sf_xml_piece *p) {
  size_t size, rel_size;
  const char *address = sf_xml_attribute(p, "href", &size), *rel = sf_xml_attribute(p, "rel", &rel_size);
  const bool page = rel == NULL || (rel_size == 9 && memcmp(rel, "alternate", 9) == 0);
  if (address != NULL && page && r->draft.fields[SF_FEED_URL].length == 0)
    append_address(r, &r->draft.fields[SF_FEED_URL], address, size);
}

/* ---- elements ---- */

static void gather(reading *r, gathering what) {
  r->what = what;
  r->depth = r->xml.depth;
  r->gathered.length = 0;
}

static void start_in_item(reading *r, const sf_xml_piece *p) {
  const bool child = r->xml.depth == r->item_depth + 1;
  const bool source_title =
      r->xml.depth == r->item_depth + 2 && r->what == GATHER_SOURCE && sf_xml_is_local(p, "title");
  if (source_title) r->gathered.length = 0; /* Atom's source is an element with a title in it */
  if (!child) return;
  const int rank = rank_of_day(p);
  const bool own = is_own(r, p), core = sf_xml_is(p, "dc:title") || sf_xml_is(p, "dc:source");
  if (sf_xml_is_local(p, "title") && (own || core)) {
    if (own) r->draft.fields[SF_FEED_TITLE].length = 0; /* it beats Dublin Core's */
    if (own || r->draft.fields[SF_FEED_TITLE].length == 0) gather(r, GATHER_TITLE);
    r->base64 = has_value(p, "mode", "base64");
  } else if (sf_xml_is_local(p, "source") && (own || core)) {
    gather(r, GATHER_SOURCE);
  } else if (sf_xml_is_local(p, "link")) {
    take_link(r, p);
    if (own) gather(r, GATHER_URL);
  } else if (own &&
             ((sf_xml_is_local(p, "guid") && !has_value(p, "isPermaLink", "false")) || sf_xml_is_local(p, "id"))) {
    gather(r, GATHER_NAME);
  } else if (rank > 0 && (!r->draft.dated || rank < r->day_rank)) {
    r->day_rank = rank;
    gather(r, GATHER_DAY);
  }
}

static void start_item(reading *r, const sf_xml_piece *p) {
  r->item_depth = r->xml.depth;
  r->prefix = p->text;
  r->prefix_length = sf_xml_prefix(p);
  r->what = NOTHING;
  r->day_rank = 0;
  r->name.length = 0;
  sf_clear_feed_draft(&r->draft, sf_xml_line(&r->xml));
}

static void start_element(reading *r, const sf_xml_piece *p) {
  open_base(r, p);
  if (r->xml.depth == 1) {
    r->feed->format = sf_xml_is_local(p, "feed") ? SF_ATOM_FEED : SF_RSS_FEED;
    r->prefix = p->text;
    r->prefix_length = sf_xml_prefix(p);
  }
  if (r->item_depth > 0) {
    start_in_item(r, p);
  } else if (is_item(p)) {
    start_item(r, p);
  } else if (sf_xml_is_local(p, "title") && is_own(r, p) && r->feed_title.length == 0 && r->xml.depth <= 3) {
    gather(r, GATHER_TITLE);
    r->base64 = has_value(p, "mode", "base64");
  }
}

static void keep_title(reading *r, sf_text *to) {
  if (to->length > 0) return;
  sf_text decoded = {0};
  if (r->base64) sf_append_base64(&decoded, r->gathered.bytes, r->gathered.length);
  const sf_text *title = r->base64 ? &decoded : &r->gathered;
  /* Titles come twice escaped ("AT&amp;amp;T"): once by XML, once as HTML. */
  if (title->length > 0) sf_append_resolved(to, title->bytes, title->length);
  to->failed = to->failed || decoded.failed;
  sf_discard_text(&decoded);
}

static void keep_gathered(reading *r) {
  const char *text = r->gathered.bytes;
  const size_t size = r->gathered.length;
  sf_text *url = &r->draft.fields[SF_FEED_URL], *source = &r->draft.fields[SF_FEED_SOURCE];
  if (size == 0) return;
  if (r->what == GATHER_TITLE) {
    keep_title(r, r->item_depth == 0 ? &r->feed_title : &r->draft.fields[SF_FEED_TITLE]);
  } else if (r->what == GATHER_DAY) {
    r->draft.dated = sf_find_day(text, size, &r->draft.date) || r->draft.dated;
  } else if (r->what == GATHER_URL) {
    if (url->length == 0) append_address(r, url, text, size);
  } else if (r->what == GATHER_NAME) {
    if (sf_is_address(text, size)) append_address(r, &r->name, text, size);
  } else if (source->length == 0) {
    sf_append_resolved(source, text, size);
  }
}

static sf_status stop_element(reading *r, sf_error *error) {
  if (r->what != NOTHING && r->xml.depth + 1 == r->depth) {
    keep_gathered(r);
    r->what = NOTHING;
  }
  close_bases(r);
  if (r->item_depth == 0 || r->xml.depth + 1 != r->item_depth) return SF_OK;
  r->item_depth = 0;
  sf_text *url = &r->draft.fields[SF_FEED_URL];
  if (url->length == 0 && r->name.length > 0) sf_append_bytes(url, r->name.bytes, r->name.length);
  return sf_add_feed_draft(r->feed, &r->draft, error);
}

static void take_text(reading *r, const sf_xml_piece *p) {
  if (r->what == NOTHING) return;
  if (p->kind == SF_XML_CDATA)
    sf_append_bytes(&r->gathered, p->text, p->length);
  else
    sf_append_resolved(&r->gathered, p->text, p->length);
}

static bool ran_out(const reading *r) {
  bool failed = r->gathered.failed || r->feed_title.failed || r->name.failed;
  for (size_t i = 0; i < MOST_BASES; ++i) failed = failed || r->bases[i].url.failed;
  return failed;
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
    if (status == SF_OK && ran_out(r)) status = sf_fail(error, SF_NO_MEMORY, "no memory for the feed");
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
    if (sf_xml_is_local(&piece, "rss") || sf_xml_is_local(&piece, "feed") || sf_xml_is_local(&piece, "RDF"))
      return SF_OK;
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
  sf_discard_text(&r.name);
  for (size_t i = 0; i < MOST_BASES; ++i) sf_discard_text(&r.bases[i].url);
  return status;
}
