/** A form in a frame: whether anything was changed, how saving goes, and what the server refused. */
import { useMutation } from '@tanstack/vue-query'
import { computed, reactive, ref } from 'vue'
import { fieldSentence } from '@/problems'

export interface FormOptions<Answer> {
  /** What a person can change; compared with how it was when the form opened. */
  values: () => unknown
  save: () => Promise<Answer>
  saved: (answer: Answer) => void
}

export function useForm<Answer>({ values, save, saved }: FormOptions<Answer>) {
  const seen = ref(JSON.stringify(values()))
  const dirty = computed(() => JSON.stringify(values()) !== seen.value)
  /** What stands in the form now is what is stored. */
  const settle = () => (seen.value = JSON.stringify(values()))
  const saving = useMutation({
    mutationFn: save,
    onSuccess: (answer) => {
      settle()
      saved(answer)
    },
  })
  return reactive({
    dirty,
    settle,
    busy: saving.isPending,
    error: saving.error,
    save: () => {
      if (!saving.isPending.value) saving.mutate()
    },
    refusal: (field: string) => fieldSentence(saving.error.value, field),
  })
}

export type Form = ReturnType<typeof useForm>
