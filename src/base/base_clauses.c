#include "base_clauses.h"

#define CLAUSE(id, strength, zh, en) {id, CLAUSE_##strength, {zh, en}},
static const Clause clauses[] = {
#include "base_clauses.def"
};
#undef CLAUSE

size_t clause_count(void) {
  return G_N_ELEMENTS(clauses);
}

const Clause *clause_at(size_t i) {
  return &clauses[i];
}

static const char page_head[] =
    "# 条款 · Clauses\n\n"
    "版式、提示和手册引用的编号（如 B8.9）在这里说明，用的是我们自己的话；`hongtou "
    "explain B8.9` "
    "也显示它。M 标准规定，N 标准说“一般”，R 推荐，O 可以，P 惯例，– "
    "本程序的做法。此页由 `src/base/base_clauses.def` 生成。\n\n"
    "*What the ids say that layouts, messages and manuals cite (B8.9, say), in our own "
    "words; `hongtou explain B8.9` shows it too. M required by the standard, N usual by "
    "it, R recommended, O allowed, P practice, – as this program does it.*\n\n"
    "| | | 中文 | English |\n| --- | --- | --- | --- |\n";

char *clause_page(void) {
  static const char *const letters[] = {
      [CLAUSE_MUST] = "M", [CLAUSE_NORM] = "N",     [CLAUSE_REC] = "R",
      [CLAUSE_MAY] = "O",  [CLAUSE_PRACTICE] = "P", [CLAUSE_OURS] = "–"};
  GString *out = g_string_new(page_head);
  for (size_t i = 0; i < clause_count(); i++) {
    const Clause *c = &clauses[i];
    g_string_append_printf(out, "| %s | %s | %s | %s |\n", c->id, letters[c->strength],
                           c->text[LANG_ZH], c->text[LANG_EN]);
  }
  return g_string_free(out, FALSE);
}
