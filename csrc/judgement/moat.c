#include "signalflow/moat.h"

#include <math.h>

static sf_trend known_trend(sf_trend trend) { return (unsigned)trend < SF_TREND_COUNT ? trend : SF_TREND_UNKNOWN; }

const char *sf_trend_name(sf_trend trend) {
  static const char *const names[SF_TREND_COUNT] = {"unknown", "down", "flat", "up"};
  return names[known_trend(trend)];
}

sf_trend sf_opposite_trend(sf_trend trend) {
  if (trend == SF_TREND_UP) return SF_TREND_DOWN;
  return trend == SF_TREND_DOWN ? SF_TREND_UP : known_trend(trend);
}

/* 75 % less 74 % is one point to a reader, and a little more in binary. */
static const double forgiven = 1e-9;

static sf_trend side_of_band(double change, double band) {
  const double edge = band * (1 + forgiven);
  if (change > edge) return SF_TREND_UP;
  return change < -edge ? SF_TREND_DOWN : SF_TREND_FLAT;
}

sf_trend sf_trend_of_change(double low, double high, double band) {
  if (isnan(low) || isnan(high) || !(band >= 0)) return SF_TREND_UNKNOWN;
  const sf_trend trend = side_of_band(low, band);
  return trend == side_of_band(high, band) ? trend : SF_TREND_UNKNOWN;
}

size_t sf_value_and_year_before(const sf_series *series, sf_day as_of, sf_observation pair[2]) {
  if (!sf_latest_value(series, as_of, &pair[0])) return 0;
  const sf_day year_before = sf_add_months(pair[0].end, -12);
  for (sf_day apart = 0; apart <= SF_YEAR_TOLERANCE; apart++)
    if (sf_value_at(series, year_before - apart, as_of, &pair[1]) ||
        sf_value_at(series, year_before + apart, as_of, &pair[1]))
      return 2;
  return 1;
}

sf_moat_side sf_join_trends(const sf_trend *trends, size_t count) {
  sf_moat_side side = {.trend = SF_TREND_UNKNOWN, .joining = SF_JOINED};
  for (size_t i = 0; i < count; i++) {
    side.down += trends[i] == SF_TREND_DOWN;
    side.flat += trends[i] == SF_TREND_FLAT;
    side.up += trends[i] == SF_TREND_UP;
  }
  side.known = side.down + side.flat + side.up;
  if (side.known < SF_MEASURES_NEEDED) {
    side.joining = SF_TOO_FEW;
  } else if (side.up > 0 && side.down > 0) {
    side.joining = SF_CONFLICTING;
  } else if (side.up > 0) {
    side.trend = SF_TREND_UP;
  } else {
    side.trend = side.down > 0 ? SF_TREND_DOWN : SF_TREND_FLAT;
  }
  return side;
}

const char *sf_moat_name(sf_trend moat) {
  static const char *const names[SF_TREND_COUNT] = {"unknown", "narrowing", "flat", "widening"};
  return names[known_trend(moat)];
}

const char *sf_diversification_name(sf_trend diversification) {
  static const char *const names[SF_TREND_COUNT] = {"unknown", "worsening", "flat", "improving"};
  return names[known_trend(diversification)];
}

const char *sf_moat_state_name(sf_trend moat, sf_trend diversification) {
  static const char *const names[SF_TREND_COUNT][SF_TREND_COUNT] = {
      {"unknown", "unknown", "unknown", "unknown"},
      {"unknown", "exposed", "eroding", "commoditising"},
      {"unknown", "concentrating", "steady", "diversifying"},
      {"unknown", "dependence", "strengthening", "broadening"},
  };
  return names[known_trend(moat)][known_trend(diversification)];
}
