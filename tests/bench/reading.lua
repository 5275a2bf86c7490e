--- What `make bench-reading` prints: how fast filings and feeds are read here and with the readers that Debian has,
-- every program in turn on one processor in each of five rounds. reading.lua BUILD [FOLDER]: the files are
-- FOLDER/sec/*.json (companyfacts), FOLDER/filings/* (inline XBRL and instances) and FOLDER/rss/*.xml; without FOLDER,
-- or where it has none of a kind, one made of the patterns below.
local BUILD, FOLDER = arg[1], arg[2] or ""
local ROUNDS = 5

local function each(count, make)
  local all = {}
  for i = 1, count do all[i] = make(i) end
  return all
end

local function made_facts()
  local tags = each(400, function(tag)
    local facts = each(60, function(i)
      return ('{"start":"%d-01-27","end":"%d-04-27","val":%d,"accn":"0001045810-%02d-%06d","fy":%d,"fp":"Q1",'
        .. '"form":"10-Q","filed":"%d-05-%02d","frame":"CY%dQ1"}'):format(1990 + i, 1990 + i, tag * 7919000 * i,
        i % 100, tag * 60 + i, 1991 + i, 1990 + i, 1 + i % 28, 1990 + i)
    end)
    return ('"ExampleOfATagInUse%d":{"label":"Example, in use","description":"What it means, at some length.",'
      .. '"units":{"USD":[%s]}}'):format(tag, table.concat(facts, ","))
  end)
  return ('{"cik":1045810,"entityName":"EXAMPLE","facts":{"us-gaap":{%s}}}'):format(table.concat(tags, ","))
end

local function made_filing()
  local contexts = each(200, function(i)
    return ('<xbrli:context id="c%d"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">0001045810'
      .. '</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:startDate>%d-01-01</xbrli:startDate><xbrli:endDate>'
      .. '%d-12-31</xbrli:endDate></xbrli:period></xbrli:context>'):format(i, 1900 + i, 1900 + i)
  end)
  local rows = each(4000, function(i)
    return ('<tr><td colspan="3" style="padding:2px 1pt;text-align:left;vertical-align:bottom"><span style="color:'
      .. '#000000;font-family:\'Arial\',sans-serif;font-size:9pt">Line %d &#8212; as said before</span></td><td style='
      .. '"padding:2px 0;text-align:right"><ix:nonFraction unitRef="usd" contextRef="c%d" decimals="-6" '
      .. 'name="us-gaap:Revenues%d" format="ixt:num-dot-decimal" scale="6" id="f-%d">%d,%03d</ix:nonFraction>'
      .. '</td></tr>\n'):format(i, i % 200 + 1, i, i, i, i % 1000)
  end)
  return ([[<?xml version="1.0" encoding="ASCII"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12" xmlns:xbrli="http://www.xbrl.org/2003/instance"
xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:us-gaap="http://fasb.org/us-gaap/2024">
<head><title>example</title></head><body><div style="display:none"><ix:header><ix:resources>%s
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit></ix:resources></ix:header></div>
<table>%s</table></body></html>]]):format(table.concat(contexts), table.concat(rows))
end

local function made_feed()
  local items = each(3000, function(i)
    return ('<item><title>Supplier %d to spend $%d billion on data centers &amp; power</title><link>'
      .. 'https://www.example.org/news/%d</link><description><![CDATA[<p>What was said at more length, twice over.'
      .. '</p>]]></description><pubDate>Mon, %02d Aug 2026 13:00:00 +0000</pubDate></item>\n'
      ):format(i, i % 90, i, 1 + i % 28)
  end)
  local frame = '<?xml version="1.0"?>\n<rss version="2.0"><channel>%s</channel></rss>'
  return frame:format("<title>Example</title>" .. table.concat(items))
end

local PEERS = {
  simdjson = { name = "simdjson, its tree", package = "libsimdjson-dev" },
  expat = { name = "expat", package = "libexpat1-dev" },
  libxml2 = { name = "libxml2, SAX2", package = "libxml2-dev" },
}
local KINDS = {
  { kind = "facts", what = "companyfacts", files = "sec/*.json", make = made_facts, peers = { "simdjson" } },
  { kind = "filing", what = "inline XBRL", files = "filings/*", make = made_filing, peers = { "expat", "libxml2" } },
  { kind = "feed", what = "feeds", files = "rss/*.xml", make = made_feed, peers = { "expat", "libxml2" } },
}

local function succeeds(command) return (os.execute(command .. " >/dev/null 2>&1")) == true end
local pinned = succeeds "command -v taskset" and "taskset -c 0 " or ""

local function files_of(kind)
  local pattern = ("'%s'/%s"):format(FOLDER, kind.files)
  if FOLDER ~= "" and succeeds("ls " .. pattern) then return pattern, kind.files end
  local path = ("%s/tests/bench/made_%s"):format(BUILD, kind.kind)
  local file <close> = assert(io.open(path, "w"))
  file:write(kind.make())
  return path, "a file made of patterns"
end

local function programs_of(kind)
  local programs = { { name = "signalflow", command = ("%s/tests/bench/reading %s"):format(BUILD, kind.kind) } }
  for _, key in ipairs(kind.peers) do
    local peer, path = PEERS[key], ("%s/tests/bench/reading_%s"):format(BUILD, key)
    if succeeds("test -x " .. path) then
      programs[#programs + 1] = { name = peer.name, command = path .. " " .. kind.kind }
    else
      print(("%s is not here (Debian: %s), and is left out"):format(peer.name, peer.package))
    end
  end
  return programs
end

local function run(program, files)
  local command = ("%s%s %s 2>&1"):format(pinned, program.command, files)
  local pipe = assert(io.popen(command))
  local text = pipe:read "a"
  pipe:close()
  local speed, things = text:match "([%d.]+) MB/s, (%d+) things"
  if not speed then error(command .. " printed no speed:\n" .. text) end
  return tonumber(speed), tonumber(things)
end

local function median(values)
  table.sort(values)
  return values[(#values + 1) // 2], values[1], values[#values]
end

local function compare(kind)
  local files, described = files_of(kind)
  local programs = programs_of(kind)
  for _, program in ipairs(programs) do program.speeds, program.ratios = {}, {} end
  for round = 1, ROUNDS do
    for _, program in ipairs(programs) do
      program.speeds[round], program.things = run(program, files)
      program.ratios[round] = programs[1].speeds[round] / program.speeds[round]
    end
  end
  print(("%s (%s): one processor, %d rounds"):format(kind.what, described, ROUNDS))
  local columns = "  %-22s %8s %19s %10s %17s %9s"
  print(columns:format("", "MB/s", "(least - most)", "ours over", "(least - most)", "things"))
  for _, program in ipairs(programs) do
    local middle, least, most = median(program.speeds)
    local ratio, lowest, highest = median(program.ratios)
    print(("  %-22s %8.0f %19s %10.2f %17s %9d"):format(program.name, middle, ("(%.0f - %.0f)"):format(least, most),
      ratio, ("(%.2f - %.2f)"):format(lowest, highest), program.things))
  end
  print ""
end

for _, kind in ipairs(KINDS) do compare(kind) end
