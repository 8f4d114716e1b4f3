/** Knowledge entries, their import, and canned replies. */
import type { Page } from './shapes'
import type { CannedReply, CategoryView, EntryView, FoundEntry, ImportView } from './shapes-staff'
import type { Transport } from './transport'

export type EntryDraft = Pick<
  EntryView,
  | 'question'
  | 'answer'
  | 'category'
  | 'similar'
  | 'answer_mode'
  | 'conditions'
  | 'status'
  | 'valid_from'
  | 'valid_until'
  | 'designed_level'
> & { merchant_id?: string }
export type CannedDraft = Pick<CannedReply, 'shortcut' | 'title' | 'text' | 'language'> & {
  merchant_id?: string | null
  shared?: boolean
}

export interface EntryFilter {
  q?: string
  category?: string
  status?: string
  merchant_id?: string
  cursor?: string | null
}

export interface TryView {
  verdict: 'answer' | 'choices' | 'unknown' | 'human' | 'pleasantry'
  reason: string | null
  confidence: number
  entries: { entry_id: string; question: string; score: number }[]
}

export interface RenderingView {
  page: string
  chat: string
  spoken: string
  spoken_limit: number
  reading_seconds: number
  findings: {
    code:
      'late_answer' | 'no_direct_answer' | 'formula' | 'unknown_variable' | 'no_fallback' | 'long'
    value: string
  }[]
}

const entries = '/api/knowledge/entries'

export function knowledgeCalls(http: Transport) {
  return {
    list: (filter: EntryFilter) =>
      http.get<Page<EntryView>>(entries, { query: { ...filter, limit: 50 } }),
    one: (id: string) => http.get<EntryView>(`${entries}/{id}`, { path: { id } }),
    add: (body: EntryDraft) => http.post<EntryView>(entries, { body }),
    change: (id: string, body: Partial<EntryDraft>) =>
      http.patch<EntryView>(`${entries}/{id}`, { path: { id }, body }),
    remove: (id: string) => http.delete<undefined>(`${entries}/{id}`, { path: { id } }),
    categories: (merchant_id: string) =>
      http.get<CategoryView[]>('/api/knowledge/categories', { query: { merchant_id } }),
    search: (q: string, merchant_id: string) =>
      http.get<FoundEntry[]>('/api/knowledge/search', { query: { q, merchant_id, limit: 8 } }),
    render: (question: string, answer: string) =>
      http.post<RenderingView>('/api/knowledge/renderings', { body: { question, answer } }),
    tryBot: (merchant_id: string, text: string) =>
      http.post<TryView>('/api/bot/try', { body: { merchant_id, text } }),
    preview: (merchant_id: string, file: File) => {
      const body = new FormData()
      body.set('merchant_id', merchant_id)
      body.set('file', file, file.name)
      return http.post<ImportView>('/api/knowledge/imports', { body })
    },
    commit: (id: string, accept_lines: number[]) =>
      http.post<{ stored: number; skipped: number }>('/api/knowledge/imports/{id}/commit', {
        path: { id },
        body: { accept_lines },
      }),
    canned: () => http.get<CannedReply[] | Page<CannedReply>>('/api/canned-replies'),
    addCanned: (body: CannedDraft) => http.post<CannedReply>('/api/canned-replies', { body }),
    changeCanned: (id: string, body: Partial<CannedDraft>) =>
      http.patch<CannedReply>('/api/canned-replies/{id}', { path: { id }, body }),
    removeCanned: (id: string) =>
      http.delete<undefined>('/api/canned-replies/{id}', { path: { id } }),
  }
}
