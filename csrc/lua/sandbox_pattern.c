/* Lua's patterns, for a sandbox: Lua's own matcher goes back as often as a pattern asks for, and no hook stops it. Here
 * each step is counted. What a pattern means is what the manual says (Lua 5.4, section 6.4.1). */
#include "lua/sandbox.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { MOST_DEPTH = 200, MOST_CAPTURES = 32, STEPS_A_SPEND = 512, BYTES_A_STEP = 16 };
/* Lengths of a capture that is none yet, or a place. */
enum { OPEN = -1, PLACE = -2 };

typedef struct capture {
  const char *start;
  ptrdiff_t length;
} capture;

typedef struct search {
  lua_State *L;
  const char *text, *end; /* of the text */
  const char *pattern, *last;
  int depth, steps, captures;
  capture capture[MOST_CAPTURES];
} search;

static void step(search *at) {
  if (++at->steps < STEPS_A_SPEND) return;
  const int taken = at->steps; /* more at once where a set is long */
  at->steps = 0;
  sf_spend(at->L, (uint64_t)taken);
}

/* Behind one item of the pattern: a character, a class, a set. */
static const char *behind(const search *at, const char *item) {
  if (*item == '%') {
    if (item + 1 == at->last) luaL_error(at->L, "malformed pattern (ends with '%%')");
    return item + 2;
  }
  if (*item++ != '[') return item;
  if (item < at->last && *item == '^') item++;
  bool first = true; /* a bracket that comes first stands for itself */
  while (item == at->last || *item != ']' || first) {
    if (item == at->last) luaL_error(at->L, "malformed pattern (missing ']')");
    first = false;
    item += *item == '%' && item + 1 < at->last ? 2 : 1;
  }
  return item + 1;
}

static bool in_class(int letter, int name) {
  bool is_in;
  switch (tolower(name)) {
  case 'a':
    is_in = isalpha(letter);
    break;
  case 'c':
    is_in = iscntrl(letter);
    break;
  case 'd':
    is_in = isdigit(letter);
    break;
  case 'g':
    is_in = isgraph(letter);
    break;
  case 'l':
    is_in = islower(letter);
    break;
  case 'p':
    is_in = ispunct(letter);
    break;
  case 's':
    is_in = isspace(letter);
    break;
  case 'u':
    is_in = isupper(letter);
    break;
  case 'w':
    is_in = isalnum(letter);
    break;
  case 'x':
    is_in = isxdigit(letter);
    break;
  case 'z':
    is_in = letter == '\0';
    break;
  default:
    return name == letter;
  }
  return isupper(name) ? !is_in : is_in;
}

/* item is the bracket that opens the set, close the one that ends it. */
static bool in_set(int letter, const char *item, const char *close) {
  const bool negated = item[1] == '^';
  for (item += negated ? 2 : 1; item < close; ++item) {
    if (*item == '%') {
      item++;
      if (in_class(letter, (unsigned char)*item)) return !negated;
    } else if (item + 2 < close && item[1] == '-') {
      if ((unsigned char)item[0] <= letter && letter <= (unsigned char)item[2]) return !negated;
      item += 2;
    } else if ((unsigned char)*item == letter) {
      return !negated;
    }
  }
  return negated;
}

/* Whether the item that ends at next takes the letter at s. */
static bool takes(search *at, const char *s, const char *item, const char *next) {
  step(at);
  if (s >= at->end) return false;
  const int letter = (unsigned char)*s;
  switch (*item) {
  case '.':
    return true;
  case '%':
    return in_class(letter, (unsigned char)item[1]);
  case '[':
    at->steps += (int)((next - item) / BYTES_A_STEP);
    return in_set(letter, item, next - 1);
  default:
    return (unsigned char)*item == letter;
  }
}

static const char *match_here(search *at, const char *s, const char *item);

static const char *match_longest(search *at, const char *s, const char *item, const char *next) {
  ptrdiff_t count = 0;
  while (takes(at, s + count, item, next)) count++;
  for (; count >= 0; --count) {
    const char *found = match_here(at, s + count, next + 1);
    if (found != NULL) return found;
  }
  return NULL;
}

static const char *match_shortest(search *at, const char *s, const char *item, const char *next) {
  for (;; ++s) {
    const char *found = match_here(at, s, next + 1);
    if (found != NULL) return found;
    if (!takes(at, s, item, next)) return NULL;
  }
}

static const char *open_capture(search *at, const char *s, const char *item, ptrdiff_t kind) {
  if (at->captures >= MOST_CAPTURES) luaL_error(at->L, "too many captures");
  at->capture[at->captures++] = (capture){s, kind};
  const char *found = match_here(at, s, item);
  if (found == NULL) at->captures--;
  return found;
}

static const char *close_capture(search *at, const char *s, const char *item) {
  int which = at->captures - 1;
  while (which >= 0 && at->capture[which].length != OPEN) which--;
  if (which < 0) luaL_error(at->L, "invalid pattern capture");
  at->capture[which].length = s - at->capture[which].start;
  const char *found = match_here(at, s, item);
  if (found == NULL) at->capture[which].length = OPEN;
  return found;
}

/* %bxy */
static const char *match_balanced(search *at, const char *s, const char *pair) {
  if (pair + 1 >= at->last) luaL_error(at->L, "malformed pattern (missing arguments to '%%b')");
  if (s >= at->end || *s != pair[0]) return NULL;
  size_t open = 1;
  for (++s; s < at->end; ++s) {
    step(at);
    if (*s == pair[1]) {
      if (--open == 0) return s + 1;
    } else if (*s == pair[0]) {
      open++;
    }
  }
  return NULL;
}

/* %1 */
static const char *match_again(search *at, const char *s, int digit) {
  const int which = digit - '1';
  if (which < 0 || which >= at->captures || at->capture[which].length == OPEN)
    luaL_error(at->L, "invalid capture index %%%d", which + 1);
  const ptrdiff_t length = at->capture[which].length;
  if (length < 0) return NULL; /* a place is no text */
  if (at->end - s < length) return NULL;
  sf_spend(at->L, 1 + (uint64_t)length / BYTES_A_STEP);
  return memcmp(at->capture[which].start, s, (size_t)length) == 0 ? s + length : NULL;
}

/* %f[set] */
static bool at_frontier(search *at, const char *s, const char *set, const char *next) {
  at->steps += (int)((next - set) / BYTES_A_STEP);
  const int before = s == at->text ? '\0' : (unsigned char)s[-1], after = s == at->end ? '\0' : (unsigned char)*s;
  return !in_set(before, set, next - 1) && in_set(after, set, next - 1);
}

/* One round goes on behind an item that took what it could; anything that may have to come back is a call. */
static const char *match_rest(search *at, const char *s, const char *item) {
  for (;;) {
    step(at);
    if (item == at->last) return s;
    if (*item == '(') {
      const bool place = item + 1 < at->last && item[1] == ')';
      return open_capture(at, s, item + (place ? 2 : 1), place ? PLACE : OPEN);
    }
    if (*item == ')') return close_capture(at, s, item + 1);
    if (*item == '$' && item + 1 == at->last) return s == at->end ? s : NULL;
    if (*item == '%' && item + 1 < at->last) {
      const char kind = item[1];
      if (kind == 'b') {
        if ((s = match_balanced(at, s, item + 2)) == NULL) return NULL;
        item += 4;
        continue;
      }
      if (kind == 'f') {
        item += 2;
        if (item >= at->last || *item != '[') luaL_error(at->L, "missing '[' after '%%f' in pattern");
        const char *next = behind(at, item);
        if (!at_frontier(at, s, item, next)) return NULL;
        item = next;
        continue;
      }
      if (isdigit((unsigned char)kind)) {
        if ((s = match_again(at, s, kind)) == NULL) return NULL;
        item += 2;
        continue;
      }
    }
    const char *next = behind(at, item);
    const char repeat = next < at->last ? *next : '\0';
    if (repeat == '*') return match_longest(at, s, item, next);
    if (repeat == '-') return match_shortest(at, s, item, next);
    const bool taken = takes(at, s, item, next);
    if (repeat == '+') return taken ? match_longest(at, s + 1, item, next) : NULL;
    if (repeat == '?') {
      const char *found = taken ? match_here(at, s + 1, next + 1) : NULL;
      if (found != NULL) return found;
      item = next + 1;
      continue;
    }
    if (!taken) return NULL;
    s++;
    item = next;
  }
}

static const char *match_here(search *at, const char *s, const char *item) {
  if (++at->depth > MOST_DEPTH) luaL_error(at->L, "pattern too complex");
  const char *found = match_rest(at, s, item);
  at->depth--;
  return found;
}

static search begin(lua_State *L, const char *text, size_t length, const char *pattern, size_t pattern_length) {
  return (search){.L = L, .text = text, .end = text + length, .pattern = pattern, .last = pattern + pattern_length};
}

static const char *match_at(search *at, const char *s) {
  at->depth = at->captures = 0;
  return match_here(at, s, at->pattern);
}

/* Pushes a capture; the whole match from s to end stands for the first one where there is none. */
static void push_capture(search *at, int which, const char *s, const char *end) {
  if (which >= at->captures) {
    if (which != 0) luaL_error(at->L, "invalid capture index %%%d", which + 1);
    lua_pushlstring(at->L, s, (size_t)(end - s));
    return;
  }
  const capture *one = &at->capture[which];
  if (one->length == OPEN) luaL_error(at->L, "unfinished capture");
  if (one->length == PLACE)
    lua_pushinteger(at->L, one->start - at->text + 1);
  else
    lua_pushlstring(at->L, one->start, (size_t)one->length);
}

static int push_captures(search *at, const char *s, const char *end) {
  const int count = at->captures == 0 && s != NULL ? 1 : at->captures;
  luaL_checkstack(at->L, count, "too many captures");
  for (int i = 0; i < count; ++i) push_capture(at, i, s, end);
  return count;
}

/* The place at which a search begins, from 0; beyond the text by one or more where there is none. */
static size_t first_place(lua_State *L, int index, size_t length) {
  const lua_Integer at = luaL_optinteger(L, index, 1);
  if (at > 0) return (size_t)at - 1;
  if (at == 0 || at < -(lua_Integer)length) return 0;
  return length - (size_t)-at;
}

/* Where the words stand in the text, each letter of them compared counted. */
static const char *find_words(lua_State *L, const char *text, size_t length, const char *words, size_t count) {
  if (count == 0) return text;
  uint64_t compared = 0;
  while (length >= count) {
    const char *start = memchr(text, *words, length - count + 1);
    compared += 1 + (uint64_t)((start == NULL ? text + length : start) - text) / BYTES_A_STEP;
    if (start == NULL) break;
    size_t same = 1;
    while (same < count && start[same] == words[same]) same++;
    compared += same / 4;
    if (compared > STEPS_A_SPEND || same == count) {
      sf_spend(L, compared);
      compared = 0;
    }
    if (same == count) return start;
    length -= (size_t)(start + 1 - text);
    text = start + 1;
  }
  sf_spend(L, compared);
  return NULL;
}

static int find_or_match(lua_State *L, bool find) {
  size_t length, pattern_length;
  const char *text = luaL_checklstring(L, 1, &length), *pattern = luaL_checklstring(L, 2, &pattern_length);
  const size_t first = first_place(L, 3, length);
  if (first > length) {
    luaL_pushfail(L);
    return 1;
  }
  const bool plain = find && (lua_toboolean(L, 4) || strcspn(pattern, "^$*+?.([%-") >= pattern_length);
  if (plain) {
    const char *found = find_words(L, text + first, length - first, pattern, pattern_length);
    if (found == NULL) {
      luaL_pushfail(L);
      return 1;
    }
    lua_pushinteger(L, found - text + 1);
    lua_pushinteger(L, found - text + (lua_Integer)pattern_length);
    return 2;
  }
  const bool anchored = pattern_length > 0 && *pattern == '^';
  search at = begin(L, text, length, pattern + anchored, pattern_length - anchored);
  for (const char *s = text + first; s <= at.end; ++s) {
    const char *end = match_at(&at, s);
    if (end != NULL) {
      sf_spend(L, (uint64_t)at.steps);
      if (!find) return push_captures(&at, s, end);
      lua_pushinteger(L, s - text + 1);
      lua_pushinteger(L, end - text);
      return push_captures(&at, NULL, NULL) + 2;
    }
    if (anchored) break;
  }
  sf_spend(L, (uint64_t)at.steps);
  luaL_pushfail(L);
  return 1;
}

static int string_find(lua_State *L) { return find_or_match(L, true); }
static int string_match(lua_State *L) { return find_or_match(L, false); }

enum { WALK_TEXT = 1, WALK_PATTERN, WALK_NEXT, WALK_LAST };

/* Upvalues: the text, the pattern, where to go on, and where the last match ended (-1: there was none). */
static int next_match(lua_State *L) {
  size_t length, pattern_length;
  const char *text = lua_tolstring(L, lua_upvalueindex(WALK_TEXT), &length);
  const char *pattern = lua_tolstring(L, lua_upvalueindex(WALK_PATTERN), &pattern_length);
  const lua_Integer next = lua_tointeger(L, lua_upvalueindex(WALK_NEXT)),
                    last = lua_tointeger(L, lua_upvalueindex(WALK_LAST));
  search at = begin(L, text, length, pattern, pattern_length);
  if (next > (lua_Integer)length) return 0;
  for (const char *s = text + next; s <= at.end; ++s) {
    const char *end = match_at(&at, s);
    if (end == NULL || end - text == last) continue;
    sf_spend(L, (uint64_t)at.steps);
    lua_pushinteger(L, end - text);
    lua_copy(L, -1, lua_upvalueindex(WALK_NEXT));
    lua_replace(L, lua_upvalueindex(WALK_LAST));
    return push_captures(&at, s, end);
  }
  sf_spend(L, (uint64_t)at.steps);
  lua_pushinteger(L, (lua_Integer)length + 1);
  lua_replace(L, lua_upvalueindex(WALK_NEXT));
  return 0;
}

static int string_gmatch(lua_State *L) {
  size_t length;
  luaL_checklstring(L, 1, &length);
  luaL_checkstring(L, 2);
  const size_t first = first_place(L, 3, length);
  lua_settop(L, 2);
  lua_pushinteger(L, (lua_Integer)(first > length ? length + 1 : first));
  lua_pushinteger(L, -1);
  lua_pushcclosure(L, next_match, WALK_LAST);
  return 1;
}

enum { GSUB_TEXT = 1, GSUB_PATTERN, GSUB_WITH, GSUB_MOST };

/* Adds the replacement text, in which %0 to %9 stand for captures. */
static void add_text(search *at, luaL_Buffer *made, const char *s, const char *end) {
  size_t length;
  const char *with = lua_tolstring(at->L, GSUB_WITH, &length), *last = with + length;
  sf_spend(at->L, 1 + length / BYTES_A_STEP);
  while (with < last) {
    const char *percent = memchr(with, '%', (size_t)(last - with));
    luaL_addlstring(made, with, (size_t)((percent == NULL ? last : percent) - with));
    if (percent == NULL) return;
    const char kind = percent + 1 < last ? percent[1] : '\0';
    if (kind == '%') {
      luaL_addchar(made, '%');
    } else if (kind == '0') {
      luaL_addlstring(made, s, (size_t)(end - s));
    } else if (isdigit((unsigned char)kind)) {
      push_capture(at, kind - '1', s, end);
      luaL_tolstring(at->L, -1, NULL);
      lua_remove(at->L, -2);
      luaL_addvalue(made);
    } else {
      luaL_error(at->L, "invalid use of '%%' in replacement string");
    }
    with = percent + 2;
  }
}

/* Adds what a match becomes; false where it stays. */
static bool add_replacement(search *at, luaL_Buffer *made, const char *s, const char *end) {
  lua_State *L = at->L;
  const int kind = lua_type(L, GSUB_WITH);
  if (kind == LUA_TFUNCTION) {
    lua_pushvalue(L, GSUB_WITH);
    lua_call(L, push_captures(at, s, end), 1);
  } else if (kind == LUA_TTABLE) {
    push_capture(at, 0, s, end);
    lua_gettable(L, GSUB_WITH);
  } else {
    add_text(at, made, s, end);
    return true;
  }
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    luaL_addlstring(made, s, (size_t)(end - s));
    return false;
  }
  if (!lua_isstring(L, -1)) luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  luaL_addvalue(made);
  return true;
}

static int string_gsub(lua_State *L) {
  size_t length, pattern_length;
  const char *text = luaL_checklstring(L, GSUB_TEXT, &length);
  const char *pattern = luaL_checklstring(L, GSUB_PATTERN, &pattern_length), *last = NULL;
  const int kind = lua_type(L, GSUB_WITH);
  luaL_argexpected(L, kind == LUA_TNUMBER || kind == LUA_TSTRING || kind == LUA_TFUNCTION || kind == LUA_TTABLE,
                   GSUB_WITH, "string/function/table");
  if (kind == LUA_TNUMBER) lua_tostring(L, GSUB_WITH);
  const lua_Integer most = luaL_optinteger(L, GSUB_MOST, (lua_Integer)length + 1);
  const bool anchored = pattern_length > 0 && *pattern == '^';
  search at = begin(L, text, length, pattern + anchored, pattern_length - anchored);
  lua_Integer count = 0;
  bool changed = false;
  luaL_Buffer made;
  luaL_buffinit(L, &made);
  const char *s = text;
  while (count < most) {
    const char *end = match_at(&at, s);
    if (end != NULL && end != last) {
      count++;
      if (add_replacement(&at, &made, s, end)) changed = true;
      s = last = end;
    } else if (s < at.end) {
      luaL_addchar(&made, *s++);
    } else {
      break;
    }
    if (anchored) break;
  }
  sf_spend(L, (uint64_t)at.steps);
  luaL_addlstring(&made, s, (size_t)(at.end - s));
  luaL_pushresult(&made);
  if (!changed) lua_pushvalue(L, GSUB_TEXT); /* the same text, where nothing in it became another */
  lua_pushinteger(L, count);
  return 2;
}

const luaL_Reg sf_pattern_functions[] = {
    {"find", string_find}, {"match", string_match}, {"gmatch", string_gmatch}, {"gsub", string_gsub}, {NULL, NULL}};
