/* The digest by which a file is known again, whoever wrote it. */
#ifndef SF_BASE_DIGEST_H
#define SF_BASE_DIGEST_H

#include <stddef.h>

/* The hexadecimal digits of a digest, and the zero after them. */
enum { SF_DIGEST_SIZE = 65 };

/* SHA-256 (FIPS 180-4) of the bytes, as 64 hexadecimal digits. "abc" gives ba7816bf 8f01cfea 414140de 5dae2223 b00361a3
 * 96177a9c b410ff61 f20015ad. */
void sf_digest(const void *bytes, size_t length, char digits[SF_DIGEST_SIZE]);

#endif
