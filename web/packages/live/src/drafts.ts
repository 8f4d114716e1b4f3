/** Keeps unsent drafts over a reload, one storage entry each, so that two tabs never overwrite each other. */
import type { Draft } from './outbox'

export interface KeyValue {
  readonly length: number
  key(index: number): string | null
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

export class DraftStore<B> {
  constructor(
    private readonly storage: KeyValue | undefined,
    private readonly name: string,
  ) {}

  load(): Draft<B>[] {
    const drafts: Draft<B>[] = []
    for (const key of this.keys()) {
      const draft = this.read(key)
      if (draft) drafts.push({ ...draft, state: 'waiting', problem: null })
    }
    return drafts.sort((one, other) => one.at - other.at)
  }

  save(draft: Draft<B>): void {
    try {
      this.storage?.setItem(`${this.name}.${draft.key}`, JSON.stringify(draft))
    } catch {
      // Storage full or forbidden: the draft still lives as long as the page.
    }
  }

  remove(key: string): void {
    this.storage?.removeItem(`${this.name}.${key}`)
  }

  private keys(): string[] {
    const { storage } = this
    if (!storage) return []
    const all = Array.from({ length: storage.length }, (_, index) => storage.key(index))
    return all.filter((key): key is string => key?.startsWith(`${this.name}.`) ?? false)
  }

  private read(key: string): Draft<B> | null {
    try {
      const draft = JSON.parse(this.storage?.getItem(key) ?? 'null') as Draft<B> | null
      return typeof draft?.key === 'string' && typeof draft.at === 'number' ? draft : null
    } catch {
      return null
    }
  }
}
