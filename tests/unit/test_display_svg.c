/* SVG in its stated subset: every shape, command, transform and property as the paths it
 * becomes (a viewBox of 1000 makes a user unit a point), and every refusal at its line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "display.h"

#define OPEN "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 1000\">"
#define CLOSE "</svg>"

typedef struct Reading {
  Job job;
  const Drawing *drawing;
} Reading;

static Reading read_with(const char *svg, const Limits *limits) {
  Reading r = {
      .job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = limits}};
  r.drawing = drawing_read_memory(&r.job, "d.svg", (Span){.file = "b.xml", .line = 9},
                                  svg, strlen(svg));
  assert_int_equal(r.drawing == NULL, diag_errors(r.job.diags) > 0);
  return r;
}

static void reading_free(Reading *r) {
  arena_free(r->job.arena);
  diagnostics_free(r->job.diags);
}

/* ---- what is drawn ----------------------------------------------------------------- */

static void append_point(GString *out, Length x, Length y) {
  g_string_append_printf(out, " %.1f,%.1f", x / 1024.0 + 0.0, y / 1024.0 + 0.0);
}

static void append_items(GString *out, const Item *items, uint32_t n);

static void append_path(GString *out, const Path *path) {
  g_string_append_printf(out, "%s%s #%02x%02x%02x", path->fill ? "fill" : "stroke",
                         path->even_odd ? " even-odd" : "", path->colour.r,
                         path->colour.g, path->colour.b);
  if (!path->fill)
    g_string_append_printf(out, " w%.1f c%d j%d m%.1f", path->stroke / 1024.0, path->cap,
                           path->join, path->miter / 1024.0);
  for (uint32_t i = 0; i < path->n_steps; i++) {
    const PathStep *s = &path->steps[i];
    g_string_append_printf(out, " %c", "MLCZ"[s->op]);
    for (int k = 0; k < (s->op == PATH_CLOSE ? 0 : s->op == PATH_CURVE ? 3 : 1); k++)
      append_point(out, s->x[k], s->y[k]);
  }
  g_string_append(out, "\n");
}

static void append_group(GString *out, const Group *group) {
  const double *m = group->matrix;
  g_string_append_printf(out, "group %.2f %.2f %.2f %.2f", m[0], m[1], m[2], m[3]);
  append_point(out, (Length)m[4], (Length)m[5]);
  g_string_append(out, "\n");
  append_items(out, group->items, group->n_items);
}

static void append_items(GString *out, const Item *items, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    assert_true(items[i].kind == ITEM_PATH || items[i].kind == ITEM_GROUP);
    assert_int_equal(items[i].tag, TAG_NONE);
    if (items[i].kind == ITEM_PATH)
      append_path(out, &items[i].as.path);
    else
      append_group(out, &items[i].as.group);
  }
}

static const struct {
  const char *svg, *drawn;
} shapes[] = {
    {"<path d='M1 2L3-4.5H9V8h1v-1l-1,1z'/>",
     "fill #000000 M 1.0,2.0 L 3.0,-4.5 L 9.0,-4.5 L 9.0,8.0 L 10.0,8.0 L 10.0,7.0 L "
     "9.0,8.0 Z\n"},
    {"<path d='M10 10 20 20m5 5 1 1'/>",
     "fill #000000 M 10.0,10.0 L 20.0,20.0 M 25.0,25.0 L 26.0,26.0\n"},
    {"<path d='M0 0z l5 5'/>", "fill #000000 M 0.0,0.0 Z M 0.0,0.0 L 5.0,5.0\n"},
    {"<path d='M0 0C1 1 2 2 3 3s2 2 3 3S10 10 12 12'/>",
     "fill #000000 M 0.0,0.0 C 1.0,1.0 2.0,2.0 3.0,3.0 C 4.0,4.0 5.0,5.0 6.0,6.0"
     " C 7.0,7.0 10.0,10.0 12.0,12.0\n"},
    {"<path d='M0 0Q3 3 6 0t6 0'/>",
     "fill #000000 M 0.0,0.0 C 2.0,2.0 4.0,2.0 6.0,0.0 C 8.0,-2.0 10.0,-2.0 12.0,0.0\n"},
    {"<path d='M100 0A100 100 0 0 1 0 100'/>", /* a quarter: centre 0,0 */
     "fill #000000 M 100.0,0.0 C 100.0,55.2 55.2,100.0 0.0,100.0\n"},
    {"<path d='M100 0a100 100 0 00-100 100'/>", /* the other way: centre 100,100; flags
                                                   run on */
     "fill #000000 M 100.0,0.0 C 44.8,0.0 0.0,44.8 0.0,100.0\n"},
    {"<path d='M100 0A100 100 0 1 1 0-100'/>", /* three quarters */
     "fill #000000 M 100.0,0.0 C 100.0,55.2 55.2,100.0 0.0,100.0 C -55.2,100.0 "
     "-100.0,55.2"
     " -100.0,0.0 C -100.0,-55.2 -55.2,-100.0 0.0,-100.0\n"},
    {"<path d='M0 0A1 1 0 0 1 200 0'/>", /* radii too small are grown */
     "fill #000000 M 0.0,0.0 C 0.0,-55.2 44.8,-100.0 100.0,-100.0 C 155.2,-100.0 "
     "200.0,-55.2"
     " 200.0,0.0\n"},
    {"<path d='M0 0A0 5 0 0 1 9 9'/>", "fill #000000 M 0.0,0.0 L 9.0,9.0\n"},
    {"<rect x='1' y='2' width='30' height='40' fill='red'/>",
     "fill #ff0000 M 1.0,2.0 L 31.0,2.0 L 31.0,42.0 L 1.0,42.0 L 1.0,2.0 Z\n"},
    {"<rect width='20' height='20' ry='10'/>",
     "fill #000000 M 10.0,0.0 L 10.0,0.0 C 15.5,0.0 20.0,4.5 20.0,10.0 L 20.0,10.0"
     " C 20.0,15.5 15.5,20.0 10.0,20.0 L 10.0,20.0 C 4.5,20.0 0.0,15.5 0.0,10.0 L "
     "0.0,10.0"
     " C 0.0,4.5 4.5,0.0 10.0,0.0 Z\n"},
    {"<circle cx='10' cy='10' r='10'/>",
     "fill #000000 M 20.0,10.0 C 20.0,15.5 15.5,20.0 10.0,20.0 C 4.5,20.0 0.0,15.5 "
     "0.0,10.0"
     " C 0.0,4.5 4.5,0.0 10.0,0.0 C 15.5,0.0 20.0,4.5 20.0,10.0 Z\n"},
    {"<ellipse cx='0' cy='0' rx='2' ry='1' fill='#0f8'/>",
     "fill #00ff88 M 2.0,0.0 C 2.0,0.6 1.1,1.0 0.0,1.0 C -1.1,1.0 -2.0,0.6 -2.0,0.0"
     " C -2.0,-0.6 -1.1,-1.0 0.0,-1.0 C 1.1,-1.0 2.0,-0.6 2.0,0.0 Z\n"},
    {"<line x1='1' x2='2' y2='3' fill='none' stroke='#123456' stroke-width='25.4mm'/>",
     "stroke #123456 w96.0 c0 j0 m4.0 M 1.0,0.0 L 2.0,3.0\n"},
    {"<polyline points='1,2 3,4'/>", "fill #000000 M 1.0,2.0 L 3.0,4.0\n"},
    {"<polygon points='1 2,3 4 5 6' fill-rule='evenodd'/>",
     "fill even-odd #000000 M 1.0,2.0 L 3.0,4.0 L 5.0,6.0 Z\n"},
    {"<path d='M0 0L1 1' style='fill:rgb(10%, 0%, 100%);stroke:rgb(1,2,3); "
     "stroke-width:2;"
     "stroke-linecap:round;stroke-linejoin:bevel;stroke-miterlimit:7;font-size:12px'/>",
     "fill #1a00ff M 0.0,0.0 L 1.0,1.0\nstroke #010203 w2.0 c1 j2 m7.0 M 0.0,0.0 L "
     "1.0,1.0\n"},
    {"<g fill='blue' transform='translate(10 20)'><path fill='lime' d='M0 0h1'/><g"
     " transform='scale(2)'><path d='M1 1h1' stroke='red'/></g></g><path d='M5 5h1'/>",
     "fill #00ff00 M 10.0,20.0 L 11.0,20.0\nfill #0000ff M 12.0,22.0 L 14.0,22.0\n"
     "stroke #ff0000 w2.0 c0 j0 m4.0 M 12.0,22.0 L 14.0,22.0\nfill #000000 M 5.0,5.0 L "
     "6.0,5.0\n"},
    {"<path transform='rotate(90,10,0) , translate(1)' d='M0 0h10'/>",
     "fill #000000 M 10.0,-9.0 L 10.0,1.0\n"},
    {"<path transform='matrix(1 0 0 -1 0 9)skewX(45)' d='M0 2h1'/>",
     "fill #000000 M 2.0,7.0 L 3.0,7.0\n"},
    {"<path transform='skewY(45)' d='M3 0h1'/>", "fill #000000 M 3.0,3.0 L 4.0,4.0\n"},
    {"<path transform='scale(4,1)' fill='none' stroke='red' d='M1 1h1'/>", /* a squeezed
                                                                              pen */
     "group 2.00 0.00 0.00 0.50 0.0,0.0\nstroke #ff0000 w2.0 c0 j0 m4.0 M 2.0,2.0 L "
     "4.0,2.0\n"},
    {"<g display='none'><path d='M0 0h9' display='inline'/></g><path d='M1 1h1'/>",
     "fill #000000 M 1.0,1.0 L 2.0,1.0\n"},
    {"<title>t</title><metadata><x xmlns='urn:x'><y/></x></metadata><desc>d</desc><!-- c "
     "-->"
     "<defs><linearGradient id='a'><stop/></linearGradient><path d='M7 7h7'/></defs>"
     "<path xmlns:i='urn:i' i:label='x' id='p' class='q' opacity='1.0' d='M1 "
     "1h1'><title/></path>",
     "fill #000000 M 1.0,1.0 L 2.0,1.0\n"},
};

static void test_shapes(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
    g_autofree char *svg = g_strconcat(OPEN, shapes[i].svg, CLOSE, NULL);
    Reading r = read_with(svg, &limits_default);
    g_autoptr(GString) drawn = g_string_new(NULL);
    if (!r.drawing)
      fail_msg("%s: %s", shapes[i].svg, diag_code_name(diag_at(r.job.diags, 0)->code));
    append_items(drawn, r.drawing->items, r.drawing->n_items);
    assert_string_equal(drawn->str, shapes[i].drawn);
    reading_free(&r);
  }
}

static void test_box(void **state) {
  (void)state;
  static const struct {
    const char *root;
    int width, height;
    double x, y; /* where 10,10 falls */
  } boxes[] = {
      {"viewBox='0 0 10 5'", 1000, 500, 1000, 1000},
      {"viewBox=' -10,-20 40 80 ' width='1cm' height='100%'", 500, 1000, 250, 375},
      {"width='100' height='50px'", 1000, 500, 100, 100},
      {"width='1in' height='2in'", 500, 1000, 10 / 0.192, 10 / 0.192},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(boxes); i++) {
    g_autofree char *svg = g_strdup_printf(
        "<?xml version='1.0'?>\n<s:svg xmlns:s='http://www.w3."
        "org/2000/svg' %s><s:path d='M10 10h1'/></s:svg>",
        boxes[i].root);
    Reading r = read_with(svg, &limits_default);
    assert_non_null(r.drawing);
    assert_null(r.drawing->image);
    assert_int_equal(r.drawing->width, boxes[i].width * LENGTH_PT);
    assert_int_equal(r.drawing->height, boxes[i].height * LENGTH_PT);
    const PathStep *first = r.drawing->items[0].as.path.steps;
    assert_true(ABS(first->x[0] - boxes[i].x * LENGTH_PT) <= 1);
    assert_true(ABS(first->y[0] - boxes[i].y * LENGTH_PT) <= 1);
    reading_free(&r);
  }
}

/* ---- what is refused --------------------------------------------------------------- */

static const struct {
  const char *svg;
  DiagCode code;
} refusals[] = {
    {OPEN "\n<text x='1'>甲</text>" CLOSE, DIAG_SVG_TEXT},
    {OPEN "\n<g><textPath href='#a'>甲</textPath></g>" CLOSE, DIAG_SVG_TEXT},
    {OPEN "\n<script>alert(1)</script>" CLOSE, DIAG_SVG_SCRIPT},
    {OPEN "<defs>\n<script/></defs>" CLOSE, DIAG_SVG_SCRIPT},
    {OPEN "\n<path onclick='x()' d='M0 0h1'/>" CLOSE, DIAG_SVG_SCRIPT},
    {OPEN "\n<image href='a.png'/>" CLOSE, DIAG_SVG_IMAGE},
    {OPEN "\n<foreignObject/>" CLOSE, DIAG_SVG_IMAGE},
    {OPEN "\n<use href='#a'/>" CLOSE, DIAG_SVG_REFERENCE},
    {OPEN "\n<g xmlns:x='http://www.w3.org/1999/xlink' x:href='http://e/'/>" CLOSE,
     DIAG_SVG_REFERENCE},
    {OPEN "\n<a href='http://e/'><path d='M0 0h1'/></a>" CLOSE, DIAG_SVG_REFERENCE},
    {OPEN "\n<style>path{fill:red}</style>" CLOSE, DIAG_SVG_STYLE_SHEET},
    {"<?xml-stylesheet href='a.css'?>" OPEN "<path d='M0 0h1'/>" CLOSE,
     DIAG_SVG_STYLE_SHEET},
    {OPEN "\n<path d='M0 0h1' fill='url(#g)'/>" CLOSE, DIAG_SVG_PAINT},
    {OPEN "\n<linearGradient/>" CLOSE, DIAG_SVG_ELEMENT},
    {OPEN "\n<svg/>" CLOSE, DIAG_SVG_ELEMENT},
    {OPEN "\n<animate/>" CLOSE, DIAG_SVG_ELEMENT},
    {OPEN "\n<path d='M0 0h1' style='opacity:.5'/>" CLOSE, DIAG_SVG_STYLE},
    {OPEN "\n<path d='M0 0h1' stroke-dasharray='1 2'/>" CLOSE, DIAG_SVG_STYLE},
    {OPEN "\n<g clip-path='url(#c)'/>" CLOSE, DIAG_SVG_STYLE},
    {OPEN "\n<path d='M0 0h1' nonsense='1'/>" CLOSE, DIAG_SVG_STYLE},
    {OPEN "\n<path d='M0 0h1' fill='currentColor'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<path d='M0 0h1' style='fill'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<path d='L1 1'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<path d='M0 0Lnan 0'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<path d='M0 0L1e999 0'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<path d='M0 0z5'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<path d='M0 0A1 1 0 2 0 1 1'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<polygon points='1 2 3'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<rect width='50%' height='1'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<path transform='rotate(1,2)' d='M0 0h1'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<path transform='scale(1e9)scale(1e9)' d='M0 0h1'/>" CLOSE, DIAG_SVG_NUMBER},
    {OPEN "\n<path d='M0 0L1e7 0'/>" CLOSE, DIAG_SVG_REACH},
    {OPEN CLOSE, DIAG_SVG_EMPTY},
    {OPEN "\n<path d='M0 0h1'>" CLOSE, DIAG_SVG_NOT_WELL_FORMED},
    {OPEN "\n<path d='&lol;'/>" CLOSE, DIAG_SVG_NOT_WELL_FORMED},
    {"<svg xmlns='http://www.w3.org/2000/svg'/>", DIAG_SVG_BOX},
    {"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 0 1'/>", DIAG_SVG_BOX},
    {"<svg viewBox='0 0 1 1'/>", DIAG_SVG_ROOT},
    {"<html/>", DIAG_SVG_ROOT},
    {"<!DOCTYPE svg [<!ENTITY a 'x'>]>\n" OPEN "&a;" CLOSE, DIAG_SVG_DOCTYPE},
    {"<\xFF", DIAG_SVG_NOT_WELL_FORMED},
    {"%PDF-1.7", DIAG_IMAGE_FORMAT},
};

static void test_refusals(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
    Reading r = read_with(refusals[i].svg, &limits_default);
    if (r.drawing)
      fail_msg("accepted: %s", refusals[i].svg);
    const Diagnostic *told = diag_at(r.job.diags, 0);
    assert_string_equal(diag_code_name(told->code), diag_code_name(refusals[i].code));
    bool second = strstr(refusals[i].svg, "\n") && refusals[i].code != DIAG_SVG_DOCTYPE;
    if (second)
      assert_int_equal(told->at.line, 2);
    g_autofree char *zh = diag_text(told, LANG_ZH);
    g_autofree char *en = diag_text(told, LANG_EN);
    assert_true(g_str_has_suffix(zh, "。") && g_str_has_suffix(en, "."));
    assert_null(strchr(zh, '{'));
    reading_free(&r);
  }
}

static void assert_limit(const char *svg, const Limits *limits, const char *what) {
  Reading r = read_with(svg, limits);
  assert_null(r.drawing);
  assert_int_equal(diag_at(r.job.diags, 0)->code, DIAG_SVG_LIMIT);
  assert_string_equal(diag_at(r.job.diags, 0)->args[0], what);
  reading_free(&r);
}

/* An editor's own notes are passed over whole, whatever stands in them; what is written
 * anew holds what was read, and nothing else. */
static void test_written_anew(void **state) {
  (void)state;
  const char *svg = OPEN
      "<rect x='1' y='2' width='5' height='4' fill='#123456'/>"
      "<e:note xmlns:e='urn:e' onload='x()'><script>alert(1)</script><text>9</text>"
      "<image href='http://example.org/x.png'/><rect width='9' height='9'/></e:note>"
      "<path d='M1 1C2 2 3 1 4 4z' fill='none' stroke='#ff0000' stroke-width='0.5' "
      "stroke-linejoin='round' stroke-miterlimit='7'/>"
      "<g transform='scale(1 0.25)'><path d='M0 0L4 9' stroke='#0000ff'/></g>"
      "<path d='M0 0h3v3z' fill-rule='evenodd'/>" CLOSE;
  Reading first = read_with(svg, &limits_default);
  assert_non_null(first.drawing);
  size_t len = 0;
  const char *written = display_svg_write(first.job.arena, first.drawing, &len);
  assert_int_equal(strlen(written), len);
  static const char *const gone[] = {"script", "image", "text", "http:", "note", "e:"};
  for (size_t i = 0; i < G_N_ELEMENTS(gone); i++) {
    const char *space = strstr(written, "2000/svg");
    assert_null(strstr(space, gone[i]));
  }
  Reading again = read_with(written, &limits_default);
  assert_non_null(again.drawing);
  assert_int_equal(again.drawing->n_items, first.drawing->n_items);
  size_t len_again = 0;
  assert_string_equal(display_svg_write(again.job.arena, again.drawing, &len_again),
                      written);
  reading_free(&first);
  reading_free(&again);
}

static void test_limits(void **state) {
  (void)state;
  const char *svg = OPEN "<g><path d='M0 0L1 1L2 2'/></g><path d='M0 0h1'/>" CLOSE;
  Limits limits = limits_default;
  limits.svg_bytes = strlen(svg);
  limits.svg_elements = 4;
  limits.svg_steps = 5;
  limits.depth = 3;
  Reading r = read_with(svg, &limits);
  assert_non_null(r.drawing);
  reading_free(&r);
  Limits less = limits;
  less.svg_bytes--;
  assert_limit(svg, &less, "bytes");
  less = limits;
  less.svg_elements--;
  assert_limit(svg, &less, "elements");
  less = limits;
  less.svg_steps--;
  assert_limit(svg, &less, "steps");
  less = limits;
  less.depth--;
  assert_limit(svg, &less, "depth");
}

/* On a page: a group that scales to the box and clips, every leaf named. */
static void test_item(void **state) {
  (void)state;
  Reading r = read_with(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'><path "
      "d='M0 0h200'/><path transform='scale(2,1)' stroke='red' d='M0 0h1'/></svg>",
      &limits_default);
  const Length box[4] = {10 * LENGTH_PT, 20 * LENGTH_PT, 100 * LENGTH_PT, 50 * LENGTH_PT};
  Item item = drawing_item(r.job.arena, r.drawing, box, 7, ARTIFACT_NONE);
  assert_int_equal(item.kind, ITEM_GROUP);
  const Group *group = &item.as.group;
  assert_true(group->clip && group->clip_width == 1000 * LENGTH_PT);
  assert_int_equal(group->clip_height, 500 * LENGTH_PT);
  assert_true(group->matrix[0] == 0.1 && group->matrix[3] == 0.1);
  assert_true(group->matrix[4] == box[0] && group->matrix[5] == box[1]);
  assert_int_equal(group->n_items, 3);
  assert_int_equal(group->items[0].tag, 7);
  assert_int_equal(group->items[2].kind, ITEM_GROUP);
  assert_int_equal(group->items[2].as.group.items[0].tag, 7);
  assert_int_equal(r.drawing->items[0].tag, TAG_NONE);
  Item artifact = drawing_item(r.job.arena, r.drawing, box, TAG_NONE, ARTIFACT_LAYOUT);
  assert_int_equal(artifact.as.group.items[0].artifact, ARTIFACT_LAYOUT);
  reading_free(&r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shapes),       cmocka_unit_test(test_box),
      cmocka_unit_test(test_refusals),     cmocka_unit_test(test_limits),
      cmocka_unit_test(test_written_anew), cmocka_unit_test(test_item),
  };
  return cmocka_run_group_tests_name("display_svg", tests, NULL, NULL);
}
