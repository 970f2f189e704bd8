import { join } from 'node:path'
import type { LabState } from 'netloom/lab'
import { execa } from 'execa'

/** The Open vSwitch of a lab's host, as its own tools see it: nothing of ours is asked. */
export interface LabSwitch {
  /** `ovs-ofctl` on one bridge. */
  readonly ofctl: (command: string, bridge: string, ...rest: readonly string[]) => Promise<string>
  /** Flows of some bridges, without what counts and ages, sorted; and without those that the switch learns and forgets itself. */
  readonly flows: (bridges: readonly string[]) => Promise<readonly string[]>
  /** Counts the changes of flows that the switch tells of, of whatever bridge, from now on. */
  readonly watch: (bridges: readonly string[]) => Promise<FlowWatch>
}

export interface FlowWatch {
  readonly events: () => number
  readonly stop: () => Promise<void>
}

export function labSwitch(lab: LabState, host: string): LabSwitch {
  const directory = join(lab.directory, `ovs-${host}`)
  const socket = (bridge: string): string => join(directory, `${bridge}.mgmt`)
  const ofctl: LabSwitch['ofctl'] = async (command, bridge, ...rest) =>
    (await execa('ovs-ofctl', ['-O', 'OpenFlow14', command, `unix:${socket(bridge)}`, ...rest])).stdout
  return {
    ofctl,
    flows: async (bridges) => {
      const dumps = bridges.map(async (bridge) =>
        (await ofctl('dump-flows', bridge, '--no-stats'))
          .split('\n')
          .filter((line) => line.includes('actions=') && !line.includes('hard_timeout='))
          .map((line) => `${bridge} ${line.trim()}`),
      )
      return (await Promise.all(dumps)).flat().sort()
    },
    watch: async (bridges) => {
      let events = 0
      const monitors = bridges.map((bridge) => {
        const target = ['-O', 'OpenFlow14', 'monitor', `unix:${socket(bridge)}`, 'watch:!initial']
        // Where it keeps a socket of its own.
        const env = { OVS_RUNDIR: directory }
        const monitor = execa('ovs-ofctl', target, { reject: false, buffer: false, stdin: 'ignore', env })
        // It tells of changes there.
        monitor.stderr.on('data', (chunk: Buffer) => {
          events += chunk.toString('utf8').split('event=').length - 1
        })
        return monitor
      })
      // It says when it has begun.
      await Promise.all(monitors.map((monitor) => new Promise((resolve) => monitor.stdout.once('data', resolve))))
      return {
        events: () => events,
        stop: async () => {
          for (const monitor of monitors) monitor.kill()
          await Promise.all(monitors)
        },
      }
    },
  }
}
