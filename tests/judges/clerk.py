#!/usr/bin/python3
"""usage: clerk.py FOLDER IN.odt — what a clerk does to a document in LibreOffice, by its own interface:
a paragraph, a section and an annex are added, a style is given, and all is saved as DOCX and PDF. Prints
a line of JSON with what was seen. Run by the Python that knows uno."""
import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def prop(name, value):
    p = PropertyValue()
    p.Name, p.Value = name, value
    return p


def start(folder):
    pipe = "hongtou" + str(abs(hash(str(folder))) % 10 ** 8)
    office = subprocess.Popen(["soffice", f"-env:UserInstallation=file://{folder}/clerk", "--headless",
                               "--norestore", f"--accept=pipe,name={pipe};urp;"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return office, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.25)
    raise RuntimeError("the office does not answer")


def paragraphs(document):
    found = document.Text.createEnumeration()
    while found.hasMoreElements():
        item = found.nextElement()
        if item.supportsService("com.sun.star.text.Paragraph"):
            yield item


def behind(document, paragraph, words):
    """What Enter at the paragraph's end and typing give: the new paragraph."""
    cursor = document.Text.createTextCursorByRange(paragraph.End)
    document.Text.insertControlCharacter(cursor, 0, False)
    document.Text.insertString(cursor, words, False)
    return next(p for p in paragraphs(document) if p.String.endswith(words))


def seen(document):
    return [[p.ListLabelString, p.String, p.ParaStyleName] for p in paragraphs(document)]


def work(desktop, folder, path):
    document = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (prop("Hidden", True),))
    said = {"before": seen(document)}
    styles = document.StyleFamilies.getByName("ParagraphStyles")
    first = next(p for p in paragraphs(document) if p.ParaStyleName == "一级标题" or
                 styles.getByName(p.ParaStyleName).ParentStyle == "一级标题")
    said["follow"] = styles.getByName("一级标题").FollowStyle
    locale = styles.getByName("正文").CharLocale
    said["western"] = locale.Language + "-" + locale.Country
    section = behind(document, first, "新增一节")
    section.ParaStyleName = "一级标题"
    text = behind(document, section, "新增的段落写明 World Bank 与 12,345.67 元。")
    text.ParaStyleName = "正文"
    plain = behind(document, text, "另起的二级标题")
    plain.ParaStyleName = "二级标题"
    entries = [p for p in paragraphs(document) if p.ListLabelString.endswith("2.")]
    if entries:
        behind(document, entries[0], "新增的附件")
    said["after"] = seen(document)
    said["drawings"] = [[d.Title, d.Description] for d in
                        (document.DrawPage.getByIndex(i) for i in range(document.DrawPage.Count))]
    for suffix, kind in (("docx", "MS Word 2007 XML"), ("pdf", "writer_pdf_Export")):
        document.storeToURL((folder / f"{path.stem}.{suffix}").as_uri(), (prop("FilterName", kind),))
    said["had"] = document.GraphicObjects.Count
    document.close(True)
    again = desktop.loadComponentFromURL((folder / f"{path.stem}.docx").as_uri(), "_blank", 0,
                                         (prop("Hidden", True),))
    said["docx"] = seen(again)
    said["pictures"] = again.GraphicObjects.Count
    again.close(True)
    return said


def main():
    folder, path = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    office, desktop = start(folder)
    try:
        print(json.dumps(work(desktop, folder, path), ensure_ascii=False))
    finally:
        try:
            desktop.terminate()
        except Exception:  # it is gone before it answers
            pass
        office.wait(timeout=60)


if __name__ == "__main__":
    main()
