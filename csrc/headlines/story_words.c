#include "headlines/story_words.h"

#include "base/ascii.h"

#include <string.h>

enum { SHORTEST_STORY = 16, MOST_SAYING = 5 };
enum {
  COMMON = SF_STORY_COMMON,
  DENIES = SF_STORY_DENIES,
  UP = SF_STORY_UP,
  DOWN = SF_STORY_DOWN,
  PLACE = SF_STORY_PLACE,
  LIFTS = SF_STORY_LIFTS,
  LIMIT = SF_STORY_LIMIT,
  NUMBER = SF_STORY_NUMBER,
  DIRECTION = SF_STORY_DIRECTION,
  GENERAL = SF_STORY_GENERAL
};
/* One side of each pair of opposites; its negative is the other: exported, withheld, narrower, resumed, ... */
enum {
  IMPORTED = 1,
  UPHELD,
  WIDER,
  PAUSED,
  ALLOWED,
  EXTENDED,
  DELAYED,
  TIGHTER,
  STRONG,
  ABOVE,
  OPENED,
  JOINED,
  TALKED,
  PROFIT,
  FILED,
  SIGNED,
  BACKED,
  BOUGHT = SF_STORY_BOUGHT
};

/* In the order of the alphabet, for they are looked up by halves. */
static const sf_story_word words[] = {{"a", COMMON, 0, 0},
                                      {"abandon", 0, 0, -SIGNED},
                                      {"abandoned", 0, 0, -SIGNED},
                                      {"abandons", 0, 0, -SIGNED},
                                      {"about", COMMON, 0, 0},
                                      {"above", 0, 0, ABOVE},
                                      {"accelerate", 0, 0, -DELAYED},
                                      {"accelerated", 0, 0, -DELAYED},
                                      {"accelerates", 0, 0, -DELAYED},
                                      {"after", COMMON, 0, 0},
                                      {"ai", GENERAL, 0, 0},
                                      {"allow", 0, 0, ALLOWED},
                                      {"allowed", 0, 0, ALLOWED},
                                      {"allows", 0, 0, ALLOWED},
                                      {"amid", COMMON, 0, 0},
                                      {"an", COMMON, 0, 0},
                                      {"and", COMMON, 0, 0},
                                      {"approve", 0, 0, ALLOWED},
                                      {"approved", 0, 0, ALLOWED},
                                      {"approves", 0, 0, ALLOWED},
                                      {"are", COMMON, 0, 0},
                                      {"arent", DENIES, 0, 0},
                                      {"as", COMMON, 0, 0},
                                      {"at", COMMON | PLACE, 0, 0},
                                      {"axes", 0, 0, -SIGNED},
                                      {"b", COMMON, 0, 0},
                                      {"backed", 0, 0, BACKED},
                                      {"backs", 0, 0, BACKED},
                                      {"ban", LIMIT, 0, -ALLOWED},
                                      {"banned", 0, 0, -ALLOWED},
                                      {"bans", LIMIT, 0, -ALLOWED},
                                      {"bar", 0, 0, -ALLOWED},
                                      {"barred", 0, 0, -ALLOWED},
                                      {"bars", 0, 0, -ALLOWED},
                                      {"be", COMMON, 0, 0},
                                      {"beat", UP, 0, 0},
                                      {"beats", UP, 0, 0},
                                      {"below", 0, 0, -ABOVE},
                                      {"billion", COMMON, 0, 0},
                                      {"block", 0, 0, -ALLOWED},
                                      {"blocked", 0, 0, -ALLOWED},
                                      {"blocks", 0, 0, -ALLOWED},
                                      {"bn", COMMON, 0, 0},
                                      {"boost", UP, 0, 0},
                                      {"boosted", UP, 0, 0},
                                      {"boosts", UP, 0, 0},
                                      {"bought", 0, 0, BOUGHT},
                                      {"but", COMMON, 0, 0},
                                      {"buy", 0, 0, BOUGHT},
                                      {"buys", 0, 0, BOUGHT},
                                      {"by", COMMON, 0, 0},
                                      {"cancel", 0, 0, -SIGNED},
                                      {"canceled", 0, 0, -SIGNED},
                                      {"cancelled", 0, 0, -SIGNED},
                                      {"cancels", 0, 0, -SIGNED},
                                      {"cannot", DENIES, 0, 0},
                                      {"cant", DENIES, 0, 0},
                                      {"cap", LIMIT, 0, 0},
                                      {"caps", LIMIT, 0, 0},
                                      {"ceo", GENERAL, 0, 0},
                                      {"cfo", GENERAL, 0, 0},
                                      {"clears", 0, 0, ALLOWED},
                                      {"climb", UP, 0, 0},
                                      {"climbs", UP, 0, 0},
                                      {"clinches", 0, 0, -TALKED},
                                      {"closed", 0, 0, -TALKED},
                                      {"closes", 0, 0, -TALKED},
                                      {"complete", 0, 0, -TALKED},
                                      {"completed", 0, 0, -TALKED},
                                      {"completes", 0, 0, -TALKED},
                                      {"considering", 0, 0, TALKED},
                                      {"considers", 0, 0, TALKED},
                                      {"continue", 0, 0, -PAUSED},
                                      {"continues", 0, 0, -PAUSED},
                                      {"controls", LIMIT, 0, 0},
                                      {"corp", COMMON, 0, 0},
                                      {"crash", DOWN, 0, 0},
                                      {"curb", LIMIT, 0, 0},
                                      {"curbs", LIMIT, 0, 0},
                                      {"cut", DOWN, 0, 0},
                                      {"cuts", DOWN, 0, 0},
                                      {"debunks", DENIES, 0, 0},
                                      {"declines", DOWN, 0, 0},
                                      {"delay", 0, 0, DELAYED},
                                      {"delayed", 0, 0, DELAYED},
                                      {"delays", 0, 0, DELAYED},
                                      {"denied", DENIES, 0, 0},
                                      {"denies", DENIES, 0, 0},
                                      {"deny", DENIES, 0, 0},
                                      {"denying", DENIES, 0, 0},
                                      {"didnt", DENIES, 0, 0},
                                      {"dismissed", DENIES, 0, 0},
                                      {"dismisses", DENIES, 0, 0},
                                      {"ditches", 0, 0, -SIGNED},
                                      {"doesnt", DENIES, 0, 0},
                                      {"double", UP, 0, 0},
                                      {"doubled", UP, 0, 0},
                                      {"doubles", UP, 0, 0},
                                      {"doubling", UP, 0, 0},
                                      {"down", DOWN, 0, 0},
                                      {"downplays", DENIES, 0, 0},
                                      {"downsizes", DENIES, 0, 0},
                                      {"drop", DOWN, 0, 0},
                                      {"drops", DOWN, 0, 0},
                                      {"ease", 0, 0, -TIGHTER},
                                      {"eased", 0, 0, -TIGHTER},
                                      {"eases", 0, 0, -TIGHTER},
                                      {"eight", NUMBER, 8, 0},
                                      {"eighteen", NUMBER, 18, 0},
                                      {"eleven", NUMBER, 11, 0},
                                      {"embargo", LIMIT, 0, 0},
                                      {"end", 0, 0, -EXTENDED},
                                      {"ended", 0, 0, -EXTENDED},
                                      {"ends", DENIES, 0, -EXTENDED},
                                      {"eu", GENERAL, 0, 0},
                                      {"exit", 0, 0, -JOINED},
                                      {"exits", 0, 0, -JOINED},
                                      {"expand", UP, 0, 0},
                                      {"expanded", UP, 0, 0},
                                      {"expands", UP, 0, 0},
                                      {"expire", 0, 0, -EXTENDED},
                                      {"expires", 0, 0, -EXTENDED},
                                      {"export", 0, 0, -IMPORTED},
                                      {"exported", 0, 0, -IMPORTED},
                                      {"exporting", 0, 0, -IMPORTED},
                                      {"exports", 0, 0, -IMPORTED},
                                      {"extend", 0, 0, EXTENDED},
                                      {"extended", 0, 0, EXTENDED},
                                      {"extends", 0, 0, EXTENDED},
                                      {"eyes", 0, 0, TALKED},
                                      {"fail", DENIES, 0, 0},
                                      {"failed", DENIES, 0, 0},
                                      {"fails", DENIES, 0, 0},
                                      {"fake", DENIES, 0, 0},
                                      {"fall", DOWN, 0, 0},
                                      {"falls", DOWN, 0, 0},
                                      {"false", DENIES, 0, 0},
                                      {"fell", DOWN, 0, 0},
                                      {"fifteen", NUMBER, 15, 0},
                                      {"file", 0, 0, FILED},
                                      {"filed", 0, 0, FILED},
                                      {"files", 0, 0, FILED},
                                      {"finalises", 0, 0, -TALKED},
                                      {"finalized", 0, 0, -TALKED},
                                      {"finalizes", 0, 0, -TALKED},
                                      {"first", 0, 1, 0},
                                      {"five", NUMBER, 5, 0},
                                      {"for", COMMON | DIRECTION, 0, 0},
                                      {"four", NUMBER, 4, 0},
                                      {"fourteen", NUMBER, 14, 0},
                                      {"fourth", 0, 4, 0},
                                      {"freeze", LIMIT, 0, 0},
                                      {"friday", 0, 9, 0},
                                      {"from", COMMON | DIRECTION, 0, 0},
                                      {"gain", UP, 0, 0},
                                      {"gains", UP, 0, PROFIT},
                                      {"gets", UP, 0, 0},
                                      {"gpu", GENERAL, 0, 0},
                                      {"gpus", GENERAL, 0, 0},
                                      {"grew", UP, 0, 0},
                                      {"grows", UP, 0, 0},
                                      {"had", COMMON, 0, 0},
                                      {"halt", 0, 0, PAUSED},
                                      {"halted", 0, 0, PAUSED},
                                      {"halts", 0, 0, PAUSED},
                                      {"has", COMMON, 0, 0},
                                      {"have", COMMON, 0, 0},
                                      {"he", COMMON, 0, 0},
                                      {"her", COMMON, 0, 0},
                                      {"higher", UP, 0, 0},
                                      {"hike", UP, 0, 0},
                                      {"hiked", UP, 0, 0},
                                      {"hikes", UP, 0, 0},
                                      {"his", COMMON, 0, 0},
                                      {"hoax", DENIES, 0, 0},
                                      {"import", 0, 0, IMPORTED},
                                      {"imported", 0, 0, IMPORTED},
                                      {"importing", 0, 0, IMPORTED},
                                      {"imports", 0, 0, IMPORTED},
                                      {"in", COMMON | PLACE, 0, 0},
                                      {"inc", COMMON, 0, 0},
                                      {"increase", UP, 0, 0},
                                      {"increased", UP, 0, 0},
                                      {"increases", UP, 0, 0},
                                      {"inked", 0, 0, SIGNED},
                                      {"inks", 0, 0, SIGNED},
                                      {"into", COMMON, 0, 0},
                                      {"ipo", GENERAL, 0, 0},
                                      {"is", COMMON, 0, 0},
                                      {"isnt", DENIES, 0, 0},
                                      {"it", COMMON, 0, 0},
                                      {"its", COMMON, 0, 0},
                                      {"join", 0, 0, JOINED},
                                      {"joined", 0, 0, JOINED},
                                      {"joins", 0, 0, JOINED},
                                      {"jump", UP, 0, 0},
                                      {"jumps", UP, 0, 0},
                                      {"k", COMMON, 0, 0},
                                      {"launch", 0, 0, SIGNED},
                                      {"launched", 0, 0, SIGNED},
                                      {"launches", 0, 0, SIGNED},
                                      {"leave", 0, 0, -JOINED},
                                      {"leaves", 0, 0, -JOINED},
                                      {"lift", UP | LIFTS, 0, 0},
                                      {"lifted", UP | LIFTS, 0, 0},
                                      {"lifts", UP | LIFTS, 0, 0},
                                      {"limit", LIMIT, 0, 0},
                                      {"limitation", LIMIT, 0, 0},
                                      {"limits", LIMIT, 0, 0},
                                      {"llc", COMMON, 0, 0},
                                      {"loosen", 0, 0, -TIGHTER},
                                      {"loosens", 0, 0, -TIGHTER},
                                      {"loses", DOWN, 0, 0},
                                      {"loss", 0, 0, -PROFIT},
                                      {"losses", 0, 0, -PROFIT},
                                      {"lower", DOWN, 0, 0},
                                      {"lowered", DOWN, 0, 0},
                                      {"lowers", DOWN, 0, 0},
                                      {"ltd", COMMON, 0, 0},
                                      {"mil", COMMON, 0, 0},
                                      {"million", COMMON, 0, 0},
                                      {"miss", DOWN, 0, 0},
                                      {"misses", DOWN, 0, 0},
                                      {"mln", COMMON, 0, 0},
                                      {"mn", COMMON, 0, 0},
                                      {"monday", 0, 5, 0},
                                      {"moratorium", LIMIT, 0, 0},
                                      {"more", COMMON, 0, 0},
                                      {"mulls", 0, 0, TALKED},
                                      {"narrow", 0, 0, -WIDER},
                                      {"narrower", 0, 0, -WIDER},
                                      {"narrows", 0, 0, -WIDER},
                                      {"near", PLACE, 0, 0},
                                      {"nears", 0, 0, TALKED},
                                      {"never", DENIES, 0, 0},
                                      {"new", COMMON, 0, 0},
                                      {"nine", NUMBER, 9, 0},
                                      {"nineteen", NUMBER, 19, 0},
                                      {"nixes", DENIES, 0, 0},
                                      {"no", DENIES, 0, 0},
                                      {"not", DENIES, 0, 0},
                                      {"of", COMMON, 0, 0},
                                      {"on", COMMON, 0, 0},
                                      {"one", NUMBER, 1, 0},
                                      {"open", 0, 0, OPENED},
                                      {"opens", 0, 0, OPENED},
                                      {"oppose", 0, 0, -BACKED},
                                      {"opposed", 0, 0, -BACKED},
                                      {"opposes", 0, 0, -BACKED},
                                      {"or", COMMON, 0, 0},
                                      {"outside", PLACE, 0, 0},
                                      {"over", COMMON, 0, 0},
                                      {"overturn", 0, 0, -UPHELD},
                                      {"overturned", 0, 0, -UPHELD},
                                      {"overturns", 0, 0, -UPHELD},
                                      {"pause", 0, 0, PAUSED},
                                      {"paused", 0, 0, PAUSED},
                                      {"pauses", 0, 0, PAUSED},
                                      {"plc", COMMON, 0, 0},
                                      {"plunge", DOWN, 0, 0},
                                      {"plunges", DOWN, 0, 0},
                                      {"profit", 0, 0, PROFIT},
                                      {"profits", 0, 0, PROFIT},
                                      {"q1", 0, 1, 0},
                                      {"q2", 0, 2, 0},
                                      {"q3", 0, 3, 0},
                                      {"q4", 0, 4, 0},
                                      {"quarter", COMMON, 0, 0},
                                      {"quit", 0, 0, -JOINED},
                                      {"quits", 0, 0, -JOINED},
                                      {"raises", UP, 0, 0},
                                      {"rallies", UP, 0, 0},
                                      {"rally", UP, 0, 0},
                                      {"rebound", UP, 0, 0},
                                      {"rebounds", UP, 0, 0},
                                      {"rebuts", DENIES, 0, 0},
                                      {"record", UP, 0, 0},
                                      {"reduce", DOWN, 0, 0},
                                      {"reduced", DOWN, 0, 0},
                                      {"reduces", DOWN, 0, 0},
                                      {"refiles", 0, 0, FILED},
                                      {"refute", DENIES, 0, 0},
                                      {"refutes", DENIES, 0, 0},
                                      {"reject", DENIES, 0, 0},
                                      {"rejected", DENIES, 0, 0},
                                      {"rejects", DENIES, 0, 0},
                                      {"relax", 0, 0, -TIGHTER},
                                      {"relaxes", 0, 0, -TIGHTER},
                                      {"renew", 0, 0, EXTENDED},
                                      {"renews", 0, 0, EXTENDED},
                                      {"rescinds", DENIES, 0, 0},
                                      {"restart", 0, 0, -PAUSED},
                                      {"restarted", 0, 0, -PAUSED},
                                      {"restarts", 0, 0, -PAUSED},
                                      {"restriction", LIMIT, 0, 0},
                                      {"restrictions", LIMIT, 0, 0},
                                      {"resume", 0, 0, -PAUSED},
                                      {"resumed", 0, 0, -PAUSED},
                                      {"resumes", 0, 0, -PAUSED},
                                      {"reverses", DENIES, 0, 0},
                                      {"rise", UP, 0, 0},
                                      {"rises", UP, 0, 0},
                                      {"rose", UP, 0, 0},
                                      {"s", COMMON, 0, 0},
                                      {"said", COMMON, 0, 0},
                                      {"sanctions", LIMIT, 0, 0},
                                      {"saturday", 0, 10, 0},
                                      {"say", COMMON, 0, 0},
                                      {"says", COMMON, 0, 0},
                                      {"scrap", 0, 0, -SIGNED},
                                      {"scrapped", 0, 0, -SIGNED},
                                      {"scraps", 0, 0, -SIGNED},
                                      {"sealed", 0, 0, SIGNED},
                                      {"seals", 0, 0, SIGNED},
                                      {"second", 0, 2, 0},
                                      {"seeking", 0, 0, TALKED},
                                      {"seeks", 0, 0, TALKED},
                                      {"sell", 0, 0, -BOUGHT},
                                      {"sells", 0, 0, -BOUGHT},
                                      {"seven", NUMBER, 7, 0},
                                      {"seventeen", NUMBER, 17, 0},
                                      {"she", COMMON, 0, 0},
                                      {"shrinks", DOWN, 0, 0},
                                      {"shut", 0, 0, -OPENED},
                                      {"shuts", 0, 0, -OPENED},
                                      {"sign", 0, 0, SIGNED},
                                      {"signed", 0, 0, SIGNED},
                                      {"signs", 0, 0, SIGNED},
                                      {"sink", DOWN, 0, 0},
                                      {"sinks", DOWN, 0, 0},
                                      {"six", NUMBER, 6, 0},
                                      {"sixteen", NUMBER, 16, 0},
                                      {"slash", DOWN, 0, 0},
                                      {"slashed", DOWN, 0, 0},
                                      {"slashes", DOWN, 0, 0},
                                      {"slide", DOWN, 0, 0},
                                      {"slides", DOWN, 0, 0},
                                      {"slips", DOWN, 0, 0},
                                      {"slow", 0, 0, DELAYED},
                                      {"slows", 0, 0, DELAYED},
                                      {"slump", DOWN, 0, 0},
                                      {"slumps", DOWN, 0, 0},
                                      {"soar", UP, 0, 0},
                                      {"soars", UP, 0, 0},
                                      {"sold", 0, 0, -BOUGHT},
                                      {"speed", 0, 0, -DELAYED},
                                      {"speeds", 0, 0, -DELAYED},
                                      {"stop", 0, 0, PAUSED},
                                      {"stopped", 0, 0, PAUSED},
                                      {"stops", 0, 0, PAUSED},
                                      {"strikes", 0, 0, SIGNED},
                                      {"strong", 0, 0, STRONG},
                                      {"stronger", 0, 0, STRONG},
                                      {"sunday", 0, 11, 0},
                                      {"support", 0, 0, BACKED},
                                      {"supported", 0, 0, BACKED},
                                      {"supports", 0, 0, BACKED},
                                      {"surge", UP, 0, 0},
                                      {"surged", UP, 0, 0},
                                      {"surges", UP, 0, 0},
                                      {"suspend", 0, 0, PAUSED},
                                      {"suspended", 0, 0, PAUSED},
                                      {"suspends", 0, 0, PAUSED},
                                      {"t", COMMON, 0, 0},
                                      {"talks", 0, 0, TALKED},
                                      {"tariff", LIMIT, 0, 0},
                                      {"tariffs", LIMIT, 0, 0},
                                      {"ten", NUMBER, 10, 0},
                                      {"than", COMMON, 0, 0},
                                      {"that", COMMON, 0, 0},
                                      {"the", COMMON, 0, 0},
                                      {"their", COMMON, 0, 0},
                                      {"they", COMMON, 0, 0},
                                      {"third", 0, 3, 0},
                                      {"thirteen", NUMBER, 13, 0},
                                      {"this", COMMON, 0, 0},
                                      {"thousand", COMMON, 0, 0},
                                      {"three", NUMBER, 3, 0},
                                      {"thursday", 0, 8, 0},
                                      {"tighten", 0, 0, TIGHTER},
                                      {"tightened", 0, 0, TIGHTER},
                                      {"tightens", 0, 0, TIGHTER},
                                      {"to", COMMON | DIRECTION, 0, 0},
                                      {"tops", UP, 0, 0},
                                      {"trillion", COMMON, 0, 0},
                                      {"trim", DOWN, 0, 0},
                                      {"trimmed", DOWN, 0, 0},
                                      {"trims", DOWN, 0, 0},
                                      {"tuesday", 0, 6, 0},
                                      {"tumble", DOWN, 0, 0},
                                      {"tumbles", DOWN, 0, 0},
                                      {"twelve", NUMBER, 12, 0},
                                      {"twenty", NUMBER, 20, 0},
                                      {"two", NUMBER, 2, 0},
                                      {"uk", GENERAL, 0, 0},
                                      {"untrue", DENIES, 0, 0},
                                      {"up", COMMON | UP, 0, 0},
                                      {"upheld", 0, 0, UPHELD},
                                      {"uphold", 0, 0, UPHELD},
                                      {"upholds", 0, 0, UPHELD},
                                      {"us", GENERAL, 0, 0},
                                      {"veto", 0, 0, -ALLOWED},
                                      {"vetoes", 0, 0, -ALLOWED},
                                      {"void", 0, 0, -UPHELD},
                                      {"voided", 0, 0, -UPHELD},
                                      {"voids", 0, 0, -UPHELD},
                                      {"was", COMMON, 0, 0},
                                      {"weak", 0, 0, -STRONG},
                                      {"weaker", 0, 0, -STRONG},
                                      {"wednesday", 0, 7, 0},
                                      {"weighing", 0, 0, TALKED},
                                      {"weighs", 0, 0, TALKED},
                                      {"were", COMMON, 0, 0},
                                      {"which", COMMON, 0, 0},
                                      {"who", COMMON, 0, 0},
                                      {"wide", 0, 0, WIDER},
                                      {"widen", 0, 0, WIDER},
                                      {"widens", 0, 0, WIDER},
                                      {"wider", 0, 0, WIDER},
                                      {"will", COMMON, 0, 0},
                                      {"wins", UP, 0, 0},
                                      {"with", COMMON, 0, 0},
                                      {"withdraw", 0, 0, -FILED},
                                      {"withdrawn", 0, 0, -FILED},
                                      {"withdraws", 0, 0, -FILED},
                                      {"withdrew", 0, 0, -FILED},
                                      {"withheld", 0, 0, -UPHELD},
                                      {"withhold", 0, 0, -UPHELD},
                                      {"withholds", 0, 0, -UPHELD},
                                      {"without", DENIES, 0, 0},
                                      {"wont", DENIES, 0, 0}};

/* One word written in two ways, in the order of the alphabet: the other one, and the one that stands for both. */
static const struct spelling {
  const char *word, *common;
} spellings[] = {{"admin", "administration"},
                 {"american", "us"},
                 {"centre", "center"},
                 {"centres", "centers"},
                 {"chinese", "china"},
                 {"defence", "defense"},
                 {"govt", "government"},
                 {"japanese", "japan"},
                 {"korean", "korea"},
                 {"labour", "labor"},
                 {"licence", "license"},
                 {"licences", "licenses"},
                 {"okay", "ok"},
                 {"okayed", "oked"},
                 {"okays", "oks"},
                 {"programme", "program"},
                 {"taiwanese", "taiwan"},
                 {"versus", "vs"}};

/* Stems of one sense, in the order of the alphabet: the other one, and the one that stands for both. */
static const struct spelling senses[] = {
    {"accord", "deal"},        {"acquir", "buy"},        {"agreement", "deal"}, {"ban", "block"},
    {"begin", "start"},        {"boost", "rais"},        {"bought", "buy"},     {"clear", "approv"},
    {"climb", "jump"},         {"construct", "build"},   {"contract", "deal"},  {"debut", "launch"},
    {"declin", "fall"},        {"develop", "build"},     {"drop", "fall"},      {"factory", "fab"},
    {"fell", "fall"},          {"firm", "company"},      {"freez", "halt"},     {"gain", "jump"},
    {"greenlight", "approv"},  {"grew", "jump"},         {"grow", "jump"},      {"hik", "rais"},
    {"increas", "rais"},       {"ink", "sign"},          {"inquiry", "prob"},   {"introduc", "launch"},
    {"investigation", "prob"}, {"investment", "invest"}, {"lift", "rais"},      {"lower", "cut"},
    {"nam", "appoint"},        {"open", "launch"},       {"pact", "deal"},      {"paus", "halt"},
    {"plant", "fab"},          {"plung", "fall"},        {"provid", "supply"},  {"purchas", "buy"},
    {"rally", "jump"},         {"reduc", "cut"},         {"releas", "launch"},  {"reopen", "restart"},
    {"resum", "restart"},      {"revenu", "sal"},        {"ris", "jump"},       {"rival", "compet"},
    {"rose", "jump"},          {"seal", "sign"},         {"sink", "fall"},      {"slash", "cut"},
    {"slid", "fall"},          {"slip", "fall"},         {"slump", "fall"},     {"soar", "jump"},
    {"spend", "invest"},       {"stop", "halt"},         {"strik", "sign"},     {"surg", "jump"},
    {"suspend", "halt"},       {"trim", "cut"},          {"tumbl", "fall"},     {"unveil", "launch"},
    {"veto", "block"}};

/* Most words differ in their first letters, for which a call would cost more. */
static int compare(const char *a, const char *b) {
  while (*a == *b && *a != '\0') ++a, ++b;
  return (unsigned char)*a - (unsigned char)*b;
}

static const char *find_common(const struct spelling *table, size_t count, const char *word) {
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const int order = compare(word, table[middle].word);
    if (order == 0) return table[middle].common;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

const char *sf_common_spelling(const char *word) {
  return find_common(spellings, sizeof spellings / sizeof *spellings, word);
}

const char *sf_common_sense(const char *stem) {
  const char *common = find_common(senses, sizeof senses / sizeof *senses, stem);
  return common != NULL ? common : stem;
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

bool sf_acts_in_story(const char *name, const char *role) {
  bool is_class = true; /* "chipmakers" are none in particular */
  for (const char *c = name; *c != '\0'; ++c) is_class = is_class && !sf_is_upper(*c);
  if (is_class) return false;
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
