/* What the signer process and its callers say to each other: one packet a request, with
 * two descriptors (a sealed file in memory, the pipe to answer into); one answer. */
#ifndef HONGTOU_SIGN_WIRE_H
#define HONGTOU_SIGN_WIRE_H

#include "sign_session.h"

#define WIRE_REQUEST 65536 /* bytes of one */

/* Diagnostics from one process to another. */
GVariant *signing_wire_diagnostics(const Diagnostics *diags);
void signing_wire_take_diagnostics(Diagnostics *into, GVariant *from);
/* "" and NULL are the same. */
const char *signing_wire_text(Arena *arena, GVariant *message, const char *name);
uint64_t signing_wire_number(GVariant *message, const char *name);
/* Reads it all; NULL: broken off, or no a{sv}. */
GVariant *signing_wire_read_answer(int fd);
bool signing_wire_write_answer(int fd, GVariant *answer);

#endif
