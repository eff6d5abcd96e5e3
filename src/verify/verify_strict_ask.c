/* Questions to a file that was read. */
#include <stdlib.h>
#include <string.h>

#include "verify_strict.h"

static int key_order(const void *key, const void *entry) {
  const PdfEntry *e = entry;
  const char *name = key;
  size_t n = strlen(name);
  int by = memcmp(name, e->name, MIN(n, e->n));
  return by ? by : (n > e->n) - (n < e->n);
}

const PdfValue *strict_key(const PdfValue *dict, const char *name) {
  if (!dict || dict->kind != PDF_DICT)
    return NULL;
  const PdfEntry *found =
      bsearch(name, dict->entries, dict->n, sizeof *dict->entries, key_order);
  return found ? &found->value : NULL;
}

bool strict_is_name(const PdfValue *value, const char *name) {
  return value && value->kind == PDF_NAME && value->n == strlen(name) &&
         memcmp(value->text, name, value->n) == 0;
}

bool strict_key_is(const PdfValue *dict, const char *key, const char *name) {
  return strict_is_name(strict_key(dict, key), name);
}

bool strict_whole(const PdfValue *value, int64_t *out) {
  if (!value || value->kind != PDF_NUMBER || !value->whole || value->n > 18)
    return false;
  *out = g_ascii_strtoll(value->text, NULL, 10);
  return true;
}

const PdfObject *strict_object(const PdfFile *file, uint32_t number, unsigned revision) {
  const PdfObject *object = number < file->n_numbers ? file->newest[number] : NULL;
  while (object && object->revision > revision)
    object = object->older;
  return object;
}

const PdfValue *strict_follow(const PdfFile *file, const PdfValue *value,
                              unsigned revision) {
  if (!value || value->kind != PDF_REF)
    return value;
  const PdfObject *object = strict_object(file, value->number, revision);
  return object && object->generation == value->n ? &object->value : NULL;
}

const PdfValue *strict_key_at(const PdfFile *file, const PdfValue *dict, const char *key,
                              unsigned revision) {
  return strict_follow(file, strict_key(dict, key), revision);
}

/* ---- equality ---------------------------------------------------------------------- */

static bool same_items(const PdfValue *a, const PdfValue *b) {
  for (uint32_t i = 0; i < a->n; i++) {
    if (!strict_equal(&a->items[i], &b->items[i]))
      return false;
  }
  return true;
}

static bool same_entries(const PdfValue *a, const PdfValue *b) {
  for (uint32_t i = 0; i < a->n; i++) {
    const PdfEntry *x = &a->entries[i], *y = &b->entries[i];
    if (x->n != y->n || memcmp(x->name, y->name, x->n) != 0 ||
        !strict_equal(&x->value, &y->value))
      return false;
  }
  return true;
}

bool strict_equal(const PdfValue *a, const PdfValue *b) {
  if (!a || !b)
    return a == b;
  if (a->kind != b->kind || a->n != b->n)
    return false;
  switch (a->kind) {
    case PDF_NULL:
      return true;
    case PDF_BOOL:
      return a->whole == b->whole;
    case PDF_NUMBER:
    case PDF_STRING:
    case PDF_NAME:
      return memcmp(a->text, b->text, a->n) == 0;
    case PDF_REF:
      return a->number == b->number;
    case PDF_ARRAY:
      return same_items(a, b);
    case PDF_DICT:
      return same_entries(a, b);
  }
  return false;
}

/* ---- references -------------------------------------------------------------------- */

void strict_each_ref(const PdfValue *value, void (*visit)(uint32_t number, void *self),
                     void *self) {
  if (value->kind == PDF_REF)
    visit(value->number, self);
  for (uint32_t i = 0; value->kind == PDF_ARRAY && i < value->n; i++)
    strict_each_ref(&value->items[i], visit, self);
  for (uint32_t i = 0; value->kind == PDF_DICT && i < value->n; i++)
    strict_each_ref(&value->entries[i].value, visit, self);
}

typedef struct Reaching {
  const PdfFile *file;
  unsigned revision;
  uint8_t *reached;
  GArray *left; /* uint32_t */
} Reaching;

static void reach_one(uint32_t number, void *self) {
  Reaching *r = self;
  if (number >= r->file->n_numbers || r->reached[number])
    return;
  r->reached[number] = 1;
  g_array_append_val(r->left, number);
}

void strict_reach(const PdfFile *file, const PdfValue *from, unsigned revision,
                  uint8_t *reached) {
  if (!from)
    return;
  g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  Reaching r = {file, revision, reached, left};
  strict_each_ref(from, reach_one, &r);
  while (left->len) {
    uint32_t number = g_array_index(left, uint32_t, left->len - 1);
    g_array_set_size(left, left->len - 1);
    const PdfObject *object = strict_object(file, number, revision);
    if (object)
      strict_each_ref(&object->value, reach_one, &r);
  }
}

/* ---- text -------------------------------------------------------------------------- */

const char *strict_text(Arena *arena, const PdfValue *value) {
  if (!value || (value->kind != PDF_STRING && value->kind != PDF_NAME))
    return "";
  g_autofree char *text = NULL;
  if (value->n >= 2 && memcmp(value->text, "\xfe\xff", 2) == 0)
    text =
        g_convert(value->text + 2, value->n - 2, "UTF-8", "UTF-16BE", NULL, NULL, NULL);
  else
    text = g_utf8_make_valid(value->text, value->n);
  g_autoptr(GString) kept = g_string_new(NULL);
  for (const char *p = text ? text : ""; *p && kept->len < 1000;
       p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isprint(c))
      g_string_append_unichar(kept, c);
  }
  return arena_strdup(arena, kept->str);
}
