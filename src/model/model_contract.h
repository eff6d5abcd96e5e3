/* The table of the bulletin contract, in two files: the attributes of each element and
 * what may stand in them (model_contract_attributes.c), the elements (model_contract.c).
 */
#ifndef HONGTOU_MODEL_CONTRACT_H
#define HONGTOU_MODEL_CONTRACT_H

#include "contract.h"

extern const ContractValue model_value_copy_number, model_value_urgency, model_value_date;

/* Kinds of document without a title of their own. */
extern const char *const model_orders[];
extern const char *const model_yes[], *const model_no[];

extern const ContractAttribute model_bulletin_attributes[], model_data_attributes[],
    model_secrecy_attributes[], model_number_attributes[], model_h_attributes[],
    model_list_attributes[], model_section_attributes[], model_body_attributes[],
    model_id_attributes[], model_annex_attributes[], model_table_attributes[],
    model_column_attributes[], model_tr_attributes[], model_cell_attributes[],
    model_attendance_attributes[], model_by_attributes[], model_ref_attributes[],
    model_v_attributes[], model_figure_attributes[];

#endif
