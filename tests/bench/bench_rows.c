/* usage: bench_rows DATA [ROWS [FILE.pdf]]
 * A table of 100,000 rows by 8 columns, made row by row as a data set would be, tagged,
 * to PDF: seconds, pages, peak memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bind.h"
#include "layout.h"
#include "pdf.h"
#include "typeset.h"

#define COLUMNS 8

/* ---- the rows ---------------------------------------------------------------------- */

typedef struct Maker {
  uint32_t n;
} Maker;

typedef struct MakerCursor {
  const Maker *maker;
  uint32_t next;
} MakerCursor;

static void *open_maker(const void *self, Arena *arena) {
  MakerCursor *cursor = ARENA_NEW(arena, MakerCursor);
  cursor->maker = self;
  return cursor;
}

static Text words(Arena *arena, const char *utf8, uint32_t line) {
  Text text = {.utf8 = arena_strdup(arena, utf8),
               .at = {.file = "rows.csv", .line = line}};
  text.bytes = (uint32_t)strlen(utf8);
  text.chars = (uint32_t)text_chars(utf8);
  return text;
}

static const char *value(char *buffer, size_t room, uint32_t row, unsigned column) {
  static const char *const places[] = {"云溪市", "澜江县", "北岭区", "青石县", "望湖区"};
  static const char *const remarks[] = {"按期办结", "补充材料后办结",
                                        "转有关部门办理并跟踪结果"};
  uint32_t hash = row * 2654435761u;
  switch (column) {
    case 0:
      g_snprintf(buffer, room, "%u", row + 1);
      return buffer;
    case 1:
      g_snprintf(buffer, room, "云检案%06u", row % 1000000);
      return buffer;
    case 2:
      return places[hash % 5];
    case 3:
      g_snprintf(buffer, room, "2018-%02u-%02u", hash % 12 + 1, hash % 28 + 1);
      return buffer;
    case 4:
      g_snprintf(buffer, room, "%u.%02u", hash % 90000, hash % 100);
      return buffer;
    case 5:
      g_snprintf(buffer, room, "-%u.%u", hash % 900, hash % 10);
      return buffer;
    case 6:
      g_snprintf(buffer, room, "%u.%u%%", hash % 100, hash % 10);
      return buffer;
    default:
      return remarks[hash % 3];
  }
}

static bool next_row(void *self, Job *job, const Row **out) {
  MakerCursor *cursor = self;
  *out = NULL;
  if (cursor->next >= cursor->maker->n)
    return true;
  uint32_t line = cursor->next++;
  Row *row = ARENA_NEW(job->arena, Row);
  Cell *cells = ARENA_ARRAY(job->arena, Cell, COLUMNS);
  char buffer[64];
  for (uint16_t c = 0; c < COLUMNS; c++) {
    cells[c] =
        (Cell){.row_span = 1, .column_span = 1, .column = c, .at = {.line = line + 1}};
    cells[c].text = words(job->arena, value(buffer, sizeof buffer, line, c), line + 1);
  }
  *row = (Row){
      .cells = cells, .n_cells = COLUMNS, .part = ROW_BODY, .at = {.line = line + 1}};
  *out = row;
  return true;
}

/* ---- the document ------------------------------------------------------------------ */

static const char document[] =
    "<bulletin xmlns='urn:hongtou:bulletin:1' xml:lang='zh-CN' kind='通报' "
    "layout='general'>"
    "<head><issuer>云溪市统计局</issuer></head><title>关于报送案件明细的通报</title>"
    "<to>各县区统计局</to><body><p>现将案件明细印发。</p></body>"
    "<sign><date>2018-04-23</date></sign><annex><title>案件明细表</title>"
    "<table unit='件、元'><columns><column/><column/><column/><column align='centre'/>"
    "<column align='decimal'/><column align='decimal'/><column "
    "align='decimal'/><column/></columns>"
    "<thead><tr><th rowspan='2'>序号</th><th rowspan='2'>编号</th><th "
    "rowspan='2'>单位</th>"
    "<th rowspan='2'>日期</th><th colspan='3'>金额</th><th rowspan='2'>备注</th></tr>"
    "<tr><th>合计</th><th>增减</th><th>比重</th></tr></thead>"
    "<tbody><tr><td>0</td><td>示例</td><td>示例</td><td>2018-01-01</td><td>0.00</"
    "td><td>0.0</td>"
    "<td>0.0%</td><td>—</td></tr></tbody></table></annex></bulletin>";

static void fail(const Diagnostics *diags) {
  for (size_t i = 0; i < diag_count(diags); i++) {
    g_autofree char *text = diag_text(diag_at(diags, i), LANG_EN);
    fprintf(stderr, "bench_rows: %s\n", text);
  }
  exit(1);
}

/* The table gets its source, as binding a data set does. */
static void add_source(Job *job, Bulletin *bulletin, const RowSource *source) {
  Annex *annex = ARENA_NEW(job->arena, Annex);
  Block *block = ARENA_NEW(job->arena, Block);
  Table *table = ARENA_NEW(job->arena, Table);
  *annex = bulletin->main.annexes[0];
  *block = annex->content.blocks[0];
  *table = *block->table;
  table->source = source;
  block->table = table;
  annex->content.blocks = block;
  bulletin->main.annexes = annex;
}

static unsigned render(Job *job, const RowSource *source, GByteArray *file) {
  Bulletin *written, *bound;
  if (!model_read(job, "rows.xml", document, strlen(document), &written) ||
      !bind_run(job, written, &job->layout->numbering, &bound))
    fail(job->diags);
  add_source(job, bound, source);
  PdfOptions options = {.producer = "Hongtou", .source_date = INT64_MIN};
  Composition *composition = NULL;
  if (!typeset_run(job, bound, pdf_sink(job, &options, file), &composition))
    fail(job->diags);
  return composition->n_pages;
}

static void open_all(Job *job, FontBook **fonts, const char *data) {
  g_autofree char *roles = g_build_filename(data, "fonts", "roles.xml", NULL);
  g_autofree char *packages = g_build_filename(data, "fonts", "packages", NULL);
  g_autofree char *layouts = g_build_filename(data, "layouts", NULL);
  g_autofree char *cache = g_build_filename(g_get_user_cache_dir(), "hongtou", NULL);
  const char *const font_folders[] = {packages, NULL}, *const layout_folders[] = {layouts,
                                                                                  NULL};
  FontPaths paths = {.roles_file = roles,
                     .folders = font_folders,
                     .system_folders = true,
                     .cache_folder = cache};
  const Layout *layout = NULL;
  if (!fontbook_open(&paths, job->diags, fonts) ||
      !layout_read(job, "general", layout_folders, &layout))
    fail(job->diags);
  job->fonts = *fonts;
  job->layout = layout;
}

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  gint64 begin = g_get_monotonic_time();
  Limits limits = limits_default;
  limits.pages = 100000; /* --max-pages */
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits};
  FontBook *fonts = NULL;
  open_all(&job, &fonts, argv[1]);
  Maker maker = {argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 100000};
  RowSource source = {&maker, open_maker, next_row};
  g_autoptr(GByteArray) file = g_byte_array_new();
  unsigned pages = render(&job, &source, file);
  if (argc > 3 && !file_replace(argv[3], file->data, file->len, job.diags))
    fail(job.diags);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("table of %u rows by %d: %u pages, tagged, %.1f MB, %.2f s, peak %.1f MiB\n",
         maker.n, COLUMNS, pages, (double)file->len / 1e6,
         (double)(g_get_monotonic_time() - begin) / 1e6, (double)usage.ru_maxrss / 1024);
  fontbook_free(fonts);
  diagnostics_free(job.diags);
  arena_free(job.arena);
  return 0;
}
