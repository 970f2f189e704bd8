import { payloadsOf, type ServiceModule } from '@netloom/core'
import type { FeedWrite } from '@netloom/core'
import { serviceLabel } from './service-label.ts'

/** Refuses what the service's agents could not read. @throws {TypeError} naming service, topic, key and field */
export function writeCheck(service: ServiceModule): (writes: readonly FeedWrite[]) => void {
  const { topics = {} } = service
  const schemaOf = payloadsOf(topics)
  return (writes) => {
    for (const { topic, key, body } of writes) {
      const schema = schemaOf(topic, key)
      const what = `${serviceLabel(service)}: item ${key} of topic ${topic}`
      if (schema === undefined) {
        const known = Object.keys(topics).map((kind) => `${kind}/…`)
        throw new TypeError(
          `${what}: the service declares no payload schema for it; it has topics ${known.join(', ') || 'none'}`,
        )
      }
      if (body === null) continue
      const judged = schema.safeParse(body)
      if (judged.success) continue
      const [issue] = judged.error.issues
      throw new TypeError(
        `${what}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'is refused by its schema'}`,
      )
    }
  }
}
