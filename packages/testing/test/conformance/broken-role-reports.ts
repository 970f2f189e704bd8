import { readFileSync } from 'node:fs'
import type { PortReport } from '@netloom/core/wire'
import { PASSWORD, ToyRole } from './toy-role.ts'

import { type Broken, having, payload, refused, reporting, syncing } from './role-faults.ts'
const ORDER = 'asks for the same states in whatever order and pieces its items come, and after a restart'
const UP = 'reports each object up once all that it asks for is there, and none before'
const TWICE = 'says what it has said a second time only of what is published anew'
const ONLY = 'reports only what is published to its host, in states that there are, with errors of one line'
const FAILED = 'calls nothing up of which a step has failed, and all of it once the step has been repeated'
const APART = 'reports nothing of one object for what happens to another'
const LINKS = 'finds the port of a link, and calls it up no more when the link is gone'
const SECRETS = 'lets no secret of an item into the log, a report or a refusal'
const AT_ONCE =
  'decides at once and in this process: it starts no command, reads no file, prints nothing and leaves no timer'
const SHARES = 'shares nothing between the agents of one process'

const sharedZones = new Map<string, string>()
export const brokenRoleReports: readonly Broken[] = [
  ['reports up at once', reporting(({ portId }) => ({ portId, state: 'up' })), UP],
  ['never reports up', reporting(({ portId }) => ({ portId, state: 'building' })), UP],
  ['does not know which ports depend on a key', having(() => ({ portsOf: () => [] })), UP],
  ['counts nothing as up', having(() => ({ readyPorts: () => [] })), UP],
  [
    'reports each time',
    having((role) => ({ changedReports: (ids) => [...ids].flatMap((id) => role.report(id) ?? []) })),
    TWICE,
  ],
  [
    'says nothing a second time',
    having((role) => ({ changedReports: (ids) => ToyRole.prototype.changedReports.call(role, ids) })),
    TWICE,
  ],
  [
    'reports whatever it is asked for',
    having((role) => ({
      changedReports: (ids) => [...ids].map((portId) => role.report(portId) ?? { portId, state: 'down' }),
    })),
    ONLY,
  ],
  ['has a state of its own', reporting((report) => ({ ...report, state: 'ACTIVE' as never })), ONLY],
  [
    'reports what a tool said in lines',
    reporting((report) => ({
      ...report,
      ...(report.error !== undefined && { error: `${report.error}\nsecond line` }),
    })),
    ONLY,
  ],
  [
    'calls up what has failed',
    reporting((report) => (report.error === undefined ? report : { portId: report.portId, state: 'up' })),
    FAILED,
  ],
  [
    'remembers a failure for ever',
    having((role) => {
      const failed = new Map<string, PortReport>()
      const report = role.report.bind(role)
      return {
        report: (id: string) => {
          const now = report(id)
          if (now?.error !== undefined) failed.set(id, now)
          return now && (failed.get(id) ?? now)
        },
      }
    }),
    FAILED,
  ],
  [
    'reports its whole host for each change',
    having((role) => ({
      changedReports: (ids, changedPorts) => {
        const news = ToyRole.prototype.changedReports.call(role, ids, changedPorts)
        return news.length > 0 ? role.allReports() : news
      },
    })),
    APART,
  ],
  [
    'has a port for every link',
    having((role) => ({ portOfDevice: (device) => (role.zones.has(device) ? device : 'any') })),
    LINKS,
  ],
  [
    'does not look at links',
    () => ({
      context: (context) => ({
        ...context,
        table: Object.assign(Object.create(context.table) as typeof context.table, { isRight: () => true }),
        links: { has: () => true },
      }),
    }),
    LINKS,
  ],
  [
    'logs the items that it gets',
    having((role, { view, logger }) => ({
      renderTap: (key: string) => {
        logger.debug({ item: view.item(role.root, key) }, 'rendering')
        return ToyRole.prototype.renderTap.call(role, key)
      },
    })),
    SECRETS,
  ],
  [
    'quotes what it refuses',
    payload((parsed, body) => (parsed.data === undefined ? refused(`no item: ${JSON.stringify(body)}`) : parsed)),
    SECRETS,
  ],
  [
    'tells a password in its errors',
    reporting((report) =>
      report.error === undefined ? report : { ...report, error: `login with ${PASSWORD} failed` },
    ),
    SECRETS,
  ],
  [
    'leaves a timer',
    having((role) => {
      const timer = setInterval(() => role.allReports(), 1e6)
      timer.unref()
      return {}
    }),
    AT_ONCE,
  ],
  [
    'prints',
    syncing((synced) => {
      console.info('synced')
      return synced
    }),
    AT_ONCE,
  ],
  ['puts its work off', syncing((synced) => Object.assign({ then: () => undefined }, synced)), AT_ONCE],
  [
    'writes into items',
    having((role, { view }) => ({
      renderTap: (key: string) => {
        Object.assign((view.item(role.root, key)?.body as object | undefined) ?? {}, { colour: 'green' })
        return ToyRole.prototype.renderTap.call(role, key)
      },
    })),
    ORDER,
  ],
  [
    'takes a second for each pass',
    syncing((synced) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100)
      return synced
    }),
    AT_ONCE,
  ],
  ['keeps its zones in one map for all agents', having(() => ({ zones: sharedZones })), SHARES],
  [
    'reads its template from a file each time',
    syncing((synced) => {
      readFileSync('/dev/null')
      return synced
    }),
    AT_ONCE,
  ],
]
