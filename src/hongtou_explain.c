/* What codes and clauses say: the table of diagnostics and that of clauses, for people.
 */
#include <string.h>

#include "base_clauses.h"
#include "hongtou_inner.h"

static MessageLanguage message_language(HongtouLanguage language) {
  return language == HONGTOU_ZH ? LANG_ZH : LANG_EN;
}

/* ---- clauses -------------------------------------------------------------------------
 */

static const char *strength_words(ClauseStrength strength, HongtouLanguage language) {
  static const char *const words[][2] = {
      [CLAUSE_MUST] = {"标准规定", "the standard requires"},
      [CLAUSE_NORM] = {"标准：一般", "usual by the standard"},
      [CLAUSE_REC] = {"标准：推荐", "recommended"},
      [CLAUSE_MAY] = {"标准：可以", "allowed"},
      [CLAUSE_PRACTICE] = {"惯例", "practice"},
      [CLAUSE_OURS] = {"本程序的做法", "as this program does it"}};
  return words[strength][language];
}

static void put_clause(GString *out, const Clause *clause, HongtouLanguage language,
                       const char *indent) {
  g_string_append_printf(out, "%s%s (%s): %s\n", indent, clause->id,
                         strength_words(clause->strength, language),
                         clause->text[message_language(language)]);
}

static const Clause *clause_find(const char *word) {
  for (size_t i = 0; i < clause_count(); i++) {
    if (g_ascii_strcasecmp(clause_at(i)->id, word) == 0)
      return clause_at(i);
  }
  return NULL;
}

/* ---- codes ---------------------------------------------------------------------------
 */

/* What stands in the place of each argument. */
static char *sentence(DiagCode code, HongtouLanguage language) {
  Diagnostic shown = {.code = code, .args = {"…", "…", "…", "…"}};
  return diag_text(&shown, message_language(language));
}

static void put_code(GString *out, DiagCode code, HongtouLanguage language) {
  static const char *const words[][2] = {[SEVERITY_NOTE] = {"说明", "note"},
                                         [SEVERITY_WARNING] = {"警告", "warning"},
                                         [SEVERITY_ERROR] = {"错误", "error"}};
  g_autofree char *text = sentence(code, language);
  g_string_append_printf(out, "%s (%s): %s\n", diag_code_name(code),
                         words[diag_code_severity(code)][language], text);
}

/* （B8.9） in the sentence: the clause below it. */
static void put_cited(GString *out, DiagCode code, HongtouLanguage language) {
  g_autofree char *text = sentence(code, language);
  for (size_t i = 0; i < clause_count(); i++) {
    const Clause *clause = clause_at(i);
    g_autofree char *wide = g_strdup_printf("（%s）", clause->id);
    g_autofree char *narrow = g_strdup_printf("(%s)", clause->id);
    if (strstr(text, wide) || strstr(text, narrow))
      put_clause(out, clause, language, "  ");
  }
}

static bool put_word(GString *out, const char *word, HongtouLanguage language) {
  const Clause *clause = clause_find(word);
  if (clause) {
    put_clause(out, clause, language, "");
    return true;
  }
  bool found = false;
  for (int code = 0; code < DIAG_COUNT; code++) {
    if (strcmp(diag_code_name((DiagCode)code), word) != 0)
      continue;
    put_code(out, (DiagCode)code, language);
    put_cited(out, (DiagCode)code, language);
    found = true;
  }
  return found;
}

/* ---- the library's calls
 * --------------------------------------------------------------- */

char *hongtou_explain(const char *word, HongtouLanguage language) {
  GString *out = g_string_new(NULL);
  bool found = true;
  for (size_t i = 0; !word && i < clause_count(); i++)
    put_clause(out, clause_at(i), language, "");
  for (int code = 0; !word && code < DIAG_COUNT; code++)
    put_code(out, (DiagCode)code, language);
  if (word)
    found = put_word(out, word, language);
  return g_string_free(out, !found);
}

const char *hongtou_explain_nearest(const char *word) {
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  for (size_t i = 0; i < clause_count(); i++)
    g_ptr_array_add(words, (gpointer)clause_at(i)->id);
  for (int code = 0; code < DIAG_COUNT; code++)
    g_ptr_array_add(words, (gpointer)diag_code_name((DiagCode)code));
  g_ptr_array_add(words, NULL);
  return text_nearest(word, (const char *const *)words->pdata);
}
