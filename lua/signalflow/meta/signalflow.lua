---@meta signalflow
-- Made from the comments of lua/signalflow and csrc/lua by `make stubs`. It is read by editors and never runs.

---What went wrong in a correct program: `code`, a word; it prints and joins as its message.
---@class signalflow.Err
---@field code string
local Err = {}

---What prints: tostring gives its page as text.
---@class signalflow.Printed
local Printed = {}

---Itself, so that a page stands wherever a thing that has one does.
---@return signalflow.Page
function Printed:page() end

---What stands behind the page: its blocks, and where its figures come from.
---@return signalflow.Page
function Printed:explain() end

---Writes the page to a file, its kind by the name's ending; one picture as a drawing.
---@param path string ending in .txt, .md, .html, .json or .csv; in .svg, .png, .pdf or .gp where the page holds one picture
---@return boolean|nil # true
---@return signalflow.Err|nil # with code "io", or "missing" where a program is
function Printed:save(path) end

---@class signalflow.Answer: signalflow.Printed
---@field [string] any
local Answer = {}

---Where its figures come from: what the check says, else where the newest stands in a publisher's file.
---@return string
function Answer:origin() end

---The filing its newest figure stands in, else who publishes it, and since when it is known: what holds whichever
---files a folder has of it. "10-Q 0001045810-25-000209, known 2025-08-27".
---@return string
function Answer:cited() end

---The value as figures; nil where there is none.
---@return table # inline content
function Answer:figures() end

---The state in words: "warn, held: 1 of 2 readings".
---@return table # inline content
function Answer:standing() end

---What there is to say: how it stands, why, and where the reading came from; then the check's own rule.
---@return signalflow.Block[]
function Answer:blocks() end

---Everything behind the answer: the question, its rule, the reading and where it came from.
---@return signalflow.Page
function Answer:explain() end

---What parts a checklist's answers: a list of `{ id =, axis =, kind =, from =, to =, before =, after = }`, flips
---before moves. `kind` is "flip" or "move", `from` and `to` the states, `before` and `after` the Answers; a flip has
---`turn`: "worse", "better" or "unknown"; what is near its limits on the later day alone has `near`, in words. `since`
---and `as_of` are the days, `stay_near` the ids of those that were near before.
---@class signalflow.AnswerChanges: signalflow.Printed
---@field [string] any
local AnswerChanges = {}

---A checklist's answers as of a day: `answers["id"]` is an Answer, `checks` all of them in order; `name`, `as_of`.
---@class signalflow.Answers: signalflow.Printed
---@field [string] any
local Answers = {}

---Everything behind one answer, or behind all.
---@param id? string
---@return signalflow.Page
function Answers:explain(id) end

---The answers as JSON. Values are in coherent units, as `shown` is written for people.
---@return string
function Answers:to_json() end

---What the command exits with: 0 all pass, 1 a warning or failure, 2 something unknown.
---@return integer
function Answers:exit_status() end

---A curve. `kind` is "gamma", "logistic" or "bass"; its parameters are `shape scale`, `midpoint steepness` or `p q`;
---`median p90 mean` are times; `peak` and `peak_rate` say when and how fast a Bass curve rises fastest, and are nil
---where q is not above p, since then it is fastest at the start. `stages` is the list it was made of, if any.
---@class signalflow.Arrival: signalflow.Printed
---@field [string] any
local Arrival = {}

---The share that has arrived by a time: 0 up to time 0, save for what a logistic curve has before.
---@param time number|signalflow.Quantity
---@return number|signalflow.Quantity # 0 to 1
function Arrival:share(time) end

---The time at which a share has arrived.
---@param share number|signalflow.Quantity from 0 to below 1
---@return signalflow.Quantity
function Arrival:time(share) end

---What arrives in each of n periods. The first holds what a logistic curve has before time 0, so that they and what
---lies `beyond` them sum to 1.
---@param n integer
---@param step? number|signalflow.Quantity the length of a period, a year unless given
---@return number[]|signalflow.Quantity[]
function Arrival:by_period(n, step) end

---The share that arrives after a horizon: 1 - share(horizon).
---@param horizon number|signalflow.Quantity
---@return number|signalflow.Quantity
function Arrival:beyond(horizon) end

---What spending becomes: in period t, yield * the sum over i <= t of spending[i] * what arrives in the (t - i)-th
---period after i. Revenue and tail together are yield times all of the spending.
---@param spending number[]|signalflow.Quantity[] of one period after another, from the first on
---@param yield number|signalflow.Quantity revenue over spending
---@param periods? integer how many to follow it over, as many as there is spending for unless given
---@param step? number|signalflow.Quantity the length of a period, a year unless given
---@return number[]|signalflow.Quantity[] # revenue of each period
---@return number|signalflow.Quantity # the tail: revenue that arrives after the last of them
function Arrival:spread(spending, yield, periods, step) end

---The curve, its formula, its parameters, how they were found, and sources.
---@return signalflow.Page
function Arrival:explain() end

---What was given, and then what was taken: a list of `{driver, value, how, given, tier, source, says, date, address,
---note}`; `how` is "given", "default", "platform", or the tier of what was worked out or looked up ("calibrated",
---"measured"); `tier` is the same for what was not given. Each by its driver, too: `assumptions.pue.value`.
---@class signalflow.Assumptions: signalflow.Printed
---@field [string] any
local Assumptions = {}

---The entry of a driver.
---@param driver string
---@return table|nil
function Assumptions:find(driver) end

---The newest day of a source.
---@return string|nil # as the source states it: "2026-11-23", "2024"; nil where none has a date
function Assumptions:as_of() end

---What a checklist would have said on each of several days, knowing what was known: `days`, `checks`, `name`.
---@class signalflow.Backtest: signalflow.Printed
---@field [string] any
local Backtest = {}

---One check's states, day by day.
---@param id string
---@return string[]
function Backtest:states(id) end

---Where states changed: list of `{day=, id=, from=, to=}`.
---@return table
function Backtest:changes() end

---A piece of a page: `kind`, and what that kind holds (see the functions above that make them).
---@class signalflow.Block
---@field [string] any
local Block = {}

---A ledger: hypotheses and what was entered about them. `address`. Closes by `<close>` or `:close()`.
---@class signalflow.Book: signalflow.Printed
---@field [string] any
local Book = {}

---Creates a hypothesis, or opens the one of that id: `book:hypothesis { id = ..., claim = ..., by = ..., on = ...,
---axis = ..., horizon = ..., prior = 0.5, falsified_by = ..., source = { title = ..., url = ... } }`.
---@param given table|string also `rivals`, ids of hypotheses of which at most one holds; `vague`, when it cannot be resolved; `corrects`, the number of the definition it replaces
---@return signalflow.Hypothesis|nil
---@return signalflow.Err|nil
function Book:hypothesis(given) end

---All hypotheses, in the order in which they were entered.
---@return signalflow.Hypothesis[]|nil
---@return signalflow.Err|nil
function Book:hypotheses() end

---Somebody who makes claims: `book:guru("Jensen Huang"):record()`.
---@param name string as the hypotheses' `by`
---@return signalflow.Guru
function Book:guru(name) end

---Entries as they were entered, what was corrected too, by number.
---@param given? table `hypothesis`, `type`, `as_of`, `recorded_by`; `from` and `to`, days: what was known and recorded by the end of `to`, and not yet by that of `from`; `after` (a number) and `limit` for many
---@return signalflow.Entry[]|nil
---@return signalflow.Err|nil
function Book:entries(given) end

---One entry by its number.
---@param number integer
---@return signalflow.Entry|nil
---@return signalflow.Err|nil
function Book:entry(number) end

---Enters statements, a hypothesis each with its evidence and headlines, all or none; what an earlier run has entered
---is left as it is: `book:enter { { id = ..., claim = ..., evidence = { { kind = ... } }, headlines = { reading } } }`.
---@param statements table list
---@return integer|nil # how many pieces of evidence and headlines are new
---@return signalflow.Err|nil
function Book:enter(statements) end

---Enters everything that a function enters, or nothing: one commit instead of many.
---@param action function
---@return boolean|nil # true
---@return signalflow.Err|nil # the first failure to enter something, also when the function went on
function Book:together(action) end

---Checks the file and the chain of entries.
---@return integer|nil # how many entries there are, all sound
---@return signalflow.Err|nil # code "corrupt"; `.entry` is the first damaged or missing one
function Book:verify() end

---Writes every entry as a JSON line.
---@param path string "-" is standard output
---@return integer|nil # how many
---@return signalflow.Err|nil
function Book:export(path) end

---Reads an exported ledger into this one, which must be empty: all of it, or nothing.
---@param path string "-" is standard input
---@return integer|nil # how many
---@return signalflow.Err|nil
function Book:import(path) end

---Closes the ledger; again is nothing.
function Book:close() end

---Which limits bind, with their probability.
---@class signalflow.Bottleneck: signalflow.Printed
---@field [string] any
local Bottleneck = {}

---What the factory rests on.
---@return signalflow.Page
function Bottleneck:explain() end

---What the factory rests on, as a list.
---@return signalflow.Assumptions
function Bottleneck:assumptions() end

---What changed between two days: `since`, `as_of`; `flips`, `near` and `moved` (entries of AnswerChanges), `minor`
---(how many moved by less), `stay_near` and `unknown` (ids); `known` (as `files:known_between`), `said` (events),
---`hypotheses` (nil without a ledger), `due` (Due, and how many `fell` overdue), `factories`, `lacking` (in words).
---@class signalflow.Brief: signalflow.Printed
---@field [string] any
local Brief = {}

---What the command exits with: 1 where something flipped for the worse or fell overdue, 2 where only what is unknown
---grew, else 0.
---@return integer
function Brief:exit_status() end

---The brief as data: what is kept for the next one's `--since last`.
---@return string # one line of JSON
function Brief:to_json() end

---One question: `id`, `axis`, `question`, `pass`, `fail` (Threshold), `source`, `unit`.
---@class signalflow.Check: signalflow.Printed
---@field [string] any
local Check = {}

---The thresholds in words: "passes > 20 %, fails < 0 %". Between them: warn.
---@return table # inline content
function Check:threshold() end

---A coherent number as a quantity of the check's dimension.
---@param value number
---@return number|signalflow.Quantity
function Check:quantity(value) end

---A coherent number as this check shows it.
---@param value number|nil
---@return signalflow.Figure
function Check:figure(value) end

---What the rule is read over: the value, or its distance to the nearer limit of sf.within.
---@param value signalflow.Series
---@return signalflow.Series
function Check:measured(value) end

---Answers the question as of a day.
---@param view table what was known on the day
---@param as_of string
---@return signalflow.Answer
function Check:evaluate(view, as_of) end

---Its name, axis and question.
---@return table # inline content
function Check:heading() end

---Its thresholds, how it holds and ages, and where its figures come from.
---@return signalflow.Block
function Check:facts() end

---The question, its thresholds, how it holds and ages, and where its figures come from.
---@return signalflow.Page
function Check:explain() end

---Questions to ask of data: `name`, `checks` (list of Check).
---@class signalflow.Checklist: signalflow.Printed
---@field [string] any
local Checklist = {}

---Answers every question, knowing only what was known on a day.
---@param given any series by name, or a folder (`sf.folder` or its path)
---@param when table `{ as_of = "2025-09-30" }`, always given
---@return signalflow.Answers|nil
---@return signalflow.Err|nil # where the folder cannot be read
function Checklist:evaluate(given, when) end

---Its answers on several days, side by side: each knows only what was known on it.
---@param given any as for evaluate
---@param days string[]
---@return signalflow.Comparison|nil
---@return signalflow.Err|nil
function Checklist:compare(given, days) end

---What the list would have said on each of many days.
---@param given any as for evaluate
---@param when table `from`, `to`, `step` ("month", "quarter", "year" or "30d")
---@return signalflow.Backtest|nil
---@return signalflow.Err|nil
function Checklist:backtest(given, when) end

---Tests the list on made-up data: `list:test { given = { capex = {...} }, as_of = "...", expect = { id = "warn" } }`.
---Fails where a state differs, where the data does not reach the day it is asserted of (unless unknown is expected),
---where no check reads a name that is given, and where a check is unknown for want of any data, unless "missing" is
---expected of it.
---@param given table `expect` is by id of check: "pass", "warn", "fail", "unknown", "suspect" or "missing"
---@return boolean|nil # true
---@return signalflow.Err|nil
function Checklist:test(given) end

---Every question with its thresholds, how it ages, and where its figures come from.
---@param id? string one check's alone
---@return signalflow.Page
function Checklist:explain(id) end

---A company's figures as the SEC serves them. Figures are Series; fourth quarters are worked out.
---@class signalflow.Company: signalflow.Printed
---@field [string] any
local Company = {}

---A flow by quarter: revenue, cost, cash flows. Quarters that are not reported are year-to-date differences.
---Raises where the file has none of the tags, naming the nearest; `company:has(asked)` asks beforehand
---@param asked string|table a concept (`"revenue"`), a tag (`"Revenues"`), or tags, the best first
---@param given? table `unit` ("USD", "shares"), `keep_repeats` (a vintage for each filing that repeats a figure)
---@return signalflow.Series
function Company:quarterly(asked, given) end

---A flow by fiscal year.
---@param asked string|table
---@param given? table as of `quarterly`
---@return signalflow.Series
function Company:annual(asked, given) end

---A balance: inventory, obligations.
---@param asked string|table
---@param given? table
---@return signalflow.Series
function Company:instant(asked, given) end

---Whether the file holds any of a concept's tags.
---@param asked string|table
---@return boolean
function Company:has(asked) end

---The tags of the file.
---@return string[]
function Company:tags() end

---The company's name and CIK, as the file has them.
---@return string
---@return integer
function Company:entity() end

---Lets go of the file's memory; series made of it stay.
function Company:close() end

---Models side by side: `names`, `models`, `scenarios` (their names, "base" first), `outputs`; by place of the model
---`studies`, `bottlenecks` (of factories), `sensitivities`; `differences[scenario][place]`, runs of that scenario less
---base, draw by draw.
---@class signalflow.Comparison: signalflow.Printed
---@field [string] any
local Comparison = {}

---The page without what it rests on, for a report that gathers that of all it holds.
---@return signalflow.Page
function Comparison:results() end

---What all models rest on.
---@return signalflow.Page
function Comparison:explain() end

---What all models rest on; a driver that differs is named once for each.
---@return signalflow.Assumptions
function Comparison:assumptions() end

---What each model makes of the output that is asked for first, in a line.
---@return table # inline
function Comparison:in_one_line() end

---The newest day of a source.
---@return string|nil
function Comparison:as_of() end

---What is known to be wrong with what the models take.
---@return string[] # keys of the catalogue's known issues
function Comparison:issues() end

---How concentrated shares are: `hhi`, `effective_count`, `entropy_count` (Bounds), `undisclosed` (0..1), `kind`;
---`top2` and the like (Bounds): what the n largest hold together.
---@class signalflow.Concentration: signalflow.Printed
---@field [string] any
local Concentration = {}

---How much more concentrated than earlier: bounds of the change of the index.
---@param earlier any another concentration, of the same kind
---@return table # `low`, `high`
function Concentration:change(earlier) end

---The Herfindahl-Hirschman index in points of 10,000, as content of a page.
---@return table # inline
function Concentration:points() end

---The shares, and how bounds are read.
---@return signalflow.Page
function Concentration:explain() end

---A list of `{interactivity (tok/s/user), from, to, multiples}`, or `{interactivity, why}` in words where a side does
---not reach it.
---@class signalflow.Curve: signalflow.Printed
---@field [string] any
local Curve = {}

---Its picture.
---@return signalflow.Block
function Curve:picture() end

---What both sides rest on.
---@return signalflow.Page
function Curve:explain() end

---Where two series part: a list of `{observation=, reference=}`; `name`, `reference`, `common` (how many periods
---meet), `relative` (the share from which they part).
---@class signalflow.Departures: signalflow.Printed
---@field [string] any
local Departures = {}

---What falls due: a list by day of `{ kind =, day =, of =, what =, source =, overdue = }`. `kind` is "filing",
---"question" or "verdict"; a filing has its `form` and `period_end`, `estimate` (its day is the usual one: `lag`,
---`least` and `most` days after the period, over `count` reports) and `deadline`; `as_of`, `by`, `lacking` (in words).
---@class signalflow.Due: signalflow.Printed
---@field [string] any
local Due = {}

---Those that are overdue.
---@return table[]
function Due:overdue() end

---As an iCalendar file (RFC 5545): a whole day each, with an identity that stays when it is made again.
---@return string
function Due:calendar() end

---One entry of a ledger: `number`, `type`, `hypothesis` (id), `on`, `recorded`, `checksum`, and the fields of its
---type.
---@class signalflow.Entry: signalflow.Printed
---@field [string] any
local Entry = {}

---What the entry says, in a few words.
---@return string
function Entry:says() end

---What one deployment does: `ttft`, `tpot`, `interactivity`, `token_rate`, `chip_power` (TieredAnswer), `layout`,
---`batch`, `platform`, `accelerators`, `concurrency`.
---@class signalflow.Estimate: signalflow.Printed
---@field [string] any
local Estimate = {}

---The question to which it is an answer, for `nearest.to`.
---@return table
function Estimate:question() end

---What the estimate rests on: figures of platform and model, and constants.
---@return signalflow.Page
function Estimate:explain() end

---The newest day of a source.
---@return string|nil
function Estimate:as_of() end

---What a price did around a day, less what its market did: `car` (cumulative abnormal log return), `t`, `p`,
---`significant`, `alpha`, `beta`, `sigma` (of a session), `session`, `sessions` (list of `{day=, offset=, asset=,
---market=, abnormal=}`).
---@class signalflow.EventStudy: signalflow.Printed
---@field [string] any
local EventStudy = {}

---The method, what it was fitted on, and where the closes come from.
---@return signalflow.Page
function EventStudy:explain() end

---What a price holds: `value` (market value and net debt), `market`, `net_debt`, `cash_flow` (free, of four quarters),
---`implied_growth`, `implied_years` (numbers or uncertain; nil where there are none), `filed_growth`, `filed_growth_3y`
---(fractions a year), `unknown` (why a part is not known, by name), `ticker`, `as_of`.
---@class signalflow.Expectations: signalflow.Printed
---@field [string] any
local Expectations = {}

---The ends of 90 % of the growth that the price implies.
---@return number|nil # low
---@return number|nil # high
function Expectations:implied_range() end

---A site that turns electricity into tokens, as a model: `platform`, `workload`, `mode`, and the fields of a Model.
---@class signalflow.Factory: signalflow.Model
---@field [string] any
local Factory = {}

---Saves the drivers as CSV, for a program that holds the C library and no Lua: of each its law with parameters and
---units, its tier, source and date.
---@param path string
---@return boolean|nil # true; or nil, err with code "io", or "unknown" where a driver is more than one law times and plus constants, or correlated
function Factory:save_drivers(path) end

---Groups the three scopes: `run.tokens_per_watt.chip`, `.system`, `.facility`; gives margins their ratio of means,
---`run.gross_margin.ratio_of_means`; and adds to `run.note` what is to be said beside the figures.
---@param made signalflow.Run of this factory
---@return signalflow.Run # the same
function Factory:result(made) end

---What is to be said beside the figures of a run: when use meets its peak, and why a margin and the NPV have opposite
---signs.
---@param made signalflow.Run of this factory
---@return string[]
function Factory:remarks(made) end

---A run of this factory year by year; `run:years()` asks it.
---@param made signalflow.Run of this factory
---@return signalflow.Years|nil # nil, err when cancelled
function Factory:years(made) end

---A factory with more outputs.
---Example: `factory:with(function(d, out) return { water = out.heat * litres_per_joule } end)`
---@param add function called with the drivers `d` and the outputs `out` (by name, tokens_per_watt.chip as `out["tokens_per_watt.chip"]`) of an average year, and of single years where those are asked for; returns a table of new outputs, or assigns them to `out`
---@return signalflow.Factory
function Factory:with(add) end

---The outputs' expressions over the drivers' places, with the yearly figures of one year of the horizon.
---@param year integer from 1
---@return table # name to expression
function Factory:formula_in_year(year) end

---What was given, and every figure that was taken: value, source, date.
---@return signalflow.Assumptions # prints as a list; see `signalflow.site.assumptions`
function Factory:assumptions() end

---Which limits bind, with their probability; see `signalflow.factory.bottleneck`.
---@param given? table the options of run
---@return signalflow.Bottleneck|nil # nil, err when cancelled
function Factory:bottleneck(given) end

---The outputs' expressions with some drivers left out or put otherwise; what becomes unknown is absent.
---@param left_out string|nil a driver
---@param changes? table driver to value
---@return table # name to expression
function Factory:formula_without(left_out, changes) end

---The newest day of a source.
---@return string|nil
function Factory:as_of() end

---What is known to be wrong with what it takes.
---@return string[] # keys of the catalogue's known issues
function Factory:issues() end

---Headlines in the order of their feed: `name`, `items` (list of `{title=, url=, source=, date=, line=}`).
---@class signalflow.Feed: signalflow.Printed
---@field [string] any
local Feed = {}

---Reads each headline in turn; a reading also has the item's `source`, `date`, `url` and `line`, where known.
---@param with? signalflow.Reader the shipped one if none is given
---@return function # iterator
function Feed:readings(with) end

---The feed's stories: items that tell one event together, and within them the copies of one text.
---@param given? table `within`, the days over which an event is retold (3); `reader`
---@return signalflow.Stories
function Feed:stories(given) end

---Why a feed gives no headline, or what it left out; nil where there is nothing to say.
---@return string
function Feed:shortfall() end

---A number with what is known of it.
---`value` coherent, nil where unknown; `like` a quantity of its dimension, none for plain numbers; `unit` the name of
---that in which it is shown, else one that suits its size; `low` and `high` its interval; `style`, of plain numbers:
---`"percent"` of a share, `"points"` of a difference of shares ("-7.6 pp"), `"percentile"` of a share of others that
---lie below ("43.3 pctl"), `"count"`, `"multiple"` ("x 36"); `shape`, counts of draws in slices;
---`undefined`, the share of draws that had no value; `unknown`, why there is none; `statistic` ("median"); `step`, a
---difference that its digits must show, where it has no interval of its own; `why`, what left draws without a value;
---`tier`, `source`, `date`.
---@class signalflow.Figure
---@field [string] any
local Figure = {}

---A folder of published files: `path`, `names`; what a checklist's `data` is.
---@class signalflow.Files: signalflow.Printed
---@field [string] any
local Files = {}

---A company's filings: companyfacts, and documents filed since.
---@param ticker string "NVDA"
---@return signalflow.Company
function Files:company(ticker) end

---A company's documents, inline XBRL and instances, by their day of filing (`.filed`).
---@param ticker string
---@return signalflow.Filing[]
function Files:filings(ticker) end

---The paths of the feeds of headlines that it holds.
---@return string[]
function Files:feeds() end

---The companies whose filings it holds.
---@return string[] # tickers, in order
function Files:tickers() end

---The customers above a tenth of a company's revenue, as its filings name them ("Customer A" is a label within one
---filing): what `sf.concentration` takes, with `each_below = 0.10`.
---@param ticker string
---@return table[] # by quarter or year: `{ period_end =, known_on =, document =, shares = { CustomerA = 0.23 } }`
function Files:customers(ticker) end

---One figure of several companies, added up. As of a day it is of those who had filed a year of it by then, so that
---one set is compared with itself, and a newcomer cuts nobody's history; else of all.
---@param tickers string[]
---@param concept string
---@param day? string
---@return signalflow.Series
---@return string|nil # as of a day: whom it leaves out, where there are any
function Files:total(tickers, concept, day) end

---A company's flow by quarter; a part of it (`networking_revenue`) from its documents.
---@param ticker string
---@param concept string
---@return signalflow.Series
function Files:quarterly(ticker, concept) end

---A company's flow by fiscal year.
---@param ticker string
---@param concept string
---@return signalflow.Series
function Files:annual(ticker, concept) end

---A company's balance.
---@param ticker string
---@param concept string
---@return signalflow.Series
function Files:instant(ticker, concept) end

---A series of the Federal Reserve.
---@param id string "DFII10"
---@return signalflow.Series
function Files:fred(id) end

---Daily closing prices: of several files the one that goes furthest.
---@param ticker string
---@param given? table `as_paid`: only closes that are not adjusted for dividends, of which a market value is made
---@return signalflow.Series
function Files:prices(ticker, given) end

---What the analyst supplies, or another publisher's table: `<name>.csv` with columns period_end, known_on, value, or
---as FRED serves it, or one of the tables that `signalflow sources --files` lists.
---@param name string
---@param columns? table as of `sf.csv`
---@param others? string[] names that are known elsewhere, for the hint where there is no such file
---@return signalflow.Series
function Files:supplied(name, columns, others) end

---What the analyst supplies under a name, else what another reading gives.
---@param name string
---@param columns table|nil
---@param other function `function(files)`, asked where there is no such file
---@return signalflow.Series
function Files:supplied_or(name, columns, other) end

---What a company is worth at the close of each day on which it filed a 10-K or 10-Q, in USD.
---@param ticker string
---@return signalflow.Series
function Files:market_value(ticker) end

---Enterprise value over a year's sales, on each of those days.
---@param ticker string
---@return signalflow.Series
function Files:ev_to_sales(ticker) end

---The best measured tokens per watt of one workload over time, server at the wall: the catalogue's rows.
---@return signalflow.Series
function Files:tokens_per_watt() end

---What became known after one day and by another: filings with their own figures, series, tables.
---@param a string|integer
---@param b string|integer
---@param tickers? string[] whose filings; all that the folder holds unless given
---@return table[] # filings first, then series, tables and what the analyst supplies, each `{ kind =, of =, known_on =, period_end = }`. A filing has its `form`, `document`, `figures` of its newest period (`{ concept =, value =, growth = }`), `restated` (`{ concept =, before =, after = }`, observations), `parts` of its revenue by axis and `customers` above a tenth; the others their newest `value`, `before` and how many periods are new (`count`) or `restated`
function Files:known_between(a, b, tickers) end

---One document as filed: `entity`, `cik`, `form`, `period_end` (text), `file`, `count` of facts.
---@class signalflow.Filing: signalflow.Printed
---@field [string] any
local Filing = {}

---The facts of a filing, in the document's order. A figure that is said several times is given once, as accurately
---as it is said; where two contradict each other both are given, with `contradicted = true`.
---Raises where a concept or an axis has no prefix
---@param asked? table `concept` ("us-gaap:Revenues"); `axes`, a table of axis to member: exactly these members (`{}`: facts without dimensions; left out: all); `repeats = true`: every place a figure is said
---@return table[] # `{concept=, value=, unit=, period_start=, period_end=, axes=, displayed=, scale=, decimals=, line=, column=}`; an instant has no period_start, a text has `text` instead of value and unit, value is nil where the filer says nil
function Filing:facts(asked) end

---The axes that figures of the filing stand on.
---@return string[]
function Filing:axes() end

---The members of an axis; a typed member is its text.
---Raises where the filing has no such axis, naming the nearest
---@param axis string
---@return string[]
function Filing:members(axis) end

---Lets go of the document's memory; figures made of it stay.
function Filing:close() end

---What the filing is; of a fact, where it comes from.
---@param fact? table
---@return string
function Filing:explain(fact) end

---Throughput against interactivity: `platform`, `low` and `high` (tok/s/user: beyond these nothing is answered),
---`branches` (each way to serve: `spec points`) and `points`, those of all that none beats.
---@class signalflow.Frontier: signalflow.Printed
---@field [string] any
local Frontier = {}

---The platform at an interactivity.
---@param at? any tok/s/user, a quantity or a plain number; the workload's unless given
---@param spec? string "none" or "mtp", where the workload leaves it open; the better of both unless given
---@return signalflow.OperatingPoint|nil # `token_rate` (tok/s/gpu), `tokens_per_megawatt` (at the grid), `cost_per_mtok` (at full load, by the defaults of the factory), `chip_power`, `p90_interactivity` (what nine of ten users get), each a TieredAnswer; `costs`, a factory's outputs by name at the middle of each input, what it earns too where a `price` was given; `interactivity` (of the median user: more than asked where the workload's `p90_interactivity` needs it), `tier`, `spec`, `layout`, `concurrency`, `source`, `date`; `calibrated` beside what was measured, and the `other` way to serve where there was a choice; or nil and an err outside the range
function Frontier:at(at, spec) end

---The same frontier as no software can pass it.
---@return table[]|nil # points by rising interactivity, in coherent numbers
function Frontier:bound() end

---Its series in a picture: the estimate as a line with its range, the bound dashed, measured points filled.
---@param tone? integer
---@param name? string before what each is
---@return table # list
function Frontier:series(tone, name) end

---What is to be known of its picture: tiers, sources, day.
---@return table # `tier source date`
function Frontier:caption() end

---What the frontier rests on: figures of platform and model, constants, and what sweeps reach of such estimates.
---@return signalflow.Page
function Frontier:explain() end

---What is known to be wrong with what it reads.
---@return string[] # keys of the catalogue's known issues
function Frontier:issues() end

---A list with an entry for each workload and speed: `workload`, `interactivity` (tok/s/user), `spec` (what guesses
---tokens ahead on every platform), `sides` (of a launch, open), and `points`, a list by platform of operating points as
---of `frontier:at`, false where it is not reached.
---@class signalflow.Frontiers: signalflow.Printed
---@field [string] any
local Frontiers = {}

---What is estimated beside what was measured, at each speed: "unknown" where no row answers. The fit has seen these
---rows: `make accuracy` scores it on groups left out.
---@return signalflow.Page
function Frontiers:beside_measured() end

---What is estimated, with the figures behind it.
---@return signalflow.Page
function Frontiers:explain() end

---The newest day of what is shown.
---@return string|nil
function Frontiers:as_of() end

---What is known to be wrong with them.
---@return string[] # keys of the catalogue's known issues
function Frontiers:issues() end

---Whoever says things: `name`.
---@class signalflow.Guru: signalflow.Printed
---@field [string] any
local Guru = {}

---How the claims turned out. The forecast that is scored is the last prior that was recorded before the outcome was
---known; the time-weighted score takes every prior before, by the days for which it stood.
---@param given? table `as_of`, else the day of the ledger's clock
---@return signalflow.TrackRecord|nil # with `as_of` and `hypotheses`, which are `resolved`, `unresolved`, `overdue` (past the horizon), `vague` or `annulled`
---@return signalflow.Err|nil
function Guru:record(given) end

---What is claimed, and everything entered about it: `id`, and the fields that it was defined with.
---@class signalflow.Hypothesis: signalflow.Printed
---@field [string] any
local Hypothesis = {}

---Enters evidence: `h:evidence { kind =, supports =, likelihood_ratio =, origin =, on =, source = }`.
---@param given table also `form` (instead of the kind's usual one), `story` (a name for the story it tells, shared by its copies), `disconfirming` (a check that could have failed), `answers` (the number or id of a question), `item` (a name shared across rivals), `note`, `why` (this ratio), `corrects` (the number of the entry it replaces)
---@return signalflow.Entry|nil
---@return signalflow.Err|nil
function Hypothesis:evidence(given) end

---Enters an open question: `h:question { text = "...", where = "MSFT 10-Q", by = "2025-08-15" }`.
---@param given table without `by` it is never overdue; also `id` (a name for it), `against` (what would speak against), `on` (else the day it is entered), `note`, `corrects`
---@return signalflow.Entry|nil # its `number` or `id` is what evidence `answers`
---@return signalflow.Err|nil
function Hypothesis:question(given) end

---Enters a headline: it raises the questions that its reading asks, those asked already left out, and moves nothing.
---@param reading signalflow.Reading
---@param given? table `on` and `source` where the reading does not say them, `note`
---@return signalflow.Entry|nil # the headline's
---@return signalflow.Entry[]|nil # the questions' that are new
---@return signalflow.Err|nil
function Hypothesis:headline(reading, given) end

---Enters how it turned out: `h:resolve { outcome = true, on = "2028-01-31", source = {...} }`.
---@param given table `on` is the day from which it was known; instead of `outcome`, `annulled = true` where it cannot be said, and it is not scored; also `note`, `corrects`
---@return signalflow.Entry|nil
---@return signalflow.Err|nil # also when it is resolved already, or was claimed later
function Hypothesis:resolve(given) end

---Takes an entry back; it stays readable: `h:retract { corrects = 17, on = "2025-08-01", note = "misread" }`.
---@param given table `on` is the day from which it no longer holds
---@return signalflow.Entry|nil
---@return signalflow.Err|nil
function Hypothesis:retract(given) end

---What was believed: as of a day, from what had been entered by a moment.
---@param given table `as_of`, always given; `recorded_by`, a day (to its end) or a time as "2026-01-15T10:00:00Z"
---@return signalflow.State|nil
---@return signalflow.Err|nil # when it was not known then
function Hypothesis:state(given) end

---Everything entered about it, what was corrected too.
---@return signalflow.Entry[]|nil
---@return signalflow.Err|nil
function Hypothesis:entries() end

---What a signal changes. `change`: an average year's difference; `relative`: the same as a fraction of the output
---without the signal; `by_year`: a list, each difference with `year`; `without`: the output of each year without the
---signal; `arrived`: the share that has arrived by the middle of each year; `beyond`: the share still to come after the
---last year; `time_to_revenue`: until half of the change in the output has come (nil, with `why`, where there is no
---change); `priced_in`, `unpriced`, `claimed`: see `signalflow.impact.pricing`, nil without a market. Each is an
---Outcome.
---@class signalflow.Impact: signalflow.Printed
---@field [string] any
local Impact = {}

---The signal, the model, and what was assumed of the market.
---@return signalflow.Page
function Impact:explain() end

---What a new platform changes at equal workload and interactivity: `from` and `to` (OperatingPoint), `gain` with
---`gain_low` and `gain_high` (tokens per watt at the grid, a multiple), `attribution`, `chain`, `energy_saving`,
---`operating_saving` (money a year), `payback` (time), `usage_multiple`; `launch:claim "25x"` is a Claim.
---@class signalflow.Launch: signalflow.Printed
---@field [string] any
local Launch = {}

---The launch's records at another interactivity.
---@param interactivity number tok/s/user
---@return table|nil # `from`, `to` (as of `frontier:at`), `multiples` (`throughput energy cost`, nil where unknown, and `range`, the ends of each over its middle), `spec`; or nil and an err
function Launch:at(interactivity) end

---The multiples of the launch at another interactivity.
---@param interactivity number tok/s/user
---@return table|nil # `throughput energy cost` as multiples (nil where unknown), `range`; or nil and an err
function Launch:multiples_at(interactivity) end

---The same platforms, drivers and software at another workload.
---@param given table a workload with its interactivity
---@param precisions? table `from` and `to`, those of the sides unless given
---@return signalflow.Launch|nil # nil and an err
function Launch:with(given, precisions) end

---The launch at several interactivities: it is a curve, not a point.
---@param speeds? number[] tok/s/user; 20, 50, 100 and 150 unless given
---@return signalflow.Curve
function Launch:curve(speeds) end

---What a side rests on.
---@param which string "from" or "to"
---@return signalflow.Assumptions
function Launch:assumptions_of(which) end

---What both sides rest on; a driver that differs is named once for each.
---@return signalflow.Assumptions
function Launch:assumptions() end

---The newest day of a source.
---@return string|nil
function Launch:as_of() end

---What is known to be wrong with it.
---@return string[] # keys of the catalogue's known issues
function Launch:issues() end

---What both sides rest on, who earned the gain, and the chain of observed factors.
---@return signalflow.Page
function Launch:explain() end

---One of its pictures.
---@param kind string "waterfall", who earned the gain, or "curve", both sides by the speed of each user
---@return signalflow.Block|nil
---@return signalflow.Err|nil # where the gain cannot be split
function Launch:picture(kind) end

---A list with an entry for each workload: `sides` (`{side, record}`), `against` (launches from the first platform to
---each other), `steps` (launches from each platform to the next), `claims` (of the launch from the first to the last).
---@class signalflow.Launches: signalflow.Printed
---@field [string] any
local Launches = {}

---The page without what it rests on, for a report that gathers that of all it holds.
---@return signalflow.Page
function Launches:results() end

---What all rest on.
---@return signalflow.Page
function Launches:explain() end

---What all rest on; a driver that differs is named once for each platform and model.
---@return signalflow.Assumptions
function Launches:assumptions() end

---The newest day of a source.
---@return string|nil
function Launches:as_of() end

---What is known to be wrong with them.
---@return string[] # keys of the catalogue's known issues
function Launches:issues() end

---What a price made of a piece of news: `move` (EventStudy), `value` and `cash_flow` (money, where known), `exposure`
---(0..1), `unknown` (why a part is not known, by name).
---@class signalflow.Market: signalflow.Printed
---@field [string] any
local Market = {}

---Whether a seller's lead holds, and whether its revenue spreads: `moat`, `diversification` (as `sf.moat` says),
---`state`, `measures` (list), `missing`, `why`, `as_of`.
---@class signalflow.Moat: signalflow.Printed
---@field [string] any
local Moat = {}

---Both sides, the rule that joins their measures, and everything behind each measure.
---@return signalflow.Page
function Moat:explain() end

---As JSON.
---@return string
function Moat:to_json() end

---Named drivers, and one formula recorded over them: `name`, `driver_names`, `output_names`, `values` (driver to
---value), `formula` (output to value).
---@class signalflow.Model: signalflow.Printed
---@field [string] any
local Model = {}

---The value a scenario, sweep or solve gives for a driver: checked, and a plain number put in the driver's unit.
---@param name string of a driver
---@param value number|signalflow.Quantity|string
---@param what? string for the error: where the value was given, "driver 'pue'" unless given
---@return number|signalflow.Quantity
function Model:value_for(name, value, what) end

---The unit in which a plain number for a driver is read: the one its value was written in.
---@param name string of a driver
---@return string # "" for a driver without unit
function Model:unit_of(name) end

---The drivers' values with their draws named and correlated.
---@param changes table|nil driver to value, checked here
---@param apart? boolean true leaves correlation out
---@param where? string the changes were given, for errors: "scenario 'hot': "
---@return table # driver to value
function Model:bound(changes, apart, where) end

---The drivers' values, and others beside them whose draws are named and correlated with theirs.
---@param others table name to value; no name of a driver
---@return table # drivers and others by name, to value
function Model:bound_with(others) end

---Formulas over the drivers' places with these values put in.
---@param formulas table list of values
---@param values table driver to value, from `bound`
---@return table # list of values, in that order
function Model:put(formulas, values) end

---The outputs' expressions under these driver values.
---@param names string[] of outputs
---@param values table driver to value, from `bound`
---@return table # list of values, in the order of names
function Model:expressions(names, values) end

---Checks names of outputs.
---@param given string|table|nil one name, a list, or nil for all
---@return string[]
function Model:outputs_named(given) end

---Runs the model.
---Example: `local run = site:run { draws = 1e6, seed = 1 }`
---@param given? table `draws` (65,536; or "0.1%": until every mean is that sure), `error` ("0.1%" as well, with `draws` as the limit), `seed` (1), `threads` (all), `sampler` ("sobol", "pseudo", "antithetic", "latin"), `statistics` ({"mean"} for less), `progress` (a function of the share done)
---@return signalflow.Run|nil # nil, err when cancelled
function Model:run(given) end

---Scenarios side by side, on the same draws.
---@param given table the options of `run`, `outputs`, and `scenarios = { name = { driver = value, ... }, ... }`
---@return signalflow.Study|nil
function Model:study(given) end

---Every combination of some drivers' values.
---@param given table `driver = {values}` or `sf.range(...)`, `outputs`, and the options of `run`
---@return signalflow.Sweep|nil
function Model:sweep(given) end

---What an output depends on, and how much.
---@param given table `output`, `at = {driver = value}`, and the options of `run`
---@return signalflow.Sensitivity|nil
function Model:sensitivity(given) end

---The value of a driver at which an output reaches a value.
---@param given table `output`, `equals`, `driver`; `statistic` ("mean", "median", {quantile = 0.05}, {probability_above = value}), `between = {low, high}`, and the options of `run`
---@return number|signalflow.Quantity|nil # nil, err when there is no such value, or more than one
function Model:solve(given) end

---The drivers with their laws, each output's formula, and the sources beneath.
---@return signalflow.Page
function Model:explain() end

---A platform at an interactivity; see `Frontier:at`.
---@class signalflow.OperatingPoint: signalflow.Printed
---@field [string] any
local OperatingPoint = {}

---What a million tokens cost by the time of each pool: of input that is computed, and of output.
---@return signalflow.Quantity|nil # of input; nil where unknown
---@return signalflow.Quantity|nil # of output
function OperatingPoint:split_cost() end

---The question to which it is an answer, for `nearest.to`.
---@return table
function OperatingPoint:question() end

---What the operating point rests on: figures of platform and model, constants, rows.
---@return signalflow.Page
function OperatingPoint:explain() end

---The day of its source.
---@return string|nil
function OperatingPoint:as_of() end

---What is known to be wrong with it.
---@return string[] # keys of the catalogue's known issues
function OperatingPoint:issues() end

---One output's distribution. Fields, as quantities (nil where unknown): `mean sd min max p5 p50 p95` and
---`standard_error` (of the mean); plain numbers: `count`, `undefined` (the share of draws that had no value, 0..1);
---`met`: whether the mean is as sure as was asked (nil when nothing was). `name` and sub-records by name.
---@class signalflow.Outcome: signalflow.Printed
---@field [string] any
local Outcome = {}

---The p-quantile.
---@param p number 0..1
---@return number|signalflow.Quantity|nil # nil where no draw had a value
function Outcome:quantile(p) end

---The probability of lying strictly above a threshold, among the draws that have a value.
---@param threshold number|signalflow.Quantity
---@return number|nil # 0..1
function Outcome:probability_above(threshold) end

---Counts of draws in n equal slices between two values.
---@param n integer
---@param low? number|signalflow.Quantity the 0.5 % quantile unless given
---@param high? number|signalflow.Quantity the 99.5 % quantile unless given
---@return number[]|nil # nil where nothing varies
function Outcome:histogram(n, low, high) end

---Whether its draws differ by more than rounding.
---@return boolean
function Outcome:is_spread() end

---Whether draws lie on both sides of 0, by more than rounding.
---@return boolean
function Outcome:straddles_zero() end

---Its middle and 90 % interval, for a page.
---@param statistic? string `"mean"` or `"median"`
---@return signalflow.Figure
function Outcome:figure(statistic) end

---One of its statistics, for a row of them: with the digits that tell them apart.
---@param name string as in `statistics.written`
---@return signalflow.Figure
function Outcome:statistic_figure(name) end

---Its distribution: the share of draws in slices between the 0.5 % and 99.5 % quantiles.
---@return signalflow.Block # a picture, or a paragraph where nothing varies
function Outcome:distribution() end

---Formula, inputs and sources.
---@return signalflow.Page
function Outcome:explain() end

---A list of rows, each a measured operating point: `platform model precision input output gpus engine spec layout`,
---`token_rate` (output tok/s/gpu, over all accelerators), `tpot` and `ttft` (ms), `interactivity` (tok/s/user),
---`concurrency`, `power` (W/gpu) with `power_scope`, `power_missing` (why there is none), `date`, `file`, `sha256`,
---`source`, and `suspect`, a list of `{what, unit, stated, against, words}` where something does not hold.
---@class signalflow.OwnMeasurements: signalflow.Printed
---@field [string] any
local OwnMeasurements = {}

---The newest day of a row.
---@return string|nil
function OwnMeasurements:as_of() end

---What an object says, as blocks: `page.blocks`, to be read or rendered.
---@class signalflow.Page
---@field [string] any
local Page = {}

---Itself, so that a page stands wherever a thing that has one does.
---@return signalflow.Page
function Page:page() end

---What stands behind the page: its blocks, and where its figures come from.
---@return signalflow.Page
function Page:explain() end

---As text.
---@param how? table `width` in columns, else that of the terminal (100 in a pipe)
---@return string
function Page:text(how) end

---As Markdown.
---@param how? table `picture`, a function from a picture to the name of its file
---@return string
function Page:markdown(how) end

---As one HTML document.
---@return string
function Page:html() end

---The rows of its tables as CSV: every figure exactly, its unit in the title.
---@return string
function Page:csv() end

---As JSON: words as shown, and every figure exactly with its unit and tier.
---@return string
function Page:json() end

---Its pictures, those of its sections too.
---@return signalflow.Block[]
function Page:pictures() end

---Its picture as SVG that stands alone.
---@return string|nil # nil where it has none
function Page:svg() end

---What a file of the page holds.
---@param path string ending in .txt, .md, .html, .json or .csv
---@return string
function Page:bytes(path) end

---Writes the page to a file, its kind by the name's ending; one picture as a drawing.
---@param path string ending in .txt, .md, .html, .json or .csv; in .svg, .png, .pdf or .gp where the page holds one picture
---@return boolean|nil # true
---@return signalflow.Err|nil # with code "io", or "missing" where a program is
function Page:save(path) end

---@class signalflow.Quantity
---@field [string] any
---@operator add(number|signalflow.Quantity): signalflow.Quantity
---@operator sub(number|signalflow.Quantity): signalflow.Quantity
---@operator mul(number|signalflow.Quantity): signalflow.Quantity
---@operator div(number|signalflow.Quantity): signalflow.Quantity
local Quantity = {}

---whether it is less than another, draw by draw.
---@param other number|signalflow.Quantity|string of its dimension
---@return number|signalflow.Quantity # 1 where it is, 0 where not: for sf.where
function Quantity:lt(other) end

---whether it is at most another, draw by draw.
---@param other number|signalflow.Quantity|string of its dimension
---@return number|signalflow.Quantity # 1 where it is, 0 where not: for sf.where
function Quantity:le(other) end

---whether it is more than another, draw by draw.
---@param other number|signalflow.Quantity|string of its dimension
---@return number|signalflow.Quantity # 1 where it is, 0 where not: for sf.where
function Quantity:gt(other) end

---whether it is at least another, draw by draw.
---@param other number|signalflow.Quantity|string of its dimension
---@return number|signalflow.Quantity # 1 where it is, 0 where not: for sf.where
function Quantity:ge(other) end

---whether it is equal to another, draw by draw.
---@param other number|signalflow.Quantity|string of its dimension
---@return number|signalflow.Quantity # 1 where it is, 0 where not: for sf.where
function Quantity:eq(other) end

---the outermost step of its formula.
---@return table # `operation`, `operands` (list); `name`, `source` and `law` where it has them
function Quantity:inspect() end

---how it is worked out, as text.
---@param limit? integer the most bytes
---@return string
function Quantity:formula(limit) end

---the uncertain inputs beneath it.
---@return table[] # `name`, `law` each
function Quantity:drivers() end

---the sources beneath it.
---@return table[] # `name`, `source` each
function Quantity:citations() end

---the steps beneath it that may have no value where their operands have one.
---@return table[] # `operation`, `name`, `value`, `operands` each, operands first
function Quantity:hazards() end

---its number in a unit.
---Raises where the unit is not known or of another dimension
---@param unit string of its dimension: "USD/MWh"
---@return number|signalflow.Quantity # a plain number; of an uncertain one a Quantity without unit
function Quantity:to(unit) end

---its number in coherent units (s, J, USD, B and the like).
---@return number|nil # nil where it is uncertain
function Quantity:value() end

---why it has no value.
---@return string|nil # nil where nothing that is certain stands in the way
function Quantity:undefined() end

---what it is, in words.
---@return string # "power", "money/energy"
function Quantity:dimension() end

---whether it depends on draws.
---@return boolean
function Quantity:is_uncertain() end

---The distribution of a quantity.
---@param given? table `draws seed threads sampler statistics error progress`
---@return signalflow.Outcome # with `mean sd min max p5 p50 p95`; or nil, err when cancelled
function Quantity:summary(given) end

---The mean: exact for a law, and a law times or plus constants; else over 65,536 draws of seed 1. A certain value is
---its own mean.
---@return number|signalflow.Quantity
function Quantity:mean() end

---The standard deviation, exact where the mean is.
---@return number|signalflow.Quantity
function Quantity:sd() end

---How far the mean may be off, as a standard error: 0 where it is exact.
---@return number|signalflow.Quantity
function Quantity:standard_error() end

---The p-quantile, exact where the mean is.
---@param p number 0..1
---@return number|signalflow.Quantity|nil # nil for the end of a law that has none
function Quantity:quantile(p) end

---The probability of lying strictly above a threshold, exact where the mean is.
---@param threshold number|signalflow.Quantity
---@return number|nil # 0..1
function Quantity:probability_above(threshold) end

---Single draws, in order.
---@param n integer how many
---@param given? table `seed sampler`
---@return number[]|signalflow.Quantity[] # n of them, and n as its field `n`; nil where a draw has no value
function Quantity:sample(n, given) end

---What it says, as blocks.
---@return signalflow.Page
function Quantity:page() end

---Writes its page to a file.
---@param path string ending in .txt, .md, .html or .json
---@return boolean|nil # true; or nil, err with code "io"
function Quantity:save(path) end

---Draws its distribution in the terminal; a certain one is its number.
---@param given? table `kind`, "distribution"
---@return signalflow.Page # the drawing, to be saved
function Quantity:plot(given) end

---The formula, the uncertain inputs that made it with their laws, and their sources.
---@return signalflow.Page
function Quantity:explain() end

---What would confirm a headline: a list of `{text=, where=, by=}`; `headline`, `date`, `notes`.
---@class signalflow.Questions: signalflow.Printed
---@field [string] any
local Questions = {}

---Those due by a day, and asked before it: each should have its answer, or its absence is a finding.
---@param as_of string
---@return signalflow.Questions
function Questions:overdue(as_of) end

---Those asked by a day and not yet due on it; without dates, they stay open.
---@param as_of string
---@return signalflow.Questions
function Questions:open(as_of) end

---The questions as a JSON list.
---@return string
function Questions:to_json() end

---A reader of headlines with its lexicon.
---@class signalflow.Reader: signalflow.Printed
---@field [string] any
local Reader = {}

---Reads one headline: the claim it makes, not whether the claim is true.
---@param headline string
---@param given? table `date` ("2025-03-18": the questions' due dates follow from it), `source`, `url`
---@return signalflow.Reading # `channel direction confidence none_kind channels quantities actors reasons cut headline questions`
function Reader:read(headline, given) end

---What a headline says changed: `channel`, `direction` (-1, 0, 1), `confidence` (0..1), `channels` (list of `{name=,
---direction=, weight=}`), `quantities`, `actors` (each with `name` and `role`, and `business` where it is known what a
---buyer is: cloud, landlord, investor), `reasons`, `questions`; `headline`, `date`, `source`, `url`.
---@class signalflow.Reading: signalflow.Printed
---@field [string] any
local Reading = {}

---Its channels with their signs: "cost - margin +"; "none" or "unsure" where it has none.
---@return string
function Reading:signs() end

---The reading with every rule that its words met.
---@return signalflow.Page
function Reading:explain() end

---The reading on one line: date, channels, headline, source.
---@return string
function Reading:brief() end

---The first figure of a kind that the headline tells.
---@param kind string as in `quantities`: "power", "multiple", "money"
---@return table|nil # `{value=, unit=, kind=}`; nil where it tells none
function Reading:quantity(kind) end

---The reading as JSON, on one line; what is unknown is left out.
---@param given? table `questions = true`: what would confirm it, too
---@return string
function Reading:to_json(given) end

---Things on one page. `title`, and the things in order.
---@class signalflow.Report: signalflow.Printed
---@field [string] any
local Report = {}

---The day the page speaks for: as given, else the newest that one of its things speaks for.
---@return string|nil
function Report:as_of() end

---The page as it is forwarded: at its end stand the digests of the script and of the files that it read.
---@return signalflow.Page
function Report:document() end

---Writes the page as it is forwarded to a file, its kind by the name's ending.
---@param path string ending in .html, .md, .txt, .json or .csv
---@return boolean|nil # true
---@return signalflow.Err|nil # with code "io"
function Report:save(path) end

---Hypotheses that rival each other, against one body of evidence: `hypotheses`, `evidence` (lists of names),
---`inconsistency` (by hypothesis), `diagnosticity` (by evidence, 0..1), `ranking`.
---@class signalflow.Rivals: signalflow.Printed
---@field [string] any
local Rivals = {}

---The matrix, and how it is read.
---@return signalflow.Page
function Rivals:explain() end

---A run: its outputs by name, `draws` taken, `seed`, `sampler`. Where an error was asked for, `error` is it, and `met`
---is false when the limit of draws came first.
---@class signalflow.Run: signalflow.Printed
---@field [string] any
local Run = {}

---The output that the model is asked for first, in a line.
---@return table # inline
function Run:in_one_line() end

---Writes the results to a file: `.csv` (one line an output, its unit named, every digit), `.json` (the same), or
---its page as `.txt`, `.md` or `.html`. With `draws = n` the file is .csv, and holds the first n draws: the values of
---drivers and outputs, a line a draw.
---@param path string
---@param given? table `draws`
---@return boolean|nil # true; or nil, err when the file cannot be written
function Run:save(path, given) end

---The same year by year, of what has years: a factory.
---@return signalflow.Years|nil # nil, err when cancelled
function Run:years() end

---The results as JSON text, every digit, in the unit each output names.
---@return string
function Run:to_json() end

---Where each output comes from.
---@return signalflow.Page
function Run:explain() end

---What parts two runs: a list of `{ name =, from =, to =, alone =, part = }`, what moves most first. `from` and `to`
---are the driver's values (nil where a run has none), `alone` what it moves by itself, `part` its Shapley value;
---`output`, `before`, `after` and `whole` (after less before), means in the output's dimension, of the draws
---that have a value; `undefined_before` and `undefined_after`, the shares of draws that have none; `draws`.
---@class signalflow.RunChanges: signalflow.Printed
---@field [string] any
local RunChanges = {}

---`result.pue.total`, `result[1]` the most influential. Each entry: `driver`, `gradient`, `elasticity`, `swing`
---(`low`, `high`: the output at the driver's 5 % and 95 %), `first`, `total` (0..1) with `first_error`, `total_error`
---(standard errors), `group` (drivers that share the shares), `fixed` (the value of a driver without a spread, which
---has no swing and no share).
---@class signalflow.Sensitivity: signalflow.Printed
---@field [string] any
local Sensitivity = {}

---The model's drivers, formulas and sources.
---@return signalflow.Page
function Sensitivity:explain() end

---Writes the rows to a file: `.csv` (a line a driver, every digit), or the page as `.txt`, `.md`, `.html` or `.json`.
---@param path string
---@return boolean|nil # true; or nil, err with code "io"
function Sensitivity:save(path) end

---@class signalflow.Series
---@field [string] any
---@operator add(number|signalflow.Quantity|signalflow.Series): signalflow.Series
---@operator sub(number|signalflow.Quantity|signalflow.Series): signalflow.Series
---@operator mul(number|signalflow.Quantity|signalflow.Series): signalflow.Series
---@operator div(number|signalflow.Quantity|signalflow.Series): signalflow.Series
local Series = {}

---what it is of, and how it was worked out.
---@return string
function Series:name() end

---one of its unit, coherent.
---@return number|signalflow.Quantity # 1 where its values are plain numbers
function Series:like() end

---how many periods it has.
---@return integer
function Series:periods() end

---how far apart its periods usually are.
---@return integer # days; 0 with fewer than two
function Series:spacing() end

---what was known of one period.
---@param period_end string "2024-04-28"
---@param as_of? string the day whose knowledge counts; else all
---@return table|nil # `period_start period_end known_on value method`, and where it came from: `line file document form concept`; nil where nothing was known
function Series:observation(period_end, as_of) end

---the value of one period.
---@param period_end string "2024-04-28"
---@param as_of? string the day whose knowledge counts; else all
---@return number|signalflow.Quantity|nil # nil where it was not known
function Series:at(period_end, as_of) end

---the newest period that was known.
---@param as_of? string the day whose knowledge counts; else all
---@return table|nil # an observation
function Series:latest(as_of) end

---one observation a period, as of a day.
---@param as_of? string the day whose knowledge counts; else all
---@param last? integer only so many, the newest
---@return table[] # observations by period
function Series:view(as_of, last) end

---every observation, restated ones too.
---@param last? integer only so many, the newest
---@return table[] # observations
function Series:vintages(last) end

---the unit that its values are shown in, where one was given.
---@return string|nil
function Series:label() end

---what whoever made it found wrong.
---@return table[] # `code`, `period_end`, `known_on`, and the numbers `here` and `there` each
function Series:notes() end

---where another wording, tag, basis or provider begins: nothing is worked out across it.
---@return table[] # `from` (a day), `reason` each
function Series:breaks() end

---the same series with a break.
---@param day string the first one of the other basis
---@param reason string in words
---@return signalflow.Series
function Series:break_at(day, reason) end

---only what was known by a day.
---@param day string
---@return signalflow.Series
function Series:known_on(day) end

---growth against the period of a year before, by date.
---@return signalflow.Series # shares: 0.2 is 20 %
function Series:yoy() end

---growth against the quarter before, by date.
---@return signalflow.Series # shares: 0.2 is 20 %
function Series:qoq() end

---sums over four quarters without a gap.
---@return signalflow.Series # in its unit
function Series:ttm() end

---difference to the period so many months before, by date.
---@param months integer 1 to 1,200
---@param tolerance? integer days that the earlier period may be off
---@return signalflow.Series # in its unit
function Series:change(months, tolerance) end

---each value at the period n later: what was known then.
---@param n? integer periods
---@return signalflow.Series # in its unit
function Series:lag(n) end

---difference to the value n periods before.
---@param n? integer periods
---@return signalflow.Series # in its unit
function Series:diff(n) end

---how many standard deviations each value lies from the mean of the n up to it.
---@param n integer periods
---@return signalflow.Series # plain numbers
function Series:zscore(n) end

---the share of the n values up to each that are no greater.
---@param n integer periods
---@return signalflow.Series # 0 to 1
function Series:percentile(n) end

---a statistic of the n values up to each.
---@param statistic string "sum", "mean", "sd", "min", "max", "median", "zscore", "percentile"
---@param n integer periods
---@return signalflow.Series
function Series:rolling(statistic, n) end

---arithmetic as of the same day; `+ - * /` do the same.
---Raises where dimensions do not fit
---@param operation string "+", "-", "*", "/", "min", "max"
---@param other signalflow.Series|number|signalflow.Quantity
---@param how? table `tolerance`, days that period ends may be apart; `carry`, days for which an older value stands
---@return signalflow.Series
function Series:combine(operation, other, how) end

---What is wrong with it, in sentences: what whoever made it found, breaks, holes.
---@return string[]
function Series:remarks() end

---What it prints: its newest observations, each with its source.
---@return signalflow.Page
function Series:page() end

---What it prints, as text.
---@return string
function Series:text() end

---Writes its page to a file.
---@param path string ending in .txt, .md, .html, .json or .csv
---@return boolean|nil # true; or nil, err with code "io"
function Series:save(path) end

---Where one of its observations came from, as text: file and line, document, form.
---@param observation table
---@return string
function Series:origin(observation) end

---Where a series of second hand departs from the filings: a list of `{observation=, reference=}` that prints.
---@param reference signalflow.Series the one to trust
---@param given? table `relative` (0.01), `tolerance` in days between period ends
---@return signalflow.Departures
function Series:reconcile(reference, given) end

---Shares, or figures of one share, as they would have been filed after the splits: prices are adjusted for all of
---them, so a market value takes shares that are too. What counts is the day of filing: a report filed before the split
---counts old shares, whatever its period.
---@param splits table[] `{first day of trade, shares for one}` each, as of `filers.known.NVDA.splits`
---@param per_share? boolean
---@return signalflow.Series
function Series:adjust_for_splits(splits, per_share) end

---What made a series: its name says the derivation, its rows their sources.
---@return signalflow.Page
function Series:explain() end

---A signal. Fields: `headline` (text), `reading`, `source`, `on`, `channel`, `driver`, `factor`, `arrives`,
---`confidence`.
---@class signalflow.Signal: signalflow.Printed
---@field [string] any
local Signal = {}

---What the signal changes, by year, how soon, and how much of it a price already holds; see `signalflow.impact`.
---@param model signalflow.Model a factory, or any model with that driver
---@param given table `output`; `horizon` in years, unless the model is a factory; `market`; the options of run
---@return signalflow.Impact|nil
---@return signalflow.Err|nil # when cancelled
function Signal:impact(model, given) end

---What would confirm the signal, where it is to be seen, and by which day.
---@return table # list, as `reading.questions`; a check is due no earlier than half of the change has arrived
function Signal:questions() end

---The claim, what it is taken to change, how it arrives, where it comes from, and what would confirm it.
---@return signalflow.Page
function Signal:explain() end

---A company as the sum of its sites: `quarters` and `years`, lists of `{ period_end =, period_start =, revenue =,
---capex =, depreciation = }`, each of these `{ sites =, filed =, rest =, explained = }`: an Outcome, the filed value
---(nil where there is none), filed less the sites' mean, and their share of it; `backlog` (the same, with `ends`, the
---last day of the sites' revenue), `ticker`, `as_of`, `sites`, `lacking` (in words).
---@class signalflow.SitesOfCompany: signalflow.Printed
---@field [string] any
local SitesOfCompany = {}

---What is believed of a hypothesis on a day: `status`, `probability` (0..1), `log_odds`, `prior`, `missing`,
---`warnings` (lists of words), `evidence`, `origins`, `stories`, `as_of`.
---@class signalflow.State: signalflow.Printed
---@field [string] any
local State = {}

---The stories of a feed: a list, in the order of their first items. Each has `title date source` of its first item,
---its `items` in the order of the feed, and `copies`, lists of items: the independent origins of one event are at most
---so many. `name`, that of the feed. Printed, it shows those told most often.
---@class signalflow.Stories: signalflow.Printed
---@field [string] any
local Stories = {}

---`study.hot` is a Run; `study:compare("base", "hot")` the paired difference.
---@class signalflow.Study: signalflow.Printed
---@field [string] any
local Study = {}

---Some outputs of all scenarios.
---@param given? table `outputs` (a name or a list; all unless given), `statistic` ("mean" or "median")
---@return signalflow.Page
function Study:table(given) end

---Writes the results to a file: `.csv` (a line for each scenario and output, every digit), or its page as `.txt`,
---`.md`, `.html` or `.json`.
---@param path string
---@return boolean|nil # true; or nil, err with code "io"
function Study:save(path) end

---What changes from one scenario to another: each output of `to` less that of `from`, draw by draw. Differences need
---the draws of both, so both are evaluated again.
---Example: `study:compare("base", "hot").tokens_per_watt.p5`
---@param from string name of a scenario
---@param to string name of a scenario
---@return signalflow.Run|nil # of differences; nil, err when cancelled
function Study:compare(from, to) end

---The scenarios and what each changes.
---@return signalflow.Page
function Study:explain() end

---Calls a function with each scenario's Run, in order; `run.scenario` is what it changes.
---Example: `study:each(function(row) print(row.title, row.npv.mean) end)`
---@param action function
function Study:each(action) end

---Evaluates one scenario again, with the same bits, draws and all.
---@param name string
---@return signalflow.Run|nil # nil, err when cancelled
function Study:evaluate(name) end

---Rows in the order of the combinations, the last driver in alphabetical order moving fastest; `sweep[i].pue`,
---`sweep[i].tokens_per_watt.mean`; `sweep:column "pue"` and `sweep:column("tokens_per_watt", "p50")` are lists. `draws`
---taken for each (the most any needed, where an error was asked for), `met` as a run has it.
---@class signalflow.Sweep: signalflow.Printed
---@field [string] any
local Sweep = {}

---A column as a list: a driver's values, or a statistic of an output.
---@param name string of a driver or an output
---@param statistic? string `mean sd min max p5 p50 p95`
---@return table
function Sweep:column(name, statistic) end

---The model's drivers, formulas and sources.
---@return signalflow.Page
function Sweep:explain() end

---Writes the rows to a file: `.csv` (a line for each combination and output, every digit), or the page as `.txt`,
---`.md`, `.html` or `.json`.
---@param path string
---@return boolean|nil # true; or nil, err with code "io"
function Sweep:save(path) end

---What a thesis says. `efficiency`, `demand`: lists of `{asked, holds, state, told}` with `holds` (true, false,
---"unknown") and `state` of all: "holds", "fails", "contested" (what is known keeps it from holding and does not
---contradict it: nothing still unknown could make it hold), "undecided"; `joined`: words of the two; `premium`: the
---same of a premium for growth over many years, with its `state` ("supported", "undecided", "not supported"); `moat`,
---`concentration`, `expectations`: as given; `liquidity`, `warnings`, `missing`, `would_change`: lists of texts
---(`changes` has the last with their figures); `verify`: open questions, `{by, overdue, words}`, the earliest first.
---@class signalflow.Thesis: signalflow.Printed
---@field [string] any
local Thesis = {}

---The page.
---@return signalflow.Page
function Thesis:verdict() end

---What its factory rests on.
---@return signalflow.Assumptions|nil # nil without a factory
function Thesis:assumptions() end

---What is known to be wrong with what its factory and its launch take.
---@return string[] # keys of the catalogue's known issues
function Thesis:issues() end

---Everything that stands behind the page, in full.
---@return signalflow.Page
function Thesis:explain() end

---What a value must be: `side` ("above", "below", "within"), `limit` (coherent), `low`.
---@class signalflow.Threshold: signalflow.Printed
---@field [string] any
local Threshold = {}

---What a value must be, as words and figures: "> 20 %".
---@param unit? string of the check
---@return table # inline content
function Threshold:words(unit) end

---How well a source's forecasts did: `count`, `hits`, `misses`, `overdue`, `unresolved`, `vague` (whole numbers).
---@class signalflow.TrackRecord: signalflow.Printed
---@field [string] any
local TrackRecord = {}

---Mean (p - outcome)^2: 0 is perfect, 0.25 is saying 1/2 always.
---@return number|nil # nil without a resolved forecast, as for the others
function TrackRecord:brier() end

---The Brier score of what was said all along: each forecast weighted by the days for which it stood.
---@return number|nil
function TrackRecord:time_weighted_brier() end

---Murphy's parts of the Brier score: reliability - resolution + uncertainty.
---@return table # `reliability`, `resolution`, `uncertainty`
function TrackRecord:murphy() end

---Mean -ln of the probability given to what happened, in nats; infinite once one was certain and wrong.
---@return number|nil
function TrackRecord:log_score() end

---How much of the uncertainty the forecasts removed: 1 is all of it, 0 is saying the base rate always.
---@return number|nil # nil where all came out alike
function TrackRecord:skill() end

---The share that happened.
---@return number|nil
function TrackRecord:base_rate() end

---The rate of hits: above 1/2 and it happened, or below and it did not.
---@return table|nil # `mean`, and `low` to `high`, its 90 % interval (Beta, uniform prior)
function TrackRecord:hit_rate() end

---What the source's word weighs, from 0 to 1: its skill, shrunk while the record is short.
---@return number
function TrackRecord:weight() end

---The likelihood ratio that the source's word p has earned; exactly 1 without a record or without skill.
---@param p number what it says now
---@return number
function TrackRecord:earned(p) end

---What happened where it said so much.
---@return table # list of `{low=, high=, count=, happened=, forecast=, rate=, interval=}`, bins of a tenth that are not empty: `forecast` the mean probability, `rate` the share that happened, `interval` its 90 % interval
function TrackRecord:calibration() end

---The record, and how its figures are read.
---@return signalflow.Page
function TrackRecord:explain() end

---What parts two vintages: a list of `{ kind =, period_end =, before =, after =, change = }`, the largest change of
---its value first, then what is new and what is gone, the newest first. `kind` is "restated", "new" or "gone",
---`before` and `after` the observations, `change` relative to the value before; `name`.
---@class signalflow.VintageChanges: signalflow.Printed
---@field [string] any
local VintageChanges = {}

---A list by year, each `{year, price, use, in_service, tokens, drawn_power, revenue, energy_cost, operating_cost,
---depreciation, capital_cost, tax, cash_flow, ebitda_margin, gross_margin, margin_after_capital, cost_per_mtok}`, as
---Outcomes over the run's draws, by the names of a factory's outputs too; `tax` only with a tax rate. The last year's
---cash flow has the residual value in it.
---@class signalflow.Years: signalflow.Printed
---@field [string] any
local Years = {}

---What the factory rests on.
---@return signalflow.Page
function Years:explain() end

---@class signalflow
local sf = {}

---Which signalflow this is, as text: three numbers.
sf._VERSION = nil ---@type any

---Strictly above a limit. 0 is a limit like any other.
---@param value number|signalflow.Quantity
---@return signalflow.Threshold
function sf.above(value) end

---Absolute value.
---@param x number|signalflow.Quantity
---@return number|signalflow.Quantity
function sf.abs(x) end

---A gamma lag or a logistic curve, given in exactly one form: `{ median =, p90 = }`, `{ mean =, cv = }` (cv is the
---standard deviation over the mean), `{ shape =, scale = }`, `{ midpoint =, steepness = }` (logistic), or
---`{ stages = { arrival, ... } }`: gamma lags one after another, such as capex, deployment, revenue. Means and
---variances of stages add, and the result is the gamma of that mean and variance (Satterthwaite 1946): exact where all
---scales are equal, near otherwise (arrival.h says how near).
---@param given table times are quantities or plain numbers of years, steepness is 1/time or a plain number per year
---@return signalflow.Arrival
function sf.arrival(given) end

---A Bass curve: `sf.bass { p = 0.03, q = 0.38 }`.
---@param given table `p > 0`, the rate of those who wait for nobody, and `q >= 0`, of those who follow others: 1/time, or plain numbers per year
---@return signalflow.Arrival
function sf.bass(given) end

---Strictly below a limit.
---@param value number|signalflow.Quantity
---@return signalflow.Threshold
function sf.below(value) end

---Bernoulli: `sf.bernoulli(probability)` is 1 with that probability, else 0.
---@return signalflow.Quantity
function sf.bernoulli(...) end

---Beta: `sf.beta(a, b)` on 0 to 1, or `sf.beta(a, b, low, high)`.
---@return signalflow.Quantity
function sf.beta(...) end

---Between: the 90 % interval, 5 % below the first and 5 % above the second; lognormal where both ends are positive,
---normal otherwise.
---@return signalflow.Quantity
function sf.between(...) end

---Makes a brief.
---@param given table `files`, a folder; `since` and `as_of`, days; `checklist` (the shipped investor list unless given); `ledger`, a Book; `watch`, `{ tickers = {...}, feeds = {...}, factories = {...} }`
---@return signalflow.Brief|nil
---@return signalflow.Err|nil # where the folder or the ledger cannot be read
function sf.brief(given) end

---The next whole number above, in coherent units.
---@param x number|signalflow.Quantity
---@return number|signalflow.Quantity
function sf.ceil(x) end

---What changed from a thing to another of its kind: of two runs which drivers differ and what each moved, of a
---checklist's answers which flipped and moved, of two vintages of a series what is new and what was restated.
---Raises where they are not two of one of these kinds
---@param a signalflow.Run|signalflow.Answers|signalflow.Series the earlier
---@param b signalflow.Run|signalflow.Answers|signalflow.Series the later
---@param given? table of two runs: `output`, the name of the output that is asked of
---@return signalflow.RunChanges|signalflow.AnswerChanges|signalflow.VintageChanges|nil # a list, what moved most first
---@return signalflow.Err|nil # where a run's output has no mean
function sf.changes(a, b, given) end

---Makes a check.
---@param given table `id axis question value` and at least one of `pass fail`; also `clear hold warn_after stale_after at_least source supply`; `unit`: "%" of a share, "points" of a difference of shares, "percentile" of a share of others that lie below, else a unit's name; and `suspect` (how many robust sigmas a jump may have, 5 is usual) with `raw` (where jumps are looked for when the value is made of several series) and `confirming` (a series whose jump in the same period clears the suspicion). `value(data)` gives a Series, a number, bounds with `low` and `high`, or nil
---@return signalflow.Check
function sf.check(given) end

---Checklists: questions asked of data as of a day.
---@overload fun(given): any
sf.checklist = {}

---Makes a checklist: `sf.checklist { name = "...", sf.check { ... }, ... }`.
---@param given table checks; `name`; `data`, name to function(files) giving the series of that name from a folder; `minimum`, `{items=, coverage=}` that must be known of an axis; `quorum`, how many of an axis' checks are to pass, `{growth = 2}` (else all)
---@return signalflow.Checklist
function sf.checklist.new(given) end

---Loads a checklist from a Lua file; `sf` is there without being asked for.
---@param path string
---@return signalflow.Checklist|nil
---@return signalflow.Err|nil # names the file and the line
function sf.checklist.load(path) end

---Whether a value is a checklist.
---@param value any
---@return boolean
function sf.checklist.is(value) end

---The shipped checklists: files an analyst copies and changes.
sf.checklists = {}

---Marks where a figure comes from; explanations and reports carry it.
---@param value number|signalflow.Quantity
---@param name string what the figure is
---@param source string title, place and date
---@return signalflow.Quantity
function sf.cite(value, name, source) end

---What vendors claimed of their platforms, at which workload, and what was measured since.
---
---A claim is about the way `from` one platform `to` another: `multiple` times as good in each of its `metrics` (cost,
---energy, throughput), in the vendor's `words`. `workload` is its own where it states one: `said` in words, and the
---nearest that can be estimated, `interactivity` in tok/s/user, with the precision of each side. `measured` are multiples
---that others published since, each of `what`, with its source and day.
sf.claims = {}

---Keeps a value within bounds.
---Raises where low is above high; draws in which an uncertain one is have no value
---@param value number|signalflow.Quantity
---@param low number|signalflow.Quantity
---@param high number|signalflow.Quantity
---@return number|signalflow.Quantity
function sf.clamp(value, low, high) end

---Puts a company's sites together, by its fiscal quarters and years, beside what it files.
---@param given table `sites`, each `{ factory =, start =, share =, build = }`: the day it begins to serve, the part of it that is the company's (1), and over which time before its start its capital is spent (else on that day); `ticker`; `files` (a folder) with `as_of`, the day whose knowledge counts; and the options of a run
---@return signalflow.SitesOfCompany|nil
---@return signalflow.Err|nil # when cancelled
function sf.company(given) end

---Runs several models under the same scenarios.
---Example: `sf.comparison { h100, b200, scenarios = { ["price war"] = { price = price / 3 } }, seed = 2026 }`
---@param given table the models, each with a name of its own (`sf.factory` or `sf.model`); `scenarios = { name = { driver = value } }` beside `base`, which is as given; `outputs` to show; `sensitivity`, the output of which the page says what moves it (of factories NPV, else the first); `title` and `note`; `draws seed threads sampler` of run
---@return signalflow.Comparison|nil # nil, err when cancelled
function sf.comparison(given) end

---Measures concentration: `sf.concentration { a = 0.23, b = 0.16, undisclosed = 0.61, each_below = 0.10 }`.
---@param given table shares by name, as fractions; what is called `other` is no customer but part of the undisclosed; `undisclosed` (may be left out: the rest of 1), `each_below` (a share that none of the undisclosed reaches), `kind` ("direct" or "end" customers: different wholes)
---@return signalflow.Concentration # `hhi`, `effective_count`, `entropy_count`, `top1`, `top2`, ...: each with `low` and `high`
function sf.concentration(given) end

---Reads a series from a CSV whose first row names the columns.
---@param path string
---@param given? table names of columns: `period_end`, `value`, `known_on` (or `lag` in days), `period_start`; `where` and `equals` choose rows; `unit` is what 1 stands for ("GUSD"); `bound` ("more than" makes the value a bound); `basis` (a wording, a provider: where it changes, the series breaks); `missing` (what stands for a blank, "null"); `separator`, `comment`
---@return signalflow.Series|nil
---@return signalflow.Err|nil
function sf.csv(path, given) end

---The value of growing cash flows.
---@param given table `cash_flow` of the last year (or `revenue` and `margin`), `growth`, `discount`, `terminal`, `horizon`
---@return number|signalflow.Quantity|nil # in the cash flow's dimension
---@return signalflow.Err|nil # where the cash flow is not above 0
function sf.dcf_value(given) end

---Discrete: `sf.discrete{values = {...}, weights = {...}}` or `{{value, weight}, ...}`; weights need not sum to 1.
---@return signalflow.Quantity
function sf.discrete(...) end

---What falls due by a day, and what is overdue.
---@param given table `as_of`, the day it is asked on; `by`, the last day (90 days ahead unless given); `files` (a folder) and `tickers`, whose filings; `ledger`, whose questions and hypotheses
---@return signalflow.Due|nil
---@return signalflow.Err|nil # of the ledger
function sf.due(given) end

---Filings: the SEC's companyfacts files, as served.
sf.edgar = {}

---Opens a companyfacts file.
---@param path string
---@param ticker? string put before the names of its series; else what the file's name says after the CIK
---@return signalflow.Company|nil
---@return signalflow.Err|nil
function sf.edgar.open(path, ticker) end

---Empirical: `sf.empirical{...}`, each sample with equal probability.
---@return signalflow.Quantity
function sf.empirical(...) end

---Estimates speed and power.
---@param given table `platform`, `workload` (`model input output precision`, and perhaps more: its `ttft`, `interactivity` and `p90_interactivity` are limits, and of what is left open that which keeps to them comes first), `accelerators`, `concurrency` (requests in flight), `layout` (unless given that of the row where one was measured, else the fastest of those worth trying; prefill is apart where it or the workload says so), `unmeasured` (true: leave measured rows aside), `measured` (rows of `sf.measured`, first in line)
---@return signalflow.Estimate|nil # `tpot ttft interactivity p90_interactivity token_rate chip_power`, each a TieredAnswer with `tier low high source`; `verdicts`, of each limit whether it `holds`, with `limit value margin probability` (nil where unknown; `estimate.verdicts.ttft.holds`, and `verdicts.holds` of all); `bound` and `calibrated` hold those of the tier; `tier source date` of the throughput; `layout`, `spec`, `limits` (what each part would take alone, s/tok), `waiting` (`room requests time`, where there are more requests than places), and where the workload leaves open what guesses tokens ahead the `other` way; or nil and an err that names the blank in the catalogue, or says that the model does not fit, or that its heads cannot be shared evenly
function sf.estimate(given) end

---Studies one event: `sf.event_study { asset = nvda_prices, market = index, on = "2024-05-22", window = {-1, 3},
---estimation = 120, after_close = true }`.
---@param given table `asset`, `market`: series of daily closes; `on`: the day the news came; `after_close`: whether it came after the close; `window` {first, last} in sessions (default {0, 1}); `estimation` sessions (120) that end `gap` (11) before the event's; `others`: days of other news of the asset, `{on=, after_close=}` where after the close; `adjusted = true`: the closes are adjusted for splits, whatever they look like
---@return signalflow.EventStudy|nil # `alpha beta sigma session returns abnormal car t t_simple p drift anticipated significant sessions`. `car` is a number, the abnormal log return of the window; t and p are by the exact variance and Student's law
---@return signalflow.Err|nil # code "confounded" where other news falls in the window: the two cannot be told apart, so the result is unknown; "suspect" where a close jumps as by a split it is not adjusted for; "out of range" where there are too few sessions
function sf.event_study(given) end

---e to the power of a dimensionless value.
---@param x number|signalflow.Quantity without unit
---@return number|signalflow.Quantity
function sf.exp(x) end

---Reads what a price holds: `sf.expectations(files, { ticker = "NVDA", as_of = "2025-09-12", discount =
---sf.between(0.08, 0.12), terminal = sf.between(0.02, 0.04), horizon = 10 })`.
---@param files signalflow.Files what `sf.folder` gives: closes as paid, the company's filings
---@param given table all of it, without defaults: what discounts and how far one looks decides the answer
---@return signalflow.Expectations
function sf.expectations(files, given) end

---Exponential: `sf.exponential(mean)`.
---@return signalflow.Quantity
function sf.exponential(...) end

---Builds a factory.
---Raises naming what is missing, unknown, or out of its domain
---@param given table `platform` (a name or one of `sf.platforms`, or a table of drivers with `name` and `source`), `workload` (`model input output precision interactivity`; interactivity is required, "offline" for no latency asked; beside both `token_rate` and `chip_power` it says no more than what prices of input are paid for), `measured` (rows of `sf.measured`, first in line), `mode` ("power" or "capital"), `horizon` in whole years (5), `correlate`, `rack_cooling` (W/rack, what a rack position can carry away; only for the bottleneck), and drivers: `grid_power` (W), `capital` (USD), `pue`, `token_rate` (tok/s/gpu), `chip_power` (W/gpu), `server_overhead`, `all_in_power` (W/gpu, nameplate), `oversubscription`, `rack_accelerators` (gpu/rack), `utilization` and `price` (USD/tok of output) of the first year, `input_price` and `cached_price` (USD/tok of input, computed or found in cache; with a workload; 0 unless given), `peak_utilization`, `idle_share`, `price_decline` (a year), `elasticity`, `electricity` (USD/J), `accelerator_cost` (USD/gpu), `accelerator_price_decline` (a year), `site_cost` (USD/W), `operating_share` (of capex a year), `accelerator_life`, `site_life`, `ramp` (time), `discount` (a year); and, off unless given, `tax_rate`, `debt_share` with `interest`. `year` asks for the yearly figures of one year of the horizon instead of an average one
---@return signalflow.Factory # a model; what it gives is what `signalflow run --list` lists of it
function sf.factory(given) end

---Feeds of headlines: RSS, Atom, JSON, CSV, Markdown lists of links, a headline a line.
sf.feed = {}

---Opens a feed: RSS, Atom, JSON Feed, JSON, CSV, Markdown lists of links, or a headline a line. "-" is standard input.
---@param path string
---@return signalflow.Feed|nil # `items` with their `title url source date line`; `items.skipped` had no title
---@return signalflow.Err|nil # names the file, and the line where it is not what it should be
function sf.feed.open(path) end

---A feed of items that were read elsewhere.
---@param name string
---@param items table[] `{ title =, date =, source =, url = }` each, in order
---@return signalflow.Feed
function sf.feed.of(name, items) end

---One document as filed: inline XBRL, or a plain XBRL instance, with the dimensions that companyfacts leaves out.
---
---    local filing = sf.filing.open "nvda-10-q-2025-08-27.html"
---    filing:facts { concept = "us-gaap:Revenues", axes = { ["srt:ProductOrServiceAxis"] = "nvda:NetworkingMember" } }
sf.filing = {}

---Where a figure comes from, down to the document, the line and the text as displayed.
---@param fact table one of `filing:facts`
---@return string
function sf.filing.explain(fact) end

---Opens a document.
---@param path string
---@return signalflow.Filing|nil # `.entity .cik .form .period_end`; `:facts :axes :members :explain :close`
---@return signalflow.Err|nil
function sf.filing.open(path) end

---The next whole number below, in coherent units.
---@param x number|signalflow.Quantity
---@return number|signalflow.Quantity
function sf.floor(x) end

---Opens a folder of published files.
---@param path string
---@return signalflow.Files|nil # `:company :filings :quarterly :annual :instant :total :fred :prices :supplied`
---@return signalflow.Err|nil
function sf.folder(path) end

---The Federal Reserve's series, as FRED serves them in CSV.
---
---A value counts from the day it was published, so a series needs its publication lag: days from a period's end. The
---lags here are the longest of an ordinary release (a Friday's yield comes on Monday), so that nothing is known too
---early. Where nobody says a lag, a long one for the frequency is taken and the series says so.
sf.fred = {}

---The known id that a file's name begins with.
---@param name string
---@return string|nil
function sf.fred.named(name) end

---The id of the series in a FRED file: what its header says, else what the file's name begins with where that is
---known.
---@param path string
---@return string|nil
function sf.fred.id(path) end

---Reads a FRED CSV, in either of its layouts, or the `date,value` re-export. Values are as published (4.09 where the
---yield is 4.09 percent) unless a unit is given.
---@param path string the id comes from the file's header, else from its name
---@param given? table `lag` (days), `frequency` (another is refused; "any" takes each), `unit` (what 1 stands for: `"%"`), `id`
---@return signalflow.Series|nil
---@return signalflow.Err|nil
function sf.fred.read(path, given) end

---Builds the frontier of a platform serving a workload.
---@param given table `platform`, `workload` (`model input output precision`, and perhaps `engine spec disaggregated`), `measured` (rows of `sf.measured`, first in line), and drivers of a factory that costs are to be reckoned with, as `pue electricity accelerator_cost` (a factory's defaults for the rest; full load)
---@return signalflow.Frontier|nil # with `points`, `low` and `high` (tok/s/user); or nil and an err that names the blank in the catalogue, or says that the model does not fit
function sf.frontier(given) end

---Reads platforms side by side.
---Example: `sf.frontiers { { platform = "H100", precision = "fp8" }, "B200", workloads = { {...}, {...} } }`
---@param given table the platforms as sides of a launch; `workload`, or `workloads`, a list; `speeds` (tok/s/user; unless given that of the workload, or 20, 50 and 100); `title`; and what all share, as of a launch
---@return signalflow.Frontiers|nil # nil and an err where a platform serves a workload at no speed
function sf.frontiers(given) end

---Gamma: `sf.gamma(shape, scale)`.
---@return signalflow.Quantity
function sf.gamma(...) end

---Explains a name, finds a word, or tells of a value; without either, what there is.
---Raises where nothing speaks of a word, with the nearest name where there is one
---@param x any the name of something ("factory", "Model:run"), a word to look for, or a value
---@return signalflow.Page
function sf.help(x) end

---The folder of the script that asks, so that it finds the files beside it from anywhere.
---@return string # "." for what is typed at a prompt
function sf.here() end

---The growth a year until the horizon that a value implies: a discounted cash flow read backwards.
---@param given table `value`, `cash_flow` of the last year (or `revenue` and `margin`), `discount`, `terminal`, `horizon`
---@return number|signalflow.Quantity|nil # a fraction a year
---@return signalflow.Err|nil # where no growth fits
function sf.implied_growth(given) end

---The market-implied forecast period (Rappaport & Mauboussin, Expectations Investing, 2001): the least number of years
---of that growth with which the cash flows are worth the value; 0 where terminal growth alone is enough.
---@param given table `value`, `cash_flow` of the last year (or `revenue` and `margin`), `growth`, `discount`, `terminal`
---@return integer|signalflow.Quantity|nil # years, 0 to 100
---@return signalflow.Err|nil # where 100 years are not enough
function sf.implied_horizon(given) end

---The internal rate of return of flows one period apart: the rate at which their present value is 0. Every root is
---found: several are an err with `err.roots`, never one of them silently.
---@param given table a list of flows, or a table with that list in it; numbers, or quantities of one dimension
---@return number|signalflow.Quantity|nil # a fraction a period; uncertain where a flow is
---@return signalflow.Err|nil # code "ambiguous" with `roots`, or "no solution"
function sf.irr(given) end

---Reads a series from JSON lines: one object a line, fields named as the columns of `csv`.
---@param path string
---@param given? table
---@return signalflow.Series|nil
---@return signalflow.Err|nil
function sf.json_lines(path, given) end

---Compares two platforms.
---@param given table `from` and `to`: names of platforms, or tables of `platform` with software of its own (`precision engine spec disaggregated`) and drivers of its own (`pue server_overhead accelerator_cost rack_accelerators` ...); `workload` with its interactivity; `grid_power`; `elasticity`; `rack_area` (m2/rack); drivers that both share
---@return signalflow.Launch|nil # `from` and `to` (records as of `frontier:at`), `gain` (tokens per watt at the grid), `gain_low` `gain_high`, `multiples`, `usage_multiple` (by price elasticity, where cost is passed on); a year, at equal tokens, `energy_saving`, `operation_saving`, their sum `operating_saving`, `capital_saving` and `racks_saved`; `payback` of replacing; `lacking`, what a hall built for racks of the first lacks (`power`, `air`, `liquid`, W/rack each; nil where it lacks none, `unknown` where not all is known); `attribution`, nil where a side is on a `cliff` (`side`, `slope`); `chain`, `claim`; or nil and an err. Both records have `cooling`, what a rack asks for (`power`, and its heat by `air` and `liquid`)
function sf.launch(given) end

---Compares platforms in a row.
---Example: `sf.launches { "H100", "B200", "GB200 NVL72", workloads = { {...} }, claims = { "25x lower cost" } }`
---@param given table the platforms as `from` and `to` of a launch, in order; `workloads`, a list; `claims`, vendors' words about the way from the first to the last; `title` and `note`; and what all share, as of a launch
---@return signalflow.Launches|nil # nil and an err where a platform does not serve a workload
function sf.launches(given) end

---The ledger: what was believed, by whom, since when, on what evidence, and what would prove it wrong.
---
---Entries are only ever added. Two times are kept of each: the day on which what it says became known (`on`), by
---which `as_of` cuts, and the moment it was entered here (`recorded`), by which `recorded_by` cuts; so every past state
---can be had again. A correction is a new entry that names what it corrects. Each entry carries a checksum that goes on
---from the one before: it finds damage, and is no signature.
---@overload fun(address, given): any
sf.ledger = {}

---Opens a ledger, or creates it.
---@param address string a file's path (SQLite), or "postgresql://user:password@host:port/dbname?option=..."
---@param given? table `read_only`; `clock`, a function that gives the time as "2026-01-15T10:00:00Z", for scripts that replay
---@return signalflow.Book|nil
---@return signalflow.Err|nil
function sf.ledger.open(address, given) end

---Natural logarithm of a dimensionless value.
---@param x number|signalflow.Quantity without unit, above 0
---@return number|signalflow.Quantity # no value where x is not above 0
function sf.log(x) end

---1 / (1 + exp(-x)) of a dimensionless value.
---@param x number|signalflow.Quantity without unit
---@return number|signalflow.Quantity # 0 to 1
function sf.logistic(x) end

---Lognormal: `{median=, sigma=}` (sigma of the logarithm), `{mean=, sd=}` or `{p5=, p95=}`; in order: median, sigma.
---@return signalflow.Quantity
function sf.lognormal(...) end

---What a price made of news, and what the firm was worth and earned before: `sf.market(files, { ticker = "NVDA", index
---= "SP500", on = "2025-08-27", after_close = true, exposure = 0.3 })` is a `market` of `signal:impact`.
---@param files signalflow.Files what `sf.folder` gives: prices of Stooq, an index of FRED, the firm's SEC filings
---@param given table `ticker`; `index`, a FRED series; `on`, the day of the news; `after_close window estimation` as of `sf.event_study`; `exposure`, the share of the firm's cash flow that moves like the output in question
---@return signalflow.Market|nil # `move` (the event study), `value` and `cash_flow` where they are known, `exposure`; `unknown`, by name, why something is not
---@return signalflow.Err|nil # where there are no prices or no index, or the study has no result
function sf.market(files, given) end

---The greatest of one or more values of one dimension.
---Raises where their dimensions differ
---@param ... number|signalflow.Quantity as many as there are
---@return number|signalflow.Quantity
function sf.max(...) end

---Your own benchmark results as measured rows: what a file says, with its power integrated and its figures checked.
---`measured = rows` in `sf.factory`, `sf.estimate`, `sf.frontier` and `sf.launch` puts them before every public row.
sf.measured = {}

---Reads a benchmark's result, a row a run.
---Results are those of vLLM (`bench serve --save-result`), SGLang (`bench_serving`, a run a line), InferenceX
---(aggregates), AIPerf and GenAI-Perf (their JSON summaries) and MLPerf (`mlperf_log_summary.txt`). Figures are in the
---units that the file states, and what it does not say is asked for by name.
---Raises naming the options that are missing or wrong
---@param path string
---@param given? table what the file does not say: `platform`, `model`, `precision`, `gpus` (all accelerators), `engine`, `spec` ("none" unless the file says that tokens were guessed ahead), `layout` ("TP8"), `disaggregated`, `concurrency`, `date`; `input` and `output`, nominal lengths (else the mean of those served, to a whole token); `workload` (of MLPerf: "mlperf-5.1"); `power`, the path of a log of nvidia-smi, amd-smi, DCGM or a meter as CSV, or of MLPerf's `spl.txt`; and where these do not say them `scope` of the power ("chip", "server", "facility"), `start` of the run by the log's clock, `zone` of local times ("+02:00")
---@return signalflow.OwnMeasurements|nil
---@return signalflow.Err|nil # "io", or "parse" where the file is none of these, is damaged, failed, or says otherwise than `given`
function sf.measured.read(path, given) end

---Reads the rows that a file keeps.
---Nothing in it is run, and the rows are checked again.
---@param path string of what `measured.add` or `signalflow measure add` wrote
---@return signalflow.OwnMeasurements|nil
---@return signalflow.Err|nil # "io", or "parse" with the line
function sf.measured.load(path) end

---Gives both sides of what rows are held against.
---That is Little's law, the bound, what is rated, the lengths that are named.
---@param list signalflow.OwnMeasurements
---@return table[] # for each row a list of `{what, unit, stated, against, holds, words}`; both sides are numbers in the unit, and words are there where it does not hold
function sf.measured.checks(list) end

---Adds rows to those that a file keeps.
---The file is made where there is none, and a run that was read before is replaced.
---@param path string
---@param list signalflow.OwnMeasurements
---@return signalflow.OwnMeasurements|nil # all that it keeps now
---@return signalflow.Err|nil # "io", or "parse" where what lies there is no such file; it stays as it was
function sf.measured.add(path, list) end

---The least of one or more values of one dimension.
---Raises where their dimensions differ
---@param ... number|signalflow.Quantity as many as there are
---@return number|signalflow.Quantity
function sf.min(...) end

---The modified internal rate of return, as Excel's MIRR: payments discounted at one rate, receipts compounded at
---another: `sf.mirr { flows, finance = 0.10, reinvestment = 0.12 }`.
---@param given table a list of flows (or that list in it), `finance`, `reinvestment`
---@return number|nil # a fraction a period
---@return signalflow.Err|nil # where there is no payment or no receipt
function sf.mirr(given) end

---Mixture: `sf.mixture{{weight, law}, ...}` or `{parts = {...}, weights = {...}}`; a draw falls under one of them.
---@return signalflow.Quantity
function sf.mixture(...) end

---Shows moat and dependence together: `sf.moat { as_of = "2025-09-01", gross_margin = margin, attach_rate = attach,
---concentration = { earlier, later }, custom_chips = share }`.
---@param given table `as_of`; every measure may be left out: `launch` (an sf.launch, or `{ earlier, later }`: how many layers carry a tenth of the gain), series `attach_rate gross_margin premium largest_customer multivendor_share custom_chips` (cut to what was known on as_of, compared with a year before), `concentration` (sf.concentration, or `{ earlier, later }`); launches and shares carry no day: give those known by as_of; `bands`, other dead bands by measure
---@return signalflow.Moat # `moat` ("widening" "flat" "narrowing" "contested" "unknown"), `diversification` ("improving" "flat" "worsening" "contested" "unknown"), `state`, `measures` (a list, and by name: `trend says value earlier date earlier_date source reason`), `missing` (names of those not known), `why` (by side, why it is contested or unknown)
function sf.moat(given) end

---Records a model.
---Raises where a name is not known, or dimensions do not fit, at the line that says so
---@param given table `name`, `drivers`, `correlate` (list of {"driver", "driver", rank correlation}), `outputs`: a function of the drivers that returns a table of named quantities
---@return signalflow.Model
function sf.model(given) end

---All language models, in the order of the data; by name too, and it prints as a table.
---@return table # list of records
function sf.models() end

---Normal: `sf.normal(mean, sd)` or `{mean=, sd=}` or `{p5=, p95=}`.
---@return signalflow.Quantity
function sf.normal(...) end

---The net present value of flows one period apart, the first one now: `sf.npv { flows, discount = 0.08 }`. (Excel's
---NPV has the first at the end of the first period: put a 0 before it for that.)
---@param given table a list of flows (or that list in it), `discount`
---@return number|signalflow.Quantity|nil # uncertain where a flow or the discount is
---@return signalflow.Err|nil
function sf.npv(given) end

---PERT: `sf.pert(low, mode, high)`, or with a weight of the mode other than 4 (Malcolm et al. 1959).
---@return signalflow.Quantity
function sf.pert(...) end

---All platforms, in the order of the data; by name too, and it prints as a table.
---@return table # list of records
function sf.platforms() end

---Several things in one picture.
sf.plot = {}

---Draws frontiers over the same axes, each in its own colour and letter.
---Raises where an item is no frontier
---Example: `sf.plot.frontier { h200, b200 }:save "frontiers.svg"`
---@param given signalflow.Frontier[]
---@return signalflow.Page # the drawing, to be saved
function sf.plot.frontier(given) end

---Draws outcomes under each other, each a bar that holds 90 % of its draws, with the median marked.
---Raises where an item is no outcome, or one has another dimension
---Example: `sf.plot.intervals { first.npv, second.npv }`
---@param given signalflow.Outcome[] of one dimension
---@return signalflow.Page # the drawing, to be saved
function sf.plot.intervals(given) end

---How much of a change the market's value reflects: (market - base) / (thesis - base). Not clipped: below 0 the market
---moved the other way, above 1 it went further than the thesis.
---@param given table `market`, `base`, `thesis`: values of one dimension
---@return number|signalflow.Quantity|nil
---@return signalflow.Err|nil # where the thesis is worth what the base is: then it is unknown
function sf.priced_in(given) end

---Reads daily prices: Stooq's format, or a table with columns date and close, as Yahoo's and Stooq's own pages give it
---(Alpha Vantage calls the day timestamp). Where a table has nothing but closes adjusted for dividends they are taken:
---they fall with each later dividend, so no market value is worked out of them.
---@param path string
---@param which? string "open", "high", "low", "close" or "volume"
---@return signalflow.Series|nil # US dollars
---@return signalflow.Err|nil
function sf.prices(path, which) end

---What would confirm a headline, from which filing or series, and by which date. A headline only ever creates
---questions: it changes no state and moves no probability.
---
---A question put to a filing is due when the first fiscal quarter must be filed that ends at least 30 days after the
---headline: a change needs time to show. Where a signal says how its effect arrives, the quarter is the first that ends
---when half has arrived, if that is later; but what is signed is asked of the next filing, and first; then what
---shows first. What is overdue is itself a finding.
sf.questions = {}

---What would confirm a headline: its questions, none for a headline that changes no channel.
---@param reading signalflow.Reading of `sf.read` or a feed; due dates need its `date`
---@param given? table `half_arrived`: the day on which half of the effect has arrived, where a signal says so
---@return signalflow.Questions # a list; each has `id text against where by channel direction` and, where it has one, `actor filers form concept period_end`; `undated` says why there is no `by`. The list's `reason` says why it is empty
function sf.questions.of(reading, given) end

---One question, folded beneath the day by which it is due.
---@param question table
---@param indent? string
---@return string
function sf.questions.brief(question, indent) end

---n values from low to high, evenly apart.
---@param low number|signalflow.Quantity
---@param high number|signalflow.Quantity
---@param n integer 2 or more
---@return number[]|signalflow.Quantity[]
function sf.range(low, high, n) end

---Reads one headline with the shipped lexicon.
---@param headline string
---@param given? table `date`, `source`, `url`
---@return signalflow.Reading
function sf.read(headline, given) end

---Makes a reader: the shipped lexicon with the analyst's own words on top.
---@param given? table `lexicon`, channel to words to weights: `{ demand = { ["backlog"] = 1.5 } }`; a weight below 0 is a change for the worse. "surge~" also stands for surges, surged, surging; "#" for any number. Or the path of a file of words, actors and rules, written as in `csrc/headlines/lexicon.txt` (reading.h has the form)
---@return signalflow.Reader|nil
---@return signalflow.Err|nil # where the file cannot be read
function sf.reader(given) end

---Puts things that print on one page: the title, then the things. A text among
---them is a paragraph, a list of texts a list.
---@param given table the things; `title`, else that of the first; `note`; `as_of`, the day the page speaks for, else the newest day of a source
---@return signalflow.Report # with `:page() :save(path)`
function sf.report(given) end

---Compares hypotheses by what speaks against them.
---@param given table `hypotheses` a list of names; `evidence` by name a list of cells, one for each hypothesis: `"CC"` strongly consistent, `"C"`, `"N"` neutral, `"I"` inconsistent, `"II"` strongly, `"?"` not known (counts as neutral); `weights` by name of evidence, 1 unless given
---@return signalflow.Rivals # `ranking`, a list of `{hypothesis=, rank=, inconsistency=, tied=}` with the least inconsistent first; `inconsistency` by hypothesis and `diagnosticity` by evidence, each by place in order as well: what is equal over all hypotheses has diagnosticity 0 and moves none
function sf.rivals(given) end

---Whether two headlines, or readings, are of one story: copies (one text, told again) or one event in other words.
---Denials, opposite moves, other figures, quarters or actors part them. Both should be of about one time: see
---`feed:stories()`, which heeds the days.
---@param a string|signalflow.Reading
---@param b string|signalflow.Reading
---@return boolean
---@return string # "copy", "event" or "different"
function sf.same_story(a, b) end

---Runs a script that nobody vouches for: `sf.sandbox(text_or_path, options)`. It may compute and print; what it
---returns comes back as plain values: nil, booleans, numbers, text, tables of them to a depth of 32, a quantity as
---`{ value=, unit= }`, an uncertain one or an outcome as `{ mean=, sd=, p5=, p50=, p95=, unit= }`, anything else that
---prints as its text.
---Raises where an option is none
---@param text_or_path string a script, or the path of one: what has one line and ends in .lua or names a file
---@param given? table `memory` in bytes (64e6), `instructions` of Lua (1e9), `time` in seconds (10), `print`, a function that takes what it prints as text, instead of standard output
---@return any # what the script returns; or nil, err with code "memory", "instructions", "time" (a limit that it met), "denied" (a road that is shut), "error" (its own) or "io" (its file)
function sf.sandbox(text_or_path, given) end

---Makes a series by hand.
---@param name string
---@param rows table `{period end, known on, value}` each, or `{period_start=, period_end=, known_on=, value=}`; a value of nil is unknown from that day on
---@param source? string where the figures came from
---@return signalflow.Series
function sf.series(name, rows, source) end

---Writes a signal down.
---@param given table `headline` (a reading or text), `on` (day of the news; else the reading's), `source` (`title`, and `url`, `publisher` or `accession`; else the reading's), `channel` (else the reading's), `driver`, `factor` (what the driver is multiplied by in the end), `arrives` (`sf.arrival` or `sf.bass`), `confidence` (above 0 to 1: the probability that it comes true)
---@return signalflow.Signal
function sf.signal(given) end

---Square root; halves the dimension.
---@param x number|signalflow.Quantity
---@return number|signalflow.Quantity # no value where x is below 0
function sf.sqrt(x) end

---Text as `string.format` makes it, with a decimal point in every host: `sf.text("%.2f to %.2f", low, high)`.
---Raises where the values do not fit the form
---@param form string as of `string.format`; a quantity is a `%s`
---@param ... any
---@return string
function sf.text(form, ...) end

---Puts a thesis together.
---@param given table each optional and named as missing where absent: `factory`, `launch`, `ledger` (a book), `checklist` (its answers), `concentration`, `moat`, `expectations`; `as_of` (else the checklist's); `name`; `draws`, `seed`
---@return signalflow.Thesis|nil
---@return signalflow.Err|nil # where the ledger cannot be read, or the run was cancelled
function sf.thesis(given) end

---Scores forecasts: `sf.track_record { {p = 0.7, outcome = true}, ... }`.
---@param given table the forecasts, each with `p` and `outcome` (nil: not resolved yet, counted and not scored), and `forecasts`, `{ { p = 0.5, days = 90 }, { p = 0.7, days = 10 } }`, what was said before and for how long it stood; or `probabilities` and `outcomes`, two lists; `name` of the source; `unresolved`, `overdue`, `vague`, `annulled`: how many more of each, shown and never scored; `late`: how many were entered when their outcome was known
---@return signalflow.TrackRecord # `count hits misses unresolved overdue vague annulled late`
function sf.track_record(given) end

---Triangular: `sf.triangular(low, mode, high)`.
---@return signalflow.Quantity
function sf.triangular(...) end

---Truncated: `sf.truncated(law, low, high)`, the law given that it falls within; nil leaves a side open.
---@param value signalflow.Quantity|table a law, or `{of=, low=, high=}`
---@param low? number|signalflow.Quantity
---@param high? number|signalflow.Quantity
---@return signalflow.Quantity
function sf.truncated(value, low, high) end

---One step of the tutorial: what is new, lines to type, and what each prints.
---Raises where there is no such step
---@param n? integer 1 to 8
---@return string
function sf.tutorial(n) end

---Uniform: `sf.uniform(low, high)`.
---@return signalflow.Quantity
function sf.uniform(...) end

---Units: `sf.units.MW`, `sf.units"65 USD/MWh"`, `sf.units.define(name, value)`.
sf.units = nil ---@type any

---`sf.where(condition, yes, no)`: yes in the draws where condition is not 0, else no.
---@param condition number|signalflow.Quantity as `a:lt(b)` gives it
---@param yes number|signalflow.Quantity
---@param no number|signalflow.Quantity of the same dimension
---@return number|signalflow.Quantity
function sf.where(condition, yes, no) end

---Strictly between two limits; for `pass` alone. Outside of them: warn.
---@param low number|signalflow.Quantity
---@param high number|signalflow.Quantity
---@return signalflow.Threshold
function sf.within(low, high) end

---The same for dated flows, by actual days over 365, as Excel's XIRR counts: `sf.xirr { flows, dates }`.
---@param given table two lists: flows, and dates as "2024-04-28"
---@return number|nil # a fraction a year
---@return signalflow.Err|nil # code "ambiguous" with `roots`, or "no solution"
function sf.xirr(given) end

---The same for dated flows, by actual days over 365, as Excel's XNPV: `sf.xnpv { flows, dates, discount = 0.09 }`.
---@param given table two lists, flows and dates as "2024-04-28", and `discount`
---@return number|signalflow.Quantity|nil # as of the first date
---@return signalflow.Err|nil
function sf.xnpv(given) end

return sf
