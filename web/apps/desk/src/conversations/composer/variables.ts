/** Canned replies may hold {eta}, or {eta|words for when it is unknown}; without such words the hole stays visible. */
const HOLE = /\{(\w+)(?:\|([^{}|\n]*))?\}/g

export function fillIn(text: string, values: Record<string, string>): string {
  return text.replace(
    HOLE,
    (hole, name: string, otherwise?: string) => values[name] || (otherwise ?? hole),
  )
}

/** The holes nothing was known for: no customer should ever read one. */
export function holesIn(text: string): string[] {
  return (
    text.match(
      /\{(customer_name|agent_name|shop_name|order_no|order_status|eta|carrier|tracking_no|tier|phone|email|address|number|link)(\|[^{}]*)?\}/g,
    ) ?? []
  )
}
