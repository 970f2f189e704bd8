/** Names of ports that are gone: enough to take their flows away, too few to matter. */
const MOST_NAMES = 16_384

/** Numbers of one bridge that stand for ports which are not there: not yet, or not any more. The oldest go first. */
export class OfportPlan {
  private readonly numbers = new Map<string, number>()
  private readonly names = new Map<number, string>()

  numberOf(name: string): number | undefined {
    return this.numbers.get(name)
  }

  nameOf(number: number): string | undefined {
    return this.names.get(number)
  }

  keep(name: string, number: number): void {
    this.drop(name)
    this.numbers.set(name, number)
    this.names.set(number, name)
    const [oldest] = this.numbers.keys()
    if (this.numbers.size > MOST_NAMES && oldest !== undefined) this.drop(oldest)
  }

  drop(name: string): void {
    const number = this.numbers.get(name)
    this.numbers.delete(name)
    if (number !== undefined && this.names.get(number) === name) this.names.delete(number)
  }
}
