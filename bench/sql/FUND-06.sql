-- Payment above the standard in force times quantity and period.
WITH judged AS (
    SELECT *, lawful(in_force, per, every, standard, quantity, unit, amount, if(by_pay_date, coalesce(every, stated), stated)) AS lawful FROM priced
)
SELECT row_id, amount - lawful AS questioned_amount,
    top_up_doc IS NOT NULL OR taken OR coalesce(regexp_matches(concat(remark, batch_no, programme), '补发|补差|追补|补缴|提标'), false) AS cleared
FROM judged WHERE amount > lawful + 1
