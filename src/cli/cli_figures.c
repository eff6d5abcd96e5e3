#include <stdio.h>
#include <string.h>

#include "cli.h"

static void print_word(const char *zh, const char *en, const char *value,
                       HongtouLanguage language) {
  g_autofree char *shown = cli_printable(value);
  printf("  %s%s\n", language == HONGTOU_ZH ? zh : en, shown);
}

static void print_cell(const HongtouFigureCell *cell) {
  g_autofree char *file = cli_printable(cell->file);
  g_autofree char *header = cli_printable(cell->header);
  g_autofree char *text = cli_printable(cell->text);
  printf("    %s:%u:%u %s = %s\n", file, cell->row, cell->column, header, text);
}

static void print_figure(const HongtouResult *result, size_t i,
                         HongtouLanguage language) {
  HongtouFigure figure = hongtou_result_figure(result, i);
  g_autofree char *text = cli_printable(figure.text);
  const char *typed = language == HONGTOU_ZH ? "（手写）" : " (typed)";
  printf("%u:%u %s%s\n", figure.line, figure.column, text, figure.typed ? typed : "");
  print_word("准确值 ", "exactly ", figure.exact, language);
  print_word("表达式 ", "expression ", figure.select, language);
  if (figure.cells)
    printf(language == HONGTOU_ZH ? "  出自\n" : "  from\n");
  for (size_t k = 0; k < figure.cells; k++) {
    HongtouFigureCell cell = hongtou_result_figure_cell(result, i, k);
    print_cell(&cell);
  }
}

/* ---- JSON ---------------------------------------------------------------------- */

static void put_member(GString *out, const char *name, const char *value) {
  g_string_append_c(out, ',');
  cli_json_member(out, name, value);
}

static void put_cell(GString *out, const HongtouFigureCell *cell) {
  g_string_append_printf(out, "{\"row\":%u,\"column\":%u", cell->row, cell->column);
  put_member(out, "file", cell->file);
  put_member(out, "header", cell->header);
  put_member(out, "text", cell->text);
  g_string_append_c(out, '}');
}

static void put_figure(GString *out, const HongtouResult *result, size_t i) {
  HongtouFigure figure = hongtou_result_figure(result, i);
  g_string_append_printf(out, "{\"line\":%u,\"column\":%u,\"typed\":%s", figure.line,
                         figure.column, figure.typed ? "true" : "false");
  put_member(out, "id", figure.id);
  put_member(out, "text", figure.text);
  put_member(out, "exact", figure.exact);
  put_member(out, "select", figure.select);
  g_string_append(out, ",\"cells\":[");
  for (size_t k = 0; k < figure.cells; k++) {
    HongtouFigureCell cell = hongtou_result_figure_cell(result, i, k);
    g_string_append(out, k ? "," : "");
    put_cell(out, &cell);
  }
  g_string_append(out, "]}");
}

static void print_json(const HongtouResult *result) {
  g_autoptr(GString) out = g_string_new("{\"version\":1,\"figures\":[");
  for (size_t i = 0; i < hongtou_result_figures(result); i++) {
    g_string_append(out, i ? ",\n" : "\n");
    put_figure(out, result, i);
  }
  printf("%s]}\n", out->str);
}

ExitCode cli_figures(const Invocation *invocation) {
  HongtouOptions options = {0};
  if (!cli_document_options(invocation, &options))
    return EXIT_USAGE;
  const Report *report = &invocation->report;
  ExitCode code = EXIT_DONE;
  HongtouSession *session =
      cli_contained_for(invocation, invocation->values[OPTION_OUTPUT], &code);
  if (!session)
    return code;
  HongtouSource source = {.path = invocation->argument};
  HongtouResult *result = hongtou_figures(session, &source, &options);
  if (invocation->values[OPTION_JSON])
    print_json(result);
  for (size_t i = 0;
       !invocation->values[OPTION_JSON] && i < hongtou_result_figures(result); i++)
    print_figure(result, i, report->language);
  code = cli_finish_stdout(report);
  ExitCode found = cli_show_all(report, result);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code == EXIT_DONE ? found : code;
}
