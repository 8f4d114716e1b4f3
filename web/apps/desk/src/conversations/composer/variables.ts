/** Canned replies may hold {customer_name}, {agent_name}, {shop_name} and {order_no}; an unknown name stays visible. */
export function fillIn(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] || hole)
}

/** The holes nothing was known for: no customer should ever read one. */
export function holesIn(text: string): string[] {
  return text.match(/\{(customer_name|agent_name|shop_name|order_no)\}/g) ?? []
}
