/* What a machine has of what Hongtou needs, and how to get what it lacks. */
#include <dlfcn.h>
#include <string.h>

#include "hongtou_inner.h"

typedef enum { GOOD, ADVICE, LACKING } Finding;

typedef struct Doctor {
  GString *out;
  HongtouLanguage language;
  const HongtouSession *session;
  unsigned lacking;
} Doctor;

/* One line, and below it what to do; "": nothing. */
static void tell(Doctor *d, Finding finding, const char *what, const char *remedy) {
  static const char *const words[][2] = {[GOOD] = {"[好]　", "[ok]   "},
                                         [ADVICE] = {"[建议]", "[note] "},
                                         [LACKING] = {"[缺]　", "[lack] "}};
  g_string_append_printf(d->out, "%s %s\n", words[finding][d->language], what);
  if (*remedy)
    g_string_append_printf(d->out, "        → %s\n", remedy);
  d->lacking += finding == LACKING;
}

static const char *say(const Doctor *d, const char *zh, const char *en) {
  return d->language == HONGTOU_ZH ? zh : en;
}

/* ---- data and fonts
 * -------------------------------------------------------------------- */

static bool check_data(Doctor *d) {
  const char *folder = d->session->data;
  g_autofree char *what =
      g_strdup_printf(say(d, "版式与字体角色：%s", "layouts and font roles: %s"),
                      folder ? folder : say(d, "找不到", "not found"));
  tell(
      d, folder ? GOOD : LACKING, what,
      folder
          ? ""
          : say(d,
                "用 HONGTOU_DATA 指明 layouts/ 与 fonts/roles.xml 所在的目录，或重新安装",
                "name the folder of layouts/ and fonts/roles.xml in HONGTOU_DATA, or "
                "install again"));
  return folder != NULL;
}

/* Packages that bring a face for each role; Fandol comes by its own way. */
static const char *package_of(const char *role) {
  static const char *const packages[][2] = {
      {"黑体", "fonts-noto-cjk"},   {"楷体", "fonts-lxgw-wenkai"},
      {"宋体", "fonts-noto-cjk"},   {"小标宋", "fonts-noto-cjk"},
      {"西文", "fonts-liberation"}, {"西文斜体", "fonts-liberation"}};
  for (size_t i = 0; i < G_N_ELEMENTS(packages); i++) {
    if (strcmp(packages[i][0], role) == 0)
      return packages[i][1];
  }
  return "fonts-noto-cjk";
}

/* The script that fetches Fandol, beside the roles. */
static char *fetch_command(const Doctor *d) {
  g_autofree char *script = g_build_filename(d->session->data, "fonts", "fetch", NULL);
  return g_strdup_printf(say(d,
                             "运行 sh %s（取 Fandol，每个用户一次），或把机关的字体放到 "
                             "--font-path 所指的目录",
                             "run sh %s (fetches Fandol, once for a user), or give the "
                             "folder of your agency's fonts with --font-path"),
                         script);
}

static void check_role(Doctor *d, HongtouResult *result, size_t first, size_t end) {
  HongtouFont font = hongtou_result_font(result, first);
  const char *plays = NULL, *file = "";
  bool licensed = false;
  for (size_t i = first; i < end; i++) {
    HongtouFont at = hongtou_result_font(result, i);
    if (at.state != HONGTOU_FONT_PLAYS || plays)
      continue;
    plays = at.family;
    file = at.file;
    licensed = at.licensed;
  }
  g_autofree char *fetch = fetch_command(d);
  g_autofree char *install = g_strdup_printf("apt-get install %s", package_of(font.role));
  g_autofree char *what =
      plays ? g_strdup_printf(say(d, "字体 %s：%s（%s）", "font %s: %s (%s)"), font.role,
                              plays, file)
            : g_strdup_printf(say(d, "字体 %s：没有", "font %s: none"), font.role);
  bool fandol = plays && g_str_has_prefix(plays, "Fandol");
  bool wants = strcmp(font.role, "仿宋") == 0 && !licensed && !fandol;
  tell(d,
       !plays  ? LACKING
       : wants ? ADVICE
               : GOOD,
       what,
       wants || strcmp(font.role, "仿宋") == 0 ? (plays && !wants ? "" : fetch)
       : plays                                 ? ""
                                               : install);
}

static void check_fonts(Doctor *d, HongtouSession *session) {
  HongtouResult *result = hongtou_fonts(session, NULL, NULL);
  size_t n = hongtou_result_fonts(result);
  for (size_t first = 0; first < n;) {
    size_t end = first + 1;
    while (end < n && strcmp(hongtou_result_font(result, end).role,
                             hongtou_result_font(result, first).role) == 0)
      end++;
    check_role(d, result, first, end);
    first = end;
  }
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
    HongtouDiagnostic told = hongtou_result_diagnostic(result, i, d->language);
    bool said = strcmp(told.code, "env.no-font") == 0 ||
                strcmp(told.code, "font.other-class") == 0;
    if (!said)
      tell(d, ADVICE, told.message, "");
  }
  hongtou_result_free(result);
}

/* ---- libraries and programs
 * -------------------------------------------------------------- */

static const struct {
  const char *file, *package;
  const char *use[2];
} libraries[] = {
    {LIBZIP_SONAME, "libzip4", {"XLSX、ODS 数据与 ODT", "XLSX, ODS data and ODT"}},
    {LIBCAIRO_SONAME, "libcairo2", {"页面图像（PNG）", "page images (PNG)"}},
    {LIBICUI18N_SONAME, "libicu72", {"拼音、笔画排序", "sorting by pinyin and strokes"}},
    {LIBHARFBUZZ_SUBSET_SONAME,
     "libharfbuzz0b",
     {"少见的字体格式", "fonts of rare forms"}},
    {LIBXSLT_SONAME, "libxslt1.1", {"批量生成", "batches"}},
    {LIBJPEG_SONAME, "libjpeg62-turbo", {"JPEG 图片", "JPEG pictures"}},
    {LIBCRYPTO_SONAME, "libssl3", {"核验签名", "verifying signatures"}},
};

static void check_libraries(Doctor *d) {
  for (size_t i = 0; i < G_N_ELEMENTS(libraries); i++) {
    void *handle = dlopen(libraries[i].file, RTLD_LAZY | RTLD_LOCAL);
    g_autofree char *what =
        g_strdup_printf(say(d, "库 %s（%s）", "library %s (%s)"), libraries[i].file,
                        libraries[i].use[d->language]);
    g_autofree char *install =
        g_strdup_printf(say(d, "安装软件包 %s（Debian 12 的名称）",
                            "install the package %s (Debian 12's name)"),
                        libraries[i].package);
    tell(d, handle ? GOOD : LACKING, what, handle ? "" : install);
    if (handle)
      dlclose(handle);
  }
}

static char *program_of(const char *const *names) {
  for (; *names; names++) {
    char *found = g_find_program_in_path(*names);
    if (found)
      return found;
  }
  return NULL;
}

static void check_office(Doctor *d) {
  static const char *const offices[] = {"soffice", "libreoffice", "wps", NULL};
  g_autofree char *office = program_of(offices);
  g_autofree char *what =
      g_strdup_printf(say(d, "办公软件：%s", "office program: %s"),
                      office ? office : say(d, "没有找到", "none found"));
  tell(d, office ? GOOD : ADVICE, what,
       office ? ""
              : say(d, "只在打开 ODT 时需要；apt-get install libreoffice-writer",
                    "needed only to open an ODT; apt-get install libreoffice-writer"));
}

/* ---- the user's surroundings
 * --------------------------------------------------------------- */

static void check_locale(Doctor *d) {
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  const char *value = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(names) && !(value && *value); i++)
    value = g_getenv(names[i]);
  bool set = value && *value;
  bool utf8 = set && (strstr(value, "UTF-8") || strstr(value, "utf8"));
  g_autofree char *what = g_strdup_printf(say(d, "区域设置：%s", "locale: %s"),
                                          set ? value : say(d, "未设", "not set"));
  tell(d, utf8 ? GOOD : ADVICE, what,
       utf8 ? ""
            : say(d,
                  "终端里汉字显示不出时，export LANG=zh_CN.UTF-8；--lang zh|en "
                  "定提示的语言",
                  "where a terminal shows no Han, export LANG=C.UTF-8; --lang zh|en "
                  "chooses the language of messages"));
}

static void check_cache(Doctor *d) {
  const char *folder = d->session->cache_folder;
  bool good = folder && g_mkdir_with_parents(folder, 0700) == 0;
  g_autofree char *what =
      g_strdup_printf(say(d, "字体清单的缓存：%s", "cache of font lists: %s"),
                      folder ? folder : say(d, "不用", "none"));
  tell(d, good ? GOOD : ADVICE, what,
       good ? ""
            : say(d, "缓存写不了，每次运行都要重找字体；请设 XDG_CACHE_HOME 为可写的目录",
                  "it cannot be written, so that fonts are looked for every time; set "
                  "XDG_CACHE_HOME to a folder that can"));
}

static void check_signing(Doctor *d) {
  static const char *const stores[] = {"/etc/hongtou/trust", NULL};
  bool store = g_file_test(stores[0], G_FILE_TEST_IS_DIR);
  tell(d, GOOD,
       say(d, "签名核验：只信任 --trust 所给的根证书",
           "verification: only the roots given with --trust are trusted"),
       store ? "--trust /etc/hongtou/trust" : "");
}

char *hongtou_doctor(HongtouSession *session, HongtouLanguage language,
                     unsigned *lacking) {
  Doctor d = {.out = g_string_new(NULL), .language = language, .session = session};
  g_string_append_printf(d.out, "hongtou %s\n", HONGTOU_VERSION);
  if (check_data(&d))
    check_fonts(&d, session);
  check_libraries(&d);
  check_office(&d);
  check_locale(&d);
  check_cache(&d);
  check_signing(&d);
  if (d.lacking)
    g_string_append_printf(
        d.out,
        say(&d, "缺 %u 项，照箭头处理。\n", "%u lacking: do what the arrows say.\n"),
        d.lacking);
  else
    g_string_append(d.out, say(&d, "可以使用。\n", "Ready.\n"));
  *lacking = d.lacking;
  return g_string_free(d.out, FALSE);
}
