--- What filers call one thing: concepts as data. `nvda:quarterly "revenue"` takes a figure from the first of these tags
-- that a filing uses. To add a concept, add a line; to add a filer's part, add a line to `parts`:
--
--     concepts.cloud_revenue.parts.MSFT = { CONTRACT_REVENUE, [SEGMENT] = "msft:IntelligentCloudMember" }
--
-- Tags are those of us-gaap, then of ifrs-full; the tags of the ASC 606 era come before the older ones, and a tag that
-- means the thing before one that some filers put there.
-- `alike`: the first so many tags name one total, and where one filing has several of them the largest is the whole
-- (left out: all of them). `never_negative`: a difference below 0 contradicts the filer's own figures.
-- `less`: tags of a part of the balance that is taken off; where a filing does not say the part, the whole is a bound.
-- `whole`: an axis that some filers give the whole under alone: its members' sum (`sum_over`), or what is to come from
-- the day after the balance on (`from_next_day_on`).
-- `parts`: by filer, tags and the member of each axis, as its filings tag them; a list of such where a filer has used
-- several, the best first. They stand in the filings alone: the SEC's companyfacts carry no dimensions.
-- @module signalflow.series.concepts

local PRODUCT = "srt:ProductOrServiceAxis"
local SEGMENT = "us-gaap:StatementBusinessSegmentsAxis"
local CONTRACT_REVENUE = "RevenueFromContractWithCustomerExcludingAssessedTax"

return {
  revenue = { "Revenues", CONTRACT_REVENUE, "SalesRevenueNet", "SalesRevenueGoodsNet", "Revenue",
    "RevenueFromContractsWithCustomers", "RevenueFromContractWithCustomerIncludingAssessedTax", alike = 6,
    never_negative = true },
  cost_of_revenue = { "CostOfRevenue", "CostOfGoodsAndServicesSold", "CostOfGoodsSold", "CostOfSales",
    never_negative = true },
  gross_profit = { "GrossProfit", alike = 1 },
  operating_income = { "OperatingIncomeLoss", "ProfitLossFromOperatingActivities", alike = 1 },
  net_income = { "NetIncomeLoss", "ProfitLoss", alike = 1 },
  research = { "ResearchAndDevelopmentExpense", "ResearchAndDevelopmentExpenseExcludingAcquiredInProcessCost",
    never_negative = true },
  capex = { "PaymentsToAcquirePropertyPlantAndEquipment", "PaymentsToAcquireProductiveAssets",
    "PaymentsToAcquireOtherPropertyPlantAndEquipment", "PaymentsForCapitalImprovements",
    "PaymentsToDevelopRealEstateAssets", "PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities",
    never_negative = true },
  operating_cash_flow = { "NetCashProvidedByUsedInOperatingActivities",
    "NetCashProvidedByUsedInOperatingActivitiesContinuingOperations", "CashFlowsFromUsedInOperatingActivities",
    alike = 1 },
  depreciation = { "DepreciationDepletionAndAmortization", "DepreciationAndAmortization", "Depreciation",
    "DepreciationAndAmortisationExpense", never_negative = true },
  buybacks = { "PaymentsForRepurchaseOfCommonStock", "PaymentsToAcquireOrRedeemEntitysShares", never_negative = true },
  inventory = { "InventoryNet", "Inventories" },
  purchase_obligation = { "PurchaseObligation", "UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount" },
  -- NVIDIA's total holds cloud services for years and the like: 45.1 billion, of it 30.8 supply (10-K of 2025-02-26).
  supply_commitment = { "PurchaseObligation", less = { "OtherCommitment" } },
  -- Amazon: only as what is to come from the day after the balance on (10-K of 2025-02-07).
  remaining_performance_obligation = { "RevenueRemainingPerformanceObligation", whole = {
    from_next_day_on = "us-gaap:RevenueRemainingPerformanceObligationExpectedTimingOfSatisfactionStartDateAxis" } },
  receivables = { "AccountsReceivableNetCurrent", "ReceivablesNetCurrent", "CurrentTradeReceivables" },
  cash = { "CashAndCashEquivalentsAtCarryingValue", "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents",
    "CashAndCashEquivalents" },
  long_term_debt = { "LongTermDebtNoncurrent", "LongTermDebt", "LongtermBorrowings" },
  debt = { "LongTermDebt", "DebtLongtermAndShorttermCombinedAmount", "Borrowings" },
  current_debt = { "DebtCurrent", "LongTermDebtCurrent", "ShortTermBorrowings" },
  current_securities = { "MarketableSecuritiesCurrent", "DebtSecuritiesCurrent", "ShortTermInvestments",
    "AvailableForSaleSecuritiesDebtSecuritiesCurrent" },
  -- Alphabet and Meta: only by class, of one claim a share.
  shares_outstanding = { "EntityCommonStockSharesOutstanding", whole = {
    sum_over = "us-gaap:StatementClassOfStockAxis" } },
  property = { "PropertyPlantAndEquipmentNet", "PropertyPlantAndEquipment" },
  deferred_revenue = { "ContractWithCustomerLiabilityCurrent", "DeferredRevenueCurrent", "CurrentContractLiabilities" },

  -- NVIDIA: 10-Q of 2025-08-27, 10-K of 2025-02-26; compute and networking add up to data center. AMD: its 10-Ks since
  -- 2022.
  data_center_revenue = { never_negative = true, parts = {
    NVDA = { "Revenues", [PRODUCT] = "nvda:DataCenterMember" },
    AMD = { CONTRACT_REVENUE, "Revenues", [SEGMENT] = "amd:DataCenterMember" } } },
  compute_revenue = { never_negative = true, parts = {
    NVDA = { "Revenues", [PRODUCT] = "nvda:ComputeMember" } } },
  networking_revenue = { never_negative = true, parts = {
    NVDA = { "Revenues", [PRODUCT] = "nvda:NetworkingMember" } } },
  -- Alphabet: 10-K of 2025-02-05. Amazon: 10-K of 2025-02-07, where AWS stands on two axes with one value. Oracle: 10-Q
  -- of September 2024; its cloud services include software. Microsoft: a segment that is more than Azure.
  cloud_revenue = { never_negative = true, parts = {
    GOOGL = { CONTRACT_REVENUE, "Revenues", [SEGMENT] = "goog:GoogleCloudMember" },
    AMZN = { { CONTRACT_REVENUE, [SEGMENT] = "amzn:AmazonWebServicesSegmentMember" },
      { CONTRACT_REVENUE, [PRODUCT] = "amzn:AmazonWebServicesMember" } },
    ORCL = { CONTRACT_REVENUE, [PRODUCT] = "orcl:CloudServicesMember" },
    MSFT = { CONTRACT_REVENUE, [SEGMENT] = "msft:IntelligentCloudMember" } } },
  -- Oracle's infrastructure includes licence support: it is not its cloud infrastructure alone.
  cloud_infrastructure_revenue = { never_negative = true, parts = {
    ORCL = { CONTRACT_REVENUE, [PRODUCT] = "orcl:InfrastructureCloudServicesAndLicenseSupportMember" } } },
  cloud_operating_income = { parts = {
    GOOGL = { "OperatingIncomeLoss", [SEGMENT] = "goog:GoogleCloudMember" },
    AMZN = { "OperatingIncomeLoss", [SEGMENT] = "amzn:AmazonWebServicesSegmentMember" } } },

  -- The largest share of revenue that one direct customer has. Names ("Customer A") are labels within one filing, so
  -- nothing is worked out between two customers; shares of a region, of a product or of receivables are something else.
  largest_customer = { largest = {
    "ConcentrationRiskPercentage1", "ConcentrationRiskPercentage",
    member = "srt:MajorCustomersAxis",
    fixed = { ["us-gaap:ConcentrationRiskByTypeAxis"] = { "us-gaap:CustomerConcentrationRiskMember" },
      ["us-gaap:ConcentrationRiskByBenchmarkAxis"] = { "us-gaap:SalesRevenueNetMember",
        "us-gaap:RevenueFromContractWithCustomerMember", "us-gaap:SalesRevenueGoodsNetMember",
        "us-gaap:RevenueFromContractWithCustomerProductAndServiceBenchmarkMember" } },
    -- the business the share is of, or the seller of it
    allowed = { [SEGMENT] = true, ["srt:ConsolidationItemsAxis"] = true },
    -- members that are no single customer
    groups = { "Customers?WithMoreThan", "Top%a*Customers", "Largest%a*Customers", "OtherCustomers",
      "CustomersMember$" },
    disclosed_from = 0.10 } }, -- Regulation S-K: customers of a tenth or more are named
}
