#include "signalflow/inference.h"

size_t sf_find_served(const sf_served_lanes *lanes, size_t count, size_t *places) {
  static const double rounding = 1 + 1e-12;
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    const double room = lanes->batch_capacity[i];
    const bool in_time = !lanes->ttft || lanes->ttft[i] <= lanes->ttft_limit;
    if (!(room >= 1 && lanes->batch[i] <= room * rounding && in_time)) continue;
    places[found++] = i;
    if (lanes->requests[i] / lanes->instances >= room) break;
  }
  return found;
}
