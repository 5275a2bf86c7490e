/* Reading headlines: channels, directions, quantities, actors, reasons, copies; and a lexicon's mistakes. */
#include "check.h"
#include "failing_memory.h"

#include "signalflow/reading.h"
#include "signalflow/story.h"

#include <stdio.h>

static sf_reader *shipped; /* made once for the group */

static int make_shipped(void **state) {
  (void)state;
  const sf_lexicon_text lexicon = sf_shipped_lexicon();
  sf_error error;
  if (sf_create_reader(&lexicon, 1, &shipped, &error) == SF_OK) return 0;
  printf("%s\n", error.message);
  return -1;
}

static int destroy_shipped(void **state) {
  (void)state;
  sf_destroy_reader(shipped);
  return 0;
}

static sf_reading read_with(const sf_reader *reader, const char *headline) {
  sf_reading reading;
  sf_read_headline(reader, headline, strlen(headline), &reading);
  return reading;
}

static sf_reading read(const char *headline) { return read_with(shipped, headline); }

/* The channels as labels are written: "cost- margin+", or "none", "unsure". */
static void check_channels(const char *headline, const char *expected) {
  const sf_reading r = read(headline);
  char text[128] = "";
  for (size_t i = 0; i < r.channel_count; ++i) {
    const int sign = r.channels[i].direction;
    snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s%s", i > 0 ? " " : "",
             sf_channel_name(r.channels[i].channel),
             sign > 0   ? "+"
             : sign < 0 ? "-"
                        : "0");
  }
  if (r.channel_count == 0) snprintf(text, sizeof text, "%s", sf_channel_name(r.channel));
  if (strcmp(text, expected) != 0) fail_msg("\"%s\" was read as %s, expected %s", headline, text, expected);
}

/* ---- channels ---- */

static void test_buyers_spending_is_demand_and_suppliers_eases_the_bottleneck(void **state) {
  (void)state;
  check_channels("Microsoft to spend $80 billion on AI data centers in fiscal 2025", "demand+");
  check_channels("TSMC to spend $42 billion on new capacity", "bottleneck+");
  check_channels("Microsoft cancels data center leases", "demand-");
  check_channels("TSMC doubles CoWoS capacity", "bottleneck+");
}

static void test_the_language_example_is_read_as_cheaper(void **state) {
  (void)state;
  const sf_reading r = read("Nvidia says Blackwell cuts cost and energy per token up to 25x");
  assert_int_equal(r.channel, SF_COST);
  assert_int_equal(r.direction, 1);
  assert_int_equal(r.quantity_count, 1);
  assert_int_equal(r.quantities[0].kind, SF_MULTIPLE_QUANTITY);
  assert_int_equal(r.quantities[0].bound, SF_UP_TO);
  assert_close(r.quantities[0].value, 25, 0);
}

static void test_a_sellers_price_rise_is_dearer_for_one_and_better_for_the_other(void **state) {
  (void)state;
  check_channels("AWS raises GPU prices 15%", "cost- margin+");
}

static void test_limits_on_supply_tighten_and_power_eases(void **state) {
  (void)state;
  check_channels("HBM shortage to last through 2027, SK hynix says", "bottleneck-");
  check_channels("Ohio county votes for data center moratorium", "bottleneck-");
  check_channels("Nvidia's Rubin delayed by packaging problems", "bottleneck-");
  check_channels("Constellation signs 20-year nuclear power deal with Meta", "bottleneck+");
}

static void test_profit_is_margin_and_revenue_is_demand(void **state) {
  (void)state;
  check_channels("Nvidia gross margins slip", "margin-");
  check_channels("Meta shortens useful life of AI servers", "margin-");
  check_channels("Amazon extends useful life of servers", "margin+");
  check_channels("Dell revenue surges 40%", "demand+");
}

static void test_margins_are_told_by_figure_charge_and_share(void **state) {
  (void)state;
  check_channels("Nebius narrows its quarterly loss", "margin+");
  check_channels("Cloud margins on chip rentals were just 14%, filing shows", "margin-");
  check_channels("Meta adds $2.9bn in charges as it shortens useful life of servers", "margin-");
  check_channels("Nvidia to hand 25% of China revenue to US government", "margin-");
  check_channels("IREN EBITDA quintuples", "margin+");
  check_channels("Short seller says cloud firms understate depreciation by extending useful life of chips", "margin-");
  check_channels("Nvidia beats by $0.17", "margin+");
  check_channels("AMD expects $800 million charge on unsold chips", "margin-");
  check_channels("Dell gross margin holds up better than feared", "margin+");
  check_channels("HPE quarterly profit sinks on weak guidance for servers", "margin-");
  check_channels("Nvidia gross margin seen slipping to 71%", "margin-");
  check_channels("SoftBank returns to profit as bet on AI drives valuation", "margin+");
  check_channels("Shares of chipmaker fall as margin warning sparks worries", "margin-");
}

static void test_growth_that_slows_and_vacancy_that_falls(void **state) {
  (void)state;
  check_channels("Microsoft capex growth to slow next year", "demand-");
  check_channels("Northern Virginia data center vacancy falls to record low", "demand+");
  check_channels("Data center vacancy rises in Phoenix", "demand-");
  check_channels("Large-load requests in Texas surge past 200 GW", "demand+");
  check_channels("Companies curb AI spending", "demand-");
}

static void test_prices_of_memory_power_and_sites(void **state) {
  (void)state;
  check_channels("Memory price rally squeezes PC makers", "cost-");
  check_channels("Lenovo raises laptop prices", "none");
  check_channels("New law caps power rates near data centers", "cost+");
  check_channels("Governor ends tax breaks for data centers", "cost-");
  check_channels("Cloud price war ends", "cost-");
  check_channels("Startup cuts LLM training energy by 30%", "cost+");
  check_channels("New cache needs a quarter of the memory for the same work", "cost+");
}

static void test_suppliers_and_utilities_that_get_and_fail(void **state) {
  (void)state;
  check_channels("Intel gets $2 billion Chips Act award", "bottleneck+");
  check_channels("White House wants Chips Act killed", "bottleneck-");
  check_channels("Samsung resumes work on its fifth line", "bottleneck+");
  check_channels("Utility fails to deliver power to data center", "bottleneck-");
  check_channels("Regulators deny power deal for data center", "bottleneck-");
  check_channels("Equinix gets approval for campus in Sydney", "bottleneck+");
  check_channels("Village says no to Microsoft", "bottleneck-");
  check_channels("Warpage hurts yields of AI chips", "bottleneck-");
  check_channels("South Korean chip exports jump", "demand+");
}

static void test_export_rules_are_market_access(void **state) {
  (void)state;
  check_channels("U.S. bans H20 chip exports to China", "demand-");
  assert_int_equal(read("U.S. approves Nvidia H20 sales to China").direction, 1);
  check_channels("US grants UAE expanded access to advanced AI chips", "demand+");
}

static void test_denial_turns_the_sign(void **state) {
  (void)state;
  check_channels("Chip shortage worsens", "bottleneck-");
  check_channels("No shortage of power for AI, utilities say", "bottleneck+");
  check_channels("Data center REIT CEO says market is not oversupplied", "demand+");
  check_channels("TSMC dismisses AI bubble fears", "demand+");
}

static void test_the_governing_verb_gives_the_sign(void **state) {
  (void)state;
  check_channels("Microsoft walks back plan to pause Ohio data center", "demand+");
  check_channels("County board rejects data center moratorium", "bottleneck+");
  check_channels("Governor vetoes data center moratorium", "bottleneck+");
  check_channels("Senator withdraws support for a data center moratorium", "bottleneck+");
  check_channels("Lawmakers plan to approve a data center moratorium", "bottleneck-");
  check_channels("Town lifts its limit on data center water use", "bottleneck+");
  check_channels("Nvidia says no talks under way to sell Rubin chips to China", "demand-");
  check_channels("Beijing tells tech firms to explain purchases of Nvidia chips", "demand-");
  check_channels("Backlog at the licence office stalls Nvidia chip exports to China", "demand-");
  check_channels("Nvidia denies chip shortage rumors in the supply chain", "bottleneck+");
  check_channels("Cloud firm's chief plays down worry about AI spending", "demand+");
  check_channels("CoreWeave margin drops 300 basis points", "margin-");
}

static void test_what_only_stands_by_weighs_less(void **state) {
  (void)state;
  const sf_reading plain = read("Nvidia revenue surges"),
                   behind = read("Intel lists a fund after Nvidia revenue surges");
  assert_true(plain.channels[0].weight > behind.channels[0].weight);
  check_channels("Meta details its data center and energy plans at a summit", "none"); /* a topic, no change */
  check_channels("U.S. firms raise capex", "demand+"); /* the full stop of U.S. ends no clause */
}

static void test_estimates_are_compared_by_arithmetic(void **state) {
  (void)state;
  check_channels("Micron sees Q2 revenue of $7.9B vs $9.0B est", "demand-");
  check_channels("Micron sees Q2 revenue of $9.9B vs. $9.0B est.", "demand+");
  check_channels("Acme EPS $1.42, est. $1.38", "margin+");
  check_channels("Broadcom adj. EPS $1.42 beats $1.38 estimate, sales $14.1B miss $14.2B estimate", "margin+ demand-");
  check_channels("Nvidia sales $7.7B-$8.1B vs $9.0B est", "demand-"); /* a range by its middle */
}

static void test_who_buys_and_who_supplies(void **state) {
  (void)state;
  check_channels("Anthropic to rent compute capacity from CoreWeave", "demand+");
  check_channels("Dell sells $5 billion of AI servers to xAI", "demand+");
  check_channels("Micron expands HBM production", "bottleneck+");
  check_channels("Nvidia invests $2 billion in CoreWeave", "none");
  check_channels("Nvidia becomes TSMC's largest customer", "demand+");
  check_channels("SK Hynix to announce a memory plant in Indiana", "bottleneck+");
  check_channels("Micron lifts US investment plan to $200 billion", "bottleneck+");
  check_channels("US may bar Chinese optical modules from data centers", "bottleneck-");
  check_channels("Alibaba saves 80 percent of GPUs with pooling", "cost+");
  check_channels("Raspberry Pi maker faces a rising DRAM bill", "cost-");
  check_channels("AI data center planned for university in Spain", "demand+");
  check_channels("AI data centre planned for university in Spain", "demand+");
  check_channels("Google plans multibillion-dollar data center in Missouri", "demand+");
  check_channels("CoreWeave lands Perplexity as customer", "demand+");
  check_channels("Malaysia to host 1 GW of Oracle capacity", "demand+");
  check_channels("Regulators approve 3 GW of new power", "bottleneck+");
  check_channels("Meta chief brushes off fears over AI spending", "demand+");
  check_channels("SoftBank chief fuels deal spree with $40bn of takeovers", "none");
  check_channels("AMD sees Q3 sales of $8.1B vs $8.4B consensus", "demand-");
}

static void test_a_share_price_move_keeps_the_cause_it_states(void **state) {
  (void)state;
  check_channels("Dell shares jump as server demand soars", "demand+");
  check_channels("Nvidia stock falls on China export ban", "demand-");
  check_channels("Nvidia stock falls 5%", "none");
  check_channels("Nasdaq futures rise on strong AI demand", "none"); /* the market, not the trade */
  check_channels("What to expect from Nvidia's earnings", "none");
}

static void test_the_same_word_eases_or_tightens_by_who_and_what(void **state) {
  (void)state;
  check_channels("GPU shortage is easing, cloud providers say", "bottleneck+");
  check_channels("County council votes to pause data centers", "bottleneck-");
  check_channels("Trump exempts chips and servers from tariffs", "cost+");
  check_channels("Trump imposes 25% tariffs on chips", "cost-");
  check_channels("Azure growth slows", "demand-");
  check_channels("AI costs weigh on Adobe margins", "margin-"); /* costs that weigh are no costs that fall */
  check_channels("Meta signs deals for 6.6 GW of nuclear power with Vistra and Oklo", "bottleneck+");
}

static void test_curbs_lifted_are_no_curbs(void **state) {
  (void)state;
  check_channels("US rescinds AI chip export curbs", "demand+");
  check_channels("Trump reverses ban on chip exports to China", "demand+");
  check_channels("U.S. weighs new AI chip export rules", "demand-");
}

static void test_lookalikes_are_none(void **state) {
  (void)state;
  static const char *const traps[] = {"CoreWeave takes $500 million margin loan",
                                      "Chip rally shows signs of overheating",
                                      "Tech groups back supply chain security standard",
                                      "High-yield dividend ETF adds Nvidia",
                                      "Cooling sentiment weighs on chip stocks",
                                      "Startup launches on-demand video package",
                                      "Gaming GPU demand recovers as GeForce cards sell out"};
  for (size_t i = 0; i < sizeof traps / sizeof *traps; ++i) check_channels(traps[i], "none");
}

static void test_none_says_what_it_is_about(void **state) {
  (void)state;
  assert_int_equal(read("Nvidia stock falls 5%").none_kind, SF_ABOUT_STOCK);
  assert_int_equal(read("xAI raises $6 billion").none_kind, SF_ABOUT_FINANCING);
  assert_int_equal(read("OpenAI launches GPT-5").none_kind, SF_ABOUT_MODEL);
  assert_int_equal(read("OpenAI sued over copyright").none_kind, SF_ABOUT_LEGAL);
}

static void test_words_that_tell_nothing_are_unsure(void **state) {
  (void)state;
  check_channels("Quiet Tuesday", "unsure");
  check_channels("", "unsure");
  check_channels("Nvidia and the robots of tomorrow", "none"); /* of the trade, but nothing changed */
}

static void test_a_publishers_suffix_does_not_count(void **state) {
  (void)state;
  check_channels("TSMC doubles CoWoS capacity - Stock Market Daily", "bottleneck+");
  check_channels("TSMC doubles CoWoS capacity | Legal Times", "bottleneck+");
  check_channels("TSMC doubles CoWoS capacity (NYSE:TSM)", "bottleneck+");
}

static void test_reasons_are_words_of_the_headline(void **state) {
  (void)state;
  static const char headline[] = "TSMC doubles CoWoS capacity - Reuters";
  const sf_reading r = read(headline);
  assert_true(r.reason_count >= 1);
  for (size_t i = 0; i < r.reason_count; ++i) {
    assert_true(r.reasons[i].place.start + r.reasons[i].place.length <= strlen("TSMC doubles CoWoS capacity"));
    assert_true(i == 0 || r.reasons[i].weight <= r.reasons[i - 1].weight);
  }
  assert_non_null(strstr(r.reasons[0].rule, "bottleneck"));
}

static void test_actors_have_names_roles_and_places(void **state) {
  (void)state;
  static const char headline[] = "Anthropic's deal with Google and Hynix, says the White House";
  const sf_reading r = read(headline);
  assert_int_equal(r.actor_count, 4);
  assert_string_equal(r.actors[0].name, "Anthropic");
  assert_string_equal(r.actors[0].role, "lab");
  assert_string_equal(r.actors[1].name, "Alphabet");
  assert_string_equal(r.actors[1].role, "buyer");
  assert_string_equal(r.actors[1].business, "cloud");
  assert_string_equal(r.actors[2].business, "");
  assert_string_equal(r.actors[2].name, "SK Hynix");
  assert_string_equal(r.actors[2].role, "supplier");
  assert_string_equal(r.actors[3].role, "regulator");
  assert_int_equal(r.actors[1].place.start, strstr(headline, "Google") - headline);
}

/* ---- quantities ---- */

typedef struct expected_quantity {
  const char *headline, *text;
  sf_quantity_kind kind;
  double value, high;
  const char *unit;
} expected_quantity;

static void test_quantities_are_kept_verbatim_with_value_and_unit(void **state) {
  (void)state;
  static const expected_quantity cases[] = {
      {"CoreWeave inks $6.5 billion deal", "$6.5 billion", SF_MONEY_QUANTITY, 6.5e9, 6.5e9, "USD"},
      {"Nvidia to invest $5-billion in it", "$5-billion", SF_MONEY_QUANTITY, 5e9, 5e9, "USD"},
      {"Capex spree of $660bn", "$660bn", SF_MONEY_QUANTITY, 660e9, 660e9, "USD"},
      {"It seeks over 10 billion yuan", "10 billion yuan", SF_MONEY_QUANTITY, 1e10, 1e10, "CNY"},
      {"A \xE2\x82\xAC"
       "500 million order",
       "\xE2\x82\xAC"
       "500 million",
       SF_MONEY_QUANTITY, 5e8, 5e8, "EUR"},
      {"Shares priced at $115-$125 each", "$115-$125", SF_MONEY_QUANTITY, 115, 125, "USD"},
      {"Rents for $2.50/hour now", "$2.50/hour", SF_RATE_QUANTITY, 2.5, 2.5, "USD/h"},
      {"Costs $3 per million tokens", "$3 per million tokens", SF_RATE_QUANTITY, 3, 3, "USD/Mtok"},
      {"Rents fall to $2 an hour", "$2 an hour", SF_RATE_QUANTITY, 2, 2, "USD/h"},
      {"Spent $6 billion a year ago", "$6 billion", SF_MONEY_QUANTITY, 6e9, 6e9, "USD"},
      {"Asks $2.10 per GPU-hour", "$2.10 per GPU-hour", SF_RATE_QUANTITY, 2.1, 2.1, "USD/gpu/h"},
      {"Asks $1.99 per GPU per hour", "$1.99 per GPU per hour", SF_RATE_QUANTITY, 1.99, 1.99, "USD/gpu/h"},
      {"Lists at $2.49/GPU/hr", "$2.49/GPU/hr", SF_RATE_QUANTITY, 2.49, 2.49, "USD/gpu/h"},
      {"Clears at $329 per MW-day", "$329 per MW-day", SF_RATE_QUANTITY, 329, 329, "USD/MW/day"},
      {"Lets at $185 per kW-month", "$185 per kW-month", SF_RATE_QUANTITY, 185, 185, "USD/kW/month"},
      {"Power at $80 per megawatt-hour", "$80 per megawatt-hour", SF_RATE_QUANTITY, 80, 80, "USD/MWh"},
      {"Builds at $12 million per MW", "$12 million per MW", SF_RATE_QUANTITY, 12e6, 12e6, "USD/MW"},
      {"Power at 6 cents per kilowatt-hour", "6 cents per kilowatt-hour", SF_RATE_QUANTITY, 6, 6, "cent/kWh"},
      {"Pays $30 per user, per analysts", "$30 per user", SF_RATE_QUANTITY, 30, 30, "USD/user"},
      {"Worth USD 2.5 billion", "USD 2.5 billion", SF_MONEY_QUANTITY, 2.5e9, 2.5e9, "USD"},
      {"Worth Rs. 100 crore", "Rs. 100 crore", SF_MONEY_QUANTITY, 1e9, 1e9, "INR"},
      {"Tariff of 15pc", "15pc", SF_PERCENT_QUANTITY, 15, 15, "%"},
      {"Sales rise 56 per cent", "56 per cent", SF_PERCENT_QUANTITY, 56, 56, "%"},
      {"Growth to mid-30 per cent range", "mid-30 per cent", SF_PERCENT_QUANTITY, 30, 30, "%"},
      {"Another 10-15% hike", "10-15%", SF_PERCENT_QUANTITY, 10, 15, "%"},
      {"A 224\xC3\x97 compression", "224\xC3\x97", SF_MULTIPLE_QUANTITY, 224, 224, ""},
      {"Runs 14 times faster", "14 times", SF_MULTIPLE_QUANTITY, 14, 14, ""},
      {"A 4.25GW site in Ohio", "4.25GW", SF_POWER_QUANTITY, 4.25, 4.25, "GW"},
      {"Deal for 6 gigawatts of GPUs", "6 gigawatts", SF_POWER_QUANTITY, 6, 6, "GW"},
      {"A 20-Year pact", "20-Year", SF_DURATION_QUANTITY, 20, 20, "year"},
      {"Gemini has 350M monthly users", "350M monthly users", SF_COUNT_QUANTITY, 3.5e8, 3.5e8, "users"},
      {"An order of 220,000 GPUs", "220,000 GPUs", SF_COUNT_QUANTITY, 220000, 220000, "gpu"},
      {"Hits 1,000 Tokens Per Second\xE2\x80\x94"
       "and more",
       "1,000 Tokens Per Second", SF_RATE_QUANTITY, 1000, 1000, "tok/s"},
      {"A card with 144GB of memory", "144GB", SF_MEMORY_QUANTITY, 144, 144, "GB"},
      {"Stores 500 megawatt-hours", "500 megawatt-hours", SF_ENERGY_QUANTITY, 500, 500, "MWh"},
      {"A 1.2 GWh battery", "1.2 GWh", SF_ENERGY_QUANTITY, 1.2, 1.2, "GWh"},
      {"A pact worth EUR 1.2bn", "EUR 1.2bn", SF_MONEY_QUANTITY, 1.2e9, 1.2e9, "EUR"},
      {"A USD2bn deal", "USD2bn", SF_MONEY_QUANTITY, 2e9, 2e9, "USD"},
      {"Sales of T$100 billion", "T$100 billion", SF_MONEY_QUANTITY, 1e11, 1e11, "TWD"},
      {"Sales of NT$1.2 trillion", "NT$1.2 trillion", SF_MONEY_QUANTITY, 1.2e12, 1.2e12, "TWD"},
      {"An HK$5bn campus", "HK$5bn", SF_MONEY_QUANTITY, 5e9, 5e9, "HKD"},
      {"An order of $1,2bn", "$1,2bn", SF_MONEY_QUANTITY, 1.2e9, 1.2e9, "USD"},
      {"Priced at $23.28 per share", "$23.28", SF_MONEY_QUANTITY, 23.28, 23.28, "USD"},
      {"A loss of $(0.15) a share", "$(0.15)", SF_MONEY_QUANTITY, -0.15, -0.15, "USD"},
      {"Cash flow of -$1.2B", "-$1.2B", SF_MONEY_QUANTITY, -1.2e9, -1.2e9, "USD"},
      {"Growth of -12% this year", "-12%", SF_PERCENT_QUANTITY, -12, -12, "%"},
      {"Growth (30%) this year", "30%", SF_PERCENT_QUANTITY, -30, -30, "%"},
      {"Revenue of $7.7B-$8.1B seen", "$7.7B-$8.1B", SF_MONEY_QUANTITY, 7.7e9, 8.1e9, "USD"},
      {"Sees $5 billion to $6 billion of it", "$5 billion to $6 billion", SF_MONEY_QUANTITY, 5e9, 6e9, "USD"},
      {"A $5-6 billion plan", "$5-6 billion", SF_MONEY_QUANTITY, 5e9, 6e9, "USD"},
      {"A 200-300 MW site", "200-300 MW", SF_POWER_QUANTITY, 200, 300, "MW"},
      {"A 1+ GW campus", "1+ GW", SF_POWER_QUANTITY, 1, 1, "GW"},
      {"Buys 100K H100s", "100K H100s", SF_COUNT_QUANTITY, 1e5, 1e5, "h100s"},
      {"Builds 7 AI supercomputers", "7 AI supercomputers", SF_COUNT_QUANTITY, 7, 7, "supercomputers"},
      {"Orders 10 gas-fired power plants", "10 gas-fired power plants", SF_COUNT_QUANTITY, 10, 10, "plants"},
      {"Runs 15 natural gas generators", "15 natural gas generators", SF_COUNT_QUANTITY, 15, 15, "generators"},
      {"Names 16 federal sites for it", "16 federal sites", SF_COUNT_QUANTITY, 16, 16, "sites"},
      {"Drained 30M gallons of water", "30M gallons", SF_COUNT_QUANTITY, 3e7, 3e7, "gallons"},
      {"Lends 120,000 sq ft to it", "120,000 sq ft", SF_COUNT_QUANTITY, 120000, 120000, "sq ft"},
      {"Runs at 30 tok/s/user", "30 tok/s/user", SF_RATE_QUANTITY, 30, 30, "tok/s/user"},
      {"Priced at $3/M now", "$3/M", SF_RATE_QUANTITY, 3, 3, "USD/Mtok"},
      {"Asks $1.25 per million input tokens", "$1.25 per million input tokens", SF_RATE_QUANTITY, 1.25, 1.25,
       "USD/Mtok"},
      {"Proposes a 1 - Year moratorium", "1 - Year", SF_DURATION_QUANTITY, 1, 1, "year"},
      {"Shows a 60-building campus", "60-building", SF_COUNT_QUANTITY, 60, 60, "buildings"},
      {"Margin falls 120bps", "120bps", SF_PERCENT_QUANTITY, 120, 120, "bp"},
      {"Signs an Rs 1.2 lakh crore deal", "Rs 1.2 lakh crore", SF_MONEY_QUANTITY, 1.2e12, 1.2e12, "INR"},
      {"Asks for 9.5\xC2\xA2 per kWh", "9.5\xC2\xA2 per kWh", SF_RATE_QUANTITY, 9.5, 9.5, "cent/kWh"},
      {"A gas plant of 850 MWe", "850 MWe", SF_POWER_QUANTITY, 850, 850, "MW"},
      {"Lays 50,000km of cable", "50,000km", SF_COUNT_QUANTITY, 50000, 50000, "km"},
      {"Packs 130,000 CoWoS Wafers a month", "130,000 CoWoS Wafers", SF_COUNT_QUANTITY, 130000, 130000, "wafers"},
      {"Rents 200000 GPUs", "200000 GPUs", SF_COUNT_QUANTITY, 200000, 200000, "gpu"},
      {"Serves 2.5 trillion tokens a day", "2.5 trillion tokens a day", SF_RATE_QUANTITY, 2.5e12, 2.5e12, "tok/day"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
    const expected_quantity *c = &cases[i];
    sf_text_quantity found[4];
    if (sf_find_quantities(c->headline, strlen(c->headline), found, 4) != 1)
      fail_msg("not one quantity: %s", c->headline);
    const size_t length = found[0].place.length;
    if (length != strlen(c->text) || memcmp(c->headline + found[0].place.start, c->text, length) != 0)
      fail_msg("\"%.*s\" in %s", (int)length, c->headline + found[0].place.start, c->headline);
    assert_int_equal(found[0].kind, c->kind);
    assert_close(found[0].value, c->value, 1e-15);
    assert_close(found[0].high, c->high, 1e-15);
    assert_string_equal(found[0].unit, c->unit);
  }
}

static void test_names_dates_and_lists_are_no_quantities(void **state) {
  (void)state;
  static const char *const plain[] = {"Nvidia H200 and RTX 5090 in 2026",
                                      "GPT-5.6 and Gemini 2.5 Pro",
                                      "Q2 FY26 results",
                                      "3 stocks to buy",
                                      "Watch it in 4K",
                                      "A 70B model",
                                      "70B models and 1.6T optical modules",
                                      "A 30B Qwen model beats rivals",
                                      "RX 10950 XTX leak points to it",
                                      "The state of NVIDIA RTX 50 GPUs",
                                      "2K Games posts a guide",
                                      "The 2026-2030 plan",
                                      "TSMC's 3nm and N2 nodes",
                                      "cm-cluster 11.0.2.1",
                                      "A 175-year-old company",
                                      "512Gb chips"};
  for (size_t i = 0; i < sizeof plain / sizeof *plain; ++i) {
    sf_text_quantity found[4];
    if (sf_find_quantities(plain[i], strlen(plain[i]), found, 4) != 0)
      fail_msg("\"%.*s\" in %s", (int)found[0].place.length, plain[i] + found[0].place.start, plain[i]);
  }
}

static void test_bounds_are_told_by_the_words_before(void **state) {
  (void)state;
  static const struct {
    const char *headline;
    sf_bound bound;
  } cases[] = {{"Gains of up to 25x", SF_UP_TO}, {"More than $5 billion", SF_AT_LEAST},
               {"Nearly 40% of it", SF_ABOUT},   {"Discover 40% of it", SF_EXACTLY}, /* "over" ends another word */
               {"At least  5 GW", SF_AT_LEAST},  {"Some ~44.2M households", SF_ABOUT},
               {"Exactly 5%", SF_EXACTLY},       {"A 1+ GW site", SF_AT_LEAST}};
  sf_text_quantity change[2]; /* what one became is no range */
  assert_int_equal(sf_find_quantities("From $5 billion to $6 billion", 29, change, 2), 2);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
    sf_text_quantity found[2];
    assert_int_equal(sf_find_quantities(cases[i].headline, strlen(cases[i].headline), found, 2), 1);
    assert_int_equal(found[0].bound, cases[i].bound);
  }
}

/* ---- lexicons ---- */

static sf_status create(const char *text, sf_reader **reader, sf_error *error) {
  const sf_lexicon_text lexicon = {"own.txt", text, strlen(text)};
  return sf_create_reader(&lexicon, 1, reader, error);
}

static void test_an_analysts_words_add_to_the_shipped_ones(void **state) {
  (void)state;
  static const char own[] = "words order_book: widget parade~\nrule demand + 1.5: order_book\n";
  const sf_lexicon_text lexicons[] = {sf_shipped_lexicon(), {"own.txt", own, strlen(own)}};
  sf_reader *reader;
  sf_error error;
  check_channels("Widget parades", "unsure");
  assert_ok(sf_create_reader(lexicons, 2, &reader, &error));
  const sf_reading r = read_with(reader, "Widget parades");
  assert_int_equal(r.channel, SF_DEMAND);
  assert_close(r.channels[0].weight, 1.5, 0);
  assert_string_equal(r.reasons[0].rule, "demand + 1.5: order_book");
  sf_destroy_reader(reader);
}

static void test_terms_ask_for_order_nearness_and_absence(void **state) {
  (void)state;
  static const char text[] =
      "words a: alpha\nwords b: beta\nwords c: gamma\n"
      "rule demand + 1: a>b\nrule cost - 1: b~c\nrule margin + 0.9: a !c\nrule none/other 5: b>a|c\n";
  sf_reader *reader;
  sf_error error;
  assert_ok(create(text, &reader, &error));
  assert_int_equal(read_with(reader, "alpha then beta").channels[0].channel, SF_DEMAND);
  assert_int_equal(read_with(reader, "beta. alpha").channel, SF_MARGIN); /* another clause */
  assert_int_equal(read_with(reader, "beta, alpha").channel, SF_NONE);
  assert_int_equal(read_with(reader, "gamma beta").channel, SF_COST);
  assert_int_equal(read_with(reader, "alpha 1 2 3 4 5 6 7 8 9 beta gamma").channel, SF_NONE); /* too far for a>b */
  sf_destroy_reader(reader);
}

static void test_the_longest_phrase_covers_what_is_in_it(void **state) {
  (void)state;
  sf_reader *reader;
  sf_error error;
  assert_ok(create("words supply: supply\nwords trap: supply chain security\nrule bottleneck - 1: supply\n", &reader,
                   &error));
  assert_int_equal(read_with(reader, "supply chain").channel, SF_BOTTLENECK);
  assert_int_equal(read_with(reader, "supply chain security").channel, SF_UNSURE);
  sf_destroy_reader(reader);
}

static void test_an_open_phrase_leaves_its_words_to_others(void **state) {
  (void)state;
  sf_reader *reader;
  sf_error error;
  assert_ok(
      create("words site: data center, data center chip\nwords chip: chip\nwords plan: +plans for chip\n"
             "rule demand + 1: site\nrule cost + 1: chip\nrule margin + 1: plan\n",
             &reader, &error));
  const sf_reading open = read_with(reader, "plans for chip"), closed = read_with(reader, "data center chip");
  assert_int_equal(open.reason_count, 2);
  assert_int_equal(closed.reason_count, 1);
  assert_int_equal(closed.channel, SF_DEMAND);
  sf_destroy_reader(reader);
}

static void test_what_is_only_hoped_for_is_no_change_and_a_threat_is(void **state) {
  (void)state;
  check_channels("Nvidia to sell Blackwell chips to China", "demand+");
  check_channels("Nvidia still hopes to sell Blackwell chips to China", "demand0");
  check_channels("Trump weighs ban on Nvidia chip sales to China", "demand-");
}

static void test_a_clash_a_switch_and_a_plan_kept_are_no_change(void **state) {
  (void)state;
  check_channels("Nvidia and Anthropic clash over chip export controls", "demand0");
  check_channels("US tightens chip export controls", "demand-");
  check_channels("Samsung leaves US investment plan unchanged", "bottleneck0");
  check_channels("Micron lifts US investment plan to $200 billion", "bottleneck+");
  check_channels("Startup to diversify chip suppliers", "demand0");
  check_channels("Is the AI boom a bubble? Investors ponder", "none");
}

static void test_what_is_done_to_a_limit_decides(void **state) {
  (void)state;
  check_channels("City council votes down data center ban", "bottleneck+");
  check_channels("City council votes down data center", "bottleneck-");
  check_channels("County commissioners pass one-year pause on data centers", "bottleneck-");
  check_channels("Rivals fuel pushback against data centers, OpenAI says", "none");
}

static void test_what_lifts_a_limit_eases(void **state) {
  (void)state;
  check_channels("Judge lifts order halting xAI turbines", "bottleneck+");
  check_channels("Governor vetoes pause of data centers", "bottleneck+");
  check_channels("Council rejects bid to lift data center moratorium", "bottleneck-");
  check_channels("County will not lift its data center moratorium", "bottleneck-");
  check_channels("Town rejects data center, citing pause on permits", "bottleneck-");
  check_channels("State ends ban on new nuclear plants", "bottleneck+");
  check_channels("US scraps curbs on AI chip exports to the Gulf", "demand+");
  check_channels("US refuses to lift ban on Nvidia chip sales to China", "demand-");
  check_channels("Reverses decision to halt its data center", "demand+");
  check_channels("Halts its Minnesota data center", "demand-");
  check_channels("Hamlet passes two-year moratorium on new data centers", "bottleneck-");
  check_channels("Data center project moves ahead despite opposition", "bottleneck+");
  check_channels("County amends data center moratorium, exempting projects under 50 MW", "bottleneck+");
  check_channels("Chipmaker wins as US slashes tariffs on chips", "cost+");
  check_channels("Governor refuses to lift ban on nuclear plants", "bottleneck-");
  check_channels("Voters defeat repeal of data center ban", "bottleneck-");
  check_channels("Opponents lose appeal against data center", "bottleneck+");
  check_channels("Residents drop lawsuit over data center", "bottleneck+");
}

static void test_a_rule_that_says_much_outdoes_two_that_say_little(void **state) {
  (void)state;
  sf_reader *reader;
  sf_error error;
  assert_ok(
      create("words a: alpha\nwords b: beta\nwords c: gamma\n"
             "rule demand - 3: a\nrule demand + 1.5: b\nrule demand + 1.5: c\n",
             &reader, &error));
  assert_int_equal(read_with(reader, "alpha beta gamma").direction, -1);
  assert_int_equal(read_with(reader, "beta gamma").direction, 1);
  sf_destroy_reader(reader);
}

/* ---- odds ---- */

/* Demand and cost weigh 3 each: without odds demand, named first, is read; each line of odds tips the balance. */
#define TWO_EVEN_RULES "words a: alpha\nwords b: beta\nrule demand + 3: a\nrule cost - 3: b\n"

static sf_reading read_with_odds(const char *odds, const char *headline) {
  char text[512];
  snprintf(text, sizeof text, TWO_EVEN_RULES "%s", odds);
  static sf_reader *reader;
  sf_error error;
  assert_ok(create(text, &reader, &error));
  sf_reading r = read_with(reader, headline);
  for (size_t i = 0; i < r.reason_count; ++i) r.reasons[i].rule = NULL; /* the reader's own */
  sf_destroy_reader(reader);
  return r;
}

static void test_odds_of_words_and_pairs_tip_what_rules_leave_even(void **state) {
  (void)state;
  assert_int_equal(read_with_odds("", "alpha beta surges").channel, SF_DEMAND);
  assert_int_equal(read_with_odds("odds word surge: cost 2\n", "alpha beta surging").channel, SF_COST);
  assert_int_equal(read_with_odds("odds word surge: cost 2\n", "alpha beta falls").channel, SF_DEMAND);
  assert_int_equal(read_with_odds("odds pair a>b: cost 2, demand -1\n", "alpha then beta").channel, SF_COST);
  assert_int_equal(read_with_odds("odds pair b>a: cost 2\n", "alpha then beta").channel, SF_DEMAND);
  assert_int_equal(read_with_odds("odds start: cost 2\n", "alpha beta").channel, SF_COST);
  assert_int_equal(read_with_odds("odds rules cost: cost 1.5\n", "alpha beta").channel, SF_COST);
  assert_int_equal(read_with_odds("odds word gamma: cost 9\n", "gamma").channel, SF_UNSURE); /* no rule fires */
}

static void test_a_later_line_of_odds_replaces_an_earlier_one(void **state) {
  (void)state;
  assert_int_equal(read_with_odds("odds word surge: cost 2\nodds word surges: demand 2\n", "alpha beta surge").channel,
                   SF_DEMAND);
}

static void test_a_word_that_counts_is_a_reason_with_its_log_odds(void **state) {
  (void)state;
  const sf_reading r = read_with_odds("odds word surge: cost 0.75, none -0.5\n", "alpha beta surges, surges");
  assert_int_equal(r.reason_count, 3);
  size_t at = 0;
  while (at < 3 && r.reasons[at].weight != 0.75) ++at;
  assert_true(at < 3);
  assert_int_equal(r.reasons[at].channel, SF_COST);
  assert_int_equal(r.reasons[at].direction, 0);
  assert_int_equal(r.reasons[at].place.start, 11);
  assert_int_equal(r.reasons[at].place.length, 6);
}

/* A weight of 3 is 3^(5/4) = 3.948222 of evidence, over 0.06 for a channel and 0.56 for none before a word is read; the
 * word's 2 multiply the odds of demand by e^2 = 7.389056. */
static void test_confidence_follows_the_odds(void **state) {
  (void)state;
  const double even = 3.948222038857478 + 0.06, others = 2 * 0.06 + 0.56;
  assert_close(read_with_odds("", "alpha beta").confidence, even / (2 * even + others), 1e-9);
  assert_close(read_with_odds("odds start: demand 0\nodds word gamma: demand 2\n", "alpha beta gamma").confidence,
               7.38905609893065 * (even / 0.06) / (8.38905609893065 * (even / 0.06) + 3), 1e-9);
}

static void test_regular_forms_are_known(void **state) {
  (void)state;
  static const char *const forms[] = {"surge",    "Surges",   "SURGED",  "surging",      "cuts",      "cutting",
                                      "supplies", "supplied", "reaches", "undercutting", "cancelled", "canceled"};
  sf_reader *reader;
  sf_error error;
  assert_ok(
      create("words w: surge~, cut~, supply~, reach~, undercut~, cancel~\nrule demand + 1: w\n", &reader, &error));
  for (size_t i = 0; i < sizeof forms / sizeof *forms; ++i)
    assert_int_equal(read_with(reader, forms[i]).channel, SF_DEMAND);
  assert_int_equal(read_with(reader, "surgeon").channel, SF_UNSURE);
  sf_destroy_reader(reader);
}

static void test_the_nearer_word_gives_the_sign(void **state) {
  (void)state;
  static const char text[] =
      "words m: margin\nwords up: growth\nwords down: decline\nwords not: defies\n"
      "rule margin + 3: m~up\nrule margin - 3: m~down\n";
  sf_reader *reader;
  sf_error error;
  assert_ok(create(text, &reader, &error));
  const sf_reading r = read_with(reader, "Big margin decline, nice growth");
  assert_int_equal(r.channels[0].direction, -1);
  assert_int_equal(r.reason_count, 1);
  assert_int_equal(read_with(reader, "Decline not seen: growth of margin").channels[0].direction, 1);
  assert_int_equal(read_with(reader, "growth margin decline").channels[0].direction, 0); /* equally near */
  /* What is denied has the other's sign: both hold. */
  assert_int_equal(read_with(reader, "Defies decline as margin in growth").reason_count, 2);
  /* Of several such words the nearest makes the reason. */
  static const char far[] = "Growth in all, growth of margin";
  const sf_reading near = read_with(reader, far);
  assert_int_equal(near.reasons[0].place.start, strlen("Growth in all, "));
  sf_destroy_reader(reader);
}

static void test_a_rule_fires_once_and_order_is_not_overruled(void **state) {
  (void)state;
  /* The rarer concept c finds the first rule; d and e make the second's key together. */
  static const char text[] =
      "words a: alpha\nwords b: beta\nwords c: gamma\nwords d: delta\nwords e: epsilon\n"
      "rule demand + 2: a|b>c\nrule cost + 1: d|e\n"
      "rule demand - 5: a>d\n"; /* starts at the same word, and asks for order: both hold */
  sf_reader *reader;
  sf_error error;
  assert_ok(create(text, &reader, &error));
  const sf_reading once = read_with(reader, "alpha beta gamma");
  assert_int_equal(once.reason_count, 1);
  assert_close(once.channels[0].weight, 2, 0);
  assert_int_equal(read_with(reader, "delta epsilon delta").reason_count, 1);
  assert_int_equal(read_with(reader, "alpha gamma epsilon delta").reason_count, 3);
  sf_destroy_reader(reader);
}

static void test_kinds_of_none_do_not_add_up(void **state) {
  (void)state;
  static const char text[] =
      "words a: alpha\nwords b: beta\nwords c: gamma\n"
      "rule none/stock 2: a\nrule none/legal 2: b\nrule none/legal 0.5: a\nrule demand + 4: c\n";
  sf_reader *reader;
  sf_error error;
  assert_ok(create(text, &reader, &error));
  assert_int_equal(read_with(reader, "alpha beta gamma").channel, SF_DEMAND);
  const sf_reading r = read_with(reader, "alpha beta");
  assert_int_equal(r.channel, SF_NONE);
  assert_int_equal(r.none_kind, SF_ABOUT_LEGAL);
  sf_destroy_reader(reader);
}

static void test_a_lexicons_mistakes_are_named_with_their_line(void **state) {
  (void)state;
  static const struct {
    const char *text;
    sf_status status;
    const char *message;
  } cases[] = {{"wrds a: b", SF_PARSE, "own.txt:1: expected words, actor, rule or odds, got \"wrds\""},
               {"# fine\n\nwords a: b,,c", SF_PARSE, "own.txt:3: expected a phrase"},
               {"words demand_up: b\nrule demand + 1: demand_upp", SF_UNKNOWN,
                "own.txt:2: there is no concept 'demand_upp'; did you mean 'demand_up'?"},
               {"words a: b\nrule demnd + 1: a", SF_UNKNOWN, "did you mean 'demand'?"},
               {"words a: b\nrule none/stck 1: a", SF_UNKNOWN, "did you mean 'stock'?"},
               {"words a: b\nrule demand 1: a", SF_PARSE, "expected +, - or 0"},
               {"words a: b\nrule demand + x: a", SF_PARSE, "expected a weight"},
               {"words a: b\nrule demand + nan: a", SF_PARSE, "expected a weight"},
               {"words a: b\nrule demand + 1: !a", SF_PARSE, "starts with a concept that is there"},
               {"words a: b\nrule demand + 1:", SF_PARSE, "expected a concept after the colon"},
               {"actor buyer: b", SF_PARSE, "expected \"actor ROLE NAME"},
               {"odds wrd a: demand 1", SF_UNKNOWN, "there is no kind of odds 'wrd'; did you mean 'word'?"},
               {"odds word two words: demand 1", SF_PARSE, "expected a colon before the odds"},
               {"odds word 12: demand 1", SF_PARSE, "expected one word, got \"12\""},
               {"odds word a: demnd 1", SF_UNKNOWN, "there is no channel 'demnd'; did you mean 'demand'?"},
               {"odds word a: demand", SF_PARSE, "expected log-odds from -50 to 50 after the channel \"demand\""},
               {"odds word a: demand 51", SF_PARSE, "expected log-odds from -50 to 50"},
               {"odds word a: demand 1 cost 1", SF_PARSE, "expected a comma between the odds of two channels"},
               {"words site: b\nodds pair site: demand 1", SF_PARSE, "expected a pair as \"a>b\""},
               {"words site: b\nodds pair site>sitee: demand 1", SF_UNKNOWN, "did you mean 'site'?"},
               {"words", SF_PARSE, "own.txt:1: expected"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
    sf_reader *reader;
    sf_error error;
    assert_int_equal(create(cases[i].text, &reader, &error), cases[i].status);
    assert_null(reader);
    if (strstr(error.message, cases[i].message) == NULL) fail_msg("%s", error.message);
  }
}

static void test_an_empty_lexicon_is_unsure_of_everything(void **state) {
  (void)state;
  sf_reader *reader;
  assert_ok(sf_create_reader(NULL, 0, &reader, NULL));
  const sf_reading r = read_with(reader, "Nvidia revenue doubles to $5 billion");
  assert_int_equal(r.channel, SF_UNSURE);
  assert_int_equal(r.quantity_count, 1);
  sf_destroy_reader(reader);
}

/* ---- any bytes ---- */

static void test_any_bytes_are_read_without_harm(void **state) {
  (void)state;
  uint64_t random = 1;
  char bytes[SF_LONGEST_HEADLINE + 512];
  for (int round = 0; round < 2000; ++round) {
    const size_t length = (size_t)(round * 37) % sizeof bytes;
    for (size_t i = 0; i < length; ++i) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      bytes[i] = (char)(random >> 56);
    }
    sf_reading r;
    sf_read_headline(shipped, bytes, length, &r);
    for (size_t i = 0; i < r.quantity_count; ++i)
      assert_true(r.quantities[i].place.start + r.quantities[i].place.length <= length);
    for (size_t i = 0; i < r.reason_count; ++i)
      assert_true(r.reasons[i].place.start + r.reasons[i].place.length <= length);
    assert_true(r.channel < SF_CHANNEL_COUNT && r.cut >= (length > SF_LONGEST_HEADLINE));
    sf_sign_headline(bytes, length);
  }
}

static void test_latin_bytes_and_curly_quotes_do_not_hide_words(void **state) {
  (void)state;
  check_channels("Nvidia\xE2\x80\x99s gross margins slip", "margin-");
  check_channels(
      "\xE2\x80\x98"
      "Nvidia\x92s gross margins slip\xE2\x80\x99",
      "margin-");
  check_channels("NVIDIA\xE2\x84\xA2 GROSS\xC2\xA0MARGINS SLIP", "margin-");
}

static void test_a_crowded_headline_is_cut_and_says_so(void **state) {
  (void)state;
  char crowd[2000] = "";
  for (int i = 0; i < 100; ++i) strcat(crowd, "Nvidia $5 million ");
  const sf_reading r = read(crowd);
  assert_true(r.cut);
  assert_int_equal(r.actor_count, SF_MAX_ACTORS);
  assert_int_equal(r.quantity_count, SF_MAX_QUANTITIES);
  assert_false(read("Nvidia $5 million").cut);
}

/* ---- copies ---- */

static bool same(const char *a, const char *b) {
  const sf_story x = sf_sign_headline(a, strlen(a)), y = sf_sign_headline(b, strlen(b));
  assert_int_equal(sf_same_story(&x, &y), sf_same_story(&y, &x));
  return sf_same_story(&x, &y);
}

static sf_story_tie tie(const char *a, const char *b) {
  const sf_story x = sf_sign_event(shipped, a, strlen(a)), y = sf_sign_event(shipped, b, strlen(b));
  assert_int_equal(sf_tie_stories(&x, &y), sf_tie_stories(&y, &x));
  return sf_tie_stories(&x, &y);
}

static void test_syndicated_copies_are_one_story(void **state) {
  (void)state;
  static const char first[] = "China's tech giants move AI model training overseas to tap Nvidia chips: FT";
  assert_true(same(first, first));
  assert_true(
      same(first, "China\xE2\x80\x99s Tech Giants Move AI Model Training Overseas to Tap Nvidia Chips: FT - Reuters"));
  assert_true(same(first, "UPDATE 2-China's tech giants move AI model training overseas to tap Nvidia chips"));
  assert_true(same(first, "Exclusive | China's tech giants move AI model training overseas to tap Nvidia chips"));
  assert_true(same(first, "China's tech giants move AI model training overseas to tap Nvidia chips, FT reports"));
}

static void test_one_text_in_other_spellings_is_a_copy(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"Trump admin. to allow AI chip sales to the U.A.E.", "Trump administration to allow AI chip sales to the UAE"},
      {"U.K. gov't backs A.I. growth zones", "UK government backs AI growth zones"},
      {"Broadcom sees AI revenue up in Q3", "Broadcom sees AI revenue up in third quarter"},
      {"Acme Corp. okays turbine programme in Ohio", "Acme OKs turbine program in Ohio"},
      {"TSMC lifts prices of advanced nodes (TSM)", "TSMC lifts prices of advanced nodes"},
      {"TSMC lifts prices of advanced nodes $TSM", "TSMC lifts prices of advanced nodes"},
      {"[Updated] Why memory stays scarce through the year", "Why memory stays scarce through the year"},
      {"BRIEF-Equinix raises its forecast", "Equinix raises its forecast"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; ++i) assert_true(same(pairs[i][0], pairs[i][1]));
  assert_false(same("Broadcom sees AI revenue up in Q3", "Broadcom sees AI revenue up in second quarter"));
  assert_false(same("Fake: Acme to buy Foobar for its chips", "Acme to buy Foobar for its chips"));
}

static void test_one_quantity_in_other_units_is_a_copy(void **state) {
  (void)state;
  assert_true(
      same("Acme signs $16.5 billion chip supply deal with Foobar", "Acme signs $16.5B chip-supply deal with Foobar"));
  assert_true(
      same("Acme signs US$16.5bn chip supply deal with Foobar", "Acme signs $16.5B chip supply deal with Foobar"));
  assert_true(same("Acme plans 1 GW data centre in Ohio", "Acme plans 1,000 MW data center in Ohio"));
  assert_false(same("Acme signs $16.5 billion chip supply deal", "Acme signs $6.5 billion chip supply deal"));
}

static void test_a_number_in_words_is_its_figure(void **state) {
  (void)state;
  assert_true(same("Acme plans six gigawatts of sites in Ohio", "Acme plans 6 GW of sites in Ohio"));
  assert_true(same("Acme to fund seven new gas plants", "Acme to fund 7 new gas plants"));
  assert_true(same("Ohio city backs one-year pause on sites", "Ohio city backs 1-year pause on sites"));
  assert_true(same("Acme rents 200,000 GPUs in Ohio", "Acme rents 200000 GPUs in Ohio"));
  assert_false(same("Acme to fund seven new gas plants", "Acme to fund eight new gas plants"));
  assert_int_equal(tie("Entergy wins approval to build three gas plants for Meta's Louisiana data center",
                       "Entergy wins approval to build seven gas plants for Meta's Louisiana data center"),
                   SF_OTHER_STORY);
}

static void test_a_misspelt_word_is_no_other_word(void **state) {
  (void)state;
  static const char first[] = "Huawei to double output of top chip as Acme wavers in China";
  assert_true(same(first, "Huwaei to double output of top chip as Acme wavers in China"));
  assert_true(same(first, "Huawei to double output of top chip as Acme waivers in China"));
  assert_true(same(first, "Huawei to double otuput of top chip as Acme wavers in China"));
  assert_false(same(first, "Huawei to double exports of top chip as Acme wavers in China"));
  assert_false(same(first, "Huwaei to double otuput of top chip as Acme wavers in China"));
  assert_false(same("Acme permits sites in Ohio", "Acme permist sites in Iowa"));
}

static void test_rewordings_are_one_event(void **state) {
  (void)state;
  assert_int_equal(tie("Anthropic strikes $9 billion deal with cloud computing firm Riot",
                       "Anthropic strikes $9B cloud deal with Riot Platforms"),
                   SF_SAME_EVENT);
  assert_int_equal(tie("SoftBank hits the brakes on talks to buy data center firm Switch",
                       "SoftBank halts talks to buy data center firm Switch in blow to plans"),
                   SF_SAME_EVENT);
}

static void test_words_of_one_sense_are_one_event_and_no_copy(void **state) {
  (void)state;
  const char *const told = "China launches antitrust probe into Foobar";
  assert_int_equal(tie(told, "China opens antitrust investigation into Foobar"), SF_SAME_EVENT);
  assert_int_equal(tie(told, "China ends antitrust investigation into Foobar"), SF_OTHER_STORY);
  assert_int_equal(tie("Foobar to buy chip designer Acmecorp for $6.5 billion",
                       "Acmecorp is acquired by Foobar for $6.5 billion in stock"),
                   SF_SAME_EVENT);
  assert_int_equal(tie("Vistra to buy gas plants for $1.9 billion", "Vistra to sell gas plants for $1.9 billion"),
                   SF_OTHER_STORY);
  assert_int_equal(tie("xAI in talks to raise $20 billion", "xAI in late talks to raise $20 billion for more chips"),
                   SF_SAME_EVENT);
}

static void test_one_deal_of_two_actors_is_one_event(void **state) {
  (void)state;
  const char *const told = "OpenAI signs $38 billion cloud deal with Amazon";
  assert_int_equal(tie(told, "Amazon wins $38bn compute contract from OpenAI"), SF_SAME_EVENT);
  assert_int_equal(tie(told, "Amazon wins $3.8bn compute contract from OpenAI"), SF_OTHER_STORY);
  assert_int_equal(tie(told, "Amazon wins $38bn compute contract from Anthropic"), SF_OTHER_STORY);
  assert_int_equal(tie(told, "Amazon denies $38bn compute contract from OpenAI"), SF_OTHER_STORY);
  assert_int_equal(tie("AMD to supply OpenAI with 6 gigawatts of chips", "OpenAI to deploy 6,000 MW of AMD GPUs"),
                   SF_SAME_EVENT);
}

static void test_one_result_of_one_actor_is_one_event(void **state) {
  (void)state;
  assert_int_equal(tie("Oracle's remaining performance obligations soar 359% to $455 billion",
                       "Oracle backlog jumps 359% to $455 billion on AI cloud contracts"),
                   SF_SAME_EVENT);
  assert_int_equal(tie("Nvidia forecasts second-quarter revenue of $11 billion, past the $7.15 billion expected",
                       "Nvidia sees Q2 sales at $11 billion as demand for chips booms"),
                   SF_SAME_EVENT);
  assert_int_equal(tie("Nvidia forecasts second-quarter revenue of $11 billion, past the $7.15 billion expected",
                       "Nvidia sees Q3 sales at $11 billion as demand for chips booms"),
                   SF_OTHER_STORY);
}

static void test_a_rounded_figure_is_the_same_figure(void **state) {
  (void)state;
  const char *const told = "SoftBank sells entire Nvidia stake for $5.83 billion to fund its bets";
  assert_int_equal(tie(told, "SoftBank unloads its Nvidia shares for $5.8 billion"), SF_SAME_EVENT);
  assert_int_equal(tie(told, "SoftBank unloads its Nvidia shares for $5.7 billion"), SF_OTHER_STORY);
  assert_int_equal(tie(told, "SoftBank unloads its Nvidia shares for $6 billion"), SF_OTHER_STORY);
}

static void test_another_place_is_another_story(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"Judge halts construction of Pine Island's hyperscale data center",
       "Judge halts construction of Farmington's hyperscale data center"},
      {"Residents Oppose Proposed Data Center in Hanover County",
       "Residents Oppose Proposed Data Center in Culpeper County"},
      {"Microsoft to build $10 billion data center in Wisconsin",
       "Microsoft to build $10 billion data center in Portugal"},
      {"Acme leases 90 MW data center in New York", "Acme leases 90 MW data center in New Jersey"},
      {"Acme Wins Approval to Export Its AI Chips to Japan", "Acme Wins Approval to Export Its AI Chips to France"},
      {"Kenya receives its first 13,000 GPUs of the pledge", "Chile receives its first 13,000 GPUs of the pledge"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; ++i)
    assert_int_equal(tie(pairs[i][0], pairs[i][1]), SF_OTHER_STORY);
  assert_int_equal(tie("Judge halts construction of Pine Island's hyperscale data center",
                       "Minnesota judge halts construction of Pine Island data center"),
                   SF_SAME_EVENT);
}

static void test_who_stands_in_a_list_is_not_swapped(void **state) {
  (void)state;
  assert_int_equal(tie("Nvidia, AMD agree to pay 15% of their China sales to the government",
                       "AMD and Nvidia agree to pay 15% of their China sales to the government"),
                   SF_SAME_EVENT);
  assert_int_equal(tie("Broadcom to supply Anthropic with 3 GW of Google chips from next year",
                       "Broadcom to supply Google with 3 GW of Anthropic chips from next year"),
                   SF_OTHER_STORY);
  assert_int_equal(tie("Nvidia overtakes Apple as the largest customer of TSMC",
                       "TSMC overtakes Apple as the largest customer of Nvidia"),
                   SF_OTHER_STORY);
}

static void test_opposites_are_other_stories(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"Acme says its next chip won't be sold abroad", "Acme denies its next chip won't be sold abroad"},
      {"Astera stock surges 10% as demand fuels a rally", "Astera stock plunges 10% as demand fuels a rally"},
      {"Foxconn sales grow as its buildout ramps up", "Foxconn sales grow as its buildout ramps down"},
      {"AVK launches PowerPods for AI data centers", "AVK cancels PowerPods for AI data centers"},
      {"China restricts exports of gallium, key to chipmaking",
       "China restricts imports of gallium, key to chipmaking"},
      {"Chile court upholds permit for Google data center", "Chile court withholds permit for Google data center"},
      {"CoreWeave posts wider loss as costs mount", "CoreWeave posts narrower loss as costs mount"},
      {"TSMC Arizona fab posts first profit", "TSMC Arizona fab posts first loss"},
      {"OpenAI closes $40 billion funding round", "OpenAI in talks for $40 billion funding round"},
      {"Marvell forecasts data center revenue below estimates",
       "Marvell forecasts data center revenue above estimates"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; ++i)
    assert_int_equal(tie(pairs[i][0], pairs[i][1]), SF_OTHER_STORY);
  assert_int_equal(tie("AMD raises AI chip sales forecast to $5 billion for 2024",
                       "AMD lifts 2024 AI chip revenue forecast to $5 billion"),
                   SF_SAME_EVENT); /* what is lifted is no curb */
}

static void test_columns_of_one_kind_are_no_event(void **state) {
  (void)state;
  assert_int_equal(tie("Should You Buy Nvidia Before or After the Blackwell Launch?",
                       "Should You Buy Nvidia Before Nov. 20? Here's What History Says."),
                   SF_OTHER_STORY);
  assert_int_equal(
      tie("2 Simple Reasons to Buy Nvidia Stock Before Nov. 20", "Prediction: Nvidia Stock Will Soar Nov. 20"),
      SF_OTHER_STORY);
  assert_int_equal(tie("Why Is Nvidia Investing $1 Billion in Nokia?", "What Does Nvidia's $1bn Stake in Nokia Mean?"),
                   SF_SAME_EVENT); /* one deal, whoever asks about it */
}

static void test_near_misses_are_other_stories(void **state) {
  (void)state;
  assert_int_equal(
      tie("OpenAI in talks with Oracle over data center", "OpenAI ends talks with Oracle over data center"),
      SF_OTHER_STORY);
  assert_int_equal(tie("xAI gets permit for Memphis turbines", "xAI loses permit for Memphis turbines"),
                   SF_OTHER_STORY);
  assert_int_equal(
      tie("Acme will cancel its Ohio data center leases", "Acme will not cancel its Ohio data center leases"),
      SF_OTHER_STORY);
  assert_int_equal(tie("Nvidia in talks to invest in power firm Cloverleaf",
                       "Nvidia denies talks to invest in power firm Cloverleaf"),
                   SF_OTHER_STORY);
  assert_int_equal(tie("SoftBank to invest $2 billion in Intel", "Intel to invest $2 billion in SoftBank"),
                   SF_OTHER_STORY);
  assert_int_equal(
      tie("TSMC sales rise 45% as AI demand stays strong", "TSMC sales rise 25% as AI demand stays strong"),
      SF_OTHER_STORY);
  assert_int_equal(tie("Foxconn first-quarter revenue jumps", "Foxconn second-quarter revenue jumps"), SF_OTHER_STORY);
  assert_int_equal(tie("Fermi shares surge on US market debut", "Fermi shares slump on US market debut"),
                   SF_OTHER_STORY);
  assert_int_equal(
      tie("Tesla signs $16.5 billion contract with Samsung", "Tesla signs $16.5 billion contract with TSMC"),
      SF_OTHER_STORY);
  assert_int_equal(tie("Foxconn, Schneider Electric team up in AI data center equipment",
                       "Foxconn, Acmecorp team up in AI data center equipment"),
                   SF_OTHER_STORY);
}

static void test_grouping_many_finds_what_pairs_find(void **state) {
  (void)state;
  enum { STORIES = 3000, KINDS = 500 };
  static char texts[STORIES][128];
  static sf_dated_headline headlines[STORIES];
  static size_t copies[STORIES], events[STORIES];
  for (int i = 0; i < STORIES; ++i) {
    snprintf(texts[i], sizeof texts[i], "Firm%dx signs $%d billion deal for Nvidia chips in town%dy", i % KINDS,
             i % KINDS + 1, i % KINDS);
    headlines[i] = (sf_dated_headline){texts[i], strlen(texts[i]), 100 + i / 1000};
  }
  assert_ok(sf_group_headlines(shipped, headlines, STORIES, 3, copies, events, NULL));
  for (int i = 0; i < STORIES; ++i) {
    assert_int_equal(copies[i], i % KINDS);
    assert_int_equal(events[i], i % KINDS);
  }
}

/* By their words alone the first two would be one event; actors that a reading finds part them. */
static void test_events_among_many_are_parted_by_what_a_reading_tells(void **state) {
  (void)state;
  static const char *const texts[] = {"Tesla signs $16.5 billion chip contract with Samsung in Texas",
                                      "Tesla signs $16.5 billion chip contract with TSMC in Texas",
                                      "Tesla in Texas signs a chip contract with Samsung of $16.5 billion"};
  enum { COUNT = sizeof texts / sizeof *texts };
  sf_dated_headline headlines[COUNT];
  size_t events[COUNT];
  for (size_t i = 0; i < COUNT; ++i) headlines[i] = (sf_dated_headline){texts[i], strlen(texts[i]), 10};
  assert_ok(sf_group_headlines(NULL, headlines, COUNT, 3, NULL, events, NULL));
  for (size_t i = 0; i < COUNT; ++i) assert_int_equal(events[i], 0);
  assert_ok(sf_group_headlines(shipped, headlines, COUNT, 3, NULL, events, NULL));
  for (size_t i = 0; i < COUNT; ++i) assert_int_equal(events[i], i % 2);
}

/* By their words alone nothing ties these two; that a reading finds the same two actors does. */
static void test_one_deal_among_many_is_found_by_its_names_and_figure(void **state) {
  (void)state;
  static const char *const texts[] = {"OpenAI signs $38 billion cloud deal with Amazon",
                                      "TSMC doubles CoWoS packaging capacity on AI demand",
                                      "Amazon wins $38bn compute order from OpenAI"};
  enum { COUNT = sizeof texts / sizeof *texts };
  sf_dated_headline headlines[COUNT];
  size_t events[COUNT];
  for (size_t i = 0; i < COUNT; ++i) headlines[i] = (sf_dated_headline){texts[i], strlen(texts[i]), 10};
  assert_ok(sf_group_headlines(NULL, headlines, COUNT, 3, NULL, events, NULL));
  for (size_t i = 0; i < COUNT; ++i) assert_int_equal(events[i], i);
  assert_ok(sf_group_headlines(shipped, headlines, COUNT, 3, NULL, events, NULL));
  assert_int_equal(events[1], 1);
  assert_int_equal(events[2], 0);
}

static void test_copies_among_many_are_within_days(void **state) {
  (void)state;
  static const char *const texts[] = {"TSMC doubles CoWoS packaging capacity on AI demand",
                                      "AWS raises GPU prices 15%",
                                      "TSMC doubles CoWoS packaging capacity on AI demand - Reuters",
                                      "TSMC doubles CoWoS packaging capacity, on AI demand",
                                      "TSMC doubles CoWoS packaging capacity on AI demand",
                                      "",
                                      ""};
  static const sf_day days[] = {12, 10, 10, 15, 19, 10, 10};
  static const size_t expected[] = {2, 1, 2, 2, 4, 5, 6}; /* the third is a copy of a copy: 15 is 3 days after 12 */
  enum { COUNT = sizeof days / sizeof *days };
  sf_dated_headline headlines[COUNT];
  size_t first[COUNT];
  for (size_t i = 0; i < COUNT; ++i) headlines[i] = (sf_dated_headline){texts[i], strlen(texts[i]), days[i]};
  assert_ok(sf_group_headlines(NULL, headlines, COUNT, 3, first, NULL, NULL));
  for (size_t i = 0; i < COUNT; ++i) assert_int_equal(first[i], expected[i]);
  assert_ok(sf_group_headlines(NULL, headlines, 0, 3, first, NULL, NULL));
  until_failure = 0;
  assert_int_equal(sf_group_headlines(NULL, headlines, COUNT, 3, first, NULL, NULL), SF_NO_MEMORY);
}

static void test_another_number_or_name_is_another_story(void **state) {
  (void)state;
  assert_false(same("Nvidia revenue rises 56% to $46.7 billion in second quarter on AI demand",
                    "Nvidia revenue rises 62% to $57.0 billion in third quarter on AI demand"));
  assert_false(same("What's Happening With AMD Stock?", "What's Happening With Broadcom Stock?"));
  assert_false(same("", ""));
}

/* ---- memory ---- */

static sf_status make_small(void *context, sf_error *error) {
  (void)context;
  static const char text[] = "words a: surge~ ahead, plan~\nactor buyer Someone: someone\nrule demand + 1: buyer>a\n";
  sf_reader *reader;
  const sf_status status = create(text, &reader, error);
  sf_destroy_reader(reader);
  return status;
}

static void test_no_failed_allocation_leaves_anything_behind(void **state) {
  (void)state;
  assert_true(fail_each_allocation(make_small, NULL) > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_buyers_spending_is_demand_and_suppliers_eases_the_bottleneck),
      cmocka_unit_test(test_the_language_example_is_read_as_cheaper),
      cmocka_unit_test(test_a_sellers_price_rise_is_dearer_for_one_and_better_for_the_other),
      cmocka_unit_test(test_limits_on_supply_tighten_and_power_eases),
      cmocka_unit_test(test_profit_is_margin_and_revenue_is_demand),
      cmocka_unit_test(test_margins_are_told_by_figure_charge_and_share),
      cmocka_unit_test(test_growth_that_slows_and_vacancy_that_falls),
      cmocka_unit_test(test_prices_of_memory_power_and_sites),
      cmocka_unit_test(test_suppliers_and_utilities_that_get_and_fail),
      cmocka_unit_test(test_export_rules_are_market_access),
      cmocka_unit_test(test_denial_turns_the_sign),
      cmocka_unit_test(test_the_governing_verb_gives_the_sign),
      cmocka_unit_test(test_what_only_stands_by_weighs_less),
      cmocka_unit_test(test_estimates_are_compared_by_arithmetic),
      cmocka_unit_test(test_who_buys_and_who_supplies),
      cmocka_unit_test(test_a_share_price_move_keeps_the_cause_it_states),
      cmocka_unit_test(test_the_same_word_eases_or_tightens_by_who_and_what),
      cmocka_unit_test(test_curbs_lifted_are_no_curbs),
      cmocka_unit_test(test_lookalikes_are_none),
      cmocka_unit_test(test_none_says_what_it_is_about),
      cmocka_unit_test(test_words_that_tell_nothing_are_unsure),
      cmocka_unit_test(test_a_publishers_suffix_does_not_count),
      cmocka_unit_test(test_reasons_are_words_of_the_headline),
      cmocka_unit_test(test_actors_have_names_roles_and_places),
      cmocka_unit_test(test_quantities_are_kept_verbatim_with_value_and_unit),
      cmocka_unit_test(test_names_dates_and_lists_are_no_quantities),
      cmocka_unit_test(test_bounds_are_told_by_the_words_before),
      cmocka_unit_test(test_an_analysts_words_add_to_the_shipped_ones),
      cmocka_unit_test(test_terms_ask_for_order_nearness_and_absence),
      cmocka_unit_test(test_the_longest_phrase_covers_what_is_in_it),
      cmocka_unit_test(test_regular_forms_are_known),
      cmocka_unit_test(test_the_nearer_word_gives_the_sign),
      cmocka_unit_test(test_a_rule_fires_once_and_order_is_not_overruled),
      cmocka_unit_test(test_kinds_of_none_do_not_add_up),
      cmocka_unit_test(test_a_lexicons_mistakes_are_named_with_their_line),
      cmocka_unit_test(test_an_open_phrase_leaves_its_words_to_others),
      cmocka_unit_test(test_what_is_only_hoped_for_is_no_change_and_a_threat_is),
      cmocka_unit_test(test_what_is_done_to_a_limit_decides),
      cmocka_unit_test(test_a_clash_a_switch_and_a_plan_kept_are_no_change),
      cmocka_unit_test(test_what_lifts_a_limit_eases),
      cmocka_unit_test(test_a_rule_that_says_much_outdoes_two_that_say_little),
      cmocka_unit_test(test_odds_of_words_and_pairs_tip_what_rules_leave_even),
      cmocka_unit_test(test_a_later_line_of_odds_replaces_an_earlier_one),
      cmocka_unit_test(test_a_word_that_counts_is_a_reason_with_its_log_odds),
      cmocka_unit_test(test_confidence_follows_the_odds),
      cmocka_unit_test(test_an_empty_lexicon_is_unsure_of_everything),
      cmocka_unit_test(test_any_bytes_are_read_without_harm),
      cmocka_unit_test(test_latin_bytes_and_curly_quotes_do_not_hide_words),
      cmocka_unit_test(test_a_crowded_headline_is_cut_and_says_so),
      cmocka_unit_test(test_syndicated_copies_are_one_story),
      cmocka_unit_test(test_one_text_in_other_spellings_is_a_copy),
      cmocka_unit_test(test_one_quantity_in_other_units_is_a_copy),
      cmocka_unit_test(test_a_number_in_words_is_its_figure),
      cmocka_unit_test(test_a_misspelt_word_is_no_other_word),
      cmocka_unit_test(test_rewordings_are_one_event),
      cmocka_unit_test(test_words_of_one_sense_are_one_event_and_no_copy),
      cmocka_unit_test(test_one_deal_of_two_actors_is_one_event),
      cmocka_unit_test(test_one_result_of_one_actor_is_one_event),
      cmocka_unit_test(test_a_rounded_figure_is_the_same_figure),
      cmocka_unit_test(test_another_place_is_another_story),
      cmocka_unit_test(test_who_stands_in_a_list_is_not_swapped),
      cmocka_unit_test(test_opposites_are_other_stories),
      cmocka_unit_test(test_columns_of_one_kind_are_no_event),
      cmocka_unit_test(test_near_misses_are_other_stories),
      cmocka_unit_test(test_grouping_many_finds_what_pairs_find),
      cmocka_unit_test(test_events_among_many_are_parted_by_what_a_reading_tells),
      cmocka_unit_test(test_one_deal_among_many_is_found_by_its_names_and_figure),
      cmocka_unit_test(test_copies_among_many_are_within_days),
      cmocka_unit_test(test_another_number_or_name_is_another_story),
      cmocka_unit_test(test_no_failed_allocation_leaves_anything_behind),
  };
  return cmocka_run_group_tests_name("reader", tests, make_shipped, destroy_shipped);
}
