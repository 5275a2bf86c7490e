/* A checksum that finds damage. It is no signature: whoever can write the text can write its checksum too. */
#ifndef SF_BASE_CHECKSUM_H
#define SF_BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* CRC-64/XZ (the polynomial of ECMA-182, reflected) of the bytes, going on from the checksum of what came before; 0
 * begins. The checksum of two texts in a row is that of their concatenation; any damage within 64 neighbouring bits is
 * found. Check value: "123456789" gives 995dc9bbdf1939fa. */
uint64_t sf_checksum(const void *bytes, size_t length, uint64_t previous);

#endif
