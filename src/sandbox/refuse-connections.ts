import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Takes a server off its port, as a host that is down: new connections are refused and idle ones end, while what is being
 * answered is still answered. Returns the function that brings it back to the same port.
 */
export function refuseConnections(server: Server): () => Promise<void> {
  const { address, port } = server.address() as AddressInfo;
  server.close();
  return () => new Promise((resolve) => server.listen(port, address, resolve));
}
