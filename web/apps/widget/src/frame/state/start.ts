/** Who is asking: starts with the server, keeps the visitor's secret, renews the token. */
import { createTransport, Problem, type Transport } from '@yingda/api'
import { asked, forgetAsked } from './arriving'
import { recall, remember } from './memory'
import type { LinkOpened, StartView } from './shapes'
import { language } from './words'

export interface PageSeen {
  url: string
  title: string
  referrer: string
}

interface Known {
  secret: string | null
  /** Whom the site vouched for; null for somebody without a name. */
  subject: string | null
}

export class Visitor {
  page: PageSeen = { url: '', title: '', referrer: '' }
  identity: string | null = null
  private token: string | undefined
  private renewing: Promise<StartView> | null = null
  readonly api: Transport

  constructor(readonly publicKey: string) {
    this.api = createTransport({ headers: () => this.headers() })
  }

  get currentToken(): string | undefined {
    return this.token
  }

  headers(): Record<string, string> {
    return this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }
  }

  /** Asks the page for a fresh word on who this is; null when it has none. */
  freshIdentity: () => Promise<string | null> = () => Promise.resolve(null)

  /** One question at a time, however many requests found the token expired. */
  start(): Promise<StartView> {
    this.renewing ??= this.askTwice().finally(() => {
      this.renewing = null
    })
    return this.renewing
  }

  /** The site's token lives an hour; a page that is open for longer is asked for the next one. */
  private async askTwice(): Promise<StartView> {
    try {
      return await this.ask()
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401 || !this.identity) throw problem
      const fresh = await this.freshIdentity()
      if (!fresh || fresh === this.identity) throw problem
      this.identity = fresh
      return this.ask()
    }
  }

  /** Goes on as whoever was sent this link in a call; returns what they said there. */
  async openLink(token: string): Promise<string> {
    const known = this.known(null)
    const opened = await this.api.post<LinkOpened>('/api/phone/links/open', {
      body: { token, ...(known ? { visitor_secret: known } : {}) },
    })
    if (opened.visitor_secret) this.keep({ secret: opened.visitor_secret, subject: null })
    return opened.words
  }

  /** Asks again with a fresh token when the old one was no longer good. */
  async with<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401) throw problem
      await this.start()
      return ask()
    }
  }

  private async ask(): Promise<StartView> {
    const subject = subjectOf(this.identity)
    const known = this.known(subject)
    const readId = asked('read')
    this.token = undefined
    const view = await this.api.post<StartView>('/api/widget/start', {
      body: {
        public_key: this.publicKey,
        language: language.value,
        page: this.page,
        ...(readId ? { read_id: readId } : {}),
        ...(known ? { visitor_secret: known } : {}),
        ...(this.identity ? { identity_token: this.identity } : {}),
      },
    })
    this.token = view.token
    this.keep({ secret: view.visitor_secret, subject })
    if (readId) forgetAsked()
    return view
  }

  private keep(known: Known): void {
    remember(`visitor.${this.publicKey}`, JSON.stringify(known))
  }

  /** A secret earned under another name must not open that person's history to the one now signed in. */
  private known(subject: string | null): string | null {
    try {
      const known = JSON.parse(recall(`visitor.${this.publicKey}`) ?? 'null') as Known | null
      if (!known) return null
      return known.subject === null || known.subject === subject ? known.secret : null
    } catch {
      return null
    }
  }
}

/** Read only to tell one person from the next; whether the token is true is the server's to judge. */
export function subjectOf(token: string | null): string | null {
  try {
    const body = token?.split('.')[1]
    if (!body) return null
    const claims = JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/'))) as { sub?: unknown }
    return typeof claims.sub === 'string' ? claims.sub : null
  } catch {
    return null
  }
}
