/** How many connections the kernel of a host tracks, and how many it would at most: of one more it drops the packets. */
export interface ConnectionCount {
  readonly count: number
  readonly max: number
}

/** Share of the most at which somebody should know. */
const FULL = 0.8

/** Whether there is little room left. */
export const isNearlyFull = ({ count, max }: ConnectionCount): boolean => max > 0 && count >= FULL * max
