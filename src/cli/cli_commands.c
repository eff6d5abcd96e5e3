/* Every command and option: names, arguments and help in both languages. */
#include "cli.h"

const Option cli_options[OPTION_COUNT] = {
    [OPTION_OUTPUT] =
        {'o',
         "output",
         "OUT",
         {"写到 OUT；后缀 .pdf、.odt、.fodt、.png 或 .svg 决定格式，“-”为标准输出",
          "write to OUT; its suffix .pdf, .odt, .fodt, .png or .svg chooses the format, "
          "- "
          "is stdout"}},
    [OPTION_FORMAT] = {0,
                       "format",
                       "pdf|odt|fodt|png|svg",
                       {"输出格式，不由后缀决定",
                        "the output's format, whatever its suffix"}},
    [OPTION_SCHEMA_FORMAT] = {0,
                              "format",
                              "rng|json",
                              {"rng 为 RELAX NG 模式（默认）；json 为编辑器的补全数据",
                               "rng, a RELAX NG schema (default), or json, completion "
                               "data for editors"}},
    [OPTION_LAYOUT] = {0,
                       "layout",
                       "NAME|FILE",
                       {"使用这一版式，不用文档所写的",
                        "use this layout instead of the one the document names"}},
    [OPTION_FONT_PATH] = {0,
                          "font-path",
                          "DIR",
                          {"先在此目录找字体；可写多次",
                           "look for fonts here first; may be repeated"}},
    [OPTION_PLAIN] =
        {0,
         "plain",
         NULL,
         {"ODT 不带使各行断在原处的字间距，便于改写",
          "an ODT without the spacing that keeps its line breaks, for rewriting"}},
    [OPTION_EMBED_FONTS] = {0,
                            "embed-fonts",
                            NULL,
                            {"把所用字体（只含所用的字）嵌入 ODT",
                             "put the fonts, cut to the characters used, into the ODT"}},
    [OPTION_DPI] = {0,
                    "dpi",
                    "N",
                    {"页面图像每英寸像素数，10–1200，默认 144",
                     "pixels per inch of page images, 10–1200, default 144"}},
    [OPTION_PAGES] = {0,
                      "pages",
                      "N[-M]",
                      {"只输出这些页（PDF 与图像），如 1-3",
                       "these pages only, of a PDF or images, as in 1-3"}},
    [OPTION_MAX_PAGES] = {0,
                          "max-pages",
                          "N",
                          {"超过 N 页即报错，默认 5000",
                           "more than N pages are an error, default 5000"}},
    [OPTION_COPIES] =
        {0,
         "copies",
         "N",
         {"编出 N 份，每份各有份号；文件名含 {copy} 时每份一个文件，否则合为一个",
          "N copies, each with its own copy number; one file each when the name has "
          "{copy}, else one for all"}},
    [OPTION_STAGE] = {0,
                      "stage",
                      "model|bound|layout|display|tags|places",
                      {"要显示的阶段（必填）", "the stage to show (required)"}},
    [OPTION_LETTERHEAD] =
        {0,
         "letterhead",
         "print|preprinted",
         {"preprinted 用于套红信纸：略去全部红色部分，其余位置不变",
          "preprinted, for pre-printed paper: leave out all red parts, keep every "
          "position"}},
    [OPTION_SINGLE_SIDED] =
        {0,
         "single-sided",
         NULL,
         {"单面印刷：版记可在任何末页，页码都按单页",
          "printed on one side: the imprint on any last page, all numbers as on "
          "odd pages"}},
    [OPTION_OFFSET] =
        {0,
         "offset",
         "X,Y",
         {"整页右移 X、下移 Y（可为负），如 0.8mm,-1.2mm，补偿打印机偏移",
          "move pages right by X and down by Y, as in 0.8mm,-1.2mm, for the printer's "
          "drift"}},
    [OPTION_COMPRESS] =
        {0,
         "compress",
         "fast|small",
         {"fast 快几个百分点而文件大近两成；small 费时数倍，文件最小；默认介于两者之间",
          "fast: a few hundredths quicker, up to two tenths larger; small: several times "
          "the time, the smallest; the default lies between"}},
    [OPTION_JSON] = {0, "json", NULL, {"以 JSON 输出", "print JSON"}},
    [OPTION_STRICT] = {0,
                       "strict",
                       NULL,
                       {"警告也按错误处理", "treat warnings as errors"}},
    [OPTION_DATA_PATH] = {0,
                          "data-path",
                          "DIR",
                          {"数据文件也可在此目录及其下；可写多次",
                           "data files may lie here or below, too; may be repeated"}},
    [OPTION_UNTRACED] = {0,
                         "untraced",
                         NULL,
                         {"列出正文中数据里找不到的数",
                          "list numbers of the text that the data does not hold"}},
    [OPTION_DATA] =
        {0,
         "data",
         "FILE",
         {"每条记录生成一份文档的数据：.csv .tsv .xlsx .ods .jsonl .xml（必填）",
          "the data, of which each record makes a document: .csv .tsv .xlsx .ods .jsonl "
          ".xml (required)"}},
    [OPTION_ENCODING] = {0,
                         "encoding",
                         "utf-8|gb18030",
                         {"CSV 的编码，默认 utf-8", "the CSV's encoding, default utf-8"}},
    [OPTION_SEPARATOR] = {0,
                          "separator",
                          "C",
                          {"CSV 的分隔符，默认从第一行看出",
                           "the CSV's separator, by default told from its first line"}},
    [OPTION_SHEET] = {0,
                      "sheet",
                      "NAME",
                      {"工作表的名称，默认第一张",
                       "the sheet's name, by default the first"}},
    [OPTION_KEY] = {0,
                    "key",
                    "COLUMN",
                    {"报告与 {key} 用来称呼记录的列",
                     "the column that names a record in the report and as {key}"}},
    [OPTION_JOBS] = {'j',
                     "jobs",
                     "N",
                     {"同时工作的进程数，默认与处理器数相同",
                      "processes at work, by default as many as processors"}},
    [OPTION_RESUME] =
        {0,
         "resume",
         NULL,
         {"接着报告继续，已完成且文件未变的不再生成",
          "go on from the report; what is done and whose file is unchanged is kept"}},
    [OPTION_NO_SYNC] = {0,
                        "no-sync",
                        NULL,
                        {"不等磁盘写完就报告完成（快些，断电时可能丢文件）",
                         "report done before the disk holds the files (faster, a power "
                         "cut may lose some)"}},
    [OPTION_SHARD] =
        {0,
         "shard",
         "I/N|auto",
         {"只做第 I 份（共 N 份）；auto 由 Slurm 或 Kubernetes 的变量决定",
          "only part I of N; auto takes them from Slurm's or Kubernetes' variables"}},
    [OPTION_TIMEOUT] = {0,
                        "timeout",
                        "S",
                        {"一份文档最多用 S 秒，默认 120",
                         "a document may take S seconds, default 120"}},
    [OPTION_MEMORY] = {0,
                       "memory",
                       "MIB",
                       {"一个进程最多多用的内存，默认 1024",
                        "memory a process may take beyond its start, default 1024"}},
    [OPTION_REPORT] =
        {0,
         "report",
         "FILE",
         {"报告写到 FILE，默认为输出目录下的 report.jsonl",
          "write the report to FILE, by default report.jsonl in the output folder"}},
    [OPTION_QUIET] = {'q',
                      "quiet",
                      NULL,
                      {"只显示错误，不显示警告、说明、进度与小结",
                       "show errors alone: no warnings, notes, progress or summary"}},
    [OPTION_ALL] = {0,
                    "all",
                    NULL,
                    {"同类的诊断逐条列出，不合并",
                     "show every diagnostic, also many of one kind"}},
    [OPTION_FAIL_ON] =
        {0,
         "fail-on",
         "error|warning|note",
         {"有这一级或更重的诊断时退出码为 1，文件照写；默认 error",
          "exit 1 where there is a diagnostic of this severity or a worse one, and "
          "write the file all the same; default error"}},
    [OPTION_ONLY] = {0,
                     "only",
                     "KEY",
                     {"只做 --key 列为 KEY 的那一条记录；可写多次",
                      "make only the record whose --key column says KEY; may be "
                      "repeated"}},
    [OPTION_TRUST] = {0,
                      "trust",
                      "FILE|DIR",
                      {"信任的根证书：PEM 或 DER 文件，或存放它们的目录；可写多次",
                       "certificates that are trusted: a PEM or DER file, or a folder "
                       "of such; may be repeated"}},
    [OPTION_CRL] = {0,
                    "crl",
                    "FILE",
                    {"吊销列表（PEM 或 DER）；可写多次",
                     "a revocation list (PEM or DER); may be repeated"}},
    [OPTION_AT] = {0,
                   "at",
                   "TIME",
                   {"以此时为现在：2026-12-01（当日末）或 2026-12-01T09:00:00+08:00",
                    "counts as now: 2026-12-01 (its end) or 2026-12-01T09:00:00+08:00"}},
    [OPTION_REVOCATION] =
        {0,
         "revocation",
         "asked|required|optional",
         {"查不到吊销信息的证书：asked 文件与 --crl "
          "都没有吊销资料时算有效并说明未查，默认；"
          "required 算未能确认；optional 算有效",
          "a certificate of whose revocation nothing is known: asked: counts as good, "
          "and "
          "the verdict says so, where neither the file nor --crl has lists or answers "
          "(the "
          "default); required: is not confirmed; optional: counts as good"}},
    [OPTION_PORT] = {0,
                     "port",
                     "N",
                     {"监听 127.0.0.1 的这一端口，默认任一空闲端口",
                      "listen on this port of 127.0.0.1, by default any that is free"}},
    [OPTION_OPEN] =
        {0,
         "open",
         NULL,
         {"用系统的程序打开写好的文件（preview：打开浏览器）",
          "open what is written with the desktop's program (preview: the browser)"}},
    [OPTION_RECORD] = {0,
                       "record",
                       "N|KEY",
                       {"模板用数据的第 N 条记录，或第一列为 KEY 的记录，默认第一条",
                        "fill a template from record N, or the one whose first column is "
                        "KEY; default 1"}},
    [OPTION_GOTO] = {0,
                     "goto",
                     "LINE",
                     {"显示文档第 LINE 行所在的位置",
                      "show what line LINE of the document came to be"}},
    [OPTION_SAMPLES] = {0,
                        "samples",
                        NULL,
                        {"以 --layout 的版式同时显示各样例",
                         "show every sample document under the layout"}},
    [OPTION_COMPARE] = {0,
                        "compare",
                        "FILE.png",
                        {"把扫描件叠在页面上比较",
                         "lay a scan over the page to compare"}},
    [OPTION_BEFORE] = {0,
                       "before",
                       NULL,
                       {"留住第一次的页面，供比较改动",
                        "keep the first pages, to see what a change moved"}},
    [OPTION_EDIT] = {0,
                     "edit",
                     NULL,
                     {"允许在页面里修改并保存文档（只此一个文件）",
                      "let the page change and save the document, and no other file"}},
    [OPTION_EDITOR] = {0,
                       "editor",
                       "URL",
                       {"在编辑器中打开的地址，如 vscode://file/{file}:{line}",
                        "address that opens an editor, as in "
                        "vscode://file/{file}:{line}"}},
    [OPTION_FORM] = {0,
                     "form",
                     "general|letter|order|minutes|upward|joint|quarterly",
                     {"文种样式，默认 general", "the form, by default general"}},
    [OPTION_DEPS] = {0,
                     "deps",
                     "FILE",
                     {"把读过的每个文件写到 FILE，供 make 等工具取用",
                      "write every file that was read to FILE, for make and its like"}},
    [OPTION_DEPS_FORMAT] = {0,
                            "deps-format",
                            "make|json",
                            {"--deps 的形式，默认 make",
                             "the form of --deps, default make"}},
    [OPTION_SIGN] = {0,
                     "sign",
                     "PROFILE",
                     {"按 signing.xml 中的这一配置给 PDF 签名",
                      "sign the PDF by this profile of signing.xml"}},
    [OPTION_SIGNING] = {0,
                        "signing",
                        "FILE",
                        {"签名配置，默认 ~/.config/hongtou/signing.xml，其次 "
                         "/etc/hongtou/signing.xml",
                         "the signing configuration, by default "
                         "~/.config/hongtou/signing.xml, else /etc/hongtou/signing.xml"}},
    [OPTION_PIN] = {0,
                    "pin",
                    "SOURCE",
                    {"从何处读口令：prompt 询问，fd:N 描述符，file:文件（权限 0600）",
                     "where the PIN is read: prompt, fd:N, file:PATH (mode 0600)"}},
    [OPTION_SIGNING_TIME] =
        {0,
         "signing-time",
         "TIME",
         {"签名时间，默认现在：2026-12-01T09:00:00+08:00",
          "the time of signing, by default now: 2026-12-01T09:00:00+08:00"}},
    [OPTION_REISSUE] = {0,
                        "reissue",
                        "REASON",
                        {"已签过的字号改签另一内容的理由，记入登记",
                         "why a number is signed again with another content; it is "
                         "recorded"}},
    [OPTION_PROFILE] = {0,
                        "profile",
                        "PROFILE",
                        {"signing.xml 中的配置", "the profile of signing.xml"}},
    [OPTION_EXTEND] =
        {0,
         "extend",
         "lt|lta",
         {"补上吊销证据（lt），再加归档时间戳（lta），不用密钥",
          "add evidence of revocation (lt) and an archive time stamp (lta); no key is "
          "used"}},
    [OPTION_RENEW] = {0,
                      "renew",
                      NULL,
                      {"更新证据与归档时间戳，使签名可继续核验",
                       "renew evidence and archive time stamp, so that the signature can "
                       "be verified for longer"}},
    [OPTION_TRY] = {0,
                    "try",
                    "PROFILE",
                    {"试签一页空白公文，说明会有什么问题",
                     "sign an empty page and say what would be wrong"}},
    [OPTION_DEMO_KEY] = {0,
                         "demo-key",
                         "DIR",
                         {"在 DIR 中生成试用的密钥、证书与 signing.xml",
                          "make a key, a certificate and a signing.xml for trying in "
                          "DIR"}},
    [OPTION_DIAGNOSTIC_FORMAT] =
        {0,
         "diagnostic-format",
         "human|json",
         {"诊断信息的形式，默认 human；json 为每行一个对象",
          "how diagnostics are written, default human; json is one object "
          "a line"}},
    [OPTION_LANG] = {0,
                     "lang",
                     "zh|en",
                     {"信息所用语言，默认随系统区域设置",
                      "language of messages, by default the locale's"}},
    [OPTION_HELP] = {'h', "help", NULL, {"显示本说明", "show this help"}},
    [OPTION_VERSION] = {'V', "version", NULL, {"显示版本", "show the version"}},
};

#define OUTPUT_OPTIONS                                                                   \
  (OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_FORMAT) | OPTION_BIT(OPTION_PLAIN) |    \
   OPTION_BIT(OPTION_EMBED_FONTS) | OPTION_BIT(OPTION_DPI) | OPTION_BIT(OPTION_PAGES) |  \
   OPTION_BIT(OPTION_OFFSET) | OPTION_BIT(OPTION_COPIES) | OPTION_BIT(OPTION_COMPRESS) | \
   OPTION_BIT(OPTION_OPEN))

#define SIGN_OPTIONS                                                               \
  (OPTION_BIT(OPTION_SIGN) | OPTION_BIT(OPTION_SIGNING) | OPTION_BIT(OPTION_PIN) | \
   OPTION_BIT(OPTION_SIGNING_TIME) | OPTION_BIT(OPTION_REISSUE))

#define BATCH_OPTIONS                                                                   \
  (OPTION_BIT(OPTION_OUTPUT) | OPTION_BIT(OPTION_DATA) | OPTION_BIT(OPTION_ENCODING) |  \
   OPTION_BIT(OPTION_SEPARATOR) | OPTION_BIT(OPTION_SHEET) | OPTION_BIT(OPTION_KEY) |   \
   OPTION_BIT(OPTION_JOBS) | OPTION_BIT(OPTION_RESUME) | OPTION_BIT(OPTION_SHARD) |     \
   OPTION_BIT(OPTION_TIMEOUT) | OPTION_BIT(OPTION_MEMORY) | OPTION_BIT(OPTION_REPORT) | \
   OPTION_BIT(OPTION_ONLY) | OPTION_BIT(OPTION_COMPRESS) |                              \
   OPTION_BIT(OPTION_DATA_PATH) | OPTION_BIT(OPTION_NO_SYNC))

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
     OPTIONS_DOCUMENT | OPTION_BIT(OPTION_DATA_PATH),
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
     "verify|merge|failed|csv|html REPORT…",
     OPTIONS_COMMON | OPTION_BIT(OPTION_OUTPUT),
     cli_report,
     {"核对、合并批量生成的报告，列出失败的记录，或写成表",
      "verify or merge reports of batches, list records that failed, or make a table"},
     {"verify 按摘要核对每个文件；merge 合并各分片的报告，指出缺少或重复的记录；failed "
      "列出失败记录的行；csv、html 把报告写成表（-o 定文件名）。\n",
      "verify checks every file against its digest; merge joins the reports of shards "
      "and names records\n"
      "that are missing or double; failed prints the lines of records that failed; csv "
      "and html "
      "make tables.\n"}},
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
