/* Roles and who plays them. */
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "font_private.h"

static bool wish_can_play(const Wish *wish) {
  return wish->font && font_usable(wish->font) && font_may_embed(wish->font);
}

static void role_cast(FontRole *role) {
  for (guint i = 0; i < role->wishes->len && !role->plays; i++) {
    const Wish *wish = &g_array_index(role->wishes, Wish, i);
    if (wish_can_play(wish))
      role->plays = wish->font;
  }
}

/* A face that was wished for more than the one that plays is told: the user has it, and
 * would not guess why it is not used. */
static void tell_passed_over(const FontRole *role, GHashTable *told, Diagnostics *diags) {
  for (guint i = 0; i < role->wishes->len; i++) {
    const Wish *wish = &g_array_index(role->wishes, Wish, i);
    if (wish->font == role->plays && role->plays)
      return;
    if (!wish->font || wish->fallback || !g_hash_table_add(told, wish->font))
      continue;
    if (!font_usable(wish->font))
      diag_add(diags, (Span){0}, DIAG_FONT_DAMAGED, wish->font->file, NULL);
    else if (!font_may_embed(wish->font))
      diag_add(diags, (Span){0}, DIAG_FONT_REFUSED, wish->family, wish->font->file,
               role->name, role->plays ? role->plays->family : "—", NULL);
  }
}

/* 霞鹜文楷 in the place of 仿宋 is readable and no 仿宋. */
static void tell_class(const FontRole *role, Diagnostics *diags) {
  for (guint i = 0; i < role->wishes->len; i++) {
    const Wish *wish = &g_array_index(role->wishes, Wish, i);
    if (wish->fallback || wish->font != role->plays)
      continue;
    if (wish->other)
      diag_add(diags, (Span){0}, DIAG_FONT_OTHER_CLASS, role->name, wish->family,
               wish->other, NULL);
    return;
  }
}

static bool roles_cast(const FontBook *book, const char *roles_file, Diagnostics *diags) {
  bool all = true;
  g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < book->roles->len; i++) {
    FontRole *role = book->roles->pdata[i];
    role_cast(role);
    tell_passed_over(role, told, diags);
    if (role->plays) {
      tell_class(role, diags);
      continue;
    }
    diag_add(diags, (Span){.file = roles_file}, DIAG_ENV_NO_FONT, role->name, NULL);
    all = false;
  }
  return all;
}

bool fontbook_open(const FontPaths *paths, Diagnostics *diags, FontBook **out) {
  FontBook *book = g_new0(FontBook, 1);
  book->arena = arena_new();
  book->roles_file = arena_strdup(book->arena, paths->roles_file);
  book->roles = g_ptr_array_new();
  book->fonts = g_ptr_array_new();
  book->signs = g_array_new(FALSE, FALSE, sizeof(CellRange));
  bool ok = font_roles_read(book, paths->roles_file, diags);
  if (ok) {
    font_files_find(book, paths, diags);
    ok = roles_cast(book, paths->roles_file, diags);
  }
  if (!ok) {
    fontbook_free(book);
    book = NULL;
  }
  *out = book;
  return ok;
}

static void put_file(GString *out, const char *path) {
  struct stat st = {0};
  int found = stat(path, &st);
  g_string_append_printf(out, "|%s|%d|%jd|%jd.%09ld", path, found, (intmax_t)st.st_size,
                         (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

void fontbook_files(const FontBook *book, GPtrArray *out) {
  for (guint i = 0; i < book->fonts->len; i++) {
    const Font *font = book->fonts->pdata[i];
    if (font->file)
      g_ptr_array_add(out, g_strdup(font->file));
  }
}

void fontbook_digest(const FontBook *book, GString *out) {
  put_file(out, book->roles_file);
  for (guint i = 0; i < book->fonts->len; i++) {
    const Font *font = book->fonts->pdata[i];
    if (font->file)
      put_file(out, font->file);
  }
}

void fontbook_free(FontBook *book) {
  if (!book)
    return;
  for (guint i = 0; i < book->fonts->len; i++) {
    const Font *font = book->fonts->pdata[i];
    font_face_close(font->face);
  }
  for (guint i = 0; i < book->roles->len; i++) {
    const FontRole *role = book->roles->pdata[i];
    g_array_unref(role->wishes);
    g_array_unref(role->cells);
    g_free(role->kept->cells);
  }
  g_ptr_array_unref(book->fonts);
  g_ptr_array_unref(book->roles);
  g_array_unref(book->signs);
  if (book->others)
    g_array_unref(book->others);
  if (book->folders)
    g_ptr_array_unref(book->folders);
  if (book->config)
    FcConfigDestroy(book->config);
  if (book->scanned)
    FcFontSetDestroy(book->scanned);
  arena_free(book->arena);
  g_free(book);
}

size_t fontbook_role_count(const FontBook *book) {
  return book->roles->len;
}

const FontRole *fontbook_role_at(const FontBook *book, size_t i) {
  g_assert(i < book->roles->len);
  return book->roles->pdata[i];
}

const FontRole *fontbook_role(const FontBook *book, const char *name) {
  for (guint i = 0; i < book->roles->len; i++) {
    const FontRole *role = book->roles->pdata[i];
    if (strcmp(role->name, name) == 0)
      return role;
  }
  return NULL;
}

const char *fontrole_name(const FontRole *role) {
  return role->name;
}

size_t fontrole_candidates(const FontRole *role) {
  return role->wishes->len;
}

static CandidateState wish_state(const FontRole *role, const Wish *wish) {
  if (!wish->font)
    return CANDIDATE_MISSING;
  if (!font_usable(wish->font))
    return CANDIDATE_DAMAGED;
  if (!font_may_embed(wish->font))
    return CANDIDATE_REFUSED;
  if (wish->font == role->plays)
    return CANDIDATE_PLAYS;
  return wish->fallback ? CANDIDATE_FALLBACK : CANDIDATE_SPARE;
}

Candidate fontrole_candidate(const FontRole *role, size_t i) {
  g_assert(i < role->wishes->len);
  const Wish *wish = &g_array_index(role->wishes, Wish, i);
  CandidateState state = wish_state(role, wish);
  bool usable = state != CANDIDATE_MISSING && state != CANDIDATE_REFUSED &&
                state != CANDIDATE_DAMAGED;
  return (Candidate){.family = wish->family,
                     .font = usable ? wish->font : NULL,
                     .state = state,
                     .licensed = wish->licensed,
                     .other = wish->other};
}

/* A face other than the role's own is opened only when fontconfig's coverage promises the
 * character: a document without rare characters opens no fallback. */
static bool wish_has(const Wish *wish, gunichar c) {
  return wish->font && FcCharSetHasChar(wish->font->coverage, c) && wish_can_play(wish) &&
         font_has(wish->font, c);
}

/* Of the role's own class: it may play, and is not also a fallback out of another. */
static bool is_of_class(const FontRole *role, const Wish *wish) {
  for (guint i = 0; i < role->wishes->len; i++) {
    const Wish *other = &g_array_index(role->wishes, Wish, i);
    if (other->fallback && other->font == wish->font)
      return false;
  }
  return !wish->fallback;
}

static const Font *find_among(const FontRole *role, gunichar c, bool own_class) {
  for (guint i = 0; i < role->wishes->len; i++) {
    const Wish *wish = &g_array_index(role->wishes, Wish, i);
    bool asked = own_class ? is_of_class(role, wish) : wish->fallback;
    if (asked && wish_has(wish, c))
      return wish->font;
  }
  return NULL;
}

FontFound fontrole_find(const FontRole *role, gunichar c, const Font **out) {
  *out = role->plays;
  if (font_has(role->plays, c))
    return FOUND_PRIMARY;
  *out = find_among(role, c, true);
  if (!*out)
    *out = find_among(role, c, false);
  if (*out)
    return FOUND_FALLBACK;
  *out = font_others_find(role->book, role, c);
  return *out ? FOUND_ELSEWHERE : FOUND_NOWHERE;
}

/* ---- cells -------------------------------------------------------------------- */

/* Arrows, technical and geometric signs, ☑ and ✔: among Han they fill a cell, wide or
 * not. */
static bool is_sign(gunichar c) {
  return (c >= 0x2190 && c <= 0x21FF) || (c >= 0x2300 && c <= 0x23FF) ||
         (c >= 0x2500 && c <= 0x27BF) || (c >= 0x2B00 && c <= 0x2BFF);
}

/* What no rule names: wide characters fill a cell; symbols that are wide in Chinese text
 * alone (East_Asian_Width Ambiguous, V) stand in its middle; the rest keeps its own
 * width. */
static CellRange cell_otherwise(gunichar c) {
  CellRange cell = {.first = c, .last = c, .width = 1000, .fit = FIT_LEFT};
  if (text_is_han(c) || g_unichar_iswide(c))
    return cell;
  cell.fit = FIT_CENTRE;
  if (is_sign(c))
    return cell;
  if (g_unichar_iswide_cjk(c) && !(g_unichar_isalpha(c) && c < 0x0530))
    return cell;
  cell.width = 0;
  cell.fit = FIT_NONE;
  return cell;
}

static CellRange cell_range(const FontRole *role, gunichar c) {
  for (guint i = 0; i < role->cells->len && !text_is_han(c); i++) {
    const CellRange *cell = &g_array_index(role->cells, CellRange, i);
    if (c >= cell->first && c <= cell->last &&
        (!cell->when || strcmp(cell->when, font_family(role->plays)) == 0))
      return *cell;
  }
  return cell_otherwise(c);
}

static const Font *find_in_family(const FontRole *role, const char *family, gunichar c) {
  for (guint i = 0; i < role->wishes->len; i++) {
    const Wish *wish = &g_array_index(role->wishes, Wish, i);
    if (strcmp(wish->family, family) == 0 && wish_has(wish, c))
      return wish->font;
  }
  return NULL;
}

/* Whose glyph stands for one that the playing face draws wrong; NULL: its own does. */
static const char *lender_of(const FontRole *role, gunichar c) {
  const GArray *signs = role->book->signs;
  for (guint i = 0; i < signs->len; i++) {
    const CellRange *sign = &g_array_index(signs, CellRange, i);
    if (c >= sign->first && c <= sign->last &&
        strcmp(sign->when, font_family(role->plays)) == 0 &&
        find_in_family(role, sign->family, c))
      return sign->family;
  }
  return NULL;
}

static CellRule find_cell(const FontRole *role, gunichar c) {
  CellRange cell = cell_range(role, c);
  CellRule rule = {.width = cell.width, .fit = cell.fit};
  if (!cell.family)
    cell.family = lender_of(role, c);
  if (cell.family)
    rule.font = find_in_family(role, cell.family, c);
  if (rule.font) /* the roles file chose this face: nothing to report */
    rule.found = FOUND_PRIMARY;
  else
    rule.found = fontrole_find(role, c, &rule.font);
  if (rule.font) {
    rule.glyph = font_glyph(rule.font, c);
    rule.advance = font_advance(rule.font, rule.glyph);
    rule.units_per_em = font_units_per_em(rule.font);
  }
  return rule;
}

#define KEPT_CELLS_MOST \
  65536 /* of one role; a text of more different characters finds some anew */

static KeptCell *cell_slot(KeptCell *cells, uint32_t room, gunichar c) {
  uint32_t at = (c * 0x9E3779B1u) >> 12;
  while (cells[at & (room - 1)].c && cells[at & (room - 1)].c != c)
    at++;
  return &cells[at & (room - 1)];
}

static void widen_cells(RoleCells *kept) {
  uint32_t room = kept->room ? 2 * kept->room : 256;
  KeptCell *cells = g_new0(KeptCell, room);
  for (uint32_t i = 0; i < kept->room; i++)
    if (kept->cells[i].c)
      *cell_slot(cells, room, kept->cells[i].c) = kept->cells[i];
  g_free(kept->cells);
  kept->cells = cells;
  kept->room = room;
}

CellRule fontrole_cell(const FontRole *role, gunichar c) {
  RoleCells *kept = role->kept;
  if (kept->count * 2 >= kept->room && kept->count < KEPT_CELLS_MOST / 2)
    widen_cells(kept);
  KeptCell *cell = cell_slot(kept->cells, kept->room, c);
  if (cell->c && c)
    return cell->rule;
  CellRule rule = find_cell(role, c);
  if (c && kept->count * 2 < kept->room) {
    *cell = (KeptCell){c, rule};
    kept->count++;
  }
  return rule;
}
