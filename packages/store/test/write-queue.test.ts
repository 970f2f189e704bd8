import { AsyncLocalStorage } from 'node:async_hooks'
import type { Store } from '@netloom/core/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqliteStore } from '../src/index.ts'
import { Job } from '../src/commit/job.ts'
import type { JobGroup } from '../src/commit/job-group.ts'
import { JobQueue } from '../src/commit/job-queue.ts'

let store: Store
beforeEach(async () => {
  store = sqliteStore(':memory:')
  await store.initialize()
})
afterEach(() => store.close())

const block = (id: string): { object_type: string; object_id: string; entity: string } => ({
  object_type: 'x',
  object_id: id,
  entity: 'x',
})

describe('writing', () => {
  it('one after the other never keeps timers and sockets from their turn', async () => {
    let turns = 0
    const count = (): void => {
      turns += 1
      timer = setImmediate(count)
    }
    let timer = setImmediate(count)
    for (let n = 0; turns < 3 && n < 20_000; n += 1) {
      await store.transaction((tx) =>
        tx.db
          .insertInto('provisioning_blocks')
          .values(block(String(n)))
          .execute(),
      )
    }
    clearImmediate(timer)
    expect(turns).toBeGreaterThanOrEqual(3)
  })

  it('runs work in the asynchronous context of whoever asked for it', async () => {
    const request = new AsyncLocalStorage<number>()
    const seen = await Promise.all(
      [1, 2, 3].map((id) => request.run(id, () => store.transaction(() => Promise.resolve(request.getStore())))),
    )
    expect(seen).toEqual([1, 2, 3])
  })

  it('lets work that was left behind by a transaction begin its own', async () => {
    const later: Promise<string>[] = []
    await store.transaction(() => {
      later.push(
        new Promise((resolve) => setTimeout(resolve, 5)).then(() => store.transaction(() => Promise.resolve('later'))),
      )
      return Promise.resolve()
    })
    expect(await later[0]).toBe('later')
  })

  it('through store.db is refused, and so is reading through it inside a transaction', async () => {
    await expect(store.db.insertInto('provisioning_blocks').values(block('a')).execute()).rejects.toThrow(/only reads/)
    const inside = store.transaction(() => store.db.selectFrom('ports').select('id').execute())
    await expect(inside).rejects.toThrow(/tx\.db/)
    await expect(store.db.transaction().execute(() => Promise.resolve())).rejects.toThrow(/store\.transaction/)
  })
})

describe('a job', () => {
  it('is told of success with the receipt of a commit, and with nothing else', () => {
    const job = new Job(() => Promise.resolve(), { resolve: () => undefined, reject: () => undefined })
    expect(() => {
      const madeUp = { command: 'COMMIT' }
      // @ts-expect-error -- only a commit's own answer makes a receipt
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- that is what is tried here
      job.succeed('value', madeUp)
    }).toThrow(/without its commit/)
  })
})

/** An engine whose groups end in a fault of its own after all members ran. */
class FaultyQueue extends JobQueue {
  protected async runGroup(first: Job): Promise<void> {
    const add = (): Promise<boolean> => Promise.resolve(true)
    await Promise.resolve()
    await this.fill({ members: [], add } satisfies JobGroup, first)
    throw new Error('a fault of ours')
  }

  protected mayPass(): boolean {
    return false
  }

  protected toCallerError(error: Error): Error {
    return error
  }
}

it('a fault while a group ends is told to all of its members, and the queue closes', async () => {
  const queue = new FaultyQueue({ groupCommit: 64, longestRun: 1_000 })
  const asked = Promise.allSettled([1, 2, 3].map((n) => queue.add(() => Promise.resolve(n))))
  await queue.close()
  expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
})
