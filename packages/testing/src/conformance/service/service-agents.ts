import type { ReportingAgent } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { changedTables, readRows } from '../support/store-rows.ts'
import type { ServiceFixture } from './service-fixture.ts'
import { memberOf, onStand } from './service-stand.ts'

type Check = ConformanceCheck<ServiceFixture>

const NOBODY = '00000000-0000-4000-8000-000000000000'

/** Rules about agents: what they may watch and report, and that they come and go. */
export const serviceAgentChecks: readonly Check[] = [
  {
    rule: 'lets an agent watch topics of its own host only, where it says nothing else, and answers for ids that it does not know',
    problems: (fixture) =>
      onStand(fixture, async ({ store }) => {
        const problems: string[] = []
        for (const [kind, topic] of Object.entries(fixture.module.topics ?? {})) {
          if (topic.mayWatch === undefined) continue
          const ids = [NOBODY, 'no such id', '']
          const allowed: unknown = await topic.mayWatch({ host: 'kit', agentType: 'Kit agent' }, ids, store.db)
          if (!(allowed instanceof Set)) problems.push(`mayWatch of ${kind} returned no Set`)
          else if (allowed.size > 0) problems.push(`an unknown agent may watch ${kind}/${[...allowed].join(', ')}`)
        }
        return problems
      }),
  },
  {
    rule: 'takes reports of its agents, of what is not there or not theirs too, and keeps nothing of those',
    problems: (fixture) =>
      onStand(fixture, async (stand) => {
        const { netloom, started, store } = stand
        const { objects, module } = fixture
        const at = await stand.place('p1')
        const made = await objects?.create(netloom, memberOf('p1'), at)
        const before = await readRows(store)
        const problems: string[] = []
        for (const [entity, { agentType }] of Object.entries(module.entities ?? {})) {
          const handler = started.reports?.[entity]
          if (handler === undefined) continue
          const foreign: ReportingAgent = { id: NOBODY, host: 'elsewhere', agentType }
          const ids = [NOBODY, 'no such id', ...(made !== undefined && objects?.entity === entity ? [made.id] : [])]
          const reports = ids.flatMap((portId) => [
            { portId, state: 'up' as const },
            { portId, state: 'down' as const, error: 'it is gone' },
          ])
          for (const answer of [
            await handler.report(foreign, reports),
            await handler.reportAll(foreign, ids),
          ] as unknown[]) {
            if (!Array.isArray(answer)) problems.push(`the handler of ${entity} returned no list of ids`)
            else if (made !== undefined && objects?.entity === entity && !answer.includes(made.id))
              problems.push(`the handler of ${entity} does not say that an object is not on the agent's host`)
          }
          if (made === undefined || objects?.entity !== entity) continue
          const own: ReportingAgent = { ...foreign, host: at.host }
          const taken = await handler.report(own, [{ portId: made.id, state: 'up' }])
          if (taken.length > 0) problems.push(`the handler of ${entity} refuses the agent of the object's own host`)
          await handler.report(own, [{ portId: made.id, state: 'building' }])
        }
        const changed = changedTables(before, await readRows(store)).filter(
          (table) => !(module.tables ?? []).includes(table),
        )
        return [...problems, ...changed.map((table) => `a report changed table ${table}`)]
      }),
  },
  {
    rule: 'hears of agents of every type, and does nothing about those of others',
    problems: (fixture) =>
      onStand(fixture, async ({ netloom, started, store }) => {
        const report = { agentType: 'Kit agent', binary: 'kit', host: 'kit', configurations: {}, start: true }
        const { agent } = await netloom.agents.hello(report)
        const before = await readRows(store)
        for (const follower of started.followers ?? []) {
          await follower.agentConnected?.(agent)
          await store.transaction(async (tx) => follower.agentUpdating?.(agent, tx))
          const gone: unknown = await follower.agentRemoving?.(agent)
          await store.transaction(async (tx) => follower.agentDeleting?.(agent, tx))
          if (follower.agentRemoving !== undefined && typeof gone !== 'function')
            return ['agentRemoving returned no function of what to do once the agent is gone']
          if (typeof gone === 'function') (gone as () => void)()
        }
        return changedTables(before, await readRows(store)).map((table) => `table ${table} was changed`)
      }),
  },
]
