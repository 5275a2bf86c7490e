/* Where a sketch counts a value: what kernels work out for many, and sketch.h keeps. */
#ifndef SF_KERNELS_SKETCH_KEY_H
#define SF_KERNELS_SKETCH_KEY_H

enum { SF_SKETCH_BIN_BITS = 12, SF_SKETCH_BINS = 1 << SF_SKETCH_BIN_BITS };
/* A value's key is page * SF_SKETCH_BINS + bin: the first bits of 1 + |y|, its exponent counted from 0 (1,024 where it
 * is not finite); the sign of y; and whether the value is exactly on its bin's edge nearer to the centre. */
enum { SF_SKETCH_BIN_SHIFT = 52 - SF_SKETCH_BIN_BITS, SF_SKETCH_EDGE = 1 << 24 };

#endif
