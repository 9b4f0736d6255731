/** Where the operator's endpoints are reached on this machine: a bot that listens everywhere listens here too. */
export function operatorOrigin(host: string | undefined, port: number | string): string {
  const name = host === undefined || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
