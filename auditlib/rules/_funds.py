"""What rules on special funds share: the document that they cite, and which rows of two lists are one."""

PENALTY = "财政违法行为处罚处分条例(国务院令第427号)"
#: Content that makes rows of two lists one allocation, one payment.
ALLOCATION = ("doc_no", "project_no", "recipient_unit", "received_on", "amount")
PAID_OUT = ("voucher_no", "budget_doc_no", "project_no", "pay_date", "payee", "payee_account", "amount")
