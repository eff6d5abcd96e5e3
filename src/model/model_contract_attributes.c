/* The contract's attributes: what each is for. */
#include "model_contract.h"

#define ID_OF                                                                \
  {                                                                          \
    "id", &model_value_id, .zh = "供 ref 引用的标识，全文不重复。",          \
                           .en = "What a ref names; unique in the document." \
  }
#define FORMAT_OF                                                  \
  {                                                                \
    "format", &model_value_format,                                 \
        .zh = "数印成的样子；不写即原样。",                        \
        .en = "How the number is printed; as it is when left out." \
  }
#define ROUND_OF                                                                   \
  {                                                                                \
    "round", &model_value_rounding,                                                \
        .usual = "half-even",                                                      \
        .zh = "按样式舍去的位如何修约；不写即 GB/T 8170 的四舍六入五成双。",       \
        .en = "How digits beyond the format are rounded; GB/T 8170 when left out." \
  }

const ContractAttribute model_bulletin_attributes[] = {
    {"xml:lang", &model_value_language, .usual = "zh-CN", .zh = "文档的语言。",
     .en = "The language of the document."},
    {"kind", &model_value_kind, .required = true, .wrong = DIAG_MODEL_KIND,
     .zh = "文种，十五种之一。", .en = "The kind of document, one of the fifteen."},
    {"layout", &model_value_layout, .usual = "general",
     .zh = "版式名称，或文档目录之内的版式文件。",
     .en = "The name of a layout, or a layout file inside the document's folder."},
    {"status", &model_value_status, .zh = "草稿：页边印“草稿”，不得签署。",
     .en = "A draft: marked in the margin, never signed.", .clause = "P1.5"},
    {"direction", &model_value_direction,
     .zh = "行文方向；报告、请示不写即上行，其余不写即下行。",
     .en = "To subordinate, equal or superior agencies; 报告 and 请示 go up unless said, "
           "all others down.",
     .clause = "H4.3 H5.1"},
    {NULL}};

const ContractAttribute model_data_attributes[] = {
    {"id", &model_value_variable, .required = true, .zh = "表达式中的名称，写作 $id。",
     .en = "Its name in expressions, written $id."},
    {"src", &model_value_any, .required = true, .zh = "文档旁的 CSV、XLSX 或 ODS 文件。",
     .en = "A CSV, XLSX or ODS file beside the document."},
    {"encoding", &model_value_encoding, .usual = "utf-8", .zh = "CSV 的编码。",
     .en = "The encoding of a CSV."},
    {"separator", &model_value_separator, .zh = "CSV 的分隔符；不写则由文件看出。",
     .en = "What separates the columns of a CSV; told from the file when left out."},
    {"sheet", &model_value_any, .zh = "工作表名称；不写即第一张。",
     .en = "The name of the sheet; the first when left out."},
    {"range", &model_value_any,
     .zh = "单元格范围，如 A3:F20、A:C，或名称、表格的名称；不写即整张表。",
     .en =
         "Its cells, as in A3:F20 or A:C, or the name of a range or table; all when left "
         "out."},
    {"head", &model_value_head_rows,
     .zh = "表头行数；不写，由首行合并的单元格看出，否则一行。",
     .en =
         "Head rows; left out, as many as merged cells of the first row say, else one."},
    {"hidden", &model_value_hidden,
     .zh = "工作簿中隐藏或被筛去的行与隐藏的列：skip 不取，read 照取；不写则照取并提醒。",
     .en = "Rows and columns hidden or filtered out in the workbook: skip or read; left "
           "out, they are read and told."},
    {"totals", &model_value_any,
     .zh = "首列为此的行是其余各行的合计，不计入 h:sum、h:rank 等。",
     .en = "Rows with this in their first column are sums of the others and enter no "
           "h:sum, h:rank and the like."},
    {NULL}};

const ContractAttribute model_secrecy_attributes[] = {
    {"level", &model_value_secrecy_level, .required = true, .clause = "H2.2",
     .zh = "密级。", .en = "The degree."},
    {"term", &model_value_secrecy_term, .clause = "H2.2", .zh = "保密期限。",
     .en = "How long it is kept secret."},
    {NULL}};

const ContractAttribute model_number_attributes[] = {
    {"code", &model_value_code, .wrong = DIAG_MODEL_NUMBER_CODE, .with = "year",
     .alone = DIAG_MODEL_NUMBER_PAIR, .clause = "H4.1",
     .zh = "机关代字；令号、公告号不写。",
     .en = "The agency code; numbers of orders and announcements have none."},
    {"year", &model_value_year, .clause = "H4.2",
     .zh = "年份；括号由程序写出，没有机关代字即“2021年第15号”。",
     .en = "The year; the tool writes the brackets, or without a code 2021年第15号."},
    {"serial", &model_value_serial, .clause = "H4.2",
     .zh = "序号；“号”由程序写出。草稿可以不写，留空一字。",
     .en = "The serial; the tool writes 号. A draft may leave it open."},
    {NULL}};

/* Of what is numbered, one after another. */
#define COUNTS_ON                                                                       \
  {"start", &model_value_start, .clause = "B3.3", .zh = "第一个序号。",                 \
   .en = "The first number."},                                                          \
  {                                                                                     \
    "continue", &model_value_yes_no,                                                    \
        .usual = "no", .clause = "B3.3",                                                \
        .zh = "yes：接着前面同级同样的序号往下编，不论隔着哪一层次。",                  \
        .en =                                                                           \
            "yes: counts on from the last of the same level and kind before, whatever " \
            "section that stood in."                                                    \
  }

const ContractAttribute model_h_attributes[] = {
    {"run-in", &model_value_yes_no, .usual = "no", .clause = "B3.5",
     .zh = "yes：标题与后面紧接的段落排在一段。",
     .en = "yes: the heading runs into the paragraph behind it."},
    {NULL}};

const ContractAttribute model_list_attributes[] = {
    {"kind", &model_value_list_kind, .clause = "B3.6",
     .zh = "序号的样子；不写，在条中为（一）、其下 1.，在别处为 1.、其下（1）。",
     .en = "How it counts; left out, （一） and below it 1. in an article, elsewhere 1. "
           "and below it （1）."},
    COUNTS_ON,
    {NULL}};

const ContractAttribute model_section_attributes[] = {ID_OF, COUNTS_ON, {NULL}};

const ContractAttribute model_caption_attributes[] = {
    {"number", &model_value_yes_no, .usual = "yes",
     .zh = "no：不编号；不写则由程序写出“表1”“图1”，在每个正文、附件、印发件中各自编起。",
     .en =
         "no: it bears no number; left out, the tool writes 表1 or 图1, counted in each "
         "text, annex and enclosure."},
    {NULL}};

const ContractAttribute model_box_attributes[] = {
    {"title", &model_value_printed, .zh = "题名，如“专栏1　重点工程”；跨页时重印。",
     .en = "Its title, as in 专栏1　重点工程; repeated on each page."},
    {NULL}};

const ContractAttribute model_contents_attributes[] = {
    {"levels", &model_value_levels, .usual = "2", .zh = "列出几级标题。",
     .en = "How many levels of headings it lists."},
    {NULL}};

const ContractAttribute model_body_attributes[] = {
    {"numbering", &model_value_section_numbers, .usual = "layout", .clause = "B3.3",
     .zh = "各层次序号的样子。", .en = "How the sections of this text count."},
    {NULL}};

const ContractAttribute model_id_attributes[] = {ID_OF, {NULL}};

const ContractAttribute model_annex_attributes[] = {
    ID_OF,
    {"bound", &model_value_yes_no, .usual = "yes",
     .zh = "no：不与正文一起装订，列入附件说明，排在版记之后；正文可以不写。",
     .en = "no: bound apart: listed, set behind the imprint, and may have no text here."},
    {NULL}};

const ContractAttribute model_member_attributes[] = {
    {"label", &model_value_printed,
     .zh = "姓名前的称谓，如“组长”，冒号由程序写出；与上一人相同的不写。",
     .en = "What stands before the name, 组长; the tool writes the colon; left out where "
           "it is that of the one above."},
    {"post", &model_value_printed, .zh = "姓名后的单位和职务。",
     .en = "Agency and post behind the name."},
    {NULL}};

const ContractAttribute model_table_attributes[] = {
    ID_OF,
    {"rules", &model_value_yes_no, .usual = "yes",
     .zh = "no：没有框线的表，字号与行距同正文。",
     .en = "no: a table without rules, set as the text is."},
    {"unit", &model_value_printed, .zh = "单位，如“条、件”；“单位：”由程序写出。",
     .en = "The unit of the figures; the tool writes 单位：."},
    {"turned", &model_value_yes_no, .clause = "T1.1",
     .zh = "横排：表格逆时针转90°；不写则由版式决定。",
     .en = "Turned across the page; left out, the layout decides."},
    {"thousands", &model_value_yes_no,
     .zh = "对齐小数点的数三位一节，节间留空；不写则由版式决定。",
     .en = "Digits in groups of three; left out, the layout decides."},
    {"page-sums", &model_value_yes_no, .usual = "no",
     .zh = "每页末行印“本页小计”（只有一页的表除外）；求和的列写 sum=\"yes\"。",
     .en =
         "The sums of each page at its foot, but of a table on one; columns added up say "
         "sum=\"yes\"."},
    {"carry", &model_value_yes_no, .usual = "no",
     .zh = "页末印“过次页”，次页表头下印“承前页”。",
     .en = "Sums so far at a page's foot, and again at the head of the next."},
    {"empty", &model_value_printed, .zh = "空格中印什么，如“—”。",
     .en = "What an empty cell shows."},
    {"totals", &model_value_any, .zh = "首列为此的行是合计行；不写即数据的 totals。",
     .en = "Rows with this in their first column are totals; those of the data when left "
           "out."},
    {"data", &model_value_any, .zh = "由此数据（data 的 id）填写各行。",
     .en = "Its rows come from the data of this id."},
    {"rows", &model_value_some_only, .with = "data",
     .zh = "some：一行也没有是错误；不写则表头之下印“无”。",
     .en = "some: it is a fault to have no row; left out, 无 stands below the head."},
    {"where", &model_value_expression, .with = "data", .zh = "只取表达式成立的行。",
     .en = "Only rows of which this expression is true."},
    {"sort", &model_value_any, .with = "data",
     .zh = "排序，如“片区 stroke; 数量 desc”；自定的次序写“片区 order 东、西、南”。",
     .en =
         "Order, as in “片区 stroke; 数量 desc”; an order of one's own as in “片区 order "
         "东、西、南”."},
    {"group", &model_value_any, .with = "data", .zh = "列名；此列相同的行为一组。",
     .en = "A column of the data; rows equal in it make a group."},
    {"subtotal", &model_value_any, .with = "data",
     .zh = "每组之后加一行小计，首格印此，如“小计”或“{}小计”（{} 为组名）；"
           "求和的列写 sum=\"yes\"。",
     .en = "A row of sums behind each group, with this in its first cell, as in 小计 or "
           "{}小计, {} being the group; "
           "columns "
           "added up say sum=\"yes\"."},
    {"total", &model_value_any, .with = "data",
     .zh = "最后加一行合计，首格印此，如“合计”。",
     .en = "A last row of sums, with this in its first cell, as in 合计."},
    {NULL}};

const ContractAttribute model_column_attributes[] = {
    {"width", &model_value_width, .zh = "列宽；不写则由内容决定。",
     .en = "Its width; left out, what stands in it decides."},
    {"align", &model_value_align,
     .zh = "本列各格的对齐；不写，数居右或对齐小数点，其余居左。",
     .en = "How its cells align; left out, figures on their point, all else left."},
    {"sum", &model_value_yes_no, .usual = "no", .zh = "本列逐页求和。",
     .en = "This column is added up page by page."},
    {"thousands", &model_value_yes_no,
     .zh = "对齐小数点的数三位一节；不写即如本表，年份与编号的列不分。",
     .en = "Digits in groups of three; left out, as the table, but not where the column "
           "holds years or codes."},
    {"merge", &model_value_yes_no, .usual = "no",
     .zh = "yes：上下相邻而相同的格合并为一格；一格跨页时，次页重印其文字。",
     .en = "yes: equal cells below each other become one; where it goes over pages, its "
           "text stands on each."},
    {"row-head", &model_value_yes_no,
     .zh = "本列的格是所在行的表头（供读屏软件）；由数据填写的表，首列不写也是。",
     .en = "Its cells name their rows, for screen readers; so does the first column of a "
           "table from data unless this is no."},
    {"check", &model_value_foot,
     .zh = "核对：sum 各行之和等于合计行；share 各行之和为100%。",
     .en = "Checked: sum, the rows make the total; share, the rows make 100 %."},
    {"adds", &model_value_adds, .zh = "每行中本列等于这些列（从1数起）之和。",
     .en = "In every row this column is the sum of these, counted from 1."},
    {"from", &model_value_any, .either = "select", .filled = true,
     .zh = "由数据填写的表：取数据中这一列。",
     .en = "Of a table from data: the cells of this column of the data."},
    {"select", &model_value_expression, .filled = true,
     .zh = "由数据填写的表：由表达式得出，以本行为起点；h:row-number() 是行号。",
     .en = "Of a table from data: what an expression gives, the row being its context; "
           "h:row-number() is its number."},
    {"head", &model_value_any, .filled = true,
     .zh = "由数据填写的表：本列的表头；不写即数据的表头。",
     .en = "Of a table from data: its head; that of the data when left out."},
    {"format", &model_value_format, .filled = true,
     .zh = "由数据填写的表：数印成的样子。",
     .en = "Of a table from data: how numbers are printed."},
    {"round", &model_value_rounding, .filled = true, .usual = "half-even",
     .zh = "由数据填写的表：按样式舍去的位如何修约。",
     .en = "Of a table from data: how digits beyond the format are rounded."},
    {NULL}};

const ContractAttribute model_tr_attributes[] = {
    {"height", &model_value_row_height, .zh = "行高的下限（表单）；不写则由内容决定。",
     .en = "How high it is at least (forms); left out, what stands in it decides."},
    {"total", &model_value_yes_no, .usual = "no", .zh = "合计行，不再计入小计。",
     .en = "A row of totals, left out of the sums of a page."},
    {"check", &model_value_no_only, .zh = "no：不计入与合计行的核对。",
     .en = "no: no part of what adds up to the totals."},
    {NULL}};

const ContractAttribute model_cell_attributes[] = {
    {"rowspan", &model_value_span, .usual = "1", .zh = "跨几行。",
     .en = "Rows it takes."},
    {"colspan", &model_value_span, .usual = "1", .zh = "跨几列。",
     .en = "Columns it takes."},
    {"align", &model_value_align, .zh = "本格的对齐；不写即本列的。",
     .en = "How it aligns; as its column when left out."},
    {"valign", &model_value_valign, .usual = "middle", .zh = "本格文字在上、中、下。",
     .en = "Whether its text stands at the top, in the middle or at the foot."},
    {"vertical", &model_value_yes_no, .usual = "no",
     .zh = "yes：竖排，一行一字（窄的栏目名称）。",
     .en = "yes: its characters stand below each other (a narrow label)."},
    {"diagonal", &model_value_yes_no, .usual = "no",
     .zh = "yes：斜线表头，斜线从左上到右下；两行文字（以 br 分开），"
           "先写右上的，再写左下的。",
     .en = "yes: a line from its top left to its bottom right; of its two lines (parted "
           "by br) the first stands above, the second below."},
    {NULL}};

const ContractAttribute model_cell_p_attributes[] = {
    {"align", &model_value_paragraph_align, .zh = "本段的对齐；不写即本格的。",
     .en = "How it aligns; as its cell when left out."},
    {NULL}};

const ContractAttribute model_attendance_attributes[] = {
    {"kind", &model_value_attendance_kind, .required = true, .clause = "M1.2",
     .zh = "出席、请假或列席；“出席：”由程序写出。",
     .en = "Present, excused or sitting in; the tool writes the label."},
    {NULL}};

const ContractAttribute model_by_attributes[] = {
    {"seal", &model_value_seal_file, .clause = "B8.4",
     .zh = "印章图片（PNG、JPEG、SVG），或 space（留出盖章位置）。",
     .en = "A seal as PNG, JPEG or SVG file, or space for a wet stamp."},
    {"diameter", &model_value_diameter, .with = "seal",
     .alone = DIAG_MODEL_DIAMETER_ALONE, .clause = "B8.8",
     .zh = "印章直径；不写即版式的。",
     .en = "The seal's diameter; the layout's when left out."},
    {"stamp", &model_value_seal_file, .unless = "seal",
     .alone = DIAG_MODEL_SEAL_AND_STAMP, .clause = "B8.16",
     .zh = "签名章图片，或 space。",
     .en = "A signature stamp as PNG, JPEG or SVG file, or space."},
    {"title", &model_value_printed, .with = "stamp", .alone = DIAG_MODEL_TITLE_ALONE,
     .clause = "B8.16", .zh = "职务，印在签名章左边。",
     .en = "The office title, printed at the left of the stamp."},
    {NULL}};

const ContractAttribute model_ref_attributes[] = {
    {"to", &model_value_any, .required = true,
     .zh = "所引用的附件、表、图、层次、章或条的 id。",
     .en = "The id of the annex, table, picture, section, chapter or article meant."},
    {NULL}};

const ContractAttribute model_v_attributes[] = {
    {"select", &model_value_expression, .required = true, .zh = "得出此数的表达式。",
     .en = "The expression that gives the figure."},
    {"id", &model_value_variable, .zh = "供其他表达式使用的名称，写作 $id。",
     .en = "A name by which other expressions use it, written $id."},
    {"data", &model_value_any,
     .zh = "表达式所在的数据（data 的 id）；不写，表达式用 $id 写明。",
     .en =
         "The id of the data in which the expression stands; left out, it names its data "
         "as $id."},
    FORMAT_OF,
    ROUND_OF,
    {"phrase", &model_value_phrase,
     .zh = "同比，或“同比上升{}|同比下降{}|同比持平|上年为零时的话”。",
     .en = "同比, or words for a rise, a fall, no change and a zero before."},
    {NULL}};

const ContractAttribute model_figure_attributes[] = {
    ID_OF,
    {"src", &model_value_picture, .required = true,
     .zh = "文档旁的 PNG、JPEG 或 SVG 文件。",
     .en = "A PNG, JPEG or SVG file beside the document."},
    {"alt", &model_value_printed, .required = true, .wrong = DIAG_MODEL_FIGURE_ALT,
     .zh = "一句话说明图中内容（供读屏软件）。",
     .en = "What it shows, in a sentence, for screen readers."},
    {"width", &model_value_figure_width, .zh = "图宽；不写则由图片和版式决定。",
     .en = "Its width; left out, the picture and the layout decide."},
    {NULL}};

const ContractAttribute model_chart_attributes[] = {
    ID_OF,
    {"data", &model_value_variable, .required = true,
     .zh = "由此数据（data 的 id）画出。", .en = "Drawn from the data of this id."},
    {"kind", &model_value_chart_kind, .required = true,
     .zh = "柱形、条形、折线、圆形或堆积柱形。名称排不下的柱形图画成条形图并提示。",
     .en =
         "What is drawn. Columns whose names have no room are drawn as bars, and told."},
    {"x", &model_value_printed, .required = true, .zh = "列名：沿轴排列的各项。",
     .en = "The column that names what stands along the axis."},
    {"y", &model_value_printed, .required = true,
     .zh = "数值的列名；几列用空格（列名有空格则用分号）隔开。",
     .en = "The columns of figures, parted by spaces, or by semicolons where names hold "
           "spaces."},
    {"unit", &model_value_printed, .zh = "单位，如“件”；“单位：”由程序写出。",
     .en = "The unit of the figures; the tool writes 单位：."},
    FORMAT_OF,
    ROUND_OF,
    {"where", &model_value_expression, .zh = "只取表达式成立的行。",
     .en = "Only rows of which this expression is true."},
    {"sort", &model_value_any, .zh = "排序，如“数量 desc”。",
     .en = "Order, as in “数量 desc”."},
    {"rows", &model_value_some_only, .zh = "some：一行也没有是错误；不写则图中印“无”。",
     .en = "some: it is a fault to have no row; left out, 无 is printed."},
    {"highlight", &model_value_printed, .zh = "以红色画出的一项，如“本院”。",
     .en = "The category that is drawn in red."},
    {"zero", &model_value_no_only,
     .zh = "no：折线图的轴可以不从零起，轴上有断口，图下注明；其他图总从零起。",
     .en =
         "no: the axis of a line chart need not begin at zero; it is broken, and a note "
         "says so. All others begin at zero."},
    {"width", &model_value_figure_width, .zh = "图宽；不写则与版心同宽。",
     .en = "Its width; left out, the block's."},
    {NULL}};
