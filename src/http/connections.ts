import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  /** From one address. Whoever watches needs two or three. */
  perPeer: number;
  inAll: number;
}

/**
 * Keeps room for the next connection by closing the oldest one, and never by refusing the newest: an attacker on this machine
 * and the health check have the same address, and only the health check is done in a moment. `keep` exempts a connection
 * whose holder has shown the secret.
 */
export function limitConnections(server: Server, { perPeer, inAll }: ConnectionLimits): { keep(socket: Socket): void } {
  /** Oldest first. */
  const open = new Set<Socket>();

  server.on('connection', (socket) => {
    const ofPeer = [...open].filter(({ remoteAddress }) => remoteAddress === socket.remoteAddress);
    if (ofPeer.length >= perPeer) ofPeer[0]?.destroy();
    else if (open.size >= inAll) [...open][0]?.destroy();
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });

  return { keep: (socket) => void open.delete(socket) };
}
