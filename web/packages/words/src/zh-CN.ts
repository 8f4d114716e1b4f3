/** All words of the desk in this language, one file per feature. */
const files = import.meta.glob<Record<string, unknown>>(
  ['./zh-CN/*.json', '!./zh-CN/{widget,shop}.json'],
  {
    eager: true,
    import: 'default',
  },
)

export default Object.fromEntries(
  Object.entries(files).map(([path, words]) => [path.replace(/^.*\/|\.json$/g, ''), words]),
)
