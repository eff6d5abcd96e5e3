/* Number formats of cells (ECMA-376-1, 18.8.30 and 18.8.31): what kind of value a stored
 * number is under each section of a format, and how many places it shows. */
#include <string.h>

#include "data_private.h"

/* ---- one section ------------------------------------------------------------------- */

/* What the codes of a section say. */
typedef struct Codes {
  bool date, time, elapsed, fraction; /* fraction: of a second */
  bool percent, digits, general, text, exponent, ratio, scaled, group;
  int places;
  bool point;
  char last; /* the last code of time: h, m or s; a trailing m may yet be minutes */
  bool months;
} Codes;

static const char *past(const char *p, char end) {
  const char *close = strchr(p, end);
  return close ? close + 1 : p + strlen(p);
}

/* "[h]", "[<=100]", "[Red]", "[$-804]", "[DBNum1]" */
static const char *take_bracket(const char *p, Codes *codes, FormatSection *out) {
  const char *end = past(p, ']');
  size_t letters = strspn(p + 1, "hHmMsS");
  if (letters && p[1 + letters] == ']') {
    codes->elapsed = true;
    codes->last = g_ascii_tolower(p[1]);
  } else if (p[1] && strchr("<>=", p[1])) {
    size_t n = strspn(p + 1, "<>=");
    g_strlcpy(out->relation, p + 1, MIN(n + 1, sizeof out->relation));
    size_t len = (size_t)(end - p) - n - 2;
    out->conditioned = decimal_parse_stored(p + 1 + n, len, &out->limit);
  }
  return end;
}

/* m is of minutes behind hours or before seconds, else of months. */
static void take_time(Codes *codes, char letter, const char *end) {
  if (letter == 'm') {
    const char *next = end;
    while (*next && strchr(": \\\"", *next))
      next++;
    bool minutes = codes->last == 'h' || g_ascii_tolower(*next) == 's';
    codes->time = codes->time || minutes;
    codes->date = codes->date || !minutes;
    codes->last = minutes ? 'm' : 0;
    return;
  }
  codes->time = true;
  codes->last = letter;
}

static const char *take_letter(const char *p, Codes *codes) {
  char letter = g_ascii_tolower(*p);
  const char *end = p;
  while (g_ascii_tolower(*end) == letter)
    end++;
  if (letter == 'e' && (p[1] == '+' || p[1] == '-') && codes->digits) {
    codes->exponent = true;
    return p + 2;
  }
  if (g_ascii_strncasecmp(p, "general", 7) == 0) {
    codes->general = true;
    return p + 7;
  }
  if (g_ascii_strncasecmp(p, "G/", 2) == 0 && !codes->date) {
    codes->general = true; /* G/通用格式 */
    return p + strlen(p);
  }
  if (g_ascii_strncasecmp(p, "am/pm", 5) == 0 || g_ascii_strncasecmp(p, "a/p", 3) == 0) {
    codes->time = true;
    return p + (g_ascii_tolower(p[1]) == 'm' ? 5 : 3);
  }
  if (strchr("hms", letter))
    take_time(codes, letter, end);
  else if (strchr("ydegb", letter) || (letter == 'a' && end - p >= 3))
    codes->date = true;
  return end;
}

static const char *take_mark(const char *p, Codes *codes) {
  switch (*p) {
    case '0':
    case '#':
    case '?':
      codes->fraction = codes->fraction || (codes->point && codes->last == 's');
      codes->digits = true;
      codes->places += codes->point && !codes->exponent;
      codes->scaled = false;
      return p + 1;
    case '.':
      codes->point = true;
      return p + 1;
    case ',':
      codes->scaled = codes->digits;
      codes->group = codes->digits;
      return p + 1;
    case '%':
      codes->percent = true;
      return p + 1;
    case '/':
      codes->ratio = true;
      return p + 1;
    case '@':
      codes->text = true;
      return p + 1;
    default:
      return g_utf8_next_char(p);
  }
}

static const char *take_code(const char *p, Codes *codes, FormatSection *out) {
  if (*p == '"')
    return past(p + 1, '"');
  if (*p == '[')
    return take_bracket(p, codes, out);
  if ((*p == '\\' || *p == '_' || *p == '*') && p[1])
    return g_utf8_next_char(p + 1);
  return g_ascii_isalpha(*p) ? take_letter(p, codes) : take_mark(p, codes);
}

static StoredKind kind_of(const Codes *codes) {
  if (codes->elapsed)
    return STORED_ELAPSED;
  if (codes->date)
    return STORED_DATE;
  if (codes->time)
    return STORED_TIME;
  return codes->percent ? STORED_PERCENT : STORED_NUMBER;
}

/* From p to the ; or the end. */
static const char *read_section(const char *p, FormatSection *out) {
  Codes codes = {0};
  *out = (FormatSection){0};
  while (*p && *p != ';')
    p = take_code(p, &codes, out);
  out->kind = kind_of(&codes);
  out->fraction = codes.fraction;
  bool number = out->kind == STORED_NUMBER || out->kind == STORED_PERCENT;
  out->literal =
      number && !codes.digits && !codes.general && !codes.text && !codes.percent;
  bool plain = codes.digits && !codes.general && !codes.exponent && !codes.ratio;
  out->places = number && plain ? codes.places : -1;
  out->scaled = number && plain && codes.scaled;
  return p;
}

/* ---- formats ----------------------------------------------------------------------- */

CellFormat format_of_code(const char *code) {
  CellFormat out = {0};
  const char *p = code;
  do {
    p = read_section(p, &out.sections[out.n++]);
  } while (*p++ == ';' && out.n < FORMAT_SECTIONS);
  return out;
}

/* ECMA-376-1, 18.8.30, with those of Chinese systems (zh-cn). */
CellFormat format_of_builtin(uint32_t id) {
  static const struct {
    uint32_t first, last;
    const char *code;
  } builtins[] = {
      {1, 1, "0"},          {2, 2, "0.00"},         {3, 3, "#,##0"},
      {4, 4, "#,##0.00"},   {5, 6, "#,##0"},        {7, 8, "#,##0.00"},
      {9, 9, "0%"},         {10, 10, "0.00%"},      {11, 11, "0.00E+00"},
      {12, 13, "# ?/?"},    {14, 17, "yyyy-mm-dd"}, {18, 19, "h:mm AM/PM"},
      {20, 20, "h:mm"},     {21, 21, "h:mm:ss"},    {22, 22, "yyyy-mm-dd h:mm"},
      {27, 31, "yyyy-m-d"}, {32, 35, "h:mm:ss"},    {36, 36, "yyyy-m"},
      {37, 38, "#,##0"},    {39, 40, "#,##0.00"},   {41, 42, "#,##0"},
      {43, 44, "#,##0.00"}, {45, 45, "mm:ss"},      {46, 46, "[h]:mm:ss"},
      {47, 47, "mm:ss.0"},  {48, 48, "##0.0E+0"},   {50, 54, "yyyy-m-d"},
      {55, 56, "h:mm:ss"},  {57, 58, "yyyy-m-d"}};
  for (size_t i = 0; i < G_N_ELEMENTS(builtins); i++) {
    if (id >= builtins[i].first && id <= builtins[i].last)
      return format_of_code(builtins[i].code);
  }
  return format_of_code("General");
}

static bool holds(const FormatSection *section, Decimal value) {
  int order = decimal_compare(value, section->limit);
  const char *relation = section->relation;
  return (order < 0 && strchr(relation, '<')) || (order > 0 && strchr(relation, '>')) ||
         (order == 0 && strchr(relation, '='));
}

/* Which section shows the value: by its condition where it has one, else by its sign. */
static uint32_t section_at(const CellFormat *format, Decimal value) {
  int sign = decimal_sign(value);
  uint32_t numbers = MIN(format->n, 3);
  if (format->sections[0].conditioned ||
      (numbers > 1 && format->sections[1].conditioned)) {
    for (uint32_t i = 0; i < numbers; i++) {
      const FormatSection *section = &format->sections[i];
      if (section->conditioned ? holds(section, value) : i + 1 == numbers || sign < 0)
        return i;
    }
    return numbers - 1;
  }
  if (sign < 0)
    return numbers > 1 ? 1 : 0;
  return sign == 0 && numbers > 2 ? 2 : 0;
}

/* A section of words alone ("—" for zero) says nothing of the kind; its neighbours do. */
FormatSection format_for(const CellFormat *format, Decimal value) {
  FormatSection section = format->sections[section_at(format, value)];
  for (uint32_t i = 0; section.literal && i < MIN(format->n, 3); i++) {
    if (format->sections[i].literal)
      continue;
    section.kind = format->sections[i].kind;
    section.fraction = format->sections[i].fraction;
    break;
  }
  return section;
}

bool format_hides(const FormatSection *section, Decimal value) {
  bool percent = section->kind == STORED_PERCENT;
  if (section->scaled)
    return decimal_sign(value) != 0;
  if (section->places < 0 ||
      (percent && !decimal_multiply(value, decimal_whole(100), &value)))
    return false;
  return decimal_places(value) > section->places;
}
