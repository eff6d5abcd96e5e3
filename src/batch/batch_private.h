/* batch, inside: what passes between the parent and its workers. */
#ifndef HONGTOU_BATCH_PRIVATE_H
#define HONGTOU_BATCH_PRIVATE_H

#include "batch.h"

/* ---- messages (batch_wire.c): a length of four bytes, then so many bytes ---------- */

void wire_put_task(GByteArray *out, const Task *task);
/* Borrows from the bytes, which stay. False: they are no task. */
bool wire_take_task(const uint8_t *bytes, size_t len, Task *out);
void wire_put_answer(GByteArray *out, uint64_t number, const Made *made);
bool wire_take_answer(const uint8_t *bytes, size_t len, Answer *out);
/* The first whole message at the start of what was received: its bytes after the length;
 * 0: it is not all there yet. */
size_t wire_whole(const GByteArray *received);
#define WIRE_HEAD 4u

/* ---- the child's side (batch_worker.c) ------------------------------------------------
 */

typedef struct WorkerSeat {
  int fd;        /* its end of the pair */
  int log;       /* where its stderr goes */
  size_t memory; /* as in PoolSettings */
} WorkerSeat;

/* Never comes back. */
void worker_run(const WorkerSeat *seat, Maker maker) G_GNUC_NORETURN;

/* ---- names (batch_names.c) ------------------------------------------------------------
 */

typedef struct NameFilter NameFilter;
NameFilter *names_new(void);
void names_free(NameFilter *filter);
/* A name by its hash, of 64 bits. */
void names_add(NameFilter *filter, uint64_t hash);
/* Whether any name may stand twice; nothing is added any more. */
bool names_settle(NameFilter *filter);
/* Never false for one that does. */
bool names_may_be_double(const NameFilter *filter, uint64_t hash);

#endif
