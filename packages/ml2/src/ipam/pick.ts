import type { Address } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import { randomInt } from 'node:crypto'
import type { Kysely } from 'kysely'
import { carve, lowestRanges, rangeOf, removeLowest, type FreeRange } from './free-ranges.ts'

type Db = Kysely<Schema>

/** `random`: any of the lowest few, so that concurrent writers rarely meet; `lowest`: what DHCP and distributed ports get. */
export type Preference = 'random' | 'lowest'

const WINDOW_ADDRESSES = 64n
const WINDOW_RANGES = 16

/** Takes one free address of the subnet's pools out of the free list; undefined = none is left. */
export async function pickAddress(db: Db, subnetId: string, preference: Preference): Promise<Address | undefined> {
  const ranges = await lowestRanges(db, subnetId, preference === 'lowest' ? 1 : WINDOW_RANGES)
  const [lowest] = ranges
  if (lowest === undefined) return undefined
  const choice = preference === 'lowest' ? { range: lowest, value: lowest.first.value } : choose(ranges, lowest)
  await carve(db, subnetId, choice.range, choice.value, choice.value)
  return { version: lowest.first.version, value: choice.value }
}

/** Takes the lowest `count` free addresses, or fewer when the pools hold fewer: three statements whatever the count. */
export async function pickAddresses(db: Db, subnetId: string, count: number): Promise<readonly Address[]> {
  const ranges = await lowestRanges(db, subnetId, count)
  const picked: Address[] = []
  let whole = 0
  let partial: { readonly range: FreeRange; readonly last: bigint } | undefined
  for (const range of ranges) {
    const { version, value: first } = range.first
    const wanted = BigInt(count - picked.length)
    if (wanted === 0n) break
    const size = range.last.value - first + 1n
    const last = first + (size < wanted ? size : wanted) - 1n
    for (let value = first; value <= last; value++) picked.push({ version, value })
    if (last === range.last.value) whole++
    else partial = { range, last }
  }
  const lastWhole = ranges[whole - 1]
  if (lastWhole !== undefined) await removeLowest(db, subnetId, lastWhole.first, whole)
  if (partial !== undefined) await carve(db, subnetId, partial.range, partial.range.first.value, partial.last)
  return picked
}

/** Takes this address out of the free list if it is in it. Whether somebody holds it, the allocation's primary key knows. */
export async function pickSpecific(db: Db, subnetId: string, address: Address): Promise<void> {
  const range = await rangeOf(db, subnetId, address)
  if (range !== undefined) await carve(db, subnetId, range, address.value, address.value)
}

function choose(
  ranges: readonly FreeRange[],
  lowest: FreeRange,
): { readonly range: FreeRange; readonly value: bigint } {
  const sizes = ranges.map(({ first, last }) => last.value - first.value + 1n)
  const total = sizes.reduce((sum, size) => sum + size, 0n)
  let offset = BigInt(randomInt(Number(total < WINDOW_ADDRESSES ? total : WINDOW_ADDRESSES)))
  for (const [index, range] of ranges.entries()) {
    const size = sizes[index] ?? 0n
    if (offset < size) return { range, value: range.first.value + offset }
    offset -= size
  }
  return { range: lowest, value: lowest.first.value }
}
