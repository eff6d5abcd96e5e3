/* Transforms of SVG (SVG 1.1, 7.6). */
#include <math.h>
#include <string.h>

#include "display_svg.h"

void display_svg_multiply(double out[6], const double first[6], const double outer[6]) {
  double r[6];
  for (int i = 0; i < 3; i++) {
    double x = first[2 * i], y = first[2 * i + 1];
    r[2 * i] = outer[0] * x + outer[2] * y + (i == 2 ? outer[4] : 0);
    r[2 * i + 1] = outer[1] * x + outer[3] * y + (i == 2 ? outer[5] : 0);
  }
  memcpy(out, r, sizeof r);
}

static double radians(double degrees) {
  return degrees * G_PI / 180;
}

static void make_rotation(double out[6], const double n[6], int count) {
  double c = cos(radians(n[0])), s = sin(radians(n[0]));
  double x = count == 3 ? n[1] : 0, y = count == 3 ? n[2] : 0;
  const double m[6] = {c, s, -s, c, x - c * x + s * y, y - s * x - c * y};
  memcpy(out, m, sizeof m);
}

/* What one function of so many numbers means; false: it takes another count. */
static bool make(const char *name, const double n[6], int count, double out[6]) {
  double m[6] = {1, 0, 0, 1, 0, 0};
  bool ok = false;
  if (strcmp(name, "matrix") == 0 && (ok = count == 6)) {
    memcpy(m, n, sizeof m);
  } else if (strcmp(name, "translate") == 0 && (ok = count == 1 || count == 2)) {
    m[4] = n[0];
    m[5] = count == 2 ? n[1] : 0;
  } else if (strcmp(name, "scale") == 0 && (ok = count == 1 || count == 2)) {
    m[0] = n[0];
    m[3] = count == 2 ? n[1] : n[0];
  } else if (strcmp(name, "rotate") == 0 && (ok = count == 1 || count == 3)) {
    make_rotation(m, n, count);
  } else if (strcmp(name, "skewX") == 0 && (ok = count == 1)) {
    m[2] = tan(radians(n[0]));
  } else if (strcmp(name, "skewY") == 0 && (ok = count == 1)) {
    m[1] = tan(radians(n[0]));
  }
  memcpy(out, m, sizeof m);
  return ok;
}

static bool read_function(const char **p, double out[6]) {
  char name[12] = "";
  size_t len = 0;
  while (g_ascii_isalpha(**p) && len + 1 < sizeof name)
    name[len++] = *(*p)++;
  display_svg_skip(p);
  if (**p != '(')
    return false;
  (*p)++;
  display_svg_skip(p);
  double n[6];
  int count = 0;
  while (count < 6 && display_svg_number(p, &n[count]))
    count++;
  if (**p != ')')
    return false;
  (*p)++;
  display_svg_skip(p);
  return make(name, n, count, out);
}

bool display_svg_transform(const char *text, double out[6]) {
  const char *p = text;
  double all[6] = {1, 0, 0, 1, 0, 0};
  display_svg_skip(&p);
  while (*p) {
    double one[6];
    if (!read_function(&p, one))
      return false;
    display_svg_multiply(all, one, all); /* the last one written is done first */
    for (int i = 0; i < 6; i++) {
      if (!isfinite(all[i]) || fabs(all[i]) > 1e12)
        return false;
    }
  }
  memcpy(out, all, sizeof all);
  return true;
}
