import { seededRandom } from '@netloom/testing'

export interface Shown {
  readonly id: string
  readonly [attribute: string]: unknown
}

/** What a client knows of one port: the last answer, and whether a request was under way when the server died. */
export interface Belief {
  /** undefined = deleted. */
  readonly shown: Shown | undefined
  readonly unsure: boolean
}

/** One client: creates, changes and deletes ports, one request at a time, until the server does not answer any more. */
export class Writer {
  readonly beliefs = new Map<string, Belief>()
  /** Name of the port whose creation was not answered. */
  unansweredName: string | undefined
  acknowledged = 0
  #made = 0
  readonly #random: () => number

  constructor(
    private readonly name: string,
    private readonly networkId: string,
    seed: number,
  ) {
    this.#random = seededRandom(seed)
  }

  async writeUntilDeath(url: string, onWrite: () => void): Promise<void> {
    this.unansweredName = undefined
    while (await this.#write(url)) {
      this.acknowledged += 1
      onWrite()
    }
  }

  async #write(url: string): Promise<boolean> {
    const live = [...this.beliefs].filter(([, { shown, unsure }]) => shown !== undefined && !unsure).map(([id]) => id)
    const id = live[Math.floor(this.#random() * live.length)]
    const dice = this.#random()
    if (id === undefined || dice < 0.5) return this.#create(url)
    return dice < 0.8 ? this.#update(url, id) : this.#delete(url, id)
  }

  async #create(url: string): Promise<boolean> {
    const name = `${this.name} ${String((this.#made += 1))}`
    this.unansweredName = name
    const port = { network_id: this.networkId, name, description: name.repeat(9) }
    const answer = await send('POST', `${url}/v2.0/ports`, { port })
    if (answer === undefined) return false
    this.unansweredName = undefined
    this.#believe(answer.port)
    return true
  }

  async #update(url: string, id: string): Promise<boolean> {
    const name = `${this.name} ${String((this.#made += 1))}`
    return this.#change(id, async () => {
      const answer = await send('PUT', `${url}/v2.0/ports/${id}`, { port: { name, description: name.repeat(7) } })
      if (answer !== undefined) this.#believe(answer.port)
      return answer !== undefined
    })
  }

  async #delete(url: string, id: string): Promise<boolean> {
    return this.#change(id, async () => {
      const answer = await send('DELETE', `${url}/v2.0/ports/${id}`)
      if (answer !== undefined) this.beliefs.set(id, { shown: undefined, unsure: false })
      return answer !== undefined
    })
  }

  async #change(id: string, change: () => Promise<boolean>): Promise<boolean> {
    const before = this.beliefs.get(id)
    this.beliefs.set(id, { shown: before?.shown, unsure: true })
    return change()
  }

  #believe(shown: Shown): void {
    this.beliefs.set(shown.id, { shown, unsure: false })
  }
}

/** undefined = no answer. @throws for an answer that is no success: nothing here may be refused */
export async function send(method: string, url: string, body?: object): Promise<{ readonly port: Shown } | undefined> {
  let response: Response
  let text: string
  try {
    response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
    text = await response.text()
  } catch {
    return undefined
  }
  if (!response.ok) throw new Error(`${method} ${url}: ${String(response.status)} ${text}`)
  return (text === '' ? {} : JSON.parse(text)) as { readonly port: Shown }
}
