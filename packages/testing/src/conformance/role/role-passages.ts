import type { Frame } from '@netloom/core/firewall'
import type { PassageQuestion } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { canonical } from '../support/same.ts'
import type { AgentRoleFixture } from './agent-role-fixture.ts'
import { objectsOf, started } from './role-states.ts'

const NOBODY = '00000000-0000-4000-8000-00000000dead'
const frame: Frame = {
  ...{ sourceMac: 'fa:16:3e:00:00:01', ethertype: 0x0800 },
  ip: { source: '198.18.0.1', destination: '198.18.0.2', protocol: 6, sourcePort: 40_000, destinationPort: 80 },
}

/** About ports, routers and networks that no role has. */
const QUESTIONS: readonly PassageQuestion[] = [
  { leg: 'enter', portId: NOBODY, frame },
  { leg: 'forward', passage: { object: `router/${NOBODY}`, inPortId: NOBODY, outPortId: NOBODY, frame } },
  { leg: 'resolve', networkId: NOBODY, address: '198.18.0.2' },
]

/** Rules about what a role says of packets that have left the switch. */
export const rolePassageChecks: readonly ConformanceCheck<AgentRoleFixture>[] = [
  {
    rule: 'says nothing of packets and addresses that are not its own, and asking changes nothing',
    problems: (fixture) => {
      const stand = started(fixture, (one) => one.publishObjects(objectsOf(fixture, 2)))
      const before = canonical([...stand.wanted()])
      const problems = QUESTIONS.flatMap((question): readonly string[] => {
        try {
          const answer = stand.role.tracePassage?.(structuredClone(question))
          if (answer === undefined || (answer.next.kind === 'none' && answer.hops.length === 0)) return []
          return [`asked for '${question.leg}' about nobody's it answers ${JSON.stringify(answer)}`]
        } catch (error) {
          return [`asked for '${question.leg}' about nobody's it throws: ${String(error)}`]
        }
      })
      const isSame = canonical([...stand.wanted()]) === before
      return Promise.resolve(isSame ? problems : [...problems, 'it wants other states once it was asked'])
    },
  },
]
