/** Who the site says is asking: a token, or a function that fetches one, for tokens are short-lived. */
const PATIENCE = 4000

export class Identity {
  private source: () => unknown = () => null
  private asking: Promise<void> | null = null

  constructor(private readonly tell: (token: string | null) => void) {}

  from(value: unknown): void {
    this.source = typeof value === 'function' ? (value as () => unknown) : () => value
    this.ask()
  }

  ask(): void {
    const answer = this.source()
    if (!(answer instanceof Promise)) return this.say(answer)
    const asking = Promise.race([answer, later(PATIENCE)])
      .then(
        (token: unknown) => {
          this.say(token)
        },
        () => {
          this.say(null)
        },
      )
      .finally(() => {
        if (this.asking === asking) this.asking = null
      })
    this.asking = asking
  }

  /** Who is asking comes before anything is asked. */
  first(run: () => void): void {
    if (this.asking) void this.asking.then(run)
    else run()
  }

  private say(token: unknown): void {
    this.tell(typeof token === 'string' ? token : null)
  }
}

function later(milliseconds: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(null)
    }, milliseconds)
  })
}
