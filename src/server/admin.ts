import { accounts } from './auth/accounts.ts'
import { apiKeys } from './auth/api-keys.ts'
import type { NewKey } from './auth/api-keys.ts'
import { systemClock } from './clock.ts'
import { DEFAULT_LIMITS } from './config.ts'
import { openStore } from './store/index.ts'

export type Admin = ReturnType<typeof openAdmin>

/** Keys and accounts of a data folder without serving it. Works beside a running server, which sees each change at once. */
export function openAdmin(dataDir: string) {
  const store = openStore(dataDir)
  const keys = apiKeys(store.keys, systemClock)
  const people = accounts(store.accounts, store.jwtSecret, systemClock, DEFAULT_LIMITS)
  return {
    createKey: (key: NewKey) => keys.create(key),
    listKeys: () => keys.summaries(),
    revokeKey: (id: string): boolean => keys.revoke(id),
    createAccount: (username: string, password: string) => people.create(username, password),
    close: (): void => store.close(),
  }
}
