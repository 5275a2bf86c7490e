/* MPI as a module of its own, for `mpirun signalflow run --mpi`: built by `make mpi` where there is an MPI, and linked
 * into nothing else. An error of MPI ends the job, which mpirun says. */
#include <lauxlib.h>
#include <lua.h>
#include <mpi.h>

__attribute__((visibility("default"))) int luaopen_signalflow_mpi(lua_State *L);

enum { PIECE = 1 << 30 /* bytes of a message, which MPI counts in an int */, TAG = 0 };

/* init(): once a process, before all else */
static int mpi_init(lua_State *L) {
  (void)L;
  MPI_Init(NULL, NULL);
  return 0;
}

/* rank(): which process this is, from 0 */
static int mpi_rank(lua_State *L) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  lua_pushinteger(L, rank);
  return 1;
}

/* size(): how many processes there are */
static int mpi_size(lua_State *L) {
  int size = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  lua_pushinteger(L, size);
  return 1;
}

static void send_bytes(const char *bytes, size_t length) {
  unsigned long long left = length;
  MPI_Send(&left, 1, MPI_UNSIGNED_LONG_LONG, 0, TAG, MPI_COMM_WORLD);
  for (size_t done = 0; done < length;) {
    const size_t piece = length - done < PIECE ? length - done : PIECE;
    MPI_Send(bytes + done, (int)piece, MPI_BYTE, 0, TAG, MPI_COMM_WORLD);
    done += piece;
  }
}

/* Pushes what a process sends. */
static void receive_bytes(lua_State *L, int rank) {
  unsigned long long length = 0;
  luaL_Buffer buffer;
  MPI_Recv(&length, 1, MPI_UNSIGNED_LONG_LONG, rank, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  char *const bytes = luaL_buffinitsize(L, &buffer, (size_t)length);
  for (size_t done = 0; done < length;) {
    const size_t piece = length - done < PIECE ? (size_t)length - done : PIECE;
    MPI_Recv(bytes + done, (int)piece, MPI_BYTE, rank, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    done += piece;
  }
  luaL_pushresultsize(&buffer, (size_t)length);
}

/* gather(bytes, take): calls take in process 0 with the bytes of every process, in their order; in the others it
 * returns once they are sent */
static int mpi_gather(lua_State *L) {
  size_t length;
  const char *const bytes = luaL_checklstring(L, 1, &length);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  int rank = 0, size = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (rank != 0) {
    send_bytes(bytes, length);
    return 0;
  }
  for (int from = 0; from < size; ++from) {
    lua_pushvalue(L, 2);
    if (from == 0)
      lua_pushvalue(L, 1);
    else
      receive_bytes(L, from);
    lua_call(L, 1, 0);
  }
  return 0;
}

/* abort(status): ends all processes */
static int mpi_abort(lua_State *L) {
  MPI_Abort(MPI_COMM_WORLD, (int)luaL_checkinteger(L, 1));
  return 0;
}

/* finalise(): the last thing */
static int mpi_finalise(lua_State *L) {
  (void)L;
  MPI_Finalize();
  return 0;
}

int luaopen_signalflow_mpi(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"init", mpi_init},   {"rank", mpi_rank},         {"size", mpi_size}, {"gather", mpi_gather},
      {"abort", mpi_abort}, {"finalise", mpi_finalise}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
