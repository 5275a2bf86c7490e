/* The names of channels, kinds and bounds. */
#include "signalflow/reading.h"

const char *sf_channel_name(sf_channel channel) {
  static const char *const names[SF_CHANNEL_COUNT] = {"demand", "cost", "bottleneck", "margin", "none", "unsure"};
  return (unsigned)channel < SF_CHANNEL_COUNT ? names[channel] : "unsure";
}

const char *sf_none_kind_name(sf_none_kind kind) {
  static const char *const names[SF_NONE_KIND_COUNT] = {"stock",  "financing", "model",   "product", "legal",
                                                        "people", "consumer",  "opinion", "other"};
  return (unsigned)kind < SF_NONE_KIND_COUNT ? names[kind] : "other";
}

const char *sf_quantity_kind_name(sf_quantity_kind kind) {
  static const char *const names[SF_QUANTITY_KIND_COUNT] = {"money", "percent", "multiple", "power", "duration",
                                                            "count", "rate",    "memory",   "energy"};
  return (unsigned)kind < SF_QUANTITY_KIND_COUNT ? names[kind] : "count";
}

const char *sf_bound_name(sf_bound bound) {
  static const char *const names[SF_BOUND_COUNT] = {"exactly", "up to", "at least", "about"};
  return (unsigned)bound < SF_BOUND_COUNT ? names[bound] : "exactly";
}
