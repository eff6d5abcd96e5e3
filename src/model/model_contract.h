/* The table of the bulletin contract, in three files: what may stand in attributes
 * (model_contract_values.c), the attributes of each element
 * (model_contract_attributes.c), the elements (model_contract.c). */
#ifndef HONGTOU_MODEL_CONTRACT_H
#define HONGTOU_MODEL_CONTRACT_H

#include "contract.h"

extern const ContractValue model_value_levels, model_value_row_height, model_value_valign,
    model_value_paragraph_align, model_value_any, model_value_printed,
    model_value_expression, model_value_yes_no, model_value_no_only, model_value_id,
    model_value_variable, model_value_language, model_value_kind, model_value_layout,
    model_value_status, model_value_direction, model_value_secrecy_level,
    model_value_secrecy_term, model_value_code, model_value_year, model_value_serial,
    model_value_list_kind, model_value_start, model_value_section_numbers,
    model_value_encoding, model_value_separator, model_value_hidden,
    model_value_some_only, model_value_head_rows, model_value_format,
    model_value_rounding, model_value_phrase, model_value_foot, model_value_adds,
    model_value_width, model_value_align, model_value_span, model_value_attendance_kind,
    model_value_seal_file, model_value_diameter, model_value_picture,
    model_value_figure_width, model_value_chart_kind, model_value_copy_number,
    model_value_urgency, model_value_date;

/* Kinds of document without a title of their own. */
extern const char *const model_orders[];
extern const char *const model_yes[], *const model_no[];

extern const ContractAttribute model_bulletin_attributes[], model_data_attributes[],
    model_secrecy_attributes[], model_number_attributes[], model_h_attributes[],
    model_list_attributes[], model_section_attributes[], model_body_attributes[],
    model_id_attributes[], model_annex_attributes[], model_table_attributes[],
    model_member_attributes[], model_column_attributes[], model_tr_attributes[],
    model_cell_attributes[], model_cell_p_attributes[], model_caption_attributes[],
    model_box_attributes[], model_contents_attributes[], model_attendance_attributes[],
    model_by_attributes[], model_ref_attributes[], model_v_attributes[],
    model_figure_attributes[], model_chart_attributes[];

#endif
