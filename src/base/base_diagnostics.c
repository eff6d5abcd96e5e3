#include <stdarg.h>
#include <string.h>

#include "base.h"

#define DIAG_LIMIT 1000 /* kept; the rest is only counted */

typedef struct DiagText {
  const char *code;
  Severity severity;
  const char *text[2]; /* by MessageLanguage */
} DiagText;

#define NOTE SEVERITY_NOTE
#define WARNING SEVERITY_WARNING
#define ERROR SEVERITY_ERROR
static const DiagText texts[DIAG_COUNT] = {
#define DIAG(id, code, severity, zh, en) [DIAG_##id] = {code, severity, {zh, en}},
#include "base_diagnostics.def"
#undef DIAG
};
#undef NOTE
#undef WARNING
#undef ERROR

struct Diagnostics {
  Arena *arena;
  GArray *entries;
  GHashTable *seen; /* "code file:line:column args" → present */
  size_t counts[3];
};

Diagnostics *diagnostics_new(void) {
  Diagnostics *list = g_new0(Diagnostics, 1);
  list->arena = arena_new();
  list->entries = g_array_new(FALSE, TRUE, sizeof(Diagnostic));
  list->seen = g_hash_table_new(g_str_hash, g_str_equal);
  return list;
}

void diagnostics_free(Diagnostics *list) {
  if (!list)
    return;
  g_array_free(list->entries, TRUE);
  g_hash_table_destroy(list->seen);
  arena_free(list->arena);
  g_free(list);
}

static bool already_seen(Diagnostics *list, const Diagnostic *d) {
  g_autoptr(GString) key = g_string_new(NULL);
  g_string_printf(key, "%d %s:%u:%u", (int)d->code, d->at.file ? d->at.file : "",
                  d->at.line, d->at.column);
  for (int i = 0; i < 4 && d->args[i]; i++)
    g_string_append_printf(key, "\n%s", d->args[i]);
  if (g_hash_table_contains(list->seen, key->str))
    return true;
  g_hash_table_add(list->seen, arena_strdup(list->arena, key->str));
  return false;
}

/* A whole paragraph tells no more than its beginning. */
static const char *argument_kept(Arena *arena, const char *arg) {
  size_t most = limits_default.diagnostic_bytes, len = strnlen(arg, most + 1);
  if (len <= most)
    return arena_strndup(arena, arg, len);
  len = (size_t)(g_utf8_find_prev_char(arg, arg + most) - arg);
  return arena_printf(arena, "%.*s…", (int)len, arg);
}

void diag_add(Diagnostics *list, Span at, DiagCode code, ...) {
  g_assert(code < DIAG_COUNT);
  Severity severity = texts[code].severity;
  if (list->entries->len >= DIAG_LIMIT) {
    list->counts[severity]++;
    return;
  }
  Diagnostic entry = {.at = at, .code = code, .severity = severity};
  if (at.file)
    entry.at.file = arena_strdup(list->arena, at.file);
  va_list args;
  va_start(args, code);
  const char *arg = va_arg(args, const char *);
  for (int i = 0; arg; i++) {
    g_assert(i < 4);
    entry.args[i] = argument_kept(list->arena, arg);
    arg = va_arg(args, const char *);
  }
  va_end(args);
  if (already_seen(list, &entry))
    return;
  list->counts[severity]++;
  g_array_append_val(list->entries, entry);
}

#define NAMED_TOGETHER 12 /* items named of one diagnostic */

static const char *with_item(Arena *arena, const char *items, const char *item) {
  unsigned n = 1;
  for (const char *p = items; (p = strstr(p, "、")); p += strlen("、"))
    n++;
  if (strstr(items, item) || g_str_has_suffix(items, "…"))
    return items;
  return arena_printf(arena, n < NAMED_TOGETHER ? "%s、%s" : "%s…", items, item);
}

void diag_gather(Diagnostics *list, Span at, DiagCode code, const char *item,
                 const char *const others[3]) {
  for (guint i = 0; i < list->entries->len; i++) {
    Diagnostic *d = &g_array_index(list->entries, Diagnostic, i);
    bool same = d->code == code;
    for (int k = 0; same && k < 3; k++)
      same = g_strcmp0(d->args[k + 1], others[k]) == 0;
    if (same) {
      d->args[0] = with_item(list->arena, d->args[0], item);
      return;
    }
  }
  diag_add(list, at, code, item, others[0], others[1], others[2], NULL);
}

size_t diag_count(const Diagnostics *list) {
  return list->entries->len;
}

size_t diag_errors(const Diagnostics *list) {
  return list->counts[SEVERITY_ERROR];
}

size_t diag_warnings(const Diagnostics *list) {
  return list->counts[SEVERITY_WARNING];
}

const Diagnostic *diag_at(const Diagnostics *list, size_t i) {
  g_assert(i < list->entries->len);
  return &g_array_index(list->entries, Diagnostic, i);
}

const char *diag_code_name(DiagCode code) {
  return texts[code].code;
}

Severity diag_code_severity(DiagCode code) {
  return texts[code].severity;
}

bool diag_ends_run(DiagCode code) {
  return g_str_has_prefix(diag_code_name(code), "env.") || code == DIAG_SIGN_SIGNER ||
         code == DIAG_SIGN_LIMIT || code == DIAG_SIGN_REGISTER;
}

bool diag_is_environment(DiagCode code) {
  /* the others of sign.* are about documents and files */
  static const DiagCode of_signing[] = {
      DIAG_SIGN_NO_PROFILE,  DIAG_SIGN_PIN_SOURCE, DIAG_SIGN_PIN_WANTED,
      DIAG_SIGN_PIN_WRONG,   DIAG_SIGN_MODE,       DIAG_SIGN_KEY,
      DIAG_SIGN_CERTIFICATE, DIAG_SIGN_PAIR,       DIAG_SIGN_CERTIFICATE_TIME,
      DIAG_SIGN_USAGE,       DIAG_SIGN_WEAK,       DIAG_SIGN_DIGEST,
      DIAG_SIGN_FAILED,      DIAG_SIGN_TOKEN,      DIAG_SIGN_COMMAND,
      DIAG_SIGN_STAMP,       DIAG_SIGN_EVIDENCE,   DIAG_SIGN_REVOKED};
  for (size_t i = 0; i < G_N_ELEMENTS(of_signing); i++) {
    if (code == of_signing[i])
      return true;
  }
  return diag_ends_run(code) || g_str_has_prefix(diag_code_name(code), "sign.config");
}

#define BOTH '\x1f' /* parts the two languages of an argument */

char *diag_both(Arena *arena, const char *zh, const char *en) {
  return arena_printf(arena, "%s%c%s", zh, BOTH, en);
}

static void put_argument(GString *out, const char *arg, MessageLanguage lang) {
  const char *parted = arg ? strchr(arg, BOTH) : NULL;
  if (!parted)
    g_string_append(out, arg ? arg : "");
  else if (lang == LANG_ZH)
    g_string_append_len(out, arg, parted - arg);
  else
    g_string_append(out, parted + 1);
}

char *diag_text(const Diagnostic *diagnostic, MessageLanguage lang) {
  GString *out = g_string_new(NULL);
  for (const char *p = texts[diagnostic->code].text[lang]; *p; p++) {
    bool hole = p[0] == '{' && p[1] >= '0' && p[1] <= '3' && p[2] == '}';
    if (!hole) {
      g_string_append_c(out, *p);
      continue;
    }
    put_argument(out, diagnostic->args[p[1] - '0'], lang);
    p += 2;
  }
  return g_string_free(out, FALSE);
}
