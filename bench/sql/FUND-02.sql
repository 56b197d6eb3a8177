-- Means-tested benefit paid to a person on the fiscal payroll, or to a household with such a member when it was identified; else the member's row.
WITH newest AS (SELECT year(max(month)) * 12 + month(max(month)) AS last, year(min(month)) * 12 + month(min(month)) AS oldest FROM fiscal_payroll),
spell AS (
    SELECT id_no, staff_type, status, min(row_id) AS staff_row, min(year(month) * 12 + month(month)) AS seen, max(year(month) * 12 + month(month)) AS until
    FROM fiscal_payroll WHERE id_no IS NOT NULL GROUP BY id_no, unit, staff_type, status
),
job AS (
    SELECT id_no AS person_id, staff_row, seen, if(last = oldest, NULL, seen) AS begins, seen > oldest AS since_known, if(until = last, NULL, until) AS ends,
        CASE WHEN regexp_matches(staff_type, '公务员|事业|工勤|国企正式') AND NOT regexp_matches(staff_type, '离退休|退休|遗属|公益|村|社区|编外|临时') THEN false
            WHEN regexp_matches(staff_type, '离退休|退休|遗属|公益|村|社区|编外|临时') THEN true END AS other_staff,
        CASE WHEN regexp_matches(status, '退休|离休|离职|调出|辞|停薪|开除|死亡') THEN true WHEN regexp_matches(status, '在职|在岗|在编') THEN false END AS retired
    FROM spell, newest
),
first AS (SELECT hh_no, min(first_identified) AS identified FROM poor_person GROUP BY hh_no),
listed AS (
    (SELECT hh_no, snapshot_date, first_identified, policy_status, exit_status, exit_year FROM poor_household WHERE hh_no IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY hh_no ORDER BY snapshot_date DESC NULLS LAST, row_id) = 1)
    UNION ALL
    (SELECT hh_no, snapshot_date, first_identified, policy_status, exit_status, NULL FROM poor_person
        WHERE hh_no IS NOT NULL AND hh_no NOT IN (SELECT hh_no FROM poor_household WHERE hh_no IS NOT NULL)
        QUALIFY row_number() OVER (PARTITION BY hh_no ORDER BY snapshot_date DESC NULLS LAST, coalesce(relation = '户主', false) DESC, row_id) = 1)
),
home AS (
    SELECT hh_no AS home, exit_year, least(first_identified, identified) AS identified, coalesce(snapshot_date < max(snapshot_date) OVER (), false) OR CASE
        WHEN exit_status IN ('未脱贫', '预脱贫', '返贫') THEN false
        WHEN policy_status IS NOT NULL THEN regexp_matches(policy_status, '不享受|不再享受')
        WHEN exit_status = '已脱贫' THEN NULL ELSE false END AS out
    FROM listed LEFT JOIN first USING (hh_no)
),
asked AS (
    SELECT p.row_id, p.id_no AS person_id, true AS own, coalesce(r.hh_no, p.hh_no) AS home
    FROM (FROM paid SEMI JOIN job ON person_id = id_no) AS p LEFT JOIN register AS r ON r.id_no = p.id_no
    UNION ALL
    SELECT p.row_id, m.id_no, false, m.hh_no
    FROM (SELECT DISTINCT id_no, hh_no FROM member SEMI JOIN job ON person_id = id_no) AS m
    JOIN (SELECT p.*, coalesce(r.hh_no, p.hh_no) AS home FROM paid AS p LEFT JOIN register AS r ON r.id_no = p.id_no WHERE level = '到户') AS p
        ON p.home = m.hh_no WHERE m.id_no IS DISTINCT FROM p.id_no
    UNION ALL
    SELECT row_id, id_no, NULL, hh_no FROM poor_person
    WHERE id_no IS NOT NULL AND coalesce(alive, true) AND NOT coalesce(moved_out, false)
    QUALIFY row_number() OVER (PARTITION BY id_no ORDER BY snapshot_date DESC NULLS LAST, hh_no, row_id) = 1
),
held AS (
    SELECT a.*, j.* EXCLUDE (person_id), h.out, h.exit_year, year(h.identified) * 12 + month(h.identified) AS since,
        CASE WHEN ends < since OR (begins > since AND since_known) THEN false WHEN begins <= since OR seen <= since THEN true END AS held
    FROM asked AS a JOIN job AS j USING (person_id) LEFT JOIN home AS h USING (home)
    WHERE own OR NOT coalesce(other_staff OR retired OR NOT held, false)
),
pay AS (
    SELECT h.* EXCLUDE (out), p.amount, p.taken, year(coalesce(period_from, pay_date)) * 12 + month(coalesce(period_from, pay_date)) AS first,
        year(coalesce(period_to, pay_date)) * 12 + month(coalesce(period_to, pay_date)) AS last, coalesce(ends, 999999) AS stop,
        CASE WHEN (last < begins AND since_known) OR first > stop THEN true
            WHEN first >= coalesce(begins, seen) AND last <= stop THEN false
            WHEN year(pay_date) * 12 + month(pay_date) NOT BETWEEN begins AND stop AND (since_known OR first >= coalesce(begins, seen)) THEN true
        END AS outside,
        coalesce(NOT (means_tested OR poverty_only), regexp_matches(programme, '地力|流转|种粮|粮食直补|农机'), false) AS not_tested
    FROM held AS h JOIN paid AS p USING (row_id) WHERE own IS NOT NULL
),
found AS (
    SELECT *, least(last, stop) - greatest(first, coalesce(begins, first)) + 1 AS months, last - first + 1 AS length,
        coalesce(other_staff, false) OR coalesce(retired, false) OR coalesce(outside, false) OR not_tested OR taken AS cleared FROM pay
    QUALIFY row_number() OVER (PARTITION BY row_id ORDER BY coalesce(other_staff, false)::INT + coalesce(retired, false)::INT
        + coalesce(outside, false)::INT + not_tested::INT + taken::INT, own DESC, coalesce(outside, false), begins, staff_row) = 1
)
SELECT row_id, if(coalesce(months BETWEEN 1 AND length - 1, false), round(amount * months / length, 2), amount)::DECIMAL(18, 2) AS questioned_amount, cleared FROM found
UNION ALL
(SELECT row_id, NULL, coalesce(out, false)
    FROM (FROM held WHERE own IS NULL AND home IN (SELECT home FROM home)) AS h ANTI JOIN (FROM found WHERE NOT cleared) AS f USING (home)
    JOIN poor_person AS p USING (row_id) WHERE coalesce(ends >= year(p.snapshot_date) * 12 + month(p.snapshot_date), true)
    QUALIFY row_number() OVER (PARTITION BY home ORDER BY coalesce(out, false), held DESC NULLS LAST, staff_row, row_id) = 1)
