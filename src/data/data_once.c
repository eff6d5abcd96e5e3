/* Parts of an expression that ask data sets and nothing else are worth the same wherever
 * it stands: each becomes a call of a function of ours that reckons it the first time and
 * then remembers. */
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "data_private.h"

#define XML(text) ((const xmlChar *)(text))

/* ---- finding them ------------------------------------------------------------------ */

/* Where an expression is being read: what may follow. */
typedef struct Reading {
  const OnceSets *sets;
  const char *p, *end;
  unsigned brackets; /* of predicates: names in them are of the path before */
  bool start; /* an operand begins here: a name would be a step from the context node */
  bool step;  /* behind / or @ or :: */
  bool asks;  /* a data set was named */
} Reading;

static bool is_set(const OnceSets *sets, const char *name, size_t len) {
  for (uint32_t i = 0; i < sets->n; i++) {
    if (strlen(sets->ids[i]) == len && memcmp(sets->ids[i], name, len) == 0)
      return true;
  }
  return false;
}

/* XSLT's own, and those that without arguments speak of the context node. */
static bool is_elsewhere(const Reading *r, const char *name, size_t len,
                         const char *open) {
  static const char *const own[] = {"current", "key", "document", "generate-id"};
  for (size_t i = 0; i < G_N_ELEMENTS(own); i++) {
    if (strlen(own[i]) == len && memcmp(own[i], name, len) == 0)
      return true;
  }
  return r->brackets == 0 && *query_skip_blanks(open + 1) == ')';
}

/* prefix:local too. */
static size_t whole_name(const char *p) {
  size_t len = query_name_length(p);
  if (len && p[len] == ':' && p[len + 1] != ':')
    len += 1 + query_name_length(p + len + 1);
  return len;
}

/* False: it asks for more than data sets. */
static bool pass_name(Reading *r, size_t len) {
  const char *name = r->p, *after = query_skip_blanks(name + len);
  r->p = name + len;
  if (after[0] == ':' && after[1] == ':') {
    r->p = after + 2;
    bool first = r->start && !r->step && r->brackets == 0;
    r->step = true;
    return !first;
  }
  bool step = r->step, start = r->start;
  r->step = false;
  r->start = false;
  if (step)
    return true;
  if (!start) { /* and, or */
    r->start = true;
    return true;
  }
  return *after == '(' ? !is_elsewhere(r, name, len, after) : r->brackets > 0;
}

static bool pass_variable(Reading *r) {
  size_t len = query_name_length(r->p + 1);
  bool known = is_set(r->sets, r->p + 1, len);
  r->p += 1 + len;
  r->start = false;
  r->asks = r->asks || known;
  return known;
}

static bool pass_mark(Reading *r) {
  char c = *r->p;
  bool first = r->start && !r->step && r->brackets == 0;
  r->p = g_utf8_next_char(r->p);
  switch (c) {
    case '/':
      first = r->start; /* of the whole document, which may be the record's */
      r->step = true;
      return !first;
    case '@':
      r->step = true;
      return !first;
    case '.':
    case '*':
      r->start = r->step = false;
      return !first;
    case '[':
      r->brackets++;
      r->start = true;
      r->step = false;
      return true;
    case ']':
      r->brackets -= r->brackets > 0;
      r->start = false;
      return true;
    case ')':
      r->start = r->step = false;
      return true;
    default: /* ( , = ! | */
      r->start = true;
      r->step = false;
      return true;
  }
}

static const char *quoted_end(const char *p, const char *end) {
  const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));
  return close ? close + 1 : end;
}

/* Whether the call from `from` up to `to` asks data sets alone. */
static bool is_closed(const OnceSets *sets, const char *from, const char *to) {
  Reading r = {.sets = sets, .p = from, .end = to, .start = true};
  for (bool good = true; good && r.p < to;) {
    size_t len = whole_name(r.p);
    if (g_ascii_isspace(*r.p)) {
      r.p++;
    } else if (*r.p == '"' || *r.p == '\'') {
      r.p = quoted_end(r.p, to);
      r.start = false;
    } else if (g_ascii_isdigit(*r.p)) {
      r.p += strspn(r.p, "0123456789.");
      r.start = false;
    } else {
      good = len ? pass_name(&r, len) : *r.p == '$' ? pass_variable(&r) : pass_mark(&r);
    }
    if (!good)
      return false;
  }
  return r.asks && r.brackets == 0 && r.p == to;
}

/* Behind the parenthesis that closes the one at `open`; NULL: none does. */
static const char *call_end(const char *open) {
  unsigned depth = 0;
  for (const char *p = open; *p;) {
    if (*p == '"' || *p == '\'') {
      p = quoted_end(p, p + strlen(p));
      continue;
    }
    depth += *p == '(';
    depth -= *p == ')';
    p++;
    if (depth == 0)
      return p;
  }
  return NULL;
}

static uint32_t number_of(GPtrArray *texts, Arena *arena, const char *from,
                          const char *to) {
  for (guint i = 0; i < texts->len; i++) {
    const char *known = texts->pdata[i];
    if (strlen(known) == (size_t)(to - from) &&
        memcmp(known, from, (size_t)(to - from)) == 0)
      return i;
  }
  g_ptr_array_add(texts, arena_strndup(arena, from, (size_t)(to - from)));
  return texts->len - 1;
}

const char *data_once(Arena *arena, const char *select, const OnceSets *sets,
                      GPtrArray *texts) {
  g_autoptr(GString) out = g_string_new(NULL);
  bool found = false;
  for (const char *p = select; *p;) {
    const char *next = g_utf8_next_char(p);
    size_t len = whole_name(p);
    const char *open = len ? query_skip_blanks(p + len) : NULL;
    const char *end = open && *open == '(' ? call_end(open) : NULL;
    if (end && is_closed(sets, p, end)) {
      g_string_append_printf(out, DATA_ONCE_PREFIX ":value(%u)",
                             number_of(texts, arena, p, end));
      found = true;
      p = end;
      continue;
    }
    if (*p == '"' || *p == '\'')
      next = quoted_end(p, p + strlen(p));
    else if (len)
      next = p + len;
    else if (*p == '$')
      next = p + 1 + query_name_length(p + 1);
    g_string_append_len(out, p, next - p);
    p = next;
  }
  return found ? arena_strdup(arena, out->str) : select;
}

/* ---- reckoning them ---------------------------------------------------------------- */

struct OnceValue {
  const char *text;
  xmlXPathObjectPtr object; /* NULL: not yet */
  DataPlace *cells;
  uint32_t n_cells;
  DataChange change;
};

OnceValue *once_new(const char *const *texts, uint32_t n) {
  OnceValue *values = g_new0(OnceValue, n + 1);
  for (uint32_t i = 0; i < n; i++)
    values[i].text = texts[i];
  return values;
}

OnceValue *once_at(OnceValue *values, uint32_t i) {
  return &values[i];
}

void once_free(OnceValue *values, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    if (values[i].object)
      xmlXPathFreeObject(values[i].object);
    g_free(values[i].cells);
  }
  g_free(values);
}

bool once_reckon(Asking *asking, OnceValue *value) {
  DataQuery query = {.select = value->text, .at = asking->query->at};
  Asking inner = {.asker = asking->asker, .job = asking->job, .query = &query};
  if (value->object)
    return true;
  inner.cells = g_array_new(FALSE, FALSE, sizeof(DataPlace));
  value->object = asking_evaluate(&inner, NULL);
  value->change = inner.change;
  value->n_cells = inner.cells->len;
  value->cells = (DataPlace *)(void *)g_array_free(inner.cells, FALSE);
  asking->failed = asking->failed || inner.failed;
  return value->object != NULL;
}

/* What stands in the expression: value(number). */
static void value_function(xmlXPathParserContextPtr parser, int n) {
  Asking *asking = parser->context->userData;
  double number = n == 1 ? xmlXPathPopNumber(parser) : -1;
  OnceValue *value = asking_once(asking, number);
  if (!value || !once_reckon(asking, value)) {
    asking_fail(asking, asking->query->at, DIAG_QUERY_SYNTAX, asking->query->select);
    parser->error = XPATH_EXPR_ERROR;
    return;
  }
  asking->change = value->change ? value->change : asking->change;
  for (uint32_t i = 0; i < value->n_cells; i++)
    asking_place(asking, value->cells[i]);
  valuePush(parser, xmlXPathObjectCopy(value->object));
}

void once_register(xmlXPathContextPtr context) {
  xmlXPathRegisterNs(context, XML(DATA_ONCE_PREFIX), XML(DATA_ONCE));
  xmlXPathRegisterFuncNS(context, XML("value"), XML(DATA_ONCE), value_function);
}
