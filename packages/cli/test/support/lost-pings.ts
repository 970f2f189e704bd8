import { execa } from 'execa'
import { expect } from 'vitest'
import { labStatus } from '../../src/lab/lab-status.ts'

/** First address of a VM. */
export async function addressOf(name: string, lab: string): Promise<string> {
  return (await labStatus(lab)).vms.find((vm) => vm.name === name)!.addresses[0]!
}

/** Pings each millisecond or so while `work` goes on, and tells how many got no answer. */
export async function lostDuring(
  { from, to, lab }: { readonly from: string; readonly to: string; readonly lab: string },
  work: () => Promise<void>,
): Promise<number> {
  const { netns } = (await labStatus(lab)).vms.find((vm) => vm.name === from)!
  const target = await addressOf(to, lab)
  const ping = execa('ip', ['netns', 'exec', netns, 'ping', '-q', '-i', '0.001', '-w', '20', target], {
    reject: false,
  })
  await work()
  ping.kill('SIGINT')
  const { stdout } = await ping
  const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec(stdout) ?? []
  expect(Number(sent)).toBeGreaterThan(500)
  // The request that was under way when ping was told to stop has no answer to wait for.
  return Math.max(0, Number(sent) - Number(received) - 1)
}
