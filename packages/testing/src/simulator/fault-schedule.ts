import type { WorkloadStep, WorkloadSteps } from './api-workload.ts'
import type { FleetHost } from './fleet-host.ts'
import type { RandomCloud } from './random-cloud.ts'
import type { SimulatedFleet } from './simulated-fleet.ts'

/** What goes wrong with processes, links and kernels. */
export function faultSteps(fleet: SimulatedFleet, cloud: RandomCloud): WorkloadSteps {
  let moves = 0
  const onHost = (deed: (host: FleetHost) => ReturnType<WorkloadStep>): WorkloadStep => {
    return () => {
      const host = cloud.pick(fleet.hosts)
      return host && deed(host)
    }
  }
  const agent = onHost((host) => {
    if (!host.up) {
      host.start()
      return `start the agent of ${host.name}`
    }
    if (cloud.chance(0.5)) {
      const steps = cloud.draw(6)
      host.crashAfterSteps(steps)
      return `the agent of ${host.name} dies after ${String(steps)} more steps`
    }
    fleet.killAgent(host.name, cloud.draw(4))
    const again = cloud.chance(0.5)
    if (again) host.start()
    return `kill the agent of ${host.name}${again ? ', and start it' : ''}`
  })
  const controller: WorkloadStep = () => {
    if (!fleet.controller.up) {
      void fleet.controller.start()
      return 'start the controller'
    }
    if (cloud.chance(0.5)) {
      const point = { transactions: 1 + cloud.draw(4), committed: cloud.chance(0.5) }
      fleet.controller.crashAt(point)
      return `the controller dies ${point.committed ? 'after' : 'before'} commit ${String(point.transactions)}`
    }
    fleet.controller.kill()
    return 'kill the controller'
  }
  const link = onHost(({ name }) => {
    if (cloud.chance(0.5)) {
      fleet.heal(name)
      return `${name} can be reached`
    }
    const how = cloud.chance(0.5) ? 'cut' : 'silent'
    fleet.partition(name, how)
    return `${name} cannot be reached (${how})`
  })
  const steal = onHost(async (host) => {
    const key = cloud.pick(await host.keys())
    if (key === undefined) return undefined
    host.kernel.steal(key)
    return `steal ${key} on ${host.name}`
  })
  const plant = onHost(async (host) => {
    const entries = (await host.kernel.read()).filter(({ kind }) => kind === 'fdb' || kind === 'flood')
    const state = cloud.pick(entries)
    if (state === undefined) return undefined
    host.kernel.plant(Object.assign({}, state, { dst: `192.0.2.${String(240 + cloud.draw(9))}` }))
    return `plant a wrong ${state.kind} entry on ${host.name}`
  })
  const reboot = onHost((host) => {
    host.reboot()
    if (cloud.chance(0.5)) host.start()
    for (const port of cloud.ports) if (port.host === host.name && cloud.chance(0.8)) fleet.plug(port.id, host.name)
    return `reboot ${host.name}`
  })
  const moveTunnels = onHost((host) => {
    moves += 1
    host.moveTo(`192.0.2.${String(100 + moves)}`)
    host.start()
    return `tunnels of ${host.name} now end at ${host.vtep}`
  })
  return [
    [8, agent],
    [5, controller],
    [6, link],
    [6, steal],
    [2, plant],
    [1, reboot],
    [1, moveTunnels],
  ]
}
