import { type Action, type Resource, serviceResources } from '@netloom/api'
import { attemptNow } from '../support/attempt.ts'
import type { ConformanceCheck } from '../support/check.ts'
import type { ApiDeclarationFixture } from './api-declaration-fixture.ts'

type Check = ConformanceCheck<ApiDeclarationFixture>

const NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/
/** `router:external`, `binding:vif_type`, too. */
const ATTRIBUTE = /^[a-z][a-z0-9]*(?:[_:][a-z0-9]+)*$/
const PATH = /^(?:[a-z0-9][a-z0-9_-]*|:[a-z_]+)(?:\/(?:[a-z0-9][a-z0-9_-]*|:[a-z_]+))*$/
const ALIAS = /^[a-z0-9][a-z0-9_-]*$/
const PARAMETERS: ReadonlySet<string> = new Set([
  ...['fields', 'sort_key', 'sort_dir', 'limit', 'marker', 'page_reverse'],
  ...['tags-any', 'not-tags', 'not-tags-any'],
])

/** Rules about names, paths and words. */
export const apiNameChecks: readonly Check[] = [
  {
    rule: 'names each resource in one and many, in lower case with underscores, and has it at a path of its own',
    problems: ({ api, others }) => {
      const own = api.resources ?? []
      const problems = own.flatMap((resource) => {
        const { name, plural } = resource
        const twins = [...others, ...own].filter(
          (one) => one !== resource && (one.name === name || pathOf(one) === pathOf(resource)),
        )
        return [
          ...(NAME.test(name) ? [] : [`'${name}' is no name of an object`]),
          ...(NAME.test(plural) ? [] : [`'${plural}' is no name of a list`]),
          ...(name === plural ? [`one and many are both called '${name}'`] : []),
          ...(PATH.test(pathOf(resource)) ? [] : [`'${pathOf(resource)}' is no path`]),
          ...twins.map((twin) => `${twin.name} is there already, or at /${pathOf(twin)}`),
        ]
      })
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'names attributes as clients know them, each field once, and none like a parameter of lists',
    problems: (fixture) =>
      Promise.resolve(
        declared(fixture).flatMap(({ name, attributes }) => {
          const fields = Object.entries(attributes).map(([key, { field }]) => field ?? camel(key))
          const doubled = fields.filter((field, index) => fields.indexOf(field) !== index && field !== 'projectId')
          return [
            ...Object.keys(attributes)
              .filter((key) => !ATTRIBUTE.test(key))
              .map((key) => `'${key}' of ${name} is no name`),
            ...Object.keys(attributes)
              .filter((key) => PARAMETERS.has(key))
              .map((key) => `${name} has '${key}', a parameter of lists`),
            ...fields
              .filter((field) => !/^[A-Za-z_]\w*$/.test(field))
              .map((field) => `'${field}' of ${name} is no field`),
            ...doubled.map((field) => `two attributes of ${name} have the field ${field}`),
          ]
        }),
      ),
  },
  {
    rule: 'describes resources, extensions and actions in one sentence, under aliases that its service has',
    problems: ({ api, module }) => {
      const aliases = module?.aliases
      const problems = (api.resources ?? []).flatMap(({ name, summary, extension, actions = [] }) => [
        ...(isSentence(summary) ? [] : [`${name} has no summary`]),
        ...(extension === undefined || ALIAS.test(extension) ? [] : [`'${extension}' of ${name} is no alias`]),
        ...(module !== undefined && extension === undefined ? [`${name} is of no extension`] : []),
        ...(aliases !== undefined && extension !== undefined && !aliases.includes(extension)
          ? [`${name} is of the extension ${extension}, which its service does not list`]
          : []),
        ...actions
          .filter(({ summary: words }) => !isSentence(words))
          .map(({ path }) => `${name}/${path} has no summary`),
      ])
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'has actions at paths and under rules of their own, with words in their place and a body where one is sent',
    problems: (fixture) => {
      const problems = withActions(fixture).flatMap(({ name, actions }) => {
        const routes = actions.map(({ method, path }) => `${method} ${path}`)
        return [
          ...routes
            .filter((route, index) => routes.indexOf(route) !== index)
            .map((route) => `${name}: ${route} is there twice`),
          ...actions.flatMap((action) => actionProblems(name, action)),
        ]
      })
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'fits into the API: nothing is declared twice, nothing added to what is not there, nothing shadowed',
    problems: ({ api, others }) => {
      const result = attemptNow(() => serviceResources(others, [api]))
      if ('error' in result) return Promise.resolve([String(result.error)])
      const shadowed = result.value.flatMap(({ name, attributes, actions = [] }) =>
        actions
          .map(({ path }) => path.split('/').at(-1) ?? '')
          .filter((last) => Object.hasOwn(attributes, last))
          .map((last) => `an action of ${name} is called like its attribute ${last}`),
      )
      return Promise.resolve(shadowed)
    },
  },
  {
    rule: 'belongs to its service by the name of that, and lets go what it lets be made',
    problems: ({ api, module }) => {
      const name = module?.name
      return Promise.resolve([
        ...(name === undefined || name === api.service ? [] : [`it is of service '${api.service}', not of '${name}'`]),
        ...(api.resources ?? [])
          .filter(({ policy }) => policy.create !== undefined && policy.delete === undefined)
          .map((resource) => `${resource.name} can be created and never deleted`),
      ])
    },
  },
  {
    rule: 'counts and tags under names that its resources have',
    problems: ({ api, module }) => {
      const resources = api.resources ?? []
      const names = resources.map(({ name }) => name)
      const tagged = resources.filter((one) => one.tagged === true).map(({ plural }) => plural)
      const declaredTags = Object.keys(module?.taggedTypes ?? {})
      return Promise.resolve([
        ...Object.keys(module?.quotas ?? {})
          .filter((quota) => !names.includes(quota))
          .map((quota) => `quota '${quota}' counts no resource`),
        ...Object.keys(module?.sharedTypes ?? {})
          .filter((type) => !names.includes(type))
          .map((type) => `shared type '${type}' is no resource`),
        ...(module === undefined
          ? []
          : tagged
              .filter((plural) => !declaredTags.includes(plural))
              .map((plural) => `${plural} have tags that the service does not declare`)),
        ...declaredTags
          .filter((plural) => !tagged.includes(plural))
          .map((plural) => `tags of ${plural} are declared, and no resource shows them`),
      ])
    },
  },
]

export const pathOf = ({ path, plural }: Resource): string => path ?? plural.replaceAll('_', '-')
const isSentence = (text: unknown): boolean => typeof text === 'string' && /^\S.*\S$/.test(text) && !/[\r\n]/.test(text)
export const camel = (name: string): string =>
  name.replace(/[_:-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

type Attributes = Resource['attributes']

/** Own resources, and what is added to others. */
export function declared({
  api,
}: ApiDeclarationFixture): readonly { readonly name: string; readonly attributes: Attributes }[] {
  return [
    ...(api.resources ?? []),
    ...Object.entries(api.extensions ?? {}).map(([name, { attributes = {} }]) => ({ name, attributes })),
  ]
}

export function withActions({
  api,
}: ApiDeclarationFixture): readonly { readonly name: string; readonly actions: readonly Action[] }[] {
  return [
    ...(api.resources ?? []).map(({ name, actions = [] }) => ({ name, actions })),
    ...Object.entries(api.extensions ?? {}).map(([name, { actions = [] }]) => ({ name, actions })),
  ]
}

function actionProblems(name: string, action: Action): readonly string[] {
  const { method, path, rule, policy, body, summary, status } = action
  const what = `${name}: ${method} ${path}`
  return [
    ...(PATH.test(path) ? [] : [`${what} is no path`]),
    ...(/^[a-z][\w:-]*$/.test(rule) ? [] : [`${what} has no rule that a refusal could name`]),
    ...(typeof policy === 'function' ? [] : [`${what} may be called by anybody: it has no policy`]),
    ...(typeof action.run === 'function' ? [] : [`${what} does nothing`]),
    ...(isSentence(summary) ? [] : [`${what} has no summary`]),
    ...(body !== undefined && (method === 'GET' || method === 'DELETE') ? [`${what} reads a body`] : []),
    ...(status === undefined || [200, 201, 202, 204].includes(status) ? [] : [`${what} answers ${String(status)}`]),
  ]
}
