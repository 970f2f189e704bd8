import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import { root } from './root.mjs'
import { SetupError } from './run.mjs'

/** Says the same as tsconfig.base.json and tsconfig.package.json, in oxc's words. */
const OPTIONS = {
  lang: 'ts',
  sourceType: 'module',
  target: 'es2023',
  sourcemap: true,
  decorator: { legacy: true },
  typescript: {
    onlyRemoveTypeImports: true,
    rewriteImportExtensions: 'rewrite',
    declaration: { sourcemap: true },
  },
}

/** Writes JavaScript, declarations and their maps of one source file; `target` ends in `.js`. @throws {SetupError} */
export function transformFile({ transformSync }, source, target) {
  const text = readFileSync(source, 'utf8')
  const { code, map, declaration, declarationMap, errors } = transformSync(source, text, OPTIONS)
  if (errors.length > 0) throw new SetupError(errors.map((error) => describe(error, source, text)).join('\n'))
  mkdirSync(dirname(target), { recursive: true })
  write(target, code, map, source)
  write(target.replace(/js$/, 'd.ts'), declaration, declarationMap, source)
}

/** The outputs of `transformFile` for the same target. */
export const outputsOf = (target) => [target, target.replace(/js$/, 'd.ts')].flatMap((file) => [file, `${file}.map`])

function write(target, text, map, source) {
  const file = basename(target)
  const sources = [relative(dirname(target), source)]
  writeFileSync(target, `${text}//# sourceMappingURL=${file}.map\n`)
  writeFileSync(`${target}.map`, JSON.stringify({ ...map, file, sources, sourcesContent: undefined }))
}

/** `packages/core/src/x.ts:12:3 Unexpected token`, and the line itself. */
function describe({ message, labels, codeframe }, source, text) {
  const before = Buffer.from(text)
    .subarray(0, labels[0]?.start ?? 0)
    .toString()
    .split('\n')
  const place = `${relative(root, source)}:${String(before.length)}:${String(before.at(-1).length + 1)}`
  return [`${place} ${message}`, codeframe?.trimEnd()].filter(Boolean).join('\n')
}
