/* What was found, in order, and times as they are told. */
#include <stdarg.h>

#include "verify_private.h"

/* ---- findings ---------------------------------------------------------------------- */

void finding_add(Arena *arena, VerifyFindings *to, VerifyVerdict effect, DiagCode code,
                 ...) {
  VerifyFinding *finding = ARENA_NEW(arena, VerifyFinding);
  finding->code = code;
  finding->effect = effect;
  va_list args;
  va_start(args, code);
  const char *arg = va_arg(args, const char *);
  for (size_t i = 0; arg && i < G_N_ELEMENTS(finding->args); i++) {
    finding->args[i] = arena_strdup(arena, arg);
    arg = va_arg(args, const char *);
  }
  va_end(args);
  if (to->last)
    to->last->next = finding;
  else
    to->first = finding;
  to->last = finding;
}

const char *finding_time(Arena *arena, int64_t seconds) {
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
  g_autoptr(GDateTime) time = utc ? g_date_time_to_timezone(utc, zone) : NULL;
  g_autofree char *text = time ? g_date_time_format(time, "%Y-%m-%d %H:%M") : NULL;
  return arena_strdup(arena, text ? text : "?");
}
