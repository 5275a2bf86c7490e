#include "headlines/story_words.h"

#include "base/ascii.h"

#include <string.h>

enum { SHORTEST_STORY = 16, MOST_SAYING = 5 };

/* In the order of the alphabet, for they are looked up by halves. */
static const sf_story_word words[] = {
    {"a", true, false, 0, 0},          {"about", true, false, 0, 0},      {"after", true, false, 0, 0},
    {"amid", true, false, 0, 0},       {"an", true, false, 0, 0},         {"and", true, false, 0, 0},
    {"are", true, false, 0, 0},        {"arent", false, true, 0, 0},      {"as", true, false, 0, 0},
    {"at", true, false, 0, 0},         {"b", true, false, 0, 0},          {"be", true, false, 0, 0},
    {"beat", false, false, 1, 0},      {"beats", false, false, 1, 0},     {"billion", true, false, 0, 0},
    {"bn", true, false, 0, 0},         {"but", true, false, 0, 0},        {"by", true, false, 0, 0},
    {"cancelled", false, false, 0, 0}, {"cancels", false, false, 0, 0},   {"cannot", false, true, 0, 0},
    {"cant", false, true, 0, 0},       {"climb", false, false, 1, 0},     {"climbs", false, false, 1, 0},
    {"corp", true, false, 0, 0},       {"crash", false, false, -1, 0},    {"cuts", false, false, -1, 0},
    {"debunks", false, true, 0, 0},    {"declines", false, false, -1, 0}, {"denied", false, true, 0, 0},
    {"denies", false, true, 0, 0},     {"deny", false, true, 0, 0},       {"denying", false, true, 0, 0},
    {"didnt", false, true, 0, 0},      {"dismissed", false, true, 0, 0},  {"dismisses", false, true, 0, 0},
    {"doesnt", false, true, 0, 0},     {"down", false, false, -1, 0},     {"downplays", false, true, 0, 0},
    {"downsizes", false, true, 0, 0},  {"drop", false, false, -1, 0},     {"drops", false, false, -1, 0},
    {"ends", false, true, 0, 0},       {"fake", false, true, 0, 0},       {"fall", false, false, -1, 0},
    {"falls", false, false, -1, 0},    {"false", false, true, 0, 0},      {"fell", false, false, -1, 0},
    {"first", false, false, 0, 1},     {"for", true, false, 0, 0},        {"fourth", false, false, 0, 4},
    {"friday", false, false, 0, 9},    {"from", true, false, 0, 0},       {"gain", false, false, 1, 0},
    {"gains", false, false, 1, 0},     {"gets", false, false, 1, 0},      {"grew", false, false, 1, 0},
    {"grows", false, false, 1, 0},     {"had", true, false, 0, 0},        {"has", true, false, 0, 0},
    {"have", true, false, 0, 0},       {"he", true, false, 0, 0},         {"her", true, false, 0, 0},
    {"higher", false, false, 1, 0},    {"his", true, false, 0, 0},        {"hoax", false, true, 0, 0},
    {"in", true, false, 0, 0},         {"inc", true, false, 0, 0},        {"into", true, false, 0, 0},
    {"is", true, false, 0, 0},         {"isnt", false, true, 0, 0},       {"it", true, false, 0, 0},
    {"its", true, false, 0, 0},        {"jump", false, false, 1, 0},      {"jumps", false, false, 1, 0},
    {"k", true, false, 0, 0},          {"lifted", false, true, 0, 0},     {"lifts", false, true, 1, 0},
    {"llc", true, false, 0, 0},        {"loses", false, false, -1, 0},    {"lower", false, false, -1, 0},
    {"ltd", true, false, 0, 0},        {"mil", true, false, 0, 0},        {"million", true, false, 0, 0},
    {"miss", false, false, -1, 0},     {"misses", false, false, -1, 0},   {"mln", true, false, 0, 0},
    {"mn", true, false, 0, 0},         {"monday", false, false, 0, 5},    {"more", true, false, 0, 0},
    {"never", false, true, 0, 0},      {"new", true, false, 0, 0},        {"nixes", false, true, 0, 0},
    {"no", false, true, 0, 0},         {"not", false, true, 0, 0},        {"of", true, false, 0, 0},
    {"on", true, false, 0, 0},         {"or", true, false, 0, 0},         {"over", true, false, 0, 0},
    {"plc", true, false, 0, 0},        {"plunge", false, false, -1, 0},   {"plunges", false, false, -1, 0},
    {"q1", false, false, 0, 1},        {"q2", false, false, 0, 2},        {"q3", false, false, 0, 3},
    {"q4", false, false, 0, 4},        {"quarter", true, false, 0, 0},    {"raises", false, false, 1, 0},
    {"rallies", false, false, 1, 0},   {"rally", false, false, 1, 0},     {"rebound", false, false, 1, 0},
    {"rebounds", false, false, 1, 0},  {"rebuts", false, true, 0, 0},     {"record", false, false, 1, 0},
    {"refute", false, true, 0, 0},     {"refutes", false, true, 0, 0},    {"reject", false, true, 0, 0},
    {"rejected", false, true, 0, 0},   {"rejects", false, true, 0, 0},    {"rescinds", false, true, 0, 0},
    {"reverses", false, true, 0, 0},   {"rise", false, false, 1, 0},      {"rises", false, false, 1, 0},
    {"rose", false, false, 1, 0},      {"s", true, false, 0, 0},          {"said", true, false, 0, 0},
    {"saturday", false, false, 0, 10}, {"say", true, false, 0, 0},        {"says", true, false, 0, 0},
    {"scraps", false, false, 0, 0},    {"second", false, false, 0, 2},    {"she", true, false, 0, 0},
    {"shrinks", false, false, -1, 0},  {"sink", false, false, -1, 0},     {"sinks", false, false, -1, 0},
    {"slide", false, false, -1, 0},    {"slides", false, false, -1, 0},   {"slips", false, false, -1, 0},
    {"slump", false, false, -1, 0},    {"slumps", false, false, -1, 0},   {"soar", false, false, 1, 0},
    {"soars", false, false, 1, 0},     {"sunday", false, false, 0, 11},   {"surge", false, false, 1, 0},
    {"surged", false, false, 1, 0},    {"surges", false, false, 1, 0},    {"t", true, false, 0, 0},
    {"than", true, false, 0, 0},       {"that", true, false, 0, 0},       {"the", true, false, 0, 0},
    {"their", true, false, 0, 0},      {"they", true, false, 0, 0},       {"third", false, false, 0, 3},
    {"this", true, false, 0, 0},       {"thousand", true, false, 0, 0},   {"thursday", false, false, 0, 8},
    {"to", true, false, 0, 0},         {"tops", false, false, 1, 0},      {"trillion", true, false, 0, 0},
    {"tuesday", false, false, 0, 6},   {"tumble", false, false, -1, 0},   {"tumbles", false, false, -1, 0},
    {"untrue", false, true, 0, 0},     {"up", true, false, 1, 0},         {"was", true, false, 0, 0},
    {"wednesday", false, false, 0, 7}, {"were", true, false, 0, 0},       {"which", true, false, 0, 0},
    {"who", true, false, 0, 0},        {"will", true, false, 0, 0},       {"wins", false, false, 1, 0},
    {"with", true, false, 0, 0},       {"withdrawn", false, true, 0, 0},  {"withdraws", false, true, 0, 0},
    {"without", false, true, 0, 0},    {"wont", false, true, 0, 0}};

/* One word written in two ways: the other one, and the one that stands for both. */
static const struct spelling {
  const char *word, *common;
} spellings[] = {{"admin", "administration"},
                 {"centre", "center"},
                 {"centres", "centers"},
                 {"defence", "defense"},
                 {"govt", "government"},
                 {"labour", "labor"},
                 {"licence", "license"},
                 {"licences", "licenses"},
                 {"okay", "ok"},
                 {"okayed", "oked"},
                 {"okays", "oks"},
                 {"programme", "program"},
                 {"versus", "vs"}};

const char *sf_common_spelling(const char *word) {
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; ++i)
    if (spellings[i].word[0] == word[0] && strcmp(word, spellings[i].word) == 0) return spellings[i].common;
  return NULL;
}

/* Most words differ in their first letters, for which a call would cost more. */
static int compare(const char *a, const char *b) {
  while (*a == *b && *a != '\0') ++a, ++b;
  return (unsigned char)*a - (unsigned char)*b;
}

const sf_story_word *sf_find_story_word(const char *word) {
  size_t low = 0, high = sizeof words / sizeof *words;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const int order = compare(word, words[middle].word);
    if (order == 0) return &words[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

bool sf_acts_in_story(const char *role) {
  return strcmp(role, "buyer") == 0 || strcmp(role, "lab") == 0 || strcmp(role, "supplier") == 0;
}

static size_t skip_spaces(const char *text, size_t length, size_t at) {
  while (at < length && sf_is_blank(text[at])) ++at;
  return at;
}

/* A newsroom's label at the start, with what parts it from the headline; 0 when there is none. */
static size_t label_length(const char *text, size_t length) {
  static const char *const labels[] = {
      "update",     "exclusive", "retransmission", "refile", "corrected", "correction", "breaking", "wrapup",
      "commentary", "opinion",   "analysis",       "column", "factbox",   "insight",    "focus",    "scoop",
      "report",     "sources",   "live",           "video",  "explainer", "[news]",     "(pr)",     "just in",
      "brief",      "preview",   "interview",      "alert",  "podcast",   "graphic",    "timeline"};
  if (sf_starts_with_word(text, length, "watch ")) return 6;
  for (size_t i = 0; i < sizeof labels / sizeof *labels && length > 0; ++i) {
    if (sf_to_lower(text[0]) != labels[i][0] || !sf_starts_with_word(text, length, labels[i])) continue;
    size_t at = skip_spaces(text, length, strlen(labels[i]));
    while (at < length && sf_is_digit(text[at])) ++at;
    at = skip_spaces(text, length, at);
    const bool closed = labels[i][0] == '[' || labels[i][0] == '(';
    if (at < length && (text[at] == ':' || text[at] == '-' || text[at] == '|'))
      return skip_spaces(text, length, at + 1);
    if (closed) return at;
  }
  return 0;
}

size_t sf_story_start(const char *text, size_t length) {
  size_t at = skip_spaces(text, length, 0);
  for (int labels = 0; labels < 3; ++labels) {
    const size_t size = label_length(text + at, length - at);
    if (size == 0 || at + size >= length) break;
    at += size;
  }
  return at;
}

/* ", FT reports", ": sources", ", Huang says": who says it, at the end. */
size_t sf_story_length(const char *text, size_t length) {
  static const char *const sayings[] = {"reports",  "report",    "says",    "say",    "said",
                                        "reported", "sources",   "shows",   "ft",     "wsj",
                                        "source",   "bloomberg", "reuters", "nikkei", "insiders"};
  size_t last = length, passed = 1;
  while (last > 0 && !sf_is_blank(text[last - 1])) --last;
  bool said = false;
  for (size_t i = 0; i < sizeof sayings / sizeof *sayings; ++i)
    said = said || sf_is_word(text + last, length - last, sayings[i]);
  for (size_t at = last; said && at > SHORTEST_STORY && passed <= MOST_SAYING; --at) {
    if (text[at - 1] == ',' || text[at - 1] == ':') return at - 1;
    passed += sf_is_blank(text[at - 1]) && at < last;
  }
  return length;
}
