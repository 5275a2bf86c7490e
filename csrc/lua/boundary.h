/* The boundary: what every type of the module shares.
 *
 * One graph and one table of units per Lua state live in one userdata, the core, which is the first upvalue of every C
 * function here. Types are userdata made first and filled afterwards, so that a raise in between leaves nothing behind.
 *
 * An expression the graph has just returned is borrowed: releasing some other quantity may free it. Lua runs finalizers
 * whenever it allocates, so between obtaining such an expression and retaining it nothing here allocates Lua memory. */
#ifndef SF_LUA_BOUNDARY_H
#define SF_LUA_BOUNDARY_H

#include "signalflow/graph.h"
#include "signalflow/reading.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if LUA_VERSION_NUM != 504
#error "signalflow.core is written for Lua 5.4"
#endif

typedef struct sf_core {
  sf_graph *graph; /* NULL once closed */
  sf_units *units;
  uint64_t drivers_made; /* names the anonymous drivers ~1, ~2, ... */
  double deaf;           /* seconds of C since a hook that counts far was last let fire */
  lua_CFunction open;    /* opens the module, in a state of its own too */
  const void *quantity;  /* the address of the quantities' metatable, which the core keeps alive */
} sf_core;

/* User values of the core. */
enum {
  SF_CORE_LIBRARY = 1,
  SF_CORE_PAUSE,
  SF_CORE_FOREIGN, /* the last error of a hook, or of memory, that was raised from C */
  SF_CORE_QUANTITY,
  SF_CORE_VALUES = SF_CORE_QUANTITY
};

/* The core of the running function; raises once it is closed. */
sf_core *sf_this_core(lua_State *L);
/* Pushes one of the core's user values. */
void sf_push_core_value(lua_State *L, int which);

/* A type's metatable, left on the stack; its __index is the table of methods. It gets __name, __index, __gc,
 * __metatable and the given metamethods. release is idempotent; where the type closes, it is __close and the method
 * "close" as well. The core is on the top of the stack when called.
 *
 * A finalizer of the script's own may close an object whenever Lua allocates: the methods of a type that closes ask for
 * what is inside only after they have allocated. Quantities, being values, do not close. */
void sf_make_type(lua_State *L, const char *name, const luaL_Reg *methods, const luaL_Reg *metamethods,
                  lua_CFunction release, bool closes);
/* Adds functions with the core, which is at index core, as upvalue to the table on the top. */
void sf_add_functions(lua_State *L, int core, const luaL_Reg *functions);

/* Raising. The position is that of the innermost Lua frame outside the library; there may be none. */
void sf_push_position(lua_State *L);
_Noreturn void sf_raise(lua_State *L, const char *format, ...) SF_PRINTF(2, 3);
_Noreturn void sf_raise_error(lua_State *L, const sf_error *error);
void sf_make_error_type(lua_State *L);
/* Leaves nil, err. Returns 2. */
int sf_give_error(lua_State *L, const sf_error *error);
/* The same for what can happen in a correct program; what misuse causes raises. */
int sf_answer_error(lua_State *L, const sf_error *error);

/* Arguments. Each raises with the argument's name, what came and what was expected. */
const char *sf_describe(lua_State *L, int index); /* what came, in words; pushes the text */
void sf_check_finite(lua_State *L, double value, const char *name);
double sf_check_number(lua_State *L, int index, const char *name);
int64_t sf_check_integer(lua_State *L, int index, const char *name, int64_t low, int64_t high);
const char *sf_check_text(lua_State *L, int index, const char *name, size_t *length);
/* The length of a list. */
size_t sf_check_list(lua_State *L, int index, const char *name);
/* Pushes a userdata array of the list's numbers: finite ones, or any, where NaN is what is not known. */
double *sf_check_numbers(lua_State *L, int index, const char *name, size_t *count);
double *sf_check_column(lua_State *L, int index, const char *name, size_t *count);
/* The same of a list that holds count numbers, as many as there are of what. */
double *sf_check_as_many(lua_State *L, int index, const char *name, size_t count, const char *what);
/* Which of the words the text is; raises with what there is. */
int sf_check_word(lua_State *L, int index, const char *name, const char *const *words, size_t count);
/* Raises when the table has a field whose name is not among names, naming the nearest. */
void sf_check_fields(lua_State *L, int index, const char *what, const char *const *names, size_t count);
/* For whoever has looked each name up himself: a table of named fields, and whether it has no more than those found
 * (false too where a metatable may have given one), so that sf_check_fields has nothing to find. */
void sf_check_table(lua_State *L, int index, const char *what);
bool sf_has_so_many(lua_State *L, int index, size_t found);
/* Pushes a userdata array of count strings, which the list at index keeps alive. */
const char **sf_check_names(lua_State *L, int index, const char *name, size_t *count);
/* A userdata block that Lua frees; pushed. */
void *sf_push_block(lua_State *L, size_t count, size_t size);

/* NaN is unknown, and unknown is nil. */
void sf_push_known(lua_State *L, double value);
/* Sets a field of the table on the top: a number that may be unknown, a count. */
void sf_set_number(lua_State *L, const char *field, double value);
void sf_set_count(lua_State *L, const char *field, size_t value);
void sf_set_integer(lua_State *L, const char *field, lua_Integer value);
/* The same for text; NULL is unknown, and sets nothing. */
void sf_set_text(lua_State *L, const char *field, const char *text);
void sf_set_boolean(lua_State *L, const char *field, bool value);
void sf_set_numbers(lua_State *L, const char *field, const double *values, size_t count);
/* Pushes a list of numbers; of places, the first of which is 1 in Lua and 0 here. */
void sf_push_numbers(lua_State *L, const double *values, size_t count);
void sf_push_places(lua_State *L, const size_t *places, size_t count);
/* Tells the collector of memory it cannot see, so that it keeps pace with what C holds. */
void sf_charge(lua_State *L, size_t bytes);

/* The host's hooks (hooks.c). Makes the little Lua that is run for them, once. */
void sf_set_pause(lua_State *L, int core);
/* Lets hooks fire after so many further seconds of C; true when one raised: its error is on the top of the stack, to be
 * raised as it is once what C holds has been given back. Needs LUA_MINSTACK free slots. */
bool sf_hook_raises(lua_State *L, double seconds);

/* In the state of a sandbox: whether a limit was met, or the host raised. A tick that asks ends the run, and the
 * sandbox is left afterwards (sf_leave_if_over): never while the engine's threads run. */
bool sf_sandbox_is_over(void);

/* Notes that the error on the top of the stack is foreign: nobody who catches it may give it a meaning of his own. */
void sf_note_foreign(lua_State *L);

/* Quantities (quantity.c). The type has neither operators nor ways of looking at it until they are added. */
void sf_make_quantity_type(lua_State *L);
/* Its metatable's functions hold the core, so that a quantity keeps it alive without a user value for that. */
typedef struct sf_quantity_box {
  sf_expression *expression; /* retained; NULL while empty */
} sf_quantity_box;
enum { SF_QUANTITY_UNIT = 1, SF_QUANTITY_VALUES = SF_QUANTITY_UNIT }; /* user values: the unit it was written in */
/* The box at index, or NULL. */
sf_quantity_box *sf_test_quantity(lua_State *L, int index);
/* The expression of a quantity. */
sf_expression *sf_check_quantity(lua_State *L, int index, const char *name);
/* An empty quantity, pushed; filled by sf_give_quantity. */
sf_quantity_box *sf_push_quantity(lua_State *L);
/* Fills the box, which is on the top of the stack, raises when the graph has failed, and leaves one value: the
 * quantity, or a number for a dimensionless constant. Returns 1. */
int sf_give_quantity(lua_State *L, sf_quantity_box *box, sf_expression *expression);
/* The expression of a quantity or number; borrowed. */
sf_expression *sf_check_value(lua_State *L, int index, const char *name);
/* The same for a constant, as its value and dimension. */
sf_quantity sf_check_constant(lua_State *L, int index, const char *name);
/* The dimension of a quantity or number; a plain number's for nil. */
sf_dimension sf_check_like(lua_State *L, int index, const char *name);
/* Pushes the value that a dimension and a coherent number make. */
int sf_push_constant(lua_State *L, double value, sf_dimension dimension);

/* A list of expressions held while a function works on them; pushed, released by the collector at the latest. */
typedef struct sf_held {
  size_t count;
  sf_expression *items[];
} sf_held;
sf_held *sf_push_held(lua_State *L, size_t count);
/* Holds the values of the list at index. */
sf_held *sf_check_values(lua_State *L, int index, const char *name);
/* Retains what was just put into items, and raises when the graph has failed. */
void sf_hold(lua_State *L, sf_held *held);
/* Releases what is held before the collector would, so that a graph does not grow by what is of no more use. */
void sf_let_go(lua_State *L, sf_held *held);
/* Pushes a list of the values held. Returns 1. */
int sf_give_values(lua_State *L, const sf_held *held);

/* A place for memory from sf_allocate, pushed; freed by the collector. */
void **sf_push_memory(lua_State *L);
void sf_make_held_types(lua_State *L);

/* Summaries (summary.c): an empty one, pushed, whose place is filled by what makes it. */
struct sf_summary;
struct sf_summary **sf_push_summary(lua_State *L);

/* The other types and the groups of functions, each in its own file. */
void sf_make_plan_type(lua_State *L);
void sf_make_summary_type(lua_State *L);
void sf_make_closed_form_type(lua_State *L);
void sf_make_series_type(lua_State *L);
void sf_make_filings_type(lua_State *L);
void sf_make_filing_type(lua_State *L);
void sf_make_folder_type(lua_State *L);
void sf_make_output_type(lua_State *L);
void sf_make_process_types(lua_State *L);
void sf_make_sandbox_type(lua_State *L);
void sf_make_reader_type(lua_State *L);
/* The only accessor of a Reader; raises when it is none. */
const sf_reader *sf_check_reader(lua_State *L, int index, const char *name);
void sf_make_feed_type(lua_State *L);
/* Arithmetic where the second operand is a series (series.c). */
bool sf_is_series(lua_State *L, int index);
int sf_series_add(lua_State *L);
int sf_series_subtract(lua_State *L);
int sf_series_multiply(lua_State *L);
int sf_series_divide(lua_State *L);
/* What the other files add to quantities. */
extern const luaL_Reg sf_arithmetic_metamethods[], sf_comparison_methods[], sf_inspection_metamethods[],
    sf_inspection_methods[];
extern const luaL_Reg sf_error_functions[], sf_arithmetic_functions[], sf_expression_functions[], sf_law_functions[],
    sf_printing_functions[], sf_plan_functions[], sf_summary_functions[], sf_closed_form_functions[],
    sf_finance_functions[], sf_factory_functions[], sf_date_functions[], sf_observation_functions[],
    sf_series_functions[], sf_publishers_functions[], sf_filings_functions[], sf_filing_functions[],
    sf_truth_functions[], sf_rule_functions[], sf_concentration_functions[], sf_rivals_functions[],
    sf_system_power_functions[], sf_folder_functions[], sf_inference_functions[], sf_frontier_functions[],
    sf_attribution_functions[], sf_reader_functions[], sf_valuation_functions[], sf_entry_functions[],
    sf_arrival_functions[], sf_event_study_functions[], sf_track_record_functions[], sf_checksum_functions[],
    sf_story_functions[], sf_feed_functions[], sf_hook_functions[], sf_output_functions[], sf_json_functions[],
    sf_csv_functions[], sf_terminal_functions[], sf_process_functions[], sf_sandbox_functions[], sf_records_functions[];

#endif
