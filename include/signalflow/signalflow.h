/* signalflow: an AI factory turns electricity into tokens; this library reads what changed, how fast it becomes
 * revenue, and how much of it the price already reflects.
 *
 * The headers, from the ground up:
 *
 *   what every room stands on
 *     status.h         codes and messages
 *     file.h           a whole file, read
 *     date.h           calendar days
 *
 *   plain numbers
 *     frontier.h       throughput against interactivity, and what lies between two points
 *     attribution.h    who earned a gain: parts that sum to the whole
 *
 *   bytes to tokens
 *     json.h           JSON, a piece at a time
 *     csv.h            CSV, a row at a time
 *
 *   what a number counts
 *     dimension.h      what kind of thing a number counts
 *     unit.h           units and quantities: reading, converting, printing
 *
 *   how likely each value is
 *     law.h            probability distributions by their inverse distribution function
 *
 *   formulas, and what becomes of their draws
 *     graph.h          expressions: formulas written once
 *     closed_form.h    the figures of a law, and of a line of one, without draws
 *     summary.h        what is kept of an output's draws
 *     plan.h           chosen outputs, compiled and run over draws
 *     lanes.h          formulas evaluated over columns of given numbers
 *
 *   what was known, and what is claimed
 *     series.h         what was known, and when; derived without looking ahead
 *     reading.h        headlines: channel, direction, quantities, actors, reasons
 *     story.h          copies of one story, and rewordings of one event
 *     feed.h           headlines from RSS, Atom, CSV, JSON lines and Markdown
 *
 *   publishers' files
 *     filings.h        series from SEC companyfacts files
 *     filing.h         facts with their dimensions from a filing as filed: inline XBRL, or an instance
 *     publishers.h     series from FRED, Stooq, CSV and JSON lines
 *
 *   judgement
 *     truth.h          three-valued logic
 *     rule.h           rules read over a series; suspect jumps
 *     concentration.h  who holds how much, in bounds
 *     evidence.h       a probability moved by weighed evidence, behind guards; rival hypotheses
 *     track_record.h   how well forecasts met what happened; what a source's word has earned
 *
 *   the factory
 *     factory.h        the efficiency math of an AI factory, as expressions
 *     inference.h      where the tokens come from: time and power of serving a language model
 *     system_power.h   from the chip to the wall to the grid
 *
 *   money over time
 *     finance.h        present value, internal rates of return
 *     arrival.h        how quickly a change becomes revenue
 *     valuation.h      what cash flows are worth, and how much of a change a price reflects
 *     event_study.h    how far a price moved on news, beyond what the market explains
 *
 * An example: what an uncertain PUE leaves of a hundred megawatts. `pkg-config signalflow` links it.
 *
 *   #include <signalflow/signalflow.h>
 *   #include <stdio.h>
 *
 *   int main(void) {
 *     sf_error error; // the caller's; there is no other place for errors
 *     sf_graph *graph = NULL;
 *     sf_units *units = NULL;
 *     sf_law *law = NULL;
 *     sf_plan *plan = NULL;
 *     sf_summary *summary = NULL;
 *     sf_expression *power = NULL;
 *     sf_quantity grid;
 *
 *     sf_status status = sf_create_graph(&graph, &error);
 *     if (!status) status = sf_create_units(&units, &error);
 *     if (!status) status = sf_parse_quantity(units, "100 MW", 6, &grid, &error);
 *     if (!status) status = sf_triangular(1.1, 1.2, 1.35, &law, &error);
 *     if (!status) {
 *       // A formula carries no checks: its first error stays with the graph, which is asked once.
 *       sf_expression *pue = sf_quantile(graph, law, sf_dimensionless(), sf_draw(graph, "pue"));
 *       power = sf_divide(graph, sf_constant(graph, grid), pue);
 *       status = sf_graph_status(graph, &error);
 *     }
 *     sf_run_options options = sf_default_run_options(); // 65,536 draws, all processors, the same bits anywhere
 *     if (!status) status = sf_compile_plan(graph, &power, 1, &plan, &error);
 *     if (!status) status = sf_run_plan(plan, &options, &summary, NULL, &error);
 *     if (!status) {
 *       char mean[SF_QUANTITY_TEXT_SIZE];
 *       const sf_quantity left = {sf_summary_mean(summary), grid.dimension};
 *       printf("%s of %d MW\n", sf_print_quantity(left, SF_PERSON_DIGITS, mean), 100); // 82.3 MW of 100 MW
 *     }
 *     if (status) fprintf(stderr, "%s\n", error.message);
 *
 *     // What was made is given back; NULL is allowed everywhere.
 *     sf_destroy_summary(summary);
 *     sf_destroy_plan(plan);
 *     sf_release_law(law);
 *     sf_destroy_units(units);
 *     sf_destroy_graph(graph);
 *     return status;
 *   } */
#ifndef SIGNALFLOW_H
#define SIGNALFLOW_H

#include "date.h"
#include "file.h"
#include "status.h"

#include "attribution.h"
#include "frontier.h"

#include "csv.h"
#include "json.h"

#include "dimension.h"
#include "unit.h"

#include "law.h"

#include "closed_form.h"
#include "graph.h"
#include "lanes.h"
#include "plan.h"
#include "summary.h"

#include "feed.h"
#include "reading.h"
#include "series.h"
#include "story.h"

#include "filing.h"
#include "filings.h"
#include "publishers.h"

#include "concentration.h"
#include "evidence.h"
#include "rule.h"
#include "track_record.h"
#include "truth.h"

#include "factory.h"
#include "inference.h"
#include "system_power.h"

#include "arrival.h"
#include "event_study.h"
#include "finance.h"
#include "valuation.h"

#endif
