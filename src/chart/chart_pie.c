/* Slices of a whole, from the top on clockwise, in the order of the data; beside each its
 * name, value and share. */
#include "chart_private.h"

#define PAD (3 * LENGTH_PT)
#define DEGREES 360
#define TURN 1000000 /* parts of a turn */

/* Sines of whole degrees, in millionths. */
static const int32_t sines[] = {
    0,       17452,  34899,  52336,  69756,  87156,  104528, 121869, 139173, 156434,
    173648,  190809, 207912, 224951, 241922, 258819, 275637, 292372, 309017, 325568,
    342020,  358368, 374607, 390731, 406737, 422618, 438371, 453990, 469472, 484810,
    500000,  515038, 529919, 544639, 559193, 573576, 587785, 601815, 615661, 629320,
    642788,  656059, 669131, 681998, 694658, 707107, 719340, 731354, 743145, 754710,
    766044,  777146, 788011, 798636, 809017, 819152, 829038, 838671, 848048, 857167,
    866025,  874620, 882948, 891007, 898794, 906308, 913545, 920505, 927184, 933580,
    939693,  945519, 951057, 956305, 961262, 965926, 970296, 974370, 978148, 981627,
    984808,  987688, 990268, 992546, 994522, 996195, 997564, 998630, 999391, 999848,
    1000000,
};

typedef struct Slice {
  int64_t from, to; /* parts of a turn */
  Length y;         /* middle of its label */
  Words words;
  bool right;
} Slice;

typedef struct Pie {
  Canvas *canvas;
  Slice *slices;
  Length centre[2], radius;
} Pie;

/* ---- angles --------------------------------------------------------------------------
 */

static int64_t sine_of_degree(int64_t degree) {
  degree = ((degree % DEGREES) + DEGREES) % DEGREES;
  if (degree >= 180)
    return -sine_of_degree(degree - 180);
  return sines[degree > 90 ? 180 - degree : degree];
}

/* Between whole degrees on the straight line, which is true to a few hundred-thousandths.
 */
static int64_t sine(int64_t turn) {
  int64_t scaled = turn * DEGREES, degree = scaled / TURN, rest = scaled % TURN;
  int64_t a = sine_of_degree(degree), b = sine_of_degree(degree + 1);
  return a + (b - a) * rest / TURN;
}

/* From the top, clockwise. */
static void at_turn(const Pie *pie, int64_t turn, Length radius, Length out[2]) {
  out[0] = pie->centre[0] + (Length)(radius * sine(turn) / 1000000);
  out[1] = pie->centre[1] - (Length)(radius * sine(turn + TURN / 4) / 1000000);
}

/* ---- slices --------------------------------------------------------------------------
 */

static void put_slice(Pie *pie, uint32_t c) {
  static const uint8_t greys[] = {90, 190, 140, 225};
  Canvas *canvas = pie->canvas;
  const Slice *slice = &pie->slices[c];
  uint32_t n = canvas->chart->n_categories;
  uint32_t tone = c % 4 == 0 && c == n - 1 && n > 1 ? 2 : c % 4; /* not as the first */
  bool whole = slice->to - slice->from >= TURN; /* a disc without a seam */
  uint32_t steps = (uint32_t)((slice->to - slice->from) * DEGREES / TURN) + 1;
  Length(*points)[2] = arena_array(canvas->job->arena, steps + 2, sizeof *points);
  points[0][0] = pie->centre[0];
  points[0][1] = pie->centre[1];
  for (uint32_t i = 0; i <= steps; i++)
    at_turn(pie, slice->from + (slice->to - slice->from) * i / steps, pie->radius,
            points[i + 1]);
  chart_outline(
      canvas,
      &(Outline){.points = (const Length(*)[2])(points + whole),
                 .n = steps + 2 - whole,
                 .filled = true,
                 .stroke = whole ? 0 : LENGTH_PT,
                 .fill = chart_is_red(canvas, c) ? canvas->red : chart_grey(greys[tone]),
                 .line = chart_grey(255)},
      chart_cell(canvas, c, 0));
}

static void put_rim(Pie *pie) {
  Length points[DEGREES][2];
  for (int i = 0; i < DEGREES; i++)
    at_turn(pie, (int64_t)TURN * i / DEGREES, pie->radius, points[i]);
  chart_outline(pie->canvas,
                &(Outline){.points = (const Length(*)[2])points,
                           .n = DEGREES,
                           .stroke = LENGTH_PT / 2,
                           .line = chart_grey(72)},
                pie->canvas->frame->figure);
}

/* ---- labels --------------------------------------------------------------------------
 */

static const char *share_text(Arena *arena, Decimal part, Decimal whole) {
  NumberPicture picture = {.scale = SCALE_PERCENT, .places = 1};
  Decimal share;
  if (!decimal_divide(part, whole, &share))
    return "";
  return picture_print(arena, &picture, share, ROUND_HALF_EVEN);
}

static Words label_of(Canvas *canvas, uint32_t c, Decimal whole) {
  const ChartValue *value = chart_value(canvas, c, 0);
  Arena *arena = canvas->job->arena;
  Decimal part = value->given ? value->number : decimal_whole(0);
  const char *share = value->given ? share_text(arena, part, whole) : NULL;
  const char *text = arena_printf(arena, "%s　%s%s%s%s", canvas->chart->categories[c],
                                  chart_value_text(value), share ? "（" : "",
                                  share ? share : "", share ? "）" : "");
  return chart_wrapped(canvas, text, canvas->categories[c], canvas->width * 3 / 10);
}

/* Labels of one side from the top down, none over another, none outside. */
static void spread(Pie *pie, bool right) {
  Canvas *canvas = pie->canvas;
  uint32_t n = canvas->chart->n_categories;
  Length low = 0, gap = PAD / 2;
  for (uint32_t i = 0; i < n; i++) { /* on the left the turn goes upwards */
    Slice *slice = &pie->slices[right ? i : n - 1 - i];
    if (slice->right != right)
      continue;
    Length half = chart_words_height(canvas, &slice->words) / 2;
    slice->y = MAX(slice->y, low + half);
    low = slice->y + half + gap;
  }
  Length high = canvas->height;
  for (uint32_t i = n; i-- > 0;) {
    Slice *slice = &pie->slices[right ? i : n - 1 - i];
    if (slice->right != right)
      continue;
    Length half = chart_words_height(canvas, &slice->words) / 2;
    slice->y = MIN(slice->y, high - half);
    high = slice->y - half - gap;
  }
}

static void put_label(Pie *pie, uint32_t c) {
  Canvas *canvas = pie->canvas;
  Slice *slice = &pie->slices[c];
  Length rim[2], knee[2], reach = pie->radius + 3 * PAD;
  at_turn(pie, (slice->from + slice->to) / 2, pie->radius, rim);
  knee[0] = pie->centre[0] + (slice->right ? reach : -reach);
  knee[1] = slice->y;
  chart_stroke(canvas, rim, knee, LENGTH_PT / 2, chart_grey(72),
               chart_cell(canvas, c, 0));
  chart_put(canvas, &slice->words, knee[0] + (slice->right ? PAD : -PAD),
            slice->y - chart_words_height(canvas, &slice->words) / 2,
            slice->right ? ALIGN_LEFT : ALIGN_RIGHT);
}

/* ---- all -----------------------------------------------------------------------------
 */

static Decimal sum_of(const Chart *chart) {
  Decimal sum = decimal_whole(0);
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    if (chart->values[c].given)
      decimal_add(sum, chart->values[c].number, &sum);
  }
  return sum;
}

static int64_t part_of_turn(Decimal part, Decimal whole) {
  Decimal turn;
  if (!decimal_divide(part, whole, &turn) ||
      !decimal_multiply(turn, decimal_whole(TURN), &turn) ||
      !decimal_round(turn, 0, ROUND_HALF_EVEN, &turn))
    return 0;
  return (int64_t)turn.num;
}

static void settle_slices(Pie *pie, Length top) {
  Canvas *canvas = pie->canvas;
  const Chart *chart = canvas->chart;
  Decimal whole = sum_of(chart), so_far = decimal_whole(0);
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    Slice *slice = &pie->slices[c];
    slice->from = part_of_turn(so_far, whole);
    if (chart->values[c].given)
      decimal_add(so_far, chart->values[c].number, &so_far);
    slice->to = part_of_turn(so_far, whole);
    slice->words = label_of(canvas, c, whole);
    Length rim[2];
    at_turn(pie, (slice->from + slice->to) / 2, pie->radius, rim);
    slice->right = slice->from + slice->to <= TURN;
    slice->y = MAX(rim[1], top);
  }
}

void chart_pie(Canvas *canvas) {
  const Chart *chart = canvas->chart;
  Pie pie = {.canvas = canvas};
  pie.slices = ARENA_ARRAY(canvas->job->arena, Slice, chart->n_categories);
  Length top = chart_legend(canvas, false);
  canvas->height = MIN(canvas->width * 2 / 5 + top, canvas->frame->height_most);
  pie.radius = MIN((canvas->height - top) / 2 - PAD, canvas->width / 6);
  pie.centre[0] = canvas->width / 2;
  pie.centre[1] = top + (canvas->height - top) / 2;
  settle_slices(&pie, top);
  spread(&pie, true);
  spread(&pie, false);
  for (uint32_t c = 0; c < chart->n_categories; c++)
    put_slice(&pie, c);
  put_rim(&pie);
  for (uint32_t c = 0; c < chart->n_categories; c++)
    put_label(&pie, c);
}
