/* XPath's numbers are binary doubles: what would calculate with them is refused before it
 * can. */
#include <string.h>

#include "data_private.h"

#define QUERY_BYTES 4096

typedef struct Lexer {
  const char *p;
  bool operand; /* the token before ends an operand: * and names that follow are operators
                 */
} Lexer;

typedef struct Refusal {
  const char *word, *instead;
} Refusal;

static const Refusal operators[] = {
    {"+", "h:add"},
    {"-", "h:subtract"},
    {"*", "h:multiply"},
    {"div", "h:divide"},
    {"mod", "h:subtract, h:divide"},
    {"<", "h:less"},
    {"<=", "h:at-most"},
    {">", "h:greater"},
    {">=", "h:at-least"},
};

static const Refusal functions[] = {
    {"sum", "h:sum"},
    {"number", "h:cell"},
    {"round", "round=\"half-even|half-up|truncate\""},
    {"floor", "round=\"truncate\""},
    {"ceiling", "round=\"half-up\""},
    {"format-number", "format=\"0.00%\""},
};

static const char *find(const Refusal *list, size_t n, const char *word, size_t len) {
  for (size_t i = 0; i < n; i++) {
    if (strlen(list[i].word) == len && memcmp(list[i].word, word, len) == 0)
      return list[i].instead;
  }
  return NULL;
}

static bool name_start(gunichar c) {
  return c == '_' || g_unichar_isalpha(c) || text_is_han(c);
}

static bool name_part(gunichar c) {
  return name_start(c) || c == '-' || c == '.' || c == 0xB7 || g_unichar_isdigit(c);
}

size_t query_name_length(const char *p) {
  const char *start = p;
  if (!name_start(g_utf8_get_char(p)))
    return 0;
  while (*p && name_part(g_utf8_get_char(p)))
    p = g_utf8_next_char(p);
  return (size_t)(p - start);
}

const char *query_skip_blanks(const char *p) {
  while (g_ascii_isspace(*p))
    p++;
  return p;
}

static bool refuse(Job *job, const DataQuery *query, const char *word, size_t len,
                   const char *instead) {
  char *shown = arena_strndup(job->arena, word, len);
  diag_add(job->diags, query->at, DIAG_QUERY_CALCULATES, shown, instead, NULL);
  return false;
}

/* A name: an operator behind an operand, else a function where ( follows, else a step. */
static bool pass_name(Lexer *lexer, Job *job, const DataQuery *query, size_t len) {
  const char *word = lexer->p, *instead;
  lexer->p += len;
  if (lexer->operand) {
    lexer->operand = false;
    instead = find(operators, G_N_ELEMENTS(operators), word, len);
    return instead ? refuse(job, query, word, len, instead) : true;
  }
  lexer->operand = true;
  if (lexer->p[0] == ':' && lexer->p[1] == ':') {
    lexer->operand = false;
    lexer->p += 2;
    return true;
  }
  if (lexer->p[0] == ':' && (query_name_length(lexer->p + 1) || lexer->p[1] == '*')) {
    size_t local = query_name_length(lexer->p + 1);
    lexer->p += 1 + (local ? local : 1); /* h:sum is ours, whatever its name */
    return true;
  }
  bool call = *query_skip_blanks(lexer->p) == '(';
  instead = call ? find(functions, G_N_ELEMENTS(functions), word, len) : NULL;
  return instead ? refuse(job, query, word, len, instead) : true;
}

static void pass_quoted(Lexer *lexer) {
  const char *end = strchr(lexer->p + 1, *lexer->p);
  lexer->p = end ? end + 1 : lexer->p + strlen(lexer->p);
  lexer->operand = true;
}

static void pass_variable(Lexer *lexer) {
  lexer->p++;
  lexer->p += query_name_length(lexer->p);
  lexer->operand = true;
}

static bool pass_mark(Lexer *lexer, Job *job, const DataQuery *query) {
  const char *mark = lexer->p;
  bool sign = strchr("+-<>", *mark) || (*mark == '*' && lexer->operand);
  size_t len = (*mark == '<' || *mark == '>') && mark[1] == '=' ? 2 : 1;
  lexer->p = g_utf8_next_char(lexer->p);
  if (sign)
    return refuse(job, query, mark, len,
                  find(operators, G_N_ELEMENTS(operators), mark, len));
  lexer->operand = strchr(")].*", *mark) != NULL;
  return true;
}

bool data_query_check(Job *job, const DataQuery *query) {
  Lexer lexer = {.p = query->select};
  if (strlen(query->select) > QUERY_BYTES) {
    diag_add(job->diags, query->at, DIAG_QUERY_LONG, G_STRINGIFY(QUERY_BYTES), NULL);
    return false;
  }
  for (;;) {
    lexer.p = query_skip_blanks(lexer.p);
    size_t len = query_name_length(lexer.p);
    bool good = true;
    if (!*lexer.p)
      return true;
    if (len) {
      good = pass_name(&lexer, job, query, len);
    } else if (*lexer.p == '"' || *lexer.p == '\'') {
      pass_quoted(&lexer);
    } else if (*lexer.p == '$') {
      pass_variable(&lexer);
    } else if (g_ascii_isdigit(*lexer.p)) {
      lexer.p += strspn(lexer.p, "0123456789.");
      lexer.operand = true;
    } else {
      good = pass_mark(&lexer, job, query);
    }
    if (!good)
      return false;
  }
}

/* ---- of a row alone ---------------------------------------------------------------- */

/* Where an expression is being read that a row alone is asked. */
typedef struct RowReading {
  const char *p;
  unsigned depth; /* of predicates */
  bool operand;   /* an operand ends here: a / goes on from it */
  bool step;      /* behind a / that goes on */
} RowReading;

static bool begins(const char *p, const char *word) {
  size_t n = strlen(word);
  return strncmp(p, word, n) == 0 && !query_name_length(p + n);
}

/* Other rows, by an axis from the row, or from within it to elements of that name. */
static bool names_other_rows(const RowReading *r, const char *name, size_t len) {
  static const char *const beyond[] = {"preceding", "following", "ancestor"};
  static const char *const siblings[] = {"preceding-sibling", "following-sibling",
                                         "parent"};
  const char *after = name + len;
  bool from_row = r->depth == 0 && !r->step;
  if (after[0] == '(' && from_row)
    return (len == 8 && memcmp(name, "position", 8) == 0) ||
           (len == 4 && memcmp(name, "last", 4) == 0);
  if (after[0] != ':' || after[1] != ':')
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(beyond); i++) {
    if (strlen(beyond[i]) == len && memcmp(name, beyond[i], len) == 0)
      return true;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(siblings); i++) {
    if (strlen(siblings[i]) == len && memcmp(name, siblings[i], len) == 0)
      return from_row || begins(after + 2, "row");
  }
  return false;
}

/* One token on; true: it asks for other rows, and *word is what says so. */
static bool read_token(RowReading *r, const char **word, size_t *n) {
  const char *p = r->p;
  size_t len = query_name_length(p);
  *word = p;
  *n = len ? len : 1;
  if (len) {
    bool beyond = names_other_rows(r, p, len);
    r->p += len;
    while (*r->p == ':')
      r->p++;
    r->operand = r->p[-1] != ':';
    r->step = false;
    return beyond;
  }
  if (*p == '"' || *p == '\'') {
    const char *end = strchr(p + 1, *p);
    r->p = end ? end + 1 : p + strlen(p);
    r->operand = true;
    return false;
  }
  if (*p == '$') {
    r->p += 1 + query_name_length(p + 1);
    r->operand = true;
    return false;
  }
  r->p = g_utf8_next_char(p);
  r->depth += *p == '[';
  r->depth -= *p == ']' && r->depth > 0;
  bool up = p[0] == '.' && p[1] == '.' && r->depth == 0 && !r->operand && !r->step;
  bool root = *p == '/' && !r->operand && !r->step;
  r->step = *p == '/';
  r->operand = strchr(")].*", *p) || g_ascii_isdigit(*p);
  *n = up ? 2 : 1;
  return up || root;
}

bool data_query_beyond_row(Job *job, const DataQuery *query) {
  RowReading r = {.p = query->select};
  while (*(r.p = query_skip_blanks(r.p))) {
    const char *word;
    size_t n;
    if (!read_token(&r, &word, &n))
      continue;
    diag_add(job->diags, query->at, DIAG_QUERY_ROW_ALONE,
             arena_strndup(job->arena, word, n), NULL);
    return true;
  }
  return false;
}
