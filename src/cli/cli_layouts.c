#include <stdio.h>

#include "cli.h"

/* "role mark", "grid" */
static char *what(const HongtouDeparture *d) {
  return g_strdup_printf("%s%s%s", d->element, *d->key ? " " : "", d->key);
}

static void print_departure(const HongtouDeparture *d, bool house,
                            HongtouLanguage language) {
  bool zh = language == HONGTOU_ZH;
  g_autofree char *place = what(d);
  if (!d->attribute) {
    printf(zh ? "  %s：去掉" : "  %s: taken out", place);
  } else {
    const char *standard = house ? (zh ? "标准" : "standard") : "general";
    printf("  %s %s=\"%s\"", place, d->attribute, d->value ? d->value : "");
    printf(zh ? "（%s：%s）" : " (%s: %s)", standard,
           d->standard ? d->standard : (zh ? "无" : "none"));
  }
  printf("%s%s\n", *d->clause ? "  " : "", d->clause);
}

static void print_layout(const HongtouResult *result, size_t i,
                         HongtouLanguage language) {
  bool zh = language == HONGTOU_ZH;
  HongtouLayout l = hongtou_result_layout(result, i);
  g_autofree char *title = cli_printable(l.title);
  printf("%s%s  %s\n", i ? "\n" : "", l.name, title);
  if (l.extends)
    printf(zh ? "  继承：%s\n" : "  extends: %s\n", l.extends);
  if (l.standard)
    printf(zh ? "  依据：%s\n" : "  obeys: %s\n", l.standard);
  if (l.against && l.departures == 0)
    printf(zh ? "  与 %s 无不同之处\n" : "  differs from %s nowhere\n", l.against);
  for (size_t k = 0; k < l.departures; k++) {
    HongtouDeparture d = hongtou_result_departure(result, i, k);
    print_departure(&d, !l.standard, language);
  }
}

static void put_departure(GString *out, const HongtouDeparture *d) {
  const char *const members[][2] = {{"element", d->element},     {"key", d->key},
                                    {"attribute", d->attribute}, {"value", d->value},
                                    {"standard", d->standard},   {"clause", d->clause}};
  for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
    g_string_append(out, i ? "," : "{");
    cli_json_member(out, members[i][0], members[i][1]);
  }
  g_string_append_c(out, '}');
}

static void put_layout(GString *out, const HongtouResult *result, size_t i) {
  HongtouLayout l = hongtou_result_layout(result, i);
  const char *const members[][2] = {{"name", l.name},         {"title", l.title},
                                    {"file", l.file},         {"extends", l.extends},
                                    {"standard", l.standard}, {"against", l.against}};
  for (size_t m = 0; m < G_N_ELEMENTS(members); m++) {
    g_string_append(out, m ? "," : "{");
    cli_json_member(out, members[m][0], members[m][1]);
  }
  g_string_append(out, ",\"departures\":[");
  for (size_t k = 0; k < l.departures; k++) {
    HongtouDeparture d = hongtou_result_departure(result, i, k);
    g_string_append(out, k ? ",\n  " : "\n  ");
    put_departure(out, &d);
  }
  g_string_append(out, "]}");
}

static void print_json(const HongtouResult *result) {
  g_autoptr(GString) out = g_string_new("{\"version\":1,\"layouts\":[");
  for (size_t i = 0; i < hongtou_result_layouts(result); i++) {
    g_string_append(out, i ? ",\n" : "\n");
    put_layout(out, result, i);
  }
  printf("%s]}\n", out->str);
}

ExitCode cli_layouts(const Invocation *invocation) {
  const Report *report = &invocation->report;
  HongtouSession *session = cli_session(invocation);
  HongtouResult *result = hongtou_layouts(session, invocation->argument);
  if (invocation->values[OPTION_JSON])
    print_json(result);
  for (size_t i = 0;
       !invocation->values[OPTION_JSON] && i < hongtou_result_layouts(result); i++)
    print_layout(result, i, report->language);
  ExitCode code = cli_finish_stdout(report);
  ExitCode found = cli_show_all(report, result);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code == EXIT_DONE ? found : code;
}
