/**
 * What a start of Parley can ask of the one that runs, so that a desktop that binds keys itself can do all that the talk key
 * does. Each is a switch of the command line: `--toggle`.
 */
export const COMMANDS = ['toggle', 'start', 'stop', 'cancel', 'hands-free', 'interrupt', 'show'] as const
export type Command = (typeof COMMANDS)[number]

/** What the commands are done with. */
export interface CommandParts {
  readonly hotkey: { toggle(): void; start(): void; stop(): void; cancel(): void; handsFree(): void }
  readonly live: { interrupt(): void }
  readonly show: () => void
}

/** Reads the commands in the order in which they stand there. */
export function readCommands(argv: readonly string[]): Command[] {
  return argv.flatMap((argument) => COMMANDS.filter((command) => argument === `--${command}`))
}

/**
 * What is left to do of commands that came while Parley was starting: a talk that was over before the microphone could open
 * was none. Without this, a key that starts Parley with `--start` and sends `--stop` when it is let go would leave an empty
 * turn behind.
 */
export function withoutFinishedTalks(commands: readonly Command[]): Command[] {
  const end = commands.findLastIndex((command) => command === 'stop' || command === 'cancel')
  return commands.filter((command, index) => {
    if (command === 'stop' || command === 'cancel') return false
    return index > end || (command !== 'start' && command !== 'toggle')
  })
}

/** Does what was asked. */
export function runCommands(commands: readonly Command[], { hotkey, live, show }: CommandParts): void {
  for (const command of commands) {
    switch (command) {
      case 'toggle':
      case 'start':
      case 'stop':
      case 'cancel':
        hotkey[command]()
        break
      case 'hands-free':
        hotkey.handsFree()
        break
      case 'interrupt':
        live.interrupt()
        break
      case 'show':
        show()
    }
  }
}
