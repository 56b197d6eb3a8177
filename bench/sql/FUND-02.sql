-- Means-tested benefit paid to a person on the fiscal payroll, or to a household with such a member when it was identified.
WITH newest AS (SELECT year(max(month)) * 12 + month(max(month)) AS last, year(min(month)) * 12 + month(min(month)) AS oldest FROM fiscal_payroll),
spell AS (
    SELECT id_no, staff_type, status, min(name) AS staff_name, min(year(month) * 12 + month(month)) AS begins, max(year(month) * 12 + month(month)) AS ends
    FROM fiscal_payroll WHERE id_no IS NOT NULL GROUP BY id_no, unit, staff_type, status
),
job AS (
    SELECT * REPLACE (if(last = oldest, NULL, begins) AS begins, if(ends = last, 999999, ends) AS ends),
        (regexp_matches(staff_type, '公务员|事业|工勤|国企正式') AND NOT regexp_matches(staff_type, '离退休|退休|公益|村|社区|编外|临时')) AS proper
    FROM spell, newest
),
home AS (
    SELECT hh_no, min(first_identified) AS identified, max(exit_year) AS exit_year FROM (
        SELECT hh_no, first_identified, NULL AS exit_year FROM poor_person UNION ALL SELECT hh_no, first_identified, exit_year FROM poor_household
    ) GROUP BY hh_no
),
person AS (
    SELECT p.*, p.id_no AS person_id, p.name AS person_name, true AS own, coalesce(p.hh_no, r.hh_no) AS home
    FROM (FROM paid SEMI JOIN job USING (id_no)) AS p LEFT JOIN register AS r ON r.id_no = p.id_no
    UNION ALL
    SELECT p.*, m.id_no, m.name, false, m.hh_no
    FROM (SELECT * FROM member SEMI JOIN job USING (id_no)) AS m JOIN paid AS p ON p.hh_no = m.hh_no WHERE p.level = '到户' AND m.id_no IS DISTINCT FROM p.id_no
),
pair AS (
    SELECT p.row_id, p.amount, p.own, staff_name, person_name, p.taken,
        coalesce(NOT j.proper AND regexp_matches(staff_type, '离退休|退休|公益|村|社区|编外|临时'), false) AS other_staff,
        coalesce(regexp_matches(status, '退|离|调|辞|亡|停|除'), false) AS retired,
        coalesce(CASE
            WHEN year(coalesce(period_to, pay_date)) * 12 + month(coalesce(period_to, pay_date)) < begins THEN true
            WHEN year(coalesce(period_from, pay_date)) * 12 + month(coalesce(period_from, pay_date)) > ends THEN true
            WHEN year(coalesce(period_from, pay_date)) * 12 + month(coalesce(period_from, pay_date)) >= begins THEN false
            WHEN year(pay_date) * 12 + month(pay_date) NOT BETWEEN begins AND ends THEN true
        END, false) AS outside,
        coalesce(NOT (means_tested OR poverty_only), regexp_matches(programme, '地力|流转|种粮|粮食直补|农机'), false) AS not_tested
    FROM person AS p JOIN job AS j ON j.id_no = p.person_id LEFT JOIN home AS h ON h.hh_no = p.home
    WHERE own OR (j.proper AND regexp_matches(status, '在') AND year(h.identified) * 12 + month(h.identified) BETWEEN begins AND ends)
)
SELECT row_id, amount AS questioned_amount, other_staff OR retired OR outside OR not_tested OR taken AS cleared FROM pair
QUALIFY row_number() OVER (PARTITION BY row_id ORDER BY other_staff::INT + retired::INT + outside::INT + not_tested::INT, own DESC) = 1
