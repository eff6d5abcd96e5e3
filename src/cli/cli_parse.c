/* Arguments → Invocation. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define OPTIONS_PROGRAM (OPTIONS_COMMON | OPTION_BIT(OPTION_VERSION))

/* ---- how diagnostics are shown -------------------------------------------------- */

/* The first of these that is set and not empty decides (POSIX 8.2). */
static HongtouLanguage locale_language(void) {
  static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
    const char *value = g_getenv(variables[i]);
    if (value && *value)
      return g_str_has_prefix(value, "zh") ? HONGTOU_ZH : HONGTOU_EN;
  }
  return HONGTOU_EN;
}

static bool wants_colour(void) {
  const char *no_color = g_getenv("NO_COLOR"), *term = g_getenv("TERM");
  return !(no_color && *no_color) && term && strcmp(term, "dumb") != 0 &&
         isatty(STDERR_FILENO);
}

static const char *value_in(const char *argument, const char *next, OptionId id) {
  const char *name = cli_options[id].name;
  if (!g_str_has_prefix(argument, "--") || !g_str_has_prefix(argument + 2, name))
    return NULL;
  const char *rest = argument + 2 + strlen(name);
  return *rest == '=' ? rest + 1 : *rest ? NULL : next;
}

Report cli_report_settings(int argc, char **argv) {
  Report report = {.language = locale_language(),
                   .colour = wants_colour(),
                   .terminal = isatty(STDERR_FILENO)};
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    const char *format = value_in(argv[i], argv[i + 1], OPTION_DIAGNOSTIC_FORMAT);
    const char *language = value_in(argv[i], argv[i + 1], OPTION_LANG);
    if (format)
      report.json = strcmp(format, "json") == 0;
    if (language && strcmp(language, "zh") == 0)
      report.language = HONGTOU_ZH;
    if (language && strcmp(language, "en") == 0)
      report.language = HONGTOU_EN;
  }
  return report;
}

/* ---- arguments ---------------------------------------------------------------- */

typedef struct Reader {
  char **argv; /* what is left, NULL at the end */
  Invocation *into;
  bool only_arguments; /* after -- */
} Reader;

static const Command *command_find(const char *name) {
  for (size_t i = 0; i < cli_n_commands; i++) {
    if (strcmp(cli_commands[i].name, name) == 0)
      return &cli_commands[i];
  }
  return NULL;
}

static OptionBits allowed(const Invocation *invocation) {
  return invocation->command ? invocation->command->options : OPTIONS_PROGRAM;
}

/* The option of that name (len bytes), or letter, that the command takes; OPTION_COUNT:
 * none. */
static OptionId option_find(const Invocation *invocation, const char *name, size_t len,
                            char letter) {
  for (int id = 0; id < OPTION_COUNT; id++) {
    const Option *option = &cli_options[id];
    bool same =
        letter ? option->letter == letter
               : strlen(option->name) == len && strncmp(option->name, name, len) == 0;
    if (same && (allowed(invocation) & OPTION_BIT(id)))
      return (OptionId)id;
  }
  return OPTION_COUNT;
}

static bool fault_unknown(const Invocation *invocation, const char *argument) {
  g_autofree char *name = invocation->command
                              ? g_strconcat("hongtou ", invocation->command->name, NULL)
                              : g_strdup("hongtou");
  cli_usage_fault(&invocation->report, DIAG_USAGE_UNKNOWN_OPTION, argument, name, NULL);
  return false;
}

static bool fault_value(const Invocation *invocation, OptionId id, const char *value) {
  g_autofree char *name = g_strconcat("--", cli_options[id].name, NULL);
  cli_usage_fault(&invocation->report, DIAG_USAGE_BAD_VALUE, name, value,
                  cli_options[id].value ? cli_options[id].value : "—", NULL);
  return false;
}

/* "pdf|png" allows just these words; one word in capitals allows anything. */
static bool value_fits(const Option *option, const char *value) {
  if (!strchr(option->value, '|') || g_ascii_isupper(option->value[0]))
    return true;
  g_auto(GStrv) words = g_strsplit(option->value, "|", -1);
  return g_strv_contains((const char *const *)words, value);
}

static bool take_value(Reader *reader, OptionId id, const char *value) {
  const Option *option = &cli_options[id];
  Invocation *into = reader->into;
  if (!value && !*reader->argv) {
    g_autofree char *name = g_strconcat("--", option->name, NULL);
    cli_usage_fault(&into->report, DIAG_USAGE_MISSING_VALUE, name, option->value, NULL);
    return false;
  }
  into->values[id] = value ? value : *reader->argv++;
  if (id == OPTION_DATA_PATH)
    g_ptr_array_add(into->data_paths, (gpointer)into->values[id]);
  if (id == OPTION_FONT_PATH)
    g_ptr_array_add(into->font_paths, (gpointer)into->values[id]);
  if (id == OPTION_TRUST)
    g_ptr_array_add(into->trust, (gpointer)into->values[id]);
  if (id == OPTION_CRL)
    g_ptr_array_add(into->crls, (gpointer)into->values[id]);
  if (id == OPTION_ONLY)
    g_ptr_array_add(into->only, (gpointer)into->values[id]);
  if (id == OPTION_OUTPUT)
    g_ptr_array_add(into->outputs, (gpointer)into->values[id]);
  return value_fits(option, into->values[id]) || fault_value(into, id, into->values[id]);
}

static bool take_long(Reader *reader, const char *argument) {
  const char *name = argument + 2, *equals = strchr(name, '=');
  size_t len = equals ? (size_t)(equals - name) : strlen(name);
  OptionId id = option_find(reader->into, name, len, 0);
  if (id == OPTION_COUNT)
    return fault_unknown(reader->into, argument);
  if (cli_options[id].value)
    return take_value(reader, id, equals ? equals + 1 : NULL);
  reader->into->values[id] = "";
  return !equals || fault_value(reader->into, id, equals + 1);
}

static bool take_short(Reader *reader, const char *argument) {
  OptionId id = option_find(reader->into, NULL, 0, argument[1]);
  bool joined = argument[2] != '\0';
  if (id == OPTION_COUNT || (joined && !cli_options[id].value))
    return fault_unknown(reader->into, argument);
  if (cli_options[id].value)
    return take_value(reader, id, joined ? argument + 2 : NULL);
  reader->into->values[id] = "";
  return true;
}

static bool take_argument(Reader *reader, const char *argument) {
  Invocation *into = reader->into;
  if (!into->command) {
    into->command = command_find(argument);
    if (!into->command)
      cli_usage_fault(&into->report, DIAG_USAGE_UNKNOWN_COMMAND, argument, NULL);
    return into->command != NULL;
  }
  bool none = !*into->command->argument;
  if ((into->argument || none) && !g_str_has_suffix(into->command->argument, "…")) {
    g_autofree char *usage = cli_usage_line(into->command);
    cli_usage_fault(&into->report, DIAG_USAGE_TOO_MANY, argument, usage, NULL);
    return false;
  }
  if (!into->argument)
    into->argument = argument;
  g_ptr_array_add(into->arguments, (gpointer)argument);
  return true;
}

static bool take(Reader *reader, const char *argument) {
  bool is_option = !reader->only_arguments && argument[0] == '-' && argument[1] != '\0';
  if (!is_option)
    return take_argument(reader, argument);
  if (strcmp(argument, "--") == 0) {
    reader->only_arguments = true;
    return true;
  }
  return argument[1] == '-' ? take_long(reader, argument) : take_short(reader, argument);
}

/* What the files make: the output where it is named, else what the command says. */
static void deps_settle(Invocation *invocation) {
  Report *report = &invocation->report;
  const char *out = invocation->values[OPTION_OUTPUT];
  const char *format = invocation->values[OPTION_DEPS_FORMAT];
  report->deps = invocation->values[OPTION_DEPS];
  report->deps_json = format && strcmp(format, "json") == 0;
  report->product = out ? out : invocation->argument ? invocation->argument : "-";
}

bool cli_parse(int argc, char **argv, Invocation *invocation) {
  Reader reader = {.argv = argv + (argc > 0), .into = invocation};
  while (*reader.argv) {
    const char *argument = *reader.argv++;
    if (!take(&reader, argument))
      return false;
    if (invocation->values[OPTION_HELP]) /* whatever else is wrong, help is shown */
      return true;
  }
  deps_settle(invocation);
  const Command *command = invocation->command;
  if (!command || invocation->argument || command->argument[0] == '[' ||
      !*command->argument)
    return true;
  g_autofree char *usage = cli_usage_line(command);
  cli_usage_fault(&invocation->report, DIAG_USAGE_MISSING_FILE, usage, NULL);
  return false;
}

/* ---- values -------------------------------------------------------------------- */

bool cli_number(const Invocation *invocation, OptionId id, unsigned least, unsigned most,
                unsigned *out) {
  const char *text = invocation->values[id];
  if (!text)
    return true;
  guint64 value;
  if (g_ascii_string_to_unsigned(text, 10, least, most, &value, NULL)) {
    *out = (unsigned)value;
    return true;
  }
  g_autofree char *name = g_strconcat("--", cli_options[id].name, NULL);
  g_autofree char *range = g_strdup_printf("%u…%u", least, most);
  cli_usage_fault(&invocation->report, DIAG_USAGE_BAD_VALUE, name, text, range, NULL);
  return false;
}

bool cli_document_options(const Invocation *invocation, HongtouOptions *out) {
  out->layout = invocation->values[OPTION_LAYOUT];
  out->size = sizeof *out;
  out->places = invocation->report.json; /* which names page and millimetres */
  out->strict = invocation->values[OPTION_STRICT] != NULL;
  const char *letterhead = invocation->values[OPTION_LETTERHEAD];
  out->preprinted = letterhead && strcmp(letterhead, "preprinted") == 0;
  out->small = g_strcmp0(invocation->values[OPTION_COMPRESS], "small") == 0;
  out->fast = g_strcmp0(invocation->values[OPTION_COMPRESS], "fast") == 0;
  out->data_folders =
      (const char *const *)invocation->data_paths->pdata; /* ends with NULL */
  out->untraced = invocation->values[OPTION_UNTRACED] != NULL;
  out->size = sizeof *out;
  out->sign_profile = invocation->values[OPTION_SIGN];
  out->signing = invocation->values[OPTION_SIGNING];
  out->pin = invocation->values[OPTION_PIN];
  out->signing_time = invocation->values[OPTION_SIGNING_TIME];
  out->reissue = invocation->values[OPTION_REISSUE];
  out->single_sided = invocation->values[OPTION_SINGLE_SIDED] != NULL;
  return cli_number(invocation, OPTION_MAX_PAGES, 1, 100000, &out->max_pages);
}

/* "-1.2mm" → micrometres. */
static bool micrometres_of(const char *text, int *out) {
  Measure m;
  if (!measure_parse(text, &m) || !(measure_is_absolute(m) || m.micro == 0))
    return false;
  int64_t length = m.micro == 0 ? 0 : measure_absolute(m), half = 36 * LENGTH_PT;
  int64_t value = (length * 25400 + (length < 0 ? -half : half)) / (72 * LENGTH_PT);
  int64_t most = limits_default.offset;
  *out = (int)CLAMP(value, -most - 1, most + 1);
  return ABS(value) <= most;
}

bool cli_offset(const Invocation *invocation, HongtouOptions *out) {
  const char *text = invocation->values[OPTION_OFFSET];
  if (!text)
    return true;
  g_auto(GStrv) words = g_strsplit(text, ",", -1);
  if (g_strv_length(words) == 2 && micrometres_of(words[0], &out->offset_x) &&
      micrometres_of(words[1], &out->offset_y))
    return true;
  cli_usage_fault(&invocation->report, DIAG_USAGE_BAD_VALUE, "--offset", text,
                  "0.8mm,-1.2mm (-20mm…20mm)", NULL);
  return false;
}

HongtouSession *cli_session(const Invocation *invocation) {
  GPtrArray *folders = invocation->font_paths; /* ends with NULL, see main */
  HongtouSettings settings = {.font_folders = (const char *const *)folders->pdata};
  return hongtou_session_new(&settings);
}
