--- Writes what a shell and man need of the command, from its table: the manual page, and completion for bash and zsh.
-- Usage: lua5.4 tests/lint/write_command.lua [--root DIR] [--build DIR]
package.path = (arg[0]:match "^.*/" or "./") .. "?.lua;" .. package.path

local tree = require "tree"

local given = tree.arguments(arg)
local commands = dofile(given.root .. "/lua/signalflow/command/commands.lua")
local version = dofile(given.root .. "/lua/signalflow/shared/version.lua")

local function write(path, text)
  os.execute(("mkdir -p '%s'"):format(path:match "^(.*)/"))
  local file = assert(io.open(path, "wb"))
  assert(file:write(text))
  assert(file:close())
end

-- An option's names, and what it takes.
local function words_of(option)
  local names = {}
  for name in option.name:gmatch "%S+" do
    names[#names + 1] = name
  end
  return names, option.argname or not option.is_flag and "<" .. option.name:gsub("^.*%-%-", "") .. ">" or nil
end

-- Options and flags of a command together, and what argparse gives to each.
local function options_of(entry)
  local list = {}
  table.move(entry.options or {}, 1, #(entry.options or {}), 1, list)
  for _, flag in ipairs(entry.flags or {}) do
    flag.is_flag = true
    list[#list + 1] = flag
  end
  list[#list + 1] = { name = "-h --help", description = "Say how it is used.", is_flag = true }
  return list
end

-- ---- the manual page ----

local function roff(text)
  return (text:gsub("\\", "\\e"):gsub("%-", "\\-"):gsub("^([.'])", "\\&%1"):gsub("\n([.'])", "\n\\&%1"))
end

local function usage(entry)
  local words = {}
  for _, option in ipairs(options_of(entry)) do
    local names, takes = words_of(option)
    words[#words + 1] = ("[%s%s]"):format(names[1], takes and " " .. takes or "")
  end
  for _, argument in ipairs(entry.arguments or {}) do
    local optional = argument.args == "?" or argument.args == "*"
    local more = argument.args == "*" and " ..." or ""
    words[#words + 1] = (optional and "[<%s>]%s" or "<%s>%s"):format(argument.name, more)
  end
  return table.concat(words, " ")
end

local function add_entry(lines, name, entry)
  lines[#lines + 1] = ".SS " .. roff(name)
  lines[#lines + 1] = roff(("signalflow %s %s"):format(name, usage(entry)))
  lines[#lines + 1] = ".PP"
  lines[#lines + 1] = roff(entry.description)
  for _, argument in ipairs(entry.arguments or {}) do
    lines[#lines + 1] = (".TP\n.I %s\n%s"):format(roff(argument.name), roff(argument.description))
  end
  for _, option in ipairs(options_of(entry)) do
    local names, takes = words_of(option)
    lines[#lines + 1] = (".TP\n.B %s\n%s"):format(roff(table.concat(names, ", ") .. (takes and " " .. takes or "")),
      roff(option.description))
  end
  if entry.example then
    lines[#lines + 1] = (".PP\nExample:\n.PP\n.RS\n%s\n.RE"):format(roff(entry.example))
  end
  local of = ""
  for _, argument in ipairs(entry.arguments or {}) do
    of = ("%s <%s>"):format(of, argument.name)
  end
  for _, action in ipairs(entry.actions or {}) do
    add_entry(lines, ("%s%s %s"):format(name, of, action.name), action)
  end
end

local function manual()
  local lines = { (".TH SIGNALFLOW 1 \"\" \"signalflow %s\" \"User commands\""):format(version), ".SH NAME",
    "signalflow \\- models of AI factories, from electricity to tokens to value", ".SH SYNOPSIS",
    ".B signalflow\n.br\n.B signalflow \\-e\n.I EXPR\n.br\n.B signalflow \\-\n.br\n.B signalflow \\-i\n.I SCRIPT\n.br",
    ".B signalflow\n.I COMMAND\n[...]", ".SH DESCRIPTION",
    roff("Without arguments signalflow is a prompt: help() says what there is, tutorial() teaches it in eight steps,"
      .. " Tab completes, Ctrl-C stops what runs, Ctrl-D ends. -e says one thing to it, - reads standard input, and -i"
      .. " begins with the names that a script leaves."), ".SH COMMANDS" }
  for _, entry in ipairs(commands) do
    add_entry(lines, entry.name, entry)
  end
  lines[#lines + 1] = ".SH EXIT STATUS"
  lines[#lines + 1] = ".TP\n0\ndone, or all well\n.TP\n1\nan answer for the worse\n.TP\n2\nnothing known, or nothing"
    .. " found\n.TP\n3\nan error, wrong usage included\n.TP\n130\ninterrupted"
  lines[#lines + 1] = ".SH ENVIRONMENT"
  lines[#lines + 1] = ".TP\nXDG_STATE_HOME\n" .. roff("where the prompt keeps its history, else ~/.local/state")
    .. "\n.TP\nSOURCE_DATE_EPOCH\n" .. roff("the day of writing that a report bears; without it none")
  return table.concat(lines, "\n") .. "\n"
end

-- ---- completion ----

local function all_words(entry)
  local words = {}
  for _, option in ipairs(options_of(entry)) do
    table.move(words_of(option), 1, #words_of(option), #words + 1, words)
  end
  for _, action in ipairs(entry.actions or {}) do
    words[#words + 1] = action.name
  end
  return table.concat(words, " ")
end

local SHIPPED = { checklist = "investor key_checks" }

-- What stands after an option, and in place of an argument: words, or files.
local function values(one)
  return one.choices and table.concat(one.choices, " ") or SHIPPED[one.kind] or nil
end

-- What either shell lists the scenarios with.
local SCENARIOS = [[
_signalflow_scenarios() {
  local place
  place=$(command -v signalflow) || return
  place=$(dirname "$(readlink -f "$place")")
  ls "$place"/../share/lua/5.4/signalflow/scenarios "$place"/../lua/scenarios 2>/dev/null | sed -n 's/\.lua$//p'
}
]]

local function bash()
  local names, cases = {}, {}
  for i, entry in ipairs(commands) do
    names[i] = entry.name
    local inner, argument = {}, entry.arguments and entry.arguments[1]
    for _, option in ipairs(options_of(entry)) do
      local list, takes = words_of(option)
      if values(option) then
        inner[#inner + 1] = ("        %s) words='%s' ;;"):format(table.concat(list, "|"), values(option))
      elseif option.kind or takes then
        inner[#inner + 1] = ("        %s) words='' ;;"):format(table.concat(list, "|"))
      end
    end
    local offered = argument and (argument.kind == "scenario" and "$(_signalflow_scenarios)" or values(argument)) or ""
    inner[#inner + 1] = ('        *) words="%s%s" ;;'):format(all_words(entry),
      offered ~= "" and " " .. offered or "")
    cases[i] = ("    %s)\n      case $before in\n%s\n      esac ;;"):format(entry.name, table.concat(inner, "\n"))
  end
  return ([[
# Completion of the signalflow command for bash, made from its table of commands.
%s
_signalflow() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='%s --help --version -e -i'
  else
    case ${COMP_WORDS[1]} in
%s
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  if [ "$COMP_CWORD" -gt 1 ] && [ ${#COMPREPLY[@]} -eq 0 ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
    compopt -o filenames 2>/dev/null
  fi
}
complete -F _signalflow signalflow
]]):format(SCENARIOS, table.concat(names, " "), table.concat(cases, "\n"))
end

-- What zsh offers for an option or in place of an argument: words, files or both.
local function zsh_action(one, more)
  local words = one.kind == "scenario" and "$(_signalflow_scenarios)" or SHIPPED[one.kind]
  if one.choices then
    return "(" .. values(one) .. ")"
  elseif words or more then
    return ("{_signalflow_or_file %s}"):format(table.concat({ words or "", more or "" }, " "))
  end
  return one.kind == "folder" and "_files -/" or one.kind and "_files" or ""
end

local function zsh()
  local names, cases = {}, {}
  local function quoted(text)
    return text:gsub("['%[%]:\\]", { ["'"] = "'\\''", ["["] = "\\[", ["]"] = "\\]", [":"] = "\\:", ["\\"] = "\\\\" })
  end
  for i, entry in ipairs(commands) do
    names[i] = ("    '%s:%s'"):format(entry.name, (quoted(entry.description:match "^[^.]*")))
    local specs = {}
    for _, option in ipairs(options_of(entry)) do
      local list, takes = words_of(option)
      for _, name in ipairs(list) do
        specs[#specs + 1] = ("'%s[%s]%s'"):format(name, quoted(option.description),
          takes and (":%s:%s"):format(takes:gsub("[<>]", ""), zsh_action(option)) or "")
      end
    end
    local actions = {}
    for k, action in ipairs(entry.actions or {}) do
      actions[k] = action.name
    end
    specs[#specs + 1] = ("'*:file:%s'"):format(zsh_action((entry.arguments or {})[1] or {},
      #actions > 0 and table.concat(actions, " ") or nil))
    cases[i] = ("    %s) _arguments %s ;;"):format(entry.name, table.concat(specs, " "))
  end
  return ([[
#compdef signalflow
# Completion of the signalflow command for zsh, made from its table of commands.
%s
# Some words, or a file.
_signalflow_or_file() {
  _alternative "names:name:($*)" 'files:file:_files'
}

_signalflow() {
  local -a commands
  commands=(
%s
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case ${words[2]} in
%s
  esac
}
_signalflow "$@"
]]):format(SCENARIOS, table.concat(names, "\n"), table.concat(cases, "\n"))
end

write(given.build .. "/signalflow.1", manual())
write(given.build .. "/completion/signalflow", bash())
write(given.build .. "/completion/_signalflow", zsh())
