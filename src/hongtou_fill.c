/* One record of a template as if it were the document: its lines are the template's. */
#include <string.h>

#include "batch.h"
#include "hongtou_render.h"
#include "template.h"

typedef struct Wanted {
  uint64_t number; /* 0: by name */
  const char *name;
} Wanted;

static Wanted wanted_of(const char *text) {
  guint64 number = 1;
  if (!text || g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT32, &number, NULL))
    return (Wanted){.number = number};
  return (Wanted){.name = text};
}

static bool is_wanted(const Wanted *wanted, const Record *record) {
  if (wanted->number)
    return record->number == wanted->number;
  return record->n_fields && strcmp(record->fields[0].value, wanted->name) == 0;
}

/* A copy of the record in the job's arena; all are counted. */
static bool record_find(Run *run, Records *records, TemplateRecord *out) {
  Wanted wanted = wanted_of(run->options->record);
  Record record;
  bool found = false;
  while (records_next(records, &record)) {
    run->result->n_records = (unsigned)record.number;
    if (found || !is_wanted(&wanted, &record))
      continue;
    found = true;
    run->result->record = (unsigned)record.number;
    out->xml = arena_strndup(run->job.arena, record.xml, record.len);
    out->len = record.len;
    out->at = record.at;
  }
  if (!found && !diag_errors(run->job.diags))
    diag_add(run->job.diags, (Span){.file = run->options->data}, DIAG_RENDER_NO_RECORD,
             run->options->record ? run->options->record : "1", NULL);
  return found;
}

bool run_fill(Run *run, const char *name, const char **bytes, size_t *length) {
  Filled *filled = run->filled = ARENA_NEW(run->job.arena, Filled);
  TemplateRecord record = {0};
  RecordSource data = {.path = run->options->data};
  result_note_read(run->result, data.path);
  filled->template = template_read(&run->job, name, *bytes, *length);
  Records *records = filled->template ? records_open(&run->job, &data) : NULL;
  bool ok = records && record_find(run, records, &record);
  if (records)
    records_close(records);
  ok = ok && template_apply(&run->job, filled->template, &record, &filled->made);
  filled->before = diag_count(run->job.diags);
  *bytes = filled->made.bytes;
  *length = filled->made.len;
  return ok;
}

Span run_origin(const Run *run, Span at) {
  const Filled *filled = run->filled;
  bool made = filled && filled->made.bytes && at.line && at.file && run->written &&
              strcmp(at.file, run->written->file) == 0;
  return made ? template_origin(filled->template, &filled->made, at) : at;
}

/* What was told of the made document is told of the template. */
static void diagnostics_move(Run *run) {
  HongtouResult *result = run->result;
  Diagnostics *moved = diagnostics_new();
  for (size_t i = 0; i < diag_count(result->diags); i++) {
    const Diagnostic *d = diag_at(result->diags, i);
    Span at = i < run->filled->before ? d->at : run_origin(run, d->at);
    HongtouPlace place = {0};
    hongtou_result_diagnostic_place(result, i, &place);
    size_t n = diag_count(moved);
    diag_add(moved, at, d->code, d->args[0], d->args[1], d->args[2], d->args[3], NULL);
    if (diag_count(moved) > n)
      g_array_append_val(result->told, place);
  }
  diagnostics_free(result->diags);
  result->diags = moved;
  result->moved = true;
}

void run_unfill(Run *run) {
  if (!run->filled)
    return;
  diagnostics_move(run);
  template_free(run->filled->template);
}

unsigned hongtou_result_record(const HongtouResult *result) {
  return result->record;
}

unsigned hongtou_result_records(const HongtouResult *result) {
  return result->n_records;
}
