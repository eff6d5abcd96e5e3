/* Inside `hongtou preview`: what its files share. */
#ifndef HONGTOU_PREVIEW_COMMAND_H
#define HONGTOU_PREVIEW_COMMAND_H

#include "preview.h"

/* Debian's libjs-codemirror. */
#define CODEMIRROR "/usr/share/javascript/codemirror"

typedef struct Preview {
  const Invocation *invocation;
  GPtrArray *documents; /* char *: paths, as asked for */
  char *document;       /* the one that is watched and edited; NULL: samples alone */
  const char *data;     /* of a template; NULL: it is none */
  char *folder;         /* of the page's own files */
  bool codemirror;      /* is there */
  LiveState *state;
  LiveFiles *files;
  LiveWorker *worker;
  LiveServer *server;
  GMainLoop *loop;
} Preview;

/* JSON of every figure of the document, with its cells. */
char *preview_figures(const Preview *preview);
/* The document's text, and what tells it from a later one. */
LiveAnswer preview_document(const Preview *preview);
/* What is wrong with a text that is not saved. */
LiveAnswer preview_check(const Preview *preview, GBytes *text);
/* Writes the document whole, unless it is not the one that was read: then both stay, and
 * the answer is the other one. */
LiveAnswer preview_save(Preview *preview, const char *query, GBytes *text);
/* Another record. */
LiveAnswer preview_record(Preview *preview, const char *query);

#endif
