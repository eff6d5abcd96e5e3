// usage: go run . TABLE.json FOLDER: workbooks of the table by excelize, whole and streamed.
package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/xuri/excelize/v2"
)

type table struct {
	Head []string
	Rows [][][]any
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func moment(iso string) time.Time {
	for _, form := range []string{"2006-01-02", "2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if when, err := time.Parse(form, iso); err == nil {
			return when
		}
	}
	panic(iso)
}

func value(cell []any) any {
	if len(cell) == 0 {
		return nil
	}
	if cell[0] == "d" {
		return moment(cell[1].(string))
	}
	return cell[1]
}

type styles struct {
	file *excelize.File
	ids  map[string]int
}

func (s styles) of(cell []any) int {
	if len(cell) == 0 || cell[2] == "" {
		return 0
	}
	code := cell[2].(string)
	if _, known := s.ids[code]; !known {
		s.ids[code] = must(s.file.NewStyle(&excelize.Style{CustomNumFmt: &code}))
	}
	return s.ids[code]
}

func whole(t table, path string) {
	file := excelize.NewFile()
	s := styles{file, map[string]int{}}
	file.SetSheetName("Sheet1", "数据")
	file.SetSheetRow("数据", "A1", &t.Head)
	for r, row := range t.Rows {
		for c, cell := range row {
			if len(cell) == 0 {
				continue
			}
			at := must(excelize.CoordinatesToCellName(c+1, r+2))
			file.SetCellValue("数据", at, value(cell))
			if id := s.of(cell); id != 0 {
				file.SetCellStyle("数据", at, at, id)
			}
		}
	}
	must(0, file.SaveAs(path))
}

func stream(t table, path string) {
	file := excelize.NewFile()
	s := styles{file, map[string]int{}}
	file.SetSheetName("Sheet1", "数据")
	out := must(file.NewStreamWriter("数据"))
	head := make([]any, len(t.Head))
	for c, word := range t.Head {
		head[c] = word
	}
	must(0, out.SetRow("A1", head))
	for r, row := range t.Rows {
		line := make([]any, len(row))
		for c, cell := range row {
			line[c] = excelize.Cell{StyleID: s.of(cell), Value: value(cell)}
		}
		must(0, out.SetRow(must(excelize.CoordinatesToCellName(1, r+2)), line))
	}
	must(0, out.Flush())
	must(0, file.SaveAs(path))
}

func main() {
	var t table
	must(0, json.Unmarshal(must(os.ReadFile(os.Args[1])), &t))
	whole(t, filepath.Join(os.Args[2], "excelize.xlsx"))
	stream(t, filepath.Join(os.Args[2], "excelize-stream.xlsx"))
}
