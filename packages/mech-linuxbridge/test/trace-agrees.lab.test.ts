import { nftFate, startNftTrace, type NftTrace, type NftTraceStep } from '@netloom/dataplane'
import {
  bridgeEngine,
  modelDecision,
  runVerdicts,
  stageCase,
  VERDICT_TABLE,
  type StagedCase,
  type VerdictCase,
  type VerdictEngine,
} from '@netloom/testing/lab'
import { expect, it } from 'vitest'
import { linuxBridgeFirewall } from '../src/agent/index.ts'

const inner = bridgeEngine({
  firewall: linuxBridgeFirewall,
  bridge: (networkId) => `brq${networkId.slice(0, 11)}`,
  device: (portId) => `tap${portId.slice(0, 11)}`,
  attributes: ['nf_call_iptables 1', 'nf_call_ip6tables 1'],
})

/** The same engine, which writes down what the kernel says of every IP packet. */
function tracingEngine(said: NftTraceStep[]): VerdictEngine {
  return {
    open: async (scene) => {
      const opened = await inner.open(scene)
      const hostNs = opened.netns.replace(/-g$/, '')
      const trace: NftTrace = await startNftTrace(hostNs, ['ether type ip', 'ether type ip6'])
      const close = async (): Promise<void> => {
        said.push(...(await trace.stop()))
        await opened.close()
      }
      return { ...opened, close }
    },
  }
}

/** Steps of each packet in order. An id comes again: it is made of where the kernel keeps the packet. */
function packetsOf(said: readonly NftTraceStep[]): readonly (readonly NftTraceStep[])[] {
  const current = new Map<string, NftTraceStep[]>()
  const packets: NftTraceStep[][] = []
  for (const step of said) {
    const isFirst = step.kind === 'packet' && step.family === 'bridge' && step.chain === 'sent'
    const known = isFirst ? undefined : current.get(step.id)
    if (known !== undefined) known.push(step)
    else if (isFirst) {
      const packet = [step]
      current.set(step.id, packet)
      packets.push(packet)
    }
  }
  return packets
}

/** Who sends frames of a case, by the MACs in what the kernel says; others cannot be told apart from here. */
function packetsOfCase(
  packets: readonly (readonly NftTraceStep[])[],
  { at }: StagedCase,
): readonly (readonly NftTraceStep[])[] {
  const macs = [at.port.mac, at.peer.mac, at.other.mac].map((mac) => `ether saddr ${mac} `)
  return packets.filter(([first]) => macs.some((mac) => first?.text.includes(mac)))
}

/**
 * Sends of which one IP frame is the whole, from a MAC of the case. Fragments wait for each other, which is no verdict; of what is
 * flooded each copy has a fate of its own.
 */
const isPlain = ({ sends }: VerdictCase, staged: StagedCase): boolean =>
  sends.every((send) => {
    const [from, to] = send.from === 'port' ? [staged.at.port, staged.at.peer] : [staged.at[send.from], staged.at.port]
    const [frame, ...more] = send.packet(from, to, Buffer.from('nlvk0000'))
    if (frame === undefined || more.length > 0) return false
    const type = frame.readUInt16BE(12)
    const isFragment = type === 0x0800 ? (frame.readUInt16BE(20) & 0x3fff) !== 0 : frame[20] === 44
    if (send.from !== 'port' && ((frame[0] ?? 0) & 1) === 1) return false
    const isFrom = frame.subarray(6, 12).toString('hex') === from.mac.replaceAll(':', '')
    return (type === 0x0800 || type === 0x86dd) && !isFragment && isFrom
  })

/** What is flooded is told of for each port, and nft reads only so fast. */
const BATCH = 12

it('the kernel names the rule that the model names, and drops what it drops, in every row that can be told apart', async () => {
  const rows = VERDICT_TABLE.filter((row) => isPlain(row, stageCase(row, 0)))
  const wrong: string[] = []
  let compared = 0
  for (let at = 0; at < rows.length; at += BATCH) {
    const some = rows.slice(at, at + BATCH)
    const said: NftTraceStep[] = []
    await runVerdicts(tracingEngine(said), some)
    const packets = packetsOf(said)
    for (const [index, row] of some.entries()) {
      const staged = stageCase(row, index)
      const own = packetsOfCase(packets, staged)
      if (own.length !== row.sends.length)
        wrong.push(`${row.title}: ${String(own.length)} packets of ${String(row.sends.length)}`)
      else for (const [number, packet] of own.entries()) wrong.push(...differences(staged, number, packet))
      compared += 1
    }
  }
  expect(wrong).toEqual([])
  expect(compared).toBeGreaterThan(240)
}, 180_000)

function differences(staged: StagedCase, number: number, packet: readonly NftTraceStep[]): readonly string[] {
  const send = staged.row.sends[number]
  if (send === undefined) return []
  const decision = modelDecision(staged, send, number)
  const { verdict, ruleIds } = nftFate(packet)
  const name = `${staged.row.proves}: ${staged.row.title}, frame ${String(number + 1)}`
  if ((verdict === 'accept') !== decision.allow)
    return [`${name}: the kernel says ${verdict}, the model ${decision.by}`]
  if (decision.by !== 'rule') return []
  // Several rules may allow it: each of them is right.
  const rules = [...staged.items.values()].flat().map(({ body }) => (body as { readonly id?: string }).id)
  const isOwn = ruleIds.some((id) => (rules.length > 1 ? rules.includes(id) : id === decision.ruleId))
  return isOwn ? [] : [`${name}: the kernel names ${ruleIds.join(', ') || 'no rule'}, the model ${decision.ruleId}`]
}
