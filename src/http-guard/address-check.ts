import { BlockList, isIP, isIPv6 } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** IPv4 that is not the public internet: the IANA registry of special-purpose addresses, multicast and reserved space. */
const SPECIAL_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Within it the address at which clouds hand out their machines' secrets.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Looks public and is not: Azure's own services for each of its machines.
  ['168.63.129.16', 32],
] as const;

/**
 * The only IPv6 space in public use. Everything outside is refused unseen: loopback, link-local, unique local, multicast,
 * IPv4-mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96), behind which any IPv4 address may hide.
 */
const GLOBAL_IPV6 = ['2000::', 3] as const;

/** Exceptions within it: IETF protocols with Teredo, documentation, and 6to4, which wraps any IPv4 address. */
const SPECIAL_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

/** A wider network than this is not one household's or one company's. */
const WIDEST_OWN_IPV6 = 48;

export type OwnAddress = Pick<NetworkInterfaceInfo, 'address' | 'family' | 'cidr'>;

/**
 * Whether an address is one of the public internet, in any of its written forms. A public address of this machine is none:
 * what listens on it may be shut off from outside, and would still be reached from here; nor are its neighbours in IPv6,
 * where every device at home has a public address.
 */
export function createAddressCheck(own: () => readonly OwnAddress[] = ownAddresses): (address: string) => boolean {
  const special = new BlockList();
  for (const [network, bits] of SPECIAL_IPV4) special.addSubnet(network, bits, 'ipv4');
  for (const [network, bits] of SPECIAL_IPV6) special.addSubnet(network, bits, 'ipv6');
  const global = new BlockList();
  global.addSubnet(...GLOBAL_IPV6, 'ipv6');

  const isPublic = (address: string) => {
    if (isIPv6(address)) return global.check(address, 'ipv6') && !special.check(address, 'ipv6');
    return isIP(address) === 4 && !special.check(address, 'ipv4');
  };
  // The machine's addresses are looked up anew each time: they change while the bot runs.
  return (address) => isPublic(address) && !ownList(own()).check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function ownAddresses(): OwnAddress[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
}

function ownList(addresses: readonly OwnAddress[]): BlockList {
  const list = new BlockList();
  for (const { address, family, cidr } of addresses) {
    const bits = Number(cidr?.split('/')[1]);
    if (family === 'IPv4') list.addAddress(address, 'ipv4');
    else if (bits >= WIDEST_OWN_IPV6) list.addSubnet(address, bits, 'ipv6');
    else list.addAddress(address, 'ipv6');
  }
  return list;
}
