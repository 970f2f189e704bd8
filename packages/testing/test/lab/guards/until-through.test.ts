import { BROADCAST, ethernet, judge, type FrameEnd, type Verdict } from '@netloom/testing/lab'
import { expect, it } from 'vitest'

const frame = (mac: string, type: number, text: string): Buffer => ethernet(mac, BROADCAST, type, Buffer.from(text))
const SENDER = 'fa:16:3e:00:00:05'
const FOREIGN_MAC = 'fa:16:3e:00:00:77'
const TABLE: readonly Verdict[] = [
  ['a frame', 'pass', frame(SENDER, 0x0800, 'one')],
  ['another of its kind', 'pass', frame(SENDER, 0x0800, 'two')],
  ['a frame of another kind', 'pass', frame(SENDER, 0x0806, 'three')],
  ['one that is dropped', 'mac', frame(FOREIGN_MAC, 0x0800, 'four')],
]

/** What Open vSwitch in user space does to frames that wait at a port together: those it has a flow for leave last. */
class BatchingSwitch implements FrameEnd {
  readonly heard: string[] = []
  private batch: Buffer[] = []
  private readonly flows = new Set<string>()
  private readonly waiting: (() => void)[] = []

  constructor(private readonly drops: (frame: Buffer) => boolean) {}

  send(one: Buffer): void {
    if (this.batch.push(one) === 1) setTimeout(() => this.take(this.batch.splice(0)), 1)
  }

  async until(text: string): Promise<void> {
    while (!this.heard.some((one) => one.startsWith(text))) await new Promise<void>((wake) => this.waiting.push(wake))
  }

  private take(batch: readonly Buffer[]): void {
    const late = batch.filter((one) => {
      const flow = one.subarray(0, 14).toString('hex')
      if (this.flows.has(flow)) return true
      this.flows.add(flow)
      this.deliver(one)
      return false
    })
    setTimeout(() => {
      for (const one of late) this.deliver(one)
    }, 5)
  }

  private deliver(one: Buffer): void {
    if (!this.drops(one)) this.heard.push(one.toString('hex'))
    for (const wake of this.waiting.splice(0)) wake()
  }
}

const isForeign = (one: Buffer): boolean => one.subarray(6, 12).toString('hex') === FOREIGN_MAC.replaceAll(':', '')

it('a switch that sends what it has a flow for at the end of a batch has lost nothing', async () => {
  const line = new BatchingSwitch(isForeign)
  expect(await judge(line, line, TABLE)).toEqual(TABLE.map(([what, verdict]) => [what, verdict]))
})

it('a guard that lets through what it should drop is found out by frames that come late, too', async () => {
  const line = new BatchingSwitch(() => false)
  const twice: readonly Verdict[] = [...TABLE, ['another that is dropped', 'mac', frame(FOREIGN_MAC, 0x0800, 'five')]]
  expect(await judge(line, line, twice)).toEqual(twice.map(([what]) => [what, 'pass']))
})
