#include "numeric/median.h"

/* Puts the value of that rank, counted from 0 in rising order, at its place, none larger before it and none smaller
 * after it (selection after Hoare 1961). */
static void select_rank(double *values, size_t count, size_t rank) {
  size_t low = 0, high = count - 1;
  while (low < high) {
    const double pivot = values[low + (high - low) / 2];
    size_t i = low, j = high;
    for (;; i++, j--) { /* now none above pivot lies before i, and none below it after j */
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i >= j) break;
      const double swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
    if (rank <= j)
      high = j;
    else
      low = j + 1;
  }
}

double sf_median(double *values, size_t count) {
  const size_t middle = count / 2;
  select_rank(values, count, middle);
  if (count % 2 == 1) return values[middle];
  double below = values[0];
  for (size_t i = 1; i < middle; i++)
    if (values[i] > below) below = values[i];
  return below + (values[middle] - below) / 2;
}
