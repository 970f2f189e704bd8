import { readFile } from 'node:fs/promises'
import { type BindingContext } from '@netloom/core'
import { FakeMechanismDriver } from './fake-mechanism-driver.ts'
import {
  type Broken,
  withParts,
  deciding,
  updating,
  publishing,
  boundTo,
  WORDS,
  TOUR,
  WHOLE,
  SECRET,
  REASON,
  PURE,
  CARRIES,
  AGAIN,
} from './mechanism-driver-faults.ts'

export const brokenBindings: readonly Broken[] = [
  ['has a name of two words', () => Object.assign(new FakeMechanismDriver(), { name: 'my switch' }), WORDS],
  ['supports a vnic type that nobody asks for', withParts(() => ({ supportedVnicTypes: ['Normal'] })), WORDS],
  ['has a connectivity of its own', withParts(() => ({ connectivity: 'L2' as never })), WORDS],
  [
    'declares a QoS rule that does not exist',
    withParts(() => ({ supportedQosRules: { bandwith_limit: {} } as never })),
    WORDS,
  ],
  ['says UP', deciding(() => ({ status: 'UP' })), WHOLE],
  ['says ACTIVE before its agent has wired anything', deciding(() => ({ status: 'ACTIVE' })), WHOLE],
  ['leaves the vif type out', deciding(() => ({ vifType: undefined })), WHOLE],
  [
    'answers vif details that JSON cannot hold',
    deciding(() => ({ vifDetails: { since: new Date(0), mtu: Number.NaN } })),
    WHOLE,
  ],
  ['answers no vif details', deciding(() => ({ vifDetails: null })), WHOLE],
  ['answers a decision of no type', deciding(() => ({ type: undefined })), WHOLE],
  ['answers true', withParts(() => ({ bindPort: () => true as never })), WHOLE],
  [
    'leaves the next level an id that is text',
    deciding(() => ({ type: 'continue', next: [{ networkType: 'vlan', segmentationId: '7' }] })),
    WHOLE,
  ],
  [
    'decides in a promise',
    withParts((sound) => ({
      bindPort: ((context: BindingContext) => Promise.resolve(sound.bindPort(context))) as never,
    })),
    WHOLE,
  ],
  [
    'throws for a port without addresses',
    withParts((sound) => ({
      bindPort: (context) => {
        if (context.current.fixedIps[0]?.ipAddress.includes('.') !== true) throw new TypeError('no address')
        return sound.bindPort(context)
      },
    })),
    WHOLE,
  ],
  [
    'does not bind a port that is bound',
    withParts((sound) => ({
      bindPort: (context) => (context.current.binding.vifType === 'unbound' ? sound.bindPort(context) : undefined),
    })),
    AGAIN,
  ],
  [
    'looks at the first segment alone',
    withParts((sound) => ({
      bindPort: (context) => sound.bindPort({ ...context, segmentsToBind: context.segmentsToBind.slice(0, 1) }),
    })),
    'takes the segment it can carry, wherever it stands in the list',
  ],
  [
    'looks whether any agent lives, not whose',
    withParts(() => ({
      bindPort: (context) => {
        const known = context.segmentsToBind.find(({ networkType }) => networkType === 'vxlan')
        return known && context.hostAgents().some(({ alive }) => alive) ? boundTo(known.id) : undefined
      },
    })),
    CARRIES,
  ],
  [
    'does not ask what the agent carries',
    withParts(() => ({
      bindPort: (context) => {
        const known = context.segmentsToBind.find(({ networkType }) => networkType === 'vxlan')
        return known && context.hostAgents('toy agent').some(({ alive }) => alive) ? boundTo(known.id) : undefined
      },
    })),
    CARRIES,
  ],
  [
    'keeps the last port in its vif details',
    (() => {
      const details: Record<string, string> = {}
      return deciding(({ current }) => {
        details[current.id] = 'seen'
        return { vifDetails: { ...details, seen: Object.keys(details).length } }
      })
    })(),
    'remembers no port that it bound: others in between change no answer, and its answers are its own',
  ],
  [
    'writes into an answer that it gave before',
    (() => {
      const details: Record<string, unknown> = {}
      return deciding(({ current }) => ({ vifDetails: Object.assign(details, { port: current.id }) }))
    })(),
    'remembers no port that it bound: others in between change no answer, and its answers are its own',
  ],
  [
    'counts while it decides',
    (() => {
      let count = 0
      return deciding(() => ({ vifDetails: { count: (count += 1) } }))
    })(),
    'decides without side effects: same answer twice, nothing written into the context',
  ],
  [
    'starts something while it decides',
    withParts((sound) => ({
      bindPort: (context) => {
        setTimeout(() => undefined, 60_000)
        return sound.bindPort(context)
      },
    })),
    PURE,
  ],
  [
    'reads a file while it decides',
    withParts((sound) => ({
      bindPort: (context) => {
        readFile('/etc/hostname').catch(() => undefined)
        return sound.bindPort(context)
      },
    })),
    PURE,
  ],
  ['copies the profile into vif details', deciding(({ current }) => ({ vifDetails: current.binding.profile })), REASON],
  [
    'logs the whole port when it does not bind',
    withParts((sound) => ({
      bindPort: (context) => {
        const decision = sound.bindPort(context)
        if (decision === undefined) console.warn('no binding', context.current)
        return decision
      },
    })),
    REASON,
  ],
  [
    'refuses in several lines',
    withParts((sound) => ({
      bindPort: (context) => {
        const decision = sound.bindPort(context)
        if (decision === undefined) context.refuse?.('no\nagent')
        return decision
      },
    })),
    REASON,
  ],
  [
    'logs the whole context in a hook',
    updating((context, tx, sound) => {
      console.log(JSON.stringify(context.current))
      return sound.updatePortPrecommit(context, tx)
    }),
    SECRET,
  ],
  [
    'publishes the profile',
    publishing(({ current, host }) => ({ body: { host, profile: current.binding.profile } })),
    SECRET,
  ],
  [
    'writes into the port',
    updating((context, tx, sound) => {
      Object.assign(context.current, { name: 'seen' })
      return sound.updatePortPrecommit(context, tx)
    }),
    TOUR,
  ],
]
