/** `.ci/run` sets it. Everybody else gets a part of what is drawn at random, another part each time. */
const THOROUGH = process.env['NETLOOM_THOROUGH'] === '1'

/**
 * How often something drawn at random is done: all of it where there is time, else a few times. Only for repetition: a case that
 * somebody wrote down is never left out.
 */
export function repetitions(full: number, few: number): number {
  return THOROUGH ? full : few
}

/** SEED=n, which brings a failure back; else `fixed` where all is done, and a fresh one where little is. Put it into the title. */
export function firstSeed(fixed: number): number {
  const { SEED } = process.env
  if (SEED !== undefined) return Number(SEED)
  return THOROUGH ? fixed : 1_000 + (Date.now() % 1_000_000)
}

/** Seeds to run: SEED=n alone, else `full` of them from `fixed` on, or `few` fresh ones. */
export function seeds(fixed: number, full: number, few: number): readonly number[] {
  const count = process.env['SEED'] === undefined ? repetitions(full, few) : 1
  const first = firstSeed(fixed)
  return Array.from({ length: count }, (_, index) => first + index)
}
