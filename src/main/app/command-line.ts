import type { Profile } from '../../shared/settings.ts'
import { readCommands } from './commands.ts'
import type { Command } from './commands.ts'

/** What Parley was asked for on its command line. */
export interface CommandLine {
  /** Start in the tray, without the chat window: what the login item and a start for the sake of a command use. */
  readonly hidden: boolean
  /** What to do, here or in the Parley that is already running. */
  readonly commands: readonly Command[]
  /** Show the settings. */
  readonly settings: boolean
  /** Log to the terminal as well. */
  readonly verbose: boolean
  /** Record the first turn into this folder. */
  readonly turnReport: string | null
  /** Open the microphone only while the talk key is down, whatever the settings say. */
  readonly coldMicrophone: boolean
}

/** Reads the command line. Switches of Electron and Chromium are among the arguments and are not ours to judge. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const end = argv.indexOf('--')
  const switches = end < 0 ? argv : argv.slice(0, end)
  const has = (name: string) => switches.includes(`--${name}`)
  const value = (name: string) =>
    switches.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3)
  const commands = readCommands(switches)
  return {
    hidden: has('hidden') || (commands.length > 0 && !commands.includes('show')),
    commands,
    settings: has('settings'),
    verbose: has('verbose'),
    turnReport: nonEmpty(value('turn-report')),
    coldMicrophone: has('cold-microphone'),
  }
}

/** What the window is to show for starts of Parley while it runs; null when none of them was for the window. */
export function viewFor(starts: readonly CommandLine[]): 'conversation' | 'settings' | null {
  const last = starts.findLast(({ commands, hidden }) => commands.length === 0 && !hidden)
  if (!last) return null
  return last.settings ? 'settings' : 'conversation'
}

/** A server that is only for this run. */
export interface EnvironmentServer {
  readonly profile: Profile
  readonly apiKey: string
}

/** The id of the profile that the environment names; it is never saved. */
export const ENVIRONMENT_PROFILE_ID = 'environment'

/**
 * Reads `PARLEY_BASE_URL`, `PARLEY_API_KEY` and `PARLEY_USERNAME`: a server for this run, for scripts and kiosks. The key is
 * kept in memory only, so it is neither in argv nor on disk. Null when no address is given.
 */
export function readEnvironmentServer(
  env: Readonly<Record<string, string | undefined>>,
): EnvironmentServer | null {
  const baseUrl = env['PARLEY_BASE_URL']
  if (!baseUrl) return null
  return {
    profile: {
      id: ENVIRONMENT_PROFILE_ID,
      name: nonEmpty(URL.parse(baseUrl)?.host) ?? baseUrl.slice(0, 80),
      kind: 'remote',
      baseUrl,
      username: nonEmpty(env['PARLEY_USERNAME']?.trim()) ?? 'parley',
      signIn: 'api-key',
      account: '',
      pinnedCertificate: null,
    },
    apiKey: env['PARLEY_API_KEY'] ?? '',
  }
}

/** An empty text is as good as none. */
function nonEmpty(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text
}
