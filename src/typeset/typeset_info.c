/* What the file says of itself (DA/T 46-2009): read off the bound document. */
#include <string.h>

#include "typeset_run.h"

#define FIELDS_MOST 16

typedef struct Fields {
  Arena *arena;
  InfoField list[FIELDS_MOST];
  uint32_t n;
} Fields;

static void add_value(Fields *f, const char *name, const char *label, const char *value) {
  if (!value || !*value)
    return;
  g_assert(f->n < FIELDS_MOST);
  f->list[f->n++] = (InfoField){name, label, value};
}

/* Without the mark that ends it on the page: 各县： 县委办公室。 */
static void add_text(Fields *f, const char *name, const char *label, const Text *text) {
  static const char *const ends[] = {"：", "。"};
  if (!text->chars)
    return;
  size_t len = strlen(text->utf8);
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
    len -= g_str_has_suffix(text->utf8, ends[i]) ? strlen(ends[i]) : 0;
  add_value(f, name, label, arena_strndup(f->arena, text->utf8, len));
}

static const char *joined(Arena *arena, const Text *texts, uint32_t n) {
  g_autoptr(GString) all = g_string_new(NULL);
  for (uint32_t i = 0; i < n; i++)
    g_string_append_printf(all, "%s%s", all->len ? "；" : "", texts[i].utf8);
  return all->len ? arena_strdup(arena, all->str) : NULL;
}

static const char *annex_titles(Arena *arena, const Content *content) {
  g_autoptr(GString) all = g_string_new(NULL);
  for (uint32_t i = 0; i < content->n_annexes; i++) {
    const Text *title = &content->annexes[i].content.title;
    if (title->chars)
      g_string_append_printf(all, "%s%s", all->len ? "；" : "", title->utf8);
  }
  return all->len ? arena_strdup(arena, all->str) : NULL;
}

static void add_imprint(Fields *f, const Imprint *imprint) {
  add_text(f, "copyTo", "抄送机关", &imprint->copy_to);
  add_text(f, "printedBy", "印发机关", &imprint->printed_by);
  Date on = imprint->printed_on;
  if (on.year)
    add_value(f, "printedOn", "印发日期",
              arena_printf(f->arena, "%04d-%02u-%02u", on.year, on.month, on.day));
}

static void take_fields(Job *job, const Bulletin *b, DocumentInfo *info) {
  Fields f = {.arena = job->arena};
  add_text(&f, "recipients", "主送机关", &b->main.recipients);
  add_value(&f, "secrecyLevel", "密级", b->secrecy.level);
  add_value(&f, "secrecyTerm", "保密期限", b->secrecy.term);
  add_text(&f, "urgency", "紧急程度", &b->urgency);
  if (b->n_copies == 1) /* a series is one file of many */
    add_text(&f, "copyNumber", "份号", &b->copies[0]);
  add_value(&f, "signers", "签发人", joined(job->arena, b->signers, b->n_signers));
  add_text(&f, "note", "附注", &b->main.note);
  add_value(&f, "annexes", "附件", annex_titles(job->arena, &b->main));
  if (b->imprint)
    add_imprint(&f, b->imprint);
  InfoField *fields = ARENA_ARRAY(job->arena, InfoField, MAX(f.n, 1));
  memcpy(fields, f.list, f.n * sizeof *fields);
  info->fields = fields;
  info->n_fields = f.n;
}

static void take_issuers(Job *job, const Bulletin *b, DocumentInfo *info) {
  const char **names = ARENA_ARRAY(job->arena, const char *, MAX(b->n_issuers, 1));
  for (uint32_t i = 0; i < b->n_issuers; i++)
    names[i] = b->issuers[i].utf8;
  info->issuers = names;
  info->n_issuers = b->n_issuers;
  info->issuer = joined(job->arena, b->issuers, b->n_issuers);
}

/* 教育局 公安局, as the title of a joint order is cited. */
static const char *names_of_mark(Arena *arena, const Bulletin *b) {
  g_autoptr(GString) all = g_string_new(NULL);
  for (uint32_t i = 0; i < b->n_mark_names; i++)
    g_string_append_printf(all, "%s%s", i ? " " : "", b->mark_names[i].utf8);
  return arena_strdup(arena, all->str);
}

const char *typeset_title(Job *job, const Bulletin *b) {
  const char *number = b->number.text.chars ? b->number.text.utf8 : NULL;
  const char *title =
      b->main.title.chars ? typeset_flat_text(job->arena, &b->main.title) : "";
  const LayoutRole *mark = layout_role_of(job->layout, ROLE_MARK);
  Text joint = {0};
  if (b->n_mark_names > 1)
    joint = flow_text(job->arena, names_of_mark(job->arena, b), b->mark_names[0].at);
  const Text *host = b->mark.chars || !b->n_issuers ? &b->mark : &b->issuers[0];
  host = joint.chars ? &joint : host;
  if (!*title && mark && host->chars) /* an order (C1.3) */
    return arena_printf(job->arena, "%s%s",
                        set_text_by_role(job->arena, host, mark)->utf8,
                        number ? number : "");
  return title;
}

DocumentInfo typeset_document_info(Job *job, const Bulletin *b) {
  DocumentInfo info = {
      .lang = b->lang, .kind = b->kind, .draft = b->status == STATUS_DRAFT};
  info.secrecy = b->secrecy.text.chars ? b->secrecy.text.utf8 : NULL;
  info.number = b->number.text.chars ? b->number.text.utf8 : NULL;
  info.title = typeset_title(job, b);
  take_issuers(job, b, &info);
  take_fields(job, b, &info);
  if (b->main.sign)
    info.date = b->main.sign->date;
  return info;
}
