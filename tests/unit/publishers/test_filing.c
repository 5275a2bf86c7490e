/* One document as filed: what it says, how it says it, and what is broken about it. */
#include "check.h"
#include "failing_memory.h"
#include "signal_data.h"

#include "publishers/displayed_number.h"
#include "signalflow/filing.h"

/* Displayed numbers. */

static double displayed(const char *format, const char *text, int scale) {
  double value = NAN;
  return sf_read_displayed(format, strlen(format), text, strlen(text), scale, &value) ? value : NAN;
}

static void test_a_number_is_read_by_its_format(void **state) {
  (void)state;
  static const struct {
    const char *format, *text;
    int scale;
    double value;
  } cases[] = {
      {"num-dot-decimal", "7,252", 6, 7252e6},
      {"num-dot-decimal", "93.2", 9, 93.2e9},
      {"num-dot-decimal", "23", -2, 0.23},
      {"num-dot-decimal", ".5", 0, 0.5},
      {"num-dot-decimal", "1 234.50", 0, 1234.5},
      {"num-dot-decimal",
       "1\xC2\xA0"
       "234",
       3, 1234e3},
      {"num-dot-decimal", "12,34,567", 0, 1234567},
      {"num-dot-decimal-apos", "1'234.5", 0, 1234.5},
      {"numcommadot", "1,234.5", 0, 1234.5},
      {"num-comma-decimal", "1.234,5", 6, 1234.5e6},
      {"num-comma-decimal", "1 234,5", 0, 1234.5},
      {"numdotcomma", "1.234,5", 0, 1234.5},
      {"numspacecomma", "1 234,5", 0, 1234.5},
      {"num-unit-decimal", "12 dollars 34 cents", 0, 12.34},
      {"num-unit-decimal",
       "1,234\xE5\x86\x86"
       "05\xE9\x8A\xAD",
       3, 1234.05e3},
      {"zerodash", "-", 6, 0},
      {"fixed-zero", "\xE2\x80\x94", 6, 0},
      {"fixed-zero", "no shares", 0, 0},
      {"numwordsen", "no", 0, 0},
      {"numwordsen", "Twenty-three", 0, 23},
      {"numwordsen", "one hundred and five", 0, 105},
      {"numwordsen", "two million, three hundred thousand and one", 0, 2300001},
      {"numwordsen", "a hundred", 6, 100e6},
      {"", "  -1234.5 ", 0, -1234.5},
      {"", "1.5E9", 0, 1.5e9},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const double value = displayed(cases[i].format, cases[i].text, cases[i].scale);
    if (value != cases[i].value)
      fail_msg("%s \"%s\" is %.17g, expected %.17g", cases[i].format, cases[i].text, value, cases[i].value);
  }
}

/* A number below a million in English words. */
static void spell(int number, char *text) {
  static const char *const small[] = {"",         "one",     "two",     "three",     "four",     "five",    "six",
                                      "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
                                      "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
  static const char *const tens[] = {"",      "",      "twenty",  "thirty", "forty",
                                     "fifty", "sixty", "seventy", "eighty", "ninety"};
  if (number >= 1000) {
    spell(number / 1000, text);
    strcat(text, " thousand ");
  } else if (number >= 100) {
    strcat(strcat(text, small[number / 100]), " hundred ");
  } else {
    if (number >= 20) strcat(strcat(text, tens[number / 10]), "-");
    strcat(text, small[number < 20 ? number : number % 10]);
    return;
  }
  spell(number >= 1000 ? number % 1000 : number % 100, text);
}

static void test_a_number_that_is_spelt_out_is_that_number(void **state) {
  (void)state;
  for (int number = 1; number < 1000000; number += number < 12000 ? 1 : 997) {
    char text[128] = "";
    spell(number, text);
    if (displayed("numwordsen", text, 0) != number) fail_msg("\"%s\" is not %d", text, number);
  }
}

static void test_what_is_no_number_of_its_format_is_unknown(void **state) {
  (void)state;
  static const struct {
    const char *format, *text;
  } cases[] = {{"num-dot-decimal", ""},
               {"num-dot-decimal", "1.2.3"},
               {"num-dot-decimal", "\xE2\x80\x94"},
               {"num-dot-decimal", "1.234,5"},
               {"num-dot-decimal", "(5)"},
               {"num-dot-decimal", "5 million"},
               {"num-comma-decimal", "1,234,5"},
               {"", "7,252"},
               {"", ""},
               {"numwordsen", "several"},
               {"numwordsen", "five five"},
               {"numwordsen", "twenty twenty"},
               {"numwordsen", "twenty eleven"},
               {"numwordsen", "one thousand million"},
               {"numwordsen", "two million million"},
               {"numwordsen", "five zero"},
               {"numwordsen", "no hundred"},
               {"numwordsen", "and five"},
               {"numwordsen", ""},
               {"num-unit-decimal", "12"},
               {"num-unit-decimal", "12 a 3 b"},
               {"date-day-month-year", "7"},
               {"no-such-format", "7"},
               {"num-dot-decimal", ","},
               {"a-format-with-a-name-that-never-ends-at-all", "7"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (!isnan(displayed(cases[i].format, cases[i].text, 0)))
      fail_msg("%s \"%s\" was taken for a number", cases[i].format, cases[i].text);
  assert_true(isnan(displayed("num-dot-decimal", "1", 301)));
}

/* Documents. */

static const char head[] =
    "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:ix='http://www.xbrl.org/2013/inlineXBRL' "
    "xmlns:xbrli='http://www.xbrl.org/2003/instance' xmlns:xbrldi='http://xbrl.org/2006/xbrldi' "
    "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:us-gaap='http://fasb.org/us-gaap/2025' "
    "xmlns:dei='http://xbrl.sec.gov/dei/2025'><body><div><ix:header><ix:hidden>"
    "<ix:nonFraction name='us-gaap:Hidden' contextRef='q' unitRef='usd'>5</ix:nonFraction></ix:hidden><ix:resources>"
    "<xbrli:context id='q'><xbrli:entity><xbrli:identifier scheme='http://www.sec.gov/CIK'>0000000123"
    "</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:startDate>2025-04-01</xbrli:startDate>"
    "<xbrli:endDate>2025-07-01T00:00:00</xbrli:endDate></xbrli:period></xbrli:context>"
    "<xbrli:context id='q2'><xbrli:entity><xbrli:identifier scheme='http://www.sec.gov/CIK'>0000000123"
    "</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:startDate>2025-04-01</xbrli:startDate>"
    "<xbrli:endDate>2025-06-30</xbrli:endDate></xbrli:period></xbrli:context>"
    "<xbrli:context id='part'><xbrli:entity><xbrli:identifier scheme='x'>123</xbrli:identifier><xbrli:segment>"
    "<xbrldi:typedMember dimension='us-gaap:StartAxis'><us-gaap:d> 2025-01-01 </us-gaap:d></xbrldi:typedMember>"
    "<xbrldi:explicitMember dimension='us-gaap:PartAxis'> x:PartMember </xbrldi:explicitMember></xbrli:segment>"
    "</xbrli:entity><xbrli:period><xbrli:instant>2025-06-30</xbrli:instant></xbrli:period></xbrli:context>"
    "<xbrli:context id='ever'><xbrli:entity/><xbrli:period><xbrli:forever/></xbrli:period></xbrli:context>"
    "<xbrli:context id='none'><xbrli:entity/></xbrli:context>"
    "<xbrli:unit id='usd'><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit><xbrli:unit id='each'><xbrli:divide>"
    "<xbrli:unitNumerator><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unitNumerator><xbrli:unitDenominator>"
    "<xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>"
    "</ix:resources></ix:header></div>";

static sf_filing *read_body(const char *body) {
  static char text[1 << 16];
  const int length = snprintf(text, sizeof text, "%s%s</body></html>", head, body);
  sf_filing *filing = NULL;
  sf_error error = {SF_OK, ""};
  if (sf_read_filing("test.htm", text, (size_t)length, &filing, &error) != SF_OK) fail_msg("%s", error.message);
  return filing;
}

/* The n-th fact of that name. */
static const sf_filing_fact *find_fact(const sf_filing *filing, const char *concept, size_t n, size_t *place) {
  for (size_t i = 0; i < sf_filing_fact_count(filing); i++) {
    const sf_filing_fact *fact = sf_filing_fact_at(filing, i);
    if (strcmp(fact->tag, concept) != 0 || n-- > 0) continue;
    if (place != NULL) *place = i;
    return fact;
  }
  fail_msg("no fact %s", concept);
  return NULL;
}

static double value_of(const sf_filing *filing, const char *concept) {
  return find_fact(filing, concept, 0, NULL)->value;
}

static void assert_shows(const sf_filing *filing, const char *concept, const char *expected) {
  size_t place = 0;
  char *text = NULL;
  find_fact(filing, concept, 0, &place);
  assert_ok(sf_filing_text(filing, place, &text, NULL));
  assert_string_equal(text, expected);
  sf_free_text(text);
}

#define NUMBER(name, more, text)                                                                                       \
  "<ix:nonFraction name='us-gaap:" name "' contextRef='q' unitRef='usd' " more ">" text "</ix:nonFraction>"

static void test_a_fact_carries_its_period_unit_members_and_place(void **state) {
  (void)state;
  sf_filing *filing = read_body(
      "\n  <p>x</p><ix:nonFraction name='us-gaap:A' contextRef='part' unitRef='each' "
      "decimals='INF'>1.5</ix:nonFraction>"
      "<ix:nonFraction name='us-gaap:B' contextRef='ever' unitRef='usd'>2</ix:nonFraction>");
  const sf_filing_fact *fact = find_fact(filing, "us-gaap:A", 0, NULL);
  assert_int_equal(fact->period, SF_PERIOD_INSTANT);
  assert_int_equal(fact->end, day_of("2025-06-30"));
  assert_string_equal(fact->unit, "USD/shares");
  assert_int_equal(fact->decimals, SF_DECIMALS_EXACT);
  assert_int_equal(fact->member_count, 2);
  assert_string_equal(fact->members[0].axis, "us-gaap:PartAxis");
  assert_string_equal(fact->members[0].member, "x:PartMember");
  assert_string_equal(fact->members[1].member, "2025-01-01");
  assert_true(fact->members[1].is_typed);
  assert_int_equal(fact->line, 2);
  assert_int_equal(fact->column, 11);
  assert_int_equal(find_fact(filing, "us-gaap:B", 0, NULL)->period, SF_PERIOD_FOREVER);
  /* the midnight that ends a day belongs to it */
  assert_int_equal(find_fact(filing, "us-gaap:Hidden", 0, NULL)->end, day_of("2025-06-30"));
  assert_true(find_fact(filing, "us-gaap:Hidden", 0, NULL)->is_hidden);
  assert_int_equal(sf_filing_cik(filing), 123);
  sf_close_filing(filing);
}

static void test_sign_nil_nesting_and_exclusion(void **state) {
  (void)state;
  sf_filing *filing = read_body(
      NUMBER("Loss", "sign='-' scale='6' format='ixt:num-dot-decimal'", "1,922")
          NUMBER("Nothing", "sign='-' format='ixt:fixed-zero'", "&#8212;") NUMBER("Unsaid", "xsi:nil='true'", "")
              NUMBER("Outer", "scale='3' format='ixt:num-dot-decimal'",
                     NUMBER("Inner", "scale='6' format='ixt:num-dot-decimal'", "<b>7</b>,252"))
                  NUMBER("Marked", "format='ixt:num-dot-decimal'", "4<ix:exclude> (page 12) </ix:exclude>2")
                      NUMBER("Wrong", "format='ixt:num-dot-decimal'", "n/a"));
  assert_true(value_of(filing, "us-gaap:Loss") == -1922e6);
  assert_true(value_of(filing, "us-gaap:Nothing") == 0 && !signbit(value_of(filing, "us-gaap:Nothing")));
  assert_true(isnan(value_of(filing, "us-gaap:Unsaid")) && find_fact(filing, "us-gaap:Unsaid", 0, NULL)->is_nil);
  assert_true(value_of(filing, "us-gaap:Outer") == 7252e3 && value_of(filing, "us-gaap:Inner") == 7252e6);
  assert_true(value_of(filing, "us-gaap:Marked") == 42);
  assert_true(isnan(value_of(filing, "us-gaap:Wrong")) && !find_fact(filing, "us-gaap:Wrong", 0, NULL)->is_nil);
  assert_shows(filing, "us-gaap:Nothing", "\xE2\x80\x94");
  assert_shows(filing, "us-gaap:Outer", "7,252");
  sf_close_filing(filing);
}

static void test_a_text_goes_on_where_it_is_continued(void **state) {
  (void)state;
  sf_filing *filing = read_body(
      "<ix:nonNumeric name='us-gaap:Note' contextRef='q' continuedAt='n2'><p>We&#160;sold\n <b>more</b>.</p>"
      "</ix:nonNumeric><ix:continuation id='n3' continuedAt='n2'>and the end.</ix:continuation>"
      "<ix:continuation id='n2' continuedAt='n3'>Then<br/>this</ix:continuation>");
  /* n3 names n2 again: each continuation is followed once */
  assert_shows(filing, "us-gaap:Note", "We sold more. Then this and the end.");
  sf_close_filing(filing);
}

static void test_figures_said_twice_agree_or_contradict(void **state) {
  (void)state;
  sf_filing *filing = read_body(NUMBER(
      "A", "decimals='-8' scale='9' format='ixt:num-dot-decimal'",
      "93.2") "<ix:nonFraction name='us-gaap:A' contextRef='q2' unitRef='usd' decimals='-6' scale='6' "
              "format='ixt:num-dot-decimal'>93,245</ix:nonFraction>" NUMBER("B", "decimals='0'", "5")
                                    NUMBER("B", "decimals='0'", "7") NUMBER("C", "decimals='0'", "5")
                                        NUMBER("C", "decimals='0'", "5"));
  assert_true(find_fact(filing, "us-gaap:A", 0, NULL)->is_repeat);
  assert_false(find_fact(filing, "us-gaap:A", 1, NULL)->is_repeat);
  assert_true(find_fact(filing, "us-gaap:A", 1, NULL)->value == 93245e6);
  assert_true(find_fact(filing, "us-gaap:B", 0, NULL)->is_contradicted);
  assert_true(find_fact(filing, "us-gaap:B", 1, NULL)->is_contradicted);
  assert_false(find_fact(filing, "us-gaap:C", 0, NULL)->is_repeat);
  assert_true(find_fact(filing, "us-gaap:C", 1, NULL)->is_repeat);
  sf_close_filing(filing);
}

static void test_facts_without_context_or_unit_are_counted(void **state) {
  (void)state;
  sf_filing *filing = read_body(
      "<ix:nonFraction name='us-gaap:A' contextRef='gone' unitRef='usd'>1</ix:nonFraction>"
      "<ix:nonFraction name='us-gaap:B' contextRef='q' unitRef='gone'>1</ix:nonFraction>"
      "<ix:nonFraction name='us-gaap:C' contextRef='none' unitRef='usd'>1</ix:nonFraction>"
      "<xbrli:context id='two'><xbrli:entity><xbrli:segment><xbrldi:explicitMember dimension='x:Axis'>x:A"
      "</xbrldi:explicitMember><xbrldi:explicitMember dimension='x:Other'>x:A</xbrldi:explicitMember>"
      "<xbrldi:explicitMember dimension='x:Axis'>x:B</xbrldi:explicitMember></xbrli:segment></xbrli:entity>"
      "<xbrli:period><xbrli:instant>2025-06-30</xbrli:instant></xbrli:period></xbrli:context>"
      "<ix:nonFraction name='us-gaap:D' contextRef='two' unitRef='usd'>1</ix:nonFraction>");
  assert_int_equal(sf_filing_passed_over(filing), 4);
  assert_int_equal(sf_filing_fact_count(filing), 1);
  sf_close_filing(filing);
}

static void test_html_that_is_no_xml_is_read_as_browsers_read_it(void **state) {
  (void)state;
  sf_filing *filing = read_body(
      "<meta charset=utf-8><img src=a.gif><script>if (1 < 2) '<b>'</script><!-- <ix:nonFraction> --><p>one<p>two"
      "<table><tr><td>a<td nowrap width=5><ix:nonFraction name=us-gaap:Void contextRef=q unitRef=usd scale=6 "
      "format=ixt:num-dot-decimal>7,252</ix:nonFraction><br>&nbsp;<tr><td>1 < 2 & 3"
      "<td><IX:NONFRACTION NAME='us-gaap:Upper' CONTEXTREF='q' UNITREF='usd'>12</IX:NONFRACTION>"
      "<td><b><ix:nonFraction name='us-gaap:Crossed' contextRef='q' unitRef='usd'>34</b></ix:nonFraction>"
      "<td><ix:nonFraction name='us-gaap:Unclosed' contextRef='q' unitRef='usd'>56</td></table></i></div>");
  assert_true(value_of(filing, "us-gaap:Void") == 7252e6);
  assert_true(value_of(filing, "us-gaap:Upper") == 12);
  assert_true(value_of(filing, "us-gaap:Crossed") == 34);
  assert_true(value_of(filing, "us-gaap:Unclosed") == 56);
  assert_int_equal(sf_filing_passed_over(filing), 0);
  sf_close_filing(filing);
}

static void test_prefixes_are_what_the_document_declares(void **state) {
  (void)state;
  static const char text[] =
      "<?xml version='1.0'?><xbrl xmlns='http://www.xbrl.org/2003/instance' xmlns:g='http://fasb.org/us-gaap/2022' "
      "xmlns:d='http://xbrl.org/2006/xbrldi' xmlns:n='http://www.w3.org/2001/XMLSchema-instance' "
      "xmlns:dei='http://xbrl.sec.gov/dei/2022'><g:Revenues contextRef='c' unitRef='u' decimals='-6'>62202000000"
      "</g:Revenues><i:Revenue xmlns:i='https://xbrl.ifrs.org/taxonomy/2022-03-24/ifrs-full' contextRef='c' "
      "unitRef='u'>-0</i:Revenue><g:Cost contextRef='c' unitRef='u' n:nil='true'/><dei:DocumentType contextRef='c'>10-K"
      "</dei:DocumentType><context id='c'><entity><identifier scheme='s'>1018724</identifier><segment>"
      "<d:explicitMember dimension='g:SegmentsAxis'>g:CloudMember</d:explicitMember></segment></entity><period>"
      "<startDate>2021-01-01</startDate><endDate>2021-12-31</endDate></period></context>"
      "<unit id='u'><measure>USD</measure></unit></xbrl>";
  sf_filing *filing = NULL;
  assert_ok(sf_read_filing("plain.xml", text, sizeof text - 1, &filing, NULL));
  const sf_filing_fact *fact = find_fact(filing, "us-gaap:Revenues", 0, NULL);
  assert_true(fact->value == 62202e6);
  assert_string_equal(fact->members[0].axis, "us-gaap:SegmentsAxis");
  assert_string_equal(fact->members[0].member, "us-gaap:CloudMember");
  assert_string_equal(fact->unit, "USD");
  assert_true(find_fact(filing, "us-gaap:Cost", 0, NULL)->is_nil);
  assert_true(!signbit(value_of(filing, "ifrs-full:Revenue")));
  assert_string_equal(sf_filing_form(filing), "10-K");
  sf_close_filing(filing);
}

static void test_what_is_no_filing_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"",  "hello", "<html><body>no tags</body></html>", "\xFF\xFE\x00", "{}",
                                      "<", "<a"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    sf_filing *filing = NULL;
    sf_error error = {SF_OK, ""};
    assert_int_equal(sf_read_filing("x.htm", texts[i], strlen(texts[i]), &filing, &error), SF_PARSE);
    assert_non_null(strstr(error.message, "x.htm"));
  }
  /* nesting without end is refused, not followed */
  static char deep[3 * 5000 + 1];
  for (size_t i = 0; i < 5000; i++) memcpy(deep + 3 * i, "<b>", 3);
  sf_filing *filing = NULL;
  sf_error error = {SF_OK, ""};
  assert_int_equal(sf_read_filing("deep.htm", deep, sizeof deep - 1, &filing, &error), SF_PARSE);
  assert_non_null(strstr(error.message, "1024"));
}

static void read_fixture(const char *name, char **text, size_t *length) {
  char path[PATH_SIZE];
  assert_ok(sf_read_file(fixture(name, path), text, length, NULL));
}

static void test_the_cover_and_figures_of_a_real_filing(void **state) {
  (void)state;
  char *text;
  size_t length;
  read_fixture("nvda-10-q-2025-08-27_cut.html", &text, &length);
  sf_filing *filing = NULL;
  sf_day end;
  assert_ok(sf_read_filing("nvda", text, length, &filing, NULL));
  assert_string_equal(sf_filing_entity(filing), "NVIDIA CORP");
  assert_string_equal(sf_filing_form(filing), "10-Q");
  assert_int_equal(sf_filing_cik(filing), 1045810);
  assert_true(sf_filing_period_end(filing, &end) && end == day_of("2025-07-27"));
  double parts[3] = {NAN, NAN, NAN};
  static const char *const members[] = {"nvda:DataCenterMember", "nvda:ComputeMember", "nvda:NetworkingMember"};
  for (size_t i = 0; i < sf_filing_fact_count(filing); i++) {
    const sf_filing_fact *fact = sf_filing_fact_at(filing, i);
    for (size_t m = 0; m < 3; m++)
      if (fact->member_count == 1 && strcmp(fact->members[0].member, members[m]) == 0 &&
          fact->start == day_of("2025-04-28"))
        parts[m] = fact->value;
  }
  assert_true(parts[0] == 41096e6 && parts[1] + parts[2] == parts[0]);
  sf_close_filing(filing);
  sf_free_text(text);
}

static void test_every_cut_and_damage_is_survived(void **state) {
  (void)state;
  char *text;
  size_t length;
  read_fixture("nvda-10-q-2025-08-27_cut.html", &text, &length);
  for (size_t cut = 0; cut < length; cut += 37) {
    sf_filing *filing = NULL;
    if (sf_read_filing("cut", text, cut, &filing, NULL) == SF_OK) sf_close_filing(filing);
  }
  for (size_t at = 0; at < length; at += 61) {
    const char kept = text[at];
    text[at] = "<>\"'/&=\0 "[at % 9];
    sf_filing *filing = NULL;
    if (sf_read_filing("damaged", text, length, &filing, NULL) == SF_OK) sf_close_filing(filing);
    text[at] = kept;
  }
  sf_free_text(text);
}

typedef struct document {
  const char *text;
  size_t length;
} document;

static sf_status read_document(void *context, sf_error *error) {
  const document *given = context;
  sf_filing *filing = NULL;
  sf_status status = sf_read_filing("memory", given->text, given->length, &filing, error);
  char *text = NULL;
  if (status == SF_OK) status = sf_filing_text(filing, 0, &text, error);
  sf_free_text(text);
  sf_close_filing(filing);
  return status;
}

static void test_each_failed_allocation_is_an_error(void **state) {
  (void)state;
  static char text[1 << 14];
  const int length = snprintf(text, sizeof text, "%s%s</body></html>", head,
                              NUMBER("A", "scale='6'", "<b>1</b>") NUMBER("A", "scale='6'", "1"));
  document given = {text, (size_t)length};
  assert_true(fail_each_allocation(read_document, &given) > 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_number_is_read_by_its_format),
                                     cmocka_unit_test(test_a_number_that_is_spelt_out_is_that_number),
                                     cmocka_unit_test(test_what_is_no_number_of_its_format_is_unknown),
                                     cmocka_unit_test(test_a_fact_carries_its_period_unit_members_and_place),
                                     cmocka_unit_test(test_sign_nil_nesting_and_exclusion),
                                     cmocka_unit_test(test_a_text_goes_on_where_it_is_continued),
                                     cmocka_unit_test(test_figures_said_twice_agree_or_contradict),
                                     cmocka_unit_test(test_facts_without_context_or_unit_are_counted),
                                     cmocka_unit_test(test_html_that_is_no_xml_is_read_as_browsers_read_it),
                                     cmocka_unit_test(test_prefixes_are_what_the_document_declares),
                                     cmocka_unit_test(test_what_is_no_filing_is_refused),
                                     cmocka_unit_test(test_the_cover_and_figures_of_a_real_filing),
                                     cmocka_unit_test(test_every_cut_and_damage_is_survived),
                                     cmocka_unit_test(test_each_failed_allocation_is_an_error)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
