// An ESLint rule: files are written, processes started and signalled in one place, the data plane. Security review, dry run
// and fakes rely on it. Who else may is named in eslint.config.js with a `reason`; where it is given, a file that needs it no
// more is the error.

const FILES = /^(node:)?fs(\/promises)?$/
const COMMANDS = /^(node:)?(child_process|cluster)$|^execa$/
const PROCESS = /^(node:)?process$/
/** Of our own, and as good as `node:fs`. */
const OWN_FILES = '@netloom/core/files'
const OWN_WRITERS = new Set(['createFile', 'holdFileLock', 'replaceFile', 'withFileLock'])

/** All others write, or can: a new name of Node counts until somebody has looked at it. */
const READERS = new Set(
  [
    'access',
    'exists',
    'fstat',
    'lstat',
    'opendir',
    'read',
    'readdir',
    'readFile',
    'readlink',
    'realpath',
    'stat',
    'statfs',
  ]
    .flatMap((name) => [name, `${name}Sync`])
    .concat('constants', 'createReadStream', 'watch'),
)

const MESSAGE =
  'Files are written, processes started and signalled in packages/dataplane: render a device state, or name this file with a reason in eslint.config.js.'

const nameOf = (node) => (node.type === 'Identifier' ? node.name : node.type === 'Literal' ? node.value : undefined)

/** What one imported or exported name of a module does; undefined = nothing that is reserved. */
function effectOf(module, name) {
  if (COMMANDS.test(module)) return `starts processes (${module})`
  if (FILES.test(module) && !READERS.has(name)) return `writes files (${name} of ${module})`
  if (PROCESS.test(module) && ['default', '*', 'kill'].includes(name)) return `signals processes (${name} of ${module})`
  if (module === OWN_FILES && (OWN_WRITERS.has(name) || name === '*')) return `writes files (${name} of ${module})`
  return undefined
}

const isProcess = (node) =>
  nameOf(node) === 'process' ||
  (node.type === 'MemberExpression' && nameOf(node.object) === 'globalThis' && nameOf(node.property) === 'process')

export const hostEffects = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', properties: { reason: { type: 'string', minLength: 1 } }, additionalProperties: false }],
    messages: {
      effect: `{{effect}}. ${MESSAGE}`,
      idle: 'Does none of this any more: take it out of eslint.config.js.',
    },
  },
  create(context) {
    const { reason } = context.options[0] ?? {}
    let found = 0
    const report = (node, effect) => {
      found += 1
      if (reason === undefined) context.report({ node, messageId: 'effect', data: { effect } })
    }
    const judge = (node, module, name) => {
      const effect = typeof module === 'string' ? effectOf(module, name) : undefined
      if (effect !== undefined) report(node, effect)
    }
    return {
      ImportDeclaration({ importKind, source, specifiers }) {
        if (importKind === 'type') return
        for (const one of specifiers) {
          if (one.importKind === 'type') continue
          const name = { ImportDefaultSpecifier: 'default', ImportNamespaceSpecifier: '*' }[one.type]
          judge(one, source.value, name ?? nameOf(one.imported))
        }
      },
      ExportNamedDeclaration({ exportKind, source, specifiers }) {
        if (source === null || exportKind === 'type') return
        for (const one of specifiers) if (one.exportKind !== 'type') judge(one, source.value, nameOf(one.local))
      },
      ImportExpression: (node) => judge(node, node.source.value, '*'),
      CallExpression(node) {
        const [first] = node.arguments
        const callee = nameOf(node.callee.type === 'MemberExpression' ? node.callee.property : node.callee)
        if (callee === 'require' || callee === 'getBuiltinModule') judge(node, first?.value, '*')
      },
      MemberExpression(node) {
        if (isProcess(node.object) && nameOf(node.property) === 'kill') report(node, 'signals processes (process.kill)')
      },
      VariableDeclarator({ id, init }) {
        if (init === null || id.type !== 'ObjectPattern' || !isProcess(init)) return
        for (const one of id.properties)
          if (one.type === 'Property' && nameOf(one.key) === 'kill') report(one, 'signals processes (process.kill)')
      },
      'Program:exit'(node) {
        if (reason !== undefined && found === 0) context.report({ node, messageId: 'idle' })
      },
    }
  },
}
