--- What a sandbox may use of signalflow: the core's functions by name, so that a new one is shut out until it stands
-- here; none of them reaches a file, a process, the network or the terminal's keys. And the rooms it has no use for.
-- @module signalflow.host.allowed
local allowed = {}

local CORE = [[
  abs add_months all arrival_by_period arrival_mean arrival_peak arrival_share arrival_spread arrival_time attribute
  before bounds_meet ceil check_factory check_rule checksum cite closed_form columns compile concentration constant
  correlate csv day day_text dcf_value decompose define_unit dependents differentiate digest draw earned_log_ratio
  enough ensure error evaluate_rule event_study exact_draws exp factory factory_fields feed find_splits floor format
  format_number frontier gamma_in_row gamma_of_moments gamma_of_quantiles group_stories hit_rate implied_growth
  implied_horizon inference inference_at inference_fronts inference_output input interpolate irr irr_of is_error
  is_foreign is_prompt join_filings json label law lexicon log logistic make_filings max merge_vintages metatables
  methods min mirr month_end nearest nodes normal_quantile npv npv_of position priced_in_share quantity quorum raise
  reader reconcile rival_hypotheses scale score_forecasts series set_library share_within sort_texts sqrt substitute
  summary superblock system_power terminal text tie_stories top_share value_change where write written xirr xnpv
  year_before
]]

--- Names of the core's functions, tables and numbers.
allowed.core = {}
for name in CORE:gmatch "%S+" do
  allowed.core[name] = true
end

-- Rooms that are about files and other machines; those that are about hosts and the shell are no script's either.
local SHUT = { ledger = true, fetch = true }
local UNSEEN = { core = true, command = true, host = true, prompt = true, meta = true }

local function room_of(name)
  return name:match "^signalflow%.([%w_]+)" or name == "signalflow" and ""
end

--- Whether a script may require a module.
-- @tparam string name
-- @treturn boolean
function allowed.script(name)
  local room = room_of(name)
  return room and not SHUT[room] and not UNSEEN[room] or false
end

--- Whether signalflow's own modules may require one in a sandbox.
-- @tparam string name
-- @treturn boolean
function allowed.inside(name)
  local room = room_of(name)
  return room and not SHUT[room] or false
end

return allowed
