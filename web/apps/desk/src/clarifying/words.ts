/** Lists of words as people type them: 洗衣机、洗碗机 or washer, dryer. */
export const listed = (words: readonly string[], locale: string) =>
  words.join(locale === 'en' ? ', ' : '、')

export const wordsIn = (text: string) => [
  ...new Set(
    text
      .split(/[、,，;；\n]/)
      .map((one) => one.trim())
      .filter(Boolean),
  ),
]
