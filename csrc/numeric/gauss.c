#include "numeric/gauss.h"

enum { PAIRS = 5 };

/* Points on [-1, 1], positive half, each with its weight. */
static const double points[PAIRS][2] = {{0.97390652851717172008, 0.06667134430868813759},
                                        {0.86506336668898451073, 0.14945134915058059315},
                                        {0.67940956829902440623, 0.21908636251598204400},
                                        {0.43339539412924719080, 0.26926671930999635509},
                                        {0.14887433898163121088, 0.29552422471475287017}};

void sf_gauss_legendre(double low, double high, sf_gauss_visit *visit, void *context) {
  const double middle = 0.5 * (low + high), half = 0.5 * (high - low);
  for (int i = 0; i < PAIRS; i++) {
    visit(context, middle - half * points[i][0], half * points[i][1]);
    visit(context, middle + half * points[i][0], half * points[i][1]);
  }
}
