import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import { root } from './root.mjs'
import { SetupError } from './run.mjs'

/** Says the same as tsconfig.base.json and tsconfig.package.json, in oxc's words. */
export const TRANSFORM = {
  target: 'es2023',
  decorator: { legacy: true },
  typescript: { onlyRemoveTypeImports: true },
}

const OPTIONS = {
  ...TRANSFORM,
  lang: 'ts',
  sourceType: 'module',
  sourcemap: true,
  typescript: { ...TRANSFORM.typescript, rewriteImportExtensions: 'rewrite', declaration: { sourcemap: true } },
}

/** Writes JavaScript, declarations and their maps of one source file; `target` ends in `.js`. @throws {SetupError} */
export function transformFile({ transformSync }, source, target) {
  const text = readFileSync(source, 'utf8')
  const { code, map, declaration, declarationMap } = checked(transformSync(source, text, OPTIONS), source, text)
  mkdirSync(dirname(target), { recursive: true })
  write(target, code, map, source)
  write(declarationOf(target), declaration, declarationMap, source)
}

/** Writes declarations only. @throws {SetupError} */
export function declareFile({ transformSync }, source, target) {
  const text = readFileSync(source, 'utf8')
  const { declaration, declarationMap } = checked(transformSync(source, text, OPTIONS), source, text)
  mkdirSync(dirname(target), { recursive: true })
  write(declarationOf(target), declaration, declarationMap, source)
}

/** `dist/x.js` → `dist/x.d.ts` */
export const declarationOf = (target) => target.replace(/js$/, 'd.ts')

function checked(result, source, text) {
  if (result.errors.length > 0)
    throw new SetupError(result.errors.map((error) => describe(error, source, text)).join('\n'))
  return result
}
/** The outputs of `transformFile` for the same target. */
export const outputsOf = (target) => [target, declarationOf(target)].flatMap((file) => [file, `${file}.map`])

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
