"""The two grants as SQL by hand, for DuckDB: what `huimin batch` is measured against.

It treats the unknown as the rules do. SQL's AND, OR and NOT are Kleene's; a count or a search of a list is written so
that it is not sure where a member is not. What is presumed where a case is silent is written out.

Each text is a query over the table `register`, in steps; a row comes out for each child and grant.
"""

from __future__ import annotations

ON = "2025-06-30"
PROVISIONS = ("gongshu-2023/maternity-grant", "gongshu-2023/childcare-grant")

ORDERED = """
WITH families AS (
  SELECT
    id AS case_id,
    coalesce(family.parents_married, TRUE) AS married,
    family.mother.hukou_district AS mothers_district,
    coalesce(family.mother.hukou_history, []) AS history,
    list_transform(family.received, LAMBDA r: {
      'provision': r.provision, 'child': r.child, 'district': coalesce(r.paid_by_district, 'gongshu')
    }) AS received,
    list_transform(family.children, LAMBDA c, place: {
      'id': c.id,
      'record': coalesce(c.id, CAST(place AS TEXT)),
      'place': place,
      'birth_date': c.birth_date,
      'due_date': c.due_date,
      'day': coalesce(c.birth_date, c.pregnancy_lost_on, c.due_date),
      'arrived': CASE
        WHEN c.birth_date IS NOT NULL OR c.pregnancy_lost_on IS NOT NULL THEN TRUE
        WHEN c.due_date IS NOT NULL THEN FALSE
      END,
      'lost': CASE
        WHEN c.pregnancy_lost_on IS NOT NULL THEN TRUE
        WHEN c.birth_date IS NOT NULL OR c.due_date IS NOT NULL THEN FALSE
      END,
      'counts': c.of_this_couple AND coalesce(c.relation, 'born') = 'born' AND coalesce(c.live_birth, TRUE) AND CASE
        WHEN c.pregnancy_lost_on IS NOT NULL THEN FALSE
        WHEN c.birth_date IS NOT NULL OR c.due_date IS NOT NULL THEN TRUE
      END,
      'theirs': c.birth_is_lawful AND c.of_this_couple AND coalesce(c.relation, 'born') = 'born',
      'district': c.first_hukou_district
    }) AS children
  FROM register
), compared AS (
  SELECT
    * EXCLUDE (children),
    list_transform(children, LAMBDA c: {
      'child': c,
      'before': list_transform(children, LAMBDA o:
        o.id <> c.id AND o.counts AND (
          (o.arrived AND NOT c.arrived)
          OR (o.arrived = c.arrived AND (o.day < c.day OR (o.day = c.day AND o.place < c.place)))
        )),
      'twins_before': list_transform(children, LAMBDA o:
        NOT o.arrived AND o.due_date = c.due_date AND o.place < c.place)
    }) AS children
  FROM families
), ordered AS (
  SELECT
    * EXCLUDE (children),
    list_transform(children, LAMBDA c: {
      'child': c.child,
      'is_first': len(list_filter(c.twins_before, LAMBDA b: NOT b)) = len(c.twins_before),
      'nth': CASE
        WHEN list_position(c.before, NULL) IS NULL THEN 1 + len(list_filter(c.before, LAMBDA b: b))
      END
    }) AS children
  FROM compared
), each AS (
  SELECT * EXCLUDE (one), one.child AS child, one.nth AS nth, one.is_first AS is_first
  FROM (SELECT *, unnest(children) AS one FROM ordered)
)"""
"""The steps up to a row for each child, with its order."""

COMPUTED = f"""{ORDERED}, decided AS (
  SELECT
    case_id, history, received, children, child, nth,
    child.theirs AND married AND nth IN (2, 3) AS common,
    CASE WHEN child.arrived THEN child.day WHEN NOT child.arrived THEN DATE '{ON}' END AS event,
    common AND event BETWEEN DATE '2023-01-01' AND DATE '2025-12-31' AND mothers_district = 'gongshu'
      AND (child.arrived OR is_first) AS maternity,
    common AND child.birth_date BETWEEN DATE '2023-01-01' AND DATE '2025-12-31' AND child.district = 'gongshu'
      AS childcare
  FROM each
), paid AS (
  SELECT
    case_id, child.record AS record,
    CASE
      WHEN maternity
        AND len(list_filter(history, LAMBDA h: h."from" <= event)) = len(history)
        AND len(list_filter(received, LAMBDA r: NOT (
              r.provision = 'gongshu-2023/maternity-grant'
              AND (r.child = child.record OR (r.child = child.id AND r.district <> 'gongshu')))
            )) = len(received)
        AND len(list_filter(children, LAMBDA o: NOT (
              o.child.lost AND o.child.id <> child.id AND o.nth = nth
              AND len(list_filter(received, LAMBDA r: NOT (
                r.provision = 'gongshu-2023/maternity-grant' AND r.child = o.child.id))) < len(received))
            )) = len(children)
      THEN CASE nth WHEN 2 THEN 2000 ELSE 5000 END
    END AS maternity,
    CASE
      WHEN childcare
        AND len(list_filter(received, LAMBDA r: NOT (
              r.provision = 'gongshu-2023/childcare-grant'
              AND (r.child = child.record OR (r.child = child.id AND r.district <> 'gongshu')))
            )) = len(received)
      THEN CASE nth WHEN 2 THEN 5000 ELSE 20000 END
    END AS childcare
  FROM decided
)
SELECT
  case_id, record,
  unnest(['{PROVISIONS[0]}', '{PROVISIONS[1]}']) AS provision,
  unnest([maternity, childcare]) AS amount
FROM paid
"""
"""The grants from nested families: the order is computed, receipts and registrations are searched."""

GIVEN = f"""
WITH facts AS (
  SELECT
    id AS case_id,
    child.birth_is_lawful AND child.of_this_couple AND coalesce(child.relation, 'born') = 'born'
      AND coalesce(family.parents_married, TRUE) AND child.birth_order IN (2, 3) AS common,
    family.mother.hukou_district = 'gongshu' AS mother_is_here,
    child.first_hukou_district = 'gongshu' AS child_is_here,
    child.birth_order AS nth,
    child.birth_date AS birth_date,
    CASE
      WHEN child.birth_date IS NOT NULL OR child.pregnancy_lost_on IS NOT NULL THEN TRUE
      WHEN child.due_date IS NOT NULL THEN FALSE
    END AS arrived,
    CASE
      WHEN arrived THEN coalesce(child.birth_date, child.pregnancy_lost_on)
      WHEN NOT arrived THEN DATE '{ON}'
    END AS event,
    arrived OR child.is_first_of_pregnancy AS is_first
  FROM register
), paid AS (
  SELECT
    case_id,
    CASE
      WHEN common AND event BETWEEN DATE '2023-01-01' AND DATE '2025-12-31' AND mother_is_here AND is_first
      THEN CASE nth WHEN 2 THEN 2000 ELSE 5000 END
    END AS maternity,
    CASE
      WHEN common AND birth_date BETWEEN DATE '2023-01-01' AND DATE '2025-12-31' AND child_is_here
      THEN CASE nth WHEN 2 THEN 5000 ELSE 20000 END
    END AS childcare
  FROM facts
)
SELECT
  case_id, CAST(NULL AS TEXT) AS record,
  unnest(['{PROVISIONS[0]}', '{PROVISIONS[1]}']) AS provision,
  unnest([maternity, childcare]) AS amount
FROM paid
"""
"""The grants from a row for each child with its order, without what looks into lists."""

CHILDREN = f"""{ORDERED.replace("'district': c.first", "'said': c, 'district': c.first")}
SELECT
  case_id || '/' || child.record AS id,
  {{'parents_married': married, 'mother': {{'hukou_district': mothers_district}}}} AS family,
  {{
    'birth_date': child.said.birth_date,
    'due_date': child.said.due_date,
    'pregnancy_lost_on': child.said.pregnancy_lost_on,
    'birth_is_lawful': child.said.birth_is_lawful,
    'of_this_couple': child.said.of_this_couple,
    'relation': child.said.relation,
    'first_hukou_district': child.said.first_hukou_district,
    'birth_order': CAST(nth AS DECIMAL(18, 6)),
    'is_first_of_pregnancy': is_first
  }} AS child
FROM each
"""
"""A row for each child with its order, as `GIVEN` reads it, from nested families."""

UNPAID = "len(list_filter(received, LAMBDA r: NOT (r.provision = '{}' AND {}))) = len(received)"
ELSEWHERE = "r.child = id AND r.district <> 'gongshu'"
PERSONS = f"""
WITH families AS (
  SELECT
    id AS case_id,
    coalesce(family.parents_married, TRUE) AS married,
    coalesce(family.mother.hukou_district, '') AS mothers_district,
    coalesce(list_max(list_transform(family.mother.hukou_history, LAMBDA h: h."from")), DATE '1970-01-01') AS since,
    list_transform(family.received, LAMBDA r: {{
      'provision': r.provision, 'child': r.child, 'district': coalesce(r.paid_by_district, 'gongshu')
    }}) AS received,
    unnest(list_transform(family.children, LAMBDA c, place: {{'facts': c, 'place': place}})) AS child
  FROM register
), children AS (
  SELECT * EXCLUDE (child), child.place AS place, unnest(child.facts) FROM families
)
SELECT
  case_id, place::INT AS place,
  coalesce(birth_date - DATE '1970-01-01', 0)::INT AS birth_day,
  coalesce(pregnancy_lost_on - DATE '1970-01-01', 0)::INT AS loss_day,
  coalesce(due_date - DATE '1970-01-01', 0)::INT AS due_day,
  coalesce(birth_is_lawful, FALSE) AS lawful,
  coalesce(of_this_couple, FALSE) AS of_this_couple, coalesce(of_this_couple, TRUE) AS may_be_of_this_couple,
  coalesce(relation, 'born') = 'born' AS born_to_them, coalesce(live_birth, TRUE) AS live_birth,
  coalesce(first_hukou_district, '') AS district, married, mothers_district,
  (since - DATE '1970-01-01')::INT AS registered_since,
  coalesce({UNPAID.format(PROVISIONS[0], "r.child = id")}, FALSE) AS maternity_unpaid,
  coalesce({UNPAID.format(PROVISIONS[0], ELSEWHERE)}, FALSE) AS maternity_not_elsewhere,
  coalesce({UNPAID.format(PROVISIONS[1], "r.child = id")}, FALSE) AS childcare_unpaid,
  coalesce({UNPAID.format(PROVISIONS[1], ELSEWHERE)}, FALSE) AS childcare_not_elsewhere
FROM children
"""
"""A row for each child for engines that work on arrays, which have neither NULL nor lists beside the children: a day is
0 where it is not known, a truth is whether a fact is known to hold, receipts and registrations are facts of a child.
"""

ORDERED_PERSONS = """
SELECT
  1 AS place,
  coalesce(child.birth_date - DATE '1970-01-01', 0)::INT AS birth_day,
  coalesce(child.pregnancy_lost_on - DATE '1970-01-01', 0)::INT AS loss_day,
  coalesce(child.due_date - DATE '1970-01-01', 0)::INT AS due_day,
  coalesce(child.birth_is_lawful, FALSE) AS lawful, coalesce(child.of_this_couple, FALSE) AS of_this_couple,
  coalesce(child.relation, 'born') = 'born' AS born_to_them, coalesce(child.first_hukou_district, '') AS district,
  coalesce(family.parents_married, TRUE) AS married, coalesce(family.mother.hukou_district, '') AS mothers_district,
  coalesce(child.birth_order, 0)::INT AS birth_order,
  coalesce(child.is_first_of_pregnancy, FALSE) AS is_first_of_pregnancy
FROM register
"""
"""The same from children with their order."""
