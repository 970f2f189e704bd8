import { sql, type Migration } from 'kysely'

/** Rows of topics that hold nothing and whose changes were trimmed: from now on trimming takes them along. */
export const topicsOver: Migration = {
  async up(db) {
    await sql`delete from feed_topics where not exists (select 1 from feed_items where feed_items.topic = feed_topics.topic)
      and rev < coalesce((select min(rev) from changes), rev + 1)`.execute(db)
  },
}
