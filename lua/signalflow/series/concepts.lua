--- What filers call one thing: concepts as data. `nvda:quarterly "revenue"` takes a figure from the first of these tags
-- that a filing uses. The core holds the eight that its own tests rely on; these are more. To add one, add a line.
-- @module signalflow.series.concepts
local core = require "signalflow.core"

local concepts = {
  gross_profit = { "GrossProfit" },
  operating_income = { "OperatingIncomeLoss" },
  net_income = { "NetIncomeLoss", "ProfitLoss" },
  research = { "ResearchAndDevelopmentExpense",
    "ResearchAndDevelopmentExpenseExcludingAcquiredInProcessCost" },
  receivables = { "AccountsReceivableNetCurrent", "ReceivablesNetCurrent" },
  cash = { "CashAndCashEquivalentsAtCarryingValue", "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents" },
  long_term_debt = { "LongTermDebtNoncurrent", "LongTermDebt" },
  property = { "PropertyPlantAndEquipmentNet" },
  deferred_revenue = { "ContractWithCustomerLiabilityCurrent", "DeferredRevenueCurrent" },
  buybacks = { "PaymentsForRepurchaseOfCommonStock" },
}

for _, name in ipairs(core.concepts()) do
  concepts[name] = core.concepts(name)
end

return concepts
