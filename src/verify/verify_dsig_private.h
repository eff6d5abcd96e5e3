/* What the files of verify_dsig share. */
#ifndef HONGTOU_VERIFY_DSIG_PRIVATE_H
#define HONGTOU_VERIFY_DSIG_PRIVATE_H

#include "verify_dsig.h"

/* The first element or attribute below a Signature that may not stand there; NULL:
 * none. */
const char *dsig_shape_fault(const DsigNode *signature);
/* The same below one of its unsigned properties. */
const char *dsig_part_fault(const DsigNode *node);

#endif
