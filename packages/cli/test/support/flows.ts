import { labExec } from '../../src/lab/lab-exec.ts'
import { parseFlows, type Flow } from './parse-flows.ts'

/** Marks flows of an agent; the rest of the cookie is which flow it is. */
const OURS = /^0x6e6c/

/** Flows of one bridge of a lab host that the agent made. */
export async function ourFlows(host: string, bridge: string, lab: string): Promise<readonly Flow[]> {
  return (await allFlows(host, bridge, lab)).filter(({ cookie }) => OURS.test(cookie))
}

export async function allFlows(host: string, bridge: string, lab: string): Promise<readonly Flow[]> {
  const { stdout, stderr, exitCode } = await labExec(host, ['ovs-ofctl', 'dump-flows', '--names', bridge], lab)
  if (exitCode !== 0) throw new Error(stderr)
  return parseFlows(stdout)
}
