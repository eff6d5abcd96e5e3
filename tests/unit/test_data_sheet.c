/* XLSX and ODS: stored values, dates, merged cells, sheets, and packages that mean harm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "workbook_fixture.h"

/* ---- XLSX -------------------------------------------------------------------------- */

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define REFERENCES "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

/* A workbook of two sheets, 说明 and 总表; the second is the given XML. */
static const char *xlsx(const char *name, const char *sheet) {
  const char *const entries[] = {
      "[Content_Types].xml",
      "<Types/>",
      "_rels/.rels",
      "<Relationships xmlns='" RELATIONS "'><Relationship Id='r' Type='" REFERENCES
      "/officeDocument' Target='xl/workbook.xml'/></Relationships>",
      "xl/workbook.xml",
      "<workbook xmlns='" MAIN "' xmlns:r='" REFERENCES
      "'><sheets>"
      "<sheet name='说明' sheetId='1' r:id='rId1'/><sheet name='总表' sheetId='2' "
      "r:id='rId2'/>"
      "</sheets><definedNames><definedName name='首两列'>'总表'!$B$2:$C$3</definedName>"
      "<definedName name='一格'>总表!$B$2</definedName></definedNames></workbook>",
      "xl/_rels/workbook.xml.rels",
      "<Relationships xmlns='" RELATIONS
      "'>"
      "<Relationship Id='rId1' Type='x' Target='worksheets/one.xml'/>"
      "<Relationship Id='rId2' Type='x' "
      "Target='/xl/worksheets/two.xml'/></Relationships>",
      "xl/sharedStrings.xml",
      "<sst xmlns='" MAIN
      "'><si><t>单位</t></si><si><r><t>数</t></r><r><t>量</t></r>"
      "<rPh sb='0' eb='1'><t>shu</t></rPh></si><si><t>日期</t></si><si/></sst>",
      "xl/styles.xml",
      "<styleSheet xmlns='" MAIN
      "'><numFmts><numFmt numFmtId='164' "
      "formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;'/>"
      "<numFmt numFmtId='165' formatCode='[Red]0.00_ ;\\-0.0&quot;d&quot;'/></numFmts>"
      "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
      "<cellXfs><xf numFmtId='0'/><xf numFmtId='10'/><xf numFmtId='164'/><xf "
      "numFmtId='165'/>"
      "<xf numFmtId='22'/></cellXfs></styleSheet>",
      "xl/worksheets/one.xml",
      "<worksheet xmlns='" MAIN "'><sheetData/></worksheet>",
      "xl/worksheets/two.xml",
      sheet,
      NULL};
  return fixture_zip(&workbook_files, name, entries);
}

static const char plain_sheet[] =
    "<worksheet xmlns='" MAIN
    "'><sheetData>"
    "<row r='2'><c r='B2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v></c><c r='D2' "
    "t='s'><v>2</v>"
    "</c><c r='E2' t='inlineStr'><is><t>比 重</t></is></c><c r='F2' "
    "t='s'><v>3</v></c></row>"
    "<row r='3'><c r='B3' t='str'><f>A1</f><v>华龙区院</v></c>"
    "<c r='C3'><f>0.1+0.2</f><v>0.30000000000000004</v></c><c r='D3' "
    "s='2'><v>43213</v></c>"
    "<c r='E3' s='1'><v>0.605</v></c></row>"
    "<row r='4'><c r='B4' t='s'><v>1</v></c><c r='C4' s='3'><v>1.5E3</v></c>"
    "<c r='D4' s='4'><v>1.5</v></c></row><row r='5'/>"
    "</sheetData></worksheet>";

static void xlsx_values_are_read(void **state) {
  (void)state;
  DataSource source = {
      .path = xlsx("a.xlsx", plain_sheet), .sheet = "总表", .range = "B1:Z99"};
  workbook_check(
      source,
      "单位|数量|日期|比 重\n3: 华龙区院|0.3|2018-04-23|60.5%\n4: 数量|1500|1900-01-01 "
      "12:00|",
      "");
  source.range = "B2:C3";
  workbook_check(source, "单位|数量\n3: 华龙区院|0.3", "");
  source = (DataSource){.path = source.path, .range = "首两列"};
  workbook_check(source, "单位|数量\n3: 华龙区院|0.3", "");
  source.range = "一格";
  workbook_check(source, NULL, "data.range-name 0:0");
  source.range = "没有的名称";
  workbook_check(source, NULL, "data.sheet-first 0:0\ndata.range 0:0");
  source = (DataSource){.path = source.path, .sheet = "总表"}; /* column A has no name */
  workbook_check(source, NULL, "data.header-empty 2:1");
  source.sheet = "分表";
  workbook_check(source, NULL, "data.sheet 0:0");
  source.sheet = NULL; /* the first sheet is blank */
  workbook_check(source, NULL, "data.sheet-first 0:0\ndata.empty 0:0");
}

static void merged_heads_and_labels_are_filled(void **state) {
  (void)state;
  static const char sheet[] =
      "<worksheet xmlns='" MAIN
      "'><sheetData>"
      "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1'><v>2017</v></c><c r='C1'/></row>"
      "<row r='2'><c r='A2'/><c r='B2' t='s'><v>1</v></c><c r='C2' "
      "t='s'><v>2</v></c></row>"
      "<row r='3'><c r='A3' t='str'><v>市区</v></c><c r='B3'><v>7</v></c></row>"
      "<row r='4'><c r='B4'><v>8</v></c><c r='C4'><v>9</v></c></row>"
      "</sheetData><mergeCells><mergeCell ref='A1:A2'/><mergeCell ref='B1:C1'/>"
      "<mergeCell ref='A3:A4'/><mergeCell ref='B3:C3'/></mergeCells></worksheet>";
  DataSource source = {.path = xlsx("m.xlsx", sheet), .sheet = "总表"};
  workbook_check(source, "单位|2017/数量|2017/日期\n3: 市区|7|\n4: 市区|8|9", "");
}

static void bad_cells_are_refused(void **state) {
  (void)state;
  static const char sheet[] =
      "<worksheet xmlns='" MAIN
      "'><sheetData>"
      "<row r='1'><c r='A1' t='str'><v>a</v></c><c r='B1' t='str'><v>b</v></c></row>"
      "<row r='2'><c r='A2' t='e'><f>1/0</f><v>#DIV/0!</v></c><c "
      "r='B2'><f>A1</f></c></row>"
      "<row r='3'><c r='A3' t='s'><v>99</v></c><c r='B3'><v>abc</v></c><c "
      "r='C3'><v>1</v></c></row>"
      "</sheetData></worksheet>";
  DataSource source = {.path = xlsx("b.xlsx", sheet), .sheet = "总表"};
  workbook_check(
      source, NULL,
      "data.error-value 2:1\ndata.formula-unvalued 2:2\ndata.ragged 3:3\ndata.cell 3:1\n"
      "data.cell 3:2");
}

/* ---- what repeats -------------------------------------------------------------------
 */

#define REPEATED                                                                         \
  "<d xmlns:t='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "                        \
  "xmlns:x='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><t:table t:name='a'>"        \
  "<t:table-row><t:table-cell><x:p>甲</x:p></t:table-cell><t:table-cell><x:p>乙</x:p>" \
  "</t:table-cell></t:table-row>"
#define REPEATED_END "</t:table></d>"

static void check_soon(const char *path, const char *sheet, const char *faults) {
  gint64 began = g_get_monotonic_time();
  workbook_check((DataSource){.path = path, .sheet = sheet}, NULL, faults);
  assert_true(g_get_monotonic_time() - began < 4 * G_USEC_PER_SEC);
}

static const char *repeated(const char *name, const char *rows) {
  g_autofree char *content = g_strconcat(REPEATED, rows, REPEATED_END, NULL);
  const char *const entries[] = {"content.xml", content, NULL};
  return fixture_zip(&workbook_files, name, entries);
}

/* A few hundred bytes may say more cells than memory holds: they are reckoned first. */
static void repeats_are_reckoned_before_they_are_walked(void **state) {
  (void)state;
  g_autofree char *long_text = g_strnfill(2000, 'x');
  g_autofree char *wide = g_strdup_printf(
      "<t:table-row><t:table-cell t:number-columns-repeated='1000'><x:p>%s</x:p>"
      "</t:table-cell></t:table-row>",
      long_text);
  check_soon(repeated("wide.ods", wide), NULL, "limit.data-text 2:1");
  g_autofree char *tall = g_strdup_printf(
      "<t:table-row t:number-rows-repeated='90000'><t:table-cell><x:p>%s</x:p>"
      "</t:table-cell></t:table-row>",
      long_text);
  check_soon(repeated("tall.ods", tall), NULL, "limit.data-text 50083:0");
  check_soon(repeated("blanks.ods",
                      "<t:table-row t:number-rows-repeated='900000000'>"
                      "<t:table-cell t:number-rows-spanned='2'/></t:table-row>"),
             NULL, "limit.data-rows 1048576:0");
  check_soon(repeated("spread.ods",
                      "<t:table-row t:number-rows-repeated='900000000'>"
                      "<t:table-cell t:number-rows-spanned='900000000' "
                      "t:number-columns-spanned='900000000' "
                      "t:number-columns-repeated='900'/></t:table-row>"),
             NULL, "limit.data-cells 22:0");
  g_autoptr(GString) spaces = g_string_new("<t:table-row><t:table-cell><x:p>");
  for (int i = 0; i < 2000; i++)
    g_string_append(spaces, "<x:s x:c='1000'/>");
  g_string_append(spaces, "</x:p></t:table-cell></t:table-row>");
  check_soon(repeated("spaces.ods", spaces->str), NULL, "limit.data-text 2:0");
}

static void shared_strings_are_not_copied_without_end(void **state) {
  (void)state;
  g_autoptr(GString) text = g_string_new(NULL); /* that does not pack tightly */
  for (unsigned i = 0; i < 5000; i++)
    g_string_append_printf(text, "%08x", i * 2654435761u);
  GString *sheet = g_string_new("<worksheet xmlns='" MAIN "'><sheetData><row r='2'>");
  for (int i = 0; i < 40; i++)
    g_string_append_printf(sheet, "<c t='inlineStr'><is><t>%s</t><t/></is></c>",
                           text->str);
  g_string_append(sheet, "</row></sheetData></worksheet>");
  check_soon(xlsx("shared.xlsx", sheet->str), "总表", "limit.data-text 2:27");
  g_string_free(sheet, TRUE);
}

static void merges_have_a_limit(void **state) {
  (void)state;
  Limits few = limits_default;
  few.data_merges = 2;
  workbook_files.job.limits = &few;
  const char *path =
      xlsx("merges.xlsx", "<worksheet xmlns='" MAIN
                          "'><sheetData/><mergeCells>"
                          "<mergeCell ref='A1:B1'/><mergeCell ref='A2:B2'/>"
                          "<mergeCell ref='A3:B3'/></mergeCells></worksheet>");
  check_soon(path, "总表", "limit.data-merges 3:1");
  workbook_files.job.limits = &workbook_files.limits;
}

static void broken_packages_are_refused(void **state) {
  (void)state;
  DataSource source = {.sheet = "总表"};
  static const char *const sheets[] = {
      "<worksheet xmlns='" MAIN "'><sheetData><row>",
      "<!DOCTYPE w [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><worksheet>&e;</worksheet>",
      "<worksheet xmlns='" MAIN
      "'><sheetData><row r='5'><c t='str'><v>a</v></c></row><row "
      "r='4'><c/></row></sheetData>"
      "</worksheet>"};
  for (size_t i = 0; i < G_N_ELEMENTS(sheets); i++) {
    source.path = xlsx("c.xlsx", sheets[i]);
    workbook_check(source, NULL, "data.broken 0:0");
  }
  source.path = fixture_file(&workbook_files, "d.xlsx", "PK\003\004 and no more", 16);
  workbook_check(source, NULL, "data.broken 0:0");
  const char *const no_book[] = {"readme.txt", "x", NULL};
  source.path = fixture_zip(&workbook_files, "e.xlsx", no_book);
  workbook_check(source, NULL, "data.broken 0:0");
  const char *const outside[] = {"content.xml", "<x/>", "../../etc/passwd", "x", NULL};
  source.path = fixture_zip(&workbook_files, "g.ods", outside);
  workbook_check(source, NULL, "data.zip-name 0:0");
  const char *const twins[] = {"content.xml", "<x/>", "Content.xml", "x", NULL};
  source.path = fixture_zip(&workbook_files, "h.ods", twins);
  workbook_check(source, NULL, "data.zip-name 0:0");
}

/* 40 MB of blanks in 40 KB: what comes out counts, whatever the archive says. */
static void a_zip_bomb_is_refused(void **state) {
  (void)state;
  GString *bomb = g_string_new("<worksheet xmlns='" MAIN "'><sheetData>");
  for (int i = 0; i < 400000; i++)
    g_string_append_printf(bomb, "%100s", "");
  g_string_append(bomb, "</sheetData></worksheet>");
  workbook_files.packing = 9;
  DataSource source = {.path = xlsx("bomb.xlsx", bomb->str), .sheet = "总表"};
  workbook_files.packing = 1;
  workbook_check(source, NULL, "data.zip-bomb 0:0");
  workbook_files.limits.zip_entry_bytes = 1000;
  workbook_files.limits.zip_ratio = 100000;
  workbook_check(source, NULL, "limit.zip-bytes 0:0");
  workbook_files.limits = limits_default;
  workbook_files.limits.zip_bytes = 1000000;
  workbook_check(source, NULL, "limit.zip-bytes 0:0");
  workbook_files.limits = limits_default;
  workbook_files.limits.zip_entries = 3;
  workbook_check(source, NULL, "limit.zip-entries 0:0");
  workbook_files.limits = limits_default;
  g_string_free(bomb, TRUE);
}

/* libxml2 is quadratic in the attributes of one tag: 200,000 of them took it a minute. */
static void a_tag_without_end_is_refused(void **state) {
  (void)state;
  GString *sheet = g_string_new("<worksheet xmlns='" MAIN "'><sheetData><row");
  for (int i = 0; i < 200000; i++)
    g_string_append_printf(sheet, " a%d='%d'", i, i * 7919 % 100003);
  g_string_append(sheet, "/></sheetData></worksheet>");
  DataSource source = {.path = xlsx("tag.xlsx", sheet->str), .sheet = "总表"};
  gint64 start = g_get_monotonic_time();
  workbook_check(source, NULL, "data.broken 0:0");
  assert_true(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC);
  g_string_free(sheet, TRUE);
}

/* ---- ODS --------------------------------------------------------------------------- */

static const char *ods(const char *name, const char *rows) {
  g_autofree char *content = g_strdup_printf(
      "<office:document-content "
      "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
      "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
      "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body>"
      "<office:spreadsheet><table:table "
      "table:name='说明'><table:table-row/></table:table>"
      "<table:table table:name='总表'>%s</table:table><table:named-expressions>"
      "<table:named-range table:name='前两列' table:base-cell-address='$总表.$A$1' "
      "table:cell-range-address='$总表.$A$4:.$B$6'/></table:named-expressions>"
      "</office:spreadsheet></office:body>"
      "</office:document-content>",
      rows);
  const char *const entries[] = {"mimetype",
                                 "application/vnd.oasis.opendocument.spreadsheet",
                                 "content.xml", content, NULL};
  return fixture_zip(&workbook_files, name, entries);
}

#define STRING "<table:table-cell office:value-type='string'>"
#define END "</table:table-cell>"

static void ods_values_are_read(void **state) {
  (void)state;
  static const char rows[] =
      "<table:table-row table:number-rows-repeated='3'><table:table-cell "
      "table:number-columns-repeated='1024'/></table:table-row>"
      "<table:table-row><table:table-cell table:number-rows-spanned='2' "
      "office:value-type='string'>"
      "<text:p>单位</text:p>" END
      "<table:table-cell table:number-columns-spanned='2' office:value-type='string'>"
      "<text:p>重要信息</text:p>" END "<table:covered-table-cell/>" STRING
      "<text:p>日期</text:p>" END
      "</table:table-row>"
      "<table:table-row><table:covered-table-cell/>" STRING
      "<text:p>数量</text:p>" END STRING "<text:p>同比</text:p>" END
      "<table:table-cell/></table:table-row>"
      "<table:table-row table:number-rows-repeated='2'>" STRING
      "<office:annotation><text:p>批注</text:p></office:annotation>"
      "<text:p>华<text:s text:c='2'/>龙</text:p><text:p>区</text:p>" END
      "<table:table-cell table:formula='of:=1' office:value-type='float' "
      "office:value='0.1'>"
      "<text:p>0</text:p>" END
      "<table:table-cell office:value-type='percentage' office:value='-0.05'/>"
      "<table:table-cell office:value-type='date' office:date-value='2018-04-23'/>"
      "<table:table-cell table:number-columns-repeated='1020'/></table:table-row>"
      "<table:table-row><table:table-cell table:number-columns-repeated='2' "
      "office:value-type='float' office:value='7'/>"
      "<table:table-cell/><table:table-cell office:value-type='date' "
      "office:date-value='2018-04-23T10:30:00'/></table:table-row>"
      "<table:table-row "
      "table:number-rows-repeated='1048000'><table:table-cell/></table:table-row>";
  DataSource source = {.path = ods("a.ods", rows), .sheet = "总表"};
  workbook_check(
      source,
      "单位|重要信息/数量|重要信息/同比|日期\n6: 华  龙\n区|0.1|-5%|2018-04-23\n"
      "7: 华  龙\n区|0.1|-5%|2018-04-23\n8: 7|7||2018-04-23 10:30",
      "");
  source = (DataSource){.path = source.path, .range = "前两列"};
  workbook_check(source, "单位|重要信息/数量\n6: 华  龙\n区|0.1", "");
  source = (DataSource){.path = source.path, .sheet = "没有"};
  workbook_check(source, NULL, "data.sheet 0:0");
}

static void bad_ods_cells_are_refused(void **state) {
  (void)state;
  static const char rows[] =
      "<table:table-row>" STRING "<text:p>a</text:p>" END STRING "<text:p>b</text:p>" END
      "</table:table-row><table:table-row>" STRING "<text:p>#DIV/0!</text:p>" END
      "<table:table-cell table:formula='of:=1'/></table:table-row>"
      "<table:table-row><table:table-cell office:value-type='float' office:value='x'/>"
      "<table:table-cell office:value-type='float' office:value='1' "
      "table:number-columns-repeated='5000'/></table:table-row>";
  DataSource source = {.path = ods("b.ods", rows), .sheet = "总表"};
  workbook_check(
      source, NULL,
      "data.error-value 2:1\ndata.formula-unvalued 2:2\nlimit.data-columns 3:2\n"
      "data.cell 3:1");
}

/* ---- made by a spreadsheet program ------------------------------------------------- */

/* tests/data/book.{xlsx,ods} were saved by LibreOffice Calc 7.4. */
static void both_forms_of_a_saved_workbook_read_alike(void **state) {
  (void)state;
  static const char *const files[] = {SOURCE_DIR "/tests/data/book.xlsx",
                                      SOURCE_DIR "/tests/data/book.ods"};
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
    DataSource source = {.path = files[i], .sheet = "总表"};
    workbook_check(
        source,
        "单位|重要信息/数量|重要信息/同比|日期\n3: 华龙区院|38|-5%|2018-04-23\n"
        "4: 南乐县院|0.3|4.6511627906977%|1949-10-01",
        i == 0 ? "data.rounded 4:3" : "");
    source.sheet = "错误";
    workbook_check(source, NULL, "data.error-value 2:1");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(xlsx_values_are_read),
      cmocka_unit_test(merged_heads_and_labels_are_filled),
      cmocka_unit_test(bad_cells_are_refused),
      cmocka_unit_test(repeats_are_reckoned_before_they_are_walked),
      cmocka_unit_test(shared_strings_are_not_copied_without_end),
      cmocka_unit_test(merges_have_a_limit),
      cmocka_unit_test(broken_packages_are_refused),
      cmocka_unit_test(a_zip_bomb_is_refused),
      cmocka_unit_test(a_tag_without_end_is_refused),
      cmocka_unit_test(ods_values_are_read),
      cmocka_unit_test(bad_ods_cells_are_refused),
      cmocka_unit_test(both_forms_of_a_saved_workbook_read_alike),
  };
  return cmocka_run_group_tests(tests, workbook_set_up, workbook_tear_down);
}
