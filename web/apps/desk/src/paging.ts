/** Lists that come a page at a time. */
import { useInfiniteQuery, type InfiniteData, type QueryKey } from '@tanstack/vue-query'
import { computed, type MaybeRef, type Ref } from 'vue'

interface Part<Row> {
  items: Row[]
  next?: string | null
}

interface Paging<Row> {
  key: MaybeRef<QueryKey>
  read: (cursor: string | null) => Promise<Part<Row>>
  enabled?: Ref<boolean>
  /** Says when to read again, in milliseconds, as long as the list is on a screen. */
  again?: (rows: Row[]) => number | false
}

const together = <Row>(pages: Part<Row>[] = []) => pages.flatMap((page) => page.items)

/** `rows` are those of all pages read so far; `LoadMore` reads the next one. */
export function usePages<Row>({ key, read, enabled, again }: Paging<Row>) {
  const query = useInfiniteQuery<
    Part<Row>,
    Error,
    InfiniteData<Part<Row>>,
    QueryKey,
    string | null
  >({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: null,
    getNextPageParam: (last) => last.next,
    ...(enabled && { enabled }),
    ...(again && {
      staleTime: 0,
      refetchInterval: ({ state }) => again(together(state.data?.pages)),
    }),
  })
  return { ...query, rows: computed(() => together(query.data.value?.pages)) }
}
