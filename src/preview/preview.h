/* preview: the program behind `hongtou watch` and `hongtou preview`, over hongtou.h: it
 * watches files, renders on a thread of its own and serves pages to a browser on this
 * machine. HTTP and WebSocket are libsoup's, file events GLib's; it decides no position
 * and knows no format. */
#ifndef HONGTOU_PREVIEW_H
#define HONGTOU_PREVIEW_H

#include <gio/gio.h>

#include "cli.h"

/* ---- files (preview_files.c) ------------------------------------------------------- */

typedef struct LiveFiles LiveFiles;
/* changed is called once for a burst of changes, on the main loop. */
LiveFiles *live_files_new(void (*changed)(void *self), void *self);
void live_files_free(LiveFiles *files);
/* From now on these are watched, and what stands beside them as long as `beside`: a file
 * that was missing may come. */
void live_files_watch(LiveFiles *files, char **paths, bool beside);
/* Whether the last burst touched a layout, a font or the roles, not only what the
 * document names. */
bool live_files_deep(const LiveFiles *files, const char *document);
/* The output's name, so that what is written is no change; borrowed until the next. */
void live_files_ignore(LiveFiles *files, const char *path);

/* ---- runs (preview_worker.c) ---------------------------------------------------------
 */

typedef struct LiveRun {
  GPtrArray *results;     /* HongtouResult *, a document each */
  HongtouResult *layouts; /* of options.layout; NULL: not asked */
  gint64 microseconds;
  unsigned serial;
} LiveRun;

typedef struct LiveWork {
  const Invocation *invocation;
  HongtouOptions options;
  GPtrArray *documents;                   /* char *: paths */
  bool departures;                        /* tell where options.layout departs */
  void (*done)(void *self, LiveRun *run); /* on the main loop; takes the run */
  void *self;
} LiveWork;

typedef struct LiveWorker LiveWorker;
LiveWorker *live_worker_new(const LiveWork *work);
/* Another record of the data, from the next run on. */
void live_worker_record(LiveWorker *worker, const char *record);
/* Asks for a run; one that goes on is abandoned. fresh: with a session of its own. */
void live_worker_ask(LiveWorker *worker, bool fresh);
void live_worker_free(LiveWorker *worker);
void live_run_free(LiveRun *run);
/* Every file of the results, each once; g_strfreev. */
char **live_run_files(const LiveRun *run);
bool live_run_abandoned(const LiveRun *run);

/* ---- what is shown (preview_state.c) --------------------------------------------------
 */

typedef struct LivePage {
  GBytes *svg, *places;
  unsigned version; /* grows when the page changes */
} LivePage;

typedef struct LiveState {
  GPtrArray *pages;               /* LivePage * */
  GArray *counts;                 /* unsigned: pages of each */
  GPtrArray *glyphs;              /* char *: definitions, in the order they were met */
  GHashTable *known;              /* ids of them */
  char *head;                     /* JSON of the layout; NULL: none yet */
  unsigned version, head_version; /* of the run; of the last with another head */
  bool stale;                     /* the pages are those of an earlier run */
  char *diagnostics, *departures; /* JSON arrays */
  gint64 microseconds;
  unsigned record, records; /* of a template's data; 0: it is none */
} LiveState;

LiveState *live_state_new(void);
void live_state_free(LiveState *state);
/* Takes over what a run gave. */
void live_state_take(LiveState *state, const LiveRun *run, HongtouLanguage language);

/* ---- commands ------------------------------------------------------------------------
 */

ExitCode live_watch(const Invocation *invocation);
ExitCode live_preview(const Invocation *invocation);
/* Ends the loop at Ctrl-C, when the terminal goes, and at a request to end. */
void live_end_with_terminal(GMainLoop *loop);

/* ---- serving (preview_serve.c)
 * --------------------------------------------------------- */

typedef struct LiveAnswer {
  const char *type;
  GBytes *bytes; /* taken; NULL: there is no such thing */
  unsigned status;
} LiveAnswer;

typedef struct LiveServing {
  const char *folder; /* of page, script and styles */
  unsigned port;      /* 0: any */
  /* Answers a path below the token's; body NULL: a GET. */
  LiveAnswer (*answer)(void *self, const char *path, const char *query, GBytes *body);
  char *(*greeting)(void *self); /* what a socket is told first; g_free */
  void *self;
} LiveServing;

typedef struct LiveServer LiveServer;
/* NULL: the port cannot be used, and *fault says why (g_free). */
LiveServer *live_server_new(const LiveServing *serving, char **fault);
void live_server_free(LiveServer *server);
/* "http://127.0.0.1:PORT/TOKEN/" */
const char *live_server_address(const LiveServer *server);
/* To every open page. */
void live_server_tell(LiveServer *server, const char *text);

#endif
