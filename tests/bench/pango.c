/* usage: pango SAMPLE.xml      for comparison: the sample's paragraphs drawn by cairo and
 * pango, cold and warm, without marks squeezed, tags, numbers or an archive's metadata.
 */
#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define RUNS 50
#define MM (72 / 25.4)

/* Microseconds of processor time of this process: others on the machine do not count. */
static gint64 cpu_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The text of every element that holds text of its own. */
static GPtrArray *paragraphs_of(const char *document, unsigned k) {
  GPtrArray *paragraphs = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) parts = g_strsplit(document, ">", -1);
  for (char **part = parts; *part; part++) {
    char *end = strchr(*part, '<');
    if (!end || end == *part)
      continue;
    *end = '\0';
    g_strstrip(*part);
    if (**part)
      g_ptr_array_add(paragraphs, g_strdup_printf("%u%s", k, *part));
  }
  return paragraphs;
}

static cairo_status_t count_bytes(void *closure, const unsigned char *data,
                                  unsigned length) {
  (void)data;
  *(size_t *)closure += length;
  return CAIRO_STATUS_SUCCESS;
}

static void draw_paragraph(cairo_t *cairo, PangoLayout *layout, const char *text,
                           double *y) {
  pango_layout_set_text(layout, text, -1);
  for (int i = 0; i < pango_layout_get_line_count(layout); i++) {
    if (*y > 262 * MM) {
      cairo_show_page(cairo);
      *y = 37 * MM + 16;
    }
    cairo_move_to(cairo, 28 * MM, *y);
    pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout, i));
    *y += 29.609;
  }
}

static size_t draw(const char *document, unsigned k) {
  size_t bytes = 0;
  g_autoptr(GPtrArray) paragraphs = paragraphs_of(document, k);
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream(count_bytes, &bytes, 210 * MM, 297 * MM);
  cairo_t *cairo = cairo_create(surface);
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout(cairo);
  g_autoptr(PangoFontDescription) font =
      pango_font_description_from_string("Noto Serif CJK SC 16px");
  pango_layout_set_font_description(layout, font);
  pango_layout_set_width(layout, (int)lround(156 * MM * PANGO_SCALE));
  pango_layout_set_justify(layout, TRUE);
  double y = 37 * MM + 16;
  for (guint i = 0; i < paragraphs->len; i++)
    draw_paragraph(cairo, layout, g_ptr_array_index(paragraphs, i), &y);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  return bytes;
}

int main(int argc, char **argv) {
  g_autofree char *document = NULL;
  if (argc != 2 || !g_file_get_contents(argv[1], &document, NULL, NULL))
    return 2;
  gint64 begin = cpu_now();
  draw(document, 0);
  gint64 first = cpu_now();
  size_t bytes = 0;
  for (unsigned k = 1; k <= RUNS; k++)
    bytes = draw(document, k);
  gint64 end = cpu_now();
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf(
      "cairo+pango: first %.1f ms, then %.1f ms of processor time each, peak %.1f MiB, "
      "last file %.1f KB\n",
      (double)(first - begin) / 1e3, (double)(end - first) / 1e3 / RUNS,
      (double)usage.ru_maxrss / 1024, (double)bytes / 1e3);
  return 0;
}
