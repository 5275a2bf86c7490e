#include "headlines/quantity_words.h"

#include <string.h>

#define COUNT(table) (sizeof table / sizeof *table)

/* Signs, and codes of ISO 4217. Longer signs before the ones they end in. */
const sf_unit_word sf_currency_signs[] = {
    {"US$", "USD"},      {"U$", "USD"},       {"NT$", "TWD"},          {"HK$", "HKD"},
    {"CA$", "CAD"},      {"AU$", "AUD"},      {"NZ$", "NZD"},          {"A$", "AUD"},
    {"C$", "CAD"},       {"S$", "SGD"},       {"R$", "BRL"},           {"T$", "TWD"},
    {"$", "USD"},        {"USD", "USD"},      {"EUR", "EUR"},          {"GBP", "GBP"},
    {"JPY", "JPY"},      {"CNY", "CNY"},      {"RMB", "CNY"},          {"TWD", "TWD"},
    {"KRW", "KRW"},      {"INR", "INR"},      {"CHF", "CHF"},          {"SEK", "SEK"},
    {"NOK", "NOK"},      {"DKK", "DKK"},      {"HKD", "HKD"},          {"SGD", "SGD"},
    {"AUD", "AUD"},      {"CAD", "CAD"},      {"AED", "AED"},          {"SAR", "SAR"},
    {"BRL", "BRL"},      {"Rs", "INR"},       {"Rs.", "INR"},          {"\xE2\x82\xAC", "EUR"},
    {"\xC2\xA3", "GBP"}, {"\xC2\xA5", "JPY"}, {"\xE2\x82\xA9", "KRW"}, {"\xE2\x82\xB9", "INR"}};
const size_t sf_currency_sign_count = COUNT(sf_currency_signs);

const sf_unit_word sf_currency_words[] = {
    {"dollars", "USD"}, {"dollar", "USD"}, {"usd", "USD"},    {"euros", "EUR"},  {"euro", "EUR"},   {"pounds", "GBP"},
    {"yuan", "CNY"},    {"rmb", "CNY"},    {"yen", "JPY"},    {"won", "KRW"},    {"rupees", "INR"}, {"francs", "CHF"},
    {"dirhams", "AED"}, {"riyals", "SAR"}, {"cents", "cent"}, {"kroner", "NOK"}, {"kronor", "SEK"}};
const size_t sf_currency_word_count = COUNT(sf_currency_words);

const sf_unit_word sf_price_words[] = {
    {"hour", "h"},      {"hr", "h"},        {"h", "h"},         {"gpu", "gpu"},
    {"chip", "gpu"},    {"token", "tok"},   {"tokens", "tok"},  {"month", "month"},
    {"mo", "month"},    {"year", "year"},   {"day", "day"},     {"kwh", "kWh"},
    {"mwh", "MWh"},     {"watt", "W"},      {"kw", "kW"},       {"mw", "MW"},
    {"gw", "GW"},       {"user", "user"},   {"seat", "user"},   {"gb", "GB"},
    {"wafer", "wafer"}, {"share", "share"}, {"week", "week"},   {"quarter", "quarter"},
    {"kilowatt", "kW"}, {"megawatt", "MW"}, {"gigawatt", "GW"}, {"accelerator", "gpu"},
    {"rack", "rack"}};
const size_t sf_price_word_count = COUNT(sf_price_words);

bool sf_is_price_time(const char *unit) {
  static const char *const times[] = {"h", "day", "week", "month", "quarter", "year"};
  for (size_t i = 0; i < COUNT(times); ++i)
    if (strcmp(unit, times[i]) == 0) return true;
  return false;
}

const sf_scale_word sf_scale_words[] = {
    {"trillion", 1e12}, {"billion", 1e9}, {"million", 1e6}, {"thousand", 1e3}, {"crore", 1e7}, {"lakh", 1e5},
    {"trn", 1e12},      {"tn", 1e12},     {"bn", 1e9},      {"bln", 1e9},      {"mn", 1e6},    {"mln", 1e6},
    {"mil", 1e6},       {"t", 1e12},      {"b", 1e9},       {"m", 1e6},        {"k", 1e3}};
const size_t sf_scale_word_count = COUNT(sf_scale_words);

/* Longer ones before those they start with. */
const sf_measure_word sf_measure_words[] = {{"tokens per second per user", SF_RATE_QUANTITY, "tok/s/user", false, true},
                                            {"tokens per second per watt", SF_RATE_QUANTITY, "tok/s/W", false, true},
                                            {"tokens per second", SF_RATE_QUANTITY, "tok/s", false, true},
                                            {"tokens per watt", SF_RATE_QUANTITY, "tok/s/W", false, true},
                                            {"tokens per minute", SF_RATE_QUANTITY, "tok/min", false, true},
                                            {"tokens a second", SF_RATE_QUANTITY, "tok/s", false, true},
                                            {"tokens a day", SF_RATE_QUANTITY, "tok/day", false, true},
                                            {"tokens per day", SF_RATE_QUANTITY, "tok/day", false, true},
                                            {"tokens a month", SF_RATE_QUANTITY, "tok/month", false, true},
                                            {"tokens per month", SF_RATE_QUANTITY, "tok/month", false, true},
                                            {"tokens/day", SF_RATE_QUANTITY, "tok/day", false, false},
                                            {"tokens/sec", SF_RATE_QUANTITY, "tok/s", false, false},
                                            {"tokens/s/user", SF_RATE_QUANTITY, "tok/s/user", false, false},
                                            {"tok/s/user", SF_RATE_QUANTITY, "tok/s/user", false, false},
                                            {"tok/s/gpu", SF_RATE_QUANTITY, "tok/s/gpu", false, false},
                                            {"tokens/s/gpu", SF_RATE_QUANTITY, "tok/s/gpu", false, false},
                                            {"tok/s/W", SF_RATE_QUANTITY, "tok/s/W", false, false},
                                            {"tokens/s", SF_RATE_QUANTITY, "tok/s", false, false},
                                            {"tok/s", SF_RATE_QUANTITY, "tok/s", false, false},
                                            {"GB/s", SF_RATE_QUANTITY, "GB/s", true, false},
                                            {"TB/s", SF_RATE_QUANTITY, "TB/s", true, false},
                                            {"PB/s", SF_RATE_QUANTITY, "PB/s", true, false},
                                            {"Gb/s", SF_RATE_QUANTITY, "Gbit/s", true, false},
                                            {"gbps", SF_RATE_QUANTITY, "Gbit/s", false, false},
                                            {"tbps", SF_RATE_QUANTITY, "Tbit/s", false, false},
                                            {"tflops", SF_RATE_QUANTITY, "Tflop/s", false, false},
                                            {"pflops", SF_RATE_QUANTITY, "Pflop/s", false, false},
                                            {"teraflops", SF_RATE_QUANTITY, "Tflop/s", false, false},
                                            {"petaflops", SF_RATE_QUANTITY, "Pflop/s", false, false},
                                            {"petaflop", SF_RATE_QUANTITY, "Pflop/s", false, false},
                                            {"exaflops", SF_RATE_QUANTITY, "Eflop/s", false, false},
                                            {"exaflop", SF_RATE_QUANTITY, "Eflop/s", false, false},
                                            {"tops", SF_RATE_QUANTITY, "TOPS", false, false},
                                            {"GWh", SF_ENERGY_QUANTITY, "GWh", true, false},
                                            {"MWh", SF_ENERGY_QUANTITY, "MWh", true, false},
                                            {"TWh", SF_ENERGY_QUANTITY, "TWh", true, false},
                                            {"kWh", SF_ENERGY_QUANTITY, "kWh", true, false},
                                            {"terawatt-hours", SF_ENERGY_QUANTITY, "TWh", false, false},
                                            {"terawatt hours", SF_ENERGY_QUANTITY, "TWh", false, false},
                                            {"gigawatt-hours", SF_ENERGY_QUANTITY, "GWh", false, false},
                                            {"gigawatt-hour", SF_ENERGY_QUANTITY, "GWh", false, false},
                                            {"gigawatt hours", SF_ENERGY_QUANTITY, "GWh", false, false},
                                            {"gigawatt hour", SF_ENERGY_QUANTITY, "GWh", false, false},
                                            {"megawatt-hours", SF_ENERGY_QUANTITY, "MWh", false, false},
                                            {"megawatt-hour", SF_ENERGY_QUANTITY, "MWh", false, false},
                                            {"megawatt hours", SF_ENERGY_QUANTITY, "MWh", false, false},
                                            {"megawatt hour", SF_ENERGY_QUANTITY, "MWh", false, false},
                                            {"kilowatt-hours", SF_ENERGY_QUANTITY, "kWh", false, false},
                                            {"kilowatt-hour", SF_ENERGY_QUANTITY, "kWh", false, false},
                                            {"kilowatt hours", SF_ENERGY_QUANTITY, "kWh", false, false},
                                            {"kilowatt hour", SF_ENERGY_QUANTITY, "kWh", false, false},
                                            {"terawatt-hour", SF_ENERGY_QUANTITY, "TWh", false, false},
                                            {"terawatt hour", SF_ENERGY_QUANTITY, "TWh", false, false},
                                            {"gigawatts", SF_POWER_QUANTITY, "GW", false, false},
                                            {"gigawatt", SF_POWER_QUANTITY, "GW", false, false},
                                            {"megawatts", SF_POWER_QUANTITY, "MW", false, false},
                                            {"megawatt", SF_POWER_QUANTITY, "MW", false, false},
                                            {"kilowatts", SF_POWER_QUANTITY, "kW", false, false},
                                            {"kilowatt", SF_POWER_QUANTITY, "kW", false, false},
                                            {"watts", SF_POWER_QUANTITY, "W", false, false},
                                            {"watt", SF_POWER_QUANTITY, "W", false, false},
                                            {"GWe", SF_POWER_QUANTITY, "GW", true, false},
                                            {"MWe", SF_POWER_QUANTITY, "MW", true, false},
                                            {"gw", SF_POWER_QUANTITY, "GW", false, false},
                                            {"mw", SF_POWER_QUANTITY, "MW", false, false},
                                            {"kw", SF_POWER_QUANTITY, "kW", false, false},
                                            {"W", SF_POWER_QUANTITY, "W", true, false},
                                            {"km", SF_COUNT_QUANTITY, "km", true, false},
                                            {"TB", SF_MEMORY_QUANTITY, "TB", true, false},
                                            {"GB", SF_MEMORY_QUANTITY, "GB", true, false},
                                            {"GiB", SF_MEMORY_QUANTITY, "GiB", true, false},
                                            {"PB", SF_MEMORY_QUANTITY, "PB", true, false},
                                            {"EB", SF_MEMORY_QUANTITY, "EB", true, false},
                                            {"MB", SF_MEMORY_QUANTITY, "MB", true, false},
                                            {"gigabytes", SF_MEMORY_QUANTITY, "GB", false, true},
                                            {"terabytes", SF_MEMORY_QUANTITY, "TB", false, true},
                                            {"decades", SF_DURATION_QUANTITY, "decade", false, true},
                                            {"years", SF_DURATION_QUANTITY, "year", false, true},
                                            {"year", SF_DURATION_QUANTITY, "year", false, true},
                                            {"yr", SF_DURATION_QUANTITY, "year", false, true},
                                            {"months", SF_DURATION_QUANTITY, "month", false, true},
                                            {"month", SF_DURATION_QUANTITY, "month", false, true},
                                            {"weeks", SF_DURATION_QUANTITY, "week", false, true},
                                            {"week", SF_DURATION_QUANTITY, "week", false, true},
                                            {"days", SF_DURATION_QUANTITY, "day", false, true},
                                            {"day", SF_DURATION_QUANTITY, "day", false, true},
                                            {"hours", SF_DURATION_QUANTITY, "h", false, true},
                                            {"hour", SF_DURATION_QUANTITY, "h", false, true},
                                            {"minutes", SF_DURATION_QUANTITY, "min", false, true},
                                            {"minute", SF_DURATION_QUANTITY, "min", false, true},
                                            {"seconds", SF_DURATION_QUANTITY, "s", false, true},
                                            {"milliseconds", SF_DURATION_QUANTITY, "ms", false, true},
                                            {"ms", SF_DURATION_QUANTITY, "ms", false, false}};
const size_t sf_measure_word_count = COUNT(sf_measure_words);

/* In the order of the alphabet, for they are looked up by halves. */
static const sf_count_word count_words[] = {{"accelerators", "gpu", true},
                                            {"acre", "acres", true},
                                            {"acres", "acres", true},
                                            {"active", NULL, false},
                                            {"additional", NULL, false},
                                            {"advanced", NULL, false},
                                            {"ai", NULL, false},
                                            {"american", NULL, false},
                                            {"annual", NULL, false},
                                            {"banks", "banks", true},
                                            {"battery", NULL, false},
                                            {"bigger", NULL, false},
                                            {"building", "buildings", true},
                                            {"buildings", "buildings", true},
                                            {"businesses", "businesses", false},
                                            {"cabinets", "rack", true},
                                            {"campuses", "campuses", true},
                                            {"center", NULL, false},
                                            {"centers", "data centers", true},
                                            {"centre", NULL, false},
                                            {"centres", "data centers", true},
                                            {"chinese", NULL, false},
                                            {"chip", "gpu", false},
                                            {"chips", "gpu", true},
                                            {"cities", "cities", true},
                                            {"companies", "companies", true},
                                            {"computers", "computers", false},
                                            {"consumer", NULL, false},
                                            {"consumers", "users", false},
                                            {"cores", "cores", false},
                                            {"cpus", "cpus", true},
                                            {"customers", "customers", true},
                                            {"cutting", NULL, false},
                                            {"daily", NULL, false},
                                            {"data", NULL, false},
                                            {"developers", "developers", false},
                                            {"diesel", NULL, false},
                                            {"electronics", NULL, false},
                                            {"employees", "employees", true},
                                            {"engineers", "engineers", true},
                                            {"engines", "engines", true},
                                            {"enterprise", NULL, false},
                                            {"eu", NULL, false},
                                            {"european", NULL, false},
                                            {"extra", NULL, false},
                                            {"factories", "factories", true},
                                            {"federal", NULL, false},
                                            {"feet", "sq ft", true},
                                            {"fired", NULL, false},
                                            {"firms", "firms", true},
                                            {"ft", "sq ft", true},
                                            {"gallons", "gallons", true},
                                            {"gas", NULL, false},
                                            {"generators", "generators", true},
                                            {"global", NULL, false},
                                            {"gpu", "gpu", false},
                                            {"gpus", "gpu", true},
                                            {"groups", "groups", true},
                                            {"homes", "households", true},
                                            {"households", "households", true},
                                            {"hyperscale", NULL, false},
                                            {"japanese", NULL, false},
                                            {"jet", NULL, false},
                                            {"jobs", "jobs", true},
                                            {"large", NULL, false},
                                            {"leases", "leases", true},
                                            {"lenders", "lenders", true},
                                            {"machines", "machines", true},
                                            {"major", NULL, false},
                                            {"megawatts", "MW", true},
                                            {"microreactors", "reactors", true},
                                            {"modular", NULL, false},
                                            {"modules", "modules", true},
                                            {"monthly", NULL, false},
                                            {"more", NULL, false},
                                            {"natural", NULL, false},
                                            {"new", NULL, false},
                                            {"nodes", "nodes", true},
                                            {"nuclear", NULL, false},
                                            {"nvidia", NULL, false},
                                            {"organizations", "organizations", false},
                                            {"paid", NULL, false},
                                            {"parameter", "parameters", false},
                                            {"parameters", "parameters", false},
                                            {"paying", NULL, false},
                                            {"people", "people", false},
                                            {"plants", "plants", true},
                                            {"points", "points", true},
                                            {"power", NULL, false},
                                            {"processors", "cpus", true},
                                            {"qubits", "qubits", true},
                                            {"racks", "rack", true},
                                            {"reactors", "reactors", true},
                                            {"robots", "robots", true},
                                            {"satellites", "satellites", true},
                                            {"seats", "users", true},
                                            {"server", "servers", false},
                                            {"servers", "servers", true},
                                            {"shares", "shares", false},
                                            {"sites", "sites", true},
                                            {"small", NULL, false},
                                            {"smaller", NULL, false},
                                            {"solar", NULL, false},
                                            {"sq", NULL, false},
                                            {"square", NULL, false},
                                            {"staff", "employees", true},
                                            {"startups", "startups", true},
                                            {"subscribers", "subscribers", true},
                                            {"subscription", NULL, false},
                                            {"subscriptions", "subscriptions", true},
                                            {"substations", "substations", true},
                                            {"supercomputers", "supercomputers", true},
                                            {"systems", "systems", false},
                                            {"tech", NULL, false},
                                            {"tokens", "tok", true},
                                            {"tons", "t", true},
                                            {"tpu", "gpu", false},
                                            {"tpus", "gpu", true},
                                            {"transformers", "transformers", true},
                                            {"turbines", "turbines", true},
                                            {"units", "units", false},
                                            {"us", NULL, false},
                                            {"user", "users", false},
                                            {"users", "users", true},
                                            {"wafer", "wafers", false},
                                            {"wafers", "wafers", true},
                                            {"weekly", NULL, false},
                                            {"workers", "employees", true}};

#define WORD(text) text, sizeof text - 1
const sf_bound_word sf_bound_words[] = {
    {WORD("up to"), SF_UP_TO},        {WORD("as much as"), SF_UP_TO},    {WORD("as many as"), SF_UP_TO},
    {WORD("less than"), SF_UP_TO},    {WORD("at most"), SF_UP_TO},       {WORD("below"), SF_UP_TO},
    {WORD("under"), SF_UP_TO},        {WORD("more than"), SF_AT_LEAST},  {WORD("at least"), SF_AT_LEAST},
    {WORD("over"), SF_AT_LEAST},      {WORD("above"), SF_AT_LEAST},      {WORD("exceeds"), SF_AT_LEAST},
    {WORD("tops"), SF_AT_LEAST},      {WORD("past"), SF_AT_LEAST},       {WORD("nearly"), SF_ABOUT},
    {WORD("almost"), SF_ABOUT},       {WORD("about"), SF_ABOUT},         {WORD("around"), SF_ABOUT},
    {WORD("roughly"), SF_ABOUT},      {WORD("approximately"), SF_ABOUT}, {WORD("some"), SF_ABOUT},
    {WORD("an estimated"), SF_ABOUT}, {WORD("close to"), SF_ABOUT}};
const size_t sf_bound_word_count = COUNT(sf_bound_words);

const sf_unit_word *sf_find_unit_word(const sf_unit_word *words, size_t count, const char *word) {
  for (size_t i = 0; i < count; ++i)
    if (words[i].word[0] == word[0] && strcmp(words[i].word, word) == 0) return &words[i];
  return NULL;
}

const sf_count_word *sf_find_count_word(const char *word) {
  size_t low = 0, high = COUNT(count_words);
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const int order = strcmp(word, count_words[middle].word);
    if (order == 0) return &count_words[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}
