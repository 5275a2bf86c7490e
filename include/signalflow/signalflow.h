/* signalflow: an AI factory turns electricity into tokens; this library reads what changed, how fast it becomes
 * revenue, and how much of it the price already reflects.
 *
 * The rooms, from the ground up:
 *   status.h     codes and messages
 *   dimension.h  what kind of thing a number counts
 *   unit.h       units and quantities: reading, converting, printing
 *   law.h        probability distributions by their inverse distribution function
 *   graph.h      expressions: formulas written once
 *   plan.h       chosen outputs, compiled and run over draws
 *   lanes.h      formulas evaluated over columns of given numbers
 *   summary.h    what is kept of an output's draws
 *   finance.h    annuity, present value, internal rates of return
 *   factory.h    the efficiency math of an AI factory, as expressions
 *   inference.h  where the tokens come from: time and power of serving a language model
 *   system_power.h  from the chip to the wall to the grid
 *   frontier.h   throughput against interactivity, and what lies between two points
 *   attribution.h  who earned a gain: parts that sum to the whole
 *   file.h       files, read whole
 *   date.h       calendar days
 *   series.h     what was known, and when; derived without looking ahead
 *   json.h csv.h reading the two, any bytes safe
 *   filing.h     one document as filed: inline XBRL and XBRL instances, with their dimensions
 *   filings.h    series from SEC companyfacts files
 *   publishers.h series from FRED, Stooq, CSV and JSON lines
 *   check.h      three-valued logic, rules over a series, suspect jumps
 *   concentration.h  who holds how much, in bounds
 *   moat.h       whether an advantage widens, beside whom it depends on
 *   reader.h     headlines: channel, direction, quantities, actors, reasons; copies of one story
 *   feed.h       headlines from RSS, Atom, CSV, JSON lines and Markdown
 *   arrival.h    how quickly a change becomes revenue
 *   valuation.h  what cash flows are worth, and how much of a change a price reflects
 *   event_study.h  how far a price moved on news, beyond what the market explains
 *   evidence.h   a probability moved by weighed evidence, behind guards; rival hypotheses
 *   track_record.h  how well forecasts met what happened; what a source's word has earned */
#ifndef SIGNALFLOW_H
#define SIGNALFLOW_H

#include "date.h"
#include "file.h"
#include "filing.h"
#include "filings.h"
#include "finance.h"
#include "frontier.h"

#include "csv.h"
#include "json.h"

#include "closed_form.h"
#include "dimension.h"
#include "graph.h"
#include "lanes.h"
#include "law.h"
#include "plan.h"
#include "summary.h"
#include "unit.h"

#include "feed.h"
#include "reading.h"
#include "series.h"
#include "story.h"

#include "filings.h"
#include "publishers.h"

#include "concentration.h"
#include "evidence.h"
#include "moat.h"
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
