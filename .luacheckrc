std = "lua54"
max_line_length = 120
codes = true
files["tests/spec"] = { std = "lua54+busted" }
files["tests/bench"] = { std = "lua54" }
