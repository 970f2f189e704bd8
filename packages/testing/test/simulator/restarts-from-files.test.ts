import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileJournal } from '@netloom/agent-runtime'
import { silentLogger } from '@netloom/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hostTable, type SimulatedFleet } from '../../src/index.ts'
import { linuxBridgeFleet, populatedNetwork, problemsIn, writesIn } from './linux-bridge-fleet.ts'

describe('with real files', () => {
  let folder: string
  let onDisk: SimulatedFleet
  const journals: FileJournal[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netloom-fleet-'))
    onDisk = await linuxBridgeFleet({
      store: join(folder, 'netloom.sqlite'),
      journal: (host) => {
        const journal = new FileJournal(join(folder, host), host, silentLogger)
        journals.push(journal)
        return journal
      },
    })
  })
  afterEach(async () => {
    await onDisk.close()
    for (const journal of journals.splice(0)) await journal.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('controller and agents go on from what is on the disk', async () => {
    const { ports } = await populatedNetwork(onDisk)
    const before = writesIn(onDisk)
    for (const journal of journals) await journal.flushed()
    onDisk.controller.kill()
    onDisk.killAgent('host1')
    onDisk.host('host1').start()
    await onDisk.advance(5_000)
    expect(onDisk.host('host1').inspection.status().ports).toMatchObject([{ portId: ports[0]!.id, state: 'up' }])
    await onDisk.start()
    await onDisk.settle()
    expect(writesIn(onDisk)).toBe(before)
    expect(await problemsIn(onDisk)).toEqual([])
  })

  it('a store restored from a backup is what counts, also for a host that was away while it went on differently', async () => {
    const file = join(folder, 'netloom.sqlite')
    const { networkId, ports } = await populatedNetwork(onDisk)
    await onDisk.controller.close()
    await copyFile(file, `${file}.backup`)
    await onDisk.start()
    await onDisk.advance(5_000)
    const lost = [await onDisk.boot({ networkId, host: 'host2' }), await onDisk.boot({ networkId, host: 'host3' })]
    await onDisk.migrate(ports[0]!.id, 'host1', 'host2')
    await onDisk.drain()
    onDisk.partition('host1')
    await onDisk.controller.close()
    await copyFile(`${file}.backup`, file)
    await onDisk.start()
    for (let count = 0; count < 8; count += 1) await onDisk.boot({ networkId, host: 'host3' })
    await onDisk.advance(5_000)
    onDisk.heal('host1')
    onDisk.plug(ports[0]!.id, 'host1')
    await onDisk.settle()
    expect((await onDisk.netloom.ports.list(onDisk.admin)).length).toBe(11)
    expect(hostTable(await onDisk.host('host1').kernel.read()).join()).not.toContain(lost[0]!.macAddress)
    expect(await problemsIn(onDisk)).toEqual([])
  })
})
