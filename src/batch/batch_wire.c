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

/* ---- what a probe found ----------------------------------------------------------- */

/* An empty message is a sign of life. */
void wire_put_sign(GByteArray *out) {
  end(out, begin(out));
}

void wire_drop_signs(GByteArray *received) {
  uint32_t len = 0;
  while (received->len >= WIRE_HEAD &&
         (memcpy(&len, received->data, sizeof len), len == 0))
    g_byte_array_remove_range(received, 0, WIRE_HEAD);
}

static void put_diagnostic(GByteArray *out, const Diagnostic *d) {
  uint32_t code = (uint32_t)d->code;
  uint8_t filed = d->at.file != NULL, n = 0;
  while (n < G_N_ELEMENTS(d->args) && d->args[n])
    n++;
  put(out, &code, sizeof code);
  put(out, &d->at.line, sizeof d->at.line);
  put(out, &d->at.column, sizeof d->at.column);
  put(out, &filed, 1);
  put_word(out, d->at.file);
  put(out, &n, 1);
  for (uint8_t i = 0; i < n; i++)
    put_word(out, d->args[i]);
}

static bool take_diagnostic(Cursor *c, Diagnostics *into) {
  uint32_t code;
  uint8_t filed, n;
  Span at = {0};
  const char *args[4] = {NULL};
  take(c, &code, sizeof code);
  take(c, &at.line, sizeof at.line);
  take(c, &at.column, sizeof at.column);
  take(c, &filed, 1);
  const char *file = take_word(c);
  at.file = filed ? file : NULL;
  take(c, &n, 1);
  for (uint8_t i = 0; i < MIN(n, G_N_ELEMENTS(args)); i++)
    args[i] = take_word(c);
  if (!c->ok || code >= DIAG_COUNT)
    return false;
  diag_add(into, at, (DiagCode)code, args[0], args[1], args[2], args[3], NULL);
  return true;
}

void wire_put_probed(GByteArray *out, bool ok, const ProbeNumbers *numbers,
                     const Diagnostics *diags) {
  size_t at = begin(out);
  uint8_t good = ok;
  uint32_t n = (uint32_t)diag_count(diags);
  put(out, &good, 1);
  put(out, numbers, sizeof *numbers);
  put(out, &n, sizeof n);
  for (uint32_t i = 0; i < n; i++)
    put_diagnostic(out, diag_at(diags, i));
  end(out, at);
}

bool wire_take_probed(const GByteArray *received, bool *ok, ProbeNumbers *numbers,
                      Diagnostics *diags) {
  size_t len = wire_whole(received);
  Cursor c = {received->data + WIRE_HEAD, received->data + WIRE_HEAD + len, len > 0};
  uint8_t good = 0;
  uint32_t n = 0;
  if (len > 0) {
    take(&c, &good, 1);
    take(&c, numbers, sizeof *numbers);
    take(&c, &n, sizeof n);
  }
  for (uint32_t i = 0; i < n && c.ok; i++)
    c.ok = take_diagnostic(&c, diags);
  *ok = good != 0;
  return c.ok;
}
