/* Every value a layout file states, each with another valid value in its place: for tests
 * that no value is idle. Identities (a role's name, a placement's part) are left as they
 * are. */
#ifndef HONGTOU_TEST_LAYOUT_MUTATIONS_H
#define HONGTOU_TEST_LAYOUT_MUTATIONS_H

#include <stdlib.h>

#include "layout_fixture.h"
#include "layout_private.h"

typedef struct Mutation {
  const char *element, *key, *attribute; /* "role" "title" "step" */
  const char *from, *to;
  char *xml; /* the whole file with this one value changed; g_free */
} Mutation;

/* Scaled by thousandths, decimals kept: "10.39mm" × 1050 → "10.9095mm". */
static inline char *mutation_scaled(Arena *arena, const char *text, int by) {
  Measure m;
  if (!measure_parse(text, &m))
    return NULL;
  m.micro = m.micro ? m.micro * by / 1000 : 1000000;
  if (m.unit == UNIT_NONE && !g_ascii_isdigit(*text))
    return NULL;
  if (strcmp(text, "0") == 0)
    m.unit = UNIT_PT;
  return measure_text(arena, m);
}

static inline const char *mutation_of_list(const char *from, const char *const *list,
                                           int n) {
  for (; *list; list++) {
    if (**list && strcmp(*list, from) != 0 && n-- == 0)
      return *list;
  }
  return NULL;
}

static inline const char *mutation_of_number(Arena *arena, const AttributeSpec *spec,
                                             const char *from, int n) {
  static const int scales[] = {1050, 950, 900, 1200};
  if (n >= (int)G_N_ELEMENTS(scales))
    return NULL;
  if (spec->kind == VALUE_COUNT)
    return arena_printf(arena, "%d", atoi(from) + (n % 2 ? -1 : 1));
  if (spec->keyword && strcmp(from, "none") == 0)
    return "5mm";
  if (spec->keyword && strcmp(from, spec->keyword) == 0)
    return strcmp(from, "line") == 0 ? "31pt" : "100mm";
  return mutation_scaled(arena, from, scales[n]);
}

/* The n-th other value to try for a kind of value; NULL: no more. */
static inline const char *mutation_candidate(Arena *arena, const AttributeSpec *spec,
                                             const char *from, int n) {
  static const char *const colours[] = {"red", "grey", "black", NULL};
  static const char *const roles[] = {"number", "body", "title", NULL};
  static const char *const xs[] = {"block.centre", "page.left+30mm", NULL};
  static const char *const ys[] = {"page.top+60mm", "block.bottom-3mm", NULL};
  static const char *const insets[] = {"left 2字", "right 2字", NULL};
  static const char *const rgbs[] = {"#123456", NULL};
  static const char *const rows[] = {"1 3 next", NULL};
  static const char *const ranges[] = {"0.1行..1.5行", NULL};
  static const char *const rules[] = {"0.5mm 0.4mm 0.6mm", NULL};
  static const char *const fits[] = {"open:0.5em condense:80%", NULL};
  switch (spec->kind) {
    case VALUE_LENGTH:
    case VALUE_MILLI:
    case VALUE_SHARE:
    case VALUE_COUNT:
    case VALUE_GAP:
      return mutation_of_number(arena, spec, from, n);
    case VALUE_CHOICE:
    case VALUE_FLAG:
    case VALUE_NUMBER:
      return mutation_of_list(from, spec->choices, n);
    case VALUE_TEXT:
    case VALUE_NAME:
    case VALUE_PATTERN:
    case VALUE_TERMS:
      return n ? NULL
               : arena_printf(arena, "%s%s", from,
                              spec->kind == VALUE_TERMS ? " 某某" : "x");
    case VALUE_FONT:
    case VALUE_LATIN:
      return mutation_of_list(from, layout_fonts, n);
    case VALUE_COLOUR:
      return mutation_of_list(from, colours, n);
    case VALUE_ROLE:
    case VALUE_NOTE:
      return mutation_of_list(from, roles, n);
    case VALUE_X:
      return mutation_of_list(from, xs, n);
    case VALUE_Y:
      return mutation_of_list(from, ys, n);
    case VALUE_INSET:
      return mutation_of_list(from, insets, n);
    case VALUE_RGB:
      return mutation_of_list(from, rgbs, n);
    case VALUE_RANGE:
      return mutation_of_list(from, ranges, n);
    case VALUE_RULES:
      return mutation_of_list(from, rules, n);
    case VALUE_ROWS:
      return mutation_of_list(from, rows, n);
    case VALUE_FIT:
      return mutation_of_list(from, fits, n);
    case VALUE_PAPER: /* there is one paper */
    case VALUE_PARTS:
      return NULL;
  }
  return NULL;
}

/* Byte offset of a value, from where its attribute's name stands. */
static inline size_t mutation_offset(const char *xml, Span at) {
  const char *p = xml;
  for (uint32_t line = 1; line < at.line; line++)
    p = strchr(p, '\n') + 1;
  p = g_utf8_offset_to_pointer(p, (glong)at.column - 1);
  return (size_t)(strchr(p, '"') + 1 - xml);
}

static inline char *mutation_apply(const char *xml, size_t offset, const char *to) {
  const char *end = strchr(xml + offset, '"');
  g_autofree char *before = g_strndup(xml, offset);
  return g_strconcat(before, to, end, NULL);
}

static inline bool mutation_reads(const char *xml) {
  Job job = test_job();
  const Layout *layout;
  bool ok = layout_read_memory(&job, "t.xml", xml, strlen(xml), layout_folders, &layout);
  test_job_free(&job);
  return ok;
}

static inline bool mutation_find(Arena *arena, const char *xml, const Record *r, size_t i,
                                 Mutation *out) {
  const AttributeSpec *spec = &r->spec->attributes[i];
  const char *from = r->values[i].text, *to;
  for (int n = 0; (to = mutation_candidate(arena, spec, from, n)) != NULL; n++) {
    char *changed = mutation_apply(xml, mutation_offset(xml, r->values[i].at), to);
    if (strcmp(from, to) != 0 && mutation_reads(changed)) {
      *out = (Mutation){r->spec->name, r->key, spec->name, from, to, changed};
      return true;
    }
    g_free(changed);
  }
  return false;
}

typedef void MutationVisit(const Mutation *mutation, void *user);

/* Calls visit for every value of the layout that has another valid one; names those that
 * have none in `stuck` ("page paper"), when given. The mutation's text is freed after the
 * call. */
static inline void mutations_walk(const char *xml, MutationVisit *visit, void *user,
                                  GString *stuck) {
  Job job = test_job();
  g_autoptr(Sheet) sheet = layout_parse(&job, "t.xml", xml, strlen(xml));
  for (guint k = 0; k < sheet->records->len; k++) {
    const Record *r = g_ptr_array_index(sheet->records, k);
    for (size_t i = 0; i < layout_n_attributes(r->spec); i++) {
      const char *name = r->spec->attributes[i].name;
      Mutation m;
      if (!r->values[i].text || (r->spec->key && strcmp(name, r->spec->key) == 0))
        continue;
      if (mutation_find(job.arena, xml, r, i, &m)) {
        visit(&m, user);
        g_free(m.xml);
      } else if (stuck) {
        g_string_append_printf(stuck, "%s %s\n", r->spec->name, name);
      }
    }
  }
  test_job_free(&job);
}

#endif
