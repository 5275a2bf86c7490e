rockspec_format = "3.0"
package = "signalflow"
version = "0.2.0-1"
source = { url = "git+file://." } -- where it stands: `luarocks make`, then `luarocks pack signalflow`
description = {
  summary = "Models of AI factories: from electricity to tokens to value",
  detailed = "A C core and a Lua language for analysts of AI infrastructure: quantities with units and uncertainty, "
    .. "an engine that evaluates, differentiates and solves one formula, and the efficiency math of an AI factory.",
  license = "MIT",
}
dependencies = { "lua >= 5.4, < 5.5", "argparse >= 0.7" }
build = {
  type = "make",
  build_target = "all",
  install_target = "install-lua",
  build_variables = { LUA = "$(LUA)", LUA_INCDIR = "$(LUA_INCDIR)", CFLAGS = "" },
  install_variables = { LUADIR = "$(LUADIR)", LIBDIR = "$(LIBDIR)", BINDIR = "$(BINDIR)", LUA = "$(LUA)",
    LUA_INCDIR = "$(LUA_INCDIR)" },
}
