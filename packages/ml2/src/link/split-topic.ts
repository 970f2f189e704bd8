import type { Topic } from '@netloom/core/wire'

/** `network/<id>` → its kind, and its id */
export function splitTopic(topic: Topic): readonly [string, string] {
  const slash = topic.indexOf('/')
  return slash < 0 ? [topic, ''] : [topic.slice(0, slash), topic.slice(slash + 1)]
}

export function idsOf(kind: string, topics: readonly Topic[]): readonly string[] {
  return topics.filter((topic) => splitTopic(topic)[0] === kind).map((topic) => splitTopic(topic)[1])
}
