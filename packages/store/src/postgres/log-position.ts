/** `store_facts`: the newest position that was trimmed away; the log's head when nothing remains. */
const TRIMMED = 'trimmed'

/** Position of the newest change. Positions are given one by one under the writer lock: none is ever skipped. */
export const HEAD: string = `select greatest((select max(rev) from changes),
  (select value::bigint from store_facts where name = '${TRIMMED}'), 0) as rev`

export const TAIL: string = `select coalesce((select min(rev) from changes), (${HEAD}) + 1) as rev`

/**
 * Position of a topic that has no row: the newest one that was trimmed away. Whatever the topic once held was removed no later
 * than that, so its position never goes back, and nobody who asks from before it is told too little.
 */
export const FLOOR: string = `coalesce((select min(rev) - 1 from changes), (${HEAD}))`

/**
 * Forgets at most $2 changes up to position $1, and remembers how far that was. Topics whose last change is forgotten, and that
 * hold nothing, are over: nobody needs their position any more.
 */
export const TRIM: string = `with old as (select rev, topic from changes where rev <= $1 order by rev limit $2),
  over as (delete from feed_topics t using old where t.topic = old.topic and t.rev = old.rev
    and not exists (select 1 from feed_items i where i.topic = t.topic)),
  gone as (delete from changes where rev in (select rev from old) returning rev),
  noted as (insert into store_facts (name, value) select '${TRIMMED}', max(rev)::text from gone having count(*) > 0
    on conflict (name) do update set value = excluded.value)
  select count(*) as removed from gone`
