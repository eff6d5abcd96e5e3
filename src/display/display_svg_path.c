/* Numbers and outlines of SVG, everything turned into lines and cubic curves. */
#include <math.h>
#include <string.h>

#include "display_svg.h"

/* ---- numbers ----------------------------------------------------------------------- */

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

void display_svg_skip(const char **p) {
  while (is_space(**p))
    (*p)++;
  if (**p != ',')
    return;
  (*p)++;
  while (is_space(**p))
    (*p)++;
}

static const char *past_digits(const char *p) {
  while (g_ascii_isdigit(*p))
    p++;
  return p;
}

/* The end of the number at p, p itself when none stands there: never "inf" or "0x1". */
static const char *number_end(const char *p) {
  const char *from = p + (*p == '+' || *p == '-');
  const char *whole = past_digits(from);
  const char *end = *whole == '.' ? past_digits(whole + 1) : whole;
  bool digits = whole > from || end > whole + 1;
  if (!digits)
    return p;
  if (*end != 'e' && *end != 'E')
    return end;
  const char *sign = end + 1 + (end[1] == '+' || end[1] == '-');
  const char *exponent = past_digits(sign);
  return exponent > sign ? exponent : end;
}

#define NUMBER_BYTES 64

bool display_svg_number(const char **p, double *out) {
  const char *end = number_end(*p);
  size_t n = (size_t)(end - *p);
  char text[NUMBER_BYTES];
  if (n == 0 || n >= sizeof text)
    return false;
  memcpy(text, *p, n);
  text[n] = '\0';
  *out = g_ascii_strtod(text, NULL);
  if (!isfinite(*out) || fabs(*out) > 1e12)
    return false;
  *p = end;
  display_svg_skip(p);
  return true;
}

bool display_svg_length(const char *text, double *out) {
  static const struct {
    const char *unit;
    double pixels;
  } units[] = {{"", 1},    {"px", 1},        {"mm", 96 / 25.4}, {"cm", 960 / 25.4},
               {"in", 96}, {"pt", 96 / 72.0}};
  const char *p = text;
  while (is_space(*p))
    p++;
  const char *end = number_end(p);
  if (!display_svg_number(&p, out) || p < end)
    return false;
  g_autofree char *unit = g_strstrip(g_strdup(end));
  for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
    if (strcmp(unit, units[i].unit) == 0) {
      *out *= units[i].pixels;
      return true;
    }
  }
  return false;
}

/* ---- steps ------------------------------------------------------------------------- */

static void put_step(GArray *steps, PathOp op, const double x[], const double y[],
                     int n) {
  SvgStep step = {.op = op};
  for (int i = 0; i < n; i++) {
    step.x[i] = x[i];
    step.y[i] = y[i];
  }
  g_array_append_val(steps, step);
}

static void put_point(GArray *steps, PathOp op, double x, double y) {
  put_step(steps, op, &x, &y, 1);
}

static void put_close(GArray *steps) {
  put_step(steps, PATH_CLOSE, NULL, NULL, 0);
}

/* ---- arcs -------------------------------------------------------------------------- */

/* An arc as SVG gives it, solved for its centre (SVG 1.1, F.6). */
typedef struct SvgArc {
  double cx, cy, rx, ry;
  double cosine, sine; /* of the ellipse's own turn */
  double from, sweep;  /* angles */
} SvgArc;

static double angle_of(double x, double y) {
  return atan2(y, x);
}

static void solve_arc(SvgArc *arc, const double ends[4], bool large, bool sweep) {
  double dx = (ends[0] - ends[2]) / 2, dy = (ends[1] - ends[3]) / 2;
  double x = arc->cosine * dx + arc->sine * dy, y = -arc->sine * dx + arc->cosine * dy;
  double reach = x * x / (arc->rx * arc->rx) + y * y / (arc->ry * arc->ry);
  if (reach > 1) { /* too small to reach: grown until they do */
    arc->rx *= sqrt(reach);
    arc->ry *= sqrt(reach);
  }
  double a = arc->rx * arc->rx, b = arc->ry * arc->ry;
  double below = a * y * y + b * x * x;
  double k = below > 0 ? sqrt(MAX(0, a * b - below) / below) : 0;
  if (large == sweep)
    k = -k;
  double ox = k * arc->rx * y / arc->ry, oy = -k * arc->ry * x / arc->rx;
  arc->cx = arc->cosine * ox - arc->sine * oy + (ends[0] + ends[2]) / 2;
  arc->cy = arc->sine * ox + arc->cosine * oy + (ends[1] + ends[3]) / 2;
  arc->from = angle_of((x - ox) / arc->rx, (y - oy) / arc->ry);
  arc->sweep = angle_of((-x - ox) / arc->rx, (-y - oy) / arc->ry) - arc->from;
  if (sweep && arc->sweep < 0)
    arc->sweep += 2 * G_PI;
  else if (!sweep && arc->sweep > 0)
    arc->sweep -= 2 * G_PI;
}

static void arc_point(const SvgArc *arc, double x, double y, double *out_x,
                      double *out_y) {
  *out_x = arc->cx + arc->cosine * arc->rx * x - arc->sine * arc->ry * y;
  *out_y = arc->cy + arc->sine * arc->rx * x + arc->cosine * arc->ry * y;
}

/* A curve for every quarter or less: off by under 0.03 % of the radius. */
static void put_arc(GArray *steps, const SvgArc *arc, double end_x, double end_y) {
  int n = MAX(1, (int)ceil(fabs(arc->sweep) / (G_PI / 2) - 1e-9));
  double part = arc->sweep / n, k = 4.0 / 3 * tan(part / 4);
  for (int i = 0; i < n; i++) {
    double a = arc->from + part * i, b = a + part;
    double x[3], y[3];
    arc_point(arc, cos(a) - k * sin(a), sin(a) + k * cos(a), &x[0], &y[0]);
    arc_point(arc, cos(b) + k * sin(b), sin(b) - k * cos(b), &x[1], &y[1]);
    arc_point(arc, cos(b), sin(b), &x[2], &y[2]);
    if (i + 1 == n) {
      x[2] = end_x;
      y[2] = end_y;
    }
    put_step(steps, PATH_CURVE, x, y, 3);
  }
}

/* ---- path data --------------------------------------------------------------------- */

typedef struct PathReader {
  const char *p;
  GArray *steps;
  double x, y;             /* where the pen stands */
  double start_x, start_y; /* of the open part */
  double hand_x, hand_y;   /* the last control point, for S and T */
  char last;               /* upper case */
} PathReader;

static bool read_numbers(PathReader *r, double *out, int n) {
  for (int i = 0; i < n; i++) {
    if (!display_svg_number(&r->p, &out[i]))
      return false;
  }
  return true;
}

/* Flags may stand without anything between them: "a1 1 0 01 5 5". */
static bool read_flag(PathReader *r, bool *out) {
  if (*r->p != '0' && *r->p != '1')
    return false;
  *out = *r->p++ == '1';
  display_svg_skip(&r->p);
  return true;
}

static void go_to(PathReader *r, double x, double y) {
  r->x = x;
  r->y = y;
  r->hand_x = x;
  r->hand_y = y;
}

static void curve(PathReader *r, const double c[6]) {
  const double x[3] = {c[0], c[2], c[4]}, y[3] = {c[1], c[3], c[5]};
  put_step(r->steps, PATH_CURVE, x, y, 3);
  go_to(r, c[4], c[5]);
  r->hand_x = c[2];
  r->hand_y = c[3];
}

static void quadratic(PathReader *r, double qx, double qy, double x, double y) {
  const double c[6] = {r->x + (qx - r->x) * 2 / 3,
                       r->y + (qy - r->y) * 2 / 3,
                       x + (qx - x) * 2 / 3,
                       y + (qy - y) * 2 / 3,
                       x,
                       y};
  curve(r, c);
  r->hand_x = qx;
  r->hand_y = qy;
}

static void line_to(PathReader *r, PathOp op, double x, double y) {
  put_point(r->steps, op, x, y);
  go_to(r, x, y);
}

static bool command_arc(PathReader *r, double ox, double oy) {
  double n[3], end[2];
  bool large, sweep;
  if (!read_numbers(r, n, 3) || !read_flag(r, &large) || !read_flag(r, &sweep) ||
      !read_numbers(r, end, 2))
    return false;
  double ends[4] = {r->x, r->y, end[0] + ox, end[1] + oy};
  SvgArc arc = {.rx = fabs(n[0]),
                .ry = fabs(n[1]),
                .cosine = cos(n[2] * G_PI / 180),
                .sine = sin(n[2] * G_PI / 180)};
  if (arc.rx == 0 || arc.ry == 0) {
    line_to(r, PATH_LINE, ends[2], ends[3]);
    return true;
  }
  if (ends[0] == ends[2] && ends[1] == ends[3])
    return true;
  solve_arc(&arc, ends, large, sweep);
  put_arc(r->steps, &arc, ends[2], ends[3]);
  go_to(r, ends[2], ends[3]);
  return true;
}

static bool command_curve(PathReader *r, char name, double ox, double oy) {
  double c[6];
  bool smooth = name == 'S';
  if (!read_numbers(r, c + 2 * smooth, smooth ? 4 : 6))
    return false;
  for (int i = 2 * smooth; i < 6; i++)
    c[i] += i % 2 ? oy : ox;
  bool reflects = r->last == 'C' || r->last == 'S';
  if (smooth) {
    c[0] = reflects ? 2 * r->x - r->hand_x : r->x;
    c[1] = reflects ? 2 * r->y - r->hand_y : r->y;
  }
  curve(r, c);
  return true;
}

static bool command_quadratic(PathReader *r, char name, double ox, double oy) {
  double q[4];
  bool smooth = name == 'T';
  if (!read_numbers(r, q + 2 * smooth, smooth ? 2 : 4))
    return false;
  for (int i = 2 * smooth; i < 4; i++)
    q[i] += i % 2 ? oy : ox;
  bool reflects = r->last == 'Q' || r->last == 'T';
  if (smooth) {
    q[0] = reflects ? 2 * r->x - r->hand_x : r->x;
    q[1] = reflects ? 2 * r->y - r->hand_y : r->y;
  }
  quadratic(r, q[0], q[1], q[2], q[3]);
  return true;
}

static bool command_line(PathReader *r, char name, double ox, double oy) {
  double n[2];
  bool one = name == 'H' || name == 'V';
  if (!read_numbers(r, n, one ? 1 : 2))
    return false;
  double x = name == 'V' ? r->x : n[0] + ox;
  double y = name == 'V' ? n[0] + oy : name == 'H' ? r->y : n[1] + oy;
  if (name == 'M') {
    r->start_x = x;
    r->start_y = y;
  }
  line_to(r, name == 'M' ? PATH_MOVE : PATH_LINE, x, y);
  return true;
}

static bool command(PathReader *r, char letter) {
  char name = g_ascii_toupper(letter);
  double ox = letter == name ? 0 : r->x, oy = letter == name ? 0 : r->y;
  bool ok = false;
  if (strchr("MLHV", name))
    ok = command_line(r, name, ox, oy);
  else if (name == 'C' || name == 'S')
    ok = command_curve(r, name, ox, oy);
  else if (name == 'Q' || name == 'T')
    ok = command_quadratic(r, name, ox, oy);
  else if (name == 'A')
    ok = command_arc(r, ox, oy);
  r->last = name;
  return ok;
}

static void close_part(PathReader *r) {
  put_close(r->steps);
  go_to(r, r->start_x, r->start_y);
  r->last = 'Z';
}

/* After Z a new part begins where the closed one began. */
static void reopen(PathReader *r, char letter) {
  if (r->last == 'Z' && letter != 'M' && letter != 'm')
    put_point(r->steps, PATH_MOVE, r->x, r->y);
}

bool display_svg_path_data(const char *text, GArray *steps) {
  PathReader r = {.p = text, .steps = steps};
  char letter = '\0';
  while (is_space(*r.p))
    r.p++;
  while (*r.p) {
    bool named = g_ascii_isalpha(*r.p);
    if (named) {
      letter = *r.p++;
      while (is_space(*r.p))
        r.p++;
    } else if (!letter || letter == 'Z' || letter == 'z') {
      return false;
    } else if (letter == 'M' || letter == 'm') {
      letter = letter == 'M' ? 'L' : 'l';
    }
    if (!r.last && letter != 'M' && letter != 'm')
      return false;
    if (letter == 'Z' || letter == 'z') {
      close_part(&r);
      continue;
    }
    reopen(&r, letter);
    if (!command(&r, letter))
      return false;
  }
  return true;
}

/* ---- shapes ------------------------------------------------------------------------ */

bool display_svg_points(const char *text, bool close, GArray *steps) {
  const char *p = text;
  PathOp op = PATH_MOVE;
  while (is_space(*p))
    p++;
  while (*p) {
    double x, y;
    if (!display_svg_number(&p, &x) || !display_svg_number(&p, &y))
      return false;
    put_point(steps, op, x, y);
    op = PATH_LINE;
  }
  if (close && op == PATH_LINE)
    put_close(steps);
  return true;
}

#define QUARTER 0.5522847498 /* control points of a quarter circle */

static void put_quarter(GArray *steps, const double from[2], const double corner[2],
                        const double to[2]) {
  const double x[3] = {from[0] + (corner[0] - from[0]) * QUARTER,
                       to[0] + (corner[0] - to[0]) * QUARTER, to[0]};
  const double y[3] = {from[1] + (corner[1] - from[1]) * QUARTER,
                       to[1] + (corner[1] - to[1]) * QUARTER, to[1]};
  put_step(steps, PATH_CURVE, x, y, 3);
}

void display_svg_ellipse(GArray *steps, double cx, double cy, double rx, double ry) {
  static const int turn[5][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 0}};
  put_point(steps, PATH_MOVE, cx + rx, cy);
  for (int i = 0; i < 4; i++) {
    const double from[2] = {cx + turn[i][0] * rx, cy + turn[i][1] * ry};
    const double to[2] = {cx + turn[i + 1][0] * rx, cy + turn[i + 1][1] * ry};
    const double corner[2] = {cx + (turn[i][0] + turn[i + 1][0]) * rx,
                              cy + (turn[i][1] + turn[i + 1][1]) * ry};
    put_quarter(steps, from, corner, to);
  }
  put_close(steps);
}

void display_svg_rectangle(GArray *steps, const double box[4], double rx, double ry) {
  double x0 = box[0], y0 = box[1], x1 = x0 + box[2], y1 = y0 + box[3];
  rx = MIN(rx, box[2] / 2);
  ry = MIN(ry, box[3] / 2);
  const double corners[4][2] = {{x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}};
  const double in[4][2] = {{x1 - rx, y0}, {x1, y1 - ry}, {x0 + rx, y1}, {x0, y0 + ry}};
  const double out[4][2] = {{x1, y0 + ry}, {x1 - rx, y1}, {x0, y1 - ry}, {x0 + rx, y0}};
  put_point(steps, PATH_MOVE, x0 + rx, y0);
  for (int i = 0; i < 4; i++) {
    put_point(steps, PATH_LINE, in[i][0], in[i][1]);
    if (rx > 0 && ry > 0)
      put_quarter(steps, in[i], corners[i], out[i]);
  }
  put_close(steps);
}
