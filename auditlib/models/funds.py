"""Which rows of two lists on special funds are one."""

#: Content that makes rows of two lists one allocation, one payment.
ALLOCATION = ("doc_no", "project_no", "recipient_unit", "received_on", "amount")
PAID_OUT = ("voucher_no", "budget_doc_no", "project_no", "pay_date", "payee", "payee_account", "amount")
