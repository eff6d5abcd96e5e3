/* A report of a batch for people: CSV for a spreadsheet program, HTML for a browser. */
#include <string.h>

#include "base_json.h"
#include "hongtou_report.h"

static const char *const heads[] = {"record", "key",  "status", "output",
                                    "pages",  "code", "file",   "message"};
#define COLUMNS G_N_ELEMENTS(heads)

/* ---- cells ---------------------------------------------------------------------------
 */

/* A cell that begins so would be run as a formula by spreadsheet programs. */
static bool runs(const char *text) {
  return *text && strchr("=+-@\t\r", *text);
}

static void put_csv(GString *out, const char *text) {
  g_string_append_c(out, '"');
  if (runs(text))
    g_string_append_c(out, '\'');
  for (; *text; text++) {
    if (*text == '"')
      g_string_append_c(out, '"');
    g_string_append_c(out, *text);
  }
  g_string_append_c(out, '"');
}

static void put_html(GString *out, const char *text) {
  g_autofree char *escaped = g_markup_escape_text(text, -1);
  g_string_append(out, escaped);
}

static void put_row(GString *out, const char *const cells[COLUMNS], bool html,
                    const char *tag) {
  if (html)
    g_string_append_printf(out, "<tr class=\"%s\">",
                           strcmp(tag, "th") ? cells[2] : "head");
  for (size_t i = 0; i < COLUMNS; i++) {
    if (html) {
      g_string_append_printf(out, "<%s>", tag);
      put_html(out, cells[i]);
      g_string_append_printf(out, "</%s>", tag);
    } else {
      g_string_append(out, i ? "," : "");
      put_csv(out, cells[i]);
    }
  }
  g_string_append(out, html ? "</tr>\n" : "\r\n");
}

/* ---- rows ----------------------------------------------------------------------------
 */

static char *place_of(Arena *arena, const JsonValue *d) {
  const char *file = json_member_text(d, "file", "");
  uint64_t line = json_member_number(d, "line", 0),
           column = json_member_number(d, "column", 0);
  return line ? arena_printf(arena, "%s:%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, file,
                             line, column)
              : arena_strdup(arena, file);
}

static char *first_output(Arena *arena, const Reported *line) {
  return arena_strdup(arena, line->paths[0] ? line->paths[0] : "");
}

static void put_record(const Reported *line, bool html, GString *out) {
  Arena *arena = arena_new();
  size_t fault;
  const JsonValue *value = json_parse(arena, line->text, strlen(line->text), &fault);
  const JsonValue *diags = json_member(value, "diagnostics");
  const JsonValue *d = diags ? diags->first : NULL;
  const JsonValue *pages = json_member(value, "pages");
  const char *cells[COLUMNS] = {arena_printf(arena, "%" G_GUINT64_FORMAT, line->number),
                                line->key,
                                json_member_text(value, "status", ""),
                                first_output(arena, line),
                                pages && pages->kind == JSON_NUMBER ? pages->text : "",
                                "",
                                "",
                                ""};
  do {
    cells[5] = json_member_text(d, "code", "");
    cells[6] = d ? place_of(arena, d) : "";
    cells[7] = json_member_text(d, "message", "");
    put_row(out, cells, html, "td");
    d = d ? d->next : NULL;
  } while (d);
  arena_free(arena);
}

static const char html_head[] =
    "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
    "<title>hongtou batch</title>\n<style>body{font-family:sans-serif}"
    "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2em .5em;"
    "text-align:left;vertical-align:top}.failed,.lost{background:#fdd}"
    "</style></head><body>\n<table>\n";

void report_table(const BatchReport *report, bool html, bool first, GString *out) {
  if (first) {
    g_string_append(out, html ? html_head : "\xEF\xBB\xBF"); /* Excel asks for the mark */
    put_row(out, heads, html, "th");
  }
  g_autoptr(GPtrArray) lines = report_sorted(report);
  for (guint i = 0; i < lines->len; i++)
    put_record(lines->pdata[i], html, out);
}

void report_table_end(GString *out) {
  g_string_append(out, "</table>\n</body></html>\n");
}
