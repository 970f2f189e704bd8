import { execFileSync } from 'node:child_process'
import { renameSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BROADCAST, FrameInjector, OWN, ethernet, untilThrough } from '@netloom/testing/lab'
import { SwitchHost, canRun, events, until } from '../switch-host.ts'
import { FREE, GUARDED, GuardAgent, tapOf } from './guard-lab.ts'

const STRANGER = 'fa:16:3e:00:00:99'
const mark = (from: string, text: string): Buffer => ethernet(from, BROADCAST, 0x88b6, Buffer.from(text))

describe.skipIf(!canRun)('a guarded port', () => {
  let lab: SwitchHost
  let agent: GuardAgent
  let from: FrameInjector
  let to: FrameInjector
  const tap = tapOf(GUARDED)
  const number = (): string => lab.vsctl(`get Interface ${tap} ofport`)
  const guardsOf = (port: string): number => lab.ofctl(`dump-flows br-int in_port=${port}`).split('table=').length - 1

  beforeEach(async () => {
    lab = await SwitchHost.create()
    await lab.guest(tap, OWN.mac, `${OWN.ip}/24`)
    await lab.guest(tapOf(FREE), FREE.macAddress, '10.0.0.6/24')
    agent = new GuardAgent(lab)
    agent.want(FREE)
    await agent.turn(true)
    from = await FrameInjector.open(`${lab.netns}-${tap}`)
    to = await FrameInjector.open(`${lab.netns}-${tapOf(FREE)}`)
  })
  afterEach(async () => {
    from.close()
    to.close()
    await lab.close()
  })

  /** Frames of the guest, its own and a stranger's in turn, without a pause; returns how to end it. */
  function flood(): () => Promise<{ readonly own: number; readonly strange: number }> {
    let sent = 0
    const timer = setInterval(() => {
      sent += 1
      from.send(mark(STRANGER, `strange ${String(sent)}`))
      from.send(mark(OWN.mac, `own ${String(sent)}`))
    }, 1)
    return async () => {
      clearInterval(timer)
      await untilThrough(from, to, (text) => mark(OWN.mac, text))
      const count = (mac: string): number =>
        to.heard.filter((text) => text.startsWith(`ffffffffffff${mac.replaceAll(':', '')}`)).length
      return { own: count(OWN.mac), strange: count(STRANGER) }
    }
  }

  it('lets no frame of somebody else through from the moment it is plugged', async () => {
    execFileSync('ip', ['-n', lab.netns, 'link', 'set', tap, 'up'])
    const end = flood()
    agent.want(GUARDED)
    await agent.turn()
    const { own, strange } = await end()
    expect(own).toBeGreaterThan(0)
    expect(strange).toBe(0)
  })

  it('waits in the dead VLAN when a hypervisor has put it into the bridge, and is wired by the number it has', async () => {
    const told = events(agent.ovs)
    lab.vsctl(`add-port br-int ${tap} -- set Interface ${tap} external_ids:iface-id=${GUARDED.id} ofport_request=33`)
    await until('the dead VLAN', () => lab.vsctl(`get Port ${tap} tag`) === '4095' || undefined)
    const end = flood()
    agent.want(GUARDED)
    await agent.turn()
    expect(number()).toBe('33')
    expect(guardsOf('33')).toBeGreaterThan(10)
    expect((await end()).strange).toBe(0)
    expect(told.list.filter(({ type }) => type === 'link-removed')).toEqual([])
  })

  it('is not wired while its guards are written for another number', async () => {
    const told = events(agent.ovs)
    agent.want(GUARDED)
    // Its flows are written, and the port is not: the bridge for ports is taken away from under the agent.
    await agent.flows()
    lab.vsctl(`add-port br-int ${tap} -- set Interface ${tap} external_ids:iface-id=${GUARDED.id} ofport_request=44`)
    await until('the number', () => number() === '44' || undefined)
    await told.next({ type: 'touched', device: 'br-int' })
    const end = flood()
    await expect(agent.turn()).rejects.toThrow('are written anew')
    expect(lab.vsctl(`get Port ${tap} tag`)).toBe('4095')
    await agent.turn(true)
    expect(lab.vsctl(`get Port ${tap} tag`)).not.toBe('4095')
    expect(guardsOf('44')).toBeGreaterThan(10)
    expect((await end()).strange).toBe(0)
  })

  it('is not plugged while flows cannot be written', async () => {
    const socket = `${lab.directory}/br-int.mgmt`
    const fresh = new GuardAgent(lab)
    fresh.want(FREE, GUARDED)
    renameSync(socket, `${socket}.away`)
    await expect(fresh.turn()).rejects.toThrow('not plugged, because a flow that guards it failed')
    expect(lab.vsctl('list-ports br-int').split('\n')).not.toContain(tap)
    renameSync(`${socket}.away`, socket)
    await fresh.turn(true)
    expect(lab.vsctl('list-ports br-int').split('\n')).toContain(tap)
  })

  it('has its guards written anew when its number changes, and keeps none of the old ones', async () => {
    agent.want(GUARDED)
    await agent.turn()
    const before = number()
    const told = events(agent.ovs)
    const count = guardsOf(before)
    const end = flood()
    lab.vsctl(`set Interface ${tap} ofport_request=55`)
    await told.next({ type: 'touched', device: 'br-int' })
    await agent.turn(true)
    expect(number()).toBe('55')
    expect([guardsOf('55'), guardsOf(before)]).toEqual([count, 0])
    const meanwhile = (await end()).strange
    process.stdout.write(
      `    another number under load: ${String(meanwhile)} frames of a stranger until the guards followed\n`,
    )
    const again = flood()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await again()).strange).toBe(meanwhile)
  })

  it('reaches no other that waits in the dead VLAN with it', async () => {
    events(agent.ovs)
    agent.want({ ...FREE, adminStateUp: true })
    lab.vsctl(`del-port br-int ${tapOf(FREE)}`)
    for (const [device, id] of [
      [tap, GUARDED.id],
      [tapOf(FREE), FREE.id],
    ] as const) {
      execFileSync('ip', ['-n', lab.netns, 'link', 'set', device, 'up'])
      lab.vsctl(`add-port br-int ${device} -- set Interface ${device} external_ids:iface-id=${id}`)
      await until('the dead VLAN', () => lab.vsctl(`get Port ${device} tag`) === '4095' || undefined)
    }
    const seen = to.heard.length
    for (let round = 0; round < 20; round++) {
      from.send(mark(OWN.mac, `dead ${String(round)}`))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(to.heard.slice(seen).filter((text) => text.startsWith('ffffffffffff'))).toEqual([])
  })
})
