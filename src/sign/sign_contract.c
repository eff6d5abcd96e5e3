/* signing.xml as a contract: which elements and attributes it has. No value of it is a
 * secret: a PIN's place is a source, and what else is written there does not fit. */
#include "contract.h"
#include "sign_private.h"

#define CHILDREN(...) ((const ContractChild[]){__VA_ARGS__, {0}})
#define MAYBE(element, slot) \
  { element, slot, slot, false, false, false }
#define ONE(element, slot) \
  { element, slot, slot, true, false, false }
#define ANY(element, slot) \
  { element, slot, slot, false, true, false }
#define ATTRIBUTES(...) ((const ContractAttribute[]){__VA_ARGS__, {0}})
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const ContractValue value_id = {
    "id",
    "不含空格的短名，如 办公室",
    "a short name without spaces, as in office",
    .pattern = "[^ \\t\\r\\n/\\\\.\\-][^ \\t\\r\\n/\\\\]*",
    .most = 64,
    .sample = "办公室",
    .slip = "a b"};
static const ContractValue value_names = {"names",
                                          "机关全称；有几个时用空格隔开",
                                          "names of agencies, apart by spaces",
                                          .pattern = "[^<>&]+",
                                          .most = 1000,
                                          .sample = "青禾县人民政府",
                                          .slip = "<"};
static const ContractValue value_file = {"file",
                                         "文件名，从 signing.xml 所在目录算起",
                                         "a file's name, from the folder of signing.xml",
                                         .pattern = "[^ \\t\\r\\n].*",
                                         .most = 4096,
                                         .sample = "keys/office.pem",
                                         .slip = " "};
static const ContractValue value_name = {"label",         "名称",      "a name",
                                         .pattern = ".+", .most = 255, .sample = "seal",
                                         .slip = ""};
static const ContractValue value_pdf_name = {"pdf-name",
                                             "PDF 名称，字母、数字和点",
                                             "a PDF name: letters, digits and points",
                                             .pattern = "[A-Za-z0-9.]+",
                                             .most = 64,
                                             .sample = "GM.sm2seal",
                                             .slip = "a b"};
static const ContractValue value_url = {"url",
                                        "http:// 或 https:// 地址",
                                        "an http:// or https:// address",
                                        .pattern = "https?://[!-~]+",
                                        .most = 2048,
                                        .sample = "http://tsa.example/tsr",
                                        .slip = "tsa.example"};
static const ContractValue value_from = {"from",
                                         "文件名，或 http:// 地址",
                                         "a file's name or an http:// address",
                                         .pattern = "[^ \\t\\r\\n].*",
                                         .most = 2048,
                                         .sample = "ca.crl",
                                         .slip = " "};
static const ContractValue value_pin = {
    "pin",
    "口令从何而来：prompt、fd:N 或 file:文件；口令本身不能写在这里",
    "where the PIN comes from: prompt, fd:N or file:NAME; never the PIN itself",
    .pattern = "prompt|fd:[0-9]{1,4}|file:.+",
    .most = 4096,
    .sample = "prompt",
    .slip = "123456"};
static const ContractValue value_count = {"count",
                                          "1 到 9999 的整数",
                                          "a whole number, 1…9999",
                                          .pattern = "[1-9][0-9]{0,3}",
                                          .sample = "60",
                                          .slip = "0"};
static const ContractValue value_bits = {
    "bits",
    "2048 到 16384 的整数",
    "a whole number, 2048…16384",
    .pattern =
        "204[89]|20[5-9][0-9]|2[1-9][0-9]{2}|[3-9][0-9]{3}|1[0-5][0-9]{3}|"
        "16[0-2][0-9]{2}|163[0-7][0-9]|1638[0-4]",
    .sample = "3072",
    .slip = "1024"};
static const ContractValue value_level = {"level",           "B、T、LT 或 LTA",
                                          "B, T, LT or LTA", .words = signing_level_words,
                                          .sample = "B",     .slip = "C"};
static const ContractValue value_digest = {
    "digest",           "摘要算法",    "the digest", .words = signing_digest_words,
    .sample = "sha256", .slip = "sha1"};
static const ContractValue value_pdfa = {"pdfa",
                                         "是否必须保持 PDF/A",
                                         "whether the file must stay PDF/A",
                                         .words = signing_pdfa_words,
                                         .sample = "required",
                                         .slip = "yes"};
static const ContractValue value_form = {"form",
                                         "签名数据的形式",
                                         "what the signature is written as",
                                         .words = signing_form_words,
                                         .sample = "pades",
                                         .slip = "xades"};
static const ContractValue value_kind = {
    "kind",          "密钥在何处", "where the key is", .words = signing_kind_words,
    .sample = "pem", .slip = "jks"};
static const ContractValue value_mode = {"mode",
                                         "digest 或 container",
                                         "digest or container",
                                         .words = WORDS("digest", "container"),
                                         .sample = "digest",
                                         .slip = "hash"};
static const ContractValue value_when = {"when",
                                         "required 或 later",
                                         "required or later",
                                         .words = WORDS("required", "later"),
                                         .sample = "later",
                                         .slip = "never"};
static const ContractValue value_evidence = {
    "evidence",      "crl 或 ocsp", "crl or ocsp", .words = WORDS("crl", "ocsp"),
    .sample = "crl", .slip = "net"};
static const ContractValue value_changes = {"changes",     "0、1 或 2",
                                            "0, 1 or 2",   .words = WORDS("0", "1", "2"),
                                            .sample = "1", .slip = "3"};
static const ContractValue value_yes = {"yes-no",        "yes 或 no",
                                        "yes or no",     .words = WORDS("yes", "no"),
                                        .sample = "yes", .slip = "true"};

static const ContractElement elements[SIGNING_ELEMENTS] = {
    [SIGNING_EL_NONE] = {.form = FORM_ELEMENTS,
                         .children = CHILDREN(ONE(SIGNING_EL_SIGNING, 1))},
    [SIGNING_EL_SIGNING] =
        {.name = "signing",
         .form = FORM_ELEMENTS,
         .children =
             CHILDREN(ANY(SIGNING_EL_PROFILE, 1), ANY(SIGNING_EL_TRUST, 2),
                      MAYBE(SIGNING_EL_ALGORITHMS, 3), MAYBE(SIGNING_EL_REGISTER, 4)),
         .some = true,
         .zh = "一个机关怎样签名：各印章的密钥、证书与时间戳。",
         .en =
             "How an office signs: the keys, certificates and time stamps of its seals."},
    [SIGNING_EL_PROFILE] =
        {.name = "profile",
         .form = FORM_ELEMENTS,
         .children = CHILDREN(ONE(SIGNING_EL_KEY, 1), MAYBE(SIGNING_EL_CERTIFICATE, 2),
                              ANY(SIGNING_EL_CHAIN, 3), MAYBE(SIGNING_EL_SEAL, 4),
                              ANY(SIGNING_EL_TIMESTAMP, 5), ANY(SIGNING_EL_REVOCATION, 6),
                              MAYBE(SIGNING_EL_CERTIFY, 7)),
         .attributes = ATTRIBUTES(
             {.name = "id",
              .value = &value_id,
              .required = true,
              .zh = "用来指它的名称（--sign、--profile）。",
              .en = "What it is called by (--sign, --profile)."},
             {.name = "for",
              .value = &value_names,
              .zh = "它是哪些机关的印章：与文档中的 by 相同的名称。",
              .en = "Whose seal it is: names as in the document's by."},
             {.name = "level",
              .value = &value_level,
              .usual = "B",
              .zh = "B 仅签名；T 带时间戳；LT 带吊销证据；LTA 再加归档时间戳。",
              .en = "B: a signature; T: with a time stamp; LT: with evidence of "
                    "revocation; LTA: and an archive time stamp."},
             {.name = "digest",
              .value = &value_digest,
              .zh = "默认 sha256；SM2 密钥为 sm3。",
              .en = "By default sha256; sm3 for an SM2 key."},
             {.name = "form",
              .value = &value_form,
              .usual = "pades",
              .zh = "pades：标准 CMS，保持 PDF/A；gm：GB/T 35275；ses：GB/T 38540 印章。",
              .en = "pades: standard CMS, which keeps PDF/A; gm: GB/T 35275; ses: a seal "
                    "of GB/T 38540."},
             {.name = "filter",
              .value = &value_pdf_name,
              .zh = "只用于 gm、ses：签名字典的 /Filter。",
              .en = "Of gm and ses: the signature dictionary's /Filter."},
             {.name = "subfilter",
              .value = &value_pdf_name,
              .zh = "只用于 gm、ses：签名字典的 /SubFilter。",
              .en = "Of gm and ses: the signature dictionary's /SubFilter."},
             {.name = "pdfa",
              .value = &value_pdfa,
              .usual = "dropped",
              .zh = "gm、ses 的签名不合 PDF/A 6.4.3：dropped 不再声称 PDF/A，required "
                    "报错。",
              .en =
                  "A signature of gm or ses breaks PDF/A 6.4.3: dropped leaves the claim "
                  "to PDF/A out, required is an error."},
             {.name = "strict",
              .value = &value_yes,
              .usual = "no",
              .zh = "yes：文档有警告即不签。",
              .en = "yes: a document with warnings is not signed."}),
         .zh = "一枚印章（一个签名者）。",
         .en = "One seal: one signer.",
         .sample =
             "<profile id=\"办公室\" for=\"青禾县人民政府办公室\"><key kind=\"pem\" "
             "file=\"office.pem\"/><certificate file=\"office.crt\"/></profile>"},
    [SIGNING_EL_KEY] =
        {.name = "key",
         .form = FORM_EMPTY,
         .attributes = ATTRIBUTES(
             {.name = "kind",
              .value = &value_kind,
              .required = true,
              .zh = "pem、pkcs12 为文件；pkcs11 为密码设备；command 为外部程序。",
              .en = "pem and pkcs12: files; pkcs11: a token; command: a program."},
             {.name = "file",
              .value = &value_file,
              .zh = "pem、pkcs12 的密钥文件，权限须为 0600。",
              .en = "Of pem and pkcs12: the key's file, whose mode must be 0600."},
             {.name = "module",
              .value = &value_file,
              .zh = "pkcs11 的模块（.so）。",
              .en = "Of pkcs11: its module (.so)."},
             {.name = "token",
              .value = &value_name,
              .with = "module",
              .zh = "设备的标签；不写即第一个。",
              .en = "The token's label; by default the first."},
             {.name = "object",
              .value = &value_name,
              .with = "module",
              .zh = "密钥的标签；不写即唯一的一个。",
              .en = "The key's label; by default the only one."},
             {.name = "run",
              .value = &value_file,
              .zh = "command 的程序，不经过 shell。",
              .en = "Of command: the program, which no shell runs."},
             {.name = "mode",
              .value = &value_mode,
              .with = "run",
              .usual = "digest",
              .zh = "digest：给它摘要，取回签名值；container：取回整个 CMS 或印章签名。",
              .en = "digest: it is given a digest and gives a signature; container: it "
                    "gives a whole CMS or seal signature."},
             {.name = "pin",
              .value = &value_pin,
              .zh = "口令从何处读：prompt 询问，fd:N 描述符，file:文件。",
              .en = "Where the PIN or passphrase is read: prompt, fd:N, file:NAME."}),
         .zh = "签名的密钥。",
         .en = "The key that signs.",
         .sample = "<key kind=\"pem\" file=\"office.pem\" pin=\"prompt\"/>"},
    [SIGNING_EL_CERTIFICATE] =
        {.name = "certificate",
         .form = FORM_EMPTY,
         .attributes = ATTRIBUTES({.name = "file",
                                   .value = &value_file,
                                   .required = true,
                                   .zh = "PEM 或 DER 文件。",
                                   .en = "A PEM or DER file."}),
         .zh = "签名者的证书；pkcs12、pkcs11 中有的可以不写。",
         .en = "The signer's certificate; not needed where it is with the key.",
         .sample = "<certificate file=\"office.crt\"/>"},
    [SIGNING_EL_CHAIN] = {.name = "chain",
                          .form = FORM_EMPTY,
                          .attributes = ATTRIBUTES({.name = "file",
                                                    .value = &value_file,
                                                    .required = true,
                                                    .zh = "PEM 或 DER 文件。",
                                                    .en = "A PEM or DER file."}),
                          .zh = "签名者与根之间的证书。",
                          .en = "Certificates between signer and root.",
                          .sample = "<chain file=\"ca.crt\"/>"},
    [SIGNING_EL_SEAL] = {.name = "seal",
                         .form = FORM_EMPTY,
                         .attributes =
                             ATTRIBUTES({.name = "file",
                                         .value = &value_file,
                                         .required = true,
                                         .zh = "SVG、PNG 图，或 .esl 印章。",
                                         .en = "An SVG or PNG, or an .esl seal."}),
                         .zh = "印章的图；文档没有写印章图时用它。",
                         .en = "The seal's picture, used where the document names none.",
                         .sample = "<seal file=\"office.svg\"/>"},
    [SIGNING_EL_TIMESTAMP] =
        {.name = "timestamp",
         .form = FORM_EMPTY,
         .attributes = ATTRIBUTES(
             {.name = "url",
              .value = &value_url,
              .required = true,
              .zh = "时间戳服务的地址；有几个时依次尝试。",
              .en = "The service's address; several are tried in order."},
             {.name = "when",
              .value = &value_when,
              .usual = "required",
              .zh = "required：取不到即不签；later：先签，以后用 sign --extend 补。",
              .en =
                  "required: no stamp, no signature; later: sign now, and sign --extend "
                  "adds it."},
             {.name = "per-minute",
              .value = &value_count,
              .zh = "每分钟至多请求几次，免得被服务方封禁。",
              .en = "At most so many requests a minute, lest the service bans us."}),
         .zh = "RFC 3161 时间戳服务。",
         .en = "A time stamp service (RFC 3161).",
         .sample = "<timestamp url=\"http://tsa.example/tsr\"/>"},
    [SIGNING_EL_REVOCATION] =
        {.name = "revocation",
         .form = FORM_EMPTY,
         .attributes =
             ATTRIBUTES({.name = "kind",
                         .value = &value_evidence,
                         .required = true,
                         .zh = "crl 吊销列表，ocsp 在线状态。",
                         .en = "crl: a revocation list; ocsp: a status answer."},
                        {.name = "from",
                         .value = &value_from,
                         .required = true,
                         .zh = "文件，或 http:// 地址。",
                         .en = "A file or an http:// address."}),
         .zh = "LT、LTA 放进文件的吊销证据从何而来；不写即按证书所指。",
         .en = "Where the evidence of LT and LTA comes from; by default where the "
               "certificates say.",
         .sample = "<revocation kind=\"crl\" from=\"ca.crl\"/>"},
    [SIGNING_EL_CERTIFY] =
        {.name = "certify",
         .form = FORM_EMPTY,
         .attributes = ATTRIBUTES(
             {.name = "changes",
              .value = &value_changes,
              .required = true,
              .zh = "1 签后什么也不许改；2 还可再签；0 不作认证，只签名。",
              .en = "1: nothing may change; 2: others may sign; 0: no certification, an "
                    "approval."}),
         .zh = "认证签名允许的改动；默认 1，文档有几枚印章时为 0。",
         .en =
             "What a certification allows; 1 by default, 0 where a document has several "
             "seals.",
         .sample = "<certify changes=\"2\"/>"},
    [SIGNING_EL_TRUST] = {.name = "trust",
                          .form = FORM_EMPTY,
                          .attributes = ATTRIBUTES(
                              {.name = "file",
                               .value = &value_file,
                               .required = true,
                               .zh = "PEM 或 DER 文件，或存放它们的目录。",
                               .en = "A PEM or DER file, or a folder of such."}),
                          .zh = "受信任的根证书：签后自行核验时用。",
                          .en =
                              "Roots that are trusted when what was signed is verified.",
                          .sample = "<trust file=\"roots\"/>"},
    [SIGNING_EL_ALGORITHMS] = {.name = "algorithms",
                               .form = FORM_EMPTY,
                               .attributes =
                                   ATTRIBUTES({.name = "rsa",
                                               .value = &value_bits,
                                               .usual = "2048",
                                               .zh = "RSA 密钥至少多少位。",
                                               .en = "The least bits of an RSA key."}),
                               .zh = "对算法的要求。",
                               .en = "What algorithms are asked for.",
                               .sample = "<algorithms rsa=\"3072\"/>"},
    [SIGNING_EL_REGISTER] =
        {.name = "register",
         .form = FORM_EMPTY,
         .attributes =
             ATTRIBUTES({.name = "folder",
                         .value = &value_file,
                         .required = true,
                         .zh = "存放 register.jsonl 与 audit.jsonl 的目录。",
                         .en = "The folder of register.jsonl and audit.jsonl."}),
         .zh = "字号登记与审计日志：一个发文字号只签一种内容。",
         .en = "Number register and audit log: a document number is signed with one "
               "content "
               "only.",
         .sample = "<register folder=\"/var/lib/hongtou\"/>"},
};

static const Contract contract = {
    .name = "signing",
    .space = SIGNING_NAMESPACE,
    .zh = "签名配置；samples/signing/signing.xml 是它的例子。口令与密钥不能写在里面。",
    .en =
        "How an office signs; samples/signing/signing.xml is an example. No PIN and no "
        "key can "
        "be "
        "written in it.",
    .root = SIGNING_EL_SIGNING,
    .elements = elements,
    .n_elements = SIGNING_ELEMENTS};

const struct Contract *signing_contract(void) {
  return &contract;
}
