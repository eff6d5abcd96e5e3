/* How a value reads: its picture, its phrase, and whether a typed figure says the same.
 */
#include <string.h>

#include "bind_private.h"

/* ---- printing ---------------------------------------------------------------------- */

static Span place_of(const DataValue *value, Span at) {
  if (value->n_cells != 1)
    return at;
  return dataset_span(value->cells[0].set, value->cells[0].row, value->cells[0].column);
}

static const char *print_date(Binder *binder, const DataValue *value, Span at) {
  Date date;
  size_t len = date_parse_office(value->text, &date);
  if (len && (!value->text[len] || strcmp(value->text + len, " 00:00") == 0))
    return date_text_zh(binder->job->arena, date);
  diag_add(binder->job->diags, place_of(value, at), DIAG_BIND_FIGURE_DATE, value->text,
           NULL);
  return NULL;
}

static const char *print_picture(Binder *binder, const FigurePrint *print,
                                 const DataValue *value, Span at) {
  if (!value->numeric) {
    diag_add(binder->job->diags, place_of(value, at), DIAG_QUERY_NOT_NUMBER, value->text,
             NULL);
    return NULL;
  }
  const char *text =
      picture_print(binder->job->arena, &print->picture, value->number, print->rounding);
  if (!text)
    diag_add(binder->job->diags, at, DIAG_QUERY_TOO_LONG, value->text, NULL);
  return text;
}

bool bind_change_none(const DataValue *value) {
  return value->change == CHANGE_FROM_ZERO || value->change == CHANGE_TO_PLUS ||
         value->change == CHANGE_TO_MINUS;
}

/* A number below zero bears the sign − (U+2212); NULL stays. */
static const char *with_minus(Binder *binder, const char *text) {
  return text && *text == '-' ? arena_printf(binder->job->arena, "−%s", text + 1) : text;
}

const char *bind_print(Binder *binder, const FigurePrint *print, const DataValue *value,
                       Span at) {
  if (bind_change_none(value)) {
    bool zero = value->change == CHANGE_FROM_ZERO;
    diag_add(binder->job->diags, at, zero ? DIAG_QUERY_DIVISION : DIAG_QUERY_CROSSING,
             "h:change", NULL);
    return NULL;
  }
  if (print->dated)
    return print_date(binder, value, at);
  if (print->pictured)
    return with_minus(binder, print_picture(binder, print, value, at));
  bool endless = value->numeric && decimal_places(value->number) < 0;
  if (!endless) {
    model_text_check(binder->job, value->text, place_of(value, at));
    return value->numeric ? with_minus(binder, value->text) : value->text;
  }
  diag_add(binder->job->diags, at, DIAG_BIND_FIGURE_FORMAT, value->text, NULL);
  return NULL;
}

/* ---- phrases ----------------------------------------------------------------------- */

enum {
  PHRASE_UP,
  PHRASE_DOWN,
  PHRASE_LEVEL,
  PHRASE_ZERO,
  PHRASE_TO_PLUS,
  PHRASE_TO_MINUS,
  PHRASE_LESS_LOSS,
  PHRASE_MORE_LOSS,
  PHRASES
};

/* Of a number below zero, or through it, no per cent rises or falls. */
static const char *const changes[PHRASES] = {
    [PHRASE_UP] = "上升{}",         [PHRASE_DOWN] = "下降{}",
    [PHRASE_LEVEL] = "持平",        [PHRASE_TO_PLUS] = "由负转正",
    [PHRASE_TO_MINUS] = "由正转负", [PHRASE_LESS_LOSS] = "减亏{}",
    [PHRASE_MORE_LOSS] = "增亏{}"};

/* 同比 → 同比上升{} | 同比下降{} | 同比持平; else the parts as written, and our own words
 * where they end. parts[PHRASE_ZERO] may be NULL. */
static void phrase_parts(Arena *arena, const char *phrase, const char *parts[PHRASES]) {
  bool word = !strchr(phrase, '|');
  for (int i = 0; i < PHRASES; i++) {
    if (changes[i])
      parts[i] = arena_printf(arena, "%s%s", word ? phrase : "", changes[i]);
  }
  if (word)
    return;
  g_auto(GStrv) written = g_strsplit(phrase, "|", PHRASES);
  for (int i = 0; written[i]; i++)
    parts[i] = arena_strdup(arena, written[i]);
}

static const char *fill(Arena *arena, const char *pattern, const char *figure) {
  const char *hole = strstr(pattern, "{}");
  if (!hole)
    return pattern;
  return arena_printf(arena, "%.*s%s%s", (int)(hole - pattern), pattern, figure,
                      hole + 2);
}

/* What the picture shows decides: a rise of 0.0 % is none. */
static bool shown_value(const FigurePrint *print, const DataValue *value, Decimal *out) {
  *out = value->number;
  return !print->pictured ||
         picture_round(&print->picture, value->number, print->rounding, out);
}

/* -5% → 5%, as it stands in its cell; 43/71 of what was reckoned. */
static const char *unsigned_text(Arena *arena, const DataValue *value) {
  static const char wide[] = "−";
  if (*value->text == '-')
    return value->text + 1;
  if (g_str_has_prefix(value->text, wide))
    return value->text + strlen(wide);
  Decimal size = value->number;
  size.num = -size.num;
  return decimal_text(arena, size);
}

static const char *print_phrase(Binder *binder, const FigureSpec *spec,
                                const DataValue *value) {
  Arena *arena = binder->job->arena;
  const char *parts[PHRASES] = {NULL};
  phrase_parts(arena, spec->phrase, parts);
  int words = value->change == CHANGE_FROM_ZERO  ? PHRASE_ZERO
              : value->change == CHANGE_TO_PLUS  ? PHRASE_TO_PLUS
              : value->change == CHANGE_TO_MINUS ? PHRASE_TO_MINUS
                                                 : PHRASE_UP;
  if (words != PHRASE_UP && parts[words])
    return parts[words];
  if (words != PHRASE_UP || !value->numeric)
    return bind_print(binder, &(FigurePrint){.pictured = true}, value, spec->at);
  Decimal shown;
  if (!shown_value(&spec->print, value, &shown)) {
    diag_add(binder->job->diags, spec->at, DIAG_QUERY_TOO_LONG, value->text, NULL);
    return NULL;
  }
  DataValue size = *value;
  int sign = decimal_sign(shown);
  if (sign < 0)
    size.number.num = -size.number.num;
  size.text = sign < 0 ? unsigned_text(arena, value) : value->text;
  const char *figure = bind_print(binder, &spec->print, &size, spec->at);
  bool loss = value->change == CHANGE_OF_LOSS;
  int part = sign > 0   ? (loss ? PHRASE_LESS_LOSS : PHRASE_UP)
             : sign < 0 ? (loss ? PHRASE_MORE_LOSS : PHRASE_DOWN)
                        : PHRASE_LEVEL;
  return figure ? fill(arena, parts[part], figure) : NULL;
}

const char *bind_print_figure(Binder *binder, const FigureSpec *spec,
                              const DataValue *value) {
  if (spec->phrase)
    return print_phrase(binder, spec, value);
  return bind_print(binder, &spec->print, value, spec->at);
}

const char *bind_value_text(Job *job, const FigureSpec *figure, const DataValue *value) {
  Binder binder = {.job = job};
  return bind_print_figure(&binder, figure, value);
}

/* ---- typed figures ----------------------------------------------------------------- */

/* 下降5.00% states -5 %: the words before a figure may bear its sign. */
static bool words_of_fall(const char *before) {
  static const char *const falls[] = {"降", "降低", "减", "减少", "下滑", "跌", "回落"};
  size_t len = strlen(before);
  if (len >= 3 && strcmp(before + len - 3, "了") == 0)
    len -= 3; /* 下降了 */
  for (size_t i = 0; i < G_N_ELEMENTS(falls); i++) {
    size_t n = strlen(falls[i]);
    if (len >= n && memcmp(before + len - n, falls[i], n) == 0)
      return true;
  }
  return false;
}

typedef struct Typed {
  NumberPicture picture;
  Decimal stated;
  bool number;
} Typed;

/* Behind the sign of a number below zero, which may be typed - or −; else the text. */
static const char *behind_minus(const char *text) {
  static const char minus[] = "−";
  if (*text == '-')
    return text + 1;
  return g_str_has_prefix(text, minus) ? text + strlen(minus) : text;
}

static bool same_words(const char *a, const char *b) {
  const char *left = behind_minus(a), *right = behind_minus(b);
  return (left > a) == (right > b) && strcmp(left, right) == 0;
}

/* Whether the value, rounded so, reads as typed; *shown is how it would read. */
static bool reads_alike(Binder *binder, const FigureSpec *spec, const DataValue *value,
                        const Typed *typed, const char *text, Rounding mode,
                        const char **shown) {
  FigureSpec as = *spec;
  as.print.rounding = mode;
  if (!spec->phrase && !spec->print.pictured && !spec->print.dated && typed->number &&
      value->numeric) {
    as.print.pictured = true;
    as.print.picture = typed->picture;
    Decimal rounded;
    *shown = bind_print(binder, &as.print, value, spec->at);
    return *shown && picture_round(&typed->picture, value->number, mode, &rounded) &&
           decimal_compare(rounded, typed->stated) == 0;
  }
  bool plain = !spec->phrase && !spec->print.pictured && !spec->print.dated;
  *shown = plain ? value->text : bind_print_figure(binder, &as, value);
  return *shown && same_words(*shown, text);
}

void bind_check_figure(Binder *binder, const FigureSpec *spec, const DataValue *value,
                       const char *text, const char *before) {
  Job *job = binder->job;
  Typed typed = {.number = false};
  DataValue meant = *value;
  typed.number = picture_of(text, strlen(text), &typed.picture, &typed.stated);
  if (typed.number && value->numeric && !spec->phrase && words_of_fall(before)) {
    meant.number.num = -meant.number.num;
    meant.text = decimal_text(job->arena, meant.number);
  }
  const char *shown = NULL, *other = NULL;
  Rounding mode = spec->print.rounded ? spec->print.rounding : ROUND_HALF_EVEN;
  if (reads_alike(binder, spec, &meant, &typed, text, mode, &shown) || !shown)
    return;
  bool rounding = false;
  for (int i = 0; i < 3 && !rounding && meant.numeric; i++)
    rounding = reads_alike(binder, spec, &meant, &typed, text, (Rounding)i, &other);
  char *exact = value->numeric ? decimal_text(job->arena, value->number)
                               : arena_strdup(job->arena, value->text);
  DiagCode code = rounding ? DIAG_BIND_FIGURE_ROUNDING : DIAG_BIND_FIGURE_CONTRADICTS;
  diag_add(job->diags, spec->at, code, text, shown, exact,
           bind_value_cells(job->arena, value), NULL);
}

void bind_value_check(Job *job, const FigureSpec *figure, const DataValue *value,
                      const char *typed, const char *before) {
  Binder binder = {.job = job};
  bind_check_figure(&binder, figure, value, typed, before);
}
