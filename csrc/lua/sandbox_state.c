/* The state of a sandbox, from within: its limits, and the host that it asks.
 *
 * A limit is no error, which a script could catch or keep busy with: it is a jump out of the state, from wherever it
 * was met. Nothing in the state holds anything but memory, so nothing needs to be undone. The one place that must not
 * be jumped out of is the engine while its threads run; no Lua of a sandbox runs there (plan.c). */
#include "lua/sandbox_state.h"

#include "base/clock.h"
#include "lua/sandbox.h"

enum { LONGEST_STRIDE = 1000, LARGE_BLOCK = 4096 };

/* Seconds that may pass between two looks at the limits, and what an instruction may take that compares two strings of
 * nothing but NULs, or goes through an empty table: for a byte. */
static const double A_STRIDE = 0.5, A_BYTE_OF_STRING = 2e-8, A_BYTE_OF_TABLE = 1e-10, BETWEEN_HOOKS = 0.02;

sandbox *sf_sandbox_of(lua_State *L) { return *(sandbox **)lua_getextraspace(L); }

void sf_enter_sandbox(sandbox *box) {
  box->before = sf_use_meter(&box->meter);
  box->plain = sf_enter_plain_locale();
}

void sf_leave_sandbox(sandbox *box) {
  sf_leave_plain_locale(box->plain);
  (void)sf_use_meter(box->before);
}

static _Noreturn void jump_out(sandbox *box) { longjmp(box->over, 1); }

static void leave_for_good(sf_meter *meter) { jump_out((sandbox *)(void *)meter); /* its first member */ }

/* Watching. */

static void watch(lua_State *L, lua_Debug *record);

static void watch_closely(sandbox *box, lua_State *thread) { lua_sethook(thread, watch, LUA_MASKCOUNT, box->stride); }

void sf_run_on(lua_State *L, lua_State *thread) {
  sandbox *box = sf_sandbox_of(L);
  box->running = thread;
  if (lua_gethookcount(thread) != box->stride) watch_closely(box, thread);
}

/* The host's own hooks, as for Ctrl-C, fire while a sandbox runs. */
static void hear_host(sandbox *box) {
  const double now = sf_seconds(), since = now - box->heard;
  if (since < BETWEEN_HOOKS) return;
  box->heard = now;
  sf_leave_sandbox(box);
  box->raised = sf_hook_raises(box->host, since);
  sf_enter_sandbox(box);
  if (box->raised) jump_out(box);
}

static void watch(lua_State *L, lua_Debug *record) {
  (void)record;
  sandbox *box = sf_sandbox_of(L);
  const int count = lua_gethookcount(L);
  box->running = L;
  if (count != box->stride) watch_closely(box, L);
  if (!sf_meter_spend(&box->meter, (uint64_t)count) || sf_is_over()) jump_out(box);
  hear_host(box);
}

void sf_spend(lua_State *L, uint64_t work) {
  sandbox *box = sf_sandbox_of(L);
  const uint64_t looked = box->meter.looked;
  if (!sf_meter_spend(&box->meter, work)) jump_out(box);
  if (box->meter.looked != looked) hear_host(box);
}

bool sf_sandbox_is_over(void) {
  sf_meter *meter = sf_used_meter();
  if (meter == NULL) return false;
  sandbox *box = (sandbox *)(void *)meter;
  const double now = sf_seconds(), since = now - box->heard;
  if (sf_is_over()) return true;
  if (since < BETWEEN_HOOKS) return false;
  box->heard = now;
  sf_leave_sandbox(box);
  box->raised = box->raised || sf_hook_raises(box->host, since);
  sf_enter_sandbox(box);
  if (box->raised) sf_end_meter(&box->meter, SF_METER_TIME);
  return box->raised;
}

/* The more one instruction can take, the fewer may run between two looks. */
static void shorten_stride(sandbox *box, size_t bytes, bool is_string) {
  const double most = A_STRIDE / ((double)bytes * (is_string ? A_BYTE_OF_STRING : A_BYTE_OF_TABLE));
  if (most >= box->stride) return;
  box->stride = most < 1 ? 1 : (int)most;
  if (box->running != NULL) watch_closely(box, box->running);
}

/* Lua asks once more, its garbage collected, before it is out of memory: the second refusal is the limit. What no
 * collection makes room for is refused once. */
static void *refuse(sandbox *box, size_t more) {
  if (box->refused != more && more < box->meter.most_bytes) {
    box->refused = more;
    return NULL;
  }
  sf_end_meter(&box->meter, SF_METER_MEMORY);
  jump_out(box);
}

static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
  sandbox *box = context;
  if (new_size == 0) {
    sf_meter_free(&box->meter, block);
    return NULL;
  }
  void *made = sf_meter_resize(&box->meter, block, new_size);
  const bool grows = block == NULL || new_size > old_size;
  if (made == NULL) return box->state == NULL ? NULL : refuse(box, new_size);
  if (!grows) return made;
  box->refused = 0;
  if (new_size >= LARGE_BLOCK) {
    shorten_stride(box, new_size, block == NULL && old_size == LUA_TSTRING);
    /* who copies much has worked much */
    if (box->state != NULL && !sf_meter_spend(&box->meter, new_size / 64)) jump_out(box);
  }
  return made;
}

/* Asking the host, which raises here only what is then raised there. */

typedef struct question {
  const char *text;
  size_t length;
} question;

/* The function, and the question as a light userdata. */
static int answer(lua_State *host) {
  const question *asked = lua_touserdata(host, 2);
  lua_settop(host, 1);
  lua_pushlstring(host, asked->text, asked->length);
  lua_call(host, 1, 2);
  return 2;
}

/* Leaves two values on the top of the host's stack. */
static void ask(sandbox *box, int function, const char *text, size_t length) {
  lua_State *host = box->host;
  question asked = {text, length};
  sf_leave_sandbox(box);
  lua_pushcfunction(host, answer);
  lua_pushvalue(host, function);
  lua_pushlightuserdata(host, &asked);
  box->raised = lua_pcall(host, 2, 2, 0) != LUA_OK;
  sf_enter_sandbox(box);
  if (box->raised) jump_out(box);
}

void sf_write_to_host(lua_State *L, const char *text, size_t length, bool is_warning) {
  enum { WRITE_STEPS = 100 };
  sandbox *box = sf_sandbox_of(L);
  sf_spend(L, WRITE_STEPS + length);
  ask(box, is_warning ? HOST_WARN : HOST_WRITE, text, length);
  lua_pop(box->host, 2);
}

void sf_load_from_host(lua_State *L, const char *name, size_t length) {
  sandbox *box = sf_sandbox_of(L);
  lua_State *host = box->host;
  ask(box, HOST_MODULE, name, length);
  size_t size = 0;
  const char *chunk = lua_type(host, -2) == LUA_TSTRING ? lua_tolstring(host, -2, &size) : NULL;
  if (chunk == NULL)
    lua_pushnil(L);
  else if (luaL_loadbufferx(L, chunk, size, name, "b") != LUA_OK)
    lua_error(L);
  lua_pushstring(L, lua_type(host, -1) == LUA_TSTRING ? lua_tostring(host, -1) : "");
  lua_pop(host, 2);
}

lua_State *sf_open_sandbox_state(sandbox *box) {
  box->meter.leave = leave_for_good;
  box->stride = LONGEST_STRIDE;
  box->heard = sf_seconds();
  lua_State *state = lua_newstate(allocate, box);
  if (state == NULL) return NULL;
  *(sandbox **)lua_getextraspace(state) = box;
  box->state = box->running = state;
  watch_closely(box, state);
  return state;
}
