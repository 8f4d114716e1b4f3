/** Who is there, in the order one looks for somebody free. Pure. */
import type { SeatView } from '@yingda/api'

const order = ['available', 'busy', 'hung', 'break', 'offline']

/** Owners and admins who serve nobody are no seats, until they choose to. */
export function servingSeats(seats: readonly SeatView[]): SeatView[] {
  return seats
    .filter((seat) => seat.group_ids.length > 0 || seat.presence !== 'offline' || seat.load > 0)
    .sort(
      (one, other) =>
        order.indexOf(one.presence) - order.indexOf(other.presence) || other.load - one.load,
    )
}
