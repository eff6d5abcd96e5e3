/* signing.xml → SigningConfig. */
#include <string.h>

#include "contract.h"
#include "sign_private.h"
#include "xml.h"

const char *const signing_level_words[] = {"B", "T", "LT", "LTA", NULL};
const char *const signing_digest_words[] = {"sha256", "sha384", "sha512", "sm3", NULL};
const char *const signing_form_words[] = {"pades", "gm", "ses", NULL};
const char *const signing_pdfa_words[] = {"dropped", "required", NULL};
const char *const signing_kind_words[] = {"pem", "pkcs12", "pkcs11", "command", NULL};

static const AsnDigest digests[] = {ASN_DIGEST_SHA256, ASN_DIGEST_SHA384,
                                    ASN_DIGEST_SHA512, ASN_DIGEST_SM3};

typedef struct Open {
  unsigned element;
  uint8_t slot;
  uint64_t seen; /* children, by element */
  Span at;
} Open;

typedef struct Parse {
  Job *job;
  XmlReader *xml;
  char *folder;
  GHashTable *patterns;
  Open open[3];
  unsigned depth; /* of elements that are known and open */
  GArray *profiles;
  GPtrArray *trust, *chain, *urls, *crls, *ocsps;
  SigningConfig *config;
  SigningProfile profile;
} Parse;

/* ---- attributes ----------------------------------------------------------------------
 */

static const XmlAttribute *given(const Parse *p, const char *name) {
  for (unsigned i = 0; i < xml_attributes(p->xml); i++) {
    const XmlAttribute *a = xml_attribute_at(p->xml, i);
    if (strcmp(a->name, name) == 0)
      return a;
  }
  return NULL;
}

/* Its value; NULL: not given. */
static const char *text(const Parse *p, const char *name) {
  const XmlAttribute *a = given(p, name);
  return a ? arena_strndup(p->job->arena, a->value, a->len) : NULL;
}

/* A file's name from the folder of signing.xml. */
static const char *file(const Parse *p, const char *name) {
  const char *path = text(p, name);
  if (!path || g_path_is_absolute(path))
    return path;
  g_autofree char *whole = g_build_filename(p->folder, path, NULL);
  return arena_strdup(p->job->arena, whole);
}

/* Which of the words; usual where it is not given. */
static unsigned word(const Parse *p, const char *name, const char *const *words,
                     unsigned usual) {
  const char *value = text(p, name);
  for (unsigned i = 0; value && words[i]; i++) {
    if (strcmp(words[i], value) == 0)
      return i;
  }
  return usual;
}

static void missing(const Parse *p, const char *element, const char *what) {
  diag_add(p->job->diags, xml_span(p->xml), DIAG_SIGN_CONFIG_MISSING, element, what,
           NULL);
}

static void check_attributes(const Parse *p, const ContractElement *element) {
  Arena *arena = p->job->arena;
  for (unsigned i = 0; i < xml_attributes(p->xml); i++) {
    const XmlAttribute *a = xml_attribute_at(p->xml, i);
    const ContractAttribute *rule = contract_attribute(element, a->name);
    const char *value = arena_strndup(arena, a->value, a->len);
    if (!rule)
      diag_add(p->job->diags, a->at, DIAG_SIGN_CONFIG_ATTRIBUTE, a->name, element->name,
               contract_attributes_names(arena, element), NULL);
    else if (rule->with && !given(p, rule->with))
      diag_add(p->job->diags, a->at, DIAG_SIGN_CONFIG_MISSING, element->name, rule->with,
               NULL);
    else if (!contract_value_fits(p->patterns, rule->value, value))
      /* what stands there may be a PIN written by mistake: it is not repeated */
      diag_add(p->job->diags, a->at, DIAG_SIGN_CONFIG_VALUE, a->name, element->name,
               contract_value_wanted(arena, rule->value), NULL);
  }
  for (const ContractAttribute *a = element->attributes; a && a->name; a++) {
    if (a->required && !given(p, a->name))
      missing(p, element->name, a->name);
  }
}

/* ---- elements ------------------------------------------------------------------------
 */

static const char **list(const Parse *p, GPtrArray *from) {
  const char **out = ARENA_ARRAY(p->job->arena, const char *, from->len + 1);
  for (guint i = 0; i < from->len; i++)
    out[i] = from->pdata[i];
  g_ptr_array_set_size(from, 0);
  return out;
}

static const char **names(const Parse *p) {
  const char *value = text(p, "for");
  g_auto(GStrv) words = g_strsplit_set(value ? value : "", " \t\r\n", -1);
  for (char **w = words; *w; w++) {
    if (**w)
      g_ptr_array_add(p->chain, arena_strdup(p->job->arena, *w));
  }
  return list(p, p->chain);
}

static void begin_profile(Parse *p) {
  unsigned digest = word(p, "digest", signing_digest_words, 0);
  p->profile = (SigningProfile){
      .id = text(p, "id"),
      .at = xml_span(p->xml),
      .names = names(p),
      .level = (SigningLevel)word(p, "level", signing_level_words, SIGNING_LEVEL_B),
      .digest = text(p, "digest") ? digests[digest] : ASN_NO_DIGEST,
      .form = (SigningForm)word(p, "form", signing_form_words, SIGNING_PADES),
      .filter = text(p, "filter"),
      .subfilter = text(p, "subfilter"),
      .pdfa = g_strcmp0(text(p, "pdfa"), "required") == 0,
      .strict = g_strcmp0(text(p, "strict"), "yes") == 0,
      .certify = 1};
  for (guint i = 0; p->profile.id && i < p->profiles->len; i++) {
    const char *other = g_array_index(p->profiles, SigningProfile, i).id;
    if (other && strcmp(other, p->profile.id) == 0)
      diag_add(p->job->diags, p->profile.at, DIAG_SIGN_CONFIG_TWICE, other, NULL);
  }
}

static void end_profile(Parse *p) {
  p->profile.chain = list(p, p->chain);
  p->profile.crls = list(p, p->crls);
  p->profile.ocsps = list(p, p->ocsps);
  p->profile.stamps.n = p->urls->len;
  p->profile.stamps.urls = list(p, p->urls);
  g_array_append_val(p->profiles, p->profile);
  bool stamped = p->profile.level >= SIGNING_LEVEL_T;
  if (stamped && p->profile.stamps.n == 0)
    diag_add(p->job->diags, p->profile.at, DIAG_SIGN_CONFIG_MISSING,
             "profile level=\"T\"", "timestamp", NULL);
  if (p->profile.form != SIGNING_PADES && !p->profile.subfilter)
    diag_add(p->job->diags, p->profile.at, DIAG_SIGN_CONFIG_MISSING, "profile",
             "subfilter", NULL);
}

static void take_key(Parse *p) {
  static const char *const needs[] = {"file", "file", "module", "run"};
  SigningProfile *profile = &p->profile;
  profile->kind = (SigningKeyKind)word(p, "kind", signing_kind_words, 0);
  profile->key_file = file(p, "file");
  profile->module = file(p, "module");
  profile->token = text(p, "token");
  profile->object = text(p, "object");
  profile->command = file(p, "run");
  profile->container = g_strcmp0(text(p, "mode"), "container") == 0;
  profile->pin = text(p, "pin");
  if (profile->pin && g_str_has_prefix(profile->pin, "file:") &&
      !g_path_is_absolute(profile->pin + 5))
    profile->pin = arena_printf(p->job->arena, "file:%s/%s", p->folder, profile->pin + 5);
  if (given(p, "kind") && !given(p, needs[profile->kind]))
    missing(p, "key", needs[profile->kind]);
}

/* A file, or an address as it stands. */
static const char *source(const Parse *p) {
  const char *from = text(p, "from");
  return from && strstr(from, "://") ? from : file(p, "from");
}

static void take(Parse *p, SigningElement element) {
  const char *path = NULL;
  switch (element) {
    case SIGNING_EL_PROFILE:
      begin_profile(p);
      break;
    case SIGNING_EL_KEY:
      take_key(p);
      break;
    case SIGNING_EL_CERTIFICATE:
      p->profile.certificate = file(p, "file");
      break;
    case SIGNING_EL_CHAIN:
    case SIGNING_EL_TRUST:
      path = file(p, "file");
      if (path)
        g_ptr_array_add(element == SIGNING_EL_CHAIN ? p->chain : p->trust, (char *)path);
      break;
    case SIGNING_EL_SEAL:
      p->profile.seal = file(p, "file");
      break;
    case SIGNING_EL_TIMESTAMP:
      path = text(p, "url");
      if (path)
        g_ptr_array_add(p->urls, (char *)path);
      p->profile.stamps.later |= g_strcmp0(text(p, "when"), "later") == 0;
      path = text(p, "per-minute");
      if (path)
        p->profile.stamps.per_minute = (unsigned)g_ascii_strtoull(path, NULL, 10);
      break;
    case SIGNING_EL_REVOCATION:
      path = source(p);
      if (path)
        g_ptr_array_add(g_strcmp0(text(p, "kind"), "ocsp") == 0 ? p->ocsps : p->crls,
                        (char *)path);
      break;
    case SIGNING_EL_CERTIFY:
      path = text(p, "changes");
      p->profile.certify = path ? (unsigned)g_ascii_strtoull(path, NULL, 10) : 1;
      break;
    case SIGNING_EL_ALGORITHMS:
      path = text(p, "rsa");
      p->config->rsa_bits = path ? (unsigned)g_ascii_strtoull(path, NULL, 10) : 2048;
      break;
    case SIGNING_EL_REGISTER:
      p->config->record = file(p, "folder");
      break;
    case SIGNING_EL_NONE:
    case SIGNING_EL_SIGNING:
    case SIGNING_ELEMENTS:
      break;
  }
}

/* ---- places --------------------------------------------------------------------------
 */

static void misplaced(Parse *p, unsigned parent) {
  const Contract *contract = signing_contract();
  diag_add(p->job->diags, xml_span(p->xml), DIAG_SIGN_CONFIG_ELEMENT, xml_local(p->xml),
           contract_children_names(p->job->arena, contract, parent, 0), NULL);
}

/* The rule by which it stands here; NULL: told. */
static const ContractChild *place(Parse *p) {
  const Contract *contract = signing_contract();
  unsigned parent = p->depth ? p->open[p->depth - 1].element : SIGNING_EL_NONE;
  const char *space = xml_space(p->xml);
  const ContractChild *rule = space && strcmp(space, SIGNING_NAMESPACE) == 0
                                  ? contract_child(contract, parent, xml_local(p->xml))
                                  : NULL;
  Open *outer = p->depth ? &p->open[p->depth - 1] : NULL;
  bool ordered = !outer || (rule && rule->to >= outer->slot &&
                            (rule->many || !(outer->seen >> rule->element & 1)));
  if (!rule || !ordered) {
    misplaced(p, parent);
    return NULL;
  }
  if (outer) {
    outer->slot = rule->from;
    outer->seen |= UINT64_C(1) << rule->element;
  }
  return rule;
}

static void close_element(Parse *p) {
  const Open *open = &p->open[--p->depth];
  const Contract *contract = signing_contract();
  const ContractElement *element = &contract->elements[open->element];
  for (const ContractChild *c = element->children; c && c->element; c++) {
    if (c->required && !(open->seen >> c->element & 1))
      diag_add(p->job->diags, open->at, DIAG_SIGN_CONFIG_MISSING, element->name,
               contract->elements[c->element].name, NULL);
  }
  if (open->element == SIGNING_EL_PROFILE)
    end_profile(p);
}

static void start(Parse *p) {
  const ContractChild *rule = place(p);
  if (!rule) {
    if (!xml_is_empty(p->xml))
      xml_skip(p->xml);
    return;
  }
  check_attributes(p, &signing_contract()->elements[rule->element]);
  take(p, (SigningElement)rule->element);
  p->open[p->depth++] = (Open){.element = rule->element, .at = xml_span(p->xml)};
  if (xml_is_empty(p->xml))
    close_element(p);
}

static void stray(Parse *p) {
  XmlChars chars = xml_chars(p->xml);
  for (XmlChar c; xml_chars_next(&chars, &c);) {
    if (strchr(" \t\r\n", (int)c.c) && c.c < 128)
      continue;
    diag_add(p->job->diags, xml_span(p->xml), DIAG_SIGN_CONFIG_TEXT, NULL);
    return;
  }
}

static void parse(Parse *p) {
  while (xml_next(p->xml)) {
    XmlKind kind = xml_kind(p->xml);
    if (kind == XML_START)
      start(p);
    else if (kind == XML_TEXT)
      stray(p);
    else if (kind == XML_END)
      close_element(p);
  }
}

/* ---- the whole -----------------------------------------------------------------------
 */

static void finish(Parse *p) {
  SigningConfig *config = p->config;
  config->n_profiles = p->profiles->len;
  config->trust = list(p, p->trust);
  config->profiles = arena_take_array(p->job->arena, p->profiles);
}

const SigningConfig *signing_read_memory(Job *job, const char *path, const char *bytes,
                                         size_t len) {
  size_t before = diag_errors(job->diags);
  XmlForm form = xml_form(job->limits);
  form.bytes = job->limits->layout_bytes;
  form.elements = job->limits->layout_elements * 4;
  Parse p = {.job = job,
             .config = ARENA_NEW(job->arena, SigningConfig),
             .folder = g_path_get_dirname(path),
             .patterns = contract_patterns_new(),
             .profiles = g_array_new(FALSE, TRUE, sizeof(SigningProfile)),
             .trust = g_ptr_array_new(),
             .chain = g_ptr_array_new(),
             .urls = g_ptr_array_new(),
             .crls = g_ptr_array_new(),
             .ocsps = g_ptr_array_new()};
  p.config->file = arena_strdup(job->arena, path);
  p.config->rsa_bits = 2048;
  p.xml = xml_open(job, &form, p.config->file, bytes, len);
  parse(&p);
  xml_close(p.xml);
  finish(&p);
  g_hash_table_destroy(p.patterns);
  GPtrArray *const lists[] = {p.trust, p.chain, p.urls, p.crls, p.ocsps};
  for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
    g_ptr_array_free(lists[i], TRUE);
  g_free(p.folder);
  return diag_errors(job->diags) == before ? p.config : NULL;
}

const SigningConfig *signing_read(Job *job, const char *path) {
  g_autofree char *bytes = NULL;
  size_t len;
  if (!file_read(path, job->limits->layout_bytes, &bytes, &len, job->diags))
    return NULL;
  return signing_read_memory(job, path, bytes, len);
}

char *signing_path(const char *given_path) {
  if (given_path)
    return g_strdup(given_path);
  g_autofree char *own =
      g_build_filename(g_get_user_config_dir(), "hongtou", "signing.xml", NULL);
  return g_file_test(own, G_FILE_TEST_EXISTS) ? g_steal_pointer(&own)
                                              : g_strdup("/etc/hongtou/signing.xml");
}

const SigningProfile *signing_profile(Job *job, const SigningConfig *config,
                                      const char *id) {
  g_autoptr(GString) all = g_string_new(NULL);
  for (unsigned i = 0; i < config->n_profiles; i++) {
    if (strcmp(config->profiles[i].id, id) == 0)
      return &config->profiles[i];
    g_string_append_printf(all, "%s%s", i ? " " : "", config->profiles[i].id);
  }
  diag_add(job->diags, (Span){.file = config->file}, DIAG_SIGN_NO_PROFILE, id,
           *all->str ? all->str : "-", NULL);
  return NULL;
}
