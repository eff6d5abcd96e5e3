/* Where mark, number, title, signatures, date and seals stand, as JSON for other systems.
 */
#include "base_json.h"
#include "hongtou_render.h"

static const char *const part_names[] = {[ANCHOR_NONE] = "",
                                         [ANCHOR_MARK] = "mark",
                                         [ANCHOR_NUMBER] = "number",
                                         [ANCHOR_TITLE] = "title",
                                         [ANCHOR_SIGN_NAME] = "signature",
                                         [ANCHOR_DATE] = "date",
                                         [ANCHOR_SEAL] = "seal",
                                         [ANCHOR_STAMP] = "stamp"};

/* The text as one line: its forced breaks are the page's. */
static void put_line(GString *out, const Text *text) {
  g_auto(GStrv) lines = g_strsplit(text->utf8, "\n", -1);
  g_autofree char *line = g_strjoinv("", lines);
  json_put_string(out, line);
}

static void put_mm(GString *out, Arena *arena, const char *name, Length length) {
  g_string_append_printf(out, ", \"%s\": %s", name, length_mm_text(arena, length, 3));
}

static void put_anchor(GString *out, Arena *arena, const ComposedAnchor *a) {
  g_string_append_printf(out, "    {\"part\": \"%s\", \"page\": %u", part_names[a->part],
                         a->page + 1);
  put_mm(out, arena, "x", a->x);
  put_mm(out, arena, "y", a->y);
  put_mm(out, arena, "width", a->width);
  put_mm(out, arena, "height", a->height);
  g_string_append(out, ", \"text\": ");
  put_line(out, a->text);
  g_string_append_c(out, '}');
}

static void put_anchors(GString *out, const Run *run, const Composition *c) {
  const LayoutPage *page = &run->job.layout->page;
  Arena *arena = run->job.arena;
  g_string_append_printf(
      out, "{\"version\": 1, \"unit\": \"mm\", \"origin\": \"top left\", \"pages\": %u",
      c->n_pages);
  put_mm(out, arena, "width", page->width);
  put_mm(out, arena, "height", page->height);
  g_string_append(out, ", \"anchors\": [\n");
  for (uint32_t i = 0; i < c->n_anchors; i++) {
    put_anchor(out, arena, &c->anchors[i]);
    g_string_append(out, i + 1 < c->n_anchors ? ",\n" : "\n");
  }
  g_string_append(out, "]}\n");
}

HongtouResult *hongtou_anchors(HongtouSession *session, const HongtouSource *source,
                               const HongtouOptions *options) {
  Run run = {0};
  render_begin(&run, session, options);
  run.job.composes = true;
  if (render_pages(&run, source, sink_discarding)) {
    g_autoptr(GString) text = g_string_new(NULL);
    put_anchors(text, &run, run.composition);
    g_byte_array_append(result_output_new(run.result), (const guint8 *)text->str,
                        (guint)text->len);
  }
  return render_end(&run);
}
