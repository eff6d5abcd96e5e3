/* An expression written anew so that all its work is counted: = and != of sets, | and
 * steps that may meet a node twice become calls of data_counted.c, and c[@n='name'] is
 * found by the column's place. What is selected stays the same. + - * div mod < > are
 * refused before (data_check.c), so few operators are left: expr   = equal ((and | or)
 * equal)*       equal = union ((= | !=) union)* union  = path (| path)* path  = (primary
 * [expr]*)? steps */
#include <string.h>

#include "data_private.h"

typedef struct Rewriting {
  const char *p;
  GString *out;
  unsigned level, most;
  bool odd; /* it is not understood */
} Rewriting;

typedef struct Step {
  char *text;
  bool wide;    /* from two nodes it may come to one */
  char *column; /* it is c[@n=…] with this literal; NULL: it is not */
} Step;

static void expression(Rewriting *r);

static void blanks(Rewriting *r) {
  r->p = query_skip_blanks(r->p);
}

static bool at(Rewriting *r, const char *mark) {
  blanks(r);
  return strncmp(r->p, mark, strlen(mark)) == 0;
}

/* Takes the mark over into the output. */
static bool take(Rewriting *r, const char *mark) {
  if (!at(r, mark))
    return false;
  r->p += strlen(mark);
  g_string_append(r->out, mark);
  return true;
}

static void need(Rewriting *r, const char *mark) {
  if (!take(r, mark))
    r->odd = true;
}

static size_t name_with_prefix(const char *p) {
  size_t len = query_name_length(p);
  if (len && p[len] == ':' && p[len + 1] != ':')
    len += 1 + (p[len + 1] == '*' ? 1 : query_name_length(p + len + 1));
  return len;
}

static void take_name(Rewriting *r, size_t len) {
  g_string_append_len(r->out, r->p, (gssize)len);
  r->p += len;
}

static bool is_name(const char *p, size_t len, const char *word) {
  return strlen(word) == len && memcmp(p, word, len) == 0;
}

static bool one_of(const char *p, size_t len, const char *const *words) {
  for (; *words; words++) {
    if (is_name(p, len, *words))
      return true;
  }
  return false;
}

static bool is_node_type(const char *p, size_t len) {
  static const char *const types[] = {"node", "text", "comment", "processing-instruction",
                                      NULL};
  return one_of(p, len, types);
}

static void quoted(Rewriting *r) {
  const char *end = strchr(r->p + 1, *r->p);
  if (!end) {
    r->odd = true;
    return;
  }
  take_name(r, (size_t)(end + 1 - r->p));
}

static void predicates(Rewriting *r) {
  while (!r->odd && take(r, "[")) {
    expression(r);
    need(r, "]");
  }
}

/* ---- steps ----------------------------------------------------------------------------
 */

static void node_test(Rewriting *r) {
  if (take(r, "*"))
    return;
  size_t len = name_with_prefix(r->p);
  if (!len) {
    r->odd = true;
    return;
  }
  bool type = is_node_type(r->p, len);
  take_name(r, len);
  if (!type || !take(r, "("))
    return;
  blanks(r);
  if (*r->p == '"' || *r->p == '\'')
    quoted(r);
  need(r, ")");
}

static bool is_axis(const char *p, size_t len) {
  const char *after = query_skip_blanks(p + len);
  return len && after[0] == ':' && after[1] == ':';
}

/* @n = 'name' or 'name' = @n, up to the bracket's end; where the literal begins, or NULL.
 */
static const char *names_column(const char *p, const char **end) {
  const char *literal = NULL;
  bool name = false;
  for (int side = 0; side < 2; side++) {
    p = query_skip_blanks(p);
    if (*p == '@') {
      p = query_skip_blanks(p + 1);
      if (query_name_length(p) != 1 || p[0] != 'n' || p[1] == ':')
        return NULL;
      name = true;
      p++;
    } else if (*p == '\'' || *p == '"') {
      literal = p;
      const char *close = strchr(p + 1, *p);
      if (!close)
        return NULL;
      p = close + 1;
    } else {
      return NULL;
    }
    p = query_skip_blanks(p);
    if (side == 0 && *p++ != '=')
      return NULL;
  }
  *end = p + 1;
  return name && *p == ']' ? literal : NULL;
}

/* c[@n='name'] at the reader; the further predicates are left for the step. */
static char *column_step(Rewriting *r) {
  const char *end, *open = r->p + 1;
  if (query_name_length(r->p) != 1 || *r->p != 'c')
    return NULL;
  open = query_skip_blanks(open);
  const char *literal = *open == '[' ? names_column(open + 1, &end) : NULL;
  if (!literal || *query_skip_blanks(end) == '[')
    return NULL; /* a position would count within each row */
  r->p = end;
  return g_strndup(literal, (gsize)(strchr(literal + 1, *literal) + 1 - literal));
}

static bool axis_is_wide(const char *p, size_t len) {
  static const char *const narrow[] = {"child", "attribute", "self", "namespace", NULL};
  return !one_of(p, len, narrow);
}

/* Whether a step begins here. */
static bool step_begins(Rewriting *r) {
  blanks(r);
  return *r->p == '.' || *r->p == '@' || *r->p == '*' || query_name_length(r->p) > 0;
}

static Step step(Rewriting *r) {
  Step step = {0};
  GString *outer = r->out;
  r->out = g_string_new(NULL);
  blanks(r);
  size_t len = query_name_length(r->p);
  if (take(r, "..")) {
    step.wide = true;
  } else if (!take(r, ".") && !(step.column = column_step(r))) {
    if (is_axis(r->p, len)) {
      step.wide = axis_is_wide(r->p, len);
      take_name(r, len);
      need(r, "::");
    } else {
      take(r, "@");
    }
    node_test(r);
    predicates(r);
  }
  step.text = g_string_free(r->out, FALSE);
  r->out = outer;
  return step;
}

/* Inside a quoted argument: no quote of either kind, and nothing that could be taken for
 * one. */
static void put_escaped(GString *out, const char *text) {
  for (; *text; text++) {
    if (*text == '\'' || *text == '"' || *text == '%')
      g_string_append_printf(out, "%%%02X", *text);
    else
      g_string_append_c(out, *text);
  }
}

char *query_step_text(const char *escaped) {
  return g_uri_unescape_string(escaped, NULL);
}

static void wrap_step(Rewriting *r, gsize from, const char *text) {
  g_string_insert(r->out, (gssize)from, COUNTED_PREFIX ":step(");
  g_string_append(r->out, ",'");
  put_escaped(r->out, text);
  g_string_append(r->out, "')");
}

static void wrap_column(Rewriting *r, gsize from, const char *literal) {
  g_string_insert(r->out, (gssize)from, COUNTED_PREFIX ":column(");
  g_string_append_printf(r->out, ",%s)", literal);
}

/* One step behind what begins at `from`; many: that may be several nodes. */
static void put_step(Rewriting *r, gsize from, const char *slash, bool *many) {
  Step next = step(r);
  bool deep = strcmp(slash, "//") == 0;
  if (deep && !*many && next.column && r->out->len > from) {
    g_string_append(r->out, "//row"); /* no cell stands elsewhere */
    deep = false;
  } else if (deep && *many) {
    wrap_step(r, from, "descendant-or-self::node()");
    slash = "/";
    deep = false;
  }
  if (next.column && !deep) {
    if (r->out->len == from)
      g_string_append_c(r->out, '.');
    wrap_column(r, from, next.column);
  } else if (next.wide && (*many || deep) && r->out->len > from) {
    if (deep)
      wrap_step(r, from, "descendant-or-self::node()");
    wrap_step(r, from, next.text);
  } else {
    g_string_append(r->out, slash);
    g_string_append(r->out, next.column ? "c[@n=" : next.text);
    if (next.column)
      g_string_append_printf(r->out, "%s]", next.column);
  }
  *many = *many || !(strcmp(next.text, ".") == 0 || strcmp(next.text, "..") == 0);
  g_free(next.text);
  g_free(next.column);
}

/* ---- operands -------------------------------------------------------------------------
 */

static void arguments(Rewriting *r) {
  need(r, "(");
  if (take(r, ")"))
    return;
  do
    expression(r);
  while (!r->odd && take(r, ","));
  need(r, ")");
}

/* What is no path by itself; false: a step follows. */
static bool primary(Rewriting *r, bool *many) {
  blanks(r);
  size_t len = name_with_prefix(r->p);
  *many = true;
  if (*r->p == '$') {
    *many = false; /* a set is one node, a figure none */
    take_name(r, 1);
    take_name(r, name_with_prefix(r->p));
  } else if (*r->p == '(') {
    take(r, "(");
    expression(r);
    need(r, ")");
  } else if (*r->p == '"' || *r->p == '\'') {
    quoted(r);
  } else if (g_ascii_isdigit(*r->p) || (*r->p == '.' && g_ascii_isdigit(r->p[1]))) {
    take_name(r, strspn(r->p, "0123456789."));
  } else if (len && *query_skip_blanks(r->p + len) == '(' && !is_node_type(r->p, len)) {
    take_name(r, len);
    arguments(r);
  } else {
    return false;
  }
  return true;
}

/* The / or // that a path may go on with, into the slash; false: it ends here. */
static bool goes_on(Rewriting *r, const char **slash) {
  if (!at(r, "/"))
    return false;
  *slash = at(r, "//") ? "//" : "/";
  r->p += strlen(*slash);
  return true;
}

static void path(Rewriting *r) {
  gsize from = r->out->len;
  const char *slash = "";
  bool many = false;
  if (primary(r, &many)) {
    predicates(r);
  } else if (at(r, "/")) {
    goes_on(r, &slash);
    if (*slash && !slash[1] && !step_begins(r)) {
      g_string_append_c(r->out, '/');
      return;
    }
    /* from the root, which is one node */
    Step first = step(r);
    g_string_append_printf(r->out, "%s%s", slash, first.column ? "c[@n=" : first.text);
    if (first.column)
      g_string_append_printf(r->out, "%s]", first.column);
    g_free(first.text);
    g_free(first.column);
    many = true;
  } else {
    put_step(r, from, "", &many);
  }
  while (!r->odd && goes_on(r, &slash))
    put_step(r, from, slash, &many);
}

static void unions(Rewriting *r) {
  gsize from = r->out->len;
  path(r);
  while (!r->odd && at(r, "|")) {
    r->p++;
    g_string_insert(r->out, (gssize)from, COUNTED_PREFIX ":both(");
    g_string_append_c(r->out, ',');
    path(r);
    g_string_append_c(r->out, ')');
  }
}

static void equality(Rewriting *r) {
  gsize from = r->out->len;
  unions(r);
  while (!r->odd && (at(r, "=") || at(r, "!="))) {
    bool differ = *r->p == '!';
    r->p += differ ? 2 : 1;
    g_string_insert(r->out, (gssize)from,
                    differ ? COUNTED_PREFIX ":differ(" : COUNTED_PREFIX ":same(");
    g_string_append_c(r->out, ',');
    unions(r);
    g_string_append_c(r->out, ')');
  }
}

static void expression(Rewriting *r) {
  if (++r->level > r->most)
    r->odd = true;
  if (!r->odd)
    equality(r);
  for (blanks(r); !r->odd; blanks(r)) {
    size_t len = query_name_length(r->p);
    if (!is_name(r->p, len, "and") && !is_name(r->p, len, "or"))
      break;
    g_string_append_printf(r->out, " %.*s ", (int)len, r->p);
    r->p += len;
    equality(r);
  }
  r->level--;
}

char *query_counted(const char *select, const Limits *limits) {
  Rewriting r = {.p = select, .most = limits->query_levels, .out = g_string_new(NULL)};
  expression(&r);
  blanks(&r);
  if (!r.odd && !*r.p)
    return g_string_free(r.out, FALSE);
  g_string_free(r.out, TRUE);
  return NULL;
}
