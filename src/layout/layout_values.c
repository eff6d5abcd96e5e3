/* Single values: text → the field it fills, within its range, or a diagnostic that says
 * what is wanted there. */
#include <string.h>

#include "layout_value.h"

void layout_value_fault(const Reading *r, DiagCode code, const char *wanted) {
  diag_add(r->context->job->diags, r->at, code, r->spec->name, r->text, wanted, NULL);
}

static Arena *arena_of(const Reading *r) {
  return r->context->job->arena;
}

/* ---- numbers ----------------------------------------------------------------------- */

static Length unit_length(const Context *c, Unit unit) {
  switch (unit) {
    case UNIT_ZI:
      return c->zi;
    case UNIT_EM:
      return c->em;
    case UNIT_HANG:
      return c->hang;
    case UNIT_NONE:
    case UNIT_PT:
    case UNIT_MM:
    case UNIT_CM:
    case UNIT_PERCENT:
      return 0;
  }
  return 0;
}

/* A bare 0 needs no unit; 字, em and 行 only where they mean something. */
bool layout_length_of(const Context *c, const char *text, Length *out) {
  Measure m;
  if (!measure_parse(text, &m))
    return false;
  if (measure_is_absolute(m)) {
    *out = measure_absolute(m);
    return true;
  }
  Length one = unit_length(c, m.unit);
  *out = one ? measure_times(m, one) : 0;
  return one || (m.unit == UNIT_NONE && m.micro == 0);
}

static char *points_range(Arena *arena, int32_t min, int32_t max) {
  return arena_printf(arena, "%dpt … %dpt", min, max);
}

bool layout_in_points(const Reading *r, Length length) {
  int64_t min = (int64_t)r->spec->min * LENGTH_PT,
          max = (int64_t)r->spec->max * LENGTH_PT;
  if (length >= min && length <= max)
    return true;
  layout_value_fault(r, DIAG_LAYOUT_OUT_OF_RANGE,
                     points_range(arena_of(r), r->spec->min, r->spec->max));
  return false;
}

bool layout_read_length_text(const Reading *r, const char *text, Length *out) {
  if (!layout_length_of(r->context, text, out)) {
    layout_value_fault(r, DIAG_LAYOUT_BAD_LENGTH,
                       r->spec->keyword ? r->spec->keyword : "10mm");
    return false;
  }
  return layout_in_points(r, *out);
}

static void read_length(const Reading *r) {
  Length length = 0;
  bool word = r->spec->keyword && strcmp(r->text, r->spec->keyword) == 0;
  if (word || layout_read_length_text(r, r->text, &length))
    *(Length *)r->field = length;
}

static bool in_range(const Reading *r, int64_t value) {
  if (value >= r->spec->min && value <= r->spec->max)
    return true;
  layout_value_fault(r, DIAG_LAYOUT_OUT_OF_RANGE,
                     arena_printf(arena_of(r), "%d … %d", r->spec->min, r->spec->max));
  return false;
}

/* Thousandths of a 字 or an em. */
bool layout_milli_of(const char *text, int64_t *out) {
  Measure m;
  if (!measure_parse(text, &m))
    return false;
  *out = m.micro / 1000;
  return m.unit == UNIT_ZI || m.unit == UNIT_EM || (m.unit == UNIT_NONE && m.micro == 0);
}

static void read_milli(const Reading *r) {
  int64_t milli;
  if (!layout_milli_of(r->text, &milli)) {
    layout_value_fault(r, DIAG_LAYOUT_BAD_LENGTH, "0.5字");
    return;
  }
  if (milli >= r->spec->min && milli <= r->spec->max)
    *(int32_t *)r->field = (int32_t)milli;
  else
    layout_value_fault(
        r, DIAG_LAYOUT_OUT_OF_RANGE,
        arena_printf(arena_of(r), "%d.%03d字 … %d.%03d字", r->spec->min / 1000,
                     r->spec->min % 1000, r->spec->max / 1000, r->spec->max % 1000));
}

static void read_share(const Reading *r) {
  Measure m;
  if (!measure_parse(r->text, &m) || m.unit != UNIT_PERCENT)
    layout_value_fault(r, DIAG_LAYOUT_BAD_LENGTH, "3%");
  else if (m.micro / 100 < r->spec->min || m.micro / 100 > r->spec->max)
    layout_value_fault(r, DIAG_LAYOUT_OUT_OF_RANGE,
                       arena_printf(arena_of(r), "%d%% … %d%%", r->spec->min / 10000,
                                    r->spec->max / 10000));
  else
    *(int32_t *)r->field = (int32_t)(m.micro / 100);
}

static void read_count(const Reading *r) {
  Measure m;
  if (!measure_parse(r->text, &m) || m.unit != UNIT_NONE || m.micro % 1000000)
    layout_value_fault(r, DIAG_LAYOUT_BAD_NUMBER, "4");
  else if (in_range(r, m.micro / 1000000))
    *(unsigned *)r->field = (unsigned)(m.micro / 1000000);
}

/* ---- words ------------------------------------------------------------------------- */

/* Index of the text among the choices, or -1 and a diagnostic. */
int layout_choice_of(const Reading *r) {
  g_autoptr(GString) all = g_string_new(NULL);
  for (int i = 0; r->spec->choices[i]; i++) {
    const char *choice = r->spec->choices[i];
    if (*choice && strcmp(r->text, choice) == 0)
      return i;
    if (*choice)
      g_string_append_printf(all, "%s%s", all->len ? " " : "", choice);
  }
  layout_value_fault(r, DIAG_LAYOUT_BAD_CHOICE, all->str);
  return -1;
}

static void read_choice(const Reading *r) {
  int i = layout_choice_of(r);
  if (i >= 0)
    *(unsigned *)r->field = (unsigned)i;
}

static void read_flag(const Reading *r) {
  int i = layout_choice_of(r);
  if (i >= 0)
    *(bool *)r->field = i == 1;
}

static void read_text(const Reading *r) {
  if (text_chars(r->text) > 1000)
    layout_value_fault(r, DIAG_LAYOUT_BAD_TEXT, "1000");
  else
    *(const char **)r->field = r->text;
}

static void read_name(const Reading *r) {
  bool plain =
      *r->text && *r->text != '.' && strlen(r->text) <= limits_default.layout_name;
  for (const char *p = r->text; plain && *p; p++)
    plain = !strchr(" \t\r\n/\\", *p);
  if (plain)
    *(const char **)r->field = r->text;
  else
    layout_value_fault(r, DIAG_LAYOUT_BAD_NAME, NULL);
}

static void read_pattern(const Reading *r) {
  const char *hole = strstr(r->text, "{n}");
  g_autofree char *before =
      g_strndup(r->text, hole ? (size_t)(hole - r->text) : strlen(r->text));
  bool stray = strpbrk(before, "{}") || (hole && strpbrk(hole + strlen("{n}"), "{}"));
  if (stray || text_chars(r->text) > 64)
    layout_value_fault(r, DIAG_LAYOUT_BAD_PATTERN, NULL);
  else
    *(const char **)r->field = r->text;
}

static void read_terms(const Reading *r) {
  g_auto(GStrv) words = g_strsplit_set(r->text, " \t\r\n", -1);
  guint n = g_strv_length(words);
  LayoutTerms *terms = r->field;
  if (n > limits_default.layout_terms) {
    layout_value_fault(r, DIAG_LAYOUT_BAD_TEXT,
                       arena_printf(arena_of(r), "%u", limits_default.layout_terms));
    return;
  }
  const char **kept = ARENA_ARRAY(arena_of(r), const char *, n + 1);
  terms->words = kept;
  terms->n = 0;
  for (guint i = 0; i < n; i++) {
    if (*words[i])
      kept[terms->n++] = arena_strdup(arena_of(r), words[i]);
  }
}

/* ---- references -------------------------------------------------------------------- */

static void read_font(const Reading *r) {
  for (size_t i = 0; layout_fonts[i]; i++) {
    if (strcmp(layout_fonts[i], r->text) == 0) {
      *(const char **)r->field = layout_fonts[i];
      return;
    }
  }
  layout_value_fault(r, DIAG_LAYOUT_NO_SUCH_FONT, text_nearest(r->text, layout_fonts));
}

static void read_latin(const Reading *r) {
  if (strcmp(r->text, "own") == 0)
    *(const char **)r->field = NULL;
  else
    read_font(r);
}

static const char *nearest_of(const Reading *r, const char *const *names, size_t n) {
  return n ? text_nearest(r->text, names) : "-";
}

static void read_colour(const Reading *r) {
  const Layout *l = r->context->layout;
  const char **names = ARENA_ARRAY(arena_of(r), const char *, l->n_colours + 1);
  if (strcmp(r->text, "black") == 0) {
    *(const LayoutColour **)r->field = NULL;
    return;
  }
  for (size_t i = 0; i < l->n_colours; i++) {
    names[i] = l->colours[i].name ? l->colours[i].name : "";
    if (strcmp(names[i], r->text) == 0) {
      *(const LayoutColour **)r->field = &l->colours[i];
      return;
    }
  }
  layout_value_fault(r, DIAG_LAYOUT_NO_SUCH_COLOUR, nearest_of(r, names, l->n_colours));
}

static void read_role(const Reading *r) {
  const Layout *l = r->context->layout;
  const char **names = ARENA_ARRAY(arena_of(r), const char *, l->n_roles + 1);
  for (size_t i = 0; i < l->n_roles; i++) {
    names[i] = l->roles[i].name ? l->roles[i].name : "";
    if (strcmp(names[i], r->text) == 0) {
      *(const LayoutRole **)r->field = &l->roles[i];
      return;
    }
  }
  layout_value_fault(r, DIAG_LAYOUT_NO_SUCH_ROLE, nearest_of(r, names, l->n_roles));
}

static int part_of(const char *name) {
  for (int i = 0; layout_parts[i]; i++) {
    if (strcmp(layout_parts[i], name) == 0)
      return i;
  }
  return -1;
}

static void read_parts(const Reading *r) {
  g_auto(GStrv) names = g_strsplit_set(r->text, " \t\r\n", -1);
  Part *parts = r->field;
  size_t n = 0;
  for (char **name = names; *name; name++) {
    int part = part_of(*name);
    if (!**name)
      continue;
    if (part < 0)
      diag_add(r->context->job->diags, r->at, DIAG_LAYOUT_NO_SUCH_PART, r->spec->name,
               *name, text_nearest(*name, layout_parts), NULL);
    else if (n < G_N_ELEMENTS(((Placement *)NULL)->parts))
      parts[n++] = (Part)part;
    else
      layout_value_fault(r, DIAG_LAYOUT_OUT_OF_RANGE, "1 … 4");
  }
  Placement *p = (Placement *)((char *)r->field - offsetof(Placement, parts));
  p->n_parts = (unsigned)n;
}

/* ---- all of them ------------------------------------------------------------------- */

static void read_number_form(const Reading *r) {
  layout_choice_of(r);
}

static void (*const readers[])(const Reading *) = {
    [VALUE_NOTE] = NULL,
    [VALUE_TEXT] = read_text,
    [VALUE_NAME] = read_name,
    [VALUE_PATTERN] = read_pattern,
    [VALUE_LENGTH] = read_length,
    [VALUE_MILLI] = read_milli,
    [VALUE_SHARE] = read_share,
    [VALUE_COUNT] = read_count,
    [VALUE_CHOICE] = read_choice,
    [VALUE_FLAG] = read_flag,
    [VALUE_NUMBER] = read_number_form,
    [VALUE_PAPER] = layout_read_paper,
    [VALUE_RGB] = layout_read_rgb,
    [VALUE_FONT] = read_font,
    [VALUE_LATIN] = read_latin,
    [VALUE_COLOUR] = read_colour,
    [VALUE_ROLE] = read_role,
    [VALUE_PARTS] = read_parts,
    [VALUE_GAP] = layout_read_gap,
    [VALUE_X] = layout_read_anchor,
    [VALUE_Y] = layout_read_anchor,
    [VALUE_INSET] = layout_read_inset,
    [VALUE_ROWS] = layout_read_rows,
    [VALUE_RANGE] = layout_read_range,
    [VALUE_RULES] = layout_read_rules,
    [VALUE_FIT] = layout_read_fit,
    [VALUE_TERMS] = read_terms,
};

void layout_value_read(const Context *context, size_t attribute, void *target) {
  const AttributeSpec *spec = &context->record->spec->attributes[attribute];
  const Value *value = &context->record->values[attribute];
  if (!value->text || !readers[spec->kind])
    return;
  Reading r = {context, spec, value->text, value->at, (char *)target + spec->offset};
  if (!r.at.line)
    r.at = context->record->at;
  readers[spec->kind](&r);
}

void layout_values_read(const Context *context, void *target) {
  for (size_t i = 0, n_known = layout_n_attributes(context->record->spec); i < n_known;
       i++)
    layout_value_read(context, i, target);
}
