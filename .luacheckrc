std = "lua54"
max_line_length = 120
codes = true
exclude_files = { "lua/signalflow/meta" } -- stubs, which are only read
files["tests/spec"] = { std = "lua54+busted" }
files["tests/desk"] = { std = "lua54+busted" }
files["tests/bench"] = { std = "lua54" }
