/* Names of outputs out of records. What comes from data is let through by a list, never
 * cleaned. */
#include <string.h>

#include "batch.h"

#define VALUE_BYTES_MOST 120
#define NAME_BYTES_MOST 255 /* of one part of a path, as file systems have it */

static const char *record_word(const Record *record, const char *name) {
  for (size_t i = 0; i < record->n_fields; i++) {
    if (strcmp(record->fields[i].name, name) == 0)
      return record->fields[i].value;
  }
  return NULL;
}

const char *record_field(const Record *record, const char *name) {
  const char *value = record_word(record, name);
  return value ? value : "";
}

bool record_has(const Record *record, const char *name) {
  return record_word(record, name) != NULL;
}

/* ---- patterns -------------------------------------------------------------- */

static bool bad_pattern(Job *job, const char *pattern) {
  diag_add(job->diags, (Span){0}, DIAG_BATCH_PATTERN, pattern, NULL);
  return false;
}

/* Each brace is closed and encloses a name; no part goes up or is empty. */
static bool relative_is_sound(const char *relative) {
  for (const char *open = relative; (open = strchr(open, '{'));) {
    const char *close = strpbrk(open + 1, "{}/");
    if (!close || *close != '}' || close == open + 1)
      return false;
    open = close;
  }
  g_auto(GStrv) parts = g_strsplit(relative, "/", -1);
  for (char **part = parts; *part; part++) {
    if (!**part || strcmp(*part, "..") == 0 || strcmp(*part, ".") == 0)
      return false;
  }
  return true;
}

bool name_pattern_read(Job *job, const char *pattern, NamePattern *out) {
  const char *brace = pattern + strcspn(pattern, "{");
  if (!*pattern || !g_utf8_validate(pattern, -1, NULL))
    return bad_pattern(job, pattern);
  const char *slash = brace;
  while (slash > pattern && *slash != '/')
    slash--;
  size_t root = (size_t)(slash - pattern);
  const char *relative = *slash == '/' ? slash + 1 : pattern;
  if (!relative_is_sound(relative))
    return bad_pattern(job, pattern);
  const char *folder = *slash != '/' ? "."
                       : root == 0   ? "/"
                                     : arena_strndup(job->arena, pattern, root);
  *out = (NamePattern){.root = folder, .relative = arena_strdup(job->arena, relative)};
  return true;
}

/* ---- values ------------------------------------------------------------------ */

/* Letters and digits of any script, Han, and the marks that names of units and titles
 * hold; none that a shell, a path or a file system takes for its own. */
static bool may_stand(gunichar c) {
  return g_unichar_isalnum(c) || text_is_han(c) ||
         (c < 128 ? c && strchr(" -_.()[]+,=@", (int)c)
                  : g_utf8_strchr("（）〔〕【】《》〈〉“”‘’·、，。：；！—…～", -1, c) !=
                        NULL);
}

/* Windows keeps these for devices, whatever follows a point. */
static bool is_device(const char *value) {
  static const char *const names[] = {"con", "prn", "aux", "nul"};
  size_t len = strcspn(value, ".");
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (len == 3 && g_ascii_strncasecmp(value, names[i], 3) == 0)
      return true;
  }
  return len == 4 && g_ascii_isdigit(value[3]) &&
         (g_ascii_strncasecmp(value, "com", 3) == 0 ||
          g_ascii_strncasecmp(value, "lpt", 3) == 0);
}

static bool value_may_stand(const char *value) {
  if (strchr(".- ", *value) || strlen(value) > VALUE_BYTES_MOST || is_device(value) ||
      g_str_has_suffix(value, " ") || g_str_has_suffix(value, "."))
    return false;
  for (const char *p = value; *p;) {
    if (!may_stand(text_next(&p)))
      return false;
  }
  return true;
}

/* {record}, {key} or a field of the record; NULL after a fault. */
static const char *value_of(Job *job, const NameValues *values, const char *name) {
  const Record *record = values->record;
  if (strcmp(name, "record") == 0)
    return arena_printf(job->arena, "%" G_GUINT64_FORMAT, record->number);
  const char *field = name;
  if (strcmp(name, "key") == 0 && values->key_column)
    field = values->key_column;
  const char *value = record_word(record, field);
  if (!value || !*value) {
    diag_add(job->diags, record->at,
             value ? DIAG_BATCH_NAME_EMPTY : DIAG_BATCH_NAME_COLUMN, field, NULL);
    return NULL;
  }
  g_autofree char *composed = g_utf8_normalize(value, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  if (!composed || !value_may_stand(composed)) {
    diag_add(job->diags, record->at, DIAG_BATCH_NAME_VALUE, field, value, NULL);
    return NULL;
  }
  return arena_strdup(job->arena, composed);
}

static bool parts_fit(const char *name) {
  g_auto(GStrv) parts = g_strsplit(name, "/", -1);
  for (char **part = parts; *part; part++) {
    if (strlen(*part) > NAME_BYTES_MOST)
      return false;
  }
  return true;
}

const char *name_of(Job *job, const NamePattern *pattern, const NameValues *values) {
  g_autoptr(GString) name = g_string_new(NULL);
  for (const char *p = pattern->relative; *p;) {
    const char *open = strchr(p, '{');
    g_string_append_len(name, p, open ? open - p : (gssize)strlen(p));
    if (!open)
      break;
    const char *close = strchr(open, '}');
    g_autofree char *field = g_strndup(open + 1, (gsize)(close - open - 1));
    const char *value = value_of(job, values, field);
    if (!value)
      return NULL;
    g_string_append(name, value);
    p = close + 1;
  }
  if (!parts_fit(name->str)) {
    diag_add(job->diags, values->record->at, DIAG_BATCH_NAME_VALUE, "", name->str, NULL);
    return NULL;
  }
  return arena_strndup(job->arena, name->str, name->len);
}
