/* Keys on PKCS#11 tokens: the module by dlopen, one session, one login for a whole run
 * (F4). A PIN that was refused is never tried again. */
#include <dlfcn.h>
#define CRYPTOKI_GNU 1 /* struct names of the header, not those of C++ */
#include <p11-kit/pkcs11.h>
#include <string.h>
#include <unistd.h>

#include "sign_private.h"

enum { SLOTS = 64, FINALIZE_SECONDS = 2, VALUE_ROOM = 2048, CERTIFICATE_ROOM = 16384 };

typedef struct Token {
  const SigningProfile *profile;
  const AsnAlgorithm *algorithm;
  const char *named;
  void *module;
  struct ck_function_list *f;
  ck_session_handle_t session;
  ck_object_handle_t key;
  SigningSecret *pin;
  bool asks_each_time, refused, open;
} Token;

/* ---- faults --------------------------------------------------------------------------
 */

static bool fault(Token *t, Job *job, const char *what, ck_rv_t rv) {
  g_autofree char *text = g_strdup_printf("%s 0x%lx", what, rv);
  Span at = {.file = t->named};
  bool wrong = rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LOCKED ||
               rv == CKR_PIN_LEN_RANGE;
  if (wrong) {
    t->refused = true;
    diag_add(job->diags, at, DIAG_SIGN_PIN_WRONG, t->named, NULL);
  } else
    diag_add(job->diags, at, DIAG_SIGN_TOKEN, t->named, text, NULL);
  return false;
}

static bool nothing(Token *t, Job *job, const char *what) {
  diag_add(job->diags, (Span){.file = t->named}, DIAG_SIGN_TOKEN, t->named, what, NULL);
  return false;
}

/* ---- opening -------------------------------------------------------------------------
 */

static bool load(Token *t, Job *job) {
  t->module = dlopen(t->named, RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList list = NULL;
  void *symbol = t->module ? dlsym(t->module, "C_GetFunctionList") : NULL;
  memcpy(&list, &symbol, sizeof list);
  if (!list || list(&t->f) != CKR_OK)
    return nothing(t, job, "C_GetFunctionList");
  ck_rv_t rv = t->f->C_Initialize(NULL);
  return rv == CKR_OK || rv == CKR_CRYPTOKI_ALREADY_INITIALIZED ||
         fault(t, job, "C_Initialize", rv);
}

/* Labels of tokens are filled up with blanks. */
static bool is_token(const Token *t, ck_slot_id_t slot, unsigned long *flags) {
  struct ck_token_info info;
  if (t->f->C_GetTokenInfo(slot, &info) != CKR_OK ||
      !(info.flags & CKF_TOKEN_INITIALIZED))
    return false;
  size_t len = sizeof info.label;
  while (len && info.label[len - 1] == ' ')
    len--;
  *flags = info.flags;
  const char *want = t->profile->token;
  return !want || (strlen(want) == len && memcmp(want, info.label, len) == 0);
}

static bool find_slot(Token *t, Job *job, ck_slot_id_t *slot, unsigned long *flags) {
  ck_slot_id_t slots[SLOTS];
  unsigned long n = SLOTS;
  ck_rv_t rv = t->f->C_GetSlotList(1, slots, &n);
  if (rv != CKR_OK)
    return fault(t, job, "C_GetSlotList", rv);
  for (unsigned long i = 0; i < n; i++) {
    *slot = slots[i];
    if (is_token(t, slots[i], flags))
      return true;
  }
  return nothing(t, job, t->profile->token ? t->profile->token : "token");
}

static bool log_in(Token *t, Job *job, ck_user_type_t user) {
  unsigned char *pin = t->pin ? (unsigned char *)signing_secret_text(t->pin) : NULL;
  unsigned long len = t->pin ? signing_secret_len(t->pin) : 0;
  if (t->refused)
    return nothing(t, job, "PIN");
  ck_rv_t rv = t->f->C_Login(t->session, user, pin, len);
  return rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN || fault(t, job, "C_Login", rv);
}

static bool open_session(Token *t, Job *job, const char *pin) {
  ck_slot_id_t slot;
  unsigned long flags = 0;
  if (!find_slot(t, job, &slot, &flags))
    return false;
  ck_rv_t rv = t->f->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &t->session);
  if (rv != CKR_OK)
    return fault(t, job, "C_OpenSession", rv);
  t->open = true;
  bool pad = flags & CKF_PROTECTED_AUTHENTICATION_PATH;
  if (!(flags & CKF_LOGIN_REQUIRED))
    return true;
  if (!pad && !t->pin && !pin) {
    diag_add(job->diags, (Span){.file = t->named}, DIAG_SIGN_PIN_WANTED, t->named, NULL);
    return false;
  }
  if (!pad && !t->pin)
    t->pin = signing_secret_read(job, pin, t->profile->token ? t->profile->token : "PIN");
  return (pad || t->pin) && log_in(t, job, CKU_USER);
}

/* ---- objects -------------------------------------------------------------------------
 */

/* How many fit, at most two told. */
static unsigned long find(Token *t, struct ck_attribute *wanted, unsigned long n,
                          ck_object_handle_t found[2]) {
  unsigned long count = 0;
  if (t->f->C_FindObjectsInit(t->session, wanted, n) != CKR_OK)
    return 0;
  t->f->C_FindObjects(t->session, found, 2, &count);
  t->f->C_FindObjectsFinal(t->session);
  return count;
}

static bool find_key(Token *t, Job *job) {
  ck_object_class_t class = CKO_PRIVATE_KEY;
  const char *label = t->profile->object;
  struct ck_attribute wanted[2] = {{CKA_CLASS, &class, sizeof class},
                                   {CKA_LABEL, (void *)label, label ? strlen(label) : 0}};
  ck_object_handle_t found[2];
  unsigned char always = 0;
  struct ck_attribute asks = {CKA_ALWAYS_AUTHENTICATE, &always, 1};
  unsigned long n = find(t, wanted, label ? 2 : 1, found);
  if (n != 1)
    return nothing(t, job,
                   n ? diag_both(job->arena, "有几个密钥，请写 object",
                                 "several keys, name the object")
                     : diag_both(job->arena, "没有这个密钥", "there is no such key"));
  t->key = found[0];
  if (t->f->C_GetAttributeValue(t->session, t->key, &asks, 1) == CKR_OK)
    t->asks_each_time = always;
  return true;
}

/* The certificates with the key's identifier. */
static void take_certificate(Token *t, SigningKey *key) {
  unsigned char id[256], *value = g_malloc(CERTIFICATE_ROOM);
  struct ck_attribute of_key = {CKA_ID, id, sizeof id};
  ck_object_class_t class = CKO_CERTIFICATE;
  ck_object_handle_t found[2];
  bool named = t->f->C_GetAttributeValue(t->session, t->key, &of_key, 1) == CKR_OK &&
               of_key.value_len <= sizeof id;
  struct ck_attribute wanted[2] = {{CKA_CLASS, &class, sizeof class},
                                   {CKA_ID, id, of_key.value_len}};
  unsigned long n = named ? find(t, wanted, 2, found) : 0;
  for (unsigned long i = 0; i < n; i++) {
    struct ck_attribute der = {CKA_VALUE, value, CERTIFICATE_ROOM};
    if (t->f->C_GetAttributeValue(t->session, found[i], &der, 1) == CKR_OK &&
        der.value_len <= CERTIFICATE_ROOM)
      g_ptr_array_add(key->ders, g_bytes_new(value, der.value_len));
  }
  g_free(value);
}

/* ---- signing -------------------------------------------------------------------------
 */

static void put_number(GByteArray *out, const uint8_t *bytes, size_t len) {
  uint8_t room[128] = {0};
  while (len && !*bytes) {
    bytes++;
    len--;
  }
  memcpy(room + 1, bytes, MIN(len, sizeof room - 1));
  bool sign = len == 0 || (*bytes & 0x80);
  asn_put(out, ASN_INTEGER, sign ? room : room + 1, len + sign);
}

/* r and s side by side → a SEQUENCE of both. */
static void put_pair(GByteArray *out, const uint8_t *value, size_t len) {
  size_t at = asn_begin(out);
  put_number(out, value, len / 2);
  put_number(out, value + len / 2, len / 2);
  asn_end(out, ASN_SEQUENCE, at);
}

/* What the mechanism signs: the digest, for RSA as a DigestInfo. */
static GByteArray *to_sign(const Token *t, const SigningPiece *message) {
  static const AsnOid oids[] = {[ASN_DIGEST_SHA256] = ASN_OID_SHA256,
                                [ASN_DIGEST_SHA384] = ASN_OID_SHA384,
                                [ASN_DIGEST_SHA512] = ASN_OID_SHA512};
  AsnDigest digest = t->algorithm->digest;
  GByteArray *out = g_byte_array_new();
  uint8_t hash[64];
  size_t len = signing_digest(digest, message, 1, hash);
  if (t->algorithm->key != ASN_KEY_RSA || digest > ASN_DIGEST_SHA512) {
    g_byte_array_append(out, hash, (guint)len);
    return out;
  }
  size_t info = asn_begin(out), algorithm = asn_begin(out);
  asn_put_oid(out, oids[digest]);
  asn_put(out, ASN_NULL, "", 0);
  asn_end(out, ASN_SEQUENCE, algorithm);
  asn_put(out, ASN_OCTETS, hash, len);
  asn_end(out, ASN_SEQUENCE, info);
  return out;
}

static ck_rv_t sign_once(Token *t, Job *job, GByteArray *data, uint8_t *value,
                         unsigned long *len) {
  struct ck_mechanism mechanism = {
      t->algorithm->key == ASN_KEY_RSA ? CKM_RSA_PKCS : CKM_ECDSA, NULL, 0};
  ck_rv_t rv = t->f->C_SignInit(t->session, &mechanism, t->key);
  if (rv == CKR_OK && t->asks_each_time && !log_in(t, job, CKU_CONTEXT_SPECIFIC))
    return CKR_PIN_INCORRECT;
  *len = VALUE_ROOM;
  return rv == CKR_OK ? t->f->C_Sign(t->session, data->data, data->len, value, len) : rv;
}

/* The session or the token went away; its PIN was right. */
static bool is_lost(ck_rv_t rv) {
  return rv == CKR_SESSION_HANDLE_INVALID || rv == CKR_SESSION_CLOSED ||
         rv == CKR_USER_NOT_LOGGED_IN || rv == CKR_DEVICE_REMOVED ||
         rv == CKR_TOKEN_NOT_PRESENT || rv == CKR_KEY_HANDLE_INVALID ||
         rv == CKR_OBJECT_HANDLE_INVALID;
}

static bool token_value(void *self, Job *job, const SigningPiece *message,
                        GByteArray *out) {
  Token *t = self;
  uint8_t value[VALUE_ROOM];
  unsigned long len;
  g_autoptr(GByteArray) data = to_sign(t, message);
  ck_rv_t rv = sign_once(t, job, data, value, &len);
  if (is_lost(rv) && !t->refused) { /* once more, with the PIN that is still held */
    if (t->open)
      t->f->C_CloseSession(t->session);
    t->open = false;
    if (!open_session(t, job, NULL) || !find_key(t, job))
      return false;
    rv = sign_once(t, job, data, value, &len);
  }
  if (rv != CKR_OK)
    return diag_errors(job->diags) == 0 && fault(t, job, "C_Sign", rv);
  if (t->algorithm->key == ASN_KEY_RSA)
    g_byte_array_append(out, value, (guint)len);
  else
    put_pair(out, value, len);
  return true;
}

/* A module that hangs at its end is not waited for. */
static void token_free(void *self) {
  Token *t = self;
  alarm(FINALIZE_SECONDS);
  if (t->open)
    t->f->C_CloseSession(t->session);
  if (t->f)
    t->f->C_Finalize(NULL);
  alarm(0);
  signing_secret_free(t->pin);
  if (t->module)
    dlclose(t->module);
  g_free(t);
}

bool signing_open_token(SigningOpening *o) {
  Token *t = g_new0(Token, 1);
  t->profile = o->key->profile;
  t->algorithm = &o->key->algorithm;
  t->named = o->key->named;
  o->key->backend = (SigningBackend){t, token_value, token_free};
  if (!load(t, o->job) || !open_session(t, o->job, o->pin) || !find_key(t, o->job))
    return false;
  take_certificate(t, o->key);
  return true;
}
