import { syncBuiltinESMExports } from 'node:module'

type Call = (...args: unknown[]) => unknown

/** Of files: all that end in `Sync`. Of programs: all that start one. */
const WATCHED: readonly (readonly [module: object, pattern: RegExp])[] = [
  [process.getBuiltinModule('node:fs'), /Sync$/],
  [process.getBuiltinModule('node:child_process'), /^(?:exec|spawn|fork)/],
]

/** Runs `work`, which returns at once, and says which files it touched and programs it started while everything waited. */
export function blockingCallsOf(work: () => void): readonly string[] {
  const called = new Set<string>()
  const undo: (() => void)[] = []
  for (const [module, pattern] of WATCHED) {
    const functions = module as Record<string, unknown>
    for (const [name, original] of Object.entries(functions)) {
      if (typeof original !== 'function' || !pattern.test(name)) continue
      const watched: Call = (...args) => {
        called.add(name)
        return (original as Call)(...args)
      }
      // Its properties, too (`realpathSync.native`).
      functions[name] = Object.assign(watched, original)
      undo.push(() => {
        functions[name] = original
      })
    }
  }
  // Named imports of a module that was loaded before see it as well.
  syncBuiltinESMExports()
  try {
    work()
  } finally {
    for (const one of undo) one()
    syncBuiltinESMExports()
  }
  return [...called]
}
