#include <string.h>

#include "batch_private.h"

static void put(GByteArray *out, const void *bytes, size_t len) {
  g_byte_array_append(out, bytes, (guint)len);
}

static void put_word(GByteArray *out, const char *text) {
  put(out, text ? text : "", text ? strlen(text) + 1 : 1);
}

static size_t begin(GByteArray *out) {
  size_t at = out->len;
  put(out, &(uint32_t){0}, WIRE_HEAD);
  return at;
}

static void end(GByteArray *out, size_t at) {
  uint32_t len = (uint32_t)(out->len - at - WIRE_HEAD);
  memcpy(out->data + at, &len, sizeof len);
}

size_t wire_whole(const GByteArray *received) {
  uint32_t len;
  if (received->len < WIRE_HEAD)
    return 0;
  memcpy(&len, received->data, sizeof len);
  return received->len - WIRE_HEAD >= len ? len : 0;
}

/* ---- reading what the other side wrote --------------------------------------- */

typedef struct Cursor {
  const uint8_t *at, *end;
  bool ok;
} Cursor;

static void take(Cursor *c, void *into, size_t len) {
  if ((size_t)(c->end - c->at) < len) {
    c->ok = false;
    memset(into, 0, len);
    return;
  }
  memcpy(into, c->at, len);
  c->at += len;
}

static const char *take_word(Cursor *c) {
  const uint8_t *nul = memchr(c->at, 0, (size_t)(c->end - c->at));
  const char *word = (const char *)c->at;
  if (!nul) {
    c->ok = false;
    return "";
  }
  c->at = nul + 1;
  return word;
}

/* ---- tasks and answers --------------------------------------------------------- */

void wire_put_task(GByteArray *out, const Task *task) {
  size_t at = begin(out);
  put(out, &task->number, sizeof task->number);
  put(out, &task->at.line, sizeof task->at.line);
  put_word(out, task->at.file);
  put_word(out, task->key);
  put_word(out, task->input);
  for (size_t i = 0; i < BATCH_OUTPUTS; i++)
    put_word(out, task->names[i]);
  put(out, task->xml, task->len);
  put(out, "", 1);
  end(out, at);
}

bool wire_take_task(const uint8_t *bytes, size_t len, Task *out) {
  Cursor c = {bytes, bytes + len, true};
  *out = (Task){0};
  take(&c, &out->number, sizeof out->number);
  take(&c, &out->at.line, sizeof out->at.line);
  out->at.file = take_word(&c);
  out->key = take_word(&c);
  out->input = take_word(&c);
  for (size_t i = 0; i < BATCH_OUTPUTS; i++) {
    const char *name = take_word(&c);
    out->names[i] = *name ? name : NULL;
  }
  if (!c.ok || c.at == c.end)
    return false;
  out->xml = (const char *)c.at;
  out->len = (size_t)(c.end - c.at) - 1;
  return true;
}

void wire_put_answer(GByteArray *out, uint64_t number, const Made *made) {
  size_t at = begin(out);
  uint8_t verdict = (uint8_t)made->verdict;
  put(out, &number, sizeof number);
  put(out, &verdict, 1);
  put(out, &made->pages, sizeof made->pages);
  put_word(out, made->code);
  put_word(out, made->line);
  end(out, at);
}

bool wire_take_answer(const uint8_t *bytes, size_t len, Answer *out) {
  Cursor c = {bytes, bytes + len, true};
  uint8_t verdict;
  *out = (Answer){0};
  take(&c, &out->number, sizeof out->number);
  take(&c, &verdict, 1);
  take(&c, &out->pages, sizeof out->pages);
  const char *code = take_word(&c), *line = take_word(&c);
  if (!c.ok || verdict > VERDICT_LOST)
    return false;
  out->verdict = (Verdict)verdict;
  out->code = *code ? g_strdup(code) : NULL;
  out->line = g_strdup(line);
  return true;
}
