import { execa } from 'execa'
import { expect } from 'vitest'
import { labStatus } from '../../src/lab/lab-status.ts'

/** First address of a VM. */
export async function addressOf(name: string, lab: string): Promise<string> {
  return (await labStatus(lab)).vms.find((vm) => vm.name === name)!.addresses[0]!
}

/** Answers may be under way when ping is told to stop: those of the last tenth of a second are not waited for. */
const UNDER_WAY = 100

/** Pings each millisecond or so while `work` goes on, and tells how many got no answer. */
export async function lostDuring(
  { from, to, lab }: { readonly from: string; readonly to: string; readonly lab: string },
  work: () => Promise<void>,
): Promise<number> {
  const { netns } = (await labStatus(lab)).vms.find((vm) => vm.name === from)!
  const target = await addressOf(to, lab)
  const ping = execa('ip', ['netns', 'exec', netns, 'ping', '-n', '-i', '0.001', '-w', '20', target], {
    reject: false,
  })
  await work()
  ping.kill('SIGINT')
  const { stdout } = await ping
  const sent = Number(/(\d+) packets transmitted/.exec(stdout)?.[1])
  expect(sent).toBeGreaterThan(500)
  const answered = new Set([...stdout.matchAll(/icmp_seq=(\d+) ttl/g)].map(([, number]) => Number(number)))
  const last = Math.max(0, ...answered)
  return last - answered.size + (sent - last > UNDER_WAY ? sent - last : 0)
}
