import { readFile } from 'node:fs/promises'
import { bringing, migrations, type TapOptions, TapService } from './toy-service.ts'

const WORDS = 'says in words what it is: contract, name, aliases, and one sentence for clients'
const STARTS = 'is taken by a controller that has what it requires, and starts without an error in the log'
const TABLES = 'has migrations with numbers in front, that make the tables that it names and touch no others'
const AGAIN = 'finds its tables again at the next start, and changes nothing in them by starting'
const SWEEPS = 'sweeps in time, as often as it is asked to, and a sweep that finds all in order changes nothing'
const LEAVES = 'leaves no timer and no connection behind once closed, and logs no error'
const HOOKS = 'has port hooks that only work in their transaction, await what they do, and write into no context'
const LETS_GO = 'lets ports and networks go that have nothing to do with it'
const INSTANCES = 'shares nothing with another instance in the same process'
const SHOWS = 'shows an object to its project and to administrators, to others none (404)'
const DELETED = 'keeps nothing of what was deleted, and says that it is not there (404)'
const COUNTS = 'counts its objects, and refuses what is over the quota with 409, keeping nothing'
const SHARED = 'is seen by a project while an entry of rbac_policies says so, and changed by none but its own'
const TAGS = 'has tags that its objects show'
const REFUSES = 'refuses what cannot be with 400, 404 or 409, and keeps nothing of it'
const PUBLISHES = 'publishes in its own topics, what their schemas take, and takes it back with its object'
const PORTS = 'goes on when the ports of its objects go: they may be refused (409), and lists work after it'
const WATCHES =
  'lets an agent watch topics of its own host only, where it says nothing else, and answers for ids that it does not know'
const REPORTS = 'takes reports of its agents, of what is not there or not theirs too, and keeps nothing of those'
const FOLLOWS = 'hears of agents of every type, and does nothing about those of others'

const MOVES = 'tells the host that ports come to, and no more the one that they left, each time with a newer revision'
const GONE = 'keeps nothing of a port that is deleted, where it does not refuse that'
const FOREIGN = 'makes nothing of ports and networks of another project'
const FULL = 'takes from a report of all that what it does not name is up no more'

const table = (name: string): (typeof migrations)[string] => ({
  up: (db) => db.schema.createTable(name).addColumn('id', 'text').execute(),
})

const remembered: unknown[] = []

/** Flaw, how the service has it, and the rule that finds it. */
export const brokenServices: readonly (readonly [flaw: string, options: () => TapOptions, rule: string])[] = [
  ['leaves to the old host what has moved', () => ({ skip: new Set(['old host'] as const) }), MOVES],
  ['does not tell the new host', () => ({ skip: new Set(['new host'] as const) }), MOVES],
  ['moves under the same revision', () => ({ skip: new Set(['new revision'] as const) }), MOVES],
  ['keeps what is of a port that is gone', () => ({ listener: ({ name }) => ({ name }) }), GONE],
  ['takes ports that its caller only sees', () => ({ skip: new Set(['owners'] as const) }), FOREIGN],
  ['takes any port', () => ({ skip: new Set(['judge'] as const) }), FOREIGN],
  ['believes for ever that what was up is up', () => ({ skip: new Set(['full reports'] as const) }), FULL],
  ['was made for another contract', () => ({ module: { contract: 0 } }), WORDS],
  ['has an alias of two words', () => ({ module: { aliases: ['Port taps'] } }), WORDS],
  ['says nothing about itself', () => ({ module: { description: '' } }), WORDS],
  ['requires what nobody brings', () => ({ module: { requires: ['router'] } }), STARTS],
  ['has a topic without schemas', () => ({ module: { topics: { taps: { payloads: {} } } } }), STARTS],
  ['has a quota of the engine', () => ({ module: { quotas: { port: 5 } } }), STARTS],
  ['does not start', () => ({ module: { start: () => Promise.reject(new Error('no')) } }), STARTS],
  ['has no handler for what its agents report', () => ({ started: () => ({ reports: {} }) }), STARTS],
  ['fails in its sweep', () => ({ started: () => ({ sweep: () => Promise.reject(new Error('no')) }) }), STARTS],
  [
    'makes a table that it does not name',
    () => ({ module: { migrations: { ...migrations, '0002-more': table('more') } } }),
    TABLES,
  ],
  ['names a table that it does not make', () => ({ module: { tables: ['taps', 'more'] } }), TABLES],
  ['has migrations without numbers', () => ({ module: { migrations: { taps: migrations['0001-taps']! } } }), TABLES],
  [
    'changes a table of the engine',
    () => ({
      module: {
        migrations: {
          ...migrations,
          '0002-ports': { up: (db) => db.schema.alterTable('ports').addColumn('tap', 'text').execute() },
        },
      },
    }),
    TABLES,
  ],
  [
    'publishes everything anew at each start',
    () => ({
      started: ({ store }) => ({
        sweep: () =>
          store.transaction(async (tx) => {
            const { rev } = (await tx.db.selectFrom('feed_topics').select('rev').executeTakeFirst()) ?? { rev: 0 }
            await tx.publish([
              { topic: 'taps/all', key: 'tap/start', revision: rev + 1, body: { portId: String(rev) } },
            ])
          }),
      }),
    }),
    AGAIN,
  ],
  [
    'counts its sweeps',
    () => ({
      started: ({ store }) => ({
        sweep: () =>
          store.transaction(async ({ db }) => {
            await db
              .insertInto('quota_usages')
              .values({ project_id: String(Math.random()), resource: 'tap', used: 1 })
              .execute()
          }),
      }),
    }),
    SWEEPS,
  ],
  [
    'leaves a timer',
    () => ({
      started: () => {
        setInterval(() => undefined, 1_000_000).unref()
        return {}
      },
    }),
    LEAVES,
  ],
  ['does not close', () => ({ started: () => ({ close: () => Promise.reject(new Error('no')) }) }), LEAVES],
  [
    'does not await what its hook does',
    () => ({
      listener: (sound) => ({
        ...sound,
        deletePortPrecommit: (context, tx) => {
          sound.deletePortPrecommit?.(context, tx).catch(() => undefined)
          return Promise.resolve()
        },
      }),
    }),
    HOOKS,
  ],
  [
    'reads a file in a transaction',
    () => ({
      listener: (sound) => ({
        ...sound,
        updatePortPrecommit: async () => {
          await readFile('/etc/hostname').catch(() => undefined)
        },
      }),
    }),
    HOOKS,
  ],
  [
    'tells the switches of hosts what to do',
    () => ({
      listener: (sound) => ({
        ...sound,
        updatePortPrecommit: ({ current, host }, tx) =>
          tx.publish([{ topic: `host/${host}`, key: `tap/${current.id}`, revision: 1, body: {} }]),
      }),
    }),
    HOOKS,
  ],
  [
    'writes into the port',
    () => ({
      listener: (sound) => ({
        ...sound,
        updatePortPrecommit: ({ current }) => {
          Object.assign(current, { name: 'tapped' })
          return Promise.resolve()
        },
      }),
    }),
    HOOKS,
  ],
  [
    'forbids that ports are deleted',
    () => ({
      listener: (sound) => ({ ...sound, deletePortPrecommit: () => Promise.reject(new Error('no')) }),
    }),
    LETS_GO,
  ],
  [
    'has its taps in one list for all instances',
    () => ({
      remembers: (tap) => void remembered.push(tap),
      started: () => ({
        services: bringing({
          create: () => {
            remembered.push({ id: '1' })
            return Promise.resolve({ id: '1' })
          },
          get: () => Promise.resolve({ id: '1', projectId: 'p1' }),
          list: () => Promise.resolve(remembered),
        }),
      }),
    }),
    INSTANCES,
  ],
  ['shows taps to everybody', () => ({ visible: () => true }), SHOWS],
  ['hides taps from administrators', () => ({ visible: (context, tap) => context.projectId === tap.projectId }), SHOWS],
  ['gives no quota back', () => ({ skip: new Set(['quota back']) }), DELETED],
  ['keeps entries of what is gone', () => ({ skip: new Set(['entries']) }), DELETED],
  ['counts nothing', () => ({ taken: () => 0 }), COUNTS],
  ['counts every tap twice', () => ({ taken: () => 2 }), COUNTS],
  [
    'knows no sharing',
    () => ({ visible: (context, tap) => context.isAdmin || context.projectId === tap.projectId }),
    SHARED,
  ],
  [
    'shows no tags',
    () => ({
      started: (environment) => ({ services: bringing(withoutTags(environment)) }),
    }),
    TAGS,
  ],
  ['taps ports that there are none of', () => ({ skip: new Set(['judge']) }), REFUSES],
  [
    'publishes what its agents cannot read',
    () => ({ write: (_env, tx, write) => tx.publish([{ ...write, body: write.body === null ? null : {} }]) }),
    PUBLISHES,
  ],
  [
    'publishes in a topic that it does not declare',
    () => ({ write: (_env, tx, write) => tx.publish([{ ...write, topic: 'spare/all' }]) }),
    PUBLISHES,
  ],
  ['leaves items of what is gone', () => ({ skip: new Set(['withdraw']) }), PUBLISHES],
  [
    'fails with 500 when a port goes',
    () => ({ listener: (sound) => ({ ...sound, deletePortPrecommit: () => Promise.reject(new Error('no')) }) }),
    PORTS,
  ],
  [
    'lets everybody watch',
    () => ({
      module: {
        topics: {
          taps: {
            payloads: { 'tap/': { safeParse: (data) => ({ success: true, data }) } },
            mayWatch: (_agent, ids) => Promise.resolve(new Set(ids)),
          },
        },
      },
    }),
    WATCHES,
  ],
  [
    'believes agents of other hosts',
    () => ({
      started: () => ({
        reports: { TAP: { report: () => Promise.resolve([]), reportAll: () => Promise.resolve([]) } },
      }),
    }),
    REPORTS,
  ],
  [
    'fails at a report of what is gone',
    () => ({
      started: () => ({
        reports: {
          TAP: { report: () => Promise.reject(new Error('no such tap')), reportAll: () => Promise.resolve([]) },
        },
      }),
    }),
    REPORTS,
  ],
  [
    'minds agents of every type',
    () => ({
      started: () => ({
        followers: [
          {
            agentDeleting: async ({ id }, { db }) => {
              await db.insertInto('quota_usages').values({ project_id: id, resource: 'tap', used: 1 }).execute()
            },
          },
        ],
      }),
    }),
    FOLLOWS,
  ],
]

/** Whatever it is asked for, its objects have no tags. */
function withoutTags(environment: Parameters<NonNullable<TapOptions['started']>>[0]): object {
  const service = new TapService(environment, {})
  return {
    create: service.create.bind(service),
    list: service.list.bind(service),
    delete: service.delete.bind(service),
    get: async (...call: Parameters<TapService['get']>) => ({ ...(await service.get(...call)), tags: [] }),
  }
}
