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
void wire_put_sign(GByteArray *out);
/* Takes signs of life off the start of what was received. */
void wire_drop_signs(GByteArray *received);
void wire_put_probed(GByteArray *out, bool ok, const ProbeNumbers *numbers,
                     const Diagnostics *diags);
/* False: it is not all there, or damaged. */
bool wire_take_probed(const GByteArray *received, bool *ok, ProbeNumbers *numbers,
                      Diagnostics *diags);

/* ---- records that are joined (batch_group.c) --------------------------------------- */

typedef struct RecordFeed {
  void *self;
  bool (*next)(void *self, Record *out);
} RecordFeed;

typedef struct Groups Groups;
/* Reads all; faults of a record are told when its group's turn comes. */
Groups *groups_read(Job *job, const RecordSource *source, const RecordFeed *feed);
bool groups_next(Groups *groups, Job *job, Record *out);
void groups_free(Groups *groups);

/* ---- the child's side (batch_worker.c) --------------------------------------------- */

typedef struct WorkerSeat {
  int fd;        /* its end of the pair */
  int log;       /* where its stderr goes */
  size_t memory; /* as in PoolSettings, too: */
  ContainWish sandbox;
  ContainPlaces places;
} WorkerSeat;

/* What a process of ours gives up first. */
void worker_settle(const WorkerSeat *seat);
/* Never comes back. */
void worker_run(const WorkerSeat *seat, Maker maker) G_GNUC_NORETURN;

/* How a process ended. */
typedef struct Death {
  int log, status;
  long rss; /* KiB */
  bool overdue, reading;
} Death;
void pool_tell_death(const PoolSettings *settings, const Death *death,
                     Diagnostics *diags);

/* ---- names (batch_names.c) --------------------------------------------------------- */

typedef struct NameFilter NameFilter;
NameFilter *names_new(void);
void names_free(NameFilter *filter);
/* A name by its hash, of 64 bits. */
void names_add(NameFilter *filter, uint64_t hash);
/* Whether any name may stand twice; nothing is added any more. */
bool names_settle(NameFilter *filter);
/* Never false for one that does. */
bool names_may_be_double(const NameFilter *filter, uint64_t hash);

/* ---- the report while it is made (batch_ledger.c) ---------------------------------- */

typedef struct Ledger {
  ReportHead head; /* the caller's, before it is opened */
  int fd;
  char *path;
  off_t size;          /* of the whole lines */
  BatchReport *before; /* of an earlier run; NULL: none */
  Arena *arena;
  GHashTable *digests; /* path → digest of what it holds now */
  Diagnostics *diags;
} Ledger;

/* Begins a report, or with resume goes on from the one that is there: damaged lines are
 * left out (report.damaged), the head follows the data. Refuses a file that is no report
 * (batch.report-foreign), one of another run (batch.other-run), one being written
 * (batch.busy). Close it in any case. */
bool ledger_open(Ledger *ledger, const char *path, bool resume, Diagnostics *diags);
void ledger_close(Ledger *ledger);
/* A line without its end; env.cannot-write, and then nothing of it stands there. */
bool ledger_put(Ledger *ledger, const char *line);
/* The disk holds all of it. */
bool ledger_settle(Ledger *ledger);
/* Done before from the same input and the same files, and what it wrote is still there.
 */
bool ledger_holds(Ledger *ledger, const Task *task, OutputRoot *const *roots,
                  size_t n_outputs);

#endif
