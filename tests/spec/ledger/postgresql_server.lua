--- A PostgreSQL server of the tests' own: a new cluster in a temporary folder, on loopback, gone with this process.
local server = {}

-- What runs it. PostgreSQL refuses root, so root becomes the user that Debian's package has made. The server lives as
-- long as standard input is open: when this process ends, however it ends, the server stops and its folder goes.
local SCRIPT = [[
set -u
unset LD_PRELOAD
folder=$1 port=$2 bin=$3
as=""
[ "$(id -u)" = 0 ] && as="setpriv --reuid=postgres --regid=postgres --clear-groups"
trap : INT TERM
printf secret >"$folder/password" && chmod 644 "$folder/password"
mkdir "$folder/data" && { [ -z "$as" ] || chown postgres "$folder" "$folder/data"; }
cd "$folder" || exit 1
$as "$bin/initdb" -D "$folder/data" -U analyst --auth=scram-sha-256 --pwfile="$folder/password" --encoding=UTF8 \
  --locale=C.UTF-8 --no-sync >"$folder/log" 2>&1 || exit 1
$as "$bin/postgres" -D "$folder/data" -p "$port" -k "$folder" -c listen_addresses=127.0.0.1 -c fsync=off \
  -c shared_buffers=16MB -c max_connections=100 >>"$folder/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT "$server" 2>/dev/null
wait "$server" 2>/dev/null
rm -rf "$folder"
]]

local function output_of(command)
  local pipe = assert(io.popen("{ " .. command .. "; } 2>/dev/null"))
  local output = pipe:read "a"
  pipe:close()
  return (output:gsub("%s+$", ""))
end

-- LuaDBI loses the result of each statement that the server refuses, and these tests make it refuse many; and the
-- server's own programs hang under a preloaded checker.
local is_checked = (os.getenv "WRAP" or "") .. (os.getenv "PRELOAD" or "") ~= ""

-- The newest server that is installed; nil, and why, where there is none that may be run.
local function find_programs()
  if is_checked then
    return nil, "not under a checker of memory"
  end
  local bin = output_of "ls -d /usr/lib/postgresql/*/bin /usr/local/pgsql/bin | sort -V | tail -n 1"
  if bin == "" or output_of(("test -x '%s/initdb' && echo yes"):format(bin)) ~= "yes" then
    return nil, "there is no PostgreSQL server"
  elseif output_of "id -u" == "0" and output_of "id -u postgres && command -v setpriv" == "" then
    return nil, "there is no user postgres to run the server as"
  elseif not pcall(require, "dbd.postgresql") then
    return nil, "lua-dbi-postgresql is not installed"
  end
  return bin
end

local running

--- Starts the server, once.
-- @treturn[1] string the address of its first database, without a name
-- @treturn[2] nil
-- @treturn[2] string why not
function server.start()
  if running then
    return running.address
  end
  local bin, why = find_programs()
  if not bin then
    return nil, why
  end
  local folder = output_of "mktemp -d"
  output_of("chmod 755 " .. folder)
  local script = folder .. "/run"
  local file = assert(io.open(script, "w"))
  file:write(SCRIPT)
  file:close()
  local port = 40000 + tonumber(output_of "od -An -N2 -tu2 /dev/urandom") % 20000
  local handle = assert(io.popen(("sh %s %s %d %s"):format(script, folder, port, bin), "w"))
  local address = ("postgresql://analyst:secret@127.0.0.1:%d/"):format(port)
  for _ = 1, 300 do
    if os.execute(("%s/pg_isready -q -h 127.0.0.1 -p %d -d postgres"):format(bin, port)) then
      running = { handle = handle, address = address }
      return address
    end
    os.execute "sleep 0.1"
  end
  local log = output_of("tail -n 5 " .. folder .. "/log")
  handle:close()
  error("the PostgreSQL server did not start: " .. log)
end

local made = 0

local function run(sql)
  local connection = assert(require "DBI".Connect("PostgreSQL", running.address .. "postgres"))
  connection:autocommit(true)
  local statement = assert(connection:prepare(sql))
  assert(statement:execute())
  connection:close()
end

--- Makes a database.
-- @tparam string encoding
-- @treturn string its address
function server.database(encoding)
  made = made + 1
  local name = ("ledger_%d"):format(made)
  run(("CREATE DATABASE %s ENCODING '%s' LOCALE 'C' TEMPLATE template0"):format(name, encoding))
  return running.address .. name
end

--- Makes a place for a ledger: a schema, which is faster made than a database.
-- @treturn string its address
function server.place()
  made = made + 1
  run(("CREATE SCHEMA ledger_%d"):format(made))
  return ("%spostgres?options=-csearch_path%%3Dledger_%d"):format(running.address, made)
end

--- Stops the server and removes its folder.
function server.stop()
  if running then
    running.handle:close()
    running = nil
  end
end

return server
