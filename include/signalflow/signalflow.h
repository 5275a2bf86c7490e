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
 *   summary.h    what is kept of an output's draws
 *   finance.h    annuity, present value, internal rates of return
 *   factory.h    the efficiency math of an AI factory, as expressions */
#ifndef SIGNALFLOW_H
#define SIGNALFLOW_H

#include "dimension.h"
#include "factory.h"
#include "finance.h"
#include "graph.h"
#include "law.h"
#include "plan.h"
#include "status.h"
#include "summary.h"
#include "unit.h"

#endif
