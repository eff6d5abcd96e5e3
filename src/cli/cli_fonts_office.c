/* fonts --install-office: the free faces, and which of them stands in for one that is not
 * installed, where the offices of this user look for them. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cli.h"

#define FOLDERS_DEEP 2

typedef struct Install {
  unsigned copied, kept;
  bool failed;
} Install;

static bool is_same(const char *target, const char *bytes, gsize len) {
  g_autofree char *old = NULL;
  gsize old_len = 0;
  return g_file_get_contents(target, &old, &old_len, NULL) && old_len == len &&
         memcmp(bytes, old, len) == 0;
}

static void copy_file(Install *in, const char *source, const char *target) {
  g_autofree char *bytes = NULL, *folder = g_path_get_dirname(target);
  gsize len = 0;
  g_autoptr(GError) error = NULL;
  if (g_file_get_contents(source, &bytes, &len, &error) && is_same(target, bytes, len)) {
    in->kept++;
    return;
  }
  if (bytes && g_mkdir_with_parents(folder, 0755) == 0 &&
      g_file_set_contents(target, bytes, (gssize)len, &error)) {
    in->copied++;
    return;
  }
  g_printerr("hongtou: %s: %s\n", target, error ? error->message : g_strerror(errno));
  in->failed = true;
}

static int by_name(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Every face and licence below the folder, into one of the same shape. */
static void copy_folder(Install *in, const char *from, const char *to, unsigned depth) {
  g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; dir && (name = g_dir_read_name(dir));)
    g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, by_name);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *source = g_build_filename(from, names->pdata[i], NULL);
    g_autofree char *target = g_build_filename(to, names->pdata[i], NULL);
    if (g_file_test(source, G_FILE_TEST_IS_REGULAR))
      copy_file(in, source, target);
    else if (depth > 0 && g_file_test(source, G_FILE_TEST_IS_DIR))
      copy_folder(in, source, target, depth - 1);
  }
}

ExitCode cli_fonts_install(const Report *report, const char *data) {
  bool zh = report->language == HONGTOU_ZH;
  g_autofree char *from = g_build_filename(data, "fonts", "packages", NULL);
  g_autofree char *conf = g_build_filename(data, "fonts", "office.conf", NULL);
  g_autofree char *fonts =
      g_build_filename(g_get_user_data_dir(), "fonts", "hongtou", NULL);
  g_autofree char *target = g_build_filename(g_get_user_config_dir(), "fontconfig",
                                             "conf.d", "60-hongtou.conf", NULL);
  Install in = {0};
  copy_folder(&in, from, fonts, FOLDERS_DEEP);
  copy_file(&in, conf, target);
  if (in.failed)
    return EXIT_ENVIRONMENT;
  printf(
      zh ? "字体：%s\n替代：%s\n新写 %u 个文件，原有 %u 个不变；请重新打开办公软件。\n"
         : "fonts: %s\nstand-ins: %s\n%u files written, %u were there; start the office "
           "anew.\n",
      fonts, target, in.copied, in.kept);
  return cli_finish_stdout(report);
}
