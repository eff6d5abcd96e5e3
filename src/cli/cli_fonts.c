#include <stdio.h>
#include <string.h>

#include "cli.h"

/* Why a candidate plays or does not, by HongtouFontState and HongtouLanguage. */
static const char *const reasons[][2] = {
    [HONGTOU_FONT_MISSING] = {"未安装", "not installed"},
    [HONGTOU_FONT_REFUSED] = {"不用：字体禁止嵌入",
                              "refused: the font forbids embedding"},
    [HONGTOU_FONT_PLAYS] = {"承担此角色：可用的候选中排在最前",
                            "plays: the first candidate that can"},
    [HONGTOU_FONT_FALLBACK] = {"后备：补前面字体所缺的字",
                               "fallback: gives the characters the faces above lack"},
    [HONGTOU_FONT_DAMAGED] = {"不用：文件不完整或不是字体",
                              "not used: the file is incomplete or no font"},
    [HONGTOU_FONT_SPARE] = {"备用：前面的候选已可用",
                            "spare: a candidate above it plays"},
};

typedef struct Right {
  unsigned bit;
  const char *name[2];
} Right;

/* OS/2 fsType; the widest right wins. */
static const Right rights[] = {
    {0x0008, {"可编辑嵌入", "editable embedding"}},
    {0x0004, {"可预览与打印嵌入", "preview and print embedding"}},
    {0x0002, {"禁止嵌入", "restricted"}},
};

static const char *right_name(unsigned embedding, HongtouLanguage language) {
  for (size_t i = 0; i < G_N_ELEMENTS(rights); i++) {
    if (embedding & rights[i].bit)
      return rights[i].name[language];
  }
  return language == HONGTOU_ZH ? "可安装嵌入" : "installable embedding";
}

static void print_font(const HongtouFont *font, HongtouLanguage language) {
  bool zh = language == HONGTOU_ZH;
  g_autofree char *family = cli_printable(font->family);
  printf("  %s%s\n      %s\n", family,
         !font->licensed ? ""
         : zh            ? "（商业字体）"
                         : " (licensed font)",
         reasons[font->state][language]);
  if (!font->file)
    return;
  g_autofree char *file = cli_printable(font->file);
  printf(zh ? "      文件：%s\n" : "      file: %s\n", file);
  printf(
      zh ? "      嵌入权限：%s（fsType 0x%04x）\n" : "      rights: %s (fsType 0x%04x)\n",
      right_name(font->embedding, language), font->embedding);
  printf(zh ? "      收字：GB 2312 汉字 %u/6763，基本区 %u/20992，汉字共 %u\n"
            : "      coverage: GB 2312 %u/6763, U+4E00–U+9FFF %u/20992, %u Han "
              "characters in all\n",
         font->gb2312, font->basic, font->han);
}

static void print_fonts(const HongtouResult *result, HongtouLanguage language) {
  const char *role = NULL;
  for (size_t i = 0; i < hongtou_result_fonts(result); i++) {
    HongtouFont font = hongtou_result_font(result, i);
    if (!role || strcmp(role, font.role) != 0)
      printf("%s\n", font.role);
    role = font.role;
    print_font(&font, language);
  }
}

static bool is_missing(const HongtouDiagnostic *d) {
  return strcmp(d->code, "typeset.missing-character") == 0;
}

static bool is_fallback(const HongtouDiagnostic *d) {
  return strcmp(d->code, "typeset.fallback-font") == 0 ||
         strcmp(d->code, "typeset.other-font") == 0;
}

static void print_lacking(HongtouResult *result, HongtouLanguage language) {
  size_t n = 0;
  printf(language == HONGTOU_ZH ? "文档缺少的字\n" : "Characters the document lacks\n");
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
    HongtouDiagnostic d = hongtou_result_diagnostic(result, i, language);
    if (!is_missing(&d) && !is_fallback(&d))
      continue;
    g_autofree char *message = cli_printable(d.message);
    printf("  %u:%u %s\n", d.line, d.column, message);
    n++;
  }
  if (!n)
    printf(language == HONGTOU_ZH ? "  无\n" : "  none\n");
}

/* Only a document that was laid out, or failed for its characters, has a list to show. */
static bool laid_out(HongtouResult *result, HongtouLanguage language) {
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
    HongtouDiagnostic d = hongtou_result_diagnostic(result, i, language);
    if (is_missing(&d))
      return true;
  }
  return hongtou_result_pages(result) > 0;
}

ExitCode cli_fonts(const Invocation *invocation) {
  HongtouOptions options = {0};
  if (!cli_document_options(invocation, &options))
    return EXIT_USAGE;
  const Report *report = &invocation->report;
  HongtouSession *session = cli_session(invocation);
  if (invocation->values[OPTION_INSTALL_OFFICE]) {
    const char *data = hongtou_session_data_folder(session);
    ExitCode done = cli_fonts_install(report, data ? data : "");
    hongtou_session_free(session);
    return done;
  }
  HongtouSource source = {.path = invocation->argument};
  HongtouResult *result =
      hongtou_fonts(session, invocation->argument ? &source : NULL, &options);
  print_fonts(result, report->language);
  if (invocation->argument && laid_out(result, report->language))
    print_lacking(result, report->language);
  ExitCode code = cli_finish_stdout(report);
  ExitCode found = cli_show_all(report, result);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code == EXIT_DONE ? found : code;
}
