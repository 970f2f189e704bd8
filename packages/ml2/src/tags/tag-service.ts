import {
  NotFoundError,
  type RequestContext,
  type TaggedType,
  TagNotFoundError,
  TagResourceNotFoundError,
} from '@netloom/core'
import type { TagService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { requireOwner, timestamp } from '@netloom/core/kit'
import type { Ml2Environment } from '../environment/environment.ts'
import { transact } from '../base/retry.ts'
import { textList } from '../rows/text-list.ts'
import { type TaggedTable, TAGGED_TABLES } from './tagged-tables.ts'
import { checkTags, requireTagsFit } from './check-tags.ts'

/** Reads an object as the context may; what it throws when there is none is a NotFoundError. */
export interface TaggedReader {
  get(context: RequestContext, id: string): Promise<{ readonly projectId: string }>
}
export type TaggedReaders = Readonly<Record<keyof typeof TAGGED_TABLES, TaggedReader>>
/** Of services: with the table that has the rows. */
export type ServiceTags = Readonly<Record<string, { readonly table: string; readonly reader: TaggedReader }>>

interface Tagged {
  readonly table: TaggedTable
  readonly reader: TaggedReader
}

export class Ml2TagService implements TagService {
  readonly #env: Pick<Ml2Environment, 'store' | 'clock'>
  readonly #types: ReadonlyMap<string, Tagged>

  constructor(env: Pick<Ml2Environment, 'store' | 'clock'>, readers: TaggedReaders, ofServices: ServiceTags = {}) {
    this.#env = env
    const own = Object.entries(TAGGED_TABLES).map(
      ([type, table]) => [type, { table, reader: readers[type as keyof TaggedReaders] }] as const,
    )
    // Their tables have the columns that are read here; the compiler knows the engine's alone.
    const others = Object.entries(ofServices).map(
      ([type, { table, reader }]) => [type, { table: table as TaggedTable, reader }] as const,
    )
    this.#types = new Map<string, Tagged>([...own, ...others])
  }

  async list(context: RequestContext, type: TaggedType, id: string): Promise<readonly string[]> {
    await this.#read(context, type, id)
    return (await this.#row(this.#env.store, type, id)).tags
  }

  async check(context: RequestContext, type: TaggedType, id: string, tag: string): Promise<void> {
    if (!(await this.list(context, type, id)).includes(tag)) throw new TagNotFoundError(tag)
  }

  async replace(
    context: RequestContext,
    type: TaggedType,
    id: string,
    tags: readonly string[],
  ): Promise<readonly string[]> {
    checkTags(tags)
    return this.#change(context, type, id, () => tags)
  }

  async add(
    context: RequestContext,
    type: TaggedType,
    id: string,
    tags: readonly string[],
  ): Promise<readonly string[]> {
    checkTags(tags)
    return this.#change(context, type, id, (present) => [...present, ...tags])
  }

  async remove(context: RequestContext, type: TaggedType, id: string, tag: string): Promise<void> {
    await this.#change(context, type, id, (present) => {
      if (!present.includes(tag)) throw new TagNotFoundError(tag)
      return present.filter((one) => one !== tag)
    })
  }

  async #change(
    context: RequestContext,
    type: TaggedType,
    id: string,
    change: (present: readonly string[]) => readonly string[],
  ): Promise<readonly string[]> {
    const { projectId } = await this.#read(context, type, id)
    requireOwner(context, { projectId }, `update_${type}_tags`)
    return transact(this.#env.store, async (tx) => {
      const { tags: present } = await this.#row(tx, type, id)
      const tags = [...new Set(change(present))].sort()
      requireTagsFit(tags)
      const text = JSON.stringify(tags)
      if (text === JSON.stringify(present)) return present
      await tx.db
        .updateTable(this.#tableOf(type, id))
        .set(({ eb }) => ({
          tags: text,
          revision_number: eb('revision_number', '+', 1),
          updated_at: timestamp(this.#env.clock),
        }))
        .where('id', '=', id)
        .execute()
      return tags
    })
  }

  async #read(context: RequestContext, type: TaggedType, id: string): Promise<{ readonly projectId: string }> {
    const tagged = this.#types.get(type)
    if (tagged === undefined) throw new TagResourceNotFoundError(type, id)
    try {
      return await tagged.reader.get(context, id)
    } catch (error) {
      if (error instanceof NotFoundError) throw new TagResourceNotFoundError(type, id)
      throw error
    }
  }

  #tableOf(type: TaggedType, id: string): TaggedTable {
    const tagged = this.#types.get(type)
    if (tagged === undefined) throw new TagResourceNotFoundError(type, id)
    return tagged.table
  }

  async #row(
    { db }: Pick<Transaction, 'db'>,
    type: TaggedType,
    id: string,
  ): Promise<{ readonly tags: readonly string[] }> {
    const row = await db.selectFrom(this.#tableOf(type, id)).select('tags').where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw new TagResourceNotFoundError(type, id)
    return { tags: textList(row.tags) }
  }
}
