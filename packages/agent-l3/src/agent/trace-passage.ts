import type { PassageAnswer, PassageQuestion } from '@netloom/core'
import { takenBy, traceRouter } from '../trace/trace-router.ts'
import type { RouterUnit } from './router-unit.ts'

const NONE: PassageAnswer = { hops: [], next: { kind: 'none' } }

/** What the routers of this host say of a packet, or of an address of a network. Pure. */
export function tracePassage(question: PassageQuestion, routers: Iterable<RouterUnit>): PassageAnswer {
  switch (question.leg) {
    case 'enter': {
      const { portId, frame } = question
      const [router] = [...routers].filter((one) => one.hasPort(portId))
      return router === undefined ? NONE : traceRouter(portId, frame, router.traced())
    }
    case 'resolve': {
      const { networkId, address } = question
      for (const router of routers) {
        if (!router.isActive) continue
        const traced = router.traced()
        const portId = takenBy({ destination: address }, traced)
        const port = traced.interfaces.find((one) => one.portId === portId && one.networkId === networkId)
        if (port !== undefined) return { hops: [], next: { kind: 'delivered', portId: port.portId } }
      }
      return NONE
    }
    case 'forward':
      return NONE
  }
}
