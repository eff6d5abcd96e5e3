/* Every word of the page in both languages. */
const words = {
  block: ["版心", "Block"], grid: ["字格", "Grid"], boxes: ["框", "Boxes"], gaps: ["间距", "Gaps"],
  numbers: ["行号", "Lines"], ruler: ["量尺", "Ruler"], contact: ["一览", "Contact sheet"], width: ["适合宽度", "Fit width"],
  whole: ["整页", "Whole page"], real: ["100%", "100%"], smaller: ["缩小", "Smaller"], larger: ["放大", "Larger"],
  print: ["打印", "Print"], help: ["按键", "Keys"], side: ["边栏", "Side pane"], source: ["源文", "Source"],
  compare: ["比较", "Compare"], page: ["第 {0} 页", "Page {0}"], of: ["第 {0} / {1} 页", "Page {0} of {1}"],
  ms: ["{0} 毫秒", "{0} ms"], diagnostics: ["诊断", "Diagnostics"], fine: ["没有错误，没有警告。", "No errors, no warnings."],
  element: ["所选元素", "Chosen element"], pick: ["点击页面上的元素，或按 j、k 逐个选取。", "Click an element on a page, or walk with j and k."],
  part: ["部分", "Part"], role: ["角色", "Role"], face: ["字体", "Face"], why: ["依据", "Why"], size: ["字号", "Size"],
  colour: ["颜色", "Colour"], onpage: ["距页边", "On the page"], inblock: ["距版心", "In the block"], clause: ["条款", "Clause"],
  line: ["文档行", "Document line"], stretch: ["行的伸缩", "Stretch of the line"], cost: ["断行代价", "Cost of the break"],
  gap: ["与上距离", "Gap above"], wanted: ["应为 {0}", "wanted {0}"], placement: ["版式安排", "Placement"], style: ["角色取值", "Role values"],
  figures: ["数的来历", "Figures"], tag: ["结构", "Structure"], copy: ["复制", "Copy"], open: ["打开", "Open"], text: ["文字", "Text"],
  departures: ["与标准不同之处", "Departures"], none: ["没有不同之处。", "It departs in nothing."], standard: ["标准：{0}", "standard: {0}"],
  stale: ["文档有错误，显示的是上一次的页面：", "The document has errors; these are the last good pages:"],
  lost: ["与程序的连接断了；它重新启动后请打开新地址。", "The program is gone; open the new address when it runs again."],
  opacity: ["不透明度", "Opacity"], difference: ["差异", "Difference"], under: ["置于下面", "Below the page"],
  offset: ["偏移 {0}, {1} 毫米", "Offset {0}, {1} mm"], scan: ["扫描件", "Scan"], first: ["首次页面", "First pages"],
  record: ["记录 {0} / {1}", "Record {0} of {1}"], previous: ["上一条", "Previous"], next: ["下一条", "Next"],
  find: ["查找记录", "Find a record"], go: ["到行", "Go to line"], save: ["保存", "Save"], saved: ["已保存", "Saved"],
  unsaved: ["未保存", "Not saved"], conflict: ["文件已在别处改过。下面是磁盘上的版本；两者都还在。", "The file was changed elsewhere. Below is what is on disk; both are kept."],
  mine: ["用我的覆盖", "Overwrite with mine"], theirs: ["改用磁盘上的", "Take the disk's"], plain: ["没有 CodeMirror，不带补全。", "CodeMirror is not installed: no completion."],
  fallback: ["首选字体缺这个字，用后备字体", "a fallback: the first face lacks the character"],
  plays: ["这个角色的首选字体", "the role's first face"], missing: ["未安装：{0}", "not installed: {0}"],
  close: ["关闭", "Close"], before: ["按 0.1 毫米移动：Alt+方向键", "Alt+arrows move it by 0.1 mm"], defaults: ["默认值", "default"],
};
const parts = {
  mark: "发文机关标志", number: "发文字号", title: "标题", subtitle: "副标题", recipients: "主送机关", body: "正文",
  attachments: "附件说明", sign: "署名、日期、印章", note: "附注", enclosure: "随文内容", annex: "附件", imprint: "版记",
  "page-number": "页码", draft: "草稿", "copy-number": "份号", secrecy: "密级", urgency: "紧急程度", signers: "签发人",
  rule: "分隔线", attendance: "出席", issuer: "机关", date: "日期",
};
let index = 0;
export const setLanguage = (language) => { index = language === "en" ? 1 : 0; document.documentElement.lang = index ? "en" : "zh-CN"; };
export const say = (key, ...more) => words[key][index].replace(/\{(\d)\}/g, (_, i) => more[i]);
export const partName = (part) => (index ? part : parts[part] || part);
export const keys = () => [
  ["PageUp PageDown ↑ ↓", index ? "pages and lines" : "翻页、滚动"], ["+ −", index ? "zoom" : "放大、缩小"],
  ["w f 1", index ? "fit width, whole page, real size" : "适合宽度、整页、实际大小"], ["c", say("contact")],
  ["b g e d n", [say("block"), say("grid"), say("boxes"), say("gaps"), say("numbers")].join("、")],
  ["r", say("ruler")], ["j k", index ? "next and previous element" : "下一个、上一个元素"], ["o", say("compare")],
  ["Alt ←→↑↓", index ? "move what is compared by 0.1 mm" : "把比较的图移动 0.1 毫米"],
  ["[ ]", index ? "previous and next record" : "上一条、下一条记录"], ["s", say("side")], ["Ctrl-S", say("save")],
  ["Ctrl-P", say("print")], ["?", say("help")], ["Esc", say("close")],
];
