/** `store_facts`: the newest position that was trimmed away; the log's head when nothing remains. */
const TRIMMED = 'trimmed'

/** Position of the newest change. Positions are given one by one under the writer lock: none is ever skipped. */
export const HEAD: string = `select greatest((select max(rev) from changes),
  (select value::bigint from store_facts where name = '${TRIMMED}'), 0) as rev`

export const TAIL: string = `select coalesce((select min(rev) from changes), (${HEAD}) + 1) as rev`

/** Forgets at most $2 changes up to position $1, and remembers how far that was. */
export const TRIM: string = `with old as (select rev from changes where rev <= $1 order by rev limit $2),
  gone as (delete from changes where rev in (select rev from old) returning rev),
  noted as (insert into store_facts (name, value) select '${TRIMMED}', max(rev)::text from gone having count(*) > 0
    on conflict (name) do update set value = excluded.value)
  select count(*) as removed from gone`
