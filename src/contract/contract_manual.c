/* A contract → manual pages (roff) in one language, and a reference (Markdown) in both.
 */
#include <string.h>

#include "contract.h"

typedef struct Words {
  const char *zh, *en;
} Words;

static const char *of(MessageLanguage language, const char *zh, const char *en) {
  return language == LANG_ZH ? zh : en;
}

/* ---- what is said of each ---------------------------------------------------------- */

static void add_name(GString *out, const char *name) {
  g_string_append_printf(out, "%s<%s>", out->len ? " " : "", name);
}

/* The elements that hold this very one, by the table; caller frees. */
static char *parents_of(const Contract *contract, size_t child) {
  GString *out = g_string_new(NULL);
  const char *last = "";
  for (size_t i = 1; i < contract->n_elements; i++) {
    const ContractElement *element = &contract->elements[i];
    bool holds = element->name &&
                 contract->elements[child].piece & element->inlines & ~CONTRACT_AROUND;
    for (const ContractChild *c = element->children; c && c->element; c++)
      holds = holds || c->element == child;
    if (holds && strcmp(last, element->name) != 0)
      add_name(out, last = element->name);
  }
  return g_string_free(out, FALSE);
}

/* “<head> <title>? <annex>*”; caller frees. */
static char *children_of(const Contract *contract, const ContractElement *element) {
  static const char *const marks[2][2] = {{"?", "*"}, {"", "+"}};
  GString *out = g_string_new(NULL);
  for (const ContractChild *c = element->children; c && c->element; c++) {
    add_name(out, contract->elements[c->element].name);
    g_string_append(out, marks[c->required][c->many]);
  }
  return g_string_free(out, FALSE);
}

static char *pieces_of(const Contract *contract, const ContractElement *element) {
  GString *out = g_string_new(NULL);
  for (size_t i = 1; i < contract->n_elements; i++) {
    if (contract->elements[i].piece & element->inlines & ~CONTRACT_AROUND)
      add_name(out, contract->elements[i].name);
  }
  return g_string_free(out, FALSE);
}

static char *value_of(const ContractValue *value, MessageLanguage language) {
  if (!value->words)
    return g_strdup(of(language, value->zh, value->en));
  g_autofree char *words = g_strjoinv(" | ", (char **)value->words);
  return g_strdup(words);
}

/* What an attribute asks of others; caller frees. */
static char *conditions_of(const ContractAttribute *a, MessageLanguage language) {
  GString *out = g_string_new(NULL);
  if (a->required && !a->with)
    g_string_append(out, of(language, "必填。", "Required. "));
  if (a->with)
    g_string_append_printf(out, of(language, "只与 %s 同用。", "Only beside %s. "),
                           a->with);
  if (a->unless)
    g_string_append_printf(out, of(language, "不与 %s 同用。", "Not beside %s. "),
                           a->unless);
  if (a->either)
    g_string_append_printf(
        out, of(language, "与 %s 至少写一个。", "This or %s is given. "), a->either);
  if (a->usual)
    g_string_append_printf(out, of(language, "不写即 %s。", "Left out: %s. "), a->usual);
  return g_string_free(out, FALSE);
}

/* ---- roff -------------------------------------------------------------------------- */

static void put_roff(GString *out, const char *text) {
  bool begins = !out->len || out->str[out->len - 1] == '\n';
  if (begins && (*text == '.' || *text == '\''))
    g_string_append(out, "\\&");
  for (const char *p = text; *p; p++) {
    if (*p == '\\')
      g_string_append(out, "\\e");
    else if (*p == '-')
      g_string_append(out, "\\-");
    else
      g_string_append_c(out, *p);
  }
}

static void roff_line(GString *out, const char *text) {
  put_roff(out, text);
  g_string_append_c(out, '\n');
}

static void roff_said(GString *out, const char *label, const char *text) {
  if (!text || !*text)
    return;
  g_string_append(out, ".br\n");
  put_roff(out, label);
  roff_line(out, text);
}

static void roff_attribute(GString *out, const ContractAttribute *a,
                           MessageLanguage language) {
  g_autofree char *value = value_of(a->value, language);
  g_autofree char *conditions = conditions_of(a, language);
  g_string_append(out, ".TP\n.B ");
  roff_line(out, a->name);
  roff_line(out, of(language, a->zh, a->en));
  if (*conditions)
    roff_line(out, g_strchomp(conditions));
  roff_said(out, of(language, "值：", "Value: "), value);
}

static void roff_element(GString *out, const Contract *contract, size_t i,
                         MessageLanguage language) {
  const ContractElement *element = &contract->elements[i];
  g_autofree char *parents = parents_of(contract, i);
  g_autofree char *children = children_of(contract, element);
  g_autofree char *pieces = pieces_of(contract, element);
  g_string_append_printf(out, ".SS \"<%s>\"\n", element->name);
  roff_line(out, of(language, element->zh, element->en));
  roff_said(out, of(language, "用在：", "Stands in: "), parents);
  roff_said(out, of(language, "内含：", "Holds: "), children);
  roff_said(out, of(language, "文字中可用：", "In its text: "), pieces);
  if (element->text)
    roff_said(out, of(language, "内容：", "Text: "),
              of(language, element->text->zh, element->text->en));
  roff_said(out, of(language, "条款：", "Clauses: "), element->clause);
  roff_said(out, of(language, "例：", "Example: "), element->sample);
  for (const ContractAttribute *a = element->attributes; a && a->name; a++)
    roff_attribute(out, a, language);
}

static void roff_head(GString *out, const Contract *contract, MessageLanguage language) {
  g_string_append_printf(out, ".\\\" Made from the program's table; do not edit.\n");
  g_string_append_printf(out, ".TH HONGTOU-%s 5\n.SH %s\nhongtou\\-%s \\- ",
                         contract->name, of(language, "名称", "NAME"), contract->name);
  roff_line(out, of(language, "红头的 XML 格式", "an XML format of hongtou"));
  g_string_append_printf(out, ".SH %s\n", of(language, "描述", "DESCRIPTION"));
  roff_line(out, of(language, contract->zh, contract->en));
  roff_said(out, of(language, "命名空间：", "Namespace: "), contract->space);
  g_string_append(out, ".PP\n");
  roff_line(out,
            of(language, "记号：? 至多一个，* 任意个，+ 至少一个，无记号恰好一个。",
               "Marks: ? at most one, * any number, + one or more, none: exactly one."));
  g_string_append_printf(out, ".SH %s\n", of(language, "元素", "ELEMENTS"));
}

char *contract_manual(const Contract *contract, MessageLanguage language) {
  GString *out = g_string_new(NULL);
  roff_head(out, contract, language);
  for (size_t i = 0; i < contract->n_elements; i++) {
    if (contract->elements[i].name)
      roff_element(out, contract, i, language);
  }
  g_string_append_printf(out, ".SH %s\n.BR hongtou (1)\n",
                         of(language, "参见", "SEE ALSO"));
  return g_string_free(out, FALSE);
}

/* ---- Markdown ---------------------------------------------------------------------- */

/* In a table: bars, tags and ends of lines would end the cell. */
static void put_cell(GString *out, const char *text) {
  for (const char *p = text; *p; p++) {
    if (*p == '|')
      g_string_append(out, "\\|");
    else if (*p == '<')
      g_string_append(out, "&lt;");
    else
      g_string_append_c(out, *p);
  }
}

static void md_both(GString *out, Words label, const char *text) {
  if (text && *text)
    g_string_append_printf(out, "- %s %s: `%s`\n", label.zh, label.en, text);
}

static void md_attribute(GString *out, const ContractAttribute *a) {
  g_string_append_printf(out, "| `%s` | ", a->name);
  for (int language = LANG_ZH; language <= LANG_EN; language++) {
    MessageLanguage l = (MessageLanguage)language;
    g_autofree char *value = value_of(a->value, l);
    g_autofree char *conditions = conditions_of(a, l);
    put_cell(out, of(l, a->zh, a->en));
    g_string_append_c(out, ' ');
    put_cell(out, conditions);
    g_string_append(out, of(l, "值：", "Value: "));
    put_cell(out, value);
    g_string_append(out, " | ");
  }
  put_cell(out, a->clause ? a->clause : "");
  g_string_append(out, " |\n");
}

static void md_element(GString *out, const Contract *contract, size_t i) {
  const ContractElement *element = &contract->elements[i];
  g_autofree char *parents = parents_of(contract, i);
  g_autofree char *children = children_of(contract, element);
  g_autofree char *pieces = pieces_of(contract, element);
  const char *id = contract_id(element);
  bool plain = strcmp(id, element->name) == 0;
  g_string_append_printf(out, "\n## `<%s>`%s%s%s\n\n%s\n\n%s\n\n", element->name,
                         plain ? "" : " (", plain ? "" : id, plain ? "" : ")",
                         element->zh, element->en);
  md_both(out, (Words){"用在", "stands in"}, parents);
  md_both(out, (Words){"内含", "holds"}, children);
  md_both(out, (Words){"文字中可用", "in its text"}, pieces);
  if (element->text)
    g_string_append_printf(out, "- 内容 text: %s; %s\n", element->text->zh,
                           element->text->en);
  md_both(out, (Words){"条款", "clauses"}, element->clause);
  if (element->sample)
    g_string_append_printf(out, "\n```xml\n%s\n```\n", element->sample);
  if (!element->attributes)
    return;
  g_string_append(out, "\n| 属性 | 说明 | Meaning | 条款 |\n| --- | --- | --- | --- |\n");
  for (const ContractAttribute *a = element->attributes; a->name; a++)
    md_attribute(out, a);
}

char *contract_reference(const Contract *contract) {
  GString *out = g_string_new(
      "<!-- 由程序的总表生成，请勿手改。 Made from the program's "
      "table; do not edit. -->\n");
  g_string_append_printf(out, "# %s\n\n%s\n\n%s\n\n命名空间 namespace: `%s`\n\n",
                         contract->name, contract->zh, contract->en, contract->space);
  g_string_append(out,
                  "`?` 至多一个 at most one, `*` 任意个 any number, `+` 至少一个 one or "
                  "more, 无记号恰好一个 none: exactly one\n");
  for (size_t i = 0; i < contract->n_elements; i++) {
    if (contract->elements[i].name)
      md_element(out, contract, i);
  }
  return g_string_free(out, FALSE);
}
