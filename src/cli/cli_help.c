#include <stdio.h>

#include "cli.h"

typedef struct Phrases {
  const char *usage, *about, *commands, *options, *exits, *try;
} Phrases;

static const Phrases phrases[] = {
    [HONGTOU_ZH] =
        {"用法：", "由 XML 文档生成符合 GB/T 9704-2012 的公文。", "命令", "选项",
         "退出码：0 完成，1 文档有错误，2 用法不对，3 环境有问题（字体、磁盘等）。",
         "“hongtou 命令 --help”显示该命令的全部选项。"},
    [HONGTOU_EN] =
        {"Usage: ", "Makes official documents to GB/T 9704-2012 from XML.", "Commands",
         "Options",
         "Exit codes: 0 done, 1 the document has errors, 2 usage, 3 environment (fonts, "
         "disk …).",
         "“hongtou COMMAND --help” shows all options of that command."},
};

char *cli_usage_line(const Command *command) {
  if (!command)
    return g_strdup("hongtou [--help|--version] COMMAND [OPTION]… [IN.xml]");
  return g_strdup_printf("hongtou %s [OPTION]… %s", command->name, command->argument);
}

static void print_option(const Option *option, HongtouLanguage language) {
  g_autofree char *letter =
      option->letter ? g_strdup_printf("-%c, ", option->letter) : NULL;
  printf("  %s--%s%s%s\n      %s\n", letter ? letter : "", option->name,
         option->value ? " " : "", option->value ? option->value : "",
         option->help[language]);
}

static void print_options(OptionBits options, HongtouLanguage language) {
  printf("%s\n", phrases[language].options);
  for (int id = 0; id < OPTION_COUNT; id++) {
    if (options & OPTION_BIT(id))
      print_option(&cli_options[id], language);
  }
}

static void print_commands(HongtouLanguage language) {
  printf("%s\n", phrases[language].commands);
  for (size_t i = 0; i < cli_n_commands; i++) {
    const Command *command = &cli_commands[i];
    printf("  %s %s\n      %s\n", command->name, command->argument,
           command->help[language]);
  }
}

void cli_help(const Command *command, HongtouLanguage language) {
  const Phrases *say = &phrases[language];
  g_autofree char *usage = cli_usage_line(command);
  printf("%s%s\n%s\n\n", say->usage, usage,
         command ? command->help[language] : say->about);
  if (!command) {
    print_commands(language);
    printf("\n");
  }
  print_options(command ? command->options : OPTIONS_COMMON | OPTION_BIT(OPTION_VERSION),
                language);
  printf("\n%s%s\n", command ? command->more[language] : "", say->exits);
  if (!command)
    printf("%s\n", say->try);
}
