/** Plays one random history against a screen and says whether the screen ends equal to the server. */
import { Dice } from './dice'
import { settle, World, type Note, type Screen } from './world'

type MakeScreen = (world: World, dice: Dice) => Screen

export interface Ending {
  shown: Note[]
  stored: Note[]
  everDoubled: boolean
}

export async function play(seed: number, make: MakeScreen, steps = 120): Promise<Ending> {
  const dice = new Dice(seed)
  const world = new World(dice)
  const screen = make(world, dice)
  let everDoubled = false
  for (let count = dice.below(12); count > 0; count -= 1) world.post()
  screen.heal()
  for (let step = 0; step < steps; step += 1) {
    act(world, screen, dice)
    await settle()
    everDoubled ||= doubled(screen.snapshot.messages)
  }
  await comeToRest(world, screen)
  return { shown: [...screen.snapshot.messages], stored: world.notes, everDoubled }
}

function act(world: World, screen: Screen, dice: Dice): void {
  const roll = dice.roll()
  if (roll < 0.35) world.post()
  else if (roll < 0.65) world.deliver(screen)
  else if (roll < 0.85) world.answerOne()
  else if (roll < 0.9) world.wakeAll()
  else if (roll < 0.94 && world.notes.length > 0) world.recall()
  else if (roll < 0.96) world.cut()
  else if (roll < 0.99) world.reconnect(screen)
  else if (dice.chance(0.3)) world.restore()
}

async function comeToRest(world: World, screen: Screen): Promise<void> {
  world.reconnect(screen)
  for (let round = 0; round < 500; round += 1) {
    await settle()
    if (world.quiet) return
    while (world.wire.length > 0) world.deliver(screen)
    world.answerOne()
    world.wakeAll()
  }
  throw new Error('never came to rest')
}

function doubled(messages: readonly Note[]): boolean {
  return new Set(messages.map((note) => note.seq)).size !== messages.length
}
