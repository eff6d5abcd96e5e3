/* The contract's attributes: what each is for, and what may stand in it. */
#include "model_contract.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define SPACE " \\t\\r\\n"
/* Letters; libxml2's \p{L} holds no Han. */
#define LETTERS "\\p{L}〇\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U0003FFFD"

/* ---- values ------------------------------------------------------------------------ */

const char *const model_orders[] = {"命令", "令", NULL};
const char *const model_yes[] = {"yes", NULL};
const char *const model_no[] = {"no", NULL};

static const ContractValue any = {"any", "任意文字", "any text", .sample = "数据"};
static const ContractValue printed = {"printed",
                                      "要印出的文字，不能为空",
                                      "text to print, not empty",
                                      .pattern = "[\\s\\S]*[^" SPACE "　][\\s\\S]*",
                                      .sample = "条、件",
                                      .slip = " "};
static const ContractValue expression = {
    "expression", "XPath 表达式，如 $q1/row[片区='东']/数量",
    "an XPath expression, as in $q1/row[片区='东']/数量", .sample = "1 + 1"};
static const ContractValue yes_no = {"yes-no",       "yes 或 no",
                                     "yes or no",    .words = WORDS("yes", "no"),
                                     .sample = "no", .slip = "是"};
static const ContractValue no_only = {
    "no",           "只能是 no",  "no and nothing else", .words = model_no,
    .sample = "no", .slip = "yes"};
static const ContractValue id = {
    "id",
    "不含空格、不超过64字的标识，如 summary",
    "an id without spaces, of 64 characters at most, as in summary",
    .pattern = "[^" SPACE "]+",
    .most = 64,
    .sample = "summary",
    .slip = "a b"};
static const ContractValue variable = {
    "variable",
    "以字母或汉字开头的标识，如 q1；表达式中写作 $q1",
    "an id that begins with a letter, as in q1; expressions call it $q1",
    .pattern = "[" LETTERS "_][" LETTERS "\\p{Nd}_\\-.]*",
    .most = 64,
    .sample = "q1",
    .slip = "1q"};
static const ContractValue language = {"language",
                                       "语言代码，如 zh-CN",
                                       "a language code, as in zh-CN",
                                       .pattern = "[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*",
                                       .sample = "zh-CN",
                                       .slip = "中文"};
static const ContractValue kind = {
    "kind",
    "公文文种，十五种之一",
    "one of the fifteen kinds of document",
    .words = WORDS("决议", "决定", "命令", "令", "公报", "公告", "通告", "意见", "通知",
                   "通报", "报告", "请示", "批复", "议案", "函", "纪要"),
    .sample = "通知",
    .slip = "公函"};
static const ContractValue layout = {
    "layout",
    "版式名称，如 general；或文档目录内的版式文件，如 layouts/ours.xml",
    "a layout's name, as in general, or a file in the document's folder, as in "
    "layouts/ours.xml",
    .pattern = "[^." SPACE "/\\\\:][^" SPACE "/\\\\:]*|([^." SPACE "/\\\\:][^" SPACE
               "/\\\\:]*/)+[^." SPACE "/\\\\:][^" SPACE "/\\\\:]*[.]xml",
    .most = 64,
    .sample = "general",
    .slip = "../ours.xml"};
static const ContractValue status = {
    "status",          "只能是 draft", "draft and nothing else", .words = WORDS("draft"),
    .sample = "draft", .slip = "final"};
static const ContractValue direction = {
    "direction",
    "行文方向：down 下行、level 平行、up 上行",
    "down to subordinates, level to equals, up to superiors",
    .words = WORDS("down", "level", "up"),
    .sample = "down",
    .slip = "下行"};
static const ContractValue secrecy_level = {"secrecy-level",
                                            "密级：绝密、机密或秘密",
                                            "a degree of secrecy: 绝密, 机密 or 秘密",
                                            .words = WORDS("绝密", "机密", "秘密"),
                                            .sample = "秘密",
                                            .slip = "保密"};
static const ContractValue secrecy_term = {
    "secrecy-term",
    "保密期限，如 1年、6个月、30天、长期",
    "a term of secrecy, as in 1年, 6个月, 30天, 长期",
    .pattern = "[1-9][0-9]{0,2}(年|个月|天|日)|长期",
    .sample = "1年",
    .slip = "一年"};
static const ContractValue code = {
    "code",
    "机关代字，只用文字，如 国办发",
    "an agency code, letters only, as in 国办发",
    .pattern = "[" SPACE "]*[" LETTERS "（）][" LETTERS "（）" SPACE "]*",
    .sample = "国办发",
    .slip = "国办发〔2024〕"};
static const ContractValue year = {"year",
                                   "四位数的年份，如 2018",
                                   "a year of four digits, as in 2018",
                                   .pattern = "(19|2[0-9])[0-9]{2}",
                                   .sample = "2018",
                                   .slip = "24"};
static const ContractValue serial = {
    "serial",
    "1 至 999999 的整数，前面不加 0，不写“第”“号”，如 17",
    "a whole number from 1 to 999999 without leading zeros, 第 or 号, as in 17",
    .pattern = "[1-9][0-9]{0,5}",
    .sample = "17",
    .slip = "017"};
static const ContractValue list_kind = {
    "list-kind",
    "序号的样子；none 为不编号",
    "how it counts; none: it does not",
    .words = WORDS("1", "（1）", "①", "（一）", "一、", "none"),
    .sample = "1",
    .slip = "a"};
static const ContractValue start = {"start",
                                    "1 至 999 的整数，如 3",
                                    "a whole number from 1 to 999, as in 3",
                                    .pattern = "[1-9][0-9]{0,2}",
                                    .sample = "3",
                                    .slip = "三"};
static const ContractValue section_numbers = {
    "section-numbers",
    "decimal：1、1.1、1.1.1（预案、标准）；layout：如版式所定",
    "decimal: 1, 1.1, 1.1.1 (plans, standards); layout: as the layout has it",
    .words = WORDS("layout", "decimal"),
    .sample = "decimal",
    .slip = "1.1"};
static const ContractValue encoding = {
    "encoding",         "utf-8 或 gb18030",
    "utf-8 or gb18030", .words = WORDS("utf-8", "gb18030"),
    .sample = "utf-8",  .slip = "gbk"};
static const ContractValue separator = {
    "separator",
    "逗号、分号、制表符或竖线",
    "comma, semicolon, tab or bar",
    .words = WORDS("comma", "semicolon", "tab", "bar"),
    .sample = "comma",
    .slip = ","};
static const ContractValue hidden = {"hidden",         "skip 或 read",
                                     "skip or read",   .words = WORDS("skip", "read"),
                                     .sample = "skip", .slip = "no"};
static const ContractValue some_only = {
    "some",           "只能是 some", "some and nothing else", .words = WORDS("some"),
    .sample = "some", .slip = "yes"};
static const ContractValue head_rows = {
    "head-rows",        "表头行数，1 至 9", "a number of head rows, 1 to 9",
    .pattern = "[1-9]", .sample = "1",      .slip = "0"};
static const ContractValue format = {
    "format",
    "数的样式：0、0.00、0.0%、0.00‰、0.0万、0.00亿、#,##0、# "
    "##0；一（汉字数字）；date（日期）",
    "a picture of the number: 0, 0.00, 0.0%, 0.00‰, 0.0万, 0.00亿, #,##0, # ##0; 一 for "
    "Han numerals; date",
    .pattern = "date|一|(#[, ]##)?0(\\.0{1,18})?[%％‰万亿]?",
    .sample = "0.00",
    .slip = "两位小数"};
static const ContractValue rounding = {
    "rounding",
    "修约：half-even 四舍六入五成双、half-up 四舍五入、truncate 截去",
    "half-even, half-up or truncate",
    .words = WORDS("half-even", "half-up", "truncate"),
    .sample = "half-up",
    .slip = "四舍五入"};
static const ContractValue phrase = {
    "phrase",
    "一个词，如 "
    "同比；或“升的话|降的话|平的话|上期为零的话”，后面还可写由负转正、由正转负、"
    "亏损减少、亏损增加的话，{} 为数",
    "one word, as in 同比; or words for a rise, a fall, no change and a zero before, "
    "and, "
    "it may be, for a turn from loss to gain, from gain to loss, a smaller and a greater "
    "loss, parted by |, with {} for the figure",
    .pattern = "[^|]+|[^|]*\\|[^|]*\\|[^|]*(\\|[^|]*){0,5}",
    .sample = "同比",
    .slip = "升|降"};
static const ContractValue foot = {"foot",
                                   "sum 各行之和，或 share 各行之和为100%",
                                   "sum, or share: the rows make 100 %",
                                   .words = WORDS("sum", "share"),
                                   .sample = "sum",
                                   .slip = "yes"};
static const ContractValue adds = {
    "adds",
    "列号，从1数起，用一个空格隔开，如 2 3 4",
    "numbers of columns from 1, one space between, as in 2 3 4",
    .pattern = "[1-9][0-9]{0,3}( [1-9][0-9]{0,3})*",
    .sample = "1",
    .slip = "甲"};
static const ContractValue width = {
    "width",
    "列宽，如 6字、30mm、20%；只写数字即按比例，如 2",
    "a width, as in 6字, 30mm, 20%; a bare number is a share, as in 2",
    .pattern =
        "[0-9]+(\\.[0-9]+)?(pt|mm|cm|字|行|em|%)?|[初一二三四五六七八]号|小["
        "初一二三四五六]",
    .sample = "30mm",
    .slip = "宽"};
static const ContractValue align = {
    "align",
    "对齐：left 左、centre 中、right 右、justify 两端、decimal 小数点",
    "left, centre, right, justify, or decimal: on the decimal point",
    .words = WORDS("left", "centre", "center", "right", "justify", "decimal"),
    .sample = "centre",
    .slip = "居中"};
static const ContractValue span = {"span",
                                   "行数或列数，如 2",
                                   "a number of rows or columns",
                                   .pattern = "[1-9][0-9]{0,4}",
                                   .sample = "1",
                                   .slip = "0"};
static const ContractValue attendance_kind = {
    "attendance-kind",
    "出席、请假或列席",
    "出席 present, 请假 excused or 列席 sitting in",
    .words = WORDS("出席", "请假", "列席"),
    .sample = "出席",
    .slip = "缺席"};
static const ContractValue seal_file = {
    "seal-file",
    "文档旁的 PNG、JPEG 或 SVG 图片，如 seal.png；或 space，留出盖章位置",
    "a PNG, JPEG or SVG picture beside the document, as in seal.png; or space for a wet "
    "stamp",
    .pattern = "space|.+\\.([pP][nN][gG]|[jJ][pP][eE]?[gG]|[sS][vV][gG])",
    .sample = "space",
    .slip = "seal.gif"};
static const ContractValue diameter = {"diameter",
                                       "带单位的长度，如 42mm",
                                       "a length with its unit, as in 42mm",
                                       .pattern = "[0-9]+(\\.[0-9]+)?(mm|cm|pt)",
                                       .sample = "42mm",
                                       .slip = "42"};
static const ContractValue picture = {
    "picture",
    "文档旁的 PNG、JPEG 或 SVG 文件，如 figures/map.svg",
    "a PNG, JPEG or SVG file beside the document, as in figures/map.svg",
    .pattern = ".+\\.([pP][nN][gG]|[jJ][pP][eE]?[gG]|[sS][vV][gG])",
    .sample = "map.svg",
    .slip = "map.gif"};
static const ContractValue figure_width = {
    "figure-width",
    "图宽，如 80mm、14字、60%",
    "a width, as in 80mm, 14字, 60%",
    .pattern = "[0-9]+(\\.[0-9]+)?(mm|cm|pt|字)|(100|[1-9]?[0-9])(\\.[0-9]+)?%",
    .sample = "80mm",
    .slip = "3em"};

const ContractValue model_value_copy_number = {"copy-number",
                                               "不超过六位的数字，从1起，如 000001",
                                               "at most six digits, from 1, as in 000001",
                                               .pattern = "0*[1-9][0-9]*",
                                               .most = 6,
                                               .sample = "000001",
                                               .slip = "第1份"};
const ContractValue model_value_urgency = {
    "urgency",
    "特急或加急（电报：特提、特急、加急、平急）",
    "特急 or 加急 (telegrams: 特提 特急 加急 平急)",
    .words = WORDS("特急", "加急", "特提", "平急"),
    .sample = "特急",
    .slip = "很急"};
const ContractValue model_value_date = {
    "date",
    "真实的一天，如 2018-04-23",
    "a real day, as in 2018-04-23",
    .pattern = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    .sample = "2018-04-23",
    .slip = "2018年4月23日"};

/* ---- attributes -------------------------------------------------------------------- */

#define ID_OF                                                    \
  {                                                              \
    "id", &id, .zh = "供 ref 引用的标识，全文不重复。",          \
               .en = "What a ref names; unique in the document." \
  }
#define FORMAT_OF                                                                 \
  {                                                                               \
    "format", &format, .zh = "数印成的样子；不写即原样。",                        \
                       .en = "How the number is printed; as it is when left out." \
  }
#define ROUND_OF                                                                   \
  {                                                                                \
    "round", &rounding,                                                            \
        .usual = "half-even",                                                      \
        .zh = "按样式舍去的位如何修约；不写即 GB/T 8170 的四舍六入五成双。",       \
        .en = "How digits beyond the format are rounded; GB/T 8170 when left out." \
  }

const ContractAttribute model_bulletin_attributes[] = {
    {"xml:lang", &language, .usual = "zh-CN", .zh = "文档的语言。",
     .en = "The language of the document."},
    {"kind", &kind, .required = true, .wrong = DIAG_MODEL_KIND,
     .zh = "文种，十五种之一。", .en = "The kind of document, one of the fifteen."},
    {"layout", &layout, .usual = "general", .zh = "版式名称，或文档目录之内的版式文件。",
     .en = "The name of a layout, or a layout file inside the document's folder."},
    {"status", &status, .zh = "草稿：页边印“草稿”，不得签署。",
     .en = "A draft: marked in the margin, never signed.", .clause = "P1.5"},
    {"direction", &direction, .zh = "行文方向；报告、请示不写即上行，其余不写即下行。",
     .en = "To subordinate, equal or superior agencies; 报告 and 请示 go up unless said, "
           "all others down.",
     .clause = "H4.3 H5.1"},
    {NULL}};

const ContractAttribute model_data_attributes[] = {
    {"id", &variable, .required = true, .zh = "表达式中的名称，写作 $id。",
     .en = "Its name in expressions, written $id."},
    {"src", &any, .required = true, .zh = "文档旁的 CSV、XLSX 或 ODS 文件。",
     .en = "A CSV, XLSX or ODS file beside the document."},
    {"encoding", &encoding, .usual = "utf-8", .zh = "CSV 的编码。",
     .en = "The encoding of a CSV."},
    {"separator", &separator, .zh = "CSV 的分隔符；不写则由文件看出。",
     .en = "What separates the columns of a CSV; told from the file when left out."},
    {"sheet", &any, .zh = "工作表名称；不写即第一张。",
     .en = "The name of the sheet; the first when left out."},
    {"range", &any,
     .zh = "单元格范围，如 A3:F20、A:C，或名称、表格的名称；不写即整张表。",
     .en =
         "Its cells, as in A3:F20 or A:C, or the name of a range or table; all when left "
         "out."},
    {"head", &head_rows, .zh = "表头行数；不写，由首行合并的单元格看出，否则一行。",
     .en =
         "Head rows; left out, as many as merged cells of the first row say, else one."},
    {"hidden", &hidden,
     .zh = "工作簿中隐藏或被筛去的行与隐藏的列：skip 不取，read 照取；不写则照取并提醒。",
     .en = "Rows and columns hidden or filtered out in the workbook: skip or read; left "
           "out, they are read and told."},
    {"totals", &any, .zh = "首列为此的行是其余各行的合计，不计入 h:sum、h:rank 等。",
     .en = "Rows with this in their first column are sums of the others and enter no "
           "h:sum, h:rank and the like."},
    {NULL}};

const ContractAttribute model_secrecy_attributes[] = {
    {"level", &secrecy_level, .required = true, .clause = "H2.2", .zh = "密级。",
     .en = "The degree."},
    {"term", &secrecy_term, .clause = "H2.2", .zh = "保密期限。",
     .en = "How long it is kept secret."},
    {NULL}};

const ContractAttribute model_number_attributes[] = {
    {"code", &code, .wrong = DIAG_MODEL_NUMBER_CODE, .with = "year",
     .alone = DIAG_MODEL_NUMBER_PAIR, .clause = "H4.1",
     .zh = "机关代字；令号、公告号不写。",
     .en = "The agency code; numbers of orders and announcements have none."},
    {"year", &year, .clause = "H4.2",
     .zh = "年份；括号由程序写出，没有机关代字即“2021年第15号”。",
     .en = "The year; the tool writes the brackets, or without a code 2021年第15号."},
    {"serial", &serial, .clause = "H4.2",
     .zh = "序号；“号”由程序写出。草稿可以不写，留空一字。",
     .en = "The serial; the tool writes 号. A draft may leave it open."},
    {NULL}};

/* Of what is numbered, one after another. */
#define COUNTS_ON                                                                       \
  {"start", &start, .clause = "B3.3", .zh = "第一个序号。", .en = "The first number."}, \
  {                                                                                     \
    "continue", &yes_no,                                                                \
        .usual = "no", .clause = "B3.3",                                                \
        .zh = "yes：接着前面同级同样的序号往下编，不论隔着哪一层次。",                  \
        .en =                                                                           \
            "yes: counts on from the last of the same level and kind before, whatever " \
            "section that stood in."                                                    \
  }

const ContractAttribute model_h_attributes[] = {
    {"run-in", &yes_no, .usual = "no", .clause = "B3.5",
     .zh = "yes：标题与后面紧接的段落排在一段。",
     .en = "yes: the heading runs into the paragraph behind it."},
    {NULL}};

const ContractAttribute model_list_attributes[] = {
    {"kind", &list_kind, .clause = "B3.6",
     .zh = "序号的样子；不写，在条中为（一）、其下 1.，在别处为 1.、其下（1）。",
     .en = "How it counts; left out, （一） and below it 1. in an article, elsewhere 1. "
           "and below it （1）."},
    COUNTS_ON,
    {NULL}};

const ContractAttribute model_section_attributes[] = {COUNTS_ON, {NULL}};

const ContractAttribute model_body_attributes[] = {
    {"numbering", &section_numbers, .usual = "layout", .clause = "B3.3",
     .zh = "各层次序号的样子。", .en = "How the sections of this text count."},
    {NULL}};

const ContractAttribute model_id_attributes[] = {ID_OF, {NULL}};

const ContractAttribute model_annex_attributes[] = {
    ID_OF,
    {"bound", &yes_no, .usual = "yes",
     .zh = "no：不与正文一起装订，列入附件说明，排在版记之后；正文可以不写。",
     .en = "no: bound apart: listed, set behind the imprint, and may have no text here."},
    {NULL}};

const ContractAttribute model_table_attributes[] = {
    ID_OF,
    {"unit", &printed, .zh = "单位，如“条、件”；“单位：”由程序写出。",
     .en = "The unit of the figures; the tool writes 单位：."},
    {"turned", &yes_no, .clause = "T1.1",
     .zh = "横排：表格逆时针转90°；不写则由版式决定。",
     .en = "Turned across the page; left out, the layout decides."},
    {"thousands", &yes_no, .zh = "对齐小数点的数三位一节，节间留空；不写则由版式决定。",
     .en = "Digits in groups of three; left out, the layout decides."},
    {"page-sums", &yes_no, .usual = "no",
     .zh = "每页末行印“本页小计”（只有一页的表除外）；求和的列写 sum=\"yes\"。",
     .en =
         "The sums of each page at its foot, but of a table on one; columns added up say "
         "sum=\"yes\"."},
    {"carry", &yes_no, .usual = "no", .zh = "页末印“过次页”，次页表头下印“承前页”。",
     .en = "Sums so far at a page's foot, and again at the head of the next."},
    {"empty", &printed, .zh = "空格中印什么，如“—”。", .en = "What an empty cell shows."},
    {"totals", &any, .zh = "首列为此的行是合计行；不写即数据的 totals。",
     .en = "Rows with this in their first column are totals; those of the data when left "
           "out."},
    {"data", &any, .zh = "由此数据（data 的 id）填写各行。",
     .en = "Its rows come from the data of this id."},
    {"rows", &some_only, .with = "data",
     .zh = "some：一行也没有是错误；不写则表头之下印“无”。",
     .en = "some: it is a fault to have no row; left out, 无 stands below the head."},
    {"where", &expression, .with = "data", .zh = "只取表达式成立的行。",
     .en = "Only rows of which this expression is true."},
    {"sort", &any, .with = "data",
     .zh = "排序，如“片区 stroke; 数量 desc”；自定的次序写“片区 order 东、西、南”。",
     .en =
         "Order, as in “片区 stroke; 数量 desc”; an order of one's own as in “片区 order "
         "东、西、南”."},
    {"group", &any, .with = "data", .zh = "列名；此列相同的行为一组。",
     .en = "A column of the data; rows equal in it make a group."},
    {"subtotal", &any, .with = "data",
     .zh = "每组之后加一行小计，首格印此，如“小计”或“{}小计”（{} 为组名）；"
           "求和的列写 sum=\"yes\"。",
     .en = "A row of sums behind each group, with this in its first cell, as in 小计 or "
           "{}小计, {} being the group; "
           "columns "
           "added up say sum=\"yes\"."},
    {"total", &any, .with = "data", .zh = "最后加一行合计，首格印此，如“合计”。",
     .en = "A last row of sums, with this in its first cell, as in 合计."},
    {NULL}};

const ContractAttribute model_column_attributes[] = {
    {"width", &width, .zh = "列宽；不写则由内容决定。",
     .en = "Its width; left out, what stands in it decides."},
    {"align", &align, .zh = "本列各格的对齐；不写，数居右或对齐小数点，其余居左。",
     .en = "How its cells align; left out, figures on their point, all else left."},
    {"sum", &yes_no, .usual = "no", .zh = "本列逐页求和。",
     .en = "This column is added up page by page."},
    {"row-head", &yes_no,
     .zh = "本列的格是所在行的表头（供读屏软件）；由数据填写的表，首列不写也是。",
     .en = "Its cells name their rows, for screen readers; so does the first column of a "
           "table from data unless this is no."},
    {"check", &foot, .zh = "核对：sum 各行之和等于合计行；share 各行之和为100%。",
     .en = "Checked: sum, the rows make the total; share, the rows make 100 %."},
    {"adds", &adds, .zh = "每行中本列等于这些列（从1数起）之和。",
     .en = "In every row this column is the sum of these, counted from 1."},
    {"from", &any, .either = "select", .filled = true,
     .zh = "由数据填写的表：取数据中这一列。",
     .en = "Of a table from data: the cells of this column of the data."},
    {"select", &expression, .filled = true,
     .zh = "由数据填写的表：由表达式得出，以本行为起点；h:row-number() 是行号。",
     .en = "Of a table from data: what an expression gives, the row being its context; "
           "h:row-number() is its number."},
    {"head", &any, .filled = true, .zh = "由数据填写的表：本列的表头；不写即数据的表头。",
     .en = "Of a table from data: its head; that of the data when left out."},
    {"format", &format, .filled = true, .zh = "由数据填写的表：数印成的样子。",
     .en = "Of a table from data: how numbers are printed."},
    {"round", &rounding, .filled = true, .usual = "half-even",
     .zh = "由数据填写的表：按样式舍去的位如何修约。",
     .en = "Of a table from data: how digits beyond the format are rounded."},
    {NULL}};

const ContractAttribute model_tr_attributes[] = {
    {"total", &yes_no, .usual = "no", .zh = "合计行，不再计入小计。",
     .en = "A row of totals, left out of the sums of a page."},
    {"check", &no_only, .zh = "no：不计入与合计行的核对。",
     .en = "no: no part of what adds up to the totals."},
    {NULL}};

const ContractAttribute model_cell_attributes[] = {
    {"rowspan", &span, .usual = "1", .zh = "跨几行。", .en = "Rows it takes."},
    {"colspan", &span, .usual = "1", .zh = "跨几列。", .en = "Columns it takes."},
    {"align", &align, .zh = "本格的对齐；不写即本列的。",
     .en = "How it aligns; as its column when left out."},
    {NULL}};

const ContractAttribute model_attendance_attributes[] = {
    {"kind", &attendance_kind, .required = true, .clause = "M1.2",
     .zh = "出席、请假或列席；“出席：”由程序写出。",
     .en = "Present, excused or sitting in; the tool writes the label."},
    {NULL}};

const ContractAttribute model_by_attributes[] = {
    {"seal", &seal_file, .clause = "B8.4",
     .zh = "印章图片（PNG、JPEG、SVG），或 space（留出盖章位置）。",
     .en = "A seal as PNG, JPEG or SVG file, or space for a wet stamp."},
    {"diameter", &diameter, .with = "seal", .alone = DIAG_MODEL_DIAMETER_ALONE,
     .clause = "B8.8", .zh = "印章直径；不写即版式的。",
     .en = "The seal's diameter; the layout's when left out."},
    {"stamp", &seal_file, .unless = "seal", .alone = DIAG_MODEL_SEAL_AND_STAMP,
     .clause = "B8.16", .zh = "签名章图片，或 space。",
     .en = "A signature stamp as PNG, JPEG or SVG file, or space."},
    {"title", &printed, .with = "stamp", .alone = DIAG_MODEL_TITLE_ALONE,
     .clause = "B8.16", .zh = "职务，印在签名章左边。",
     .en = "The office title, printed at the left of the stamp."},
    {NULL}};

const ContractAttribute model_ref_attributes[] = {
    {"to", &any, .required = true, .zh = "所引用的附件、表格、章或条的 id。",
     .en = "The id of the annex, table, chapter or article meant."},
    {NULL}};

const ContractAttribute model_v_attributes[] = {
    {"select", &expression, .required = true, .zh = "得出此数的表达式。",
     .en = "The expression that gives the figure."},
    {"id", &variable, .zh = "供其他表达式使用的名称，写作 $id。",
     .en = "A name by which other expressions use it, written $id."},
    {"data", &any, .zh = "表达式所在的数据（data 的 id）；不写，表达式用 $id 写明。",
     .en =
         "The id of the data in which the expression stands; left out, it names its data "
         "as $id."},
    FORMAT_OF,
    ROUND_OF,
    {"phrase", &phrase, .zh = "同比，或“同比上升{}|同比下降{}|同比持平|上年为零时的话”。",
     .en = "同比, or words for a rise, a fall, no change and a zero before."},
    {NULL}};

const ContractAttribute model_figure_attributes[] = {
    {"src", &picture, .required = true, .zh = "文档旁的 PNG、JPEG 或 SVG 文件。",
     .en = "A PNG, JPEG or SVG file beside the document."},
    {"alt", &printed, .required = true, .wrong = DIAG_MODEL_FIGURE_ALT,
     .zh = "一句话说明图中内容（供读屏软件）。",
     .en = "What it shows, in a sentence, for screen readers."},
    {"width", &figure_width, .zh = "图宽；不写则由图片和版式决定。",
     .en = "Its width; left out, the picture and the layout decide."},
    {NULL}};
