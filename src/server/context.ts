import type { Accounts } from './auth/accounts.ts'
import type { ApiKeys } from './auth/api-keys.ts'
import type { Clock } from './clock.ts'
import type { ServerLimits } from './config.ts'
import type { Attachments } from './files/attachments.ts'
import type { Logger } from './log.ts'
import type { Engine } from './ports.ts'
import type { Store } from './store/index.ts'

/** What the routes and sockets of one server share. */
export interface ServerContext {
  readonly store: Store
  readonly keys: ApiKeys
  readonly accounts: Accounts
  readonly attachments: Attachments
  readonly engine: Engine
  /** BCP 47; decides how the assistant writes numbers and dates. */
  readonly locale: string
  readonly clock: Clock
  readonly limits: ServerLimits
  readonly log: Logger
}
