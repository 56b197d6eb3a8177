-- What the checks of payments have in common. Ledgers, programme, programme_standard and programme_names (wording → code) are there already.

-- A payment that two lists hold counts once, and not at all where one of them says that it failed.
CREATE TABLE listed_twice AS
WITH alike AS (
    SELECT id_no FROM benefit_payment WHERE id_no IS NOT NULL GROUP BY id_no, amount, pay_date HAVING count(*) > 1
    UNION
    SELECT id_no FROM benefit_payment WHERE id_no IS NOT NULL AND pay_date IS NULL
),
entry AS (
    SELECT *, coalesce(regexp_matches(pay_status, '失败|待|退|未'), false) AS failed,
        row_number() OVER (PARTITION BY id_no, programme, period_from, period_to, amount, pay_date, source_file, source_sheet ORDER BY row_id) AS nth,
        coalesce(min(batch_no) OVER same = max(batch_no) OVER same, true) AND coalesce(min(town_name) OVER same = max(town_name) OVER same, true)
        AND coalesce(min(village_name) OVER same = max(village_name) OVER same, true)
        AND coalesce(min(account_no) OVER same = max(account_no) OVER same, true) AND coalesce(pay_date, period_from) IS NOT NULL AS agrees
    FROM benefit_payment SEMI JOIN alike USING (id_no)
    WINDOW same AS (PARTITION BY id_no, programme, period_from, period_to, amount, pay_date)
),
judged AS (
    SELECT *, agrees AND row_number() OVER (copy ORDER BY row_id) > 1 AS copied, agrees AND bool_or(failed) OVER copy AS refused
    FROM entry WINDOW copy AS (PARTITION BY id_no, programme, period_from, period_to, amount, pay_date, nth)
)
SELECT row_id, copied OR EXISTS (
    FROM judged AS d WHERE u.pay_date IS NULL AND d.pay_date IS NOT NULL AND NOT d.copied AND d.id_no = u.id_no AND d.programme = u.programme
        AND d.period_from = u.period_from AND d.period_to = u.period_to AND d.amount = u.amount
        AND (d.source_file <> u.source_file OR d.source_sheet <> u.source_sheet)
) AS copied, refused FROM judged AS u;

CREATE VIEW entry AS
SELECT b.* REPLACE (coalesce(period_from, period_to) AS period_from, coalesce(period_to, period_from) AS period_to),
    coalesce(n.programme_code, b.programme) AS item, p.* EXCLUDE (programme_code, name), coalesce(p.payee_level, b.grant_level) AS level,
    coalesce(regexp_matches(pay_status, '失败|待|退|未'), false) AS failed,
    CASE frequency WHEN '月' THEN 1 WHEN '季' THEN 3 WHEN '半年' THEN 6 WHEN '学期' THEN 6 WHEN '年' THEN 12 END AS every
FROM benefit_payment AS b LEFT JOIN programme_names AS n ON n.text = b.programme LEFT JOIN programme AS p ON p.programme_code = n.programme_code
ANTI JOIN (SELECT row_id FROM listed_twice WHERE copied OR refused) AS t ON t.row_id = b.row_id;

-- A refund takes back the latest payment of its size.
CREATE TABLE taken_back AS
WITH refund AS (
    SELECT id_no, item, -amount AS amount, period_from, count(*) AS refunds, max(pay_date) AS refunded
    FROM entry WHERE NOT failed AND amount < 0 AND id_no IS NOT NULL GROUP BY ALL
)
SELECT e.row_id FROM entry AS e JOIN refund AS r ON e.id_no = r.id_no AND e.item = r.item AND e.amount = r.amount
    AND (e.period_from IS NOT DISTINCT FROM r.period_from OR r.period_from IS NULL)
WHERE NOT e.failed
QUALIFY row_number() OVER (PARTITION BY r.id_no, r.item, r.amount, r.period_from ORDER BY e.pay_date <= r.refunded DESC, e.pay_date DESC) <= r.refunds;

-- A stated year that several payments of a monthly programme share: each is for the month in which it was paid.
CREATE TABLE shared_period AS
SELECT id_no, item, period_from, period_to FROM entry
WHERE NOT failed AND amount > 0 AND every < datediff('month', period_from, period_to) + 1 GROUP BY ALL HAVING count(*) > 1;

-- Money that reached somebody, with the months that it is for (running numbers).
CREATE VIEW paid AS
SELECT e.*, datediff('month', e.period_from, e.period_to) + 1 AS stated,
    (s.id_no IS NOT NULL OR e.period_from IS NULL) AND e.pay_date IS NOT NULL AS by_pay_date,
    if(by_pay_date, year(e.pay_date) * 12 + month(e.pay_date), year(e.period_from) * 12 + month(e.period_from)) AS slot_from,
    if(by_pay_date, slot_from + coalesce(e.every, 1) - 1, year(e.period_to) * 12 + month(e.period_to)) AS slot_to,
    t.row_id IS NOT NULL OR coalesce(regexp_matches(e.remark, '已退|已追回|已收回|已追缴|已上缴|冲销|冲正'), false) AS taken
FROM entry AS e LEFT JOIN taken_back AS t ON t.row_id = e.row_id LEFT JOIN shared_period AS s
    ON s.id_no = e.id_no AND s.item = e.item AND s.period_from = e.period_from AND s.period_to = e.period_to
WHERE NOT e.failed AND e.amount > 0;

-- The register: the present household of each person, and its members.
CREATE VIEW register AS
SELECT id_no, hh_no FROM poor_person WHERE id_no IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY id_no ORDER BY snapshot_date DESC NULLS LAST, hh_no, row_id) = 1;

CREATE VIEW member AS
SELECT DISTINCT hh_no, id_no, name, coalesce(relation, '家庭成员') AS relation, alive, death_date FROM poor_person WHERE hh_no IS NOT NULL
QUALIFY snapshot_date IS NOT DISTINCT FROM max(snapshot_date) OVER (PARTITION BY hh_no);

CREATE VIEW dead AS
SELECT id_no, death_date, name AS death_name FROM death_register
WHERE id_no IS NOT NULL AND death_date BETWEEN DATE '1990-01-01' AND getvariable('as_of')
QUALIFY row_number() OVER (PARTITION BY id_no ORDER BY death_date, source, name, row_id) = 1;

-- The standard in force over each span that is paid for; of two within one span the higher one, in favour of the payee.
CREATE TABLE price AS
SELECT p.item, begins, ends, max(s.standard) AS in_force, arg_max(CASE s.per WHEN '月' THEN 1 WHEN '季' THEN 3 WHEN '学期' THEN 6 WHEN '年' THEN 12 END, s.standard) AS per
FROM (SELECT DISTINCT item, coalesce(period_from, pay_date) AS begins, coalesce(period_to, pay_date) AS ends FROM paid) AS p
JOIN programme_standard AS s ON s.programme_code = p.item AND s.standard > 0 AND p.ends >= s.valid_from AND (s.valid_to IS NULL OR p.begins < s.valid_to)
GROUP BY ALL;

CREATE VIEW priced AS
SELECT p.*, s.in_force, s.per FROM paid AS p
LEFT JOIN price AS s ON s.item = p.item AND s.begins = coalesce(p.period_from, p.pay_date) AND s.ends = coalesce(p.period_to, p.pay_date);

-- What may be paid for so many months by the standard in force, else by the row's own.
CREATE MACRO in_months(unit) AS coalesce(regexp_matches(unit, '^个?月(数)?$'), false);
CREATE MACRO heads(unit, quantity, months) AS
    if(in_months(unit) OR coalesce(unit IS NULL AND quantity = months, false), 1, coalesce(nullif(quantity, 0), 1));
CREATE MACRO months_of(unit, quantity, months) AS if(in_months(unit) AND quantity IS NOT NULL, ceil(quantity)::INT, months);
CREATE MACRO lawful(in_force, per, every, standard, quantity, unit, amount, months) AS CASE
    WHEN per IS NOT NULL THEN round(in_force * heads(unit, quantity, months)
        * ceil(coalesce(months_of(unit, quantity, months), least(every, per)) / least(every, per)) * least(every, per) / per, 2)
    WHEN in_force IS NOT NULL THEN round(in_force * coalesce(quantity, 1), 2)
    ELSE round(nullif(standard, 0) * heads(unit, quantity, months) * if(
        (in_months(unit) OR coalesce(every = 1, false) OR coalesce(amount = standard * heads(unit, quantity, months) * months, false))
        AND NOT coalesce(unit LIKE '%亩%', false), coalesce(months_of(unit, quantity, months), 1), 1), 2)
END::DECIMAL(18, 2);
