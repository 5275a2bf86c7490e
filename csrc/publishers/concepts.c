/* Which us-gaap tags filers use for one thing. The tags of the ASC 606 era come before the older ones; a tag that means
 * the thing comes before one that some filers put there. */
#include "signalflow/filings.h"

#include <string.h>

static const char *const revenue[] = {"Revenues",
                                      "RevenueFromContractWithCustomerExcludingAssessedTax",
                                      "RevenueFromContractWithCustomerIncludingAssessedTax",
                                      "SalesRevenueNet",
                                      "SalesRevenueGoodsNet",
                                      NULL};
static const char *const cost_of_revenue[] = {"CostOfRevenue", "CostOfGoodsAndServicesSold", "CostOfGoodsSold", NULL};
static const char *const capex[] = {"PaymentsToAcquirePropertyPlantAndEquipment", "PaymentsToAcquireProductiveAssets",
                                    "PaymentsToAcquireOtherPropertyPlantAndEquipment", NULL};
static const char *const operating_cash_flow[] = {"NetCashProvidedByUsedInOperatingActivities",
                                                  "NetCashProvidedByUsedInOperatingActivitiesContinuingOperations",
                                                  NULL};
static const char *const inventory[] = {"InventoryNet", NULL};
static const char *const purchase_obligation[] = {"PurchaseObligation",
                                                  "UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount", NULL};
static const char *const remaining_performance_obligation[] = {"RevenueRemainingPerformanceObligation", NULL};
static const char *const depreciation[] = {"DepreciationDepletionAndAmortization", "DepreciationAndAmortization",
                                           "Depreciation", NULL};

static const struct {
  const char *name;
  const char *const *tags;
} concepts[] = {{"revenue", revenue},
                {"cost_of_revenue", cost_of_revenue},
                {"capex", capex},
                {"operating_cash_flow", operating_cash_flow},
                {"inventory", inventory},
                {"purchase_obligation", purchase_obligation},
                {"remaining_performance_obligation", remaining_performance_obligation},
                {"depreciation", depreciation}};

const char *const *sf_concept_tags(const char *concept) {
  for (size_t i = 0; i < sizeof concepts / sizeof *concepts; i++)
    if (strcmp(concepts[i].name, concept) == 0) return concepts[i].tags;
  return NULL;
}

const char *const *sf_concepts(void) {
  static const char *const names[] = {"revenue",
                                      "cost_of_revenue",
                                      "capex",
                                      "operating_cash_flow",
                                      "inventory",
                                      "purchase_obligation",
                                      "remaining_performance_obligation",
                                      "depreciation",
                                      NULL};
  return names;
}
