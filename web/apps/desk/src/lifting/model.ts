/** The tenant's language model: what is stored, and what a person has typed over it. */
import { useQuery } from '@tanstack/vue-query'
import type { ModelSettings, ModelView } from '@yingda/api'
import { api } from '@/http'

export const modelKey = ['model']

export function useModel() {
  return useQuery({ queryKey: modelKey, queryFn: api.model.read, refetchInterval: 15_000 })
}

export interface ModelForm extends Omit<ModelSettings, 'api_key' | 'shops' | 'daily_cost'> {
  api_key: string
  forget_key: boolean
  all_shops: boolean
  shops: string[]
  daily_cost: number | undefined
}

export function formOf(view: ModelView): ModelForm {
  const { on, base_url, chat_model, embedding_model, stream, uses } = view
  const { price_in, price_out, currency, daily_tokens } = view
  return {
    ...{ on, base_url, chat_model, embedding_model, stream, uses: [...uses] },
    ...{ price_in, price_out, currency, daily_tokens },
    daily_cost: view.daily_cost ?? undefined,
    all_shops: view.shops === null,
    shops: [...(view.shops ?? [])],
    api_key: '',
    forget_key: false,
  }
}

/** A key that was not typed stays the stored one; one to be forgotten is sent empty. */
export function settingsOf(form: ModelForm): ModelSettings {
  const { all_shops, shops, api_key, forget_key, daily_cost, ...same } = form
  return {
    ...same,
    base_url: form.base_url.trim(),
    chat_model: form.chat_model.trim(),
    embedding_model: form.embedding_model.trim(),
    daily_cost: daily_cost || null,
    shops: all_shops ? null : shops,
    api_key: forget_key ? '' : api_key.trim() || null,
  }
}

export type ModelState = 'off' | 'capped' | 'paused' | 'on'

export function stateOf(view: ModelView): ModelState {
  if (!view.on) return 'off'
  if (view.today.capped) return 'capped'
  return view.paused_until ? 'paused' : 'on'
}
