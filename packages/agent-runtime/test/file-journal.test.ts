import { appendFile, chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FeedSnapshot, type Logger, silentLogger } from '@netloom/core'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileJournal, View } from '../src/index.ts'
import { change, networkItem, ofNetwork, populationItem, snapshot } from './fixture.ts'

const TOPIC = ofNetwork(1)
let directory: string
const path = (): string => join(directory, 'view.jsonl')
const opened: FileJournal[] = []
function journal(logger: Logger = silentLogger, host = 'host1'): FileJournal {
  const made = new FileJournal(directory, host, logger)
  opened.push(made)
  return made
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'netloom-journal-'))
})
afterEach(async () => {
  for (const made of opened.splice(0)) await made.close()
  await chmod(directory, 0o700)
  await rm(directory, { recursive: true })
})

/** A view that keeps a journal. */
class Keeper {
  readonly view = new View()
  constructor(readonly journal: FileJournal) {}
  take(event: Parameters<View['apply']>[0]): void {
    if (this.view.apply(event).type === 'applied') this.journal.append(event, () => this.view.snapshots())
  }
}

async function reloaded(from: FileJournal = journal()): Promise<readonly FeedSnapshot[]> {
  const view = new View()
  for (const record of await from.load()) {
    if (record.type === 'drop') view.drop(record.topic)
    else view.apply(record)
  }
  return [...view.snapshots()]
}

async function filled(): Promise<Keeper> {
  const keeper = new Keeper(journal())
  keeper.take(snapshot(TOPIC, 1, [networkItem(1)]))
  await keeper.journal.flushed()
  for (let n = 1; n <= 5; n += 1) {
    keeper.take(change(TOPIC, n, n + 1, [populationItem(n, 1)]))
    await keeper.journal.flushed()
  }
  return keeper
}

describe('the journal', () => {
  it('gives back the last view, and is for its owner alone', async () => {
    const { view } = await filled()
    expect(await reloaded()).toEqual([...view.snapshots()])
    expect((await stat(path())).mode & 0o777).toBe(0o600)
  })

  it('forgets a torn last line and what follows a broken one', async () => {
    await filled()
    const text = await readFile(path(), 'utf8')
    await writeFile(path(), text.slice(0, -20))
    expect((await reloaded())[0]?.items).toHaveLength(5)
    const lines = text.split('\n')
    await writeFile(path(), [...lines.slice(0, 3), 'garbage', ...lines.slice(4)].join('\n'))
    const [known] = await reloaded()
    expect(known).toMatchObject({ cursor: { rev: 2 } })
  })

  it('starts afresh on garbage, on nothing, and on the file of another host', async () => {
    expect(await reloaded()).toEqual([])
    await filled()
    expect(await reloaded(journal(silentLogger, 'host2'))).toEqual([])
    await writeFile(path(), Buffer.from([0, 255, 10, 123, 10]))
    expect(await reloaded()).toEqual([])
    await filled()
    expect(await reloaded()).toHaveLength(1)
  })

  it('forgets dropped topics', async () => {
    const keeper = await filled()
    keeper.view.drop(TOPIC)
    keeper.journal.append({ type: 'drop', topic: TOPIC }, () => keeper.view.snapshots())
    await keeper.journal.flushed()
    expect(await reloaded()).toEqual([])
  })

  it('stays small: what was overwritten goes with the next compaction', async () => {
    const keeper = new Keeper(journal())
    keeper.take(snapshot(TOPIC, 1, [networkItem(1)]))
    for (let rev = 1; rev < 2_000; rev += 1) {
      keeper.take(change(TOPIC, rev, rev + 1, [populationItem(1, 1, 2, rev)]))
      if (rev % 10 === 0) await keeper.journal.flushed()
    }
    await keeper.journal.flushed()
    expect((await stat(path())).size).toBeLessThan(70_000)
    expect(await reloaded()).toEqual([...keeper.view.snapshots()])
  })

  it('warns once and goes on where nothing can be written', async () => {
    const warnings: string[] = []
    const logger = { ...silentLogger, warn: (_fields: object, message: string) => warnings.push(message) }
    // A file stands where the directory should be: refuses root, too.
    await writeFile(join(directory, 'file'), '')
    const keeper = new Keeper(new FileJournal(join(directory, 'file', 'below'), 'host1', logger))
    keeper.take(snapshot(TOPIC, 1, [networkItem(1)]))
    await keeper.journal.flushed()
    keeper.take(change(TOPIC, 1, 2, [populationItem(1, 1)]))
    await keeper.journal.flushed()
    expect(warnings).toHaveLength(1)
    expect(await keeper.journal.load()).toEqual([])
  })

  it('cut anywhere, gives a moment of the past or nothing', async () => {
    const keeper = await filled()
    const text = await readFile(path(), 'utf8')
    await keeper.journal.close()
    const all = [...keeper.view.snapshots()][0]
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: text.length }), fc.string({ maxLength: 30 }), async (cut, noise) => {
        await writeFile(path(), text.slice(0, cut))
        await appendFile(path(), noise)
        const [known] = await reloaded()
        const rev = known?.cursor.rev ?? 0
        expect(known?.items ?? []).toEqual(all?.items.slice(0, rev))
      }),
      { numRuns: 60 },
    )
  })
})
