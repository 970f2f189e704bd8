import { CONTRACT, type ServiceModule, type ServicePackage } from '@netloom/core'
import { MirrorPlacement } from './mirror-placement.ts'
import { mirrorReports } from './mirror-reports.ts'
import { migrations, mirrorsIn } from './mirror-rows.ts'
import { MirrorService } from './mirror-service.ts'
import { MIRROR_AGENT, MIRROR_ENTITY, mirrorTopics } from './mirror-topics.ts'

export type { Mirror, MirrorCreate, MirrorDirection, MirrorStatus, MirrorUpdate } from './mirror.ts'
export type { MirrorService } from './mirror-service.ts'

declare module '@netloom/core' {
  interface NetloomServices {
    readonly mirrors: MirrorService
  }
}

/** For programs that embed a controller: `createNetloom({ modules: [vxlan(…), linuxbridge(), mirrors()], … })`. */
export const mirrors = (): ServiceModule => ({
  contract: CONTRACT,
  kind: 'service',
  name: 'mirror',
  aliases: ['port-mirroring'],
  description: 'Copies frames of one port to another port of the same host.',
  tables: ['mirrors'],
  migrations,
  quotas: { mirror: 10 },
  sharedTypes: { mirror: { label: 'Mirror', table: 'mirrors' } },
  taggedTypes: { mirrors: { table: 'mirrors', service: 'mirrors' } },
  topics: mirrorTopics,
  entities: { [MIRROR_ENTITY]: { agentType: MIRROR_AGENT } },
  start: (environment) => {
    const placement = new MirrorPlacement(environment)
    return Promise.resolve({
      services: { mirrors: new MirrorService(environment, placement) },
      reports: { [MIRROR_ENTITY]: mirrorReports(environment) },
      listeners: [
        {
          name: 'mirror',
          updatePortPrecommit: async ({ current, host, originalHost }, tx) => {
            if (host !== originalHost) await placement.portMoved(tx, current.id)
          },
          deletePortPrecommit: async ({ current }, tx) => {
            await placement.remove(tx, await placement.mirrorsWith(tx, current.id))
          },
        },
      ],
      followers: [
        {
          agentDeleting: async ({ agentType, host }, tx) => {
            if (agentType !== MIRROR_AGENT) return
            await mirrorsIn(tx).updateTable('mirrors').set({ status: 'BUILD' }).where('host', '=', host).execute()
          },
        },
      ],
    })
  },
})

/** For `service_plugins = mirror`: package.json names this export under `netloom.services`. */
export const servicePackage: ServicePackage = { kind: 'service', name: 'mirror', fromIni: mirrors }
