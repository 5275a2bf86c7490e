/* Paths at which nothing lies. */
#ifndef SF_BASE_FILE_H
#define SF_BASE_FILE_H

#include "signalflow/status.h"

/* SF_IO: nothing lies at the path; the message names what is nearest to it in its folder. */
sf_status sf_fail_no_path(const char *path, sf_error *error);

#endif
