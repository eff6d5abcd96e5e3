/* Words that the tool says in a document, each with its clause: what no author types. */
#ifndef HONGTOU_BASE_WORDS_H
#define HONGTOU_BASE_WORDS_H

#define WORDS_SIGNERS "签发人："        /* H5.1 */
#define WORDS_ANNEX "附件{n}"           /* B10.2: where the layout has no label */
#define WORDS_ATTACHMENTS "附件："      /* B4.1 */
#define WORDS_MAIN_TO "主送："          /* I2.4 */
#define WORDS_COPY_TO "抄送："          /* I2.1 */
#define WORDS_PRINTED "印发"            /* I3.1: behind the date */
#define WORDS_PRESENT "出席："          /* M1.2 */
#define WORDS_LEAVE "请假："            /* M1.2 */
#define WORDS_OBSERVER "列席："         /* M1.2 */
#define WORDS_TABLE_UNIT "单位："       /* practice */
#define WORDS_TABLE_NUMBER "表"         /* T1.4 */
#define WORDS_FIGURE_NUMBER "图"        /* T1.5 */
#define WORDS_CONTENTS "目　录"         /* practice */
#define WORDS_TABLE_NOTE "注："         /* practice */
#define WORDS_SOURCE "资料来源："       /* practice */
#define WORDS_CONTINUED "（续表）"      /* T1.4: above the parts of a table that follow */
#define WORDS_AXIS_CUT "纵轴不从零起。" /* of a chart that says zero="no" */
#define WORDS_NO_ROWS "无"              /* a table without a row */
#define WORDS_SEAL "（印章）"           /* heard for the picture, behind the name: B8.5 */
#define WORDS_STAMP "（签名章）"        /* B8.16 */
#define WORDS_SIGNED "（电子签名）"     /* heard for the field of a signature */

#endif
