/* hongtou seal: electronic seals made, shown and checked. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static void tell(const char *name, const char *text) {
  g_autofree char *shown = cli_printable(text);
  printf("%s%s\n", name, shown);
}

static void tell_text(const HongtouSeal *seal, bool zh) {
  printf(zh ? "版本：%u\n" : "Version: %u\n", seal->version);
  tell(zh ? "名称：" : "Name: ", seal->name);
  tell(zh ? "编码：" : "Number: ", seal->number);
  printf(zh ? "类型：%u\n" : "Type: %u\n", seal->type);
  tell(zh ? "厂商：" : "Vendor: ", seal->vendor);
  tell(zh ? "制作日期：" : "Made: ", seal->created);
  tell(zh ? "有效期起：" : "Valid from: ", seal->from);
  tell(zh ? "有效期止：" : "Valid to: ", seal->to);
  printf(
      zh ? "图像：%s，%zu 字节，%u × %u 毫米\n" : "Picture: %s, %zu bytes, %u × %u mm\n",
      seal->picture, seal->picture_bytes, seal->width, seal->height);
  tell(zh ? "制章人：" : "Maker: ", seal->maker);
  for (const char *const *user = seal->users; *user; user++)
    tell(zh ? "可使用者：" : "May be used by: ", *user);
  puts(zh ? "以上未经核验；用 hongtou seal check 核验。"
          : "None of this is verified; hongtou seal check does that.");
}

static void tell_json(const HongtouSeal *seal) {
  g_autoptr(GString) out = g_string_new("{");
  g_string_append_printf(out,
                         "\"version\":%u,\"type\":%u,\"width\":%u,\"height\":%u,"
                         "\"pictureBytes\":%zu,",
                         seal->version, seal->type, seal->width, seal->height,
                         seal->picture_bytes);
  const struct {
    const char *name, *text;
  } members[] = {{"name", seal->name},       {"number", seal->number},
                 {"vendor", seal->vendor},   {"created", seal->created},
                 {"from", seal->from},       {"to", seal->to},
                 {"picture", seal->picture}, {"maker", seal->maker}};
  for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
    cli_json_member(out, members[i].name, members[i].text);
    g_string_append_c(out, ',');
  }
  g_string_append(out, "\"users\":[");
  for (const char *const *user = seal->users; *user; user++) {
    g_autoptr(GString) one = g_string_new(NULL);
    cli_json_member(one, "", *user); /* "":"text" */
    g_string_append_printf(out, "%s%s", user == seal->users ? "" : ",", one->str + 3);
  }
  printf("%s]}\n", out->str);
}

static ExitCode show(const Invocation *invocation, const char *path) {
  HongtouSource source = {.path = path};
  HongtouResult *result = hongtou_seal_show(&source);
  const HongtouSeal *seal = hongtou_result_seal(result);
  if (seal && invocation->values[OPTION_OUTPUT])
    hongtou_result_write(result, invocation->values[OPTION_OUTPUT]);
  ExitCode code = cli_show_all(&invocation->report, result);
  if (seal && invocation->values[OPTION_JSON])
    tell_json(seal);
  else if (seal)
    tell_text(seal, invocation->report.language == HONGTOU_ZH);
  hongtou_result_free(result);
  ExitCode written = cli_finish_stdout(&invocation->report);
  return written == EXIT_DONE ? code : written;
}

static ExitCode missing(const Invocation *invocation, const char *what) {
  g_autofree char *usage = cli_usage_line(invocation->command);
  return cli_usage_fault(&invocation->report, DIAG_USAGE_MISSING_OPTION, what, usage,
                         NULL);
}

static ExitCode make(const Invocation *invocation, const char *path,
                     const char *const *users) {
  const char *const *values = invocation->values;
  HongtouSealing wish = {.size = sizeof wish,
                         .profile = values[OPTION_PROFILE],
                         .signing = values[OPTION_SIGNING],
                         .pin = values[OPTION_PIN],
                         .signing_time = values[OPTION_SIGNING_TIME],
                         .name = values[OPTION_NAME],
                         .number = values[OPTION_NUMBER],
                         .users = users,
                         .valid = values[OPTION_VALID],
                         .dimensions = values[OPTION_SIZE]};
  if (!wish.profile)
    return missing(invocation, "--profile");
  if (!values[OPTION_OUTPUT])
    return missing(invocation, "-o");
  HongtouSession *session = cli_session(invocation);
  HongtouSource source = {.path = path};
  HongtouResult *result = hongtou_seal_make(session, &source, &wish);
  hongtou_result_write(result, values[OPTION_OUTPUT]);
  ExitCode code = cli_show_all(&invocation->report, result);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code;
}

ExitCode cli_seal(const Invocation *invocation) {
  const char *const *arguments = (const char *const *)invocation->arguments->pdata;
  const char *task = arguments[0], *path = task ? arguments[1] : NULL;
  if (!path)
    return missing(invocation,
                   task && strcmp(task, "make") == 0 ? "PICTURE" : "FILE.esl");
  if (strcmp(task, "show") == 0)
    return show(invocation, path);
  if (strcmp(task, "make") == 0)
    return make(invocation, path, arguments + 2);
  if (strcmp(task, "check") == 0)
    return cli_verify_files(invocation, 1);
  return cli_usage_fault(&invocation->report, DIAG_USAGE_BAD_VALUE, "seal", task,
                         "make|show|check", NULL);
}
