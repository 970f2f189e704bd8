import { type Action, type Resource, tagActions } from '@netloom/api'
import { resourcePath } from '../../src/answers/versions.ts'
import { ALL_RESOURCES } from '../support/with-services.ts'
import type { Ids } from './samples.ts'

/** Of objects that belong to no project or are named by one. */
const OTHER_IDS: Readonly<Record<string, (ids: Ids) => string | undefined>> = {
  quotas: (ids) => ids['project'],
  network_ip_availabilities: (ids) => ids['networks'],
  rule_types: () => 'bandwidth_limit',
}

/** What projects have; what groups begin with is the whole cloud's. */
export const PROJECT_RESOURCES: readonly Resource[] = ALL_RESOURCES.filter(
  ({ plural }) => plural !== 'default_security_group_rules',
)

export const NO_SUCH_ID = '11111111-2222-4333-8444-555555555555'

export interface ObjectAt {
  readonly resource: Resource
  /** Of the collection, below `/v2.0`. */
  readonly path: string
  readonly id: string
  readonly actions: readonly Action[]
}

/** Every resource of the API with the object that `ids` has of it; unknown ids stand for what nobody has. */
export function objectsAt(ids: Ids): readonly ObjectAt[] {
  return PROJECT_RESOURCES.map((resource) => ({
    resource,
    path: collectionOf(resource, ids),
    id: idOf(resource, ids),
    actions: [...(resource.actions ?? []), ...(resource.tagged === true ? tagActions(resource.plural) : [])],
  }))
}

export function collectionOf(resource: Resource, ids: Ids): string {
  return `/${resourcePath(resource)}`.replace(
    /:(\w+)_id/g,
    (_, parent: string) => ids[`${parent.replace(/y$/, 'ie')}s`] ?? NO_SUCH_ID,
  )
}

/** `:id/tags/:tag` with both filled in; a network or router that nobody has. */
export function actionPath({ path, id }: Pick<ObjectAt, 'path' | 'id'>, action: Action): string {
  return `${path}/${action.path
    .replace(':id', id)
    .replace(':tag', 'red')
    .replace(/:(network|router)$/, NO_SUCH_ID)}`
}

function idOf({ plural }: Resource, ids: Ids): string {
  return OTHER_IDS[plural]?.(ids) ?? ids[plural.replace(/^alias_/, '')] ?? NO_SUCH_ID
}
