/** Two customers who turn out to be one: what a merge would move, and which merges stand. Pure. */
import type { CustomerRow, CustomerView, MergeView } from '@yingda/api'

/** Merges that hold today, the latest first: each can be split again. */
export function standingMerges(customer: CustomerView): MergeView[] {
  return customer.merges.filter((merge) => merge.undone_at === null).reverse()
}

/** The merge by which this customer now lives on in another. */
export function mergedInto(customer: CustomerView): MergeView | undefined {
  return standingMerges(customer).find((merge) => merge.merged_id === customer.id)
}

/** Who could be the same person: of the same shop, and not the customer itself. */
export function candidates(found: CustomerRow[], customer: CustomerView): CustomerRow[] {
  return found.filter((one) => one.merchant_id === customer.merchant_id && one.id !== customer.id)
}

/** What goes over to the customer that is kept. */
export function whatMoves(other: CustomerView, orders: number) {
  return {
    identities: other.identities.length,
    conversations: other.conversation_count,
    orders,
  }
}
