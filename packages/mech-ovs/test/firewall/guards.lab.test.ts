import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FrameInjector, OWN, VERDICTS, judge, spoofsOf } from '@netloom/testing/lab'
import { SwitchHost, canRun, until } from '../switch-host.ts'
import { FREE, GUARDED, GuardAgent, tapOf } from './guard-lab.ts'

type Run = (...command: readonly string[]) => string

describe.skipIf(!canRun)('guards on a real switch', () => {
  let lab: SwitchHost
  let agent: GuardAgent
  let guest: Run
  const namespaceOf = (name: string): string => `${lab.netns}-${name}`
  const reaches = (address: string, ...more: readonly string[]): boolean => {
    try {
      return guest('ping', '-c', '1', '-W', '1', ...more, address).includes(' 1 received')
    } catch {
      return false
    }
  }

  beforeAll(async () => {
    lab = await SwitchHost.create()
    guest = await lab.guest(tapOf(GUARDED), OWN.mac, `${OWN.ip}/24`)
    const free = await lab.guest(tapOf(FREE), FREE.macAddress, '10.0.0.6/24')
    guest('ip', '-6', 'addr', 'add', `${OWN.ip6}/64`, 'dev', 'eth0', 'nodad')
    free('ip', '-6', 'addr', 'add', 'fd00::6/64', 'dev', 'eth0', 'nodad')
    agent = new GuardAgent(lab)
    agent.want(GUARDED, FREE)
    await agent.turn(true)
    await until('a ping', () => reaches('10.0.0.6') || undefined)
  })
  afterAll(() => lab.close())

  it("let pass what is the port's own, and drop and count what is not", async () => {
    const [from, to] = [
      await FrameInjector.open(namespaceOf(tapOf(GUARDED))),
      await FrameInjector.open(namespaceOf(tapOf(FREE))),
    ]
    const before = await agent.spoofs()
    expect(await judge(from, to, VERDICTS)).toEqual(VERDICTS.map(([what, verdict]) => [what, verdict]))
    const wanted: Record<string, number> = { ...before }
    for (const [what, count] of Object.entries(spoofsOf(VERDICTS)))
      wanted[`1f2d ${what}`] = (wanted[`1f2d ${what}`] ?? 0) + count
    await until('counted spoofs', async () => {
      const now = await agent.spoofs()
      return JSON.stringify(Object.entries(now).sort()) === JSON.stringify(Object.entries(wanted).sort()) || undefined
    }).catch(async () => {
      expect(await agent.spoofs()).toEqual(wanted)
    })
    from.close()
    to.close()
  })

  it('stop a guest that takes another address or MAC, until it has its own again', async () => {
    expect(reaches('fd00::6')).toBe(true)
    guest('ip', 'addr', 'add', '10.0.0.77/24', 'dev', 'eth0')
    expect(reaches('10.0.0.6', '-I', '10.0.0.77')).toBe(false)
    guest('ip', 'addr', 'del', '10.0.0.77/24', 'dev', 'eth0')
    guest('ip', 'link', 'set', 'eth0', 'address', 'fa:16:3e:00:00:99')
    expect(reaches('10.0.0.6')).toBe(false)
    guest('ip', 'link', 'set', 'eth0', 'address', OWN.mac)
    expect(reaches('10.0.0.6')).toBe(true)
    guest('ip', '-6', 'addr', 'add', 'fd00::77/64', 'dev', 'eth0', 'nodad')
    expect(reaches('fd00::6', '-I', 'fd00::77')).toBe(false)
    guest('ip', '-6', 'addr', 'del', 'fd00::77/64', 'dev', 'eth0')
  })

  it('lose no packet of a guest while they change', async () => {
    const command = [
      'netns',
      'exec',
      namespaceOf(tapOf(GUARDED)),
      'ping',
      '-q',
      '-i',
      '0.002',
      '-c',
      '1000',
      '-W',
      '2',
      '10.0.0.6',
    ]
    const ping = spawn('ip', command, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    ping.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    const ended = once(ping, 'exit')
    let turns = 0
    while (ping.exitCode === null) {
      const pair = { ipAddress: turns % 3 === 0 ? '0.0.0.0/0' : '10.8.0.0/16', macAddress: OWN.mac }
      agent.want(
        turns % 4 === 3 ? { ...GUARDED, portSecurityEnabled: false } : { ...GUARDED, allowedAddressPairs: [pair] },
      )
      await agent.turn()
      turns++
    }
    await ended
    agent.want(GUARDED)
    await agent.turn()
    expect(text).toContain('1000 received')
    process.stdout.write(`    ${String(turns)} changes of guards under 1000 pings at 2 ms: 0 lost\n`)
  })

  it('are found as they are by an agent that starts, and only the flows of a changed port change', async () => {
    const again = new GuardAgent(lab)
    again.want(GUARDED, FREE)
    expect(await again.turn(true)).toEqual([])
    again.want({ ...FREE, portSecurityEnabled: true })
    const steps = await again.turn()
    expect(steps.map(({ key }) => key.split(' ')[0])).toEqual(steps.map(() => 'ovs-flow'))
    for (const { state } of steps) expect(JSON.stringify(state)).toContain(tapOf(FREE))
    again.want(FREE)
    await again.turn()
    expect(await agent.turn(true)).toEqual([])
  })
})
