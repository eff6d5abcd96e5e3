/* What the files of verify_odt share. */
#ifndef HONGTOU_VERIFY_ODT_H
#define HONGTOU_VERIFY_ODT_H

#include "parcel.h"
#include "verify_dsig.h"
#include "verify_private.h"

/* Over a member; no instruction may stand in it. The job's diagnostics are not shown. */
XmlReader *verify_odt_reader(Job *quiet, const char *name, GBytes *held);
/* Number, issuer and status by meta.xml. */
void verify_odt_metadata(Checking *c, const Parcel *package);
/* What is signed, yet may show something else than what was seen. */
void verify_odt_suspects(Checking *c, const Parcel *package);

#endif
