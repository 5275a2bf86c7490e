--- Pictures as gnuplot scripts that hold their data, for whoever wants another style.
-- @module signalflow.page.gnuplot
local cells = require "signalflow.page.cells"
local line = require "signalflow.page.line"
local number = require "signalflow.page.number"
local picture = require "signalflow.page.picture"

local gnuplot = {}

local MISSING = "?"

-- Text as gnuplot reads it: within single quotes only a single quote means anything.
local function quote(words)
  return "'" .. line.plain(words):gsub("'", "''") .. "'"
end

local function put(out, form, ...)
  out[#out + 1] = form:format(...)
end

-- A block of data under a name; text in it stands in quotes.
local function put_data(out, name, rows)
  put(out, "$%s << END", name)
  for _, row in ipairs(rows) do
    local fields = {}
    for i, value in ipairs(row) do
      fields[i] = type(value) == "number" and (number.exact(value) or MISSING)
        or value == "" and MISSING or '"' .. line.plain(value):gsub('["\\]', "'") .. '"'
    end
    out[#out + 1] = table.concat(fields, " ")
  end
  out[#out + 1] = "END"
end

local write = {}

function write.rows(out, one)
  local _, rows = picture.data(one)
  local data, names, has_marks = {}, {}, false
  for i, row in ipairs(rows) do
    data[i] = { i, row[2], row[3], row[4] }
    has_marks = has_marks or row[4] ~= ""
    names[i] = ("%s %d"):format(quote(row[1]), i)
  end
  put_data(out, "bars", data)
  put(out, "set xlabel %s noenhanced", quote(picture.row_axis(one).title))
  put(out, "set ytics (%s) noenhanced", table.concat(names, ", "))
  put(out, "set yrange [%d.5:0.5]", #rows)
  out[#out + 1] = "plot $bars using 2:1:2:3:($1-0.3):($1+0.3) with boxxyerror fs solid 0.6 notitle"
    .. (has_marks and ", $bars using 4:1 with points pt 7 lc black notitle" or "")
end

local STYLES = {
  line = { "1:2", "lines lw 2" }, steps = { "1:2", "steps lw 2" }, points = { "1:2", "points pt 7" },
  squares = { "1:2", "points pt 5" },
  band = { "1:3:4", "filledcurves fs transparent solid 0.3" }, bars = { "(($3+$4)/2):2:($4-$3)", "boxes fs solid 0.6" },
}

function write.plane(out, one)
  local _, rows = picture.data(one)
  local x, y = picture.plane_axes(one)
  local plots, place = {}, 0
  for k, series in ipairs(one.series) do
    local data, is_there = {}, false
    for i = 1, #(series.y or series.low) do
      local row = rows[place + i]
      data[i] = { row[2], row[3], row[4], row[5] }
      is_there = is_there or row[3] ~= "" or row[4] ~= ""
    end
    place = place + #data
    if is_there then
      put_data(out, "series" .. k, data)
    end
    local style = series.square and STYLES.squares or STYLES[series.shape]
    plots[#plots + 1] = is_there and ("$series%d using %s with %s %s"):format(k, style[1], style[2],
      series.name and "title " .. quote(cells.text(series.name)) .. " noenhanced" or "notitle") or nil
  end
  if one.x.date then
    out[#out + 1] = "set xdata time\nset timefmt '\"%Y-%m-%d\"'\nset format x '%Y-%m'"
  end
  out[#out + 1] = x.log and "set logscale x" or nil
  out[#out + 1] = y.log and "set logscale y" or nil
  put(out, "set xlabel %s noenhanced\nset ylabel %s noenhanced", quote(x.title), quote(y.title))
  out[#out + 1] = "set key below\nset grid\nplot " .. table.concat(plots, ", \\\n  ")
end

function write.grid(out, one)
  local made = picture.cells(one)
  local _, data = picture.data(one)
  local marks, values, columns, names = {}, {}, {}, {}
  for k, row in ipairs(one.rows) do
    for i = 1, row.heading and 0 or #one.columns do
      marks[#marks + 1] = { i, k, made[k][i].text }
      local value = data[k][i + 1]
      values[#values + 1] = type(value) == "number" and { i, k, value } or nil
    end
    names[k] = ("%s %d"):format(quote(cells.text(row.label or row.heading)), k)
  end
  for i, column in ipairs(one.columns) do
    columns[i] = ("%s %d"):format(quote(cells.text(column)), i)
  end
  put_data(out, "cells", marks)
  put_data(out, "values", values)
  put(out, "set xtics (%s) rotate noenhanced\nset ytics (%s) noenhanced", table.concat(columns, ", "),
    table.concat(names, ", "))
  put(out, "set xrange [0.5:%d.5]\nset yrange [%d.5:0.5]", #one.columns, #one.rows)
  local shades = "$values using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):3 with boxxyerror fs solid lc palette notitle, "
  put(out, "plot %s$cells using 1:2:3 with labels noenhanced notitle", #values > 0 and shades or "")
end

--- A picture as a gnuplot script.
-- @tparam Block one
-- @treturn string
function gnuplot.write(one)
  local out = { "# gnuplot 5.0 or later; the data is in this file", "set datafile missing '?'" }
  put(out, "set title %s noenhanced", quote(cells.text(one.title)))
  for _, words in ipairs(one.says or {}) do
    put(out, "# %s", line.plain(cells.text(words)))
  end
  put(out, "# %s", line.plain(picture.caption(one)))
  if picture.is_empty(one) then
    out[#out + 1] = "# nothing here is known"
  else
    write[one.layout](out, one)
  end
  return table.concat(out, "\n") .. "\n"
end

return gnuplot
