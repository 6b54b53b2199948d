/**
 * Who is asking.
 *
 * `owner` is what data belongs to: `user:<name>` for an account and for every key that was made for that account, `key:<id>`
 * for a key that stands for itself. One owner never sees another's sessions or attachments. `username` is the name that a
 * client gives itself; within one key it separates people, but it is the client that vouches for it.
 */
export interface Principal {
  owner: string
  username: string
}

export function accountOwner(username: string): string {
  return `user:${username}`
}

export function keyOwner(key: { id: string; username: string | null }): string {
  return key.username === null ? `key:${key.id}` : accountOwner(key.username)
}
