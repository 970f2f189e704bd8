import type { Desired, RoleContext, Synced } from '@netloom/core'
import type { PortReport } from '@netloom/core/wire'
import { ToyRole, type ToyRoleOptions, type ToyState, toyRoleFixture } from './toy-role.ts'

export type Broken = readonly [flaw: string, options: () => ToyRoleOptions, rule: string]

/** The sound role with some members of its own. */
export const having = (change: (role: ToyRole, context: RoleContext) => Partial<ToyRole>) => (): ToyRoleOptions => ({
  role: (context) => {
    const role = new ToyRole(context)
    return Object.assign(role, change(role, context))
  },
})

/** The sound role, of which a method does something else around itself. */
export const syncing = (change: (synced: Synced, role: ToyRole) => Synced) =>
  having((role) => {
    const sync = role.sync.bind(role)
    return { sync: (items) => change(sync(items), role) }
  })

export const reporting = (change: (report: PortReport) => PortReport) =>
  having((role) => {
    const report = role.report.bind(role)
    const changed = (id: string): PortReport | undefined => {
      const found = report(id)
      return found && change(found)
    }
    return { report: changed }
  })

/** The states that it asks for are others. */
export const asking = (change: (desired: Desired, unit: string) => readonly Desired[]) => (): ToyRoleOptions => ({
  context: (context) => {
    const table = Object.create(context.table) as RoleContext['table']
    const set: RoleContext['table']['set'] = (unit, all) =>
      context.table.set(
        unit,
        all.flatMap((one) => change(one, unit)),
      )
    return { ...context, table: Object.assign(table, { set }) }
  },
})

export const withState = (desired: Desired, change: Partial<ToyState>): readonly Desired[] => [
  { ...desired, state: { ...desired.state, ...change } },
]

export const sound = toyRoleFixture().role
export const payload =
  (change: (parsed: { readonly data?: unknown }, body: unknown) => unknown): (() => ToyRoleOptions) =>
  () => ({
    description: {
      payload: (topic, key) => {
        const schema = sound.payload(topic, key)
        return (
          schema && {
            safeParse: (body) => change(schema.safeParse(body) as { readonly data?: unknown }, body) as never,
          }
        )
      },
    },
  })
export const refused = (message: string): object => ({ success: false, error: { issues: [{ path: [], message }] } })
