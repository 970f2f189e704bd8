import { MEMBER, oneOf, shown, text, value } from '@netloom/api'
import type { LampApiOptions } from './toy-api.ts'

const NAMES = 'names each resource in one and many, in lower case with underscores, and has it at a path of its own'
const ATTRIBUTES = 'names attributes as clients know them, each field once, and none like a parameter of lists'
const WORDS = 'describes resources, extensions and actions in one sentence, under aliases that its service has'
const ACTIONS =
  'has actions at paths and under rules of their own, with words in their place and a body where one is sent'
const FITS = 'fits into the API: nothing is declared twice, nothing added to what is not there, nothing shadowed'
const COUNTS = 'counts and tags under names that its resources have'
const TYPES = 'types every attribute, with a schema that is data and says the same at any time'
const REFUSES = 'refuses values with a reason of one line for clients, and fails at none'
const CARRIES = 'says of each attribute whether requests carry it, and only of those what a request may say'
const OWN = 'has an id that lists find, an owner that others cannot name, and no write of what the cloud sets itself'
const POLICY = 'has a policy for all that its service can do, and none for what it cannot'
const RULES = 'lets its owner and administrators in, and decides by data: no policy throws or waits'
const LISTS = 'filters and sorts by fields, under texts that a service can look up'
const BODIES = 'takes the bodies that its documents show, and says of each field what was sent'

type Broken = readonly [flaw: string, options: LampApiOptions, rule: string]

const colour = (change: object): LampApiOptions => ({
  attributes: { colour: { type: oneOf('red', 'blue'), post: 'required', put: 'allowed', ...change } },
})

/** Flaw, what is declared in another way, and the rule that finds it. */
export const brokenApis: readonly Broken[] = [
  ['is called by two words', { resource: { name: 'my lamp' } }, NAMES],
  ['is called alike in one and many', { resource: { plural: 'lamp' } }, NAMES],
  ['is at the path of ports', { resource: { path: 'ports' } }, NAMES],
  ['is called like a network', { resource: { name: 'network' } }, NAMES],
  ['has a path with a blank', { resource: { path: 'my lamps' } }, NAMES],
  ['has an attribute in camel case', { attributes: { lampSize: { type: text() } } }, ATTRIBUTES],
  ['has an attribute called limit', { attributes: { limit: { type: text() } } }, ATTRIBUTES],
  ['has two attributes of one field', { attributes: { shade: { type: text(), field: 'colour' } } }, ATTRIBUTES],
  ['has a field of two words', { attributes: { shade: { type: text(), field: 'the shade' } } }, ATTRIBUTES],
  ['has no summary', { resource: { summary: '' } }, WORDS],
  ['is of an extension that its service does not list', { resource: { extension: 'lampions' } }, WORDS],
  ['has an alias of two words', { resource: { extension: 'My Lamps' } }, WORDS],
  ['has an action without words', { action: { summary: '' } }, ACTIONS],
  ['has an action without a policy', { action: { policy: undefined as never } }, ACTIONS],
  ['has an action without a rule', { action: { rule: '' } }, ACTIONS],
  ['has an action at a path from the root', { action: { path: '/:id/on' } }, ACTIONS],
  ['reads a body of a GET', { action: { method: 'GET', body: text() } }, ACTIONS],
  ['answers 418', { action: { status: 418 as never } }, ACTIONS],
  [
    'adds to a resource that is not there',
    { fixture: { api: { service: 'lamp', extensions: { router: { attributes: {} } } } } },
    FITS,
  ],
  ['gives ports a second name', { port: { attributes: { name: { type: text() } } } }, FITS],
  ['has an action called like an attribute', { action: { path: ':id/colour' } }, FITS],
  ['counts lanterns', { fixture: { module: { aliases: ['lamps'], quotas: { lantern: 5 } } } }, COUNTS],
  ['has tags that its service does not know', { fixture: { module: { aliases: ['lamps'] } } }, COUNTS],
  ['declares tags that it does not show', { resource: { tagged: undefined as never } }, COUNTS],
  ['has an attribute without type', { attributes: { size: { type: undefined as never } } }, TYPES],
  [
    'has an attribute without schema',
    { attributes: { size: { type: value((given) => given, {}), post: 'allowed' } } },
    TYPES,
  ],
  ['has a function in a schema', colour({ answers: { enum: () => 1 } }), TYPES],
  [
    'fails at values that are no texts',
    colour({ type: value((given) => (given as string).trim(), { type: 'string' }) }),
    REFUSES,
  ],
  [
    'refuses in lines',
    colour({
      type: value(
        (given) => {
          throw Object.assign(new Error(`no:\n${typeof given}`), { status: 400 })
        },
        { type: 'string' },
      ),
    }),
    REFUSES,
  ],
  ['may be posted perhaps', colour({ post: 'maybe' }), CARRIES],
  ['has a rule for what no update carries', colour({ put: undefined, policy: { update: () => true } }), CARRIES],
  [
    'has a rule for creating what is read only',
    { attributes: { size: { type: shown({ type: 'integer' }), policy: { create: () => true } } } },
    CARRIES,
  ],
  ['hides what is never shown', colour({ writeOnly: true, policy: { read: () => true } }), CARRIES],
  ['has no id', { attributes: { id: undefined as never } }, OWN],
  ['lets clients set the status', { attributes: { status: { type: text(), put: 'allowed' } } }, OWN],
  [
    'lets clients give a lamp away',
    { attributes: { project_id: { type: text(), post: 'allowed', put: 'allowed' } } },
    OWN,
  ],
  ['has no policy for reading', { resource: { policy: { create: () => true, update: () => true } as never } }, POLICY],
  ['has no policy for updates', { resource: { policy: { create: () => true, read: () => true } } }, POLICY],
  [
    'has a policy that throws',
    {
      action: {
        policy: () => {
          throw new Error('no')
        },
      },
    },
    RULES,
  ],
  ['has a policy that answers a number', colour({ policy: { update: () => 1 } }), RULES],
  ['has a policy that waits', { action: { policy: (() => Promise.resolve(true)) as never } }, RULES],
  ['keeps administrators out', { action: { policy: ({ isAdmin }) => !isAdmin } }, RULES],
  [
    'writes into the context',
    { action: { policy: (context) => Object.assign(context, { isAdmin: true }).isAdmin } },
    RULES,
  ],
  ['sorts by what nobody is shown', colour({ writeOnly: true, sort: true }), LISTS],
  ['filters by a column', colour({ filter: 'lamps.colour' }), LISTS],
  ['makes a text of a filter', colour({ filterAs: () => 'colour=red' }), LISTS],
  [
    'can be made and never deleted',
    { resource: { policy: { create: MEMBER, read: MEMBER, update: MEMBER } } },
    'belongs to its service by the name of that, and lets go what it lets be made',
  ],
  [
    'belongs to a service of another name',
    { fixture: { module: { name: 'torch', aliases: ['lamps'], quotas: {}, taggedTypes: {}, sharedTypes: {} } } },
    'belongs to its service by the name of that, and lets go what it lets be made',
  ],
  [
    'takes texts of any length',
    { attributes: { note: { type: text(1_000_000), post: 'allowed' } } },
    'limits every text that it takes: rows, items of the feed and answers are no place for 70,000 characters',
  ],
  ['refuses its own example', { fixture: { examples: { lamp: { create: { colour: 'green' } } } } }, BODIES],
  [
    'leaves what is required out of its example',
    { fixture: { examples: { lamp: { create: { name: 'a' } } } } },
    BODIES,
  ],
  ['sends in an example what it does not know', { fixture: { examples: { lamp: { update: { size: 1 } } } } }, BODIES],
  [
    'says another type in its schema than it takes',
    colour({ type: value((given) => given, { type: 'integer' }) }),
    BODIES,
  ],
]
