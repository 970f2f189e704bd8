import { sql, type Migration } from 'kysely'

/** Rows of what is gone, which earlier versions left behind: topics without items whose changes were trimmed, counts of nothing. */
export const leftovers: Migration = {
  async up(db) {
    await sql`delete from feed_topics where not exists (select 1 from feed_items where feed_items.topic = feed_topics.topic)
      and rev < coalesce((select min(rev) from changes), rev + 1)`.execute(db)
    await sql`delete from quota_usages where used = 0`.execute(db)
  },
}
