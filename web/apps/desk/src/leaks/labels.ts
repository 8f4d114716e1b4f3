/** What people find behind a leak, and the fix that usually mends it. */
export const misread = [
  'point_missing',
  'too_few_variants',
  'variants_confuse',
  'unclear_words',
  'several_intents',
  'context_lost',
  'out_of_scope',
  'threshold_wrong',
  'new_word',
  'mood_misread',
] as const
export const unsolved = [
  'outdated',
  'wrong_condition',
  'too_long',
  'not_executable',
  'policy_unacceptable',
  'needs_empathy',
  'contradictory',
] as const
export const reasons = [
  'direct',
  'after_talk',
  'no_answer',
  'wrong_answer',
  'must_human',
  'rule',
] as const
export const fixKinds = ['create', 'similar', 'merge', 'threshold'] as const
export type FixKind = (typeof fixKinds)[number]

const usual: Record<string, FixKind> = {
  too_few_variants: 'similar',
  unclear_words: 'similar',
  variants_confuse: 'merge',
  threshold_wrong: 'threshold',
}

/** The fix a leak begins with: what its label asks for, else what the bot lacked. */
export function firstFix(label: string | null, verdict: string | null): FixKind {
  if (label) return usual[label] ?? 'create'
  return verdict === 'choices' ? 'similar' : 'create'
}
