/* Characters of several readings where pinyin order would take the wrong one: names of
 * places and of families. Each is written with characters of the right reading, which
 * stand in for it in the sort key and nowhere else.
 *
 * They are the readings in common use, those of places as their governments spell their
 * names in letters, written down here one by one; a reading that is missing or wrong
 * costs the place in a table, never a word.
 */
#include <string.h>

#include "bind_fill.h"

typedef struct Reading {
  const char *word, *sound;
} Reading;

static const Reading places[] = {
    {"长子", "掌子"}, {"长老", "掌老"}, {"长春", "肠春"}, {"长沙", "肠沙"},
    {"长治", "肠治"}, {"长垣", "肠垣"}, {"长葛", "肠舸"}, {"长岛", "肠岛"},
    {"长乐", "肠乐"}, {"长汀", "肠汀"}, {"长泰", "肠泰"}, {"长清", "肠清"},
    {"长安", "肠安"}, {"长宁", "肠宁"}, {"长寿", "肠寿"}, {"长阳", "肠阳"},
    {"长兴", "肠兴"}, {"长丰", "肠丰"}, {"长顺", "肠顺"}, {"长白", "肠白"},
    {"长海", "肠海"}, {"长武", "肠武"}, {"长岭", "肠岭"}, {"长江", "肠江"},
    {"长城", "肠城"}, {"长洲", "肠洲"}, {"长孙", "掌孙"}, {"乐清", "月清"},
    {"乐亭", "涝亭"}, {"乐陵", "涝陵"}, {"乐昌", "勒昌"}, {"乐山", "勒山"},
    {"乐平", "勒平"}, {"乐东", "勒东"}, {"乐业", "勒业"}, {"昌乐", "昌勒"},
    {"铅山", "言山"}, {"蔚县", "玉县"}, {"单县", "疝县"}, {"单城", "疝城"},
    {"莘县", "申县"}, {"番禺", "潘禺"}, {"台州", "胎州"}, {"天台", "天胎"},
    {"六安", "录安"}, {"六合", "录合"}, {"蚌埠", "泵埠"}, {"厦门", "下门"},
    {"大城", "代城"}, {"大埔", "大布"}, {"浚县", "训县"}, {"尉犁", "玉犁"},
    {"洪洞", "洪童"}, {"繁峙", "繁市"}, {"吴堡", "吴补"}, {"泌阳", "闭阳"},
    {"渑池", "免池"}, {"荥阳", "形阳"}, {"荥经", "营经"}, {"中牟", "中木"},
    {"牟平", "木平"}, {"歙县", "设县"}, {"曲阜", "屈阜"}, {"曲靖", "屈靖"},
    {"曲江", "屈江"}, {"曲周", "屈周"}, {"曲阳", "屈阳"}, {"曲沃", "屈沃"},
    {"任丘", "仁丘"}, {"任城", "仁城"}, {"任县", "仁县"}, {"任泽", "仁泽"},
    {"东阿", "东婀"}, {"井陉", "井形"}, {"行唐", "形唐"}, {"蠡县", "里县"},
    {"获鹿", "怀鹿"}, {"华县", "画县"}, {"华州", "画州"}, {"华阴", "画阴"},
    {"珲春", "浑春"}, {"宿州", "肃州"}, {"宿迁", "肃迁"}, {"宿松", "肃松"},
    {"宿豫", "肃豫"}, {"宿城", "肃城"}, {"丽水", "离水"}, {"高要", "高腰"},
    {"东莞", "东管"}, {"筠连", "军连"}, {"犍为", "前为"}, {"什邡", "石邡"},
    {"会稽", "快稽"}, {"余干", "余甘"}, {"监利", "见利"}, {"黄陂", "黄皮"},
    {"枞阳", "宗阳"}, {"宕昌", "探昌"}, {"冠县", "官县"}, {"称多", "趁多"},
    {"都匀", "督匀"}, {"都江", "督江"}, {"都昌", "督昌"}, {"都安", "督安"},
    {"都兰", "督兰"}, {"调兵", "掉兵"}, {"西藏", "西葬"}, {"曾都", "增都"},
    {"朝阳", "潮阳"}, {"重庆", "虫庆"}, {"柞水", "炸水"}, {"盱眙", "虚移"},
    {"解州", "谢州"}, {"阿坝", "啊坝"}, {"牟定", "谋定"}, {"石柱", "时柱"},
    {"尉迟", "玉迟"}, {"澹台", "谈台"}, {"万俟", "莫其"}, {"令狐", "零狐"},
    {"吐蕃", "吐波"},
};

static const Reading surnames[] = {
    {"曾", "增"}, {"单", "疝"}, {"翟", "宅"}, {"解", "谢"}, {"仇", "囚"}, {"查", "喳"},
    {"区", "欧"}, {"朴", "瓢"}, {"盖", "舸"}, {"葛", "舸"}, {"任", "仁"}, {"华", "画"},
    {"员", "运"}, {"乐", "月"}, {"纪", "己"}, {"缪", "妙"}, {"折", "舌"}, {"种", "虫"},
    {"秘", "闭"}, {"召", "邵"}, {"燕", "烟"}, {"应", "英"}, {"於", "淤"}, {"过", "郭"},
    {"洗", "显"}, {"能", "耐"}, {"祭", "寨"}, {"黑", "贺"}, {"曲", "屈"}, {"晁", "潮"},
    {"重", "虫"}, {"繁", "婆"}, {"都", "督"}, {"行", "形"}, {"长", "掌"},
};

static const Reading *find(const Reading *list, size_t n, const char *p) {
  for (size_t i = 0; i < n; i++) {
    if (g_str_has_prefix(p, list[i].word))
      return &list[i];
  }
  return NULL;
}

/* What ends names of places and bodies, not of people. */
static bool names_a_body(const char *text) {
  static const char *const ends[] = {
      "省", "市", "县", "区", "旗", "州", "盟", "镇", "乡", "村", "院", "局",
      "厅", "处", "科", "室", "所", "队", "站", "校", "司", "部", "办", "委",
      "街", "路", "社", "位", "放", "独", "务", "东", "西", "南", "北", "中"};
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
    if (g_str_has_suffix(text, ends[i]))
      return true;
  }
  return false;
}

/* Two to four Han characters under a head such as 姓名, or that end as no body does. */
static bool is_person(const char *text, const char *header) {
  size_t chars = 0;
  for (const char *p = text; *p; chars++) {
    if (!text_is_han(text_next(&p)))
      return false;
  }
  bool said = strstr(header, "姓") || strstr(header, "人") || strstr(header, "代表");
  return chars >= 1 && chars <= 4 && (said || !names_a_body(text));
}

char *readings_spoken(const char *text, const char *header) {
  GString *out = g_string_new(NULL);
  const char *p = text;
  const Reading *surname = find(places, G_N_ELEMENTS(places), text)
                               ? NULL
                               : find(surnames, G_N_ELEMENTS(surnames), text);
  if (surname && is_person(text, header)) {
    g_string_append(out, surname->sound);
    p += strlen(surname->word);
  }
  while (*p) {
    const Reading *place = find(places, G_N_ELEMENTS(places), p);
    const char *next = place ? p + strlen(place->word) : g_utf8_next_char(p);
    g_string_append_len(out, place ? place->sound : p,
                        place ? (gssize)strlen(place->sound) : next - p);
    p = next;
  }
  return g_string_free(out, FALSE);
}
