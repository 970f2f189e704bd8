import type { Netloom, RequestContext, TaggedType } from '@netloom/core'
import { MEMBER, READER } from '../policy/rule.ts'
import { tagList } from '../values/tag-list.ts'
import type { Action, ActionCall } from './action.ts'

/** `/{plural}/{id}/tags` and `/{plural}/{id}/tags/{tag}` of a resource that has tags. Neutron: the tagging extension. */
export function tagActions(type: TaggedType): readonly Action[] {
  const all = ':id/tags'
  const one = ':id/tags/:tag'
  const read = { rule: `get_${type}_tags`, policy: READER }
  const update = { rule: `update_${type}_tags`, policy: MEMBER }
  const remove = { rule: `delete_${type}_tags`, policy: MEMBER }
  return [
    { method: 'GET', path: all, summary: 'Its tags', ...read, run: withTags(type, (at) => at.tags.list(...at.object)) },
    {
      method: 'PUT',
      path: all,
      summary: 'Give it these tags and no others',
      ...update,
      body: tagList,
      run: withTags(type, (at) => at.tags.replace(...at.object, at.given)),
    },
    {
      method: 'POST',
      path: all,
      summary: 'Give it these tags, too',
      rule: `create_${type}_tags`,
      policy: MEMBER,
      body: tagList,
      run: withTags(type, (at) => at.tags.add(...at.object, at.given)),
    },
    {
      method: 'DELETE',
      path: all,
      summary: 'Take all its tags',
      ...remove,
      status: 204,
      run: withTags(type, (at) => at.tags.replace(...at.object, [])),
    },
    {
      method: 'GET',
      path: one,
      summary: 'Whether it has this tag (404 = no)',
      ...read,
      status: 204,
      run: withTag(type, (at) => at.tags.check(...at.object, at.tag)),
    },
    {
      method: 'PUT',
      path: one,
      summary: 'Give it this tag',
      ...update,
      status: 201,
      run: withTag(type, (at) => at.tags.add(...at.object, [at.tag])),
    },
    {
      method: 'DELETE',
      path: one,
      summary: 'Take this tag',
      ...remove,
      status: 204,
      run: withTag(type, (at) => at.tags.remove(...at.object, at.tag)),
    },
  ]
}

interface At {
  readonly tags: Netloom['tags']
  readonly object: readonly [RequestContext, TaggedType, string]
  readonly tag: string
  /** Tags of the body. */
  readonly given: readonly string[]
}

function withTags(type: TaggedType, work: (at: At) => Promise<readonly string[]>): Action['run'] {
  return async (netloom, context, call) => ({ tags: await work(at(type, netloom, context, call)) })
}

/** Neutron answers `null` where it answers at all. */
function withTag(type: TaggedType, work: (at: At) => Promise<unknown>): Action['run'] {
  return async (netloom, context, call) => {
    await work(at(type, netloom, context, call))
    return null
  }
}

function at(type: TaggedType, { tags }: Netloom, context: RequestContext, { params, body }: ActionCall): At {
  const { id = '', tag = '' } = params
  return { tags, object: [context, type, id], tag, given: (body ?? []) as readonly string[] }
}
