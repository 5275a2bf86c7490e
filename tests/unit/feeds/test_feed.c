/* Feeds: every format in, headlines with source and day out; or an error that says where. */
#include "check.h"
#include "failing_memory.h"

#include "signalflow/feed.h"

#include <stdio.h>

static sf_feed *read_as(const char *text, sf_feed_format format, size_t count) {
  sf_feed *feed;
  sf_error error;
  if (sf_read_feed("feed", text, strlen(text), SF_ANY_FEED, &feed, &error) != SF_OK) fail_msg("%s", error.message);
  assert_int_equal(sf_feed_format_of(feed), format);
  assert_int_equal(sf_feed_count(feed), count);
  return feed;
}

static void check_item(const sf_feed *feed, size_t index, const char *title, const char *url, const char *source,
                       const char *day, size_t line) {
  const sf_feed_item item = sf_feed_item_at(feed, index);
  char text[SF_DAY_TEXT_SIZE];
  assert_string_equal(item.title, title);
  assert_string_equal(item.url, url);
  assert_string_equal(item.source, source);
  assert_string_equal(item.dated ? sf_print_day(item.date, text) : "", day);
  assert_int_equal(item.line, line);
}

static void check_refused(const char *text, const char *message) {
  sf_feed *feed;
  sf_error error;
  assert_int_equal(sf_read_feed("feed", text, strlen(text), SF_ANY_FEED, &feed, &error), SF_PARSE);
  assert_null(feed);
  if (strstr(error.message, message) == NULL) fail_msg("%s", error.message);
}

static const char rss[] =
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    "<!-- a comment --><rss version=\"2.0\" xmlns:atom=\"x\" xmlns:media=\"y\"><channel>\n"
    "<title>Wire</title><atom:link href=\"https://wire.example/feed\" rel=\"self\"/>\n"
    "<image><title>Logo</title></image>\n"
    "<item><title><![CDATA[AT&T buys <b>GPUs</b>]]></title>\n"
    "  <link>https://wire.example/a?b=1&amp;c=2</link><media:title>no</media:title>\n"
    "  <pubDate>Fri, 14 Aug 2026 23:59:00 -0700</pubDate></item>\n"
    "<item><title>Q&amp;A: what&#8217;s a &#x201C;token&#x201D;?</title>\n"
    "<source url=\"z\">Reuters</source></item>\n"
    "<item><description>no title</description></item>\n"
    "</channel></rss>\n";

static void test_rss_gives_titles_links_days_and_sources(void **state) {
  (void)state;
  sf_feed *feed = read_as(rss, SF_RSS_FEED, 2);
  assert_string_equal(sf_feed_title(feed), "Wire");
  check_item(feed, 0, "AT&T buys GPUs", "https://wire.example/a?b=1&c=2", "Wire", "2026-08-14", 5);
  check_item(feed, 1, "Q&A: what\xE2\x80\x99s a \xE2\x80\x9Ctoken\xE2\x80\x9D?", "", "Reuters", "", 8);
  sf_destroy_feed(feed);
}

static void test_atom_prefers_published_to_updated_and_the_page_to_itself(void **state) {
  (void)state;
  sf_feed *feed = read_as(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title type=\"text\">Lab</title>"
      "<entry><title type=\"html\">Cheaper &lt;i&gt;tokens&lt;/i&gt; &amp;amp; more</title>"
      "<link rel=\"self\" href=\"https://lab.example/x.atom\"/><link href='https://lab.example/x'/>"
      "<updated>2026-08-20T01:00:00Z</updated><published>2026-08-19T23:00:00Z</published>"
      "<source><title>Elsewhere</title></source></entry></feed>",
      SF_ATOM_FEED, 1);
  check_item(feed, 0, "Cheaper tokens & more", "https://lab.example/x", "Elsewhere", "2026-08-19", 1);
  sf_destroy_feed(feed);
}

static void test_latin_bytes_become_utf8(void **state) {
  (void)state;
  sf_feed *feed = read_as(
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss><channel><item><title>Soci\xE9t\xE9 \x93G\x94"
      "</title></item></channel></rss>",
      SF_RSS_FEED, 1);
  assert_string_equal(sf_feed_item_at(feed, 0).title, "Soci\xC3\xA9t\xC3\xA9 \xE2\x80\x9CG\xE2\x80\x9D");
  sf_destroy_feed(feed);
  feed = read_as("title\nSoci\xE9t\xE9\n", SF_CSV_FEED, 1);
  assert_string_equal(sf_feed_item_at(feed, 0).title, "Soci\xC3\xA9t\xC3\xA9");
  sf_destroy_feed(feed);
}

static void test_a_byte_that_is_no_utf8_is_seen_wherever_it_stands(void **state) {
  (void)state;
  enum { LONGEST = 40 };
  for (int at = 0; at < LONGEST; ++at) {
    char text[160], title[96], before[LONGEST + 1] = "", after[LONGEST + 1] = "";
    memset(before, 'a', (size_t)at);
    memset(after, 'b', (size_t)(LONGEST - at));
    snprintf(text, sizeof text, "<rss><channel><item><title>%s\x92%s</title></item></channel></rss>", before, after);
    snprintf(title, sizeof title, "%s\xE2\x80\x99%s", before, after);
    sf_feed *feed = read_as(text, SF_RSS_FEED, 1);
    check_item(feed, 0, title, "", "", "", 1);
    sf_destroy_feed(feed);
  }
}

static void test_csv_layouts_of_news_services_are_known(void **state) {
  (void)state;
  sf_feed *feed = read_as(
      "symbol,publishedDate,title,image,site,text,url\r\n"
      "NVDA,2025-06-09 20:20:29,\"Buy, \"\"hold\"\" or sell\",,investorplace.com,,https://x.example/1\r\n",
      SF_CSV_FEED, 1);
  check_item(feed, 0, "Buy, \"hold\" or sell", "https://x.example/1", "investorplace.com", "2025-06-09", 2);
  sf_destroy_feed(feed);
  feed = read_as(
      "title,description,published date,url,publisher\n"
      "A - Y,,2023-05-01,u,\"{'href': 'https://y.example', 'title': \"\"Y's Daily\"\"}\"\n",
      SF_CSV_FEED, 1);
  check_item(feed, 0, "A - Y", "u", "Y's Daily", "2023-05-01", 2);
  sf_destroy_feed(feed);
  feed = read_as("title,url,time_published\nB,https://www.b.example/c,20241021T181952\n", SF_CSV_FEED, 1);
  check_item(feed, 0, "B", "https://www.b.example/c", "b.example", "2024-10-21", 2);
  sf_destroy_feed(feed);
}

static void test_json_lines_and_lists_are_read(void **state) {
  (void)state;
  sf_feed *feed = read_as(
      "{\"title\":\"A \\u0026 B\",\"date\":\"2026-01-02\",\"source\":{\"id\":1,\"name\":\"Wire\"},\"n\":[1]}\n\n"
      "{\"headline\":\"C\",\"link\":\"https://c.example/\",\"outlet\":null}\n",
      SF_JSON_FEED, 2);
  check_item(feed, 0, "A & B", "", "Wire", "2026-01-02", 1);
  check_item(feed, 1, "C", "https://c.example/", "c.example", "", 3);
  sf_destroy_feed(feed);
  feed = read_as("[\n {\"title\":\"A\"},\n {\"title\":\"B\"}\n]", SF_JSON_FEED, 2);
  check_item(feed, 1, "B", "", "", "", 3);
  sf_destroy_feed(feed);
}

static void test_the_list_within_an_object_is_read(void **state) {
  (void)state;
  static const char json_feed[] =
      "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[{\"id\":\"1\",\"title\":\"Acme "
      "capex\","
      "\"url\":\"https://example.com/1\",\"date_published\":\"2026-10-02T09:00:00Z\",\"authors\":[{\"name\":\"X\"}]}]}";
  sf_feed *feed = read_as(json_feed, SF_JSON_FEED, 1);
  assert_string_equal(sf_feed_title(feed), "T");
  check_item(feed, 0, "Acme capex", "https://example.com/1", "T", "2026-10-02", 1);
  sf_destroy_feed(feed);
  feed = read_as("{\n \"title\": \"T\",\n \"items\": [\n  {\"title\": \"A\"},\n  {\"title\": \"B\"}\n ]\n}\n",
                 SF_JSON_FEED, 2);
  check_item(feed, 1, "B", "", "T", "", 5);
  sf_destroy_feed(feed);
  feed = read_as(
      "{\"status\":\"ok\",\"articles\":[{\"source\":{\"id\":null,\"name\":\"Wire\"},\"title\":\"Acme "
      "capex\",\"publishedAt\":\"2026-10-02\"}]}",
      SF_JSON_FEED, 1);
  check_item(feed, 0, "Acme capex", "", "Wire", "2026-10-02", 1);
  sf_destroy_feed(feed);
  feed = read_as(
      "{\"items\":\"2\",\"feed\":[{\"title\":\"A\",\"time_published\":\"20261002T163000\",\"topics\":[{\"topic\":\"x\"}"
      "]},{\"title\":\"B\"}]}",
      SF_JSON_FEED, 2);
  check_item(feed, 0, "A", "", "", "2026-10-02", 1);
  sf_destroy_feed(feed);
  feed = read_as(
      "{\"response\":{\"results\":[{\"webTitle\":\"A\",\"webUrl\":\"https://g.example/"
      "a\",\"webPublicationDate\":\"2026-10-02T01:00:00Z\"}]}}",
      SF_JSON_FEED, 1);
  check_item(feed, 0, "A", "https://g.example/a", "g.example", "2026-10-02", 1);
  sf_destroy_feed(feed);
  feed = read_as("[{\"Headline\":\"A\",\"datetime\":1790958930},{\"Title\":\"B\",\"DateTime\":1790958930000}]",
                 SF_JSON_FEED, 2);
  check_item(feed, 0, "A", "", "", "2026-10-02",
             1); /* 1790958930 = 20728 * 86400 + 59730 s, and 2026-10-02 is day 20728 */
  check_item(feed, 1, "B", "", "", "2026-10-02", 1);
  sf_destroy_feed(feed);
}

/* As news services and forums answer: items wrapped in objects, and texts in objects of their own. */
static void test_items_and_texts_wrapped_in_objects_are_read(void **state) {
  (void)state;
  static const char *const answers[] = {
      "{\"kind\":\"Listing\",\"data\":{\"children\":[{\"kind\":\"t3\",\"data\":{\"title\":\"A\",\"url\":\"https://"
      "a.example/1\","
      "\"created_utc\":1790958930.0}}]}}",
      "{\"response\":{\"docs\":[{\"web_url\":\"https://a.example/1\",\"headline\":{\"main\":\"A\",\"kicker\":null},"
      "\"pub_date\":\"2026-10-02T10:00:00+0000\"}]}}",
      "{\"hits\":{\"total\":1,\"hits\":[{\"_id\":\"1\",\"_source\":{\"title\":\"A\",\"url\":\"https://a.example/1\","
      "\"date\":\"2026-10-02\"}}]}}",
      "{\"data\":{\"posts\":{\"edges\":[{\"node\":{\"title\":{\"rendered\":\"A\"},\"link\":\"https://a.example/1\","
      "\"date\":\"2026-10-02\"}}]}}}"};
  for (size_t i = 0; i < sizeof answers / sizeof *answers; ++i) {
    sf_feed *feed = read_as(answers[i], SF_JSON_FEED, 1);
    check_item(feed, 0, "A", "https://a.example/1", "a.example", "2026-10-02", 1);
    sf_destroy_feed(feed);
  }
  sf_feed *feed = read_as("[\"A\",\n\"B &amp; C\"]", SF_JSON_FEED, 2);
  check_item(feed, 1, "B & C", "", "", "", 2);
  sf_destroy_feed(feed);
  feed = read_as("{\"articles\":[]}", SF_JSON_FEED, 0);
  assert_int_equal(sf_feed_skipped(feed), 0); /* none, not one without a title */
  sf_destroy_feed(feed);
}

static void test_tables_are_parted_by_other_signs_too(void **state) {
  (void)state;
  static const char *const tables[] = {
      "Title;Date\nAcme, capex;2026-10-02\n", "TITLE\tPublished Date\nAcme, capex\t2026-10-02\n",
      "headline|pub_date\nAcme, capex|2026-10-02\n", "sep=;\nTitle;Date\nAcme, capex;2026-10-02\n",
      "Title,Date\n\"Acme, capex\",2026-10-02\n"};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; ++i) {
    sf_feed *feed = read_as(tables[i], SF_CSV_FEED, 1);
    check_item(feed, 0, "Acme, capex", "", "", "2026-10-02", i == 3 ? 3 : 2);
    sf_destroy_feed(feed);
  }
}

static void test_utf16_is_read_by_its_mark_or_its_zeros(void **state) {
  (void)state;
  static const char little[] = "\xFF\xFET\0i\0t\0l\0e\0\n\0\x3D\xD8\x80\xDE \0A\0\xE9\0\n\0"; /* U+1F680, A, e acute */
  static const char big[] = "\xFE\xFF\0T\0i\0t\0l\0e\0\n\xD8\x3D\xDE\x80\0 \0A\0\xE9\0\n";
  const char *const texts[] = {little, big, little + 2};
  const size_t sizes[] = {sizeof little - 1, sizeof big - 1, sizeof little - 3};
  for (int i = 0; i < 3; ++i) {
    sf_feed *feed;
    assert_ok(sf_read_feed("feed", texts[i], sizes[i], SF_ANY_FEED, &feed, NULL));
    assert_int_equal(sf_feed_count(feed), 1);
    assert_string_equal(sf_feed_item_at(feed, 0).title, "\xF0\x9F\x9A\x80 A\xC3\xA9");
    sf_destroy_feed(feed);
  }
}

static void test_text_that_is_no_table_is_a_headline_a_line(void **state) {
  (void)state;
  sf_feed *feed = read_as("Nvidia, AMD and Intel rally on demand\n\n  Micron expands HBM, again \n", SF_LINES_FEED, 2);
  check_item(feed, 0, "Nvidia, AMD and Intel rally on demand", "", "", "", 1);
  check_item(feed, 1, "Micron expands HBM, again", "", "", "", 3);
  sf_destroy_feed(feed);
  static const char *const lists[] = {"\xE2\x80\xA2 Nvidia rallies\n\xE2\x80\xA2 Micron falls\n",
                                      "1. Nvidia rallies\n2. Micron falls\n", "Nvidia rallies\rMicron falls\r"};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; ++i) {
    feed = read_as(lists[i], SF_LINES_FEED, 2);
    check_item(feed, 0, "Nvidia rallies", "", "", "", 1);
    check_item(feed, 1, "Micron falls", "", "", "", 2);
    sf_destroy_feed(feed);
  }
  feed = read_as("2026-08-14\tNvidia rallies\n2026-08-15: 3 deals of Micron\n", SF_LINES_FEED, 2);
  check_item(feed, 0, "Nvidia rallies", "", "", "2026-08-14", 1);
  check_item(feed, 1, "3 deals of Micron", "", "", "2026-08-15", 2);
  sf_destroy_feed(feed);
}

static void test_prefixed_feeds_are_read(void **state) {
  (void)state;
  sf_feed *feed = read_as(
      "<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\"><a:title>T</a:title><a:entry><a:title>Acme capex</a:title>"
      "<a:link href=\"https://example.com/1\"/><a:updated>2026-10-02T00:00:00Z</a:updated></a:entry></a:feed>",
      SF_ATOM_FEED, 1);
  check_item(feed, 0, "Acme capex", "https://example.com/1", "T", "2026-10-02", 1);
  sf_destroy_feed(feed);
  feed = read_as(
      "<rdf:RDF xmlns:rss1=\"x\"><rss1:item><rss1:title>A</rss1:title><dcterms:created>2026-10-02</dcterms:created>"
      "<media:title>no</media:title></rss1:item></rdf:RDF>",
      SF_RSS_FEED, 1);
  check_item(feed, 0, "A", "", "", "2026-10-02", 1);
  sf_destroy_feed(feed);
  feed = read_as(
      "<rss><channel><item><dc:title>A</dc:title><atom:published>2026-10-02</atom:published></item></channel></rss>",
      SF_RSS_FEED, 1);
  check_item(feed, 0, "A", "", "", "2026-10-02", 1);
  sf_destroy_feed(feed);
}

static void test_addresses_are_found_and_made_whole(void **state) {
  (void)state;
  static const struct {
    const char *item, *url;
  } cases[] = {
      {"<guid>https://example.com/g</guid>", "https://example.com/g"},
      {"<guid>https://example.com/g</guid><link>https://example.com/l</link>", "https://example.com/l"},
      {"<guid isPermaLink=\"false\">https://example.com/g</guid>", ""},
      {"<guid>tag:example.com,2026:1</guid>", ""},
      {"<id>https://example.com/i</id>", "https://example.com/i"},
      {"<link>/a/b</link>", "https://base.example/a/b"},
      {"<link>../c</link>", "https://base.example/c"},
      {"<link>c?d=1&amp;e</link>", "https://base.example/x/c?d=1&e"},
      {"<link>//other.example/c</link>", "https://other.example/c"},
      {"<a10:link href='https://example.com/a10'/>", "https://example.com/a10"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
    char text[400];
    snprintf(text, sizeof text,
             "<rss "
             "xml:base=\"https://base.example/x/y\"><channel><title>T</title><item><title>A</title>%s</item></"
             "channel></rss>",
             cases[i].item);
    sf_feed *feed = read_as(text, SF_RSS_FEED, 1);
    check_item(feed, 0, "A", cases[i].url, "T", "", 1);
    sf_destroy_feed(feed);
  }
}

static void test_days_are_read_in_many_forms_and_never_wrongly(void **state) {
  (void)state;
  static const struct {
    const char *written, *day;
  } cases[] = {{"Fri, 02 Oct 26 16:35:30 GMT", "2026-10-02"},
               {"Fri, 2 Oct 2026 16:35:30 +0200", "2026-10-02"},
               {"October 2, 2026", "2026-10-02"},
               {"Oct 2, 2026, 4:35 PM", "2026-10-02"},
               {"Fri Oct  2 16:35:30 2026", "2026-10-02"},
               {"2. Oktober 2026", "2026-10-02"},
               {"2 octobre 2026", "2026-10-02"},
               {"3. M\xC3\xA4rz 2026", "2026-03-03"},
               {"14 ao\xC3\xBBt 2026", "2026-08-14"},
               {"2\xC2\xA0Oct\xE2\x80\xAF"
                "2026",
                "2026-10-02"},
               {"2026/10/02", "2026-10-02"},
               {"1790958930", "2026-10-02"},
               {"0001-01-01T00:00:00", ""},
               {"10/02/2026", ""},
               {"Mon, 30 Feb 2026", ""},
               {"yesterday", ""}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
    char text[200];
    snprintf(text, sizeof text, "<rss><channel><item><title>A</title><pubDate>%s</pubDate></item></channel></rss>",
             cases[i].written);
    sf_feed *feed = read_as(text, SF_RSS_FEED, 1);
    check_item(feed, 0, "A", "", "", cases[i].day, 1);
    sf_destroy_feed(feed);
  }
}

static void test_odd_titles_keep_the_other_items(void **state) {
  (void)state;
  sf_feed *feed = read_as(
      "<rss><channel><item><title>Why 5 < 6 holds</title></item><item><title>B</title></item>"
      "<item><title "
      "mode=\"base64\">QWNtZSBjYXBleA==</title></item><item><description>x</description></item></channel></rss>",
      SF_RSS_FEED, 3);
  check_item(feed, 0, "Why 5 < 6 holds", "", "", "", 1);
  check_item(feed, 2, "Acme capex", "", "", "", 1);
  assert_int_equal(sf_feed_skipped(feed), 1);
  sf_destroy_feed(feed);
}

static void test_markdown_lists_and_headings_are_read(void **state) {
  (void)state;
  sf_feed *feed = read_as(
      "# Latest news\n_Updated 2026-08-22_\n\n"
      "- [Broadcom seeks $80 billion \\[more\\]](https://q.example/a_(b)) (Published: 2026-08-21)\n"
      "* [No day](https://q.example/c)\n",
      SF_MARKDOWN_FEED, 2);
  check_item(feed, 0, "Broadcom seeks $80 billion [more]", "https://q.example/a_(b)", "Latest news", "2026-08-21", 4);
  check_item(feed, 1, "No day", "https://q.example/c", "Latest news", "", 5);
  sf_destroy_feed(feed);
  feed = read_as(
      "---\ntitle: x\n---\n# Brief\n### 1. Memory Prices Soar\n\n**Source:** [Wire](https://w.example/1) \xC2\xB7 "
      "2026-01-15\n"
      "[Read on](https://w.example/1)\n",
      SF_MARKDOWN_FEED, 1);
  check_item(feed, 0, "Memory Prices Soar", "https://w.example/1", "Wire", "2026-01-15", 7);
  sf_destroy_feed(feed);
  feed = read_as("What happened:\n\n1. [A](https://w.example/1) (2026-01-15)\n", SF_MARKDOWN_FEED, 1);
  check_item(feed, 0, "A", "https://w.example/1", "w.example", "2026-01-15", 3);
  sf_destroy_feed(feed);
  feed = read_as("- [ ] A\n- B\n", SF_MARKDOWN_FEED, 2);
  check_item(feed, 0, "A", "", "", "", 1);
  check_item(feed, 1, "B", "", "", "", 2);
  sf_destroy_feed(feed);
  feed = read_as("[A](https://w.example/1)\n\n[B](https://w.example/2)\n", SF_MARKDOWN_FEED, 2);
  check_item(feed, 1, "B", "https://w.example/2", "w.example", "", 3);
  sf_destroy_feed(feed);
  feed = read_as("| Date | Title |\n|---|:--|\n| 2026-01-15 | [A](https://w.example/1) |\n| | B |\n", SF_CSV_FEED, 2);
  check_item(feed, 0, "A", "https://w.example/1", "w.example", "2026-01-15", 3);
  check_item(feed, 1, "B", "", "", "", 4);
  sf_destroy_feed(feed);
}

static void test_what_is_no_feed_is_refused_with_its_line(void **state) {
  (void)state;
  check_refused("<html><body>", "feed:1: expected <rss> or <feed>, got <html>");
  check_refused("<rss>\n<channel></rss>", "feed:2: expected </channel>, got </rss>");
  check_refused("<rss><channel>\n", "<channel> is never ended");
  check_refused("<rss><![CDATA[x</rss>", "CDATA is never ended");
  check_refused("<rss></rss><rss></rss>", "follows the end");
  check_refused("<?xml version=\"1.0\" encoding=\"UTF-16\"?><rss/>", "'utf-16'; expected UTF-8, UTF-16 or Latin-1");
  check_refused("a,b\n1,2\n", "feed:1: expected a column \"title\" or \"headline\"");
  check_refused("title,b\n1\n", "feed:2: expected 2 fields, got 1");
  check_refused("{\"title\":\"A\"}\n{\"title\":}\n", "feed:2:");
  check_refused("# Notes\nnothing here\n", "expected a list, found none");
  check_refused("PNG \x1A\x02", "got no text");
  check_refused("", "feed: no headlines: nothing stands in it");
  check_refused("\x1f\x8b\x08\x01 packed", "feed: expected headlines, got a gzip file: unpack it first");
  check_refused("%PDF-1.7\nNvidia cuts prices", "feed: expected headlines, got a PDF");
  sf_feed *feed;
  assert_int_equal(sf_read_feed("feed", "Nvidia\0cuts", 11, SF_ANY_FEED, &feed, NULL), SF_PARSE);
  check_refused("\xEF\xBB\xBF \r\n\t\n", "feed: no headlines: nothing stands in it");
}

static void test_entities_of_a_documents_own_are_not_expanded(void **state) {
  (void)state;
  sf_feed *feed = read_as(
      "<!DOCTYPE rss [<!ENTITY a \"ha>ha\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>"
      "<rss><channel><item><title>x &a; &b; &amp;</title></item></channel></rss>",
      SF_RSS_FEED, 1);
  assert_string_equal(sf_feed_item_at(feed, 0).title, "x &a; &b; &");
  sf_destroy_feed(feed);
}

static void test_deep_nesting_is_refused(void **state) {
  (void)state;
  char deep[1600] = "<rss>";
  for (int i = 0; i < 200; ++i) strcat(deep, "<a>");
  check_refused(deep, "nested more than");
}

/* Every cut of a good feed is read or refused, and never harms. */
static void test_any_cut_of_a_feed_is_read_or_refused(void **state) {
  (void)state;
  for (size_t length = 0; length < sizeof rss; ++length) {
    sf_feed *feed;
    sf_error error = {SF_OK, ""};
    const sf_status status = sf_read_feed("feed", rss, length, SF_RSS_FEED, &feed, &error);
    assert_true((status == SF_OK) == (feed != NULL) && (status == SF_OK || error.message[0] != '\0'));
    sf_destroy_feed(feed);
  }
}

static sf_status read_text(void *context, sf_error *error) {
  const char *text = context;
  sf_feed *feed;
  const sf_status status = sf_read_feed("feed", text, strlen(text), SF_ANY_FEED, &feed, error);
  sf_destroy_feed(feed);
  return status;
}

static void test_no_failed_allocation_leaves_anything_behind(void **state) {
  (void)state;
  static const char *const texts[] = {
      rss,
      "title,url\nA,https://b.example/c\n",
      "{\"title\":\"A\",\"source\":{\"name\":\"B\"}}\n",
      "# T\n- [A](b)\n",
      "A headline of its own\nand another\n",
      "{\"title\":\"T\",\"items\":[{\"title\":\"A\"}]}",
      "{\"hits\":{\"hits\":[{\"_source\":{\"title\":{\"main\":\"A\"}}}]}}",
      "|Title|\n|---|\n|[A](b)|\n",
      "- A\n- B\n",
      "<rss xml:base='http://b.example/'><item><title>A</title><guid>http://c.example/</guid></item></rss>"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; ++i)
    assert_true(fail_each_allocation(read_text, (void *)texts[i]) >= 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rss_gives_titles_links_days_and_sources),
      cmocka_unit_test(test_atom_prefers_published_to_updated_and_the_page_to_itself),
      cmocka_unit_test(test_latin_bytes_become_utf8),
      cmocka_unit_test(test_a_byte_that_is_no_utf8_is_seen_wherever_it_stands),
      cmocka_unit_test(test_csv_layouts_of_news_services_are_known),
      cmocka_unit_test(test_json_lines_and_lists_are_read),
      cmocka_unit_test(test_the_list_within_an_object_is_read),
      cmocka_unit_test(test_items_and_texts_wrapped_in_objects_are_read),
      cmocka_unit_test(test_tables_are_parted_by_other_signs_too),
      cmocka_unit_test(test_utf16_is_read_by_its_mark_or_its_zeros),
      cmocka_unit_test(test_text_that_is_no_table_is_a_headline_a_line),
      cmocka_unit_test(test_prefixed_feeds_are_read),
      cmocka_unit_test(test_addresses_are_found_and_made_whole),
      cmocka_unit_test(test_days_are_read_in_many_forms_and_never_wrongly),
      cmocka_unit_test(test_odd_titles_keep_the_other_items),
      cmocka_unit_test(test_markdown_lists_and_headings_are_read),
      cmocka_unit_test(test_what_is_no_feed_is_refused_with_its_line),
      cmocka_unit_test(test_entities_of_a_documents_own_are_not_expanded),
      cmocka_unit_test(test_deep_nesting_is_refused),
      cmocka_unit_test(test_any_cut_of_a_feed_is_read_or_refused),
      cmocka_unit_test(test_no_failed_allocation_leaves_anything_behind),
  };
  return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
