/* The parts around the text: head, title, recipients, signature, annexes, imprint. */
#include <string.h>

#include "model_private.h"

/* ---- scopes: whose blocks and annexes are being read ------------------------------- */

static void scope_open(Reader *reader, Content *content, Annex *annex) {
  Scope *scope = ARENA_NEW(reader->job->arena, Scope);
  scope->outer = reader->scope;
  scope->content = content;
  scope->annex = annex;
  reader->scope = scope;
}

static void scope_close(Reader *reader) {
  Scope *scope = reader->scope, *outer = scope->outer;
  Arena *arena = reader->job->arena;
  reader->scope = outer;
  scope->content->blocks = scope->blocks.items;
  scope->content->n_blocks = scope->blocks.n;
  scope->content->annexes = scope->annexes.items;
  scope->content->n_annexes = scope->annexes.n;
  scope->content->enclosures = scope->enclosures.items;
  scope->content->n_enclosures = scope->enclosures.n;
  if (scope->annex)
    *(Annex *)model_vector_push(arena, &outer->annexes, sizeof(Annex)) = *scope->annex;
  else if (outer)
    *(Content *)model_vector_push(arena, &outer->enclosures, sizeof(Content)) =
        *scope->content;
}

/* ---- start: attributes ------------------------------------------------------------- */

static void bulletin_names(Reader *reader) {
  Bulletin *bulletin = reader->bulletin;
  const char *lang = model_attribute(reader, "xml:lang", NULL);
  bulletin->lang = lang ? lang : "zh-CN";
  bulletin->layout_at = model_frame(reader)->at;
  const char *layout = model_attribute(reader, "layout", &bulletin->layout_at);
  bulletin->layout = layout ? layout : "general";
  const char *kind = model_attribute(reader, "kind", NULL);
  bulletin->kind = kind ? kind : "";
}

static void start_bulletin(Reader *reader) {
  static const Choice statuses[] = {{"draft", STATUS_DRAFT}, {NULL, 0}};
  static const Choice directions[] = {{"down", DIRECTION_DOWN},
                                      {"level", DIRECTION_LEVEL},
                                      {"up", DIRECTION_UP},
                                      {NULL, 0}};
  bulletin_names(reader);
  reader->bulletin->status =
      model_attribute_choice(reader, "status", statuses, STATUS_FINAL);
  Direction usual =
      model_kind_upward(reader->bulletin->kind) ? DIRECTION_UP : DIRECTION_DOWN;
  model_attribute(reader, "direction", &reader->direction_at);
  reader->bulletin->direction =
      (Direction)model_attribute_choice(reader, "direction", directions, (int)usual);
  scope_open(reader, &reader->bulletin->main, NULL);
}

static unsigned plain_number(const char *value) {
  return value ? (unsigned)g_ascii_strtoull(value, NULL, 10) : 0;
}

static void start_number(Reader *reader, Span at) {
  Number *number = &reader->bulletin->number;
  number->at = at;
  number->given = true;
  Text code = model_attribute_text(reader, "code");
  number->code = code.chars ? code.utf8 : NULL;
  if (number->code && g_str_has_suffix(number->code, "第"))
    diag_add(reader->job->diags, code.at, DIAG_MODEL_NUMBER_CODE, number->code, NULL);
  number->year = plain_number(model_attribute(reader, "year", NULL));
  number->serial = plain_number(model_attribute(reader, "serial", NULL));
}

static void start_secrecy(Reader *reader, Span at) {
  Secrecy *secrecy = &reader->bulletin->secrecy;
  secrecy->at = at;
  secrecy->level = model_attribute(reader, "level", NULL);
  secrecy->term = model_attribute(reader, "term", NULL);
}

/* B8.16: an officer's title and signature stamp. */
static void start_stamp(Reader *reader, Signatory *by) {
  const char *stamp = model_attribute(reader, "stamp", &by->stamp_at);
  if (model_attribute(reader, "title", NULL))
    by->title = model_attribute_text(reader, "title");
  if (!stamp)
    return;
  by->stamp = strcmp(stamp, "space") == 0 ? SEAL_SPACE : SEAL_IMAGE;
  if (by->stamp == SEAL_IMAGE)
    by->stamp_path = stamp;
}

static void start_by(Reader *reader, Span at) {
  Signatory *by = model_vector_push(reader->job->arena, &reader->signatories, sizeof *by);
  by->at = at;
  by->seal_at = at;
  const char *seal = model_attribute(reader, "seal", &by->seal_at);
  if (seal && strcmp(seal, "space") == 0)
    by->seal = SEAL_SPACE;
  else if (seal) {
    by->seal = SEAL_IMAGE;
    by->seal_path = seal;
  }
  start_stamp(reader, by);
  Span place;
  const char *diameter = model_attribute(reader, "diameter", &place);
  if (!diameter)
    return;
  if (!measure_parse(diameter, &by->diameter) || by->diameter.micro <= 0 ||
      !measure_is_absolute(by->diameter))
    model_attribute_bad(reader, place, "diameter", diameter);
}

/* ids are one space over the whole bulletin. */
void model_id_add(Reader *reader, const char *id, Span at) {
  if (!g_hash_table_add(reader->ids, (gpointer)id))
    diag_add(reader->job->diags, at, DIAG_MODEL_DUPLICATE_ID, id, NULL);
}

const char *model_id_read(Reader *reader) {
  Span at;
  const char *id = model_attribute(reader, "id", &at);
  if (id)
    model_id_add(reader, id, at);
  return id;
}

static void start_annex(Reader *reader, Span at) {
  static const Choice choices[] = {{"yes", false}, {"no", true}, {NULL, 0}};
  Annex *annex = ARENA_NEW(reader->job->arena, Annex);
  annex->at = at;
  annex->id = model_id_read(reader);
  annex->apart = model_attribute_choice(reader, "bound", choices, false);
  annex->content.at = at;
  scope_open(reader, &annex->content, annex);
}

static void start_attendance(Reader *reader, Span at) {
  static const Choice kinds[] = {{"出席", ATTENDANCE_PRESENT},
                                 {"请假", ATTENDANCE_LEAVE},
                                 {"列席", ATTENDANCE_OBSERVER},
                                 {NULL, 0}};
  Attendance *row =
      model_vector_push(reader->job->arena, &reader->attendance, sizeof *row);
  row->at = at;
  row->kind =
      (AttendanceKind)model_attribute_choice(reader, "kind", kinds, ATTENDANCE_PRESENT);
}

static void start_sign(Reader *reader, Span at) {
  reader->sign = ARENA_NEW(reader->job->arena, Sign);
  reader->sign->at = at;
  reader->signatories = (Vector){0};
  reader->scope->content->sign = reader->sign;
}

static void start_imprint(Reader *reader, Span at) {
  reader->imprint = ARENA_NEW(reader->job->arena, Imprint);
  reader->imprint->at = at;
  reader->bulletin->imprint = reader->imprint;
}

#define ENCLOSURE_DEPTH 4

static void start_enclosure(Reader *reader, Span at) {
  unsigned depth = 0;
  for (const Scope *scope = reader->scope; scope; scope = scope->outer)
    depth++;
  if (depth == ENCLOSURE_DEPTH + 1)
    diag_add(reader->job->diags, at, DIAG_MODEL_ENCLOSURE_DEPTH, NULL);
  Content *content = ARENA_NEW(reader->job->arena, Content);
  content->at = at;
  scope_open(reader, content, NULL);
}

static void start_contents(Reader *reader) {
  static const Choice levels[] = {{"1", 1}, {"2", 2}, {"3", 3}, {"4", 4}, {NULL, 0}};
  reader->scope->content->contents =
      (uint8_t)model_attribute_choice(reader, "levels", levels, 2);
}

static void start_body(Reader *reader) {
  static const Choice choices[] = {
      {"layout", SECTIONS_BY_LAYOUT}, {"decimal", SECTIONS_DECIMAL}, {NULL, 0}};
  reader->scope->numbers = (SectionNumbers)model_attribute_choice(
      reader, "numbering", choices, SECTIONS_BY_LAYOUT);
}

void model_part_start(Reader *reader, Frame *frame) {
  if (frame->element == EL_BULLETIN)
    start_bulletin(reader);
  else if (frame->element == EL_NUMBER)
    start_number(reader, frame->at);
  else if (frame->element == EL_SECRECY)
    start_secrecy(reader, frame->at);
  else if (frame->element == EL_SIGN)
    start_sign(reader, frame->at);
  else if (frame->element == EL_BY)
    start_by(reader, frame->at);
  else if (frame->element == EL_ATTENDANCE)
    start_attendance(reader, frame->at);
  else if (frame->element == EL_CONTENTS)
    start_contents(reader);
  else if (frame->element == EL_BODY)
    start_body(reader);
  else if (frame->element == EL_ENCLOSURE)
    start_enclosure(reader, frame->at);
  else if (frame->element == EL_ANNEX)
    start_annex(reader, frame->at);
  else if (frame->element == EL_IMPRINT)
    start_imprint(reader, frame->at);
  else if (frame->element == EL_PRINTED_ON)
    reader->printed_given = true;
}

/* ---- text -------------------------------------------------------------------------- */

static Date read_date(Reader *reader, const Text *text) {
  Date date = {0};
  if (text->chars && !date_parse(text->utf8, &date)) {
    Span at = {text->at.file, text->places[0].line, text->places[0].column};
    diag_add(reader->job->diags, at, DIAG_MODEL_DATE,
             model_shorten(reader->job->arena, text->utf8, text->bytes), NULL);
  }
  return date;
}

/* Where the text of a part belongs; NULL: a date, or nowhere. */
static Text *text_place(Reader *reader, Element element) {
  Content *content = reader->scope->content;
  Text *head[EL_COUNT] = {
      [EL_COPY_NUMBER] = &reader->bulletin->copy_number,
      [EL_URGENCY] = &reader->bulletin->urgency,
      [EL_MARK] = &reader->bulletin->mark,
      [EL_TITLE] = &content->title,
      [EL_SUBTITLE] = &content->subtitle,
      [EL_TO] = &content->recipients,
      [EL_NOTE] = &content->note,
      [EL_MAIN_TO] = reader->imprint ? &reader->imprint->main_to : NULL,
      [EL_COPY_TO] = reader->imprint ? &reader->imprint->copy_to : NULL,
      [EL_PRINTED_BY] = reader->imprint ? &reader->imprint->printed_by : NULL,
  };
  return head[element];
}

void model_part_text(Reader *reader, Frame *frame, const Text *text) {
  Text *place = text_place(reader, frame->element);
  if (place)
    *place = *text;
  else if (frame->element == EL_ISSUER)
    *(Text *)model_vector_push(reader->job->arena, &reader->issuers, sizeof *text) =
        *text;
  else if (frame->element == EL_ATTENDANCE)
    ((Attendance *)reader->attendance.items)[reader->attendance.n - 1].names = *text;
  else if (frame->element == EL_SIGNER)
    *(Text *)model_vector_push(reader->job->arena, &reader->signers, sizeof *text) =
        *text;
  else if (frame->element == EL_DATE)
    reader->sign->date = read_date(reader, text);
  else if (frame->element == EL_PRINTED_ON)
    reader->imprint->printed_on = read_date(reader, text);
  else if (frame->element == EL_BY)
    ((Signatory *)reader->signatories.items)[reader->signatories.n - 1].name = *text;
}

/* ---- end --------------------------------------------------------------------------- */

static void end_bulletin(Reader *reader, const Frame *frame) {
  if (reader->issuers.n > reader->job->limits->issuers)
    diag_add(reader->job->diags, frame->at, DIAG_LIMIT_ISSUERS,
             arena_printf(reader->job->arena, "%u", reader->job->limits->issuers), NULL);
  reader->bulletin->data = reader->data.items;
  reader->bulletin->n_data = reader->data.n;
  reader->bulletin->figure_specs = reader->figures.items;
  reader->bulletin->n_figure_specs = reader->figures.n;
  reader->bulletin->issuers = reader->issuers.items;
  reader->bulletin->n_issuers = reader->issuers.n;
  reader->bulletin->attendance = reader->attendance.items;
  reader->bulletin->n_attendance = reader->attendance.n;
  reader->bulletin->signers = reader->signers.items;
  reader->bulletin->n_signers = reader->signers.n;
  scope_close(reader);
}

void model_part_end(Reader *reader, Frame *frame) {
  if (frame->element == EL_BULLETIN) {
    end_bulletin(reader, frame);
  } else if (frame->element == EL_ENCLOSURE || frame->element == EL_ANNEX) {
    scope_close(reader);
  } else if (frame->element == EL_SIGN) {
    reader->sign->by = reader->signatories.items;
    reader->sign->n_by = reader->signatories.n;
    reader->sign->by_given = reader->signatories.n > 0;
  }
}
