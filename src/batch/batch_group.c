/* Records that make one file together: all of them, or those equal in a column, in the
 * order of the first of each. */
#include <string.h>

#include "batch_private.h"

typedef struct Group {
  char *key;
  Span at;        /* of its first record */
  GString *xml;   /* what Record.xml says of joined ones */
  GArray *fields; /* RecordField, of its first record; owned */
  Diagnostics *diags;
  bool good;
} Group;

struct Groups {
  GPtrArray *all; /* Group */
  GHashTable *by_key;
  guint next;
  size_t bytes;
};

static void group_free(gpointer data) {
  Group *group = data;
  for (guint i = 0; i < group->fields->len; i++) {
    g_free((char *)g_array_index(group->fields, RecordField, i).name);
    g_free((char *)g_array_index(group->fields, RecordField, i).value);
  }
  g_array_free(group->fields, TRUE);
  g_string_free(group->xml, TRUE);
  diagnostics_free(group->diags);
  g_free(group->key);
  g_free(group);
}

static Group *group_new(Groups *groups, const Record *record, const char *key) {
  Group *group = g_new0(Group, 1);
  *group = (Group){.key = g_strdup(key), .at = record->at, .good = true};
  group->xml = g_string_new(NULL);
  group->diags = diagnostics_new();
  group->fields = g_array_new(FALSE, FALSE, sizeof(RecordField));
  for (size_t i = 0; i < record->n_fields; i++) {
    RecordField field = {g_strdup(record->fields[i].name),
                         g_strdup(record->fields[i].value)};
    g_array_append_val(group->fields, field);
  }
  g_ptr_array_add(groups->all, group);
  g_hash_table_insert(groups->by_key, group->key, group);
  return group;
}

static const char *bookmark(const Record *record, const RecordSource *source) {
  const char *name = source->name ? record_field(record, source->name) : "";
  if (!*name && record->n_fields)
    name = record->fields[0].value;
  return name;
}

static void add(Groups *groups, Group *group, const Record *record,
                const RecordSource *source) {
  size_t before = group->xml->len;
  g_autofree char *name = g_strdup(bookmark(record, source));
  g_strdelimit(name, "\r\n\t", ' ');
  g_string_append_printf(group->xml, "%u\t%s\n", record->at.line, name);
  g_string_append_len(group->xml, record->xml, (gssize)record->len);
  g_string_append_c(group->xml, '\0');
  groups->bytes += group->xml->len - before;
}

static bool too_much(const Groups *groups, Job *job, const Record *record) {
  size_t most = job->limits->data_text_bytes;
  if (groups->bytes <= most)
    return false;
  g_autofree char *text = g_strdup_printf("%zu", most);
  diag_add(job->diags, record->at, DIAG_BATCH_RECORD_BYTES, text, NULL);
  return true;
}

static void retell(const Diagnostics *from, Diagnostics *to) {
  for (size_t i = 0; i < diag_count(from); i++) {
    const Diagnostic *d = diag_at(from, i);
    diag_add(to, d->at, d->code, d->args[0], d->args[1], d->args[2], d->args[3], NULL);
  }
}

/* A record that is faulty spoils what it is part of. */
static void take(Groups *groups, const RecordSource *source, const Record *record,
                 const Diagnostics *diags) {
  const char *key =
      source->group && record->fields ? record_field(record, source->group) : "";
  Group *group = g_hash_table_lookup(groups->by_key, key);
  if (!group)
    group = group_new(groups, record, key);
  group->good = group->good && record->fields && diag_errors(diags) == 0;
  retell(diags, group->diags);
  if (record->fields)
    add(groups, group, record, source);
}

Groups *groups_read(Job *job, const RecordSource *source, const RecordFeed *feed) {
  Groups *groups = g_new0(Groups, 1);
  groups->all = g_ptr_array_new_with_free_func(group_free);
  groups->by_key = g_hash_table_new(g_str_hash, g_str_equal);
  Diagnostics *whole = job->diags;
  bool more = true;
  while (more) {
    Record record;
    job->diags = diagnostics_new();
    more = feed->next(feed->self, &record);
    if (more)
      take(groups, source, &record, job->diags);
    else
      retell(job->diags, whole);
    diagnostics_free(job->diags);
    job->diags = whole;
    more = more && !too_much(groups, job, &record);
  }
  return groups;
}

bool groups_next(Groups *groups, Job *job, Record *out) {
  if (groups->next >= groups->all->len)
    return false;
  const Group *group = groups->all->pdata[groups->next++];
  *out = (Record){.number = groups->next, .at = group->at};
  retell(group->diags, job->diags);
  if (!group->good)
    return true;
  out->xml = group->xml->str;
  out->len = group->xml->len;
  out->fields = (const RecordField *)(const void *)group->fields->data;
  out->n_fields = group->fields->len;
  return true;
}

void groups_free(Groups *groups) {
  if (!groups)
    return;
  g_hash_table_unref(groups->by_key);
  g_ptr_array_unref(groups->all);
  g_free(groups);
}

bool record_part(const char **joined, const char *end, RecordPart *out) {
  const char *tab, *line;
  if (*joined >= end || !(tab = strchr(*joined, '\t')) || !(line = strchr(tab, '\n')))
    return false;
  *out = (RecordPart){.line = (uint32_t)g_ascii_strtoull(*joined, NULL, 10),
                      .name = tab + 1,
                      .name_len = (size_t)(line - tab - 1),
                      .xml = line + 1,
                      .len = strlen(line + 1)};
  *joined = out->xml + out->len + 1;
  return true;
}
