import { DEFAULT_ML2_OPTIONS, TunnelIdInUseError } from '@netloom/core'
import { SegmentPool } from '@netloom/core/kit'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { median, type Finding } from './report.ts'
import { range } from './population.ts'
import { timed } from './scratch.ts'

/** A pool of 16 million VNIs starts like one of a hundred, and a pick does not care how many are taken. */
export async function benchVniPool(): Promise<readonly Finding[]> {
  const small = median(await starts([1, 100]))
  const whole = median(await starts([1, 16_777_215]))
  const few = await pick(100)
  const many = await pick(100_000)
  return [
    {
      bench: 'vni pool',
      measure: 'start with 1:16777215, beyond 1:100',
      value: Math.max(0, whole - small),
      unit: 'ms',
      budget: 50,
    },
    {
      bench: 'vni pool',
      measure: 'allocate with 100,000 taken',
      value: many,
      unit: 'ms',
      against: { what: 'with 100 taken', value: few },
      budget: 2,
    },
  ]
}

async function starts(vniRange: readonly [number, number]): Promise<readonly number[]> {
  const samples: number[] = []
  for (const _ of range(5)) {
    samples.push(
      await timed(async () => {
        const netloom = await createNetloom({
          modules: [vxlan({ vniRanges: [vniRange] })],
          store: sqliteStore(':memory:'),
          ml2: { ...DEFAULT_ML2_OPTIONS, projectNetworkTypes: ['vxlan'] },
        })
        await netloom.close()
      }),
    )
  }
  return samples
}

/** Median of 300 picks, each in a transaction of its own. */
async function pick(taken: number): Promise<number> {
  const store = sqliteStore(':memory:')
  await store.initialize()
  const pool = new SegmentPool({
    networkType: 'vxlan',
    ranges: [[1, 16_777_215]],
    inUse: (id) => new TunnelIdInUseError(id),
  })
  await store.transaction(async (tx) => {
    for (const chunk of range(Math.ceil(taken / 1_000))) {
      const rows = range(Math.min(1_000, taken - chunk * 1_000)).map((index) => ({
        network_type: 'vxlan',
        physical_network: '',
        segmentation_id: 1 + (chunk * 1_000 + index) * 7,
      }))
      await tx.db.insertInto('segment_allocations').values(rows).execute()
    }
  })
  const samples: number[] = []
  for (const _ of range(400)) samples.push(await timed(() => store.transaction((tx) => pool.allocate(tx))))
  await store.close()
  return median(samples.slice(100))
}
