// usage: java -cp JARS org.mozilla.javascript.tools.shell.Main poi.js TABLE.json FOLDER
// Workbooks of the table by the writers of Java: POI whole and streamed, fastexcel.
importPackage(Packages.org.apache.poi.xssf.usermodel);
importPackage(Packages.org.apache.poi.xssf.streaming);
importPackage(Packages.java.io);

function text(path) {
  return String(new Packages.java.lang.String(
      Packages.java.nio.file.Files.readAllBytes(Packages.java.nio.file.Paths.get(path)), 'UTF-8'));
}

function moment(iso) {
  return Packages.java.time.LocalDateTime.parse(iso.length > 10 ? iso.replace(' ', 'T') : iso + 'T00:00');
}

function fill(book, table) {
  var sheet = book.createSheet('数据'), styles = {}, head = sheet.createRow(0);
  table.head.forEach(function(word, c) { head.createCell(c).setCellValue(word); });
  table.rows.forEach(function(cells, r) {
    var row = sheet.createRow(r + 1);
    cells.forEach(function(cell, c) {
      if (!cell) return;
      var there = row.createCell(c);
      if (cell[0] == 's') there.setCellValue(cell[1]);
      if (cell[0] == 'n') there.setCellValue(Packages.java.lang.Double.parseDouble(String(cell[1])));
      if (cell[0] == 'b') there['setCellValue(boolean)'](cell[1]);
      if (cell[0] == 'd') there.setCellValue(moment(cell[1]));
      if (!cell[2]) return;
      if (!styles[cell[2]]) {
        styles[cell[2]] = book.createCellStyle();
        styles[cell[2]].setDataFormat(book.createDataFormat().getFormat(cell[2]));
      }
      there.setCellStyle(styles[cell[2]]);
    });
  });
}

function save(book, path) {
  var out = new FileOutputStream(path);
  book.write(out);
  out.close();
}

function fastexcel(table, path) {
  var out = new FileOutputStream(path);
  var book = new Packages.org.dhatim.fastexcel.Workbook(out, 'test', '1.0');
  var sheet = book.newWorksheet('数据');
  table.head.forEach(function(word, c) { sheet.value(0, c, word); });
  table.rows.forEach(function(cells, r) {
    cells.forEach(function(cell, c) {
      if (!cell) return;
      if (cell[0] == 's') sheet.value(r + 1, c, cell[1]);
      if (cell[0] == 'n') sheet.value(r + 1, c, Packages.java.lang.Double.valueOf(String(cell[1])));
      if (cell[0] == 'b') sheet.value(r + 1, c, Packages.java.lang.Boolean.valueOf(cell[1]));
      if (cell[0] == 'd') sheet.value(r + 1, c, moment(cell[1]));
      if (cell[2]) sheet.style(r + 1, c).format(cell[2].replace(/"/g, '&quot;')).set(); // it escapes nothing
    });
  });
  book.finish();
  out.close();
}

var table = JSON.parse(text(arguments[0])), folder = arguments[1] + '/', book = new XSSFWorkbook();
fill(book, table);
save(book, folder + 'poi-xssf.xlsx');
book = new SXSSFWorkbook(3);
fill(book, table);
save(book, folder + 'poi-sxssf.xlsx');
fastexcel(table, folder + 'fastexcel.xlsx');
