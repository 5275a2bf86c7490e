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
 *   the engine
 *     dimension.h      what kind of thing a number counts
 *     unit.h           units and quantities: reading, converting, printing
 *     law.h            probability distributions by their inverse distribution function
 *     closed_form.h    the figures of a law, and of a line of one, without draws
 *     graph.h          expressions: formulas written once
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
 *     event_study.h    how far a price moved on news, beyond what the market explains */
#ifndef SIGNALFLOW_H
#define SIGNALFLOW_H

#include "date.h"
#include "file.h"
#include "status.h"

#include "attribution.h"
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
