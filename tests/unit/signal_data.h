/* Fixtures, and the publishers' whole files where they are at hand. */
#ifndef SF_TESTS_SIGNAL_DATA_H
#define SF_TESTS_SIGNAL_DATA_H

#include "signalflow/file.h"
#include "signalflow/filings.h"
#include "signalflow/publishers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 512 };

static inline const char *fixture(const char *name, char path[PATH_SIZE]) {
  snprintf(path, PATH_SIZE, "tests/data/%s", name);
  return path;
}

/* The path of a published file; NULL, and says so, when it is not at hand. */
static inline const char *published(const char *name, char path[PATH_SIZE]) {
  const char *folder = getenv("SIGNALFLOW_DATA");
  snprintf(path, PATH_SIZE, "%s/%s", folder != NULL ? folder : "../shared/data", name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    printf("skipped: no %s (set SIGNALFLOW_DATA to the folder of published files)\n", path);
    return NULL;
  }
  fclose(file);
  return path;
}

static inline sf_day day_of(const char *text) {
  sf_day day = 0;
  assert_ok(sf_parse_day(text, strlen(text), &day, NULL));
  return day;
}

/* The tags of a concept as the language has them (lua/signalflow/series/concepts.lua), ending in NULL. */
static inline const char *const *concept_tags(const char *concept) {
  static const char *const tags[][8] = {
      {"revenue", "Revenues", "RevenueFromContractWithCustomerExcludingAssessedTax", "SalesRevenueNet",
       "SalesRevenueGoodsNet", "RevenueFromContractWithCustomerIncludingAssessedTax"},
      {"cost_of_revenue", "CostOfRevenue", "CostOfGoodsAndServicesSold", "CostOfGoodsSold"},
      {"capex", "PaymentsToAcquirePropertyPlantAndEquipment", "PaymentsToAcquireProductiveAssets",
       "PaymentsToAcquireOtherPropertyPlantAndEquipment"},
      {"operating_cash_flow", "NetCashProvidedByUsedInOperatingActivities",
       "NetCashProvidedByUsedInOperatingActivitiesContinuingOperations"},
      {"inventory", "InventoryNet"},
      {"purchase_obligation", "PurchaseObligation", "UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount"},
      {"remaining_performance_obligation", "RevenueRemainingPerformanceObligation"},
      {"depreciation", "DepreciationDepletionAndAmortization", "DepreciationAndAmortization", "Depreciation"},
      {"research", "ResearchAndDevelopmentExpense", "ResearchAndDevelopmentExpenseExcludingAcquiredInProcessCost"}};
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    if (strcmp(tags[i][0], concept) == 0) return tags[i] + 1;
  return NULL;
}

static inline sf_filing_query concept_query(const char *concept) {
  const char *const *tags = concept_tags(concept);
  assert_non_null(tags);
  size_t count = 0;
  while (count < 7 && tags[count] != NULL) count++;
  const bool cash_flow = strcmp(concept, "operating_cash_flow") == 0;
  return (sf_filing_query){.name = concept,
                           .tags = tags,
                           .tag_count = count,
                           .alike = cash_flow                         ? 1
                                    : strcmp(concept, "revenue") == 0 ? 4
                                                                      : 0,
                           .never_negative = !cash_flow};
}

/* The concept's series: quarters, or balances when instants. NULL when the file has none of its tags. */
static inline sf_series *concept_series(const sf_filings *filings, const char *concept, bool instants,
                                        bool keep_repeats) {
  sf_filing_query query = concept_query(concept);
  query.keep_repeats = keep_repeats;
  sf_series *series = NULL;
  const sf_status status = (instants ? sf_instant_series : sf_quarterly_series)(filings, &query, &series, NULL);
  assert_true(status == SF_OK || status == SF_UNKNOWN);
  return series;
}

static inline double value_at(const sf_series *series, const char *end, const char *as_of) {
  sf_observation observation;
  return sf_value_at(series, day_of(end), day_of(as_of), &observation) ? observation.value : NAN;
}

#endif
