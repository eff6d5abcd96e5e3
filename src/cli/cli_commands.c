/* Every command: names, arguments, options and help in both languages. */
#include "cli.h"

#define OUTPUT_OPTIONS                                                                   \
  (OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_FORMAT) | OPTION_BIT(OPTION_PLAIN) |    \
   OPTION_BIT(OPTION_EMBED_FONTS) | OPTION_BIT(OPTION_DPI) | OPTION_BIT(OPTION_PAGES) |  \
   OPTION_BIT(OPTION_OFFSET) | OPTION_BIT(OPTION_COPIES) | OPTION_BIT(OPTION_COMPRESS) | \
   OPTION_BIT(OPTION_OPEN))

#define SIGN_OPTIONS                                                               \
  (OPTION_BIT(OPTION_SIGN) | OPTION_BIT(OPTION_SIGNING) | OPTION_BIT(OPTION_PIN) | \
   OPTION_BIT(OPTION_SIGNING_TIME) | OPTION_BIT(OPTION_REISSUE))

#define BATCH_OPTIONS                                                                  \
  (OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_DATA) | OPTION_BIT(OPTION_ENCODING) | \
   OPTION_BIT(OPTION_SEPARATOR) | OPTION_BIT(OPTION_SHEET) | OPTION_BIT(OPTION_KEY) |  \
   OPTION_BIT(OPTION_GROUP) | OPTION_BIT(OPTION_QUERY) | OPTION_BIT(OPTION_JOBS) |     \
   OPTION_BIT(OPTION_RESUME) | OPTION_BIT(OPTION_SHARD) | OPTION_BIT(OPTION_TIMEOUT) | \
   OPTION_BIT(OPTION_MEMORY) | OPTION_BIT(OPTION_REPORT) | OPTION_BIT(OPTION_ONLY) |   \
   OPTION_BIT(OPTION_COMPRESS) | OPTION_BIT(OPTION_DATA_PATH) |                        \
   OPTION_BIT(OPTION_NO_SYNC))

const Command cli_commands[] = {
    {"render",
     "IN.xml…",
     OPTIONS_DOCUMENT | OPTION_BIT(OPTION_DATA_PATH) | OUTPUT_OPTIONS | SIGN_OPTIONS,
     cli_render,
     {"由 XML 文档生成 PDF、ODT 或页面图像",
      "make a PDF, ODT or page images from an XML document"},
     {"不写 -o 时，PDF 写在 IN.xml 旁边，只换后缀；IN.xml "
      "为“-”时读标准输入、写标准输出。几个文档时 -o 写一个已有的目录。\n"
      "多页图像的文件名须含 {page}，如 -o 'page-{page}.png'；不写 -o 时为 "
      "IN-{page}.png。\n"
      "文档有错误时不写任何文件，原有文件保持不变。\n",
      "Without -o the PDF stands beside IN.xml, with the suffix changed; - as IN.xml "
      "reads standard\n"
      "input and writes standard output. Of several documents -o is a folder. Images of "
      "several pages need {page} in their "
      "name, as in\n"
      "-o 'page-{page}.png'; without -o it is IN-{page}.png.\n"
      "A document with errors writes nothing, and what was there stays.\n"}},
    {"check",
     "IN.xml…",
     OPTIONS_DOCUMENT | OPTION_BIT(OPTION_DATA_PATH) | OPTION_BIT(OPTION_UNTRACED) |
         OPTION_BIT(OPTION_DATA) | OPTION_BIT(OPTION_ENCODING) |
         OPTION_BIT(OPTION_SEPARATOR) | OPTION_BIT(OPTION_SHEET) |
         OPTION_BIT(OPTION_KEY) | OPTION_BIT(OPTION_ONLY),
     cli_check,
     {"检查文档，报告错误与警告，不写文件",
      "check a document, report errors and warnings, write nothing"},
     {"手写的数与数据不符、合计与各行不符，都会报告。\n"
      "批量模板写 --data 一并检查：每条记录都生成一遍，不写文件。\n",
      "Typed figures that contradict the data and totals that contradict their rows are "
      "reported.\n"
      "A template is checked with its --data: a document of every record is made and "
      "thrown away.\n"}},
    {"figures",
     "IN.xml",
     OPTIONS_COMMON | OPTIONS_TELLING | OPTION_BIT(OPTION_LAYOUT) |
         OPTION_BIT(OPTION_DATA_PATH) | OPTION_BIT(OPTION_JSON) |
         OPTION_BIT(OPTION_STRICT),
     cli_figures,
     {"列出每个数的来历：印出的字、准确值、表达式、来源单元格",
      "list where every figure comes from: as printed, exact value, expression, cells"},
     {"", ""}},
    {"fonts",
     "[IN.xml]",
     OPTIONS_DOCUMENT | OPTION_BIT(OPTION_DATA_PATH) | OPTION_BIT(OPTION_INSTALL_OFFICE),
     cli_fonts,
     {"列出各字体角色由哪个字体承担、嵌入权限与收字数",
      "list which font plays each role, its embedding rights and coverage"},
     {"写明 IN.xml 时，还列出文档中缺少的、或由后备字体补足的字及其位置。\n",
      "With IN.xml also the characters the document lacks, or takes from a fallback, and "
      "where.\n"}},
    {"anchors",
     "IN.xml",
     OPTIONS_DOCUMENT | OPTION_BIT(OPTION_DATA_PATH) | OPTION_BIT(OPTION_OUTPUT),
     cli_anchors,
     {"以 JSON 输出标志、字号、标题、署名、日期和印章的页码与毫米位置",
      "print page and millimetres of mark, number, title, signatures, date and seals as "
      "JSON"},
     {"供外部电子签章系统取用；seal=\"space\" 留出的空位也在其中。\n",
      "For the systems that seal electronically; places left by seal=\"space\" are among "
      "them.\n"}},
    {"dump",
     "IN.xml",
     OPTIONS_DOCUMENT | OPTION_BIT(OPTION_DATA_PATH) | OPTION_BIT(OPTION_STAGE),
     cli_dump,
     {"以规范文本显示文档的一个处理阶段",
      "show one stage of a document as canonical text"},
     {"", ""}},
    {"layouts",
     "[NAME|FILE|FOLDER]",
     OPTIONS_COMMON | OPTION_BIT(OPTION_JSON),
     cli_layouts,
     {"列出各版式及其与标准不同之处，附条款",
      "list layouts and where each departs from the standard"},
     {"不写名称时列出所有自带版式；机关自定版式（house style）逐项与标准比较，\n"
      "信函、命令、纪要等标准格式逐项列出其不同于通用公文之处及所依条款。\n",
      "Without a name all that come with the program. A house style is held against the "
      "standard value\n"
      "by value; of the standard’s own forms it tells where they differ from the "
      "ordinary one, and by\n"
      "which clause.\n"}},
    {"test-sheet",
     "[LAYOUT]",
     OPTIONS_COMMON | OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_FORMAT) |
         OPTION_BIT(OPTION_DPI) | OPTION_BIT(OPTION_FONT_PATH) |
         OPTION_BIT(OPTION_OFFSET),
     cli_test_sheet,
     {"生成测量打印偏移的测试页", "make a page to measure the printer's drift on"},
     {"页上四个十字写明到纸边的距离，细框是该版式（默认 general）红色部分的位置；\n"
      "量出的偏移写给 --offset。不写 -o 时写到 test-sheet.pdf。\n",
      "Four crosses tell their distances from the paper's edges, thin boxes where the "
      "red parts of the\n"
      "layout (default general) lie; give what you measure to --offset. Without -o it is "
      "written to\n"
      "test-sheet.pdf.\n"}},
    {"batch",
     "TEMPLATE.xml",
     OPTIONS_DOCUMENT | BATCH_OPTIONS | SIGN_OPTIONS,
     cli_batch,
     {"由模板和数据批量生成文档", "make many documents from a template and data"},
     {"输出名 -o 'out/{年份}/{单位}.pdf' 中的 "
      "{列名}、{key}、{record}（序号）由每条记录填入；-o 可写多次。\n"
      "一条记录出错不影响其他记录，诊断在报告里。退出码 1 有记录失败，4 "
      "一份也没有生成。\n",
      "In the output's name, -o 'out/{year}/{unit}.pdf', {column}, {key} and {record} "
      "(its number) are\n"
      "filled in from each record; -o may be repeated. One bad record does not stop the "
      "others; its\n"
      "diagnostics stand in the report. Exit code 1: some records failed, 4: no document "
      "came out.\n"}},
    {"report",
     "verify|merge|failed|csv|html|audit REPORT…",
     OPTIONS_COMMON | OPTION_BIT(OPTION_OUTPUT),
     cli_report,
     {"核对、合并批量生成的报告，列出失败的记录，或写成表",
      "verify or merge reports of batches, list records that failed, or make a table"},
     {"verify 按摘要核对每个文件；merge 合并各分片的报告，指出缺少或重复的记录；failed "
      "列出失败记录的行；csv、html 把报告写成表（-o 定文件名）；audit "
      "核对签名的登记与日志。\n",
      "verify checks every file against its digest; merge joins the reports of shards "
      "and names records\n"
      "that are missing or double; failed prints the lines of records that failed; csv "
      "and html make\n"
      "tables; audit checks registers and logs of signatures.\n"}},
    {"sign",
     "[IN.pdf]",
     OPTIONS_COMMON | OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_PROFILE) |
         OPTION_BIT(OPTION_SIGNING) | OPTION_BIT(OPTION_PIN) |
         OPTION_BIT(OPTION_SIGNING_TIME) | OPTION_BIT(OPTION_REISSUE) |
         OPTION_BIT(OPTION_EXTEND) | OPTION_BIT(OPTION_RENEW) | OPTION_BIT(OPTION_TRY) |
         OPTION_BIT(OPTION_DEMO_KEY) | OPTION_BIT(OPTION_FONT_PATH),
     cli_sign,
     {"给已有的 PDF 再加一个签名，或补上长期核验的证据",
      "add a further signature to a PDF, or what keeps it verifiable"},
     {"原文件一字不动，新内容写在其后（-o OUT.pdf）。首次签名用 render --sign。\n"
      "--demo-key DIR [机关名] 生成试用密钥；--try PROFILE 只试不写。\n",
      "The file stays as it is; what is new stands behind it (-o OUT.pdf). First "
      "signatures are made by\n"
      "render --sign. --demo-key DIR [NAME] makes a key for trying; --try PROFILE writes "
      "nothing.\n"}},
    {"verify",
     "FILE…",
     OPTIONS_COMMON | OPTION_BIT(OPTION_TRUST) | OPTION_BIT(OPTION_CRL) |
         OPTION_BIT(OPTION_AT) | OPTION_BIT(OPTION_REVOCATION) | OPTION_BIT(OPTION_JSON),
     cli_verify,
     {"核验 PDF、ODT 的电子签名：是否改动、是否受信任、是否吊销",
      "verify the signatures of PDF and ODT files: altered, trusted, revoked"},
     {"只信任 --trust 所给的证书，不用系统的证书库，不联网。\n"
      "退出码：0 有效，1 被改动或伪造，4 未签名，5 完好而未能确认；"
      "多个文件取最坏的（1、4、5、3 依次）。\n",
      "Only certificates given with --trust are trusted, never the system's store; no "
      "network is used.\n"
      "Exit codes: 0 valid, 1 altered or forged, 4 not signed, 5 intact but not "
      "confirmed; of several\n"
      "files the worst, in the order 1, 4, 5, 3.\n"}},
    {"init",
     "[DIR]",
     OPTIONS_COMMON | OPTION_BIT(OPTION_FORM),
     cli_init,
     {"建一个可用的小项目：文档、数据、机关版式",
      "make a small project that works: document, data, house layout"},
     {"已有的文件一律不覆盖。\n", "What is there already is never overwritten.\n"}},
    {"watch",
     "IN.xml",
     OPTIONS_DOCUMENT | OPTION_BIT(OPTION_DATA_PATH) | OUTPUT_OPTIONS,
     cli_live,
     {"文档、数据、图、版式或字体一有改动就重新生成",
      "render again whenever document, data, figures, layout or fonts change"},
     {"每次一行：时间、页数、毫秒、错误；Ctrl-C 结束。选项同 render。\n",
      "One line a run: time, pages, milliseconds, errors; Ctrl-C ends it. Options as of "
      "render.\n"}},
    {"preview",
     "[IN.xml]",
     OPTIONS_DOCUMENT | OPTION_BIT(OPTION_DATA_PATH) | OPTION_BIT(OPTION_PORT) |
         OPTION_BIT(OPTION_OPEN) | OPTION_BIT(OPTION_DATA) | OPTION_BIT(OPTION_RECORD) |
         OPTION_BIT(OPTION_GOTO) | OPTION_BIT(OPTION_SAMPLES) |
         OPTION_BIT(OPTION_COMPARE) | OPTION_BIT(OPTION_BEFORE) |
         OPTION_BIT(OPTION_EDIT) | OPTION_BIT(OPTION_EDITOR),
     cli_live,
     {"在浏览器中实时显示页面：位置、条款、来历、诊断",
      "show the pages live in a browser: places, clauses, origins, diagnostics"},
     {"只在 127.0.0.1 上服务，地址含一次性口令；不写 --edit 时什么都不能写。Ctrl-C "
      "结束。\n",
      "Serves on 127.0.0.1 alone, at an address with a token of its own; without --edit "
      "nothing can be\nwritten. Ctrl-C ends it.\n"}},
    {"new",
     "[KIND]",
     OPTIONS_COMMON | OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_LAYOUT) |
         OPTION_BIT(OPTION_QUIET),
     cli_new,
     {"写出一份带注释、可以直接生成的文档或版式，供修改",
      "write a document or a layout with comments, to begin with"},
     {"KIND：通知 函 请示 报告 通报 批复 意见 决定 公告 通告 公报 决议 议案 纪要 命令 "
      "令；\n"
      "--layout 名称：写一个机关自定版式。不写 -o 时写到标准输出；已有的文件不覆盖。\n",
      "KIND: 通知 函 请示 报告 通报 批复 意见 决定 公告 通告 公报 决议 议案 纪要 命令 "
      "令; --layout "
      "NAME: a\n"
      "house style. Without -o it goes to standard output; a file that exists is "
      "kept.\n"}},
    {"explain",
     "[CODE|CLAUSE]",
     OPTIONS_COMMON,
     cli_explain,
     {"说明诊断代码或条款（B8.9）；不写时列出全部",
      "say what a diagnostic's code or a clause (B8.9) means; without one, all of them"},
     {"", ""}},
    {"doctor",
     "",
     OPTIONS_COMMON | OPTION_BIT(OPTION_FONT_PATH),
     cli_doctor,
     {"检查字体、数据目录、库、办公软件与区域设置，说明缺什么、怎样补",
      "check fonts, data folder, libraries, office and locale, and tell what to do"},
     {"缺少必需的东西时退出码为 3。\n",
      "Exit code 3 where something needed is lacking.\n"}},
    {"seal",
     "make|show|check FILE…",
     OPTIONS_COMMON | OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_PROFILE) |
         OPTION_BIT(OPTION_SIGNING) | OPTION_BIT(OPTION_PIN) |
         OPTION_BIT(OPTION_SIGNING_TIME) | OPTION_BIT(OPTION_NAME) |
         OPTION_BIT(OPTION_NUMBER) | OPTION_BIT(OPTION_VALID) | OPTION_BIT(OPTION_SIZE) |
         OPTION_BIT(OPTION_TRUST) | OPTION_BIT(OPTION_CRL) | OPTION_BIT(OPTION_AT) |
         OPTION_BIT(OPTION_REVOCATION) | OPTION_BIT(OPTION_JSON),
     cli_seal,
     {"制作、查看、核验电子印章（GB/T 38540）",
      "make, show and check electronic seals (GB/T 38540)"},
     {"make PICTURE USER.pem… 用 --profile 的 SM2 密钥制章，USER.pem 是可使用者的证书；\n"
      "show FILE.esl 列出内容，-o 取出图像；check FILE.esl… 核验，退出码同 verify。\n",
      "make PICTURE USER.pem… makes a seal by the SM2 key of --profile, for those whose "
      "certificates are\n"
      "given; show FILE.esl tells what it says, and -o takes its picture out; check "
      "FILE.esl… verifies it,\n"
      "with the exit codes of verify.\n"}},
    {"schema",
     "[bulletin|layout|template|verify|signing]",
     OPTIONS_COMMON | OPTION_BIT(OPTION_SCHEMA_FORMAT),
     cli_schema,
     {"输出供 XML 编辑器使用的 RELAX NG 模式或补全数据",
      "print the RELAX NG schema, or completion data, for an XML editor"},
     {"不写名称时输出 bulletin 的模式。\n",
      "Without a name it is the schema of bulletin.\n"}},
};
const size_t cli_n_commands = G_N_ELEMENTS(cli_commands);
