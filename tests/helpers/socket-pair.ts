import type { Socket } from 'node:net'

/** Both ends of a relayed connection: what closes one closes the other. While they are open they are in `sockets`. */
export function endTogether(pair: readonly [Socket, Socket], sockets: Set<Socket>): void {
  for (const socket of pair) {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      for (const each of pair) each.destroy()
    })
  }
}
