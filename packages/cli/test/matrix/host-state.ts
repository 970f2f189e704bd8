import { labExec } from '../../src/lab/lab-exec.ts'
import { ourFlows } from '../support/flows.ts'
import { flowKeys } from '../support/parse-flows.ts'
import { HOSTS } from './matrix-lab.ts'
import { isBridge } from './rows.ts'

const BRIDGES = ['br-int', 'br-tun', 'br-provider']

/** Everything on all hosts that an agent makes: devices, permanent entries, ports and flows. */
export async function hostStates(lab: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const states = await Promise.all(
    HOSTS.map(async (host) => [host, await (isBridge(host) ? ofBridges(host, lab) : ofSwitch(host, lab))] as const),
  )
  return Object.fromEntries(states)
}

async function ofBridges(host: string, lab: string): Promise<readonly string[]> {
  const links = await said(host, ['ip', '-br', 'link', 'show'], lab)
  const fdb = await said(host, ['bridge', 'fdb', 'show'], lab)
  return [
    ...links.map((line) => `device ${line.split(/[@ ]/)[0] ?? ''}`),
    ...fdb.filter((line) => line.includes(' dst ') && line.includes('permanent')),
  ].sort()
}

async function ofSwitch(host: string, lab: string): Promise<readonly string[]> {
  const parts = await Promise.all(
    BRIDGES.map(async (bridge) => [
      ...(await said(host, ['ovs-vsctl', 'list-ports', bridge], lab)).map((port) => `port ${port}`),
      ...flowKeys(await ourFlows(host, bridge, lab)),
    ]),
  )
  return [...parts.flat(), ...(await said(host, ['ovs-vsctl', 'list-br'], lab))].sort()
}

async function said(host: string, command: readonly string[], lab: string): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await labExec(host, command, lab)
  if (exitCode !== 0) throw new Error(`${command.join(' ')} on ${host}: ${stderr}`)
  return stdout.split('\n').filter((line) => line !== '')
}
