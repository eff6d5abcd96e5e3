/* Characters that must not be printed, each named with its remedy (G4.1, lint CHR). */
#include "model_private.h"

typedef struct Interval {
  gunichar from, to;
} Interval;

/* Without width, without ink, or with a width that only the eye can tell from a space. */
static const Interval invisible[] = {
    {0x0000, 0x0008},   {0x000B, 0x000C},   {0x000E, 0x001F},   {0x007F, 0x00A0},
    {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x061C, 0x061C},   {0x115F, 0x1160},
    {0x1680, 0x1680},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x2000, 0x200F},
    {0x2028, 0x202F},   {0x205F, 0x206F},   {0x3164, 0x3164},   {0xFDD0, 0xFDEF},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

static bool is_invisible(gunichar c) {
  for (size_t i = 0; i < G_N_ELEMENTS(invisible); i++) {
    if (c >= invisible[i].from && c <= invisible[i].to)
      return true;
  }
  return (c & 0xFFFE) == 0xFFFE;
}

/* Twelve of the compatibility block are ideographs in their own right. */
static bool is_compatibility(gunichar c) {
  static const gunichar own[] = {0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F,
                                 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29};
  for (size_t i = 0; i < G_N_ELEMENTS(own); i++) {
    if (c == own[i])
      return false;
  }
  return (c >= 0x2E80 && c <= 0x2FDF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x2F800 && c <= 0x2FA1F);
}

static void report_compatibility(Job *job, Span at, gunichar c) {
  gunichar plain[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n = g_unichar_fully_decompose(c, TRUE, plain, G_N_ELEMENTS(plain));
  char utf8[7] = "";
  g_unichar_to_utf8(n == 1 && plain[0] != c ? plain[0] : c, utf8);
  char *advice = n == 1 && plain[0] != c ? arena_strdup(job->arena, utf8) : "–";
  diag_add(job->diags, at, DIAG_MODEL_COMPATIBILITY_CHARACTER,
           text_code_point(job->arena, c), advice, NULL);
}

void model_character_check(Job *job, const char *file, const Decoded *d) {
  if ((d->c >= 0x20 && d->c < 0x7F) || (d->c >= 0x4E00 && d->c <= 0x9FFF))
    return;
  Span at = {file, d->line, d->column};
  if (d->c == 0x3000)
    diag_add(job->diags, at, DIAG_MODEL_IDEOGRAPHIC_SPACE, NULL);
  else if (d->c == 0xFFFD)
    diag_add(job->diags, at, DIAG_MODEL_REPLACEMENT_CHARACTER, NULL);
  else if (is_invisible(d->c))
    diag_add(job->diags, at, DIAG_MODEL_INVISIBLE_CHARACTER,
             text_code_point(job->arena, d->c), text_character_name(job->arena, d->c),
             NULL);
  else if (text_is_private_use(d->c))
    diag_add(job->diags, at, DIAG_MODEL_PRIVATE_USE, text_code_point(job->arena, d->c),
             NULL);
  else if (is_compatibility(d->c))
    report_compatibility(job, at, d->c);
}

void model_text_check(Job *job, const char *utf8, Span at) {
  for (const char *p = utf8; *p;) {
    Decoded d = {text_next(&p), at.line, at.column};
    if (d.c == '\t' || d.c == '\r')
      diag_add(job->diags, at, DIAG_MODEL_INVISIBLE_CHARACTER,
               text_code_point(job->arena, d.c), text_character_name(job->arena, d.c),
               NULL);
    else
      model_character_check(job, at.file, &d);
  }
}
