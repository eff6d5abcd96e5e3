/* What an object is to a reader: 第 3 页内容, 印章外观, 读屏文字, 元数据. */
#include <string.h>

#include "verify_private.h"

static const char *on_page(Checking *c, unsigned page, const char *zh, const char *en) {
  return arena_printf(c->arena, "第 %u 页%s\x1f%s of page %u", page, zh, en, page);
}

static bool refers(const Checking *c, const PdfValue *value, uint32_t number) {
  const PdfValue *list = strict_follow(c->file, value, c->last);
  if (value && value->kind == PDF_REF && value->number == number)
    return true;
  for (uint32_t i = 0; list && list->kind == PDF_ARRAY && i < list->n; i++) {
    if (list->items[i].kind == PDF_REF && list->items[i].number == number)
      return true;
  }
  return false;
}

/* Of a page as any revision has it. */
static const char *of_page(Checking *c, const PdfObject *object) {
  for (guint i = 0; i < c->pages->len; i++) {
    for (const PdfObject *page = c->pages->pdata[i]; page; page = page->older) {
      if (page->number == object->number)
        return on_page(c, i + 1, "", "the form");
      if (refers(c, strict_key(&page->value, "Contents"), object->number))
        return on_page(c, i + 1, "内容", "the content");
      if (refers(c, strict_key(&page->value, "Annots"), object->number))
        return on_page(c, i + 1, "批注", "an annotation");
      if (refers(c, strict_key(&page->value, "Resources"), object->number))
        return on_page(c, i + 1, "资源", "the resources");
    }
  }
  return NULL;
}

static const char *of_seal(Checking *c, const PdfObject *object) {
  for (guint i = 0; i < c->signatures->len; i++) {
    const Signed *s = c->signatures->pdata[i];
    g_autofree uint8_t *reached = g_malloc0(c->file->n_numbers);
    if (s->widget->number == object->number || s->field->number == object->number)
      return "签名域\x1f"
             "a signature field";
    if (s->dict->number == object->number)
      return "签名字典\x1f"
             "a signature dictionary";
    const PdfValue *look = strict_key(&s->widget->value, "AP");
    strict_reach(c->file, look, c->last, reached);
    if (reached[object->number])
      return "印章外观\x1f"
             "the look of a seal";
  }
  return NULL;
}

static const struct {
  const char *key, *name, *what; /* name NULL: any value */
} kinds[] = {
    {"Type", "Catalog",
     "文档目录\x1f"
     "the document catalog"},
    {"Type", "Pages",
     "页面次序\x1f"
     "the order of pages"},
    {"Type", "Page",
     "页面\x1f"
     "a page"},
    {"Type", "Metadata",
     "元数据\x1f"
     "the metadata"},
    {"Subtype", "XML",
     "元数据\x1f"
     "the metadata"},
    {"FT", "Sig",
     "签名域\x1f"
     "a signature field"},
    {"FT", NULL,
     "表单域\x1f"
     "a form field"},
    {"Type", "Annot",
     "批注\x1f"
     "an annotation"},
    {"Type", "Font",
     "字体\x1f"
     "a font"},
    {"Type", "FontDescriptor",
     "字体\x1f"
     "a font"},
    {"Subtype", "Image",
     "图片\x1f"
     "a picture"},
    {"Subtype", "Form",
     "图形\x1f"
     "a drawing"},
    {"Type", "StructTreeRoot",
     "读屏文字\x1f"
     "what is read aloud"},
    {"Type", "StructElem",
     "读屏文字\x1f"
     "what is read aloud"},
    {"S", "JavaScript",
     "脚本\x1f"
     "a script"},
    {"JS", NULL,
     "脚本\x1f"
     "a script"},
    {"S", NULL,
     "读屏文字\x1f"
     "what is read aloud"},
    {"Nums", NULL,
     "读屏文字\x1f"
     "what is read aloud"},
    {"Type", "Outlines",
     "书签\x1f"
     "the outline"},
    {"Dest", NULL,
     "书签\x1f"
     "the outline"},
    {"Producer", NULL,
     "文件属性\x1f"
     "the file's properties"},
    {"Type", "OCG",
     "可隐藏的图层\x1f"
     "a layer"},
};

static const char *of_kind(const PdfObject *object) {
  for (const PdfObject *o = object; o; o = o->older) {
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
      if (kinds[i].name ? strict_key_is(&o->value, kinds[i].key, kinds[i].name)
                        : strict_key(&o->value, kinds[i].key) != NULL)
        return kinds[i].what;
    }
  }
  return NULL;
}

/* Each search walks all pages: a file that changes everything need not be told in full.
 */
#define SEARCHES 100

const char *what_is(Checking *c, const PdfObject *object) {
  if (c->described++ >= SEARCHES) {
    const char *kind = of_kind(object);
    return kind ? kind
                : "其他对象\x1f"
                  "other objects";
  }
  const char *what = of_page(c, object);
  const PdfValue *info = strict_key(&strict_revision(c->file, 0)->trailer, "Info");
  if (!what && info && info->kind == PDF_REF && info->number == object->number)
    what =
        "文件属性\x1f"
        "the file's properties";
  if (!what)
    what = of_seal(c, object);
  if (!what)
    what = of_kind(object);
  if (what)
    return what;
  return arena_printf(c->arena, "对象 %u\x1fobject %u", object->number, object->number);
}
